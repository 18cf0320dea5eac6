"""Reading a table the usual way: what one would write without Faultlines."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

__all__ = ["checked_row_by_row"]

KINDS = ("support", "tension")


def checked_row_by_row(path: Path) -> int:
    """Read a relation table and check it one row after the other; gives the number of problems."""
    problems = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            problems += row["kind"] not in KINDS
            problems += not 1 <= float(row["intensity"]) <= 5
            problems += date.fromisoformat(row["start"]).year < 1800
            problems += row["mutual"] not in ("true", "false", "")
            problems += row["status"] not in ("documented", "alleged", "hypothetical", "")
    return problems
