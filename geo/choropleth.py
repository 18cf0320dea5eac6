"""The fills: one number per country, its class and its colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geo.cards import Figures, country_card, strongest_of
from geo.countries import Country
from geo.framing import Bounds, in_frame
from geo.measures import MEASURES, over_time, values
from geo.palette import FOCUS, LAND
from geo.rows import Row
from geo.scales import FIXED, Scale, scale_for, scale_from_data
from geo.select import Selection
from geo.spec import Area
from geo.statements import Statements, statements_about
from geo.timeline import Span
from geo.view import View

__all__ = ["Choropleth", "choropleth", "direction_of"]

Namer = Callable[[str], str]


@dataclass(frozen=True)
class Choropleth:
    """How the countries are coloured in one view.

    Attributes
    ----------
    measure, direction, focus : what is counted
    scale : the classes
    found : the measure by country; a country that is not in it has no data. For a measure of areas: by disputed area
    statements : what is counted
    """

    measure: str
    direction: str
    focus: str
    scale: Scale
    found: Mapping[str, float]
    statements: Statements

    @property
    def of_areas(self) -> bool:
        """Whether disputed areas are coloured, and countries are not."""
        return MEASURES[self.measure].of_areas

    def fills_over_time(self, span: Span) -> list[list[tuple[str, str]]]:
        """For each day of the span the countries (or areas) whose fill changes on it, with the new colour; "" is "no
        data". The span is that of the relations counted; the classes are those of the window.
        """
        found, values = over_time(self.measure, self.statements, span, direction=self.direction, focus=self.focus)
        classes = self.scale.indices_of(values)
        before = np.vstack([np.full((1, len(found)), -1), classes[:-1]])
        changes: list[list[tuple[str, str]]] = [[] for _ in span.days]
        for at, column in np.argwhere(classes != before).tolist():
            if found[column] != self.focus:
                index = classes[at, column]
                changes[at].append((found[column], self.scale.colors[index] if index >= 0 else ""))
        return changes

    def value_text(self, value: float | None) -> tuple[str, str] | None:
        """The measure in words for a card; None for "no data"."""
        index = self.scale.index_of(value)
        if value is None or index is None:
            return None
        if not MEASURES[self.measure].diverging:
            return self.measure.capitalize(), f"{value:g}"
        label = "Balance" if self.of_areas else self.measure.capitalize()
        return label, f"{value:+.2f}, {self.scale.words[index]}".replace("-", "−")

    def areas(
        self, countries: Mapping[str, Country], shown: Statements, rows: Sequence[Row], name: Namer, bounds: Bounds
    ) -> tuple[Area, ...]:
        """Every country of the map. `shown` are the statements counted, `rows` those drawn, strongest first."""
        ranks = _ranks(values("volume", shown), self.focus)
        figures, strongest = _figures(shown), strongest_of(rows)

        def area(key: str, country: Country) -> Area:
            focus = key == self.focus
            value = None if focus or self.of_areas else self.found.get(key)
            index = self.scale.index_of(value)
            text = self.value_text(value)
            return Area(
                key=key,
                name=name(key),
                fill=FOCUS if focus else LAND if self.of_areas else self.scale.color_of(value),
                value=None if value is None else round(value, 4),
                class_index=index,
                hatched=index is None and not focus and not self.of_areas,
                focus=focus,
                label_at=country.label if in_frame(country.label, bounds) else country.anchor,
                label_rank=ranks.get(key, 0),
                anchor=country.anchor,
                dot_at=country.anchor if country.tiny else None,
                card=country_card(key, name, figures.get(key), text, strongest.get(key, ())),
            )

        return tuple(area(key, country) for key, country in countries.items())


def choropleth(view: View, selection: Selection) -> Choropleth:
    """The measure of the view, its classes and its values."""
    measure, direction = view.effective_measure, direction_of(view)
    statements = selection.directed_statements
    if MEASURES[measure].of_areas:
        statements = statements_about(selection.directed, statements)
    found = values(measure, statements, direction=direction, focus=view.focus)
    fixed = view.classes == FIXED
    scale = scale_for(measure) if fixed else scale_from_data(measure, found.values(), view.classes)
    return Choropleth(measure, direction, view.focus, scale, found, statements)


def direction_of(view: View) -> str:
    """Which statements count. With a focus the rows are cut to one direction already; stance has its own sense."""
    if view.effective_measure == "stance":
        return "out" if view.dir == "out" else "in"
    return view.dir if view.dir in ("in", "out") and not view.focus else "both"


def _figures(shown: Statements) -> dict[str, Figures]:
    sums = [values(kind, shown, direction=side) for kind in ("support", "tension") for side in ("out", "in")]
    keys = {key for side in sums for key in side}
    return {key: Figures(*(side.get(key, 0.0) for side in sums)) for key in keys}


def _ranks(volume: Mapping[str, float], focus: str) -> dict[str, int]:
    """Who is labelled first: the focus, then by how much is going on."""
    ordered = sorted(volume, key=lambda key: (key != focus, -volume[key], key))
    return {key: rank for rank, key in enumerate(ordered, start=1)}
