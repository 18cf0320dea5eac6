"""Where the relations run on a static map, in pixels: bent in the plane of the map, as the live map bends them.

On a map of a region and on Equal Earth a line is laid out between its two anchors as they lie on the picture, at the
picture's scale. Where that would leave the map it follows the great circle, or is cut in two at the edge. In Mercator
and on the globe the path that was composed is the line already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.lines import Lanes, flat_curves, great_circles
from geo.render.hemisphere import angles
from geo.render.projection import RADIUS, REACH, Projection
from geo.spec import Line

__all__ = ["Run", "runs"]

Points = NDArray[np.float64]
LonLat = tuple[float, float]
FINE = 129  # points of a line that the edge of the map cuts


class Run(NamedTuple):
    """A line on the picture: (n, 2) arrays in pixels, and whether its two ends are on the map."""

    strokes: list[Points]
    starts: bool
    ends: bool


def runs(lines: Sequence[Line], anchors: Mapping[str, LonLat], projection: Projection) -> list[Run]:
    """Where each line runs; as it was composed, where no anchor is known for one of its ends."""
    known = [line for line in lines if line.source in anchors and line.target in anchors]
    laid = dict[str, Run]()
    if known and projection.name in ("regional", "equal-earth"):
        source, target = (
            np.array([anchors[key] for key in column], dtype=float)
            for column in ([line.source for line in known], [line.target for line in known])
        )
        bend = _around if projection.azimuthal else _across
        laid = dict(zip((line.id for line in known), bend(projection, source, target, _lanes(known)), strict=True))
    return [laid.get(line.id) or _composed(projection, np.asarray(line.path, dtype=float)) for line in lines]


def _composed(projection: Projection, path: Points) -> Run:
    path = path.reshape(-1, 2)
    return Run(projection.line(path), projection.shows(*path[0]), projection.shows(*path[-1]))


def _lanes(lines: Sequence[Line]) -> Lanes:
    return Lanes(
        np.array([line.lane for line in lines]),
        np.array([line.lanes for line in lines]),
        np.array([line.source <= line.target for line in lines]),
    )


def _around(projection: Projection, source: Points, target: Points, lane: Lanes) -> Iterator[Run]:
    """On an azimuthal map: in its plane where the way over the Earth stays on the map, else along that way."""
    pixel = 1 / _degree(projection)
    ways = great_circles(source, target, lane, degrees_per_pixel=pixel)
    away = angles(ways.reshape(-1, 2), projection.lon, projection.lat).reshape(ways.shape[:2]).max(axis=1)
    start, end = (_plane(projection, projection.pixels(ends)) for ends in (source, target))
    for path, way, off in zip(flat_curves(start, end, lane, degrees_per_pixel=pixel), ways, away, strict=True):
        stays = off < REACH[projection.name]
        yield Run([_pixels(projection, path)], True, True) if stays else _composed(projection, way)


def _across(projection: Projection, source: Points, target: Points, lane: Lanes) -> Iterator[Run]:
    """On a map of the world: the short way round, in two pieces where that passes the meridian opposite the middle."""
    start, end = (np.column_stack([_turned(at[:, 0] - projection.lon), at[:, 1]]) for at in (source, target))
    step = _turned(end[:, 0] - start[:, 0])
    beyond = np.column_stack([start[:, 0] + step, end[:, 1]])
    before = np.column_stack([end[:, 0] - step, start[:, 1]])
    top = float(_spread(projection, np.array([[0.0, 90.0]]))[0, 1])
    there, back = (
        flat_curves(one, other, lane, degrees_per_pixel=1 / _degree(projection), top=top, points=FINE)
        for ends in ((start, beyond), (before, end))
        for one, other in [[_spread(projection, each) for each in ends]]
    )
    for lon, out, home in zip(beyond[:, 0], there, back, strict=True):
        pieces = [out] if abs(lon) <= 180 else _parted(projection, out, home)
        yield Run([_pixels(projection, piece) for piece in pieces], True, True)


def _parted(projection: Projection, out: Points, home: Points) -> list[Points]:
    """Both ways of a line up to the edge of the map, which they reach at the same height."""
    pieces = [_within(projection, out), _within(projection, home[::-1])]
    height = (pieces[0][-1, 1] + pieces[1][-1, 1]) / 2
    for piece in pieces:
        edge = np.array([np.sign(piece[-1, 0]) * _wide(projection, np.array([height]))[0], height])
        along = np.linspace(0, 1, len(piece))[:, None]
        piece += (3 * (1 - along) * along**2 + along**3) * (edge - piece[-1])
    return [pieces[0], pieces[1][::-1]]


def _within(projection: Projection, path: Points) -> Points:
    """The part of a path from its beginning to where it leaves the map, at least a point beyond."""
    off = np.abs(path[:, 0]) > _wide(projection, path[:, 1])
    return path[: max(2, int(off.argmax()) + 1)].copy()


def _wide(projection: Projection, heights: Points) -> Points:
    """How far from the middle a map of the world ends, at heights of its plane."""
    middle = _pixels(projection, np.column_stack([np.zeros_like(heights), heights]))
    lat = projection.degrees(middle)[:, 1]
    return np.asarray(
        _spread(projection, np.column_stack([np.full_like(heights, 180.0), np.nan_to_num(lat, nan=90)]))[:, 0]
    )


def _spread(projection: Projection, places: Points) -> Points:
    """Degrees from the middle meridian, and latitudes, to the plane of Equal Earth, which runs on beyond the map."""
    share = places[:, :1] / 90.0
    quarter = np.column_stack([np.full(len(places), projection.lon + 90.0), places[:, 1]])
    return _plane(projection, projection.pixels(quarter)) * np.column_stack([share, np.ones_like(share)])


def _turned(lon: Points) -> Points:
    """-180 to 180."""
    return np.asarray((lon + 180.0) % 360.0 - 180.0)


def _degree(projection: Projection) -> float:
    """Pixels of a degree at the centre."""
    return float(np.radians(RADIUS) * projection.scale)


def _plane(projection: Projection, pixels: Points) -> Points:
    return np.asarray((pixels - projection.origin) * [1, -1] / _degree(projection))


def _pixels(projection: Projection, places: Points) -> Points:
    return np.asarray(places * [1, -1] * _degree(projection) + projection.origin)
