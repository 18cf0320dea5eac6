"""Countries of one worldview out of the TopoJSON that holds the pieces of all: arcs are joined, no coordinate changes.

The built files have four objects: `countries` and `disputed` as in the worldview `un`, `areas` for all other areas
about which something may be told, and `rest` for countries without their areas. A country of another worldview is its
rest (or its shape in `countries`, if it has none) and the areas that are its own there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any

__all__ = ["Cell", "Ring", "as_seen", "rings"]

Ring = list[int]  # arcs; ~arc is the arc the other way round
Polygons = list[list[Ring]]
Cell = tuple[int, int]


def as_seen(topology: bytes, owners: Mapping[str, str], disputed: Set[str]) -> bytes:
    """TopoJSON with the objects `countries` and `disputed` of a worldview; arcs that neither needs are left in.

    Parameters
    ----------
    topology : a built file
    owners : area -> the country that it is part of (ISO alpha-3), empty for none; areas without one stay in the country
        they were cut from
    disputed : the areas that are shown as disputed
    """
    whole = json.loads(topology)
    objects = {name: {each["id"]: each for each in layer["geometries"]} for name, layer in whole["objects"].items()}
    areas = {**objects["disputed"], **objects["areas"]}
    parts = {key: [each] for key, each in (objects["countries"] | objects["rest"]).items()}
    for key, area in areas.items():
        owner = owners.get(key, area.get("properties", {}).get("base", ""))
        if owner:
            parts.setdefault(owner, []).append(area)
    ends = _Ends(whole["arcs"])
    countries = [_country(key, own, objects["countries"].get(key), ends) for key, own in sorted(parts.items())]
    whole["objects"] = {
        "countries": {"type": "GeometryCollection", "geometries": [each for each in countries if each["arcs"]]},
        "disputed": {"type": "GeometryCollection", "geometries": [areas[key] for key in sorted(disputed)]},
    }
    return json.dumps(whole, separators=(",", ":")).encode()


class _Ends:
    """Where arcs start and end, and the area below them, in cells of the grid."""

    def __init__(self, arcs: Sequence[Sequence[Cell]]) -> None:
        self._arcs = arcs
        self._known: dict[int, tuple[Cell, Cell, int]] = {}

    def of(self, arc: int) -> tuple[Cell, Cell, int]:
        """The first point, the last one, and twice the signed area between the arc and the origin."""
        if arc < 0:
            start, end, area = self.of(~arc)
            return end, start, -area
        if arc not in self._known:
            x = y = area = 0
            first: Cell | None = None
            for dx, dy in self._arcs[arc]:
                area += x * dy - y * dx if first else 0
                x, y = x + dx, y + dy
                first = first or (x, y)
            self._known[arc] = (first or (0, 0), (x, y), area)
        return self._known[arc]


def _country(key: str, own: list[dict[str, Any]], usual: dict[str, Any] | None, ends: _Ends) -> dict[str, Any]:
    if usual and own == [usual]:
        return usual
    polygons = [polygon for each in own for polygon in _polygons(each)]
    return {"type": "MultiPolygon", "id": key, "arcs": _merged(polygons, ends)}


def _polygons(geometry: Mapping[str, Any]) -> Polygons:
    arcs: Any = geometry["arcs"]
    return [arcs] if geometry["type"] == "Polygon" else list(arcs)


def _merged(polygons: Polygons, ends: _Ends) -> Polygons:
    """Polygons without the arcs between them. Those that share no arc with others stay as they are."""
    return [made for group in _groups(polygons) for made in ([group[0]] if len(group) == 1 else [_joined(group, ends)])]


def _groups(polygons: Polygons) -> Iterable[Polygons]:
    """Polygons that hang together by arcs."""
    at: dict[int, list[int]] = defaultdict(list)
    for number, polygon in enumerate(polygons):
        for arc in _arcs(polygon):
            at[max(arc, ~arc)].append(number)
    seen: set[int] = set()
    for first in range(len(polygons)):
        group, waiting = [], [first]
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                group.append(polygons[number])
                waiting += [other for arc in _arcs(polygons[number]) for other in at[max(arc, ~arc)]]
        if group:
            yield group


def _arcs(polygon: list[Ring]) -> Iterable[int]:
    return (arc for ring in polygon for arc in ring)


def _joined(group: Polygons, ends: _Ends) -> list[Ring]:
    """One polygon out of several: the arcs that only one of them has, as rings; the largest one is the outer ring."""
    arcs = [arc for polygon in group for arc in _arcs(polygon)]
    there = set(arcs)
    found = rings([arc for arc in arcs if ~arc not in there], lambda arc: ends.of(arc)[:2])
    return sorted(found, key=lambda ring: -abs(sum(ends.of(arc)[2] for arc in ring)))


def rings(arcs: Sequence[int], ends: Callable[[int], tuple[Cell, Cell]]) -> list[Ring]:
    """Arcs put together to rings where they meet; `ends` gives the first and the last point of one."""
    after: dict[Cell, list[int]] = defaultdict(list)
    for arc in arcs:
        after[ends(arc)[0]].append(arc)
    made = []
    for first in arcs:
        start, place = ends(first)
        if first not in after[start]:
            continue
        after[start].remove(first)
        ring = [first]
        while place != start:
            ring.append(after[place].pop())
            place = ends(ring[-1])[1]
        made.append(ring)
    return made
