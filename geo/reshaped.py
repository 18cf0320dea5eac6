"""Tables that are not a row a relation, or that have dates in pieces, as tables that are and have not.

A matrix has countries in its first column and in its header, and numbers or a few words in its cells; it becomes a row
for each cell that says something. Years, months and days in columns of their own become one column of dates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from geo.cells import text_frame
from geo.codes import name_or_code
from geo.names import fold
from geo.rawtable import RawTable

__all__ = ["reshaped"]

FEWEST, NAMED = 3, 0.6  # columns named like countries that make a matrix, and the part of all columns and rows
MOST = 0.8  # of the cells hold numbers, or pieces of a date
FEW_WORDS, SHORT = 12, 30  # different words, and letters in each, that are kinds of relations rather than texts
NUMBER = re.compile(r"[+\-−]?[0-9]*[.,]?[0-9]+")
NOTHING = re.compile(r"|[+-]?0*[.,]?0*|[-–—−./]+|(?i:na|n/a|nan|none|null)")
FIRST_PART, LAST_PART = re.compile(r"0*([0-9]{4})(?:\.0*)?"), re.compile(r"0*([0-9]{1,2})(?:\.0*)?")
UNKNOWN = re.compile(r"|-[0-9]+|0+|\.|99|(?i:na|nan|none|null)")  # what stands for a month or day nobody knows
PIECES: Mapping[str, Sequence[str]] = {
    "year": ("year", "yr", "jahr", "annee", "ano", "год", "yil"),
    "month": ("month", "mon", "mnth", "monat", "mois", "mes", "месяц", "ay"),
    "day": ("day", "tag", "jour", "dia", "день", "gun"),
}
LONG = 3  # letters from which on a word for a piece may stand in one with what it is the piece of: styear, iyear
STARTS = frozenset(
    {"", "st", "strt", "i", "event", "begin", "from", "start", "dyadst", "beginn", "von", "seit", "debut", "inicio"}
)
ENDS = frozenset({"end", "dyadend", "to", "until", "ende", "bis", "fin"})


def reshaped(raw: RawTable) -> RawTable:
    """The table in the usual shape, with a note of what was done; as it is if it has that shape."""
    return _from_matrix(raw) or _with_dates(raw)


# --- matrices ---


def _from_matrix(raw: RawTable) -> RawTable | None:
    frame = raw.frame
    if frame.shape[1] <= FEWEST or not len(frame):
        return None
    heads, sides = [str(name) for name in frame.columns[1:]], frame.iloc[:, 0].tolist()
    if _countries(heads) < max(FEWEST, NAMED * len(heads)) or _countries(sides) < NAMED * len(sides):
        return None
    cells = [frame.iloc[:, place + 1].tolist() for place in range(len(heads))]
    filled = [cell.strip() for column in cells for cell in column if not NOTHING.fullmatch(cell.strip())]
    numbers = sum(map(bool, map(NUMBER.fullmatch, filled)))
    words = not numbers and len(set(filled)) <= FEW_WORDS and max(map(len, filled), default=0) <= SHORT
    if not filled or (numbers < MOST * len(filled) and not words):
        return None
    rows = [
        (side, head, column[at].strip())
        for at, side in enumerate(sides)
        for head, column in zip(heads, cells, strict=True)
        if not NOTHING.fullmatch(column[at].strip()) and _key(side) != _key(head)
    ]
    if not rows:
        return None
    kept, mutual = _without_mirrors(rows)
    names = ("from", "to", "kind" if words else "value")
    table = text_frame({name: [row[place] for row in kept] for place, name in enumerate(names)})
    if mutual:
        table["mutual"] = pd.Series("true", table.index, dtype="str")
    said = f"a matrix of {len(sides):,} by {len(heads):,} countries, read as {len(kept):,} relations, row by row"
    said += ", each one mutual as both halves are the same" if mutual else ""
    problems = [replace(found, row=None, message=f"row {found.row}: {found.message}") for found in raw.problems]
    notes = (*raw.notes, f"{said}; zeros, empty cells and the diagonal are none")
    return RawTable(table.set_axis(pd.RangeIndex(1, len(table) + 1)), tuple(problems), notes)


def _countries(texts: Sequence[str]) -> int:
    return sum(isinstance(name_or_code(text.strip()), str) for text in texts)


def _key(text: str) -> str:
    found = name_or_code(text.strip())
    return found if isinstance(found, str) else fold(text)


def _without_mirrors(rows: Sequence[tuple[str, str, str]]) -> tuple[list[tuple[str, str, str]], bool]:
    """The rows of one half where the other half is the same, and whether that is so."""
    values = {(_key(side), _key(head)): value for side, head, value in rows}
    if not values or any(values.get((head, side)) != value for (side, head), value in values.items()):
        return list(rows), False
    seen: set[frozenset[str]] = set()
    kept = []
    for row in rows:
        pair = frozenset(map(_key, row[:2]))
        if pair not in seen:
            seen.add(pair)
            kept.append(row)
    return kept, True


# --- dates in pieces ---


def _with_dates(raw: RawTable) -> RawTable:
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for name in raw.frame.columns:
        for piece, rest in _pieces(str(name)):
            groups[rest].setdefault(piece, str(name))
    frame, notes = raw.frame, list(raw.notes)
    taken = {fold(str(name)) for name in frame.columns}
    for rest, pieces in groups.items():
        name = "end date" if rest in ENDS else "start date" if rest in STARTS - {""} else f"{rest} date".strip()
        if not {"year", "month"} <= pieces.keys() or fold(name) in taken or (rest in STARTS and "start" in taken):
            continue
        columns = [pieces[piece] for piece in PIECES if piece in pieces]
        if not all(_fits(frame[column], piece) for piece, column in pieces.items()):
            continue
        dates = list(map(_date, *(frame[column] for column in columns)))
        place = list(frame.columns).index(columns[0])
        frame = frame.drop(columns=columns)
        frame.insert(min(place, frame.shape[1]), name, pd.Series(dates, frame.index, dtype="str"))
        taken.add(fold(name))
        notes.append(f"{', '.join(f'“{column}”' for column in columns[:-1])} and “{columns[-1]}” are read as “{name}”")
    return raw._replace(frame=frame, notes=tuple(notes))


def _pieces(heading: str) -> list[tuple[str, str]]:
    """Which piece of a date a heading names, and of which date: ("year", "st") for styear."""
    parts = [fold(part) for part in re.split(r"[\W_]+", heading)]
    found = []
    for piece, words in PIECES.items():
        for word in words:
            rest = [part for part in parts if part != word]
            if len(rest) < len(parts):
                found.append((piece, "".join(rest)))
            elif len(parts) == 1 and parts[0].endswith(word):
                before = parts[0].removesuffix(word)
                found += [(piece, before)] if len(word) >= LONG or before in STARTS | ENDS else []
    return found


def _fits(column: pd.Series, piece: str) -> bool:
    """Whether the column holds years, or months or days that can be told by number."""
    texts = [text for text in map(str.strip, column.unique()) if not UNKNOWN.fullmatch(text)]
    shape = FIRST_PART if piece == "year" else LAST_PART
    return sum(bool(shape.fullmatch(text)) for text in texts) >= MOST * max(1, len(texts))


def _date(*pieces: str) -> str:
    """YYYY-MM-DD, as far as it is known; what is no date stays as it is, joined, to be told."""
    year, *others = (piece.strip() for piece in pieces)
    found = FIRST_PART.fullmatch(year)
    date = found[1] if found else year
    for other in others:
        if not date or UNKNOWN.fullmatch(other):
            break
        part = LAST_PART.fullmatch(other)
        date += f"-{part[1]:0>2}" if part else f"-{other}"
    return date
