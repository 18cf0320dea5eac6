"""Dates as people write them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.mapping import ColumnMapping, mapped, propose
from geo.mapping_dates import Ambiguous, day_first_of, iso_date, iso_end
from geo.rawtable import RawTable
from geo.validate import parse_dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-06-30", "2025-06-30"), ("2025-6-3", "2025-06-03"), ("2025/06/30", "2025-06-30"),
        ("2025.06.30", "2025-06-30"),
        ("20250630", "2025-06-30"), ("20250630.0", "2025-06-30"), ("2024.0", "2024"), ("2024", "2024"),
        ("30.06.2025", "2025-06-30"), ("3.4.2025", "2025-04-03"), ("30. 6. 2025", "2025-06-30"),
        ("30/06/2025", "2025-06-30"), ("06/30/2025", "2025-06-30"), ("05/05/2025", "2025-05-05"),
        ("30-06-2025 12:30", "2025-06-30"), ("06/30/2025 11:59:00 PM", "2025-06-30"),
        ("2025-06-30T10:00:00Z", "2025-06-30"),
        ("06/2025", "2025-06"), ("06.2025", "2025-06"), ("2025-06", "2025-06"),
        ("30 June 2025", "2025-06-30"), ("June 30th, 2025", "2025-06-30"), ("Jun 2025", "2025-06"),
        ("30. Juni 2025", "2025-06-30"), ("März 2025", "2025-03"), ("1er août 2025", "2025-08-01"),
        ("30 de junio de 2025", "2025-06-30"), ("24 февраля 2022", "2022-02-24"), ("30 Haziran 2025", "2025-06-30"),
        ("NA", ""), ("", ""), ("-", ""),
        ("soon", "soon"), ("30.06.25", "30.06.25"), ("99/99/2025", "99/99/2025"), ("13/13/2025", "13/13/2025"),
        ("12345678", "12345678"), ("June June 2025", "June June 2025"),
    ],
)  # fmt: skip
def test_dates_become_iso_or_stay(text: str, iso: str) -> None:
    assert iso_date(text) == iso


@pytest.mark.parametrize("text", ["present", "Ongoing", "heute", "laufend", "en cours", "actualidad", "devam ediyor",
                                  "по настоящее время", "9999-12-31", "∞", "n/a", ""])  # fmt: skip
def test_what_is_still_in_force_has_no_end(text: str) -> None:
    assert iso_end(text) == ""
    assert iso_date(text) in (text, "")


def test_day_and_month_are_never_guessed() -> None:
    with pytest.raises(Ambiguous):
        iso_date("03/04/2025")
    assert iso_date("03/04/2025", day_first=True) == "2025-04-03"
    assert iso_date("03/04/2025", day_first=False) == "2025-03-04"
    assert day_first_of(["03/04/2025", "13/04/2025"]) is True
    assert day_first_of(["03/04/2025", "04/13/2025"]) is False
    assert day_first_of(["03/04/2025", "30.06.2025"]) is None
    assert day_first_of(["13/04/2025", "04/13/2025"]) is None


def table(start: list[str], end: list[str]) -> RawTable:
    many = len(start)
    columns = {"from": ["Iran"] * many, "to": ["Iraq"] * many, "type": ["ally"] * many, "begin": start, "until": end}
    return RawTable(pd.DataFrame(columns, dtype="str").set_axis(pd.RangeIndex(1, many + 1)), ())


def test_an_order_that_no_date_proves_is_asked_for_and_each_such_cell_reported() -> None:
    raw = table(["03/04/2025", "05/05/2025"], ["04/03/2026", ""])
    found = propose(raw)
    assert "begin" in found.questions["day_first"]
    problems = mapped(raw, found.mapping).problems
    assert [(problem.row, problem.column, problem.value) for problem in problems] == [
        (1, "begin", "03/04/2025"), (1, "until", "04/03/2026"),
    ]  # fmt: skip
    assert "day 3 of month 4" in problems[0].message
    said = ColumnMapping(found.mapping.columns, day_first=False)
    assert mapped(raw, said).frame["start"].tolist() == ["2025-03-04", "2025-05-05"]
    assert mapped(raw, said).problems == ()


def test_one_date_proves_the_order_of_its_file() -> None:
    raw = table(["03/04/2025", "13/04/2025"], ["04/03/2026", "05/03/2026"])
    found = propose(raw)
    assert "day_first" not in found.questions
    assert "day comes first" in found.reasons["start"]
    frame = mapped(raw, found.mapping).frame
    assert frame["start"].tolist() == ["2025-04-03", "2025-04-13"]
    assert frame["end"].tolist() == ["2026-03-04", "2026-03-05"]


def test_two_columns_that_prove_opposite_orders_are_read_each_in_its_own() -> None:
    raw = table(["03/04/2025", "13/04/2025"], ["04/13/2026", "05/03/2026"])
    frame = mapped(raw, propose(raw).mapping).frame
    assert frame["start"].tolist() == ["2025-04-03", "2025-04-13"]
    assert frame["end"].tolist() == ["2026-04-13", "2026-05-03"]


DAYS = st.dates(min_value=pd.Timestamp("1800-01-01").date(), max_value=pd.Timestamp("2100-12-31").date())
FORMS = {"%d.%m.%Y": None, "%d/%m/%Y": True,
         "%m/%d/%Y": False, "%d-%m-%Y %H:%M": True, "%Y%m%d": None, "%d %B %Y": None,
         "%Y/%m/%d": None}  # fmt: skip


@given(DAYS, st.sampled_from(sorted(FORMS)))
def test_every_day_is_read_back_from_every_form(day, form: str) -> None:  # type: ignore[no-untyped-def]
    written = f"{day:{form}}" if day.year >= 1000 else ""
    assert iso_date(written, FORMS[form]) == day.isoformat()


@given(st.one_of(st.text(max_size=25), st.from_regex(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}", fullmatch=True)))
def test_anything_is_a_date_of_the_calendar_or_stays_or_is_ambiguous(text: str) -> None:
    try:
        found = iso_end(text)
    except Ambiguous:
        return
    if found not in ("", text.strip()):
        dates, impossible = parse_dates(pd.Series([found], dtype="str"), last=False)
        assert impossible[0] or not pd.isna(dates[0])
