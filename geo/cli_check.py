"""`faultlines check`: every problem of a file, and what an editor would ask, summed up by kind."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli_data import Read, add_leaving_out, add_reading, read_file
from geo.cli_tools import DONE, PROBLEMS, one_line, write_whole
from geo.errors import Problem

if TYPE_CHECKING:
    from geo.mapping import ColumnMapping
    from geo.review import Remarks

__all__ = ["add_check"]

MOST_WARNINGS = 3  # of one kind; --all shows all of them
MOST_ROWS = 5  # row numbers named of a name that is not known


def add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`faultlines check`."""
    check = commands.add_parser("check", help="list every problem of a relation table, and what an editor would ask")
    check.add_argument("file", type=Path, metavar="FILE")
    add_reading(check)
    add_leaving_out(check)
    check.add_argument("--report", type=Path, metavar="FILE.csv", help="write all of it as CSV, with the rows")
    check.add_argument(
        "--all", action="store_true", help=f"every warning, not only the first {MOST_WARNINGS} of a kind"
    )
    check.add_argument("--no-warnings", action="store_true", help="problems only")
    check.set_defaults(action=_check)


def _check(options: argparse.Namespace) -> int:
    from geo.review import review

    found = read_file(options.file, options)
    shown = one_line(str(options.file))
    remarks = review(found.dataset) if found.dataset and not options.no_warnings else None
    for line in _problem_lines(found):
        print(line.line(str(options.file)), file=sys.stderr)
    for note in found.notes:
        print(one_line(f"{shown}: {note}"))
    if not found.problems and found.dataset:
        count = len(found.dataset.table)
        print(f"{shown}: no problems in {count} relation{'' if count == 1 else 's'}")
    if remarks is not None:
        _print_warnings(shown, remarks, _heading_of(found.mapping), None if options.all else MOST_WARNINGS)
    if options.report:
        _write_report(options.report, found, remarks)
    return PROBLEMS if found.problems else DONE


def _problem_lines(found: Read) -> list[Problem]:
    """Every problem; a name that is not known only once, with how often it stands in the file."""
    heading = _heading_of(found.mapping)
    ends = {heading("source"), heading("target")}
    rows: dict[tuple[str, str], list[int]] = {}
    for problem in found.problems:
        if problem.column in ends and problem.value and problem.row:
            rows.setdefault((problem.value, problem.message), []).append(problem.row)
    lines, told = [], set()
    for problem in found.problems:
        key = (problem.value or "", problem.message)
        if len(rows.get(key, ())) < 2:
            lines.append(problem)
        elif key not in told:
            told.add(key)
            lines.append(replace(problem, message=f"{problem.message}; {_how_often(rows[key])}"))
    return lines


def _how_often(rows: Sequence[int]) -> str:
    others = sorted(set(rows[1:]) - {rows[0]})
    named = ", ".join(map(str, others[:MOST_ROWS])) + (", …" if len(others) > MOST_ROWS else "")
    return f"{len(rows):,} times" + (f", also in row{'s' if len(others) > 1 else ''} {named}" if others else "")


def _heading_of(mapping: ColumnMapping | None) -> Callable[[str], str]:
    """The file's own heading of one of our columns."""
    return lambda column: (mapping.file_column(column) if mapping else None) or column


def _print_warnings(shown: str, remarks: Remarks, heading: Callable[[str], str], most: int | None) -> None:
    """For each kind a line that says what it means, then the rows, each with its map; the first `most` of them."""
    from geo.report import address
    from geo.review import KINDS

    for kind, count in remarks.counts.items():
        title, meaning, column, hint = KINDS[kind]
        print(
            one_line(f"{shown}::{heading(column)}: {count:,} {_warnings(count)}: {title.lower()}: {meaning} ({hint})")
        )
        for remark in remarks.of(kind, most):
            place = f"{shown}:{remark.rows[0] if remark.rows else ''}:{heading(column)}"
            print(one_line(f"{place}: warning: {remark.sentence} {address(remark.query)}"))
        if left := 0 if most is None else max(0, count - most):
            print(f"{shown}::{heading(column)}: {left:,} more {_warnings(left)} like this: --all shows them")


def _warnings(count: int) -> str:
    return "warning" if count == 1 else "warnings"


def _write_report(path: Path, found: Read, remarks: Remarks | None) -> None:
    from geo.report import problems_csv, report_csv

    if found.raw is None:
        text = problems_csv(None, found.problems)
    else:
        text = report_csv(found.raw, found.problems, remarks or ())
    write_whole(path, text.encode())
