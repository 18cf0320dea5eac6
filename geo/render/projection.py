"""Projections of the static maps, fitted to a frame, and the cuts they need.

A region is drawn in Lambert's azimuthal equal-area projection, centred on the region; the world in Equal Earth, centred
on a meridian; on demand there are Mercator and the globe seen from far away. All are computed by PROJ on a sphere.
Nothing is ever drawn across a cut: polygons are clipped before they are projected, lines are split.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from geo.framing import WIDE, pole_of
from geo.render.hemisphere import angles, near_side

__all__ = ["RADIUS", "REACH", "Box", "Projection", "fitted"]

Points = NDArray[np.float64]
RADIUS = 6371007.2  # metres, of the sphere with the Earth's area
REACH = {"regional": 115.0, "globe": 90.0}  # degrees from the centre that an azimuthal map may show
WHOLE_GLOBE = 75.0  # degrees from the centre; where a frame reaches further, all of the globe is shown
TOP = 85.0  # degrees; Mercator ends there
STEP = 1.0  # degrees; longer straight edges are bent by the projection, so they are cut into such pieces


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y down."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlaps(self, other: Box) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Box) -> bool:
        inside_x = self.x <= other.x and other.right <= self.right
        return inside_x and self.y <= other.y and other.bottom <= self.bottom

    def has(self, x: float, y: float) -> bool:
        return self.x <= x <= self.right and self.y <= y <= self.bottom


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude to pixels of a frame.

    Attributes
    ----------
    name : `regional` (Lambert's azimuthal), `globe` (orthographic), `equal-earth` or `mercator`
    lon, lat : the centre in degrees
    frame : where the map is, in pixels
    scale : pixels per metre
    origin : pixel of the centre
    """

    name: str
    lon: float
    lat: float
    frame: Box
    scale: float = 1.0
    origin: tuple[float, float] = (0.0, 0.0)

    @property
    def azimuthal(self) -> bool:
        """Drawn round a point, not along a meridian."""
        return self.name in REACH

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        around = f"+lat_0={self.lat} +lon_0={self.lon}"
        shape = {
            "regional": f"+proj=laea {around}",
            "globe": f"+proj=ortho {around}",
            "equal-earth": "+proj=eqearth +lon_0=0",
            "mercator": "+proj=merc +lon_0=0",
        }[self.name]
        metres = pyproj.CRS.from_proj4(f"{shape} +R={RADIUS} +units=m +type=crs")
        degrees = pyproj.CRS.from_proj4(f"+proj=longlat +R={RADIUS} +type=crs")
        return pyproj.Transformer.from_crs(degrees, metres, always_xy=True)

    def pixels(self, points: Points) -> Points:
        """(n, 2) degrees to (n, 2) pixels. On maps of the world longitudes must be within 180 of the centre's."""
        points = np.asarray(points, dtype=float).reshape(-1, 2)
        lon = points[:, 0] if self.azimuthal else points[:, 0] - self.lon
        x, y = self._transformer.transform(lon, np.clip(points[:, 1], -self.top, self.top))
        return np.column_stack(
            [self.origin[0] + np.asarray(x) * self.scale, self.origin[1] - np.asarray(y) * self.scale]
        )

    @property
    def top(self) -> float:
        """The highest latitude that can be drawn."""
        return TOP if self.name == "mercator" else 90.0

    @property
    def finest(self) -> float:
        """Pixels per metre where the map is largest."""
        if self.name != "mercator":
            return self.scale
        edges = self.degrees(np.array([[self.frame.x, self.frame.y], [self.frame.x, self.frame.bottom]]))
        return self.scale / float(np.cos(np.radians(np.clip(np.abs(edges[:, 1]).max(), 0, TOP))))

    def degrees(self, pixels: Points) -> Points:
        """The reverse; not a number where a pixel is not on the Earth."""
        x = (pixels[:, 0] - self.origin[0]) / self.scale
        y = (self.origin[1] - pixels[:, 1]) / self.scale
        lon, lat = self._transformer.transform(x, y, direction="INVERSE")
        lon = np.asarray(lon) if self.azimuthal else np.asarray(lon) + self.lon
        found = np.column_stack([lon, np.asarray(lat)])
        found[~np.isfinite(found).all(axis=1)] = np.nan
        return found

    @cached_property
    def window(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all that the frame can show, within 180 degrees of the centre."""
        return _window(self)

    def shows(self, lon: float, lat: float) -> bool:
        """Is the point on this map's side of the Earth?"""
        return not self.azimuthal or bool(_angle(self, np.array([[lon, lat]]))[0] < REACH[self.name])

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """One place in pixels, whatever turn its longitude is on."""
        x, y = self.pixels(np.array([[self.wrapped(lon), lat]]))[0]
        return float(x), float(y)

    def wrapped(self, lon: float) -> float:
        """The same meridian within 180 degrees of the centre."""
        return float((lon - self.lon + 180.0) % 360.0 - 180.0 + self.lon)

    def polygon(self, shape: Any) -> Any:
        """A shape in degrees to pixels, cut to the window; pieces that meet again on the map are joined."""
        found = near_side(shape, self.lon, self.lat) if self.name == "globe" else self._pieces(shape)
        pieces = [piece for piece in found if not piece.is_empty]
        if not pieces:
            return shapely.Polygon()
        drawn = [_snapped(shapely.transform(piece, self.pixels)) for piece in pieces]
        cut = len(drawn) > 1 or (
            self.name != "globe" and self.window[2] - self.window[0] > 359 and _meets_itself(pieces[0])
        )
        return _areas(shapely.union_all(shapely.make_valid(drawn))) if cut else drawn[0]

    def line(self, path: Points) -> list[Points]:
        """A path in degrees, its longitudes running on, to pixels: more than one piece if the map's edge cuts it."""
        path = np.asarray(path, dtype=float)
        if len(path) < 2 or not np.ptp(path, axis=0).any():
            return []
        pieces = _reachable(self, _dense(path)) if self.azimuthal else _wrapped_pieces(_dense(path), self.lon)
        return [self.pixels(piece) for piece in pieces if len(piece) > 1]

    def outline(self) -> Points | None:
        """The edge of all that can be drawn, in pixels; None where no map comes near it."""
        if self.name == "regional":
            return None
        if self.name == "globe":
            along = np.radians(np.arange(0.0, 360.0))
            radius = RADIUS * self.scale
            rim = np.column_stack([np.cos(along), np.sin(along)]) * radius
            return np.asarray(rim + np.array(self.origin))
        lat = np.linspace(-self.top, self.top, 91)
        left = np.column_stack([np.full_like(lat, self.lon - 180.0), lat])
        return self.pixels(np.vstack([left, left[::-1] + np.array([360.0, 0.0])]))

    def _pieces(self, shape: Any) -> Iterator[Any]:
        west, _, east, _ = self.window
        left, _, right, _ = shape.bounds
        for turn in range(int(np.floor((west - right) / 360.0)), int(np.ceil((east - left) / 360.0)) + 1):
            shift = 360.0 * turn
            if left + shift > east or right + shift < west:
                continue
            moved = shapely.transform(shape, lambda at, by=shift: at + np.array([by, 0.0])) if turn else shape
            inside = _inside(moved, self.window)
            yield shapely.segmentize(_areas(inside), STEP)


def fitted(
    bounds: tuple[float, float, float, float], frame: Box, projection: str, center: tuple[float, float]
) -> Projection:
    """The map of a region that fills a frame.

    Parameters
    ----------
    bounds : west, south, east, north in degrees, west < east
    frame : in pixels
    projection : `regional`, `equal-earth`, `mercator` or `globe`; a frame too wide for a map of a
        region gets Equal Earth
    center : longitude and latitude in the middle of the globe; of other maps of the world only the longitude counts. A
        map of a region has its own middle
    """
    if projection == "regional" and (lat := _azimuthal_centre(bounds)) is not None:
        made = _fit(Projection("regional", (bounds[0] + bounds[2]) / 2, lat, frame), bounds)
        corners = made.degrees(_corners(frame))
        if np.isfinite(corners).all() and (_angle(made, corners) < REACH["regional"] - 5).all():
            return made
    if projection == "globe":
        return _fit(Projection("globe", *center, frame), bounds)
    return _fit(Projection("mercator" if projection == "mercator" else "equal-earth", center[0], 0.0, frame), bounds)


def _azimuthal_centre(bounds: tuple[float, float, float, float]) -> float | None:
    """Latitude to centre on; None if the region is too wide for an azimuthal map."""
    west, south, east, north = bounds
    if east - west <= WIDE:
        return (south + north) / 2
    return pole_of(bounds) or None


def _fit(made: Projection, bounds: tuple[float, float, float, float]) -> Projection:
    west, south, east, north = bounds
    if not made.azimuthal and east - west < 359:
        middle = made.wrapped((west + east) / 2)
        west, east = max(middle - (east - west) / 2, made.lon - 180), min(middle + (east - west) / 2, made.lon + 180)
    elif not made.azimuthal:
        west, east = made.lon - 180, made.lon + 180
    ring = shapely.get_coordinates(shapely.segmentize(shapely.box(west, south, east, north).exterior, STEP))
    all_round = made.name == "globe" and _angle(made, ring).max() > WHOLE_GLOBE
    at = np.array([[-RADIUS, -RADIUS], [RADIUS, RADIUS]]) if all_round else made.pixels(ring)
    (left, top), (right, bottom) = at.min(axis=0), at.max(axis=0)
    frame = made.frame
    scale = min(frame.width / (right - left), frame.height / (bottom - top))
    x = frame.x + frame.width / 2 - scale * (left + right) / 2
    y = frame.y + frame.height / 2 - scale * (top + bottom) / 2
    if not made.azimuthal:
        poles = np.array([[made.lon, made.top], [made.lon, -made.top]])
        y += _slack(scale * made.pixels(poles)[:, 1] + y, frame)
    return Projection(made.name, made.lon, made.lat, frame, float(scale), (float(x), float(y)))


def _slack(ends: Points, frame: Box) -> float:
    """How far to move a world map, so that no empty band is on one side while land is cut off on the other."""
    above, below = float(ends[0]) - frame.y, frame.bottom - float(ends[1])
    if above > 0 > below:
        return max(-above, below)
    return min(-above, below) if below > 0 > above else 0.0


def _window(made: Projection) -> tuple[float, float, float, float]:
    if not made.azimuthal:
        return (made.lon - 180.0, -made.top, made.lon + 180.0, made.top)
    frame = made.frame.grown(40)
    xs, ys = np.meshgrid(np.linspace(frame.x, frame.right, 41), np.linspace(frame.y, frame.bottom, 41))
    at = made.degrees(np.column_stack([xs.ravel(), ys.ravel()]))
    at = at[np.isfinite(at).all(axis=1)]
    lon = (at[:, 0] - made.lon + 180) % 360 - 180
    south, north = max(at[:, 1].min() - 2, -90.0), min(at[:, 1].max() + 2, 90.0)
    poles = [pole for pole in (-90.0, 90.0) if frame.has(*made.point(made.lon, pole)) and made.shows(made.lon, pole)]
    south, north = (-90.0 if -90.0 in poles else south), (90.0 if 90.0 in poles else north)
    spread = 180.0 if poles else min(180.0, float(np.abs(lon).max()) + 3)
    return (made.lon - spread, float(south), made.lon + spread, float(north))


def _corners(frame: Box) -> Points:
    return np.array([[frame.x, frame.y], [frame.right, frame.y], [frame.x, frame.bottom], [frame.right, frame.bottom]])


def _angle(made: Projection, points: Points) -> Points:
    """Degrees between the map's centre and points."""
    return angles(points, made.lon, made.lat)


def _inside(shape: Any, window: tuple[float, float, float, float]) -> Any:
    """The part of a shape in a window; most shapes are either in it or not, which is quick to see."""
    left, low, right, high = shape.bounds
    west, south, east, north = window
    if west <= left and right <= east and south <= low and high <= north:
        return shape
    return shapely.intersection(shape, shapely.box(west, south, east, north))


def _meets_itself(shape: Any) -> bool:
    """Does a shape touch the same meridian from both sides, as Antarctica does?"""
    left, _, right, _ = shape.bounds
    return bool(right - left > 359.99)


def _areas(shape: Any) -> Any:
    """Only the polygons of what a cut left."""
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == 3]) if parts.size else shapely.MultiPolygon()


def _snapped(shape: Any) -> Any:
    """On a grid of a hundredth of a pixel, so that neighbours agree on their border to the last digit."""
    return shapely.transform(shape, lambda at: np.round(at, 2))


def _dense(path: Points) -> Points:
    return np.asarray(shapely.get_coordinates(shapely.segmentize(shapely.LineString(path), STEP)))


def _reachable(made: Projection, path: Points) -> list[Points]:
    """The runs of a path that are near enough to the centre."""
    near = _angle(made, path) < REACH[made.name]
    edges = np.flatnonzero(np.diff(near)) + 1
    runs = np.split(path, edges)
    return [run for run, keep in zip(runs, near[np.r_[0, edges]], strict=True) if keep]


def _wrapped_pieces(path: Points, middle: float) -> list[Points]:
    """Cut where a path passes the meridian opposite the middle, with a point on both sides of the cut."""
    turn = np.floor((path[:, 0] - middle + 180.0) / 360.0)
    pieces, head = [], list[Points]()
    start = 0
    for place in map(int, np.flatnonzero(np.diff(turn)) + 1):
        before, after = path[place - 1], path[place]
        cut = middle + 360.0 * max(turn[place - 1], turn[place]) - 180.0
        share = (cut - before[0]) / (after[0] - before[0])
        at = np.array([[cut, before[1] + share * (after[1] - before[1])]])
        pieces.append(_shifted(np.vstack([*head, path[start:place], at]), turn[place - 1]))
        head, start = [at], place
    pieces.append(_shifted(np.vstack([*head, path[start:]]), turn[-1]))
    return pieces


def _shifted(piece: Points, turn: float) -> Points:
    return np.asarray(piece - np.array([360.0 * turn, 0.0]))
