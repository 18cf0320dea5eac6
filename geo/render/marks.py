"""The signs of a map of changes: what happened to a relation, as a small sign at the middle of its line.

`marks.js` has the same signs and the same way to place them; a test in the browser holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.palette import CASING
from geo.render.arrows import Drawn
from geo.render.markup import element
from geo.render.projection import Box
from geo.spec import Line

__all__ = ["RADIUS", "SIGNS", "Mark", "boxes_of", "drawn_mark", "marks_of", "sign"]

RADIUS: Final = 6.5  # pixels
# Path data round (0, 0), and whether the shape is filled
SIGNS: Final[Mapping[str, tuple[str, bool]]] = MappingProxyType(
    {
        "began": ("M-3.4 0H3.4M0 -3.4V3.4", False),
        "ended": ("M-2.5 -2.5L2.5 2.5M-2.5 2.5L2.5 -2.5", False),
        "grew": ("M0 -3.2L3 2H-3Z", True),
        "shrank": ("M0 3.2L3 -2H-3Z", True),
        "turned": ("M-2.5 3V-0.5A2.2 2.2 0 0 1 1.9 -0.5V2.8M-0.1 1.1L1.9 3.1L3.9 1.1", False),
    }
)
# Where a sign may stand, as shares of its line: the first place that is free
PLACES: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9)
APART: Final = 2 * RADIUS + 1.5  # pixels between the middles of two signs

Points = NDArray[np.float64]
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign in its place, in pixels."""

    line: Line
    x: float
    y: float


def marks_of(lines: Sequence[Drawn], frame: Box) -> tuple[Mark, ...]:
    """A sign for each line that says what changed, the strongest placed first; they cover each other only where there
    is no room along the line. `lines` are in drawing order, the strongest last."""
    made: list[Mark] = []
    for drawn in reversed(lines):
        places = _places(drawn.strokes, frame) if drawn.line.change in SIGNS else []
        if places:
            made.append(Mark(drawn.line, *_freest(places, made)))
    return tuple(made)


def _places(strokes: Sequence[Points], frame: Box) -> list[Place]:
    """Places along the longest part of a line; only those in the frame, if any is."""
    ways = [np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))]) for stroke in strokes]
    if not ways:
        return []
    at = max(range(len(ways)), key=lambda place: float(ways[place][-1]))
    way, stroke = ways[at], strokes[at]
    x, y = (np.interp(np.array(PLACES) * way[-1], way, stroke[:, axis]).tolist() for axis in (0, 1))
    places = list(zip(x, y, strict=True))
    inside = frame.grown(-RADIUS)
    return [place for place in places if inside.has(*place)] or places


def _freest(places: Sequence[Place], made: Iterable[Mark]) -> Place:
    """The first place with room round it, else the one with the most."""
    best, most = places[0], -1.0
    for x, y in places:
        room = min((hypot(x - mark.x, y - mark.y) for mark in made), default=APART)
        if room >= APART:
            return x, y
        if room > most:
            best, most = (x, y), room
    return best


def drawn_mark(mark: Mark) -> str:
    """A sign on the map."""
    at = f"translate({mark.x:.1f} {mark.y:.1f})"
    return element(
        "g", sign(mark.line.change, mark.line.color), data_mark=mark.line.change, data_of=mark.line.id, transform=at
    )


def sign(change: str, color: str) -> str:
    """A sign round (0, 0), on a disc that sets it off from line and ground."""
    data, filled = SIGNS[change]
    disc = element("circle", r=RADIUS, fill=CASING, stroke=color, stroke_width="1.1")
    stroke: dict[str, object] = {"stroke": color, "stroke_linecap": "round", "stroke_linejoin": "round"}
    width = "0.8" if filled else "1.7"
    return disc + element("path", d=data, fill=color if filled else "none", **stroke, stroke_width=width)


def boxes_of(marks: Iterable[Mark]) -> list[Box]:
    """The room that signs take."""
    return [Box(mark.x - RADIUS, mark.y - RADIUS, 2 * RADIUS, 2 * RADIUS) for mark in marks]
