"""A table of texts as it comes out of a file, and what all readers share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.cells import text_frame, undefused
from geo.errors import DataError, Problem

__all__ = [
    "MAX_ROWS", "SURROGATE", "RawTable", "check_header", "check_rows", "make_frame", "named_header", "refusal",
    "settled", "split_undecoded", "undefused_frame",
]  # fmt: skip

MAX_ROWS = 250_000
SURROGATE = re.compile("[\ud800-\udfff]")


class RawTable(NamedTuple):
    """A table as text.

    Attributes
    ----------
    frame : text columns; the index holds the data row numbers, counted from 1. Rows without any content and rows that
        could not be split into cells are left out
    problems : the rows that could not be split into cells
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...]


def refusal(path: Path, message: str, suggestion: str = "", row: int | None = None) -> DataError:
    """The error for a file that can't be read at all."""
    return DataError(str(path), [Problem(message, row=row, suggestion=suggestion)])


def check_rows(path: Path, count: int) -> None:
    """Refuse a table of more than MAX_ROWS rows."""
    if count > MAX_ROWS:
        raise refusal(path, f"the table has more than {MAX_ROWS:,} rows", f"at most {MAX_ROWS:,} rows are read")


def check_header(path: Path, header: Sequence[str]) -> None:
    """Refuse a header that names a column twice, or one that was not split into columns."""
    names = [name.lower() for name in header if name]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        problems = [Problem(f'there are two columns "{name}"', column=name, suggestion="keep one") for name in twice]
        raise DataError(str(path), problems)
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            raise refusal(path, f"the columns are separated by {word}", "separate them by commas")


def split_undecoded(
    header: Sequence[str], numbers: Iterable[int], rows: Iterable[list[str]]
) -> tuple[list[int], list[list[str]], list[Problem]]:
    """Numbers and cells of the rows that are whole, and a problem for every cell that is not."""
    good: dict[int, list[str]] = {}
    problems: list[Problem] = []
    for number, row in zip(numbers, rows, strict=True):
        broken = [(name, cell) for name, cell in zip(header, row, strict=True) if SURROGATE.search(cell)]
        problems += [_not_utf8(number, name, cell) for name, cell in broken]
        if not broken:
            good[number] = row
    return list(good), list(good.values()), problems


def _not_utf8(number: int, column: str, cell: str) -> Problem:
    code = ord(SURROGATE.findall(cell)[0])
    shown = SURROGATE.sub("\ufffd", cell)
    what = f"byte 0x{code - 0xDC00:02x} is not UTF-8" if 0xDC80 <= code <= 0xDCFF else "half a character"
    return Problem(f'{what} in "{shown}"', number, column, shown, "save the file as UTF-8")


def make_frame(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> pd.DataFrame:
    """A settled data frame of texts from the cells of its rows."""
    columns = zip(*rows, strict=True) if rows else [()] * len(header)
    named = zip(named_header(header), columns, strict=True)
    return settled(text_frame({name: pa.array(cells, pa.string()) for name, cells in named}, pd.Index(numbers)))


def named_header(header: Sequence[str]) -> list[str]:
    """The header with a name for every column."""
    return [name or f"column {place}" for place, name in enumerate(header, 1)]


def settled(frame: pd.DataFrame) -> pd.DataFrame:
    """One kind of line end, no rows without content."""
    filled = np.zeros(len(frame), dtype=bool)
    for name in frame.columns:
        column = frame[name]
        if column.str.contains("\r", regex=False).any():
            column = column.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
        frame[name] = column
        filled |= (column != "").to_numpy(dtype=bool)
    return frame if filled.all() else frame[filled]


def undefused_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table without the apostrophes in front of what looks like a formula."""
    for name in frame.columns:
        if frame[name].str.startswith("'").any():
            frame[name] = pd.Series([undefused(cell) for cell in frame[name]], frame.index, dtype="str")
    return frame
