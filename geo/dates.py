"""Dates as people write them: `2025`, `2025-07` or `2025-07-01`, widened to whole days."""

from __future__ import annotations

import calendar
import re
from datetime import date

__all__ = ["day_name", "month_end", "month_name", "widen_end", "widen_start"]

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def widen_start(text: str) -> date:
    """First day that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` stands for; ValueError says what would be right."""
    year, month, day = _parts(text)
    return _date(text, year, 1 if month is None else month, 1 if day is None else day)


def widen_end(text: str) -> date:
    """Last day that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` stands for; ValueError says what would be right."""
    year, month, day = _parts(text)
    month = 12 if month is None else month
    if day is None and year and 1 <= month <= 12:
        return month_end(year, month)
    return _date(text, year, month, day or 0)


def month_end(year: int, month: int) -> date:
    """Last day of a month; `month` may run past 1 to 12 into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def month_name(day: date) -> str:
    """`July 2025`, whatever the locale of the machine."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def day_name(day: date) -> str:
    """`1 July 2025`, whatever the locale of the machine."""
    return f"{day.day} {month_name(day)}"


def _parts(text: str) -> tuple[int, int | None, int | None]:
    found = _SHAPE.fullmatch(text.strip())
    if not found or not text.isascii():
        raise ValueError("it must be a date like 2025-07-31, 2025-07 or 2025")
    year, month, day = found.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"there is no such day as {text.strip()}") from None


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
