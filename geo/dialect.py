"""How a text file parts its cells: by which mark, with which quotes, and below how many lines of title."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Any

import numpy as np

from geo.rawtable import header_place

__all__ = ["LINE_END", "Dialect", "dialect_of", "quotes_are_right"]

MARKS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
RARE = {"^": "carets", "~": "tildes", ":": "colons", " ": "spaces"}  # only where every row has as many of them
SEP_LINE = re.compile(rb'\s*"?sep=([,;|\t])"?[ \t]*(\r\n|\n|\r)', re.IGNORECASE)
LINE_END = re.compile(rb"\r\n|\n|\r")
ESCAPED = re.compile(rb"\\.", re.DOTALL)
SPACED_QUOTE = re.compile(rb'[,;|] +"')
SAMPLE, SAMPLE_ROWS = 200_000, 200
MAX_QUOTES = 20_000_000  # of which each takes some bytes to look at
DOUBLE, SINGLE = '"', "'"


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are parted.

    Attributes
    ----------
    mark : what stands between two cells
    quote : what stands around a text; inside it is written twice, or behind `escape` if that is not empty
    spaced : whether spaces behind a mark belong to no cell
    skip : bytes before the header
    above : lines before the header that have something on them
    """

    mark: str = ","
    quote: str = DOUBLE
    escape: str = ""
    spaced: bool = False
    skip: int = 0
    above: int = 0

    def options(self) -> dict[str, Any]:
        """For `csv.reader`."""
        return {
            "delimiter": self.mark,
            "quotechar": self.quote,
            "escapechar": self.escape or None,
            "doublequote": not self.escape,
            "skipinitialspace": self.spaced,
        }

    @property
    def words(self) -> str:
        """The mark in words."""
        return (MARKS | RARE)[self.mark]

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not as in the CSV files that everybody expects."""
        told = [f"separated by {self.words}"] if self.mark != "," else []
        told += ["texts in single quotes"] if self.quote == SINGLE else []
        told += ["quotes inside a text behind a backslash"] if self.escape else []
        lines = "line" if self.above == 1 else "lines"
        return (*told, *([f"{self.above} {lines} above the header left out"] if self.above else []))


def dialect_of(data: bytes) -> Dialect:
    """The dialect of a file in UTF-8."""
    said = SEP_LINE.match(data[:100])
    skip = said.end() if said else 0
    marks = [said[1].decode()] if said else list(MARKS)
    sample = _sample(data, skip)
    tried = [_fit(sample, mark) for mark in marks]
    score, mark, lines, above = max(tried, key=lambda found: found[0])
    if score <= (0, 1):
        even = [] if said else [found for found in (_fit(sample, mark) for mark in RARE) if found[0] > (0.99, 2)]
        _, mark, lines, above = max(even, key=lambda found: found[0], default=(score, marks[0], 0, 0))
    skip += _bytes_of_lines(data[skip : skip + SAMPLE], lines)
    body = data[skip:] if skip else data
    return Dialect(mark, *_quoting(body, mark), skip, above)


def _sample(data: bytes, skip: int) -> str:
    part = data[skip : skip + SAMPLE]
    if len(part) == SAMPLE:
        part = part[: max(part.rfind(b"\n"), part.rfind(b"\r")) + 1] or part
    return part.decode(errors="replace")


def _fit(sample: str, mark: str) -> tuple[tuple[float, int], str, int, int]:
    """How well a mark parts the first rows: the share that is as wide as the header, and how wide that is.

    With the mark, the number of lines above the header, and how many of them have something on them.
    """
    reader = csv.reader(StringIO(sample, newline=""), delimiter=mark)
    rows: list[list[str]] = []
    starts: list[int] = []
    before = 0
    try:
        for row in reader:
            rows.append(row)
            starts.append(before)
            before = reader.line_num
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if not rows:
        return (0, 0), mark, 0, 0
    place = header_place(rows)
    width = len(rows[place])
    body = [row for row in rows[place + 1 :] if row]
    fitting = sum(len(row) == width for row in body) / len(body) if body else 1
    above = sum(any(cell.strip() for cell in row) for row in rows[:place])
    if above:  # better no title than one that was no title
        fitting *= 0.3
    return (round(fitting, 2) if width > 1 else 0, width), mark, starts[place], above


def _bytes_of_lines(data: bytes, lines: int) -> int:
    """Where line number `lines` starts, counted from 0."""
    return max((end.end() for end in islice(LINE_END.finditer(data), lines)), default=0)


def _quoting(data: bytes, mark: str) -> tuple[str, str, bool]:
    """Quote, escape and whether spaces behind a mark are left out."""
    if quotes_are_right(data, mark, DOUBLE):
        single = _single_quoted(data, mark)
        return (SINGLE if single else DOUBLE), "", False
    if b'\\"' in data and quotes_are_right(ESCAPED.sub(b"xx", data), mark, DOUBLE):
        return DOUBLE, "\\", False
    return DOUBLE, "", SPACED_QUOTE.search(data[:SAMPLE]) is not None


def quotes_are_right(data: bytes, mark: str, quote: str) -> bool:
    """Whether quotes only stand where RFC 4180 lets them: around a cell, and twice inside one.

    Counted from the start, every other quote opens: it stands at the start of a cell, or right behind its twin. The
    others close: a cell ends behind them, or their twin follows.
    """
    code = ord(quote)
    if data.count(quote.encode()) > MAX_QUOTES:
        return False
    before, after = _around_quotes(data, code)
    if before is None:
        return False
    opening = np.isin(before, (ord(mark), 10, 13, code)).all()
    return bool(opening and np.isin(after, (ord(mark), 10, 13, code)).all())


def _around_quotes(data: bytes, code: int) -> tuple[Any, Any]:
    """What stands before each opening and behind each closing quote; Nones if they are not in pairs."""
    every = np.frombuffer(data, dtype="uint8")
    quotes = np.flatnonzero(every == code)
    if len(quotes) % 2:
        return None, None
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, every[opening - 1], 10)
    after = np.where(closing + 1 < len(every), every[np.minimum(closing + 1, len(every) - 1)], 10)
    return before, after


def _single_quoted(data: bytes, mark: str) -> bool:
    """Whether single quotes stand around texts as double ones usually do: in every row, and never elsewhere.

    An apostrophe in front of what looks like a formula is none of them (see `geo.cells.defused`).
    """
    cell_start = rb"(?:^|[\r\n%b])" % re.escape(mark.encode())
    sample = data[:SAMPLE]
    if b"'" not in sample or re.search(cell_start + b'"', sample) or not quotes_are_right(data, mark, SINGLE):
        return False
    opened = re.findall(cell_start + b"'([^']?)", sample)
    lines = len([line for line in LINE_END.split(sample) if line.strip()])
    plain = sum(first not in (b"=", b"+", b"-", b"@", b"\t", b"") for first in opened)
    return plain > 0 and len(opened) >= max(1, lines - 1)
