"""The half of the globe that is seen from far above a place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

__all__ = ["angles", "near_side"]

Points = NDArray[np.float64]
STEP = 1.0  # degrees; longer straight edges are bent by the projection, so they are cut into such pieces
RIM = 90.0 - 1e-6  # degrees from the middle: what lies there can still be projected


def angles(points: Points, lon: float, lat: float) -> Points:
    """Degrees between (n, 2) longitudes and latitudes and a place."""
    east, north = np.radians(points[:, 0] - lon), np.radians(points[:, 1])
    middle = np.radians(lat)
    cosine = np.sin(middle) * np.sin(north) + np.cos(middle) * np.cos(north) * np.cos(east)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def near_side(shape: Any, lon: float, lat: float) -> Iterator[Any]:
    """What of a shape in degrees is seen from above a place, in degrees: none, one or two shapes that may meet.

    A shape that goes round the Earth comes in two halves. No part may be wider than 80 degrees of a great circle (no
    country is): so what the rim cuts lies far from the middle of the other side, and can be cut in the plane.
    """
    west, _, east, _ = shape.bounds
    round_the_earth = east - west > 180
    halves = [shapely.box(-180, -90, 0, 90), shapely.box(0, -90, 180, 90)] if round_the_earth else []
    for half in [shapely.intersection(shape, half) for half in halves] or [shape]:
        parts = shapely.get_parts(half)
        parts = shapely.segmentize(parts[shapely.get_type_id(parts) == 3], STEP)
        seen = [found for part in parts for found in _seen(part, lon, lat)]
        yield shapely.multipolygons(seen) if seen else shapely.MultiPolygon()


def _seen(part: Any, lon: float, lat: float) -> list[Any]:
    """The polygons that are left of one."""
    away = angles(shapely.get_coordinates(part), lon, lat)
    if away.max() < RIM:
        return [part]
    if away.min() >= RIM:
        return []
    there, disc = _lambert(lon, lat)
    flat = shapely.make_valid(shapely.transform(part, lambda at: _moved(there, at)))
    cut = shapely.get_parts(shapely.intersection(flat, disc))
    areas = cut[(shapely.get_type_id(cut) == 3) & (shapely.area(cut) > 0)]
    return list(shapely.transform(areas, lambda at: _back(there, at)))


def _back(there: pyproj.Transformer, points: Points) -> Points:
    """To degrees. PROJ gives no number within rounding of a pole: what it can't tell lies there."""
    found = _moved(there, points, "INVERSE")
    lost = ~np.isfinite(found).all(axis=1)
    found[lost] = np.column_stack([np.zeros(lost.sum()), np.where(points[lost, 1] > 0, 90.0, -90.0)])
    return found


def _moved(by: pyproj.Transformer, points: Points, direction: str = "FORWARD") -> Points:
    return np.column_stack(by.transform(points[:, 0], points[:, 1], direction=direction))


@lru_cache(maxsize=8)
def _lambert(lon: float, lat: float) -> tuple[pyproj.Transformer, Any]:
    """A plane that shows both sides of the rim, and the near side in it."""
    flat = pyproj.CRS.from_proj4(f"+proj=laea +lat_0={lat} +lon_0={lon} +R=1 +units=m +type=crs")
    degrees = pyproj.CRS.from_proj4("+proj=longlat +R=1 +type=crs")
    along = np.radians(np.arange(0.0, 360.0, 0.5))
    radius = 2 * np.sin(np.radians(RIM) / 2)
    rim = np.column_stack([np.cos(along), np.sin(along)]) * radius
    return pyproj.Transformer.from_crs(degrees, flat, always_xy=True), shapely.Polygon(rim)
