"""Reads CSV and its like, in any usual encoding (`geo.encoding`), mark and quotes (`geo.dialect`).

A file without any slip goes through Arrow's parser, which is fast; any other goes row by row through Python's, which
knows in which row the slip is (`geo.csvrows`). Both give the same for what both can read.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from geo.cells import text_frame, undefused
from geo.csvrows import MAX_MARKS, Rows, Slip
from geo.dialect import LINE_END, Dialect, dialect_of, quotes_are_right
from geo.encoding import decoded
from geo.errors import Problem
from geo.headless import NO_HEADER, is_row, numbered
from geo.rawtable import (
    SURROGATE,
    Gathering,
    Progress,
    RawTable,
    check_header,
    check_rows,
    check_size,
    in_silence,
    named_header,
    refusal,
    settled,
    undefused_frame,
)

__all__ = ["scan_csv"]

PLAIN = Dialect()
CHUNK_CELLS = 200_000
BLOCK = 4_000_000
DECIMAL = r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+"
WHOLE = r"[+-]?(\d+|\d{1,3}(\.\d{3})+)|"
FIRST_LINE = 20_000  # bytes in which a line that may be a header or a row ends
LONGEST_ROW = 1_000  # characters of a row that could not be parted
QUOTES = 'end each quoted text with a quote, and write a quote inside a text twice: ""'


def scan_csv(path: Path, data: bytes, progress: Progress = in_silence) -> RawTable:
    """Read a CSV file; rows that have too few or too many cells, or are not UTF-8, are problems."""
    progress(0, "Finding out how the file is written")
    found = decoded(path, data)
    if not found.data.strip():
        raise refusal(path, "the file is empty", "a header and at least one row are needed")
    dialect = dialect_of(found.data)
    content = found.data[dialect.skip :] if dialect.skip else found.data
    if headless := _without_header(content, dialect):
        content = headless + content
    table = _parsed_fast(path, content, dialect, progress) if found.whole else None
    raw = table or _parsed_by_row(path, content, dialect, progress)
    told = (found.note, *dialect.notes, NO_HEADER if headless else "")
    frame, notes = undefused_frame(raw.frame), [note for note in told if note]
    if dialect.mark == ";":
        frame, dotted = _with_points(frame)
        notes += [f"decimal commas in {', '.join(dotted)}"] if dotted else []
    progress(1, f"{len(frame):,} rows read")
    return RawTable(frame, raw.problems, tuple(notes))


def _without_header(data: bytes, dialect: Dialect) -> bytes:
    """The header that a file without one is given; nothing if it has one."""
    first = LINE_END.split(data[:FIRST_LINE].lstrip(), 1)[0].decode(errors="replace")
    cells = next(csv.reader([first], **dialect.options()), [])
    return dialect.mark.join(map('"{}"'.format, numbered(len(cells)))).encode() + b"\n" if is_row(cells) else b""


def _parsed_fast(path: Path, data: bytes, dialect: Dialect = PLAIN, progress: Progress = in_silence) -> RawTable | None:
    """The table; None unless the file is free of slips."""
    plain = not dialect.escape and not dialect.spaced
    if not plain or data.count(b"\r") != data.count(b"\r\n") or b"\0" in data:
        return None
    if not quotes_are_right(data, dialect.mark, dialect.quote):
        return None
    first = data.partition(b"\n")[0].decode()
    if first.count(dialect.mark) > MAX_MARKS:
        return None
    header = next(csv.reader([first], **dialect.options()), [])
    if first.count(dialect.quote) % 2 or not any(header):
        return None
    names, unnamed = _header(path, header), _unnamed(header)
    try:
        return _with_arrow(path, data, names, unnamed, dialect, progress)
    except pa.ArrowException:
        return None


def _with_arrow(
    path: Path, data: bytes, names: list[str], unnamed: Sequence[int], dialect: Dialect, progress: Progress
) -> RawTable:
    source = pa.BufferReader(data)
    reader = pacsv.open_csv(
        source,
        pacsv.ReadOptions(column_names=names, skip_rows=1, block_size=BLOCK),
        pacsv.ParseOptions(delimiter=dialect.mark, quote_char=dialect.quote, newlines_in_values=True),
        pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )
    batches, rows = [], 0
    for batch in reader:
        batches.append(batch)
        rows += batch.num_rows
        check_size(path, rows, len(names))
        progress(min(source.tell() / len(data), 0.99), f"{rows:,} rows read")
    table = pa.Table.from_batches(batches, reader.schema)
    blank = [names[place] for place in unnamed if not pc.any(pc.not_equal(table.column(place), "")).as_py()]
    table = table.drop_columns(blank) if blank else table
    columns = dict(zip(table.column_names, table.columns, strict=True))
    return RawTable(settled(text_frame(columns, pd.RangeIndex(1, rows + 1))), ())


def _header(path: Path, row: Sequence[str]) -> list[str]:
    header = [undefused(name.strip()) for name in row]
    check_header(path, header)
    return named_header(header)


def _unnamed(row: Sequence[str]) -> list[int]:
    return [place for place, name in enumerate(row) if not name.strip()]


def _parsed_by_row(path: Path, data: bytes, dialect: Dialect = PLAIN, progress: Progress = in_silence) -> RawTable:
    rows = Rows(path, data, dialect)
    parted = iter(rows)
    first = _first(path, next(parted, None))
    header = _header(path, first)
    gathering = Gathering(path, header, unnamed=_unnamed(first))
    before = 0
    while chunk := list(islice(parted, max(1, CHUNK_CELLS // len(header)))):
        check_rows(path, before + len(chunk))
        numbers, fitting = [], []
        for number, row in enumerate(chunk, before + 1):
            cells = _checked(number, row, header, dialect, gathering)
            if len(cells) == len(header):
                numbers.append(number)
                fitting.append(cells)
        columns = zip(*fitting, strict=True) if fitting else [()] * len(header)
        gathering.add(numbers, dict(zip(header, columns, strict=True)))
        before += len(chunk)
        progress(min(rows.done(), 0.99), f"{before:,} rows read")
    return gathering.table()


def _first(path: Path, first: list[str] | Slip | None) -> list[str]:
    if first is None:
        raise refusal(path, "the file is empty", "a header and at least one row are needed")
    if isinstance(first, Slip):
        raise refusal(path, f"in the header {first.message}", QUOTES)
    if any(map(SURROGATE.search, first)):
        raise refusal(path, "the header is not UTF-8 text", 'save the file as "CSV UTF-8"')
    return first


def _checked(
    number: int, row: list[str] | Slip, header: Sequence[str], dialect: Dialect, gathering: Gathering
) -> list[str]:
    """The cells of a row, after what is wrong with it was noted.

    A row whose quotes are not right is never good, but what it holds is looked at all the same.
    """
    if isinstance(row, Slip):
        gathering.note(Problem(row.message, number, value=_as_it_stands(row.cells, dialect), suggestion=QUOTES))
        return row.cells
    if len(row) != len(header):
        gathering.note(_wrong_width(number, row, header, dialect))
    return row


def _wrong_width(number: int, row: Sequence[str], header: Sequence[str], dialect: Dialect) -> Problem:
    mark = dialect.words.removesuffix("s")
    hint = (
        f"put quotes around a text with a {mark}" if len(row) > len(header) else f"an empty cell needs its {mark} too"
    )
    message = f"the row has {len(row):,} cells, the header has {len(header)}"
    return Problem(message, number, value=_as_it_stands(row, dialect), suggestion=hint)


def _as_it_stands(cells: Sequence[str], dialect: Dialect) -> str:
    """What is in a row that can't be parted into the cells of the header, so that a report has it too."""
    whole = SURROGATE.sub("\ufffd", dialect.mark.join(cells))
    return whole if len(whole) <= LONGEST_ROW else f"{whole[: LONGEST_ROW - 1]}…"


def _with_points(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The table with decimal points where all of a column are numbers with decimal commas; and these columns."""
    dotted = []
    for name in frame.columns:
        column = frame[name]
        decimal = column.str.fullmatch(DECIMAL)
        if decimal.any() and (decimal | column.str.fullmatch(WHOLE)).all():
            frame[name] = column.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
            dotted.append(str(name))
    return frame, dotted
