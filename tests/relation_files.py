"""Small files of relations for tests, and what is wrong with them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from geo.errors import DataError
from geo.relations import Dataset

HEADER = "source,target,kind,intensity,start,end,mutual,domain,status,scenario,summary,citation,url,id".split(",")
GOOD = {"source": "Azerbaijan", "target": "Russia", "kind": "tension", "intensity": "3", "start": "2025-06-28"}


def write(path: Path, *rows: dict[str, Any], header: list[str] | None = None) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, header or HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def read(tmp_path: Path, *rows: dict[str, Any], **options: Any) -> Dataset:
    return Dataset.read(write(tmp_path / "data.csv", *rows), **options)


def problems(tmp_path: Path, *rows: dict[str, Any]) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(DataError) as caught:
        read(tmp_path, *rows)
    return [(p.row, p.column, f"{p.message} | {p.suggestion}") for p in caught.value.problems]
