"""The shapes of the built TopoJSON as borders on a globe: without the cuts that a flat map needs.

In the files countries are cut at the antimeridian, and Antarctica ends at the latitude where Mercator does. Here the
arcs of these cuts are gone: Russia is one piece round Chukotka, Antarctica a ring round the pole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.topology import Cell, Ring, rings

__all__ = ["Geometry", "Polygon", "Ring", "Sphere", "sphere"]

Points = NDArray[np.float64]
Cells = NDArray[np.int64]
Polygon = list[Ring]  # the outer ring first
STEP = 1.0  # degrees; longer straight borders are bent by a projection, so they get points in between
NEAR = 2  # cells that the two sides of the antimeridian may differ by


@dataclass(frozen=True)
class Geometry:
    """One country or area: `head` is what is told beside its arcs (type, id, properties)."""

    head: Mapping[str, Any]
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True)
class Sphere:
    """Borders on the globe.

    Attributes
    ----------
    arcs : (n, 2) longitudes and latitudes each, at most `STEP` degrees apart; longitudes run on past 180
    objects : name -> geometries; outer rings have their land on the left, holes too
    grid : degrees between two places a point of the file may have
    """

    arcs: tuple[Points, ...]
    objects: Mapping[str, tuple[Geometry, ...]]
    grid: float


@lru_cache(maxsize=4)
def sphere(topology: bytes) -> Sphere:
    """Read a built file (or one that `geo.topology.as_seen` made of it)."""
    whole = json.loads(topology)
    scale, translate = (np.asarray(whole["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(np.asarray(arc, dtype=np.int64), axis=0) for arc in whole["arcs"]]
    cut = _Cut(arcs, round(360 / float(scale[0])))
    objects = {
        name: tuple(_geometry(each, cut) for each in layer["geometries"]) for name, layer in whole["objects"].items()
    }
    return Sphere(tuple(_dense(arc * scale + translate) for arc in cut.arcs), objects, float(scale[0]))


class _Cut:
    """The arcs without what runs along the antimeridian and below Antarctica; `parts` are what is left of an arc."""

    def __init__(self, arcs: Sequence[Cells], turn: int) -> None:
        self.before, self.arcs = arcs, list(arcs)
        self.parts: dict[int, list[int]] = {}
        there = [at for at, arc in enumerate(arcs) if (arc[:, 0] % turn == 0).any()]
        moved = dict(zip(there, _on_one_side([arcs[at] for at in there], turn), strict=True))
        seam = {edge for arc in moved.values() for edge in _edges(arc) if edge[0][0] == edge[1][0] == turn}
        for at, arc in moved.items():
            gone = [edge[0] == edge[1] or (edge in seam and edge[::-1] in seam) for edge in _edges(arc)]
            self._split(at, arc, np.array(gone, dtype=bool))

    def _split(self, at: int, arc: Cells, gone: NDArray[np.bool_]) -> None:
        self.arcs[at] = arc
        if gone.any():
            runs = np.split(np.arange(len(gone)), np.flatnonzero(np.diff(gone)) + 1)
            kept = [arc[run[0] : run[-1] + 2] for run in runs if not gone[run[0]]]
            self.parts[at] = list(range(len(self.arcs), len(self.arcs) + len(kept)))
            self.arcs += kept

    def opens(self, polygon: Polygon) -> bool:
        """Is something of its outer ring gone?"""
        return any(max(arc, ~arc) in self.parts for arc in polygon[0])

    def left_of(self, ring: Ring) -> Ring:
        """The arcs of a ring without the cuts."""
        left: Ring = []
        for arc in ring:
            parts = self.parts.get(max(arc, ~arc), [max(arc, ~arc)])
            left += parts if arc >= 0 else [~part for part in reversed(parts)]
        return left

    def ends(self, arc: int) -> tuple[Cell, Cell]:
        """First and last point."""
        first, last = (tuple(map(int, self.arcs[max(arc, ~arc)][at])) for at in (0, -1))
        return (first, last) if arc >= 0 else (last, first)  # type: ignore[return-value]

    def turns_left(self, ring: Ring) -> bool:
        """Did a ring go round counterclockwise while the map was flat?"""
        points = np.vstack([self.before[arc] if arc >= 0 else self.before[~arc][::-1] for arc in ring])
        (x, y), (to_x, to_y) = points[:-1].T, points[1:].T
        return bool((x * to_y - to_x * y).sum() > 0)


def _on_one_side(arcs: Sequence[Cells], turn: int) -> list[Cells]:
    """Arcs with their points at -180 degrees moved to 180, to the point that is there already if one is near."""
    known = np.unique(np.concatenate([arc[arc[:, 0] == turn, 1] for arc in arcs] or [np.empty(0, dtype=np.int64)]))
    made = []
    for old in arcs:
        arc = old.copy()
        for place in np.flatnonzero(arc[:, 0] == 0):
            off = np.abs(known - arc[place, 1])
            near = off.size and off.min() <= NEAR
            arc[place] = turn, known[off.argmin()] if near else arc[place, 1]
        made.append(arc)
    return made


def _edges(arc: Cells) -> list[tuple[Cell, Cell]]:
    return list(pairwise((int(x), int(y)) for x, y in arc))


def _geometry(plain: Mapping[str, Any], cut: _Cut) -> Geometry:
    arcs = plain["arcs"]
    polygons = [[list(ring) for ring in rings] for rings in ([arcs] if plain["type"] == "Polygon" else arcs) if rings]
    polygons = [_turned(polygon, cut) for polygon in polygons]
    whole = [polygon for polygon in polygons if not cut.opens(polygon)]
    head = {name: value for name, value in plain.items() if name not in ("type", "arcs")}
    return Geometry(head, (*_healed([polygon for polygon in polygons if cut.opens(polygon)], cut), *whole))


def _turned(polygon: Polygon, cut: _Cut) -> Polygon:
    """With its land on the left: the outer ring counterclockwise, holes clockwise."""
    return [
        ring if cut.turns_left(ring) != bool(hole) else [~arc for arc in reversed(ring)]
        for hole, ring in enumerate(polygon)
    ]


def _healed(polygons: Sequence[Polygon], cut: _Cut) -> Iterator[Polygon]:
    """Polygons that lost something of their outer rings, put together where they meet."""
    arcs = [arc for polygon in polygons for arc in cut.left_of(polygon[0])]
    holes = {cut.left_of(polygon[0])[0]: polygon[1:] for polygon in polygons if cut.left_of(polygon[0])}
    for ring in rings(arcs, cut.ends):
        yield [ring, *(hole for arc in ring for hole in holes.get(arc, []))]


def _dense(arc: Points) -> Points:
    """With longitudes that run on past 180, and points in between where two are far apart."""
    if np.abs(np.diff(arc[:, 0])).max(initial=0) > 180:
        arc = np.column_stack([np.unwrap(arc[:, 0], period=360.0), arc[:, 1]])
    if np.abs(np.diff(arc, axis=0)).max(initial=0) <= STEP:
        return arc
    return np.asarray(shapely.get_coordinates(shapely.segmentize(shapely.LineString(arc), STEP)))
