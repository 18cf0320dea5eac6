"""Data sets have stable ids and one digest, whatever file they come from."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.io import WRITABLE, write_table
from geo.relations import Dataset
from tests.relation_files import GOOD, HEADER, read, write


def test_ids_come_from_the_content(tmp_path: Path) -> None:
    one, other, again = GOOD, GOOD | {"target": "IRN"}, GOOD | {"target": "Iran"}
    ids = set(read(tmp_path, one, other).table["id"])
    assert ids == set(read(tmp_path, again, one).table["id"])
    assert len(ids) == 2
    assert read(tmp_path, one).table["id"].tolist() == ["rc8122c8226dd"]


def test_rows_alike_in_everything_are_numbered(tmp_path: Path) -> None:
    base = read(tmp_path, GOOD).table["id"].iloc[0]
    assert set(read(tmp_path, GOOD, GOOD, GOOD).table["id"]) == {base, f"{base}-2", f"{base}-3"}
    assert set(read(tmp_path, GOOD | {"id": base}, GOOD).table["id"]) == {base, f"{base}-2"}


letters = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
relations = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["AZE", "RUS"]),
        "target": st.sampled_from(["IRN", "ISR"]),
        "kind": st.sampled_from(["support", "tension"]),
        "intensity": st.sampled_from([1.0, 2.25, 5.0]),
        "start": st.dates(date(1800, 1, 1), date(2100, 1, 1)).map(date.isoformat),
        "mutual": st.booleans(),
        "summary": st.text(letters, max_size=9).map(str.strip),
    }
)


@settings(max_examples=15)
@given(st.lists(relations, min_size=1, max_size=4), st.randoms())
def test_the_digest_is_of_the_content_alone(rows: list[dict[str, Any]], random: Any) -> None:
    data = Dataset.from_frame(pd.DataFrame(rows))
    shuffled = random.sample(rows, len(rows))
    assert Dataset.from_frame(pd.DataFrame(shuffled)).digest == data.digest
    with tempfile.TemporaryDirectory() as folder:
        for suffix in WRITABLE:
            data.write(Path(folder) / f"copy{suffix}")
            copy = Dataset.read(Path(folder) / f"copy{suffix}")
            assert copy.digest == data.digest, suffix
            pd.testing.assert_frame_equal(copy.table, data.table)


@pytest.mark.parametrize("column", HEADER)
def test_the_digest_changes_with_any_cell(tmp_path: Path, column: str) -> None:
    full = GOOD | {
        "end": "2025-07-01",
        "mutual": "false",
        "domain": "energy",
        "status": "alleged",
        "scenario": "s",
        "summary": "t",
        "citation": "c",
        "url": "https://a.example",
        "id": "i",
    }
    others = {
        "source": "ARM", "target": "ARM", "kind": "support", "intensity": "4", "start": "2025-06-29", "end": "",
        "mutual": "true", "status": "documented", "url": "https://b.example",
    }  # fmt: skip
    changed = full | {column: others.get(column, "other")}
    assert read(tmp_path, full).digest != read(tmp_path, changed).digest


def test_the_digest_is_the_same_in_another_process(tmp_path: Path) -> None:
    path = write(tmp_path / "data.csv", GOOD)
    code = f"from geo.relations import Dataset; print(Dataset.read({str(path)!r}).digest)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == Dataset.read(path).digest


def test_typed_sheets_read_like_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([*HEADER[:5], "end", "mutual"])
    book.active.append(["Azerbaijan", "Russia", "tension", 3.0, datetime(2025, 6, 28), 2025, True])
    book.save(tmp_path / "sheet.xlsx")
    text = read(tmp_path, GOOD | {"end": "2025", "mutual": "true"})
    assert Dataset.read(tmp_path / "sheet.xlsx").digest == text.digest
    typed = pd.DataFrame([GOOD]).assign(
        kind=pd.Categorical(["tension"]),
        start=[date(2025, 6, 28)],
        intensity=np.float32(3),
        mutual=True,
        end="2025-12-31",
    )
    typed.to_parquet(tmp_path / "typed.parquet")
    assert Dataset.read(tmp_path / "typed.parquet").digest == text.digest


def test_equal_data_sets(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == read(tmp_path, GOOD)
    assert len({read(tmp_path, GOOD), read(tmp_path, GOOD)}) == 1
    assert read(tmp_path, GOOD) != read(tmp_path, GOOD | {"target": "IRN"})


def test_a_data_set_can_be_written_by_anyone(tmp_path: Path) -> None:
    data = read(tmp_path, GOOD | {"mutual": "yes", "end": "2025-07"})
    write_table(data, tmp_path / "again.csv")
    assert Dataset.read(tmp_path / "again.csv").digest == data.digest
    assert data.to_csv().splitlines()[1].startswith("AZE,RUS,tension,3,2025-06-28,2025-07-31,true,,documented,,")
