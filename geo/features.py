"""What is drawn as GeoJSON, for geographic information systems."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from geo.countries import Atlas
from geo.moment import at_moment
from geo.places import areas_of
from geo.plain import to_plain
from geo.spec import Disputed, MapSpec

__all__ = ["geojson"]


def geojson(spec: MapSpec, atlas: Atlas) -> str:
    """What is drawn as a GeoJSON FeatureCollection: the countries with data, the disputed areas and the lines, in
    degrees. An area names the lines that are about it; a country without land in this worldview has a null geometry.

    Lines that cross the antimeridian are cut there, as RFC 7946 (section 3.1.9) asks.
    """
    spec, shapes = at_moment(spec), atlas.shapes.geometry
    areas = [area for area in spec.areas if area.class_index is not None or area.focus]
    disputed = {area.key: area.geometry for area in atlas.disputed}
    land = {area.key: _rounded_shape(shapes[area.key]) for area in areas if area.key in shapes.index}
    features = [_feature(area.key, land.get(area.key), _properties(area, "label_at")) for area in areas]
    features += [_feature(area.key, _rounded_shape(disputed[area.key]), _about(area, spec)) for area in spec.disputed]
    features += [_feature(line.id, _cut_line(line.path), _properties(line, "path")) for line in spec.lines]
    collection = {
        "type": "FeatureCollection",
        "title": spec.title,
        "headline": spec.headline,
        "provenance": to_plain(spec.provenance),
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def _feature(key: str, geometry: Mapping[str, Any] | None, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


def _properties(item: Any, *without: str) -> dict[str, Any]:
    plain = to_plain(item)
    return {name: value for name, value in plain.items() if name not in (*without, "card")} | {
        "text": item.card.text if item.card else ""
    }


def _about(area: Disputed, spec: MapSpec) -> dict[str, Any]:
    about = [line.id for line in spec.lines if area.key in areas_of(line.place)]
    return {"disputed": True, **_properties(area, "label_at")} | ({"about": about} if about else {})


def _cut_line(path: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """A path whose longitudes run past +-180 as a MultiLineString of pieces within them."""
    pieces: list[list[list[float]]] = [[]]
    world = _world(path[0][0])
    for (lon0, lat0), (lon1, lat1) in pairwise(path):
        pieces[-1].append([_rounded(lon0 - 360 * world), lat0])
        if (new := _world(lon1)) != world:
            edge = 180 + 360 * min(world, new)
            lat = _rounded(lat0 + (lat1 - lat0) * (edge - lon0) / (lon1 - lon0))
            pieces[-1].append([edge - 360 * world, lat])
            pieces.append([[edge - 360 * new, lat]])
            world = new
    pieces[-1].append([_rounded(path[-1][0] - 360 * world), path[-1][1]])
    if len(pieces) == 1:
        return {"type": "LineString", "coordinates": pieces[0]}
    return {"type": "MultiLineString", "coordinates": pieces}


def _world(lon: float) -> int:
    """Which copy of the world a longitude is in: 0 for -180 to 180."""
    return int((lon + 180) // 360)


def _rounded_shape(shape: shapely.Geometry) -> Mapping[str, Any]:
    """The shape to about 100 m, as GeoJSON."""
    plain: Mapping[str, Any] = shapely.transform(shape, lambda points: np.round(points, 3)).__geo_interface__
    return plain


def _rounded(value: float) -> float:
    return round(value, 3)
