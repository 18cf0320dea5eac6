"""Tables without a header: their first line is a row like the others, and would be lost as the names of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.codes import name_or_code
from geo.mapping_words import HEADINGS, KIND_WORDS, heading_rank
from geo.names import fold

__all__ = ["NO_HEADER", "is_row", "numbered"]

NO_HEADER = "there is no header: the first line is read as a row, and the columns are counted"
NUMBER_OR_DATE = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?|\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?")


def is_row(cells: Sequence[str]) -> bool:
    """Whether the first line of a table is no header: it names two countries, has a number or a date, and no heading.

    The header of a matrix names countries too, but has no number.
    """
    texts = [text for cell in cells if (text := cell.strip())]
    numbers = [text for text in texts if NUMBER_OR_DATE.fullmatch(text)]
    words = [text for text in texts if text not in numbers and fold(text) not in KIND_WORDS]
    if not numbers or any(heading_rank(column, word) for word in words for column in HEADINGS):
        return False
    return sum(isinstance(name_or_code(word), str) for word in words) == 2


def numbered(count: int) -> list[str]:
    """Names for so many columns: 1st column, 2nd column."""
    return [f"{place}{_ending(place)} column" for place in range(1, count + 1)]


def _ending(place: int) -> str:
    return "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
