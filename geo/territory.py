"""Disputed areas and the relations about them: what a map tells of them, and the colours of the measure `territory`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from geo.cards import Namer, between, period
from geo.choropleth import Choropleth
from geo.measures import gross, over_time, values
from geo.palette import LAND, NO_DATA
from geo.places import areas_of, short_names
from geo.rows import Row
from geo.select import Selection
from geo.spec import Card, Disputed, Legend, LegendRow, Line
from geo.timeline import Span
from geo.view import View
from geo.words import WHEN, joined, named, when_of

__all__ = [
    "about_lines", "about_rows", "coloured_areas", "place_headline", "place_headlines", "place_legend", "told_areas",
]  # fmt: skip

MOST_TOLD = 5

T = TypeVar("T")


# --- cards and sentences, whatever the measure ---


def told_areas(areas: Sequence[Disputed], rows: Sequence[Row], name: Namer) -> tuple[Disputed, ...]:
    """The areas, whose cards also list the relations about them; `rows` are strongest first."""
    found = _by_area((row.place, row) for row in rows if row.place)
    return tuple(_told(area, found[area.key], name) if area.key in found else area for area in areas)


def _told(area: Disputed, rows: Sequence[Row], name: Namer) -> Disputed:
    more = len(rows) - MOST_TOLD
    said = [(row.kind.capitalize(), _gist(row, name)) for row in rows[:MOST_TOLD]]
    said += [("And", f"{more} more")] if more > 0 else []
    return replace(area, card=replace(area.card, rows=(*area.card.rows, *said)))


def _gist(row: Row, name: Namer) -> str:
    when = period(row.first, row.last)
    doubt = "" if row.status == "documented" else f", {row.status}"
    return f"{between(row, name)}, {row.intensity:g} of 5, {when[0].lower()}{when[1:]}{doubt}"


def about_rows(areas: Iterable[Disputed], rows: Iterable[Row], name: Namer) -> list[str]:
    """For the text alternative: a sentence for each area that relations are about; `rows` are strongest first."""
    found = _by_area(
        (row.place, f"{between(row, name)}, {row.kind}, {row.intensity:g} of 5") for row in rows if row.place
    )
    return _sentences(areas, found)


def about_lines(areas: Iterable[Disputed], lines: Iterable[Line]) -> list[str]:
    """The same from lines, strongest first. The browser says it alike (`painter.js`)."""
    found = _by_area(
        (line.place, f"{line.card.title}, {line.kind}, {line.intensity:g} of 5")
        for line in lines
        if line.place and line.card
    )
    return _sentences(areas, found)


def _sentences(areas: Iterable[Disputed], found: Mapping[str, Sequence[str]]) -> list[str]:
    said = []
    for area in areas:
        all_of_it = found.get(area.key, ())
        more = len(all_of_it) - MOST_TOLD
        parts = [*all_of_it[:MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]
        said += [f"About {area.name}: {'; '.join(parts)}."] if parts else []
    return said


def _by_area(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for place, item in pairs:
        for key in areas_of(place):
            found[key].append(item)
    return dict(found)


# --- the measure ---


def coloured_areas(areas: Sequence[Disputed], coloured: Choropleth) -> tuple[Disputed, ...]:
    """The areas in the colours of the measure `territory`, with both gross figures on their cards."""
    sums = gross(coloured.statements, "out")
    figures = {key: (float(row.support), float(row.tension)) for key, row in sums.iterrows()}
    return tuple(_coloured(area, coloured, figures.get(area.key)) for area in areas)


def _coloured(area: Disputed, coloured: Choropleth, figures: tuple[float, float] | None) -> Disputed:
    value = coloured.found.get(area.key)
    if value is None or figures is None:
        none = ("Relations", "none about it in this view")
        return replace(area, fill=NO_DATA, hatched=True, card=_with_first(area.card, [none]))
    text = coloured.value_text(value)
    sums = [("Support about it", f"{figures[0]:g}"), ("Tension about it", f"{figures[1]:g}")]
    return replace(
        area,
        fill=coloured.scale.color_of(value),
        value=round(value, 4),
        class_index=coloured.scale.index_of(value),
        card=_with_first(area.card, [*([text] if text else []), *sums]),
    )


def _with_first(card: Card, rows: Sequence[tuple[str, str]]) -> Card:
    return replace(card, rows=(*rows, *card.rows))


def place_legend(plain: Legend, coloured: Choropleth, areas: Sequence[Disputed]) -> Legend:
    """The legend of the measure `territory`: areas are counted, countries are plain."""
    classes = [area.class_index for area in areas]
    rows = [_counted_row(row, classes) for row in plain.areas if row.symbol != "disputed"]
    rows.append(LegendRow("land", "countries: not coloured here, only disputed areas are", color=LAND))
    there = {area.key for area in areas}
    gone = short_names(key for key in coloured.found if key not in there)
    note = f"Not disputed on this map, but in the data: {joined(gone)}"
    return replace(plain, areas=tuple(rows), notes=(*plain.notes, *([note] if gone else [])))


def _counted_row(row: LegendRow, classes: Sequence[int | None]) -> LegendRow:
    if row.symbol == "class":
        return replace(row, count=classes.count(int(row.value)))
    if row.symbol == "no-data":
        return replace(row, label="disputed area without relations in view", count=classes.count(None))
    return row


def place_headline(view: View, selection: Selection, coloured: Choropleth, there: Collection[str]) -> str:
    """What is seen: about which of the areas that are on the map there is tension, and about which support."""
    volume = values("volume", coloured.statements, direction="out")
    said = _in_words(coloured, {key: value for key, value in coloured.found.items() if key in there}, volume)
    return _prefixed(view, said, when_of(selection.window))


def place_headlines(view: View, coloured: Choropleth, there: Collection[str], span: Span) -> Callable[[int], str]:
    """The same for each day of the span, with `{when}` where the day belongs."""
    names, found = over_time(coloured.measure, coloured.statements, span, direction="out")
    _, volume = over_time("volume", coloured.statements, span, direction="out")

    def at(day: int) -> str:
        there_then = [
            (key, place) for place, key in enumerate(names) if key in there and np.isfinite(found[day, place])
        ]
        balance = {key: float(found[day, place]) for key, place in there_then}
        return _prefixed(
            view, _in_words(coloured, balance, {key: float(volume[day, at]) for key, at in there_then}), WHEN
        )

    return at


def _prefixed(view: View, said: str, when: str) -> str:
    if not said:
        return f"No relations about disputed areas {when}"
    text = f"Disputed areas {when}: {said}"
    return f"What if: {view.scenario.replace('-', ' ')}. {text}" if view.scenario else text


def _in_words(coloured: Choropleth, balance: Mapping[str, float], volume: Mapping[str, float]) -> str:
    """The areas by the side that outweighs, those first about which most is going on."""
    sides: dict[str, list[str]] = {"tension over ": [], "support over ": [], "as much support as tension over ": []}
    middle = len(coloured.scale.breaks) // 2
    tension, support, even = sides
    for key in sorted(balance, key=lambda key: (-volume.get(key, 0.0), key)):
        index = coloured.scale.index_of(balance[key])
        assert index is not None
        sides[even if index == middle else tension if index < middle else support].append(key)
    return ", ".join(named(words, short_names(keys), str) for words, keys in sides.items() if keys)
