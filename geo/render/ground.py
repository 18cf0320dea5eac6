"""The ground of the static maps: country shapes in pixels, as a coverage that keeps its shared borders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.render.markup import points_path
from geo.render.projection import Box, Projection

__all__ = ["boundary", "edge", "inner_point", "outlines", "path_data", "visible"]

TOLERANCE = 0.5  # pixels: detail below this is not seen
MARGIN = 4.0  # pixels that shapes run on beyond the frame, so that no border is drawn along it
SPECK = 0.002  # square pixels: what is smaller than this is a rounding error
FINEST = 0.03  # degrees: maps that show more than this need the shapes as they are
METRES_PER_DEGREE = 111_195.0
LEAST = 0.4  # square pixels: smaller islands are left out, unless a country has nothing larger


def visible(shapes: Any, keys: Iterable[str], projection: Projection) -> dict[str, Any]:
    """The shapes in pixels, cut to the frame and thinned together, so that neighbours still share their borders.

    Parameters
    ----------
    shapes : GeoDataFrame in degrees, a coverage, indexed by key
    keys : which of them

    Returns
    -------
    dict
        key -> polygon or multipolygon; keys with nothing in the frame are absent
    """
    ready = _coarse(_ByIdentity(shapes), _level(projection))
    drawn = {key: projection.polygon(ready[key]) for key in keys if key in ready}
    around = _box(projection.frame.grown(60))
    drawn = {key: shape for key, shape in drawn.items() if not shape.is_empty and shape.intersects(around)}
    if not drawn:
        return {}
    thin = _thinned([_plain(shape) for shape in drawn.values()])
    frame = _box(projection.frame.grown(MARGIN))
    cut = shapely.intersection(shapely.make_valid(thin), frame)
    found = {key: _larger(shape, old) for key, shape, old in zip(drawn, cut, drawn.values(), strict=True)}
    return {key: shape for key, shape in found.items() if not shape.is_empty}


def path_data(shape: Any) -> str:
    """SVG path data of all rings of all polygons."""
    return points_path(_rings(shape))


def outlines(shape: Any, projection: Projection) -> str:
    """Path data of one shape in degrees that is drawn by itself, thinned alone."""
    drawn = shapely.intersection(projection.polygon(shape).simplify(TOLERANCE), _box(projection.frame.grown(MARGIN)))
    return path_data(drawn)


def boundary(projection: Projection) -> str:
    """Path data of the water: all that the frame shows of the Earth."""
    rim = projection.outline()
    box = _box(projection.frame)
    return path_data(box if rim is None else shapely.intersection(shapely.Polygon(rim), box))


def edge(projection: Projection) -> str:
    """Path data of the line where the map ends, if it may be in the frame."""
    rim = projection.outline()
    return "" if rim is None else points_path([rim])


def inner_point(shape: Any, frame: Box) -> tuple[float, float, float]:
    """The roomiest place of the part of a shape that the frame shows: x, y and the radius of the room there."""
    parts = [part for part in shapely.get_parts(shapely.intersection(shape, _box(frame))) if part.area > 0]
    largest = max(parts, key=lambda part: float(part.area), default=None)
    if largest is None or largest.area < 4:
        return (0.0, 0.0, 0.0)
    radius = shapely.maximum_inscribed_circle(largest, 2.0)
    (x, y), _ = radius.coords
    return (float(x), float(y), float(radius.length))


def _level(projection: Projection) -> int | None:
    """How coarse the shapes may be before they are projected, as a power of two of degrees; None is as they are."""
    degrees = 0.35 / (projection.finest * METRES_PER_DEGREE)
    return int(np.floor(np.log2(degrees))) if degrees > FINEST else None


@lru_cache(maxsize=4)
def _coarse(shapes: _ByIdentity, level: int | None) -> dict[str, Any]:
    """Key -> shape in degrees, thinned as a coverage: a world map needs a tenth of the points."""
    found = shapes.frame.geometry.to_numpy()
    thin = found if level is None else shapely.coverage_simplify(found, 2.0**level)
    return dict(zip(shapes.frame.index, thin, strict=True))


class _ByIdentity:
    """A data frame as a key of a cache."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.frame is self.frame


def _larger(shape: Any, old: Any) -> Any:
    """Without specks; a country that is nothing but specks keeps its largest one."""
    parts = shapely.get_parts(shape)
    parts = parts[shapely.get_type_id(parts) == 3]
    if not parts.size:
        return shapely.Polygon()
    kept = parts[shapely.area(parts) >= LEAST]
    return shapely.multipolygons(kept if kept.size else parts[[int(np.argmax(shapely.area(parts)))]])


def _thinned(shapes: list[Any]) -> Any:
    """Rounding to the pixel grid may leave a shape that crosses itself; repairing is slow and seldom needed."""
    try:
        return shapely.coverage_simplify(np.array(shapes), TOLERANCE)
    except shapely.errors.GEOSException:
        repaired = [_plain(shape) for shape in shapely.make_valid(np.array(shapes))]
        return shapely.coverage_simplify(np.array(repaired), TOLERANCE)


def _plain(shape: Any) -> Any:
    """Polygons only, without the parts and holes that the pixel grid has made into nothing."""
    parts = shapely.get_parts(shape)
    parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > SPECK)]
    solid = [_open(part) if shapely.get_num_interior_rings(part) else part for part in parts]
    return shapely.remove_repeated_points(shapely.MultiPolygon(solid))


def _open(part: Any) -> Any:
    holes = [hole for hole in part.interiors if shapely.Polygon(hole).area > SPECK]
    return part if len(holes) == len(part.interiors) else shapely.Polygon(part.exterior, holes)


def _box(box: Box) -> Any:
    return shapely.box(box.x, box.y, box.right, box.bottom)


def _rings(shape: Any) -> Iterator[NDArray[np.float64]]:
    for part in shapely.get_parts(shape):
        if shapely.get_type_id(part) != 3 or part.is_empty:
            continue
        yield np.asarray(part.exterior.coords)
        for hole in part.interiors:
            yield np.asarray(hole.coords)
