"""The map of one day: what a MapSpec's frames say of it. The browser plays the same frames (`moments.js`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from geo.dates import day_name
from geo.measures import MEASURES
from geo.palette import NO_DATA
from geo.spec import Area, Disputed, Frame, Legend, LegendRow, Line, MapSpec
from geo.territory import about_lines
from geo.words import WHEN, counted

__all__ = ["at_moment"]

MOST_TOLD = 12


def at_moment(spec: MapSpec) -> MapSpec:
    """The map of the day `spec.at`, for pictures that don't move; `spec` itself if it shows its whole window.

    Lines are those in force on that day, all drawn alike; fills, headline, legend and text alternative are of that day;
    the classes are those of the whole window. A map of changes between two days is a picture already.
    """
    if not spec.at or spec.since:
        return spec
    day = day_name(date.fromisoformat(spec.at))
    past = [frame for frame in spec.frames if frame.at <= spec.at]
    there = _in_force(past)
    lines = tuple(replace(line, opacity=1.0) for line in spec.lines if line.id in there)
    of_areas = MEASURES[spec.measure].of_areas
    areas = spec.areas if of_areas else _areas(spec, past)
    places = _places(spec, past) if of_areas else spec.disputed
    head = next((frame.headline for frame in reversed(past) if frame.headline), spec.headline)
    head = head.replace(WHEN, f"on {day}")
    return replace(
        spec,
        headline=head,
        subtitle=" · ".join([f"Relations in force on {day}", *spec.subtitle.split(" · ")[1:]]),
        description=_described(spec, head, lines, past[-1]),
        areas=areas,
        lines=lines,
        reserve=(),
        disputed=places,
        legend=_legend(spec.legend, places if of_areas else areas, lines, len(spec.lines) - len(lines)),
    )


def _in_force(past: Iterable[Frame]) -> set[str]:
    there: set[str] = set()
    for frame in past:
        there.update(frame.begun)
        there.difference_update(frame.ended)
    return there


def _areas(spec: MapSpec, past: Iterable[Frame]) -> tuple[Area, ...]:
    fills = {key: color for frame in past for key, color in frame.fills}
    place = {row.color: int(row.value) for row in spec.legend.areas if row.symbol == "class"}

    def area(area: Area) -> Area:
        if area.focus:
            return area
        color = fills.get(area.key, "")
        # number and card are those of the whole window
        return replace(
            area, fill=color or NO_DATA, hatched=not color, class_index=place.get(color), value=None, card=None
        )

    return tuple(map(area, spec.areas))


def _places(spec: MapSpec, past: Iterable[Frame]) -> tuple[Disputed, ...]:
    """The same where disputed areas are coloured."""
    fills = {key: color for frame in past for key, color in frame.fills}
    place = {row.color: int(row.value) for row in spec.legend.areas if row.symbol == "class"}

    def area(area: Disputed) -> Disputed:
        color = fills.get(area.key, "")
        return replace(area, fill=color or NO_DATA, hatched=not color, class_index=place.get(color), value=None)

    return tuple(map(area, spec.disputed))


def _described(spec: MapSpec, head: str, lines: Sequence[Line], frame: Frame) -> tuple[str, ...]:
    shown = frame.support + frame.tension
    count = f"{counted(frame.support, 'relation', 'relations')} of support and {frame.tension:,} of tension"
    sentences = [f"{spec.title}. {head}.", f"The map shows {count}." if shown else "The map is empty."]
    strongest = lines[::-1][:MOST_TOLD]
    sentences += [f"{line.card.title}: {line.kind}, {line.intensity:g} of 5." for line in strongest if line.card]
    if len(lines) > MOST_TOLD:
        sentences.append(f"{len(lines) - MOST_TOLD:,} more relations are drawn.")
    if shown > len(lines):
        sentences.append(f"{shown - len(lines):,} relations are counted but not drawn.")
    return (*sentences, *about_lines(spec.disputed, lines[::-1]))


def _legend(legend: Legend, areas: Sequence[Area | Disputed], lines: Sequence[Line], absent: int) -> Legend:
    """The same rows with the counts of the day; nothing is drawn lightly on it."""
    other_days = f"{counted(absent, 'line', 'lines')} of other days not shown"
    classes = Counter(area.class_index for area in areas if not (isinstance(area, Area) and area.focus))
    kinds, statuses = Counter(line.kind for line in lines), Counter(line.status for line in lines)

    def row(row: LegendRow) -> LegendRow:
        counts = {
            "class": classes[int(row.value)] if row.symbol == "class" else None,
            "no-data": classes[None],
            "kind": kinds[row.value],
            "status": statuses[row.value],
        }
        return replace(row, count=counts.get(row.symbol, row.count))

    return replace(
        legend,
        areas=tuple(map(row, legend.areas)),
        lines=tuple(row(line) for line in legend.lines if line.symbol != "over"),
        notes=(*([other_days] if absent else []), *legend.notes),
    )
