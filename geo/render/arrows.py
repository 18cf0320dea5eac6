"""Relation lines in pixels: the stroke, shortened where an arrowhead sits, and the arrowheads as filled polygons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.palette import CASING
from geo.render.markup import clean, element, escaped, named, points_path
from geo.render.strokes import Run
from geo.spec import Line

__all__ = ["Drawn", "drawn_line", "head", "head_length", "line_markup"]

Points = NDArray[np.float64]
CASING_WIDTH = 1.6  # pixels of the light rim round a line
TOLERANCE = 0.15  # pixels a line may be off by after it is thinned


@dataclass(frozen=True)
class Drawn:
    """A line on the picture.

    Attributes
    ----------
    line : what it stands for
    strokes : (n, 2) arrays in pixels; more than one where the map's edge cuts the line
    heads : triangles in pixels; empty where the line's end is on no part of the map
    """

    line: Line
    strokes: tuple[Points, ...]
    heads: tuple[Points, ...]


def head_length(width: float) -> float:
    """Pixels, for a line of that width."""
    return 4.5 + 2.1 * width


def drawn_line(line: Line, run: Run) -> Drawn:
    """Put the arrowheads on a line: at the target, and at the source too if it is mutual."""
    strokes = list(run.strokes)
    heads: list[Points] = []
    if strokes and run.ends:
        strokes[-1], made = _pointed(strokes[-1], line.width, line.mutual)
        heads.append(made)
    if strokes and line.mutual and run.starts:
        turned, made = _pointed(strokes[0][::-1], line.width, line.mutual)
        strokes[0] = turned[::-1]
        heads.append(made)
    return Drawn(line, tuple(_thinned(stroke) for stroke in strokes), tuple(heads))


def head(tip: Points, tail: Points, width: float, length: float | None = None) -> Points:
    """A triangle with its tip at `tip`, coming from `tail`."""
    length = length or head_length(width)
    along = tip - tail
    along = along / (np.hypot(*along) or 1.0)
    across = np.array([-along[1], along[0]]) * (0.42 * length + 0.1 * width)
    base = tip - along * length
    return np.array([tip, base + across, base - across])


def _pointed(stroke: Points, width: float, mutual: bool) -> tuple[Points, Points]:
    """The stroke ends inside the head's base; on a short line the head shrinks rather than hide it."""
    reach = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    length = min(head_length(width), float(reach[-1]) * (0.35 if mutual else 0.6))
    cut = float(reach[-1]) - length
    tail = np.array([np.interp(cut, reach, stroke[:, 0]), np.interp(cut, reach, stroke[:, 1])])
    inner = np.array([np.interp(cut + length * 0.2, reach, stroke[:, axis]) for axis in (0, 1)])
    kept = stroke[reach < cut + length * 0.2]
    return np.vstack([kept, inner]), head(stroke[-1], tail, width, length)


def _thinned(stroke: Points) -> Points:
    """Leave out points that no eye would miss."""
    if len(stroke) < 3:
        return stroke
    return np.asarray(shapely.get_coordinates(shapely.simplify(shapely.LineString(stroke), TOLERANCE)))


def line_markup(drawn: Drawn, cased: bool) -> str:
    """A line as an SVG group: its strokes and heads, `cased` with a light rim."""
    line = drawn.line
    data = "".join(points_path([_pairs(stroke)], close=False) for stroke in drawn.strokes)
    heads = points_path(map(_pairs, drawn.heads))
    dash = " ".join(f"{part:g}" for part in line.dash) or None
    parts = [element("title", escaped(clean(line.card.title)))] if line.card else []
    if cased and data:
        rim_width = f"{line.width + CASING_WIDTH:g}"
        parts.append(
            element("path", d=data, stroke=CASING, stroke_width=rim_width, stroke_opacity="0.8", stroke_dasharray=dash)
        )
    if data:
        facts: dict[str, object] = {"data_id": line.id, "data_kind": line.kind, "data_status": line.status}
        parts.append(
            element("path", d=data, **facts, stroke=line.color, stroke_width=f"{line.width:g}", stroke_dasharray=dash)
        )
    if heads:
        rim: dict[str, object] = {"stroke": CASING, "stroke_width": 0.7, "stroke_linejoin": "round"} if cased else {}
        parts.append(element("path", d=heads, data_head=line.id, fill=line.color, paint_order="stroke", **rim))
    faint = f"{line.opacity:g}" if line.opacity < 1 else None
    name = named(line.card.title if line.card else line.id)
    return element("g", "".join(parts), data_source=line.source, data_target=line.target, opacity=faint, **name)


def _pairs(points: Any) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in points]
