"""The commands about one's own relations: `check`, `convert`, and the options by which `render` and `serve` take them.

What a command needs is imported when it runs: the parser must not wait for pandas to load.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli_tools import DONE, PROBLEMS, checked, one_line, write_whole
from geo.errors import DataError, Problem, UsageError
from geo.names import SCHEMES

if TYPE_CHECKING:
    from geo.mapping import ColumnMapping, Proposal
    from geo.rawtable import RawTable
    from geo.relations import Dataset
    from geo.review import Remarks

__all__ = ["add_check", "add_convert", "add_data_options", "read_data"]

MOST_WARNINGS = 100  # of one kind; --report has all of them
MOST_ROWS = 5  # row numbers named of a name that is not known
OWN_TABLE = "a relation table to show instead of the built-in one: CSV, Excel, Parquet, JSON, GeoJSON, GraphML, GEXF"


@dataclass(frozen=True)
class Read:
    """A file as far as it could be read."""

    raw: RawTable | None
    mapping: ColumnMapping | None
    dataset: Dataset | None
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`faultlines check`."""
    check = commands.add_parser("check", help="list every problem of a relation table, and what an editor would ask")
    check.add_argument("file", type=Path, metavar="FILE")
    _add_reading(check)
    check.add_argument("--report", type=Path, metavar="FILE.csv", help="write all of it as CSV, with the rows")
    check.add_argument("--no-warnings", action="store_true", help="problems only")
    check.set_defaults(action=_check)


def add_convert(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`faultlines convert`."""
    convert = commands.add_parser("convert", help="write a relation table in the columns of the contract")
    convert.add_argument("file", type=Path, metavar="FILE")
    convert.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.{csv,parquet,xlsx,json,graphml}")
    _add_reading(convert)
    convert.add_argument("--skip-bad", action="store_true", help="leave out the rows that have a problem")
    convert.set_defaults(action=_convert)


def add_data_options(parser: argparse.ArgumentParser) -> None:
    """`--data` and `--skip-bad`."""
    parser.add_argument("--data", type=Path, metavar="FILE", help=OWN_TABLE)
    parser.add_argument("--skip-bad", action="store_true", help="leave out the rows of FILE that have a problem")


def read_data(options: argparse.Namespace) -> Dataset | None:
    """The data set that `--data` names, None where it names none. Raises DataError."""
    from geo.relations import Dataset

    return Dataset.read(options.data, skip_bad=options.skip_bad) if options.data else None


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", choices=SCHEMES, help="read the countries as codes of this scheme")
    parser.add_argument(
        "--map",
        type=checked(_pair),
        action="append",
        default=[],
        metavar="COLUMN=NAME",
        help='take one of our columns from a column of the file, like --map source="Land A"; can be repeated',
    )
    parser.add_argument(
        "--set",
        type=checked(_pair),
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="what stands in one of our columns where the file says nothing, like --set kind=tension; can be repeated",
    )


def _pair(text: str) -> tuple[str, str]:
    from geo.validate import COLUMNS

    name, parted, given = text.partition("=")
    name = name.strip().lower()
    if not parted or not given.strip():
        raise UsageError(f"{text!r} is not of the form source=Sender")
    if name not in COLUMNS:
        raise UsageError(f"{name!r} is not one of our columns, which are {', '.join(COLUMNS)}")
    return name, given.strip()


# --- reading ---


def _read(path: Path, options: argparse.Namespace) -> Read:
    """Read a file as far as that is possible, with everything that is wrong with it."""
    from geo.mapping import propose
    from geo.readers import scan_table
    from geo.reading import proposal_of
    from geo.relations import Dataset
    from geo.sidecar import read_sidecar

    watched = sys.stderr.isatty()
    try:
        raw = scan_table(path, progress=_progress if watched else None)
    except DataError as error:
        return Read(None, None, None, error.problems)
    finally:
        if watched:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
    typed = bool(options.map or options.set)
    proposal = proposal_of(raw, options.scheme) or (propose(raw, options.scheme) if typed else None)
    mapping = _corrected(proposal.mapping, options, raw.frame.columns) if proposal else None
    notes = (*raw.notes, *(_reasons(proposal, options.map) if proposal else ()))
    sidecar, said_wrong = read_sidecar(path.with_suffix(".toml"))
    try:
        dataset = Dataset.from_raw(
            raw, path.stem, mapping=mapping, skip_bad=True, scheme=options.scheme, sidecar=sidecar
        )
    except DataError as error:
        return Read(raw, mapping, None, (*said_wrong, *error.problems), notes)
    return Read(raw, mapping, dataset, (*said_wrong, *dataset.problems), (*notes, *dataset.notices))


def _progress(fraction: float, text: str) -> None:
    """How far reading is, on the last line of a terminal."""
    print(f"\r\033[K{fraction:4.0%} {one_line(text)}", end="", file=sys.stderr, flush=True)


def _corrected(mapping: ColumnMapping, options: argparse.Namespace, headings: Collection[str]) -> ColumnMapping:
    """The proposed mapping with what was typed."""
    columns, signed = dict(mapping.columns), mapping.signed
    for name, given in options.map:
        if given not in headings:
            raise UsageError(f"the file has no column {given!r}; it has {', '.join(map(repr, headings))}")
        columns = {other: heading for other, heading in columns.items() if heading != given} | {name: given}
        if signed and (name in ("kind", "intensity") or given == signed.column):
            signed = None
    return replace(mapping, columns=columns, signed=signed, defaults={**mapping.defaults, **dict(options.set)})


def _reasons(proposal: Proposal, typed: Sequence[tuple[str, str]]) -> list[str]:
    """Where each column comes from and why, but for those that someone typed."""
    named = {name for name, _ in typed}
    return [f"{name}: {reason}" for name, reason in proposal.reasons.items() if name not in named]


# --- check ---


def _check(options: argparse.Namespace) -> int:
    from geo.review import review

    found = _read(options.file, options)
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
        _print_warnings(shown, remarks, _heading_of(found.mapping))
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


def _print_warnings(shown: str, remarks: Remarks, heading: Callable[[str], str]) -> None:
    from geo.report import address
    from geo.review import KINDS

    for kind, count in remarks.counts.items():
        for remark in remarks.of(kind, MOST_WARNINGS):
            place = f"{shown}:{remark.rows[0] if remark.rows else ''}:{heading(remark.column)}"
            said = f"{place}: warning: {remark.sentence} ({KINDS[kind].help}) {address(remark.query)}"
            print(one_line(said))
        if count > MOST_WARNINGS:
            more = f"{count - MOST_WARNINGS:,} more like this"
            print(f"{shown}:: warning: {KINDS[kind].title.lower()}: {more} (--report writes all of them)")


def _write_report(path: Path, found: Read, remarks: Remarks | None) -> None:
    from geo.report import problems_csv, report_csv

    if found.raw is None:
        text = problems_csv(None, found.problems)
    else:
        text = report_csv(found.raw, found.problems, remarks or ())
    write_whole(path, text.encode())


# --- convert ---


def _convert(options: argparse.Namespace) -> int:
    from geo.io import to_bytes
    from geo.relations import FILE_COLUMNS

    found = _read(options.file, options)
    fatal = not options.skip_bad or any(problem.row is None for problem in found.problems)
    if found.dataset is None or (found.problems and fatal):
        raise DataError(str(options.file), found.problems)
    write_whole(options.output, to_bytes(found.dataset.table[list(FILE_COLUMNS)], options.output.suffix))
    count, left = len(found.dataset.table), found.dataset.skipped
    print(f"{one_line(str(options.output))}: {count} relation{'' if count == 1 else 's'}", end="")
    print(f", {left} faulty row{'' if left == 1 else 's'} left out" if left else "")
    return DONE
