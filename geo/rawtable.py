"""A table of texts as it comes out of a file, and what all readers share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.cells import text_frame, undefused
from geo.errors import DataError, Problem

__all__ = [
    "MAX_BYTES", "MAX_ROWS", "SURROGATE", "Progress", "RawTable", "check_header", "check_rows", "in_silence",
    "make_table", "named_header", "refusal", "settled", "undefused_frame",
]  # fmt: skip

MAX_BYTES = 100_000_000
MAX_ROWS = 250_000
SURROGATE = re.compile("[\ud800-\udfff]")


class RawTable(NamedTuple):
    """A table as text.

    Attributes
    ----------
    frame : text columns; the index holds the data row numbers, counted from 1. Rows without any content and rows that
        could not be split into cells are left out; a cell that could not be read holds what was left of it
    problems : the rows that could not be split into cells, and the cells that could not be read
    notes : what was decided about the file, a sentence each ("read as Windows-1252")
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


Progress = Callable[[float, str], None]


def in_silence(fraction: float, text: str) -> None:
    """The `progress` of one who does not want to hear of it."""


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
    for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if header and header[0].count(mark) >= (1 if len(header) == 1 else 3):  # a text behind may hold a comma
            raise refusal(path, f"the columns are separated by {word}", "separate them by commas")


def mended(name: str, numbers: Sequence[int], cells: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """The cells of a column without halves of characters, and a problem for every cell that had one."""
    joined = "".join(cells)
    if joined.isascii() or not SURROGATE.search(joined):
        return list(cells), []
    broken = [(number, cell) for number, cell in zip(numbers, cells, strict=True) if SURROGATE.search(cell)]
    return [SURROGATE.sub("\ufffd", cell) for cell in cells], [_not_utf8(number, name, cell) for number, cell in broken]


def _not_utf8(number: int, column: str, cell: str) -> Problem:
    code = ord(SURROGATE.findall(cell)[0])
    shown = SURROGATE.sub("\ufffd", cell)
    what = f"byte 0x{code - 0xDC00:02x} is not UTF-8" if 0xDC80 <= code <= 0xDCFF else "half a character"
    return Problem(f'{what} in "{shown}"', number, column, shown, "save the file as UTF-8")


def make_table(
    header: Sequence[str], columns: Iterable[Sequence[str]], numbers: Sequence[int], problems: Iterable[Problem]
) -> RawTable:
    """A settled table from the cells of its columns; adds a problem for every cell that was not UTF-8."""
    found, arrays = list(problems), {}
    for name, cells in zip(named_header(header), columns, strict=True):
        whole, undecoded = mended(name, numbers, cells)
        arrays[name] = pa.array(whole, pa.string())
        found += undecoded
    return RawTable(settled(text_frame(arrays, pd.Index(numbers, dtype="int64"))), tuple(found))


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
