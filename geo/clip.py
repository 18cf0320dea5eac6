"""The shapes of a globe on a flat map: cut at its rim, on a grid, as the objects and arcs of TopoJSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.rim import WHOLE, Rim
from geo.sphere import Geometry, Polygon, Ring, Sphere

__all__ = ["EDGE", "shapes_within"]

Points = NDArray[np.float64]
Cells = NDArray[np.int64]
Project = Callable[[Points], Points]
EDGE = "edge"
NEAR = 2  # millionths of a degree that a place on the rim may be off by


class _Part(NamedTuple):
    """A new arc, and where on the rim it begins and ends (None: not there)."""

    arc: int
    begins: int | None
    ends: int | None


class _Path(NamedTuple):
    """Arcs from where a border comes onto the map to where it leaves it."""

    begins: int
    arcs: Ring
    ends: int


def shapes_within(ground: Sphere, rim: Rim, project: Project) -> tuple[dict[str, Any], list[Cells]]:
    """The objects of a TopoJSON and its arcs, in cells of the grid.

    Parameters
    ----------
    project : (n, 2) longitudes and latitudes within the rim to (n, 2) places on the map

    Returns
    -------
    The objects of `ground`, without what is not on the map, and `edge`, the rim: it shares the arcs along which
    countries are cut. Outer rings run counterclockwise.
    """
    made = _Cut(ground, rim, project)
    objects = {name: _collection(made.geometry(each) for each in layer) for name, layer in ground.objects.items()}
    objects[EDGE] = _collection([{"type": "Polygon", "id": EDGE, "arcs": [made.along_rim]}])
    return _compact(objects, made.arcs)


def _collection(geometries: Any) -> dict[str, Any]:
    return {"type": "GeometryCollection", "geometries": [each for each in geometries if each["arcs"]]}


class _Cut:
    """All arcs on the map: those of the globe in `parts`, those of the rim in `along_rim`."""

    def __init__(self, ground: Sphere, rim: Rim, project: Project) -> None:
        pieces = [rim.pieces(arc) for arc in ground.arcs]
        every = list(chain.from_iterable(pieces))
        cuts = {place for piece in every for place in (piece.begins, piece.ends) if place is not None}
        self._places = sorted(cuts)
        numbers = iter(range(len(every)))
        self.parts = [[_Part(next(numbers), piece.begins, piece.ends) for piece in found] for found in pieces]

        def cells(lonlat: Points) -> Cells:
            return np.rint(project(lonlat) / ground.grid).astype(np.int64)

        at = dict(zip(self._places, cells(rim.lonlat(np.array(self._places, dtype=float))), strict=True))
        shown = _split(cells(np.vstack([piece.points for piece in every])), [len(piece.points) for piece in every])
        self.arcs = [
            _without_repeats([at[place] for place in (piece.begins,) if place is not None], inner,
                             [at[place] for place in (piece.ends,) if place is not None])
            for piece, inner in zip(every, shown, strict=True)
        ]  # fmt: skip
        self.along_rim = self._rim_arcs(rim, at, cells)
        self._areas = [_twice_the_area(arc) for arc in self.arcs]

    def _rim_arcs(self, rim: Rim, at: dict[int, Cells], cells: Callable[[Points], Cells]) -> Ring:
        """One arc from each cut to the next; one round all if there is no cut."""
        marks = rim.marks()
        drawn = cells(rim.lonlat(marks))
        first = len(self.arcs)
        if not self._places:
            self.arcs.append(_without_repeats([], drawn, [drawn[0]]))
        for start, end in pairwise([*self._places, *(place + WHOLE for place in self._places[:1])]):
            turns = np.concatenate([marks, marks + WHOLE])
            between = np.vstack([drawn, drawn])[(turns > start) & (turns < end)]
            self.arcs.append(_without_repeats([at[start]], between, [at[end % WHOLE]]))
        return list(range(first, len(self.arcs)))

    def geometry(self, each: Geometry) -> dict[str, Any]:
        """What is seen of a country."""
        polygons = [made for polygon in each.polygons for made in self._polygons(polygon)]
        return {"type": "MultiPolygon", **each.head, "arcs": polygons}

    def _polygons(self, polygon: Polygon) -> Iterator[Polygon]:
        """What is seen of a polygon; none, one, or several where the rim cuts it up."""
        whole, paths = [], list[_Path]()
        for ring in polygon:
            found = self._paths(ring)
            paths += found
            if not found:
                whole += [kept for kept in [self._kept(ring)] if kept]
        outer = [*self._closed(paths), *(ring for ring in whole if self._area(ring) > 0)]
        holes = [ring for ring in whole if self._area(ring) < 0]
        yield from ([ring, *(hole for hole in holes if len(outer) == 1 or self._holds(ring, hole))] for ring in outer)

    def _kept(self, ring: Ring) -> Ring:
        """A ring that the rim does not cut, in new arcs: all or nothing."""
        return [new for arc in ring for new in self._turned(arc, [part.arc for part in self.parts[max(arc, ~arc)]])]

    def _turned(self, arc: int, new: Ring) -> Ring:
        return new if arc >= 0 else [~part for part in reversed(new)]

    def _paths(self, ring: Ring) -> list[_Path]:
        """The stretches of a ring between its cuts; none if it has no cuts."""
        parts = [part for arc in ring for part in self._in_order(arc)]
        first = next((at for at, part in enumerate(parts) if part.begins is not None), None)
        if first is None:
            return []
        paths: list[_Path] = []
        for part in [*parts[first:], *parts[:first]]:
            if part.begins is not None:
                begins, arcs = part.begins, list[int]()
            arcs.append(part.arc)
            if part.ends is not None:
                paths.append(_Path(begins, arcs, part.ends))
        return paths

    def _in_order(self, arc: int) -> list[_Part]:
        parts = self.parts[max(arc, ~arc)]
        return parts if arc >= 0 else [_Part(~part.arc, part.ends, part.begins) for part in reversed(parts)]

    def _closed(self, paths: list[_Path]) -> Iterator[Ring]:
        """Rings of paths and stretches of the rim between them, each counterclockwise to the next path that begins."""
        waiting = list(paths)
        while waiting:
            first = path = waiting.pop()
            ring = list(path.arcs)
            while True:
                near = min([first, *waiting], key=lambda other: (other.begins - path.ends + NEAR) % WHOLE)
                ring += self._stretch(path.ends, near.begins)
                if near is first:
                    break
                waiting.remove(near)
                ring += near.arcs
                path = near
            if self._area(ring) > 0:
                yield ring

    def _stretch(self, start: int, end: int) -> Ring:
        """The rim's arcs from one cut to another."""
        count = len(self._places)
        first, last = self._places.index(start), self._places.index(end)
        if (start - end) % WHOLE <= NEAR:  # a hair back
            return [~arc for arc in reversed(self._stretch(end, start))] if start != end else []
        return [self.along_rim[at % count] for at in range(first, last + (count if last < first else 0))]

    def _area(self, ring: Ring) -> int:
        return sum(self._areas[arc] if arc >= 0 else -self._areas[~arc] for arc in ring)

    def _holds(self, outer: Ring, inner: Ring) -> bool:
        """Is a ring inside of another? By the number of borders to the right of one of its points."""
        x, y = self.arcs[max(inner[0], ~inner[0])][0] + np.array([0.0, 0.5])
        crossed = 0
        for arc in outer:
            (x0, y0), (x1, y1) = self.arcs[max(arc, ~arc)][:-1].T, self.arcs[max(arc, ~arc)][1:].T
            over = (y0 > y) != (y1 > y)
            crossed += int((x0[over] + (y - y0[over]) / (y1 - y0)[over] * (x1 - x0)[over] > x).sum())
        return crossed % 2 == 1


def _split(cells: Cells, sizes: Sequence[int]) -> list[Cells]:
    return np.split(cells, np.cumsum(sizes)[:-1])


def _without_repeats(first: Sequence[Cells], inner: Cells, last: Sequence[Cells]) -> Cells:
    arc = np.vstack([*(cell[None] for cell in first), inner, *(cell[None] for cell in last)])
    return arc[np.r_[True, (np.diff(arc, axis=0) != 0).any(axis=1)]]


def _twice_the_area(arc: Cells) -> int:
    """Between an arc and the origin, counterclockwise."""
    (x, y), (to_x, to_y) = arc[:-1].T, arc[1:].T
    return int((x * to_y - to_x * y).sum())


def _compact(objects: dict[str, Any], arcs: list[Cells]) -> tuple[dict[str, Any], list[Cells]]:
    """Without arcs that nothing needs, and those that the grid made into a point."""
    used = {max(arc, ~arc) for layer in objects.values() for each in layer["geometries"] for arc in _arcs(each["arcs"])}
    kept = [arc for arc in sorted(used) if len(arcs[arc]) > 1]
    number = {arc: new for new, arc in enumerate(kept)}

    def renamed(what: Any) -> Any:
        if what and isinstance(what[0], int):
            ring = [arc for arc in what if max(arc, ~arc) in number]
            return [number[arc] if arc >= 0 else ~number[~arc] for arc in ring]
        return [renamed(part) for part in what]

    for layer in objects.values():
        for each in layer["geometries"]:
            each["arcs"] = renamed(each["arcs"])
    return objects, [arcs[arc] for arc in kept]


def _arcs(nested: Any) -> Iterator[int]:
    for part in nested:
        if isinstance(part, int):
            yield part
        else:
            yield from _arcs(part)
