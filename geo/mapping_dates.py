"""Dates as people write them, as ISO dates.

Which of day and month comes first is never guessed: 03/04/2025 is read only where another date of the file proves the
order (13 or more can only be a day), or where a person says it. Dates with dots are day first everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from geo.mapping_words import BLANKS, MONTHS, OPEN_END
from geo.names import fold
from geo.validate import YEARS

__all__ = ["Ambiguous", "day_first_of", "iso_date", "iso_end"]

TIME = r"(?:[T,\s]+\d{1,2}:\d{2}.*)?"
DAY_AND_MONTH = re.compile(rf"(\d{{1,2}})\s*([./-])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}){TIME}")
YEAR_FIRST = re.compile(rf"(\d{{4}})([./-])(\d{{1,2}})(?:\2(\d{{1,2}}))?\.?{TIME}")
MONTH_AND_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
YEAR = re.compile(r"(\d{4})(?:\.0*)?")
BETWEEN = re.compile(r"[\s.,/'’-]+")
DAY_WORD = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª)?")
FILLERS = frozenset({"of", "de", "del", "den", "der", "the", "г", "года", "год"})
FOREVER = "9999"  # the year that databases write for no end


class Ambiguous(ValueError):
    """A date that is right in two ways."""


def iso_date(text: str, day_first: bool | None = None) -> str:
    """The date as YYYY-MM-DD, YYYY-MM or YYYY; the text itself if it is no date we can read.

    Raises
    ------
    Ambiguous
        Day and month can be told apart only by their order, and `day_first` is None.
    """
    text = text.strip()
    if found := DAY_AND_MONTH.fullmatch(text):
        return _ordered(text, int(found[1]), int(found[3]), int(found[4]), True if found[2] == "." else day_first)
    if found := COMPACT.fullmatch(text):
        return _iso(text, int(found[1]), int(found[2]), int(found[3]))
    if found := YEAR.fullmatch(text):
        return found[1]
    if found := YEAR_FIRST.fullmatch(text):
        return _iso(text, int(found[1]), int(found[3]), int(found[4]) if found[4] else None)
    if found := MONTH_AND_YEAR.fullmatch(text):
        return _iso(text, int(found[2]), int(found[1]))
    key = fold(text)
    return "" if key in BLANKS or not key else _named(text)


def iso_end(text: str, day_first: bool | None = None) -> str:
    """The same for the end of a relation; empty for "present", "ongoing", "heute" and the like."""
    if fold(text) in OPEN_END or text.strip().startswith(FOREVER) or text.strip() == "∞":
        return ""
    return iso_date(text, day_first)


def _ordered(text: str, first: int, second: int, year: int, day_first: bool | None) -> str:
    if day_first is None:
        if first <= 12 and second <= 12 and first != second:
            raise Ambiguous(f"day {first} of month {second}, or day {second} of month {first}")
        day_first = first > 12
    day, month = (first, second) if day_first else (second, first)
    return _iso(text, year, month, day)


def _iso(text: str, year: int, month: int, day: int | None = None) -> str:
    if not (YEARS[0] <= year <= YEARS[1] and 1 <= month <= 12 and (day is None or 1 <= day <= 31)):
        return text
    return f"{year:04}-{month:02}" + ("" if day is None else f"-{day:02}")


def _named(text: str) -> str:
    """A date with the month as a word: 30 June 2025, Juni 2025, June 30th, 2025."""
    words = [word for word in BETWEEN.split(text.casefold()) if word and word not in FILLERS]
    months = [MONTHS[fold(word)] for word in words if fold(word) in MONTHS]
    years = [int(word) for word in words if re.fullmatch(r"\d{4}", word)]
    days = [int(found[1]) for word in words if (found := DAY_WORD.fullmatch(word))]
    if len(words) > 3 or len(months) != 1 or len(years) != 1 or len(months) + len(years) + len(days) != len(words):
        return text
    return _iso(text, years[0], months[0], days[0] if days else None)


def day_first_of(texts: Iterable[str]) -> bool | None:
    """Whether the day comes first in the dates of a column, as far as a value proves it; None if none or both do."""
    proofs = set()
    for text in texts:
        found = DAY_AND_MONTH.fullmatch(text.strip())
        if found and found[2] != "." and (int(found[1]) > 12) != (int(found[3]) > 12):
            proofs.add(int(found[1]) > 12)
    return proofs.pop() if len(proofs) == 1 else None
