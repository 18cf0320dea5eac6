"""Cutting borders on a globe where a flat map of it ends, and closing them again along its rim.

An azimuthal map ends at a circle round its centre, a map of the world at the meridian opposite of its middle (and at
the poles). Either way the rim is one closed line round the map, and a place on it is one number: how far along it is,
counterclockwise. Borders have their land on the left; so what leaves the map goes on, along the rim counterclockwise,
to where the same land comes back. Arcs are cut once, so neighbours go on sharing them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["WHOLE", "Piece", "Rim"]

Points = NDArray[np.float64]
Places = NDArray[np.int64]
UNIT = 1_000_000  # places on the rim are whole millionths of a degree, so that the same one is found each time
WHOLE = 360 * UNIT
HALF = WHOLE // 2


class Piece(NamedTuple):
    """A part of an arc that the map shows: its points, and where on the rim it begins and ends (None: not there)."""

    points: Points
    begins: int | None = None
    ends: int | None = None


@dataclass(frozen=True)
class Rim:
    """Where the map around a centre ends.

    Attributes
    ----------
    lon, lat : the centre in degrees
    reach : degrees from the centre to the rim; 180 for a map of the world that ends at a meridian
    """

    lon: float
    lat: float
    reach: float

    @property
    def round(self) -> bool:
        return self.reach < 180

    def cosines(self, lonlat: Points) -> Points:
        """Of the angles between places and the centre."""
        lon, lat = np.radians(lonlat[:, 0] - self.lon), np.radians(lonlat[:, 1])
        middle = np.radians(self.lat)
        return np.asarray(np.sin(middle) * np.sin(lat) + np.cos(middle) * np.cos(lat) * np.cos(lon))

    def marks(self) -> Places:
        """Places along the rim that draw it well, in order."""
        if self.round:
            return np.arange(0, WHOLE, UNIT)
        sides = np.arange(UNIT, HALF, UNIT)
        return np.concatenate([[0], sides, [HALF - 1, HALF + 1], sides + HALF, [WHOLE - 1]])

    def lonlat(self, places: Places) -> Points:
        """(n,) places to (n, 2) longitudes and latitudes, a hair inside of the rim, where they can be projected."""
        degrees = np.asarray(places, dtype=float) / UNIT
        if not self.round:
            east = degrees < 180
            inside = 180 - 1e-9
            return np.column_stack(
                [self.lon + np.where(east, inside, -inside), np.where(east, degrees - 90, 270 - degrees)]
            )
        along, off, middle = np.radians(degrees), np.radians(self.reach - 1e-9), np.radians(self.lat)
        lat = np.arcsin(np.cos(off) * np.sin(middle) + np.sin(off) * np.cos(middle) * np.sin(along))
        east = np.sin(off) * np.cos(along)
        front = np.cos(off) * np.cos(middle) - np.sin(off) * np.sin(middle) * np.sin(along)
        return np.column_stack([self.lon + np.degrees(np.arctan2(east, front)), np.degrees(lat)])

    def pieces(self, arc: Points) -> list[Piece]:
        """What the map shows of an arc."""
        return self._in_circle(arc) if self.round else self._off_meridian(arc)

    def _in_circle(self, arc: Points) -> list[Piece]:
        depth = self.cosines(arc) - np.cos(np.radians(self.reach))
        inside = depth > 0
        if inside.all() or not inside.any():
            return [Piece(arc)] if inside.all() else []
        made = []
        edges = np.flatnonzero(np.diff(inside)) + 1
        for run in np.split(np.arange(len(arc)), edges):
            if inside[run[0]]:
                first, last = int(run[0]), int(run[-1])
                begins = self._crossing(arc, depth, first, first - 1) if first else None
                ends = self._crossing(arc, depth, last, last + 1) if last + 1 < len(arc) else None
                made.append(Piece(arc[run], begins, ends))
        return made

    def _crossing(self, arc: Points, depth: Points, inner: int, outer: int) -> int:
        """Where on the circle the edge between two points is; straight through the globe, for an edge is short."""
        share = depth[inner] / (depth[inner] - depth[outer])
        ends = _vectors(arc[[inner, outer]])
        at = ends[0] + share * (ends[1] - ends[0])
        lon, lat = np.radians(self.lon), np.radians(self.lat)
        east = np.array([-np.sin(lon), np.cos(lon), 0.0])
        north = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
        return _placed(float(np.degrees(np.arctan2(at @ north, at @ east))))

    def _off_meridian(self, arc: Points) -> list[Piece]:
        lon = (arc[:, 0] - self.lon + 180) % 360 - 180
        jumps = np.flatnonzero(np.abs(np.diff(lon)) > 180) + 1
        made, begins = [], None
        for run in np.split(np.arange(len(arc)), jumps):
            last, ends, after = int(run[-1]), None, None
            if last + 1 < len(arc):
                east = lon[last] > 0
                edge = 180.0 if east else -180.0
                share = (edge - lon[last]) / (lon[last + 1] + 2 * edge - lon[last])
                lat = float(arc[last, 1] + share * (arc[last + 1, 1] - arc[last, 1]))
                on_the_right, on_the_left = _placed(lat + 90), _placed(270 - lat)
                ends, after = (on_the_right, on_the_left) if east else (on_the_left, on_the_right)
            made.append(Piece(arc[run], begins, ends))
            begins = after
        return made


def _vectors(lonlat: Points) -> Points:
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _placed(degrees: float) -> int:
    return round(degrees * UNIT) % WHOLE
