"""Where the map looks: the frame in degrees."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from geo.regions import FIT, REGIONS
from geo.view import View

__all__ = ["WIDE", "Bounds", "bounds_around", "center_of", "frame", "in_frame", "plane_of", "pole_of", "whole_around"]

Bounds = tuple[float, float, float, float]
LonLat = tuple[float, float]

PADDING = 0.14
LEAST_SPAN = 14.0
SOUTHERNMOST, NORTHERNMOST = -58.0, 79.0
WHOLE_WORLD_SPAN = 300.0
WIDE = 150.0  # degrees of longitude; anything wider is drawn as a map of the world
POLAR = 50.0  # frames that lie wholly beyond this latitude are drawn around their pole, however wide
NEAR = 30.0  # degrees that a frame's middle may be off the centre of the plane


def frame(view: View, home: str, involved: Collection[str], anchors: Mapping[str, LonLat]) -> Bounds:
    """West, south, east, north of the map; east may exceed 180.

    A named region is that region. `fit` looks at the countries involved; but while nobody was singled out (no focus, no
    list of countries) it is the home region of the data set, so that the map stays put while filters change.
    """
    if view.region != FIT:
        return REGIONS[view.region].bounds
    if home in REGIONS and not view.focus and not view.countries:
        return REGIONS[home].bounds
    wanted = set(involved) | ({view.focus} if view.focus else set())
    points = [anchors[key] for key in sorted(wanted) if key in anchors]
    if not points:
        return REGIONS[home if home in REGIONS else "world"].bounds
    return bounds_around(points)


def bounds_around(points: Sequence[LonLat]) -> Bounds:
    """The smallest frame around the points that goes the short way round the globe, with a margin."""
    lons, lats = np.array(points, dtype=float).T
    west, span = _shortest_span(lons)
    south, north = float(lats.min()), float(lats.max())
    west, span = _widened(west, span)
    south, height = _widened(south, north - south)
    if span > WHOLE_WORLD_SPAN:
        return REGIONS["world"].bounds
    north = min(south + height, NORTHERNMOST)
    return (round(west, 2), round(max(south, SOUTHERNMOST), 2), round(west + span, 2), round(north, 2))


def center_of(bounds: Bounds) -> float:
    """The meridian in the middle, -180 to 180."""
    return round(((bounds[0] + bounds[2]) / 2 + 180) % 360 - 180, 2)


def plane_of(projection: str, bounds: Bounds, home: Bounds) -> tuple[str, LonLat]:
    """The projection that is drawn, and the centre of its plane: see `MapSpec.center`.

    Parameters
    ----------
    projection : as a view names it; "" is chosen here
    bounds : the frame
    home : of the region that the map is about. As long as the frame is near, its middle is the centre, on a grid of 5
        degrees, so that the plane stays as it is while filters change the frame; else the frame's middle, of 10
    """
    pole = pole_of(bounds)
    drawn = projection or "regional"
    if drawn == "regional" and bounds[2] - bounds[0] > WIDE and not pole:
        drawn = "equal-earth"
    if drawn == "mercator":
        return drawn, (center_of(bounds), 0.0)
    middle, own = _middle(bounds), _middle(home)
    lon, lat = _on_grid(own, 5) if _apart(middle, own) <= NEAR else _on_grid(middle, 10)
    return drawn, (lon, 0.0 if drawn == "equal-earth" else pole or lat)


def whole_around(center: LonLat, projection: str) -> Bounds:
    """The frame of the half of the globe that is seen from above a place, or of the world around a meridian."""
    lon, lat = center
    if projection == "equal-earth":
        world = REGIONS["world"].bounds
        return lon - 179.9, world[1], lon + 179.9, world[3]  # the same meridian twice would be one edge
    return lon - 90, max(lat - 90, -90.0), lon + 90, min(lat + 90, 90.0)


def pole_of(bounds: Bounds) -> float:
    """The latitude of the pole that a wide frame lies round; 0 for all other frames."""
    west, south, east, north = bounds
    if east - west <= WIDE:
        return 0.0
    return -90.0 if north <= -POLAR else 90.0 if south >= POLAR else 0.0


def in_frame(point: LonLat, bounds: Bounds) -> bool:
    """Whether a place is in the frame, in whatever turn of the world its longitude is given."""
    west, south, east, north = bounds
    return (point[0] - west) % 360 <= east - west and south <= point[1] <= north


def _middle(bounds: Bounds) -> LonLat:
    return center_of(bounds), (bounds[1] + bounds[3]) / 2


def _on_grid(point: LonLat, step: int) -> LonLat:
    lon, lat = (float(round(degrees / step) * step) for degrees in point)
    return (lon + 180) % 360 - 180, lat


def _apart(one: LonLat, other: LonLat) -> float:
    """Degrees of a great circle between two places."""
    (lon, lat), (to_lon, to_lat) = np.radians(one), np.radians(other)
    cosine = np.sin(lat) * np.sin(to_lat) + np.cos(lat) * np.cos(to_lat) * np.cos(to_lon - lon)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _shortest_span(lons: np.ndarray) -> tuple[float, float]:
    """Western end (-180 to 180) and width of the narrowest band of longitudes that holds all of them."""
    ordered = np.sort(np.unique((lons + 180) % 360 - 180))
    gaps = np.diff(np.append(ordered, ordered[0] + 360))
    widest = int(gaps.argmax())
    west = float(ordered[(widest + 1) % len(ordered)])
    return west, float(360 - gaps[widest]) if len(ordered) > 1 else 0.0


def _widened(low: float, span: float) -> tuple[float, float]:
    wider = max(span * (1 + 2 * PADDING), LEAST_SPAN)
    return low - (wider - span) / 2, wider
