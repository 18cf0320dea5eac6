"""A table of texts as it comes out of a file, and what all readers share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.cells import text_frame, undefused
from geo.errors import DataError, Problem

__all__ = [
    "MAX_BYTES", "MAX_ROWS", "MOST_ABOVE", "SURROGATE", "Gathering", "Progress", "RawTable", "check_header",
    "check_rows", "check_size", "header_place", "in_silence", "named_header", "refusal", "settled", "undefused_frame",
]  # fmt: skip

MAX_BYTES = 100_000_000
MAX_ROWS = 250_000
MAX_COLUMNS = 1_000
MAX_CELLS = 20_000_000  # of which empty ones take room too
MAX_PROBLEMS = 100_000
MOST_ABOVE = 30  # rows among which the header is looked for
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


def check_size(path: Path, rows: int, columns: int) -> None:
    """Refuse a table that is too long, too wide, or too big as a whole."""
    check_rows(path, rows)
    if columns > MAX_COLUMNS:
        hint = f"at most {MAX_COLUMNS:,} columns are read"
        raise refusal(path, f"the table has more than {MAX_COLUMNS:,} columns", hint)
    if rows * columns > MAX_CELLS:
        hint = f"at most {MAX_CELLS:,} cells are read"
        raise refusal(path, f"the table has {rows * columns:,} cells, empty ones counted", hint)


def check_header(path: Path, header: Sequence[str]) -> None:
    """Refuse a header that is too long or names a column twice."""
    check_size(path, 0, len(header))
    uses = Counter(name.lower() for name in named_header(header))
    twice = sorted(name for name, count in uses.items() if count > 1)
    if twice:
        problems = [Problem(f'there are two columns "{name}"', column=name, suggestion="keep one") for name in twice]
        raise DataError(str(path), problems)


def header_place(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows is the header: titles and blank rows above it are told by how little is in them."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:MOST_ABOVE]]
    most = max(filled, default=0)
    first = next((place for place, count in enumerate(filled) if count), 0)
    for place, count in enumerate(filled):
        if count > max(1, most // 4):
            return place if count >= 2 and place + 1 < len(rows) else first
    return first


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


class Gathering:
    """Gathers the rows of a table, some thousands at a time, so that they are held as Python texts only so long."""

    def __init__(self, path: Path, header: Sequence[str] = (), unnamed: Collection[int] = ()) -> None:
        self.path = path
        self.unnamed = {name for place, name in enumerate(header) if place in unnamed}  # left out if nothing is in them
        self.problems: list[Problem] = []
        self.names = dict.fromkeys(header)
        self.numbers: list[int] = []
        self.chunks: list[tuple[int, dict[str, Any]]] = []

    def note(self, problem: Problem) -> None:
        """Keep a problem. A file with more than `MAX_PROBLEMS` of them is refused: it is not what it seems."""
        self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            message = f"there are {MAX_PROBLEMS:,} rows or cells that can't be read, and reading stopped there"
            raise DataError(str(self.path), [*self.problems, Problem(message)])

    def add(self, numbers: Sequence[int], columns: Mapping[str, Sequence[str]]) -> None:
        """Add rows, column by column; columns that are new are blank in the rows before."""
        self.names |= dict.fromkeys(columns)
        check_size(self.path, len(self.numbers) + len(numbers), len(self.names))
        arrays = {}
        for name, cells in columns.items():
            whole, undecoded = mended(name, numbers, cells)
            arrays[name] = pa.array(whole, pa.large_string())
            for problem in undecoded:
                self.note(problem)
        self.numbers += numbers
        self.chunks.append((len(numbers), arrays))

    def table(self, notes: Iterable[str] = ()) -> RawTable:
        """All rows with anything in them, and the problems in the order of rows."""
        check_header(self.path, list(self.names))
        columns = {name: self._column(name) for name in self.names}
        for name in self.unnamed:
            if not pc.any(pc.not_equal(columns[name], "")).as_py():
                del columns[name]
        frame = settled(text_frame(columns, pd.Index(self.numbers, dtype="int64")))
        problems = sorted(self.problems, key=lambda problem: problem.row or 0)
        return RawTable(frame, tuple(problems), tuple(notes))

    def _column(self, name: str) -> Any:
        blank = pa.scalar("", pa.large_string())
        parts = [arrays[name] if name in arrays else pa.repeat(blank, count) for count, arrays in self.chunks]
        return pa.chunked_array(parts, pa.large_string())


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
