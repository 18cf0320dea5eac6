"""One's own relations at the command line: the options that say how a file is read, the same for every command.

`check` and `convert` take a FILE, `render` and `serve` take it with `--data`.

What a command needs is imported when it runs: the parser must not wait for pandas to load.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli_files import data_in, is_map_file
from geo.cli_tools import DONE, checked, one_line, write_whole
from geo.errors import DataError, Problem, UsageError
from geo.names import SCHEMES

if TYPE_CHECKING:
    from geo.mapping import ColumnMapping, Proposal
    from geo.rawtable import RawTable
    from geo.relations import Dataset

__all__ = [
    "Read",
    "add_convert",
    "add_data_options",
    "add_leaving_out",
    "add_reading",
    "data_settings",
    "read_data",
    "read_file",
]

OWN_TABLE = "a relation table to show instead of the built-in one: CSV, Excel, Parquet, JSON, GeoJSON, GraphML, GEXF"


@dataclass(frozen=True)
class Read:
    """A file as far as it could be read."""

    raw: RawTable | None
    mapping: ColumnMapping | None
    dataset: Dataset | None
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def add_convert(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`faultlines convert`."""
    convert = commands.add_parser("convert", help="write a relation table, or that of a map's file, in our columns")
    convert.add_argument("file", type=Path, metavar="FILE")
    convert.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.{csv,parquet,xlsx,json,graphml}")
    add_reading(convert)
    add_leaving_out(convert)
    _add_skip_bad(convert)
    convert.set_defaults(action=_convert)


def add_data_options(parser: argparse.ArgumentParser) -> None:
    """`--data`, and how that file is read."""
    parser.add_argument("--data", type=Path, metavar="FILE", help=OWN_TABLE)
    add_reading(parser)
    _add_skip_bad(parser)


def _add_skip_bad(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--skip-bad", action="store_true", help="leave out the rows of FILE that have a problem")


def read_data(options: argparse.Namespace) -> Dataset | None:
    """The data set that `--data` names, None where it names none. Raises DataError."""
    found = _read_data(options)
    return None if found is None else _good(found, options.data, skip_bad=options.skip_bad)


def data_settings(options: argparse.Namespace) -> dict[str, str]:
    """What the app is to be told, as settings, so that it reads the file of `--data` in the same way.

    The file is read once before, so that what is wrong with it is told here. Raises DataError.
    """
    found = _read_data(options)
    if found is None:
        return {}
    _good(found, options.data, skip_bad=options.skip_bad)
    said = {"DATA": str(options.data.resolve()), "SCHEME": options.scheme, "SKIP_BAD": "1" if options.skip_bad else ""}
    if found.mapping and (options.map or options.set):
        said["MAPPING"] = json.dumps(found.mapping.to_plain())
    return {f"FAULTLINES_{name}": value for name, value in said.items() if value}


def _read_data(options: argparse.Namespace) -> Read | None:
    if options.data:
        return read_file(options.data, options)
    asked = [name for name in ("map", "set", "scheme", "skip_bad") if getattr(options, name)]
    if asked:
        raise UsageError(f"--{asked[0].replace('_', '-')} says how a file is read: name the file with --data FILE")
    return None


def _good(found: Read, path: Path, *, skip_bad: bool) -> Dataset:
    """The data set, if it can be used. Raises DataError with everything that is wrong with the file."""
    fatal = not skip_bad or any(problem.row is None for problem in found.problems)
    if found.dataset is None or (found.problems and fatal):
        raise DataError(str(path), found.problems)
    return found.dataset


def add_reading(parser: argparse.ArgumentParser) -> None:
    """`--scheme`, `--map` and `--set`."""
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


def add_leaving_out(parser: argparse.ArgumentParser) -> None:
    """`--leave-out`."""
    parser.add_argument(
        "--leave-out",
        action="append",
        default=[],
        metavar="TEXT",
        help="leave out rows with this text for a country or the kind, like --leave-out neutral; can be repeated",
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


def read_file(path: Path, options: argparse.Namespace) -> Read:
    """Read a file as far as that is possible, with everything that is wrong with it."""
    from geo.mapping import propose, without
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
    given = _given(options.map, raw.frame.columns)
    proposal = propose(raw, options.scheme, given=given) if typed else proposal_of(raw, options.scheme)
    mapping = _filled(proposal.mapping, options.set) if proposal else None
    notes = (*raw.notes, *(_reasons(proposal, options.map) if proposal else ()))
    if unwanted := getattr(options, "leave_out", ()):  # of `check` and `convert` only
        raw, count = without(raw, mapping or _as_it_is(raw), unwanted, unwanted)
        notes = (*notes, f"{count:,} row{'' if count == 1 else 's'} left out, as asked: {', '.join(unwanted)}")
    sidecar, said_wrong = read_sidecar(path.with_suffix(".toml"))
    try:
        dataset = Dataset.from_raw(
            raw, path.stem, mapping=mapping, skip_bad=True, scheme=options.scheme, sidecar=sidecar
        )
    except DataError as error:
        return Read(raw, mapping, None, (*said_wrong, *error.problems), notes)
    return Read(raw, mapping, dataset, (*said_wrong, *dataset.problems), (*notes, *dataset.notices))


def _as_it_is(raw: RawTable) -> ColumnMapping:
    """For a file in our own columns."""
    from geo.mapping import ColumnMapping

    return ColumnMapping({str(name).strip().lower(): str(name) for name in raw.frame.columns})


def _progress(fraction: float, text: str) -> None:
    """How far reading is, on the last line of a terminal."""
    print(f"\r\033[K{fraction:4.0%} {one_line(text)}", end="", file=sys.stderr, flush=True)


def _given(typed: Sequence[tuple[str, str]], headings: Collection[str]) -> dict[str, str]:
    """Our columns and those of the file that they are to come from."""
    for _, heading in typed:
        if heading not in headings:
            raise UsageError(f"the file has no column {heading!r}; it has {', '.join(map(repr, headings))}")
    return dict(typed)


def _filled(mapping: ColumnMapping, typed: Sequence[tuple[str, str]]) -> ColumnMapping:
    return replace(mapping, defaults={**mapping.defaults, **dict(typed)})


def _reasons(proposal: Proposal, typed: Sequence[tuple[str, str]]) -> list[str]:
    """Where each column comes from and why, but for those that someone typed."""
    named = {name for name, _ in typed}
    return [f"{name}: {reason}" for name, reason in proposal.reasons.items() if name not in named]


# --- convert ---


def _convert(options: argparse.Namespace) -> int:
    from geo.io import to_bytes
    from geo.relations import FILE_COLUMNS

    if is_map_file(str(options.file)):
        dataset = data_in(options.file)
    else:
        dataset = _good(read_file(options.file, options), options.file, skip_bad=options.skip_bad)
    write_whole(options.output, to_bytes(dataset.table[list(FILE_COLUMNS)], options.output.suffix))
    count, left = len(dataset.table), dataset.skipped
    print(f"{one_line(str(options.output))}: {count} relation{'' if count == 1 else 's'}", end="")
    print(f", {left} faulty row{'' if left == 1 else 's'} left out" if left else "")
    return DONE
