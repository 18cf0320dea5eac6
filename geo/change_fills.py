"""The fills of a map of changes: by how much the sums of a country differ between two days, its class and its colour.

A measure is compared as sums, which can be subtracted: balance and stance as support minus tension, the others as they
are. Without a relation on one of the days the sum of that day is 0; without one on either there is "no data". Blue is
towards support and orange-red towards tension, so less support is orange-red, and less tension is blue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.choropleth import direction_of
from geo.measures import MEASURES, gross, gross_with
from geo.palette import NET_CHANGE_FILLS, VOLUME_CHANGE_FILLS
from geo.scales import Scale
from geo.select import Selection
from geo.view import View

__all__ = ["Difference", "Sums", "change_scale", "difference"]

BREAKS: Final = (4.0, 8.0)
TITLES: Final = MappingProxyType(
    {
        "balance": "support minus tension",
        "stance": "stance towards {focus}",
        "support": "support",
        "tension": "tension",
        "volume": "how much is going on",
    }
)
_FILLS: Final = MappingProxyType({"tension": NET_CHANGE_FILLS[::-1], "volume": VOLUME_CHANGE_FILLS})

Namer = Callable[[str], str]


class Sums(NamedTuple):
    """Support and tension of a country on both days."""

    support_before: float
    tension_before: float
    support_after: float
    tension_after: float


@dataclass(frozen=True)
class Difference:
    """How the countries are coloured on a map of changes.

    Attributes
    ----------
    measure, focus : what is compared
    scale : the classes, those of `change_scale`
    sums : the gross sums on both days by country; a country that is not in it has no data
    found : the later day's figure minus that of the earlier one, by country
    """

    measure: str
    focus: str
    scale: Scale
    sums: Mapping[str, Sums]
    found: Mapping[str, float]

    def title(self, name: Namer) -> str:
        """What is compared, in words, to stand after "Change in"."""
        return TITLES[self.measure].format(focus=name(self.focus))

    def text(self, key: str) -> str:
        """The difference of a country in words; empty for "no data"."""
        value = self.found.get(key)
        index = self.scale.index_of(value)
        if value is None or index is None:
            return ""
        return f"{value:+g}, {self.scale.words[index]}".replace("-", "−") if value else self.scale.words[index]


def change_scale(measure: str) -> Scale:
    """The fixed classes of a difference of a measure: none, and three on each side, from above 0, from 4 and from 8."""
    net = MEASURES[measure].diverging
    less, more = ("towards tension", "towards support") if net else ("less", "more")
    steps = [
        f"under {BREAKS[0]:g}",
        *(f"{a:g} to under {b:g}" for a, b in pairwise(BREAKS)),
        f"{BREAKS[-1]:g} and more",
    ]
    least = float(np.nextafter(0, 1))
    breaks = (least, *BREAKS)
    labels = tuple(f"{less} ({step})" for step in reversed(steps)), tuple(f"{more} ({step})" for step in steps)
    return Scale(
        measure,
        (*(-value for value in reversed(breaks)), *breaks),
        _FILLS.get(measure, NET_CHANGE_FILLS),
        (*labels[0], "no change", *labels[1]),
        (*[less] * len(steps), "no change", *[more] * len(steps)),
    )


def difference(view: View, before: Selection, after: Selection) -> Difference:
    """Compare the measure of the view on two days; with a focus, by default what others say about it."""
    measure = view.effective_measure
    then, now = (_sums(view, day.directed) for day in (before, after))
    both = then.add_suffix("_before").join(now.add_suffix("_after"), how="outer").fillna(0.0).round(9)
    rows = both[list(Sums._fields)]
    sums = {key: Sums(*row) for key, row in zip(rows.index, rows.to_numpy().tolist(), strict=True)}
    found = {key: _figure(measure, made[2:]) - _figure(measure, made[:2]) for key, made in sums.items()}
    rounded = {key: round(value, 9) for key, value in found.items() if key != view.focus}
    return Difference(measure, view.focus, change_scale(measure), sums, rounded)


def _sums(view: View, table: pd.DataFrame) -> pd.DataFrame:
    stance = MEASURES[view.effective_measure].needs_focus
    return gross_with(table, view.focus, direction_of(view)) if stance else gross(table, direction_of(view))


def _figure(measure: str, sums: tuple[float, ...]) -> float:
    support, tension = sums
    if measure in ("support", "tension"):
        return support if measure == "support" else tension
    return support + tension if measure == "volume" else support - tension
