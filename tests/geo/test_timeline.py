"""Frames and bars of the timeline, against the plain way to count them."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.choropleth import choropleth
from geo.measures import values
from geo.relations import Dataset
from geo.select import select
from geo.spec import Frame
from geo.timeline import MOST_BARS, bars, frames, span_of
from geo.view import View
from tests.relations import dataset, datasets, row

FIRST, LAST = date(2024, 4, 20), date(2025, 3, 10)

views = st.sampled_from(
    [
        View(start=FIRST, end=LAST),
        View(start=FIRST, end=LAST, measure="tension", dir="in", countries=("AZE",)),
        View(start=FIRST, end=LAST, focus="AZE"),
        View(start=FIRST, end=LAST, focus="AZE", dir="out", measure="volume"),
    ]
)


def replayed(made: tuple[Frame, ...], day: date) -> tuple[set[str], dict[str, str], Frame]:
    lines: set[str] = set()
    fills: dict[str, str] = {}
    past = [frame for frame in made if frame.at <= day.isoformat()]
    for frame in past:
        lines = (lines | set(frame.begun)) - set(frame.ended)
        fills |= dict(frame.fills)
    return lines, {key: color for key, color in fills.items() if color}, past[-1]


def on_day(table: pd.DataFrame, day: date) -> pd.DataFrame:
    moment = pd.Timestamp(day)
    return table[(table["start"] <= moment) & (table["end"].isna() | (table["end"] >= moment))]


@given(datasets, views, st.integers(0, (LAST - FIRST).days))
def test_any_day_replayed_is_what_holds_on_that_day(data: Dataset, view: View, after: int) -> None:
    day = FIRST + timedelta(after)
    selection = select(view, data)
    coloured = choropleth(view, selection)
    span = span_of(selection.window, selection.shown)
    drawn = selection.shown["id"].tolist()[::2]
    made = frames(span, selection.shown, drawn, coloured.fills_over_time(span), str)
    lines, fills, frame = replayed(made, day)
    there = on_day(selection.shown, day)
    found = values(
        view.effective_measure, on_day(selection.directed, day), direction=coloured.direction, focus=view.focus
    )
    assert lines == set(there["id"]) & set(drawn)
    assert fills == {key: coloured.scale.color_of(value) for key, value in found.items() if key != view.focus}
    assert (frame.support, frame.tension) == tuple((there["kind"] == kind).sum() for kind in ("support", "tension"))
    assert made[0].at == FIRST.isoformat()
    assert sorted({frame.at for frame in made}) == [frame.at for frame in made]


@given(datasets)
def test_a_frame_says_only_what_differs(data: Dataset) -> None:
    view = View(start=FIRST, end=LAST)
    selection = select(view, data)
    span = span_of(selection.window, selection.shown)
    made = frames(
        span, selection.shown, selection.shown["id"].tolist(),
        choropleth(view, selection).fills_over_time(span), lambda at: "the same",
    )  # fmt: skip
    begun = [key for frame in made for key in frame.begun]
    ended = [key for frame in made for key in frame.ended]
    assert sorted(begun) == sorted(selection.shown["id"])
    assert len(set(ended)) == len(ended)
    assert all(frame.begun or frame.ended for frame in made[1:])
    assert [frame.headline for frame in made] == ["the same"] + [""] * (len(made) - 1)


@given(datasets)
def test_bars_count_what_is_in_force_and_what_begins(data: Dataset) -> None:
    selection = select(View(start=FIRST, end=LAST), data)
    made = bars(selection.window, selection.shown)
    assert (made[0].first, made[-1].last) == (FIRST.isoformat(), LAST.isoformat())
    for bar in made:
        first, last = pd.Timestamp(bar.first), pd.Timestamp(bar.last)
        shown = selection.shown
        there = shown[(shown["start"] <= last) & (shown["end"].isna() | (shown["end"] >= first))]
        for kind in ("support", "tension"):
            mine = there[there["kind"] == kind]
            assert getattr(bar, kind) == len(mine)
            assert getattr(bar, f"{kind}_weight") == pytest.approx(mine["intensity"].sum())
            assert getattr(bar, f"{kind}_begun") == (mine["start"] >= first).sum()


@given(st.lists(st.dates(date(1, 1, 1), date(9999, 12, 31)), min_size=2, max_size=2).map(sorted))
def test_bars_are_few_and_cover_the_window(window: list[date]) -> None:
    nothing = select(View(), dataset(row("AZE", "ARM"))).shown.head(0)
    made = bars((window[0], window[1]), nothing)
    assert 1 <= len(made) <= MOST_BARS + 1
    assert (made[0].first, made[-1].last) == (window[0].isoformat(), window[1].isoformat())
    follows = [date.fromisoformat(bar.last) + timedelta(1) for bar in made[:-1]]
    assert follows == [date.fromisoformat(bar.first) for bar in made[1:]]
