"""Dates as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import day_name, month_name, widen_end, widen_start

days = st.dates(min_value=date(1, 1, 1))


@given(days)
def test_whole_days_stay_what_they_are(day: date) -> None:
    assert widen_start(day.isoformat()) == widen_end(day.isoformat()) == day


@given(days.filter(lambda day: day.year < 9999))
def test_a_month_is_widened_to_its_first_and_last_day(day: date) -> None:
    first, last = widen_start(day.isoformat()[:7]), widen_end(day.isoformat()[:7])
    assert first.day == 1
    assert first <= day <= last
    assert (last + timedelta(days=1)).day == 1


def test_a_year_is_widened() -> None:
    assert widen_start("2024") == date(2024, 1, 1)
    assert widen_end("2024") == date(2024, 12, 31)
    assert widen_end("2024-02") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025-13", "2025-00", "2025-07-00", "2025-02-30", "0000", "0000-01", "31.07.2025", "٢٠٢٥", "2025-7-1"],
)
def test_what_is_no_date_is_refused_with_a_hint(text: str) -> None:
    for widen in (widen_start, widen_end):
        with pytest.raises(ValueError, match=r"must be a date like|no such day"):
            widen(text)


def test_month_name_does_not_depend_on_the_locale() -> None:
    assert month_name(date(2025, 7, 31)) == "July 2025"
    assert day_name(date(2025, 7, 1)) == "1 July 2025"
