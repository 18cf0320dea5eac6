"""Curves for relations: lanes, arcs, ends, and the short way round the world.

All relations of a pair of countries share one frame, whatever their direction: the chord between the two anchors, in
the Mercator plane. Support arcs over its northern side and tension over the southern one, each relation in a lane of
its own: number 1 is the innermost, and A to B lies inside B to A. So no line covers another one of its pair, and a
lane stays where it is when a filter hides the other kind.

An arc is a cubic Bezier curve whose control points stand off the chord; longer chords curve more, in proportion. Near
an anchor the lanes come in side by side, a few pixels apart, and stop short of it, so that arrowheads don't pile up.
Sizes in pixels are those of a map on which a degree of longitude takes `1 / degrees_per_pixel` pixels.

On a globe the lanes of a pair run side by side along the great circle between its anchors.

Everything is computed for all relations at once. Longitudes run on past +-180 rather than jump.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import UsageError

__all__ = [
    "DASHES",
    "DEGREES_PER_PIXEL",
    "WIDTHS",
    "Lanes",
    "curves",
    "dash_of",
    "flat_curves",
    "great_circles",
    "lanes",
    "toward",
    "width_of",
    "widths_of",
]

Floats = npt.NDArray[np.float64]

WIDTHS: Final = (1.2, 1.7, 2.3, 3.0, 3.8)  # pixels at intensity 1, 2, 3, 4, 5
DASHES: Final[dict[str, tuple[float, ...]]] = {"documented": (), "alleged": (7.0, 4.0), "hypothetical": (2.0, 4.0)}
DEGREES_PER_PIXEL: Final = 1 / 28  # a region of 40 degrees on a screen of 1140 pixels

_POINTS: Final = 33
_TOP_ANCHOR, _TOP_LINE = 84.0, 85.0  # latitudes: anchors are moved within, lines never pass
_BOW_SHORT, _BOW_LONG, _LONG = 0.09, 0.15, 90.0  # height of the first lane, as a share of the chord; degrees
_BULGE: Final = 0.7  # height of the last lane, at most, as a share of the chord
_LEAST_BOW: Final = 3.5  # pixels: support and tension stay apart on short chords
_GAP_SHARE, _GAP_LEAST, _GAP_MOST = 0.05, 7.0, 11.0  # between lanes in the middle; share of the chord, pixels
_PORT_GAP, _PORT_SHARE, _PORT_MOST = 7.0, 0.24, 30.0  # between lanes at the ends; pixels, share of the chord, pixels
_TRIM_SOURCE, _TRIM_TARGET = (0.06, 5.0), (0.15, 15.0)  # share of the chord, at most so many pixels
_LEAST_CHORD: Final = 18.0  # pixels: closer anchors are joined by a loop
_REACH: Final = 0.25  # how far along the chord the control points stand


class Lanes(NamedTuple):
    """Where each relation runs among those of its pair; all arrays have one entry per relation.

    Attributes
    ----------
    number : 1, 2, ... outwards for support, -1, -2, ... for tension
    size : how many lanes there are on that side
    forward : the relation runs from the alphabetically smaller code to the larger one
    """

    number: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]
    forward: npt.NDArray[np.bool_]


def lanes(source: Sequence[str], target: Sequence[str], kind: Sequence[str]) -> Lanes:
    """Give every relation a lane of its own among those of its pair of countries.

    Parameters
    ----------
    source, target : ISO3, or any key of the anchors
    kind : `support`; everything else is taken for tension

    Returns
    -------
    Lanes; relations of one side and direction keep the order they came in.
    """
    count = len(source)
    ends = np.concatenate([np.asarray(source, dtype=object), np.asarray(target, dtype=object)])
    codes, _ = pd.factorize(ends, sort=True)
    first, second = codes[:count], codes[count:]
    forward = first <= second
    support = np.asarray(kind, dtype=object) == "support"
    pair = np.minimum(first, second) * (codes.max(initial=0) + 1) + np.maximum(first, second)
    side = pair * 2 + support
    order = np.lexsort((np.arange(count), ~forward, side))
    _, begin, size = np.unique(side[order], return_index=True, return_counts=True)
    number = np.empty(count, dtype=np.int64)
    number[order] = np.arange(count) - np.repeat(begin, size) + 1
    sizes = np.empty(count, dtype=np.int64)
    sizes[order] = np.repeat(size, size)
    return Lanes(np.where(support, number, -number), sizes, forward)


def curves(
    sources: npt.ArrayLike,
    targets: npt.ArrayLike,
    lane: Lanes,
    *,
    degrees_per_pixel: float = DEGREES_PER_PIXEL,
    points: int = _POINTS,
) -> Floats:
    """Draw all relations.

    Parameters
    ----------
    sources, targets : (n, 2) longitudes and latitudes of the anchors, in degrees; latitudes beyond +-84 are moved there
    lane : what `lanes` gave for the same relations
    degrees_per_pixel : scale of the map the lines are meant for; gaps and trimmed ends are measured in its pixels
    points : how many each path has, at least 2

    Returns
    -------
    (n, points, 2) longitudes and latitudes from source to target, rounded to 3 decimals (about 100 m). Neighbouring
    longitudes never jump; a path may run past +-180. Latitudes stay within +-85.

    Raises
    ------
    UsageError : for anchors that are not finite
    """
    path = _laid_out(_anchors(sources), _anchors(targets), lane, degrees_per_pixel, points, _HIGHEST, 360.0)
    path[..., 1] = np.clip(_latitude(path[..., 1]), -_TOP_LINE, _TOP_LINE)
    return np.asarray(np.round(path, 3))


def flat_curves(
    sources: npt.ArrayLike,
    targets: npt.ArrayLike,
    lane: Lanes,
    *,
    degrees_per_pixel: float = DEGREES_PER_PIXEL,
    top: float = np.inf,
    points: int = _POINTS,
) -> Floats:
    """The same in another plane: all places are x and y, y upwards, and nothing goes round.

    One unit is a degree of a great circle at the centre of the plane; `top` is the highest y a lane may reach.
    """
    start, end = (np.array(ends, dtype=np.float64).reshape(-1, 2) for ends in (sources, targets))
    return _laid_out(start, end, lane, degrees_per_pixel, points, top)


def great_circles(
    sources: npt.ArrayLike,
    targets: npt.ArrayLike,
    lane: Lanes,
    *,
    degrees_per_pixel: float = DEGREES_PER_PIXEL,
    points: int = 2 * _POINTS,
) -> Floats:
    """The same for a globe: along the shortest way over it. Latitudes go up to the poles.

    Each pair is laid out as if its anchors were on the equator, the smaller code at longitude 0.
    """
    start, end = (np.array(ends, dtype=np.float64).reshape(-1, 2) for ends in (sources, targets))
    turn = lane.forward[:, None]
    first, second = (_vectors(np.where(one, start, end)) for one in (turn, ~turn))
    aside = np.cross(first, second)
    size = np.linalg.norm(aside, axis=1)
    pole = np.where(size[:, None] > 1e-9, aside / np.maximum(size, 1e-12)[:, None], _across(first))
    length = np.degrees(np.arctan2(size, (first * second).sum(axis=1)))
    zero, one = np.zeros_like(length), np.ones_like(length)
    north = np.where(np.abs(pole[:, 2]) > 1e-9, np.sign(pole[:, 2]), 1.0)
    chord = _Chord(
        np.column_stack([zero, zero]),
        np.column_stack([length, zero]),
        np.column_stack([one, zero]),
        np.column_stack([zero, north]),
        length,
        np.maximum(length, _LEAST_CHORD * degrees_per_pixel),
    )
    control = _control_points(chord, lane, degrees_per_pixel, _HIGHEST, bowed=False)
    path = _bezier(control, _positions(control, chord, lane.forward, degrees_per_pixel, points))
    along, up = np.radians(path[..., :1]), np.radians(_latitude(path[..., 1:]))
    ahead = np.cross(pole, first)[:, None]
    at = (first[:, None] * np.cos(along) + ahead * np.sin(along)) * np.cos(up) + pole[:, None] * np.sin(up)
    lon = np.degrees(np.unwrap(np.arctan2(at[..., 1], at[..., 0]), axis=1))
    made = np.stack([lon, np.degrees(np.arcsin(np.clip(at[..., 2], -1, 1)))], axis=-1)
    return np.asarray(np.round(np.where(turn[..., None], made, made[:, ::-1]), 3))


def toward(paths: Floats, longitude: float) -> Floats:
    """Shift each path by whole turns so that its middle is as near to a meridian as can be."""
    middle = (paths[:, 0, 0] + paths[:, -1, 0]) / 2
    moved = paths.copy()
    moved[..., 0] += 360.0 * np.round((longitude - middle) / 360.0)[:, None]
    return np.round(moved, 3)


def width_of(intensity: float) -> float:
    """Width in pixels for an intensity; between whole steps in proportion, beyond 1 and 5 as there."""
    return widths_of([intensity])[0]


def widths_of(intensities: Sequence[float]) -> list[float]:
    """The same for many."""
    widths: list[float] = np.round(np.interp(intensities, range(1, 6), WIDTHS), 2).tolist()
    return widths


def dash_of(status: str) -> tuple[float, ...]:
    """On and off lengths in pixels, () for a solid line. Dots rely on round line caps.

    Raises
    ------
    UsageError : for an unknown status
    """
    if status not in DASHES:
        raise UsageError(f"no status {status!r}; there are {', '.join(DASHES)}")
    return DASHES[status]


@dataclass(frozen=True, slots=True)
class _Chord:
    """The straight line of each pair in the plane, in degrees, the same for both directions.

    `first` and `second` are its ends, `along` and `north` unit vectors along it and to its northern side, `length` its
    length, `size` the same but never too small to draw.
    """

    first: Floats
    second: Floats
    along: Floats
    north: Floats
    length: Floats
    size: Floats


def _laid_out(
    start: Floats, end: Floats, lane: Lanes, pixel: float, points: int, top: float, turn: float = np.inf
) -> Floats:
    """Paths from start to end in a plane that is `turn` degrees round."""
    forward = lane.forward[:, None]
    chord = _chord(np.where(forward, start, end), np.where(forward, end, start), pixel, turn)
    control = _control_points(chord, lane, pixel, top)
    path = _bezier(control, _positions(control, chord, lane.forward, pixel, points))
    return np.where(forward[..., None], path, path[:, ::-1])


def _anchors(points: npt.ArrayLike) -> Floats:
    """Mercator coordinates, in degrees."""
    lonlat = np.array(points, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(lonlat).all():
        raise UsageError("anchors must be finite longitudes and latitudes")
    lonlat[:, 1] = _mercator(np.clip(lonlat[:, 1], -_TOP_ANCHOR, _TOP_ANCHOR))
    return lonlat


def _mercator(latitude: Floats | float) -> Floats:
    return np.asarray(np.degrees(np.arcsinh(np.tan(np.radians(latitude)))))


def _latitude(y: Floats) -> Floats:
    return np.asarray(np.degrees(np.arctan(np.sinh(np.radians(y)))))


_HIGHEST: Final = float(_mercator(_TOP_LINE))


def _vectors(lonlat: Floats) -> Floats:
    """(n, 3) places on the unit sphere."""
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _across(vectors: Floats) -> Floats:
    """A direction at right angles to each."""
    other = np.where(np.abs(vectors[:, 2:]) < 0.9, [0.0, 0.0, 1.0], [1.0, 0.0, 0.0])
    found = np.cross(vectors, other)
    return np.asarray(found / np.linalg.norm(found, axis=1)[:, None])


def _chord(first: Floats, second: Floats, pixel: float, turn: float) -> _Chord:
    step = second - first
    if np.isfinite(turn):
        step[:, 0] = (step[:, 0] + turn / 2) % turn - turn / 2  # the short way round
    length = np.hypot(step[:, 0], step[:, 1])
    along = np.where(length[:, None] > 0, step / np.where(length > 0, length, 1.0)[:, None], [1.0, 0.0])
    # left of the chord is north if it runs east; turn it round if it runs west. Due north and south: to the east
    side = np.where(along[:, 0] != 0, np.sign(along[:, 0]), -np.sign(along[:, 1]))
    north = np.column_stack([-along[:, 1], along[:, 0]]) * side[:, None]
    return _Chord(first, first + step, along, north, length, np.maximum(length, _LEAST_CHORD * pixel))


def _control_points(chord: _Chord, lane: Lanes, pixel: float, top: float, bowed: bool = True) -> Floats:
    """(4, n, 2): both ends and the two points that pull the curve off the chord."""
    port, height = _ports(chord, lane, pixel), _heights(chord, lane, pixel, top, bowed)
    lift = (port + (height - port) / 0.75)[:, None] * chord.north  # a cubic reaches 3/4 of the way to its controls
    reach = (_REACH * chord.length - (chord.size - chord.length) / 2)[:, None] * chord.along
    aside = port[:, None] * chord.north
    rise, fall = chord.first + reach + lift, chord.second - reach + lift
    return np.stack([chord.first + aside, rise, fall, chord.second + aside])


def _heights(chord: _Chord, lane: Lanes, pixel: float, top: float, bowed: bool) -> Floats:
    """How far each lane stands off its chord in the middle, in degrees, north positive."""
    share = _BOW_SHORT + (_BOW_LONG - _BOW_SHORT) * np.minimum(chord.size / _LONG, 1.0)
    least = np.minimum(_LEAST_BOW * pixel, 0.2 * chord.size)
    bow = np.maximum(share * chord.size, least) if bowed else least
    gap = np.clip(_GAP_SHARE * chord.size, _GAP_LEAST * pixel, _GAP_MOST * pixel)
    gap = np.minimum(gap, (_BULGE * chord.size - bow) / np.maximum(lane.size - 1, 1))
    height = np.sign(lane.number) * (bow + (np.abs(lane.number) - 1) * gap)
    return _below_the_top(height, chord, top) if np.isfinite(top) else np.asarray(height)


def _below_the_top(height: Floats, chord: _Chord, highest: float) -> Floats:
    """Press lanes together, in order, where they would pass the highest place a line may reach."""
    pole = np.where(height >= 0, 1.0, -1.0)  # the side towards which the lane rises
    top = np.maximum(pole * chord.first[:, 1], pole * chord.second[:, 1])
    room = (highest - top) / np.maximum(np.abs(chord.north[:, 1]), 1e-9)
    return np.asarray(room * np.tanh(height / room))


def _ports(chord: _Chord, lane: Lanes, pixel: float) -> Floats:
    """How far beside its anchor each lane begins and ends, in degrees, north positive."""
    most = np.minimum(_PORT_SHARE * chord.size, _PORT_MOST * pixel)
    gap = np.minimum(_PORT_GAP * pixel, most / np.maximum(lane.size - 0.5, 1.0))
    return np.asarray(np.sign(lane.number) * (np.abs(lane.number) - 0.5) * gap)


def _positions(control: Floats, chord: _Chord, forward: npt.NDArray[np.bool_], pixel: float, points: int) -> Floats:
    """(n, points): curve parameters from where the first end is trimmed to where the second is."""
    speed = 3.0 * np.maximum(np.hypot(*(control[1] - control[0]).T), 1e-9)  # the same at both ends
    trims = (np.minimum(share * chord.size, most * pixel) for share, most in (_TRIM_SOURCE, _TRIM_TARGET))
    source, target = (trim / speed for trim in trims)
    begin, end = np.where(forward, source, target), np.where(forward, target, source)
    begin, end = np.minimum(begin, 0.3)[:, None], np.minimum(end, 0.3)[:, None]
    return np.asarray(begin + (1.0 - begin - end) * np.linspace(0.0, 1.0, points))


def _bezier(control: Floats, t: Floats) -> Floats:
    t = t[..., None]
    p0, p1, p2, p3 = (c[:, None, :] for c in control)
    s = 1.0 - t
    return np.asarray(s**3 * p0 + 3 * s**2 * t * p1 + 3 * s * t**2 * p2 + t**3 * p3)
