"""From a query to a file: the map frozen as HTML, PNG, SVG, JSON or GeoJSON, with its provenance inside."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely

from geo import render as back_ends
from geo.borders import day_of
from geo.compose import compose
from geo.countries import Atlas
from geo.errors import UnknownDataset, UsageError
from geo.moment import at_moment
from geo.places import areas_of
from geo.plain import to_plain
from geo.relations import Dataset
from geo.spec import Disputed, MapSpec
from geo.view import View

__all__ = [
    "DEFAULT_SIZE",
    "FORMATS",
    "STORED",
    "Snapshot",
    "geojson",
    "named_dataset",
    "parse_size",
    "permalink",
    "render",
    "stored_dataset",
    "take",
]

DEFAULT_SIZE = (1200, 750)


@dataclass(frozen=True)
class Snapshot:
    """A composed map with what it was composed from, and what was dropped on the way."""

    view: View
    dataset: Dataset
    atlas: Atlas
    spec: MapSpec


STORED = re.compile("(own-[a-z2-7]{26})(?:-([0-9a-f]{12,24}))?")


def named_dataset(name: str) -> Dataset:
    """A built-in data set, or one of the store: `own-...`, and with `-` and a digest behind it one of its versions.

    Raises UnknownDataset, StoreError.
    """
    if not name.startswith("own-"):
        return Dataset.load(name)
    from geo.store.store import Store  # brings a database library that few need

    store = Store.open()
    try:
        return stored_dataset(name, store.load)
    finally:
        store.close()


def stored_dataset(name: str, load: Callable[[str, str], Dataset]) -> Dataset:
    """What `load` gives for the id and the digest ("" for the newest version) in a name; a version says so in its
    title."""
    parts = STORED.fullmatch(name)
    if not parts:
        raise UnknownDataset("there is no such data set; it may have been deleted")
    id, digest = parts[1], parts[2] or ""
    found = load(id, digest)
    return replace(found, name=name, title=f"{found.title} (version {digest[:12]})") if digest else found


def take(
    query: str,
    *,
    dataset: Dataset | None = None,
    base_url: str = "",
    load: Callable[[str], Dataset] = named_dataset,
) -> Snapshot:
    """Compose the map that a query or a whole address stands for.

    `dataset` replaces the one the query names, which otherwise comes from `load`. An unknown name in the query is
    dropped with a notice, like any other value that can't be used. Raises StoreError where the store can't be read.
    """
    view, notices = View.from_query(query)
    if dataset is None:
        try:
            dataset = load(view.data)
        except UnknownDataset as error:
            notices, view = (*notices, f"data={view.data} was ignored: {error}"), view.with_(data=View().data)
            dataset = load(view.data)
    known = view.worldview in Atlas.worldviews()
    atlas = Atlas.load(view.worldview if known else View().worldview, day_of(view, dataset))
    spec = compose(view, dataset, atlas, permalink=permalink(view, base_url), notices=notices)
    return Snapshot(view, dataset, atlas, spec)


def permalink(view: View, base_url: str = "") -> str:
    """The address of a view: on the base address if there is one, else the query alone.

    It names its version, so that a later Faultlines with other defaults still knows what was meant.
    """
    query = "&".join(part for part in ("v=1", view.to_query()) if part)
    return f"{base_url.partition('?')[0].partition('#')[0]}?{query}"


def render(spec: MapSpec, atlas: Atlas, form: str, size: tuple[int, int] = DEFAULT_SIZE) -> bytes:
    """The map as a file of one of the `FORMATS`; the same map gives the same bytes. `size` is in CSS pixels."""
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; there are {', '.join(FORMATS)}")
    return FORMATS[form](spec, atlas, size)


def parse_size(text: str) -> tuple[int, int]:
    """`1200x750` as width and height; UsageError says what would be right."""
    width, cross, height = text.lower().partition("x")
    if not (cross and text.isascii() and width.isdecimal() and height.isdecimal() and len(text) < 20):
        raise UsageError(f"the size {text!r} is not WIDTHxHEIGHT in pixels, like 1200x750")
    return int(width), int(height)


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


def _json(spec: MapSpec, atlas: Atlas, size: tuple[int, int]) -> bytes:
    return spec.to_json().encode()


def _html(spec: MapSpec, atlas: Atlas, size: tuple[int, int]) -> bytes:
    return back_ends.to_html(spec, atlas).encode()


def _svg(spec: MapSpec, atlas: Atlas, size: tuple[int, int]) -> bytes:
    return back_ends.to_svg(spec, atlas, size).encode()


def _png(spec: MapSpec, atlas: Atlas, size: tuple[int, int]) -> bytes:
    return back_ends.to_png(spec, atlas, size)


def _geojson(spec: MapSpec, atlas: Atlas, size: tuple[int, int]) -> bytes:
    return geojson(spec, atlas).encode()


FORMATS: Mapping[str, Callable[[MapSpec, Atlas, tuple[int, int]], bytes]] = MappingProxyType(
    {"html": _html, "png": _png, "svg": _svg, "json": _json, "geojson": _geojson}
)
