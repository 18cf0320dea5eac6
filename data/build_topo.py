"""The shapes for the browser: TopoJSON on a grid of integers, in two levels of detail.

`COARSE`, about 0.05 degrees, is small enough for a single HTML file and is all that a map of a region needs. `FINE`,
about 0.01 degrees, is for those who look closer.

Simplified in the sinusoidal projection, which is equal-area: a bay in Norway is kept or dropped like one as large in
Kenya, while plain degrees would spend most points on arctic coasts. Rounding to the grid can fold thin places over
themselves; so the borders are rounded as one set of lines with all crossings noded, and the countries are built anew
from the faces between them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import topojson
from numpy.typing import NDArray

from data.build_shapes import areas_km2

__all__ = ["COARSE", "FINE", "SOUTH", "Level", "generalised", "topology"]

Shapes = NDArray[np.object_]

ORIGIN = [-180, -90]
SOUTH = -85.0  # Mercator ends there
# (parts up to this area in km2, share of it that may be lost or gained)
PART_LIMITS = ((200.0, 0.4), (3_000.0, 0.15), (np.inf, 0.008))
# The same for whole countries, from this area in km2; the grid needs a little of the 1 % that is promised.
COUNTRY_KM2, COUNTRY_LIMIT = 5_000.0, 0.003
ISLETS_SHARE = 0.003


@dataclass(frozen=True, slots=True)
class Level:
    """How much detail is kept.

    Attributes
    ----------
    grid : degrees between two places a point may have
    tolerances : degrees at the equator, falling to 0; each part is drawn with the first one that keeps its area, each
        border with the finer of two
    islet_km2 : parts up to this size are dropped, as long as their country loses no more than `ISLETS_SHARE` of its
        area
    """

    grid: float
    tolerances: tuple[float, ...]
    islet_km2: float


COARSE = Level(grid=0.01, tolerances=(0.055, 0.03, 0.015, 0.005, 0.0), islet_km2=60.0)
FINE = Level(grid=0.0025, tolerances=(0.01, 0.005, 0.0025, 0.0), islet_km2=3.0)


def generalised(pieces: gpd.GeoDataFrame, level: Level = COARSE) -> gpd.GeoDataFrame:
    """The pieces (`iso3`, `key`, `geometry`) with fewer points and islets, on the grid: a valid coverage, none lost."""
    parts = _without_islets(_parts(pieces), level.islet_km2)
    levels, level_of = _levels(parts, level.tolerances)
    small, squares = _squares(parts, level.grid)
    lines = [*_borders(levels, level_of), *shapely.boundary(squares)]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=level.grid)]))
    owner = _owners(faces, parts.geometry.values)
    face, square = shapely.STRtree(squares).query(shapely.point_on_surface(faces), predicate="within")
    owner[face] = small[square]
    table = parts.iloc[owner[owner >= 0]][["iso3", "key"]].reset_index(drop=True)
    drawn = gpd.GeoDataFrame(table, geometry=faces[owner >= 0], crs=4326)
    drawn = drawn.dissolve(["iso3", "key"], method="coverage").reset_index()[["iso3", "key", "geometry"]]
    # A point in the middle of a straight border says nothing, and topojson may drop it on one side only
    return drawn.assign(geometry=shapely.coverage_simplify(drawn.geometry.values, 0))


def topology(layers: Mapping[str, gpd.GeoDataFrame], level: Level = COARSE) -> bytes:
    """TopoJSON of shapes on the level's grid: an object per layer, whose geometries' ids are the layer's index.

    An empty shape keeps its place as one without arcs. A column `base` becomes a property.
    """
    full = {name: table[~table.geometry.is_empty] for name, table in layers.items()}
    frames = [gpd.GeoDataFrame(geometry=table.geometry.values, crs=4326) for table in full.values()]
    built = topojson.Topology(frames, object_name=list(full), prequantize=False).to_dict()
    objects = {}
    for name, table in full.items():
        found = {each["id"]: each for each in _geometries(built["objects"][name], table.index)}
        every = [found.get(key, {"type": "MultiPolygon", "id": key, "arcs": []}) for key in layers[name].index]
        layer = {"type": "GeometryCollection", "geometries": every}
        objects[name] = _with_base(layer, table) if "base" in table else layer
    whole = {
        "type": "Topology",
        "bbox": [float(edge) for edge in frames[0].total_bounds],
        "transform": {"scale": [level.grid, level.grid], "translate": ORIGIN},
        "objects": objects,
        "arcs": [_steps(np.asarray(arc), level.grid) for arc in built["arcs"]],
    }
    return json.dumps(whole, separators=(",", ":")).encode()


def _geometries(collection: dict[str, Any], keys: Iterable[str]) -> Iterable[dict[str, Any]]:
    for key, geometry in zip(keys, collection["geometries"], strict=True):
        yield {"type": geometry["type"], "id": key, "arcs": geometry["arcs"]}


def _with_base(layer: dict[str, Any], table: gpd.GeoDataFrame) -> dict[str, Any]:
    """Areas say which country they were cut from."""
    for each in layer["geometries"]:
        each["properties"] = {"base": table.base[each["id"]]}
    return layer


def _steps(arc: NDArray[np.float64], grid: float) -> list[list[int]]:
    """An arc as TopoJSON wants it: the first point on the grid, then the step to each next one."""
    cells = np.rint((arc - ORIGIN) / grid).astype(int)
    return np.diff(cells, axis=0, prepend=[[0, 0]]).tolist()


def _parts(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Single polygons, cut off where Mercator ends, with `km2`, the smallest first."""
    parts = pieces.explode(ignore_index=True)
    far = parts.bounds.miny < SOUTH
    parts.loc[far, "geometry"] = parts.geometry[far].intersection(shapely.box(-180, SOUTH, 180, 90))
    parts = parts.explode(ignore_index=True)
    parts["km2"] = areas_km2(parts.geometry.values)
    return parts.sort_values("km2", ignore_index=True)


def _without_islets(parts: gpd.GeoDataFrame, islet_km2: float) -> gpd.GeoDataFrame:
    """Without the smallest islands; an exclave as small stays, since its neighbour would have a hole there."""
    shapes = parts.geometry.values
    small = np.flatnonzero(parts.km2 < islet_km2)
    at, _ = shapely.STRtree(shapes).query(shapes[small], predicate="intersects")
    alone = np.zeros(len(parts), dtype=bool)
    alone[small] = np.bincount(at, minlength=len(small)) == 1  # it meets itself only
    of_piece = parts[alone].groupby(["iso3", "key"]).km2
    total = parts.groupby(["iso3", "key"]).km2.transform("sum")[alone]
    dropped = of_piece.cumsum() < ISLETS_SHARE * total
    return parts.drop(index=dropped.index[dropped]).reset_index(drop=True)


def _squares(parts: gpd.GeoDataFrame, grid: float) -> tuple[NDArray[np.int_], Shapes]:
    """Main lands too small for the grid (the Vatican, Monaco): which parts, and two by two cells for each."""
    west, south, east, north = shapely.bounds(parts.geometry.values).T
    main = ~parts.duplicated(["iso3", "key"], keep="last").to_numpy()
    small = np.flatnonzero(main & (np.minimum(east - west, north - south) < 2 * grid))
    x, y = (np.rint((low + high)[small] / 2 / grid) * grid for low, high in ((west, east), (south, north)))
    return small, shapely.box(x - grid, y - grid, x + grid, y + grid)


def _levels(parts: gpd.GeoDataFrame, tolerances: tuple[float, ...]) -> tuple[list[Shapes], NDArray[np.int_]]:
    """All parts at each tolerance, in degrees, and for each part the level it is drawn with."""
    flat = shapely.transform(parts.geometry.values, _to_sinusoidal)
    levels = [shapely.coverage_simplify(flat, tolerance) if tolerance else flat for tolerance in tolerances]
    changes = np.array([shapely.area(level) / shapely.area(flat) - 1 for level in levels])
    level_of = _chosen(changes, parts.km2.to_numpy(), (parts.iso3 + parts.key).to_numpy())
    return [shapely.transform(level, _from_sinusoidal) for level in levels], level_of


def _chosen(changes: NDArray[np.float64], km2: NDArray[np.float64], owner: Shapes) -> NDArray[np.int_]:
    """The coarsest level at which each part, and each country of some size, keeps its area.

    Parameters
    ----------
    changes : (levels, parts) relative change of area; the last level is 0
    km2, owner : area and country of each part
    """
    sizes, limits = zip(*PART_LIMITS, strict=True)
    allowed = np.asarray(limits)[np.searchsorted(sizes, km2)]
    level_of = np.argmax(np.abs(changes) <= allowed, axis=0)
    for name in np.unique(owner):
        own = np.flatnonzero(owner == name)
        total = km2[own].sum()
        while total > COUNTRY_KM2:
            off = changes[level_of[own], own] * km2[own]
            if abs(off.sum()) <= COUNTRY_LIMIT * total:
                break
            level_of[own[np.argmax(np.abs(off))]] += 1
    return level_of


def _borders(levels: list[Shapes], level_of: NDArray[np.int_]) -> list[shapely.Geometry]:
    """The lines around all parts; what a part shares with one that needs a finer line is drawn as that one has it."""
    lines = []
    for at, shapes in enumerate(levels):
        own = shapely.union_all(shapely.boundary(shapes[level_of == at]))
        finer = shapely.union_all(shapely.boundary(shapes[level_of > at]))
        lines.append(own.difference(finer))
    return lines


def _owners(faces: Shapes, shapes: Shapes) -> NDArray[np.int_]:
    """The part that covers most of each face; -1 where most of it is water."""
    face, part = shapely.STRtree(shapes).query(faces, predicate="intersects")
    share = shapely.area(shapely.intersection(faces[face], shapes[part])) / shapely.area(faces[face])
    owner = np.full(len(faces), -1)
    rising = np.argsort(share, kind="stable")  # the last one written is the largest
    owner[face[rising]] = part[rising]
    owner[np.bincount(face, share, minlength=len(faces)) <= 0.5] = -1
    return owner


def _to_sinusoidal(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([points[:, 0] * np.cos(np.radians(points[:, 1])), points[:, 1]])


def _from_sinusoidal(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([points[:, 0] / np.cos(np.radians(points[:, 1])), points[:, 1]])
