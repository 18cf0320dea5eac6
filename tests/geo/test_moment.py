"""The map of one day, out of the map of a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.compose import compose
from geo.countries import Atlas
from geo.moment import at_moment
from geo.palette import NO_DATA
from geo.relations import Dataset
from geo.snapshot import FORMATS, render
from geo.view import View
from tests.relations import WINDOW, dataset, datasets, row

ATLAS = Atlas.load()
FIRST, LAST = WINDOW


@settings(max_examples=25)
@given(datasets, st.integers(0, (LAST - FIRST).days))
def test_the_lines_and_fills_are_those_of_a_window_of_that_day_alone(data: Dataset, after: int) -> None:
    day, data = FIRST + timedelta(after), replace(data, lead="AZE")
    moment = at_moment(compose(View(at=day), data, ATLAS))
    alone = compose(View(start=day, end=day), data, ATLAS)
    assert {line.id for line in moment.lines} == {line.id for line in alone.lines}
    assert [(area.fill, area.hatched, area.class_index) for area in moment.areas] == [
        (area.fill, area.hatched, area.class_index) for area in alone.areas
    ]
    assert all(line.opacity == 1 for line in moment.lines)
    if alone.headline.startswith("Azerbaijan") and moment.headline.startswith("Azerbaijan"):
        assert moment.headline.partition(":")[2] == alone.headline.partition(":")[2]
    counts = [(row.symbol, row.value, row.count) for row in moment.legend.areas]
    assert counts == [(row.symbol, row.value, row.count) for row in alone.legend.areas]


def test_the_day_is_named_in_headline_and_subtitle() -> None:
    spec = compose(View(at=date(2025, 6, 20)), Dataset.load(), ATLAS)
    moment = at_moment(spec)
    assert moment.headline.startswith("Azerbaijan on 20 June 2025: backed by ")
    rest = "documented and alleged · Internationally recognised borders (UN)"
    assert moment.subtitle == f"Relations in force on 20 June 2025 · {rest}"
    assert moment.description[0].endswith(f"{moment.headline}.")
    assert 0 < len(moment.lines) < len(spec.lines)
    assert f"{len(spec.lines) - len(moment.lines)} lines of other days not shown" in moment.legend.notes


def test_a_day_without_relations_is_an_empty_map() -> None:
    data = dataset(row("AZE", "ARM", start="2025-03-01", end="2025-03-05"))
    moment = at_moment(compose(View(at=date(2025, 4, 1)), data, ATLAS))
    assert moment.headline == "No relations to show on 1 April 2025"
    assert moment.lines == ()
    assert {area.fill for area in moment.areas} == {NO_DATA}


def test_the_whole_window_and_a_map_of_changes_are_left_alone() -> None:
    spec = compose(View(), Dataset.load(), ATLAS)
    assert at_moment(spec) is spec
    changes = replace(spec, at="2025-06-20", since="2025-01-01")
    assert at_moment(changes) is changes


def test_a_day_outside_the_window_is_dropped_with_a_notice() -> None:
    spec = compose(View(at=date(2026, 6, 20)), Dataset.load(), ATLAS)
    assert spec.at == ""
    assert spec.notices == ("at=2026-06-20 was ignored: the map shows 2024-12-01 to 2025-07-31",)


def test_every_picture_is_of_the_day() -> None:
    whole, one = (compose(View(at=at), Dataset.load(), ATLAS) for at in (None, date(2025, 6, 20)))
    for form in set(FORMATS) - {"gif", "webp"}:  # those have days of their own
        assert render(whole, ATLAS, form, (480, 300)) != render(one, ATLAS, form, (480, 300))
    for form in ("svg", "html"):
        assert b"on 20 June 2025" in render(one, ATLAS, form)
