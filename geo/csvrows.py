"""Parts a text file into rows of cells, and goes on behind a row whose quotes are not right.

A quote that is never closed makes one text of all that follows. Such a row is told by itself, as a `Slip`, and reading
goes on with the line behind the one it starts on, so that the rest of the file is read as usual.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

from geo.dialect import Dialect
from geo.rawtable import MAX_BYTES, refusal

__all__ = ["MAX_MARKS", "Rows", "Slip"]

MAX_MARKS = 1_000_000  # in one row; the cells of more would fill the memory before they could be counted
NEVER_ENDS = "a quoted text that starts here never ends"
AGAIN = 4  # times the length of a file that may be read once more behind rows whose quotes are not right

csv.field_size_limit(MAX_BYTES)  # a long text is told as one, not as a broken file


class Slip(NamedTuple):
    """A row whose quotes are not right: what is wrong, and the line it starts on parted as well as that goes."""

    message: str
    cells: list[str]


class _TooLong(Exception):
    """A row goes on over more lines than any row would."""


class Rows:
    """The rows of a CSV file, one after the other; lines without anything on them are left out.

    Attributes
    ----------
    path : of the file, for what is told of it
    count : rows so far, the header among them
    """

    def __init__(self, path: Path, data: bytes, dialect: Dialect) -> None:
        self.path, self.count = path, 0
        self._dialect = dialect
        self._length = len(data)
        self._stream = BytesIO(data)
        self._fresh = TextIOWrapper(self._stream, encoding="utf-8", errors="surrogateescape", newline="")
        self._again: deque[str] = deque()  # lines to read once more
        self._row: list[str] = []  # the lines of the row that is being read
        self._marks = 0
        self._spare = AGAIN * len(data) + 1_000_000  # characters

    def done(self) -> float:
        """The part that is read, from 0 to 1."""
        return self._stream.tell() / max(1, self._length)

    def __iter__(self) -> Iterator[list[str] | Slip]:
        while True:
            try:
                for row in csv.reader(self._lines(), strict=True, **self._dialect.options()):
                    self._row, self._marks = [], 0
                    if row:
                        self.count += 1
                        yield row
                return
            except csv.Error as error:
                open_still = "unexpected end" in str(error) or len(self._row) > 1
                what = NEVER_ENDS if open_still else f"the quotes are not right: {error}"
            except _TooLong:
                what = NEVER_ENDS
            self.count += 1
            yield self._slip(what)

    def _lines(self) -> Iterator[str]:
        while True:
            line = self._again.popleft() if self._again else next(self._fresh, "")
            if not line:
                return
            self._marks += line.count(self._dialect.mark) + 1
            if self._marks > MAX_MARKS:
                if self._row:
                    self._row.append(line)
                    raise _TooLong
                message = f"a row has more than {MAX_MARKS:,} {self._dialect.words} and lines"
                hint = "end each row with a line end, and each quoted text with a quote"
                raise refusal(self.path, message, hint, self.count)
            self._row.append(line)
            yield line

    def _slip(self, what: str) -> Slip:
        """The row that could not be read; all of its lines but the first are read again."""
        first, *others = self._row
        self._spare -= sum(map(len, others))
        if self._spare < 0:
            hint = "end each quoted text with a quote"
            raise refusal(self.path, f"{what}, like many others: reading stopped here", hint, self.count - 1)
        self._again.extendleft(reversed(others))
        self._row, self._marks = [], 0
        return Slip(what, self._cells(first.rstrip("\r\n")))

    def _cells(self, line: str) -> list[str]:
        """The line by itself, without looking too closely at its quotes."""
        return next(csv.reader([line], **self._dialect.options()), [])
