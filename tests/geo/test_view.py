"""The view and its URL."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import UsageError
from geo.regions import REGIONS
from geo.view import CLASSES, DIRECTIONS, KINDS, MEASURES, PROJECTIONS, STATUSES, View, query_of

ISO3 = st.sampled_from(["AZE", "ARM", "GEO", "RUS", "IRN", "ISR", "TUR", "UKR", "USA", "XKX", "TWN"])
printable = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40).filter(
    lambda text: all(c.isprintable() for c in text)
)
dates = st.dates(min_value=date(1800, 1, 1), max_value=date(2100, 1, 1))


@st.composite
def views(draw: st.DrawFn) -> View:
    start, end = sorted([draw(dates), draw(dates)])
    focus = draw(st.one_of(st.just(""), ISO3))
    countries = tuple(draw(st.lists(ISO3, max_size=5)))
    return View(
        data=draw(st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,20}\Z")),
        region=draw(st.sampled_from(["fit", *REGIONS])),
        focus=focus,
        dir=draw(st.sampled_from([d for d in DIRECTIONS if countries or d != "between"])),
        countries=countries,
        kind=tuple(draw(st.lists(st.sampled_from(KINDS)))),
        status=tuple(draw(st.lists(st.sampled_from(STATUSES)))),
        domain=tuple(draw(st.lists(printable, max_size=3))),
        scenario=draw(printable),
        min=draw(st.floats(1, 5)),
        start=draw(st.sampled_from([None, start])),
        end=draw(st.sampled_from([None, end])),
        measure=draw(st.sampled_from([m for m in ("", *MEASURES) if focus or m != "stance"])),
        classes=draw(st.sampled_from(CLASSES)),
        worldview=draw(st.sampled_from(["un", "de-facto", "UKR"])),
        projection=draw(st.sampled_from(PROJECTIONS)),
        lang=draw(st.sampled_from(["en", "tr", "zht"])),
        top=draw(st.integers(0, 20_000)),
    )


@given(views())
def test_a_view_round_trips_through_its_query(view: View) -> None:
    assert View.from_query(view.to_query()) == (view, ())


@given(views())
def test_the_query_stands_in_a_whole_address(view: View) -> None:
    assert View.from_query(f"https://maps.example/?{view.to_query()}#there") == (view, ())


@given(st.text())
def test_arbitrary_text_never_raises(text: str) -> None:
    view, notices = View.from_query(text)
    assert View.from_query(view.to_query()) == (view, ())
    assert all(notice.isprintable() for notice in notices)


NAMES = (
    "v data region focus dir countries kind status domain scenario min from to measure classes worldview projection "
    "lang top start end x"
).split()


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=30))))
def test_arbitrary_values_never_raise_and_leave_a_usable_view(pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={value}" for name, value in pairs)
    view, _ = View.from_query(query)
    assert View.from_query(view.to_query()) == (view, ())


def test_defaults_are_left_out() -> None:
    assert View().to_query() == ""
    assert View(kind=("tension", "support"), min=1, region="fit").to_query() == ""


def test_the_query_uses_the_names_of_the_contract() -> None:
    view = View(focus="AZE", dir="in", kind=("support",), start=date(2025, 1, 1), end=date(2025, 7, 31), min=2.5)
    assert view.to_query() == "focus=AZE&dir=in&kind=support&min=2.5&from=2025-01-01&to=2025-07-31"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("colour=red", "colour=red was ignored: there is no setting of that name"),
        ("start=2025", "start=2025 was ignored: there is no setting of that name"),
        ("focus=Narnia", "focus=Narnia was ignored: 'Narnia' is not a country"),
        ("kind=love", "kind=love was ignored: 'love' is not one of support, tension"),
        ("min=9", "min=9 was ignored: it must be a number from 1 to 5"),
        ("min=lots", "min=lots was ignored: it must be a number"),
        ("min=nan", "min=nan was ignored: it must be a number from 1 to 5"),
        ("from=2025-02-30", "from=2025-02-30 was ignored: there is no such day"),
        ("from=2025&to=2024", "from=2025-01-01 and to=2024-12-31 were ignored: the window ends before it begins"),
        ("top=-1", "top=-1 was ignored: it must be a whole number from 0"),
        ("top=many", "top=many was ignored: it must be a whole number"),
        ("region=atlantis", "region=atlantis was ignored: it must be one of fit, world"),
        ("v=2", "v=2 was ignored: this version of Faultlines reads v=1"),
        ("measure=stance", "measure=stance was ignored: it needs a focus country"),
        ("dir=between", "dir=between was ignored: it needs countries"),
        ("worldview=moon", "worldview=moon was ignored: it must be un, de-facto or an ISO alpha-3 code"),
        ("scenario=a%00b", "it must be plain text"),
    ],
)
def test_what_is_dropped_is_said(query: str, expected: str) -> None:
    view, notices = View.from_query(query)
    assert len(notices) == 1
    assert expected in notices[0]
    assert view == View()


def test_one_bad_value_does_not_spoil_the_good_ones() -> None:
    view, notices = View.from_query("?focus=AZE&min=99&kind=tension")
    assert view == View(focus="AZE", kind=("tension",))
    assert len(notices) == 1


def test_dates_are_widened() -> None:
    view, _ = View.from_query("from=2024-12&to=2025-07")
    assert (view.start, view.end) == (date(2024, 12, 1), date(2025, 7, 31))


def test_countries_may_be_named_in_words_but_are_kept_as_codes() -> None:
    view, notices = View.from_query("focus=Azerbaijan&countries=Turkey,isr")
    assert (view.focus, view.countries, notices) == ("AZE", ("ISR", "TUR"), ())


def test_programmers_get_an_error() -> None:
    reversed_window = {"start": date(2025, 2, 1), "end": date(2025, 1, 1)}
    for wrong in ({"focus": "Narnia"}, {"min": 0.5}, {"region": "x"}, reversed_window):
        with pytest.raises(UsageError):
            View(**wrong)  # type: ignore[arg-type]


def test_the_default_measure_follows_the_focus() -> None:
    assert View().effective_measure == "balance"
    assert View(focus="AZE").effective_measure == "stance"
    assert View(focus="AZE", measure="volume").effective_measure == "volume"


def test_query_of() -> None:
    assert query_of("https://maps.example/path") == ""
    assert query_of("https://maps.example/?a=b#c") == "a=b"
    assert query_of("?a=b") == query_of("a=b") == "a=b"


def test_regions_are_frames() -> None:
    for region in REGIONS.values():
        west, south, east, north = region.bounds
        assert -180 <= west < east <= west + 360
        assert -90 < south < north < 90
        assert re.fullmatch(r"[a-z-]+", region.name)


def test_readme_names_every_setting() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for name in set(NAMES) - {"start", "end", "x"}:
        assert f"`{name}`" in readme
