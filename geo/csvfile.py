"""Reads CSV files: UTF-8 with or without a byte order mark, commas, quotes as RFC 4180 has them.

A file without any slip goes through Arrow's parser, which is fast; any other goes row by row through Python's, which
knows in which row the slip is. Both give the same for what both can read.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from geo.cells import text_frame
from geo.errors import Problem
from geo.rawtable import (
    MAX_BYTES,
    SURROGATE,
    Progress,
    RawTable,
    check_header,
    check_rows,
    in_silence,
    make_table,
    named_header,
    refusal,
    settled,
    undefused_frame,
)

__all__ = ["scan_csv"]

BOM = b"\xef\xbb\xbf"
QUOTE, COMMA, LINE, RETURN = b'",\n\r'

csv.field_size_limit(MAX_BYTES)  # a long text is told as one, not as a broken file


def scan_csv(path: Path, data: bytes, progress: Progress = in_silence) -> RawTable:
    """Read a CSV file; rows that have too few or too many cells, or are not UTF-8, are problems."""
    text, clean = _decode(path, data)
    table = _parsed_fast(path, data.removeprefix(BOM)) if clean else None
    if table is not None:
        check_rows(path, table.num_rows)
        columns = dict(zip(table.column_names, table.columns, strict=True))
        return RawTable(undefused_frame(settled(text_frame(columns, pd.RangeIndex(1, table.num_rows + 1)))), ())
    return _parsed_by_row(path, text)


def _parsed_fast(path: Path, data: bytes) -> Any:
    """An Arrow table of texts; None unless the file is free of slips."""
    if not _quotes_are_right(data) or data.count(b"\r") != data.count(b"\r\n") or b"\0" in data:
        return None
    first = data.partition(b"\n")[0].decode()
    header = next(csv.reader([first]), [])
    if first.count('"') % 2 or not any(header):
        return None
    header = [name.strip() for name in header]
    check_header(path, header)
    names = named_header(header)
    try:
        return pacsv.read_csv(
            BytesIO(data),
            pacsv.ReadOptions(column_names=names, skip_rows=1),
            pacsv.ParseOptions(newlines_in_values=True),
            pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowException:
        return None


def _quotes_are_right(data: bytes) -> bool:
    """Whether quotes only stand where RFC 4180 lets them: around a cell, and twice inside one.

    Counted from the start, every other quote opens: it stands at the start of a cell, or right behind its twin. The
    others close: a cell ends behind them, or their twin follows.
    """
    ends = np.frombuffer(b"\n" + data + b"\n", dtype="uint8")
    quotes = np.flatnonzero(ends == QUOTE)
    before, after = ends[quotes[::2] - 1], ends[quotes[1::2] + 1]
    opening = np.isin(before, (COMMA, LINE, QUOTE)).all()
    return bool(len(quotes) % 2 == 0 and opening and np.isin(after, (COMMA, LINE, RETURN, QUOTE)).all())


def _parsed_by_row(path: Path, text: str) -> RawTable:
    rows = _csv_rows(path, text)
    if not rows:
        raise refusal(path, "the file is empty", "a header and at least one row are needed")
    header = [name.strip() for name in rows[0]]
    check_header(path, header)
    wide = {number for number, row in enumerate(rows) if len(row) != len(header)}
    problems = [_wrong_width(number, rows[number], header) for number in sorted(wide)]
    numbers = [number for number in range(1, len(rows)) if number not in wide]
    fitting = [rows[number] for number in numbers]
    columns = zip(*fitting, strict=True) if fitting else [()] * len(header)
    table = make_table(header, columns, numbers, problems)
    return table._replace(frame=undefused_frame(table.frame))


def _decode(path: Path, data: bytes) -> tuple[str, bool]:
    """The text, and whether all of it is UTF-8; bytes that are not turn into lone surrogates."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refusal(path, "the file is UTF-16, not UTF-8", 'save it as "CSV UTF-8"')
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="surrogateescape")
        line = text.split("\n", 1)[0]
        if SURROGATE.search(line):
            raise refusal(path, "the header is not UTF-8 text", 'save the file as "CSV UTF-8"') from None
        return text, False


def _csv_rows(path: Path, text: str) -> list[list[str]]:
    """All rows with the header; lines without anything on them do not count."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), strict=True):
            if row:
                rows.append(row)
            check_rows(path, len(rows) - 1)
    except csv.Error as error:
        ends = "unexpected end" in str(error)
        what = "a quoted text that starts here never ends" if ends else f"the quotes are not right: {error}"
        raise refusal(path, what, 'write a quote inside a text twice: ""', row=len(rows) or None) from None
    return rows


def _wrong_width(number: int, row: Sequence[str], header: Sequence[str]) -> Problem:
    hint = "put quotes around a text with a comma" if len(row) > len(header) else "an empty cell needs its comma too"
    return Problem(f"the row has {len(row)} cells, the header has {len(header)}", row=number, suggestion=hint)
