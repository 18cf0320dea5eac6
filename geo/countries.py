"""Atlas: the countries of the world as one worldview draws them.

Shapes, names, label points, anchors for lines, and the areas that are disputed. Everything is read from built files in
`data`; `data/build.py` says where it comes from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType
from typing import Any, Literal

import geopandas as gpd
import shapely

from geo.errors import UnknownWorldview

__all__ = ["Atlas", "Country", "Detail", "DisputedArea"]

Detail = Literal["coarse", "fine"]
LonLat = tuple[float, float]
Bounds = tuple[float, float, float, float]

# The stem of the files each worldview is read from.
WORLDVIEWS = {"un": "countries"}
SOURCE = "Natural Earth 5.1.1 (public domain)"
NAME = "name_"
JUST_INSIDE = 1e-9  # degrees; the shapes end a hair short of the antimeridian and of the South Pole


@dataclass(frozen=True, slots=True)
class Country:
    """What is told about a country beside its shape.

    Attributes
    ----------
    iso3, iso2 : ISO 3166-1 alpha-3 and alpha-2; Kosovo is XKX and XK
    name : the usual one in English
    names : language -> name; languages are `en`, `de`, ... and `zht` for traditional Chinese
    region, subregion : of the United Nations' scheme, as Natural Earth has them
    label : (longitude, latitude) where a name goes best, in degrees
    anchor : (longitude, latitude) where lines end; always inside the country's main land, its largest part
    area_km2 : square kilometres on the ellipsoid, before simplification
    bounds : (west, south, east, north) of the main land and what lies within 18 degrees of it, step by step: France
        in Europe, without Guiana. East exceeds 180 where a country lies across the antimeridian
    tiny : too small to see or tap: the main land has less than 3,000 km2, a circle of 60 km
    """

    iso3: str
    iso2: str
    name: str
    names: Mapping[str, str]
    region: str
    subregion: str
    label: LonLat
    anchor: LonLat
    area_km2: float
    bounds: Bounds
    tiny: bool


@dataclass(frozen=True, slots=True)
class DisputedArea:
    """A place about which states disagree.

    Attributes
    ----------
    controller : ISO alpha-3 of who holds it; empty where no state does
    claimants : ISO alpha-3 of the other states that claim it
    since : a year or a month (`1967-06`)
    note, source : a neutral sentence, and what it rests on
    in_country : ISO alpha-3 of the country it is part of in this worldview; empty where it is no country's
    geometry : polygon in degrees (EPSG:4326)
    """

    key: str
    name: str
    controller: str
    claimants: tuple[str, ...]
    since: str
    note: str
    source: str
    in_country: str
    geometry: shapely.Geometry


@dataclass(frozen=True)
class Atlas:
    """The countries of one worldview. Get one with `Atlas.load`.

    Attributes
    ----------
    worldview : whose borders
    countries : ISO alpha-3 -> Country, sorted
    shapes : GeoDataFrame in EPSG:4326 with the column `geometry`, indexed by `iso3`; a valid coverage
    disputed : areas that this worldview shows as disputed
    digest : SHA-256 of the files it was read from; the fine level for the browser is none of them
    source : attribution line
    """

    worldview: str
    countries: Mapping[str, Country]
    shapes: gpd.GeoDataFrame
    disputed: tuple[DisputedArea, ...]
    digest: str
    source: str = SOURCE
    _topojson: bytes = field(default=b"", repr=False)

    @staticmethod
    def worldviews() -> tuple[str, ...]:
        """Names of the worldviews there are."""
        return tuple(sorted(WORLDVIEWS))

    @staticmethod
    def load(worldview: str = "un") -> Atlas:
        """The atlas of a worldview, read once.

        Raises
        ------
        UnknownWorldview : there is none of that name
        """
        if worldview not in WORLDVIEWS:
            raise UnknownWorldview(f"no worldview '{worldview}'; there are: {', '.join(Atlas.worldviews())}")
        return _load(worldview)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that every country has a name in, English first."""
        names = next(iter(self.countries.values())).names
        return ("en", *sorted(set(names) - {"en"}))

    def name(self, iso3: str, lang: str = "en") -> str:
        """The name of a country; in English if there is none in that language, the code if there is no such country."""
        country = self.countries.get(iso3)
        return country.names.get(lang, country.name) if country else iso3

    def topojson(self, detail: Detail = "coarse") -> bytes:
        """The shapes for the browser: objects `countries` (id is ISO alpha-3) and `disputed` (id is the key).

        Parameters
        ----------
        detail : `coarse`, about 0.05 degrees, is enough for a region; `fine`, about 0.01 degrees, for a closer look
        """
        return self._topojson if detail == "coarse" else _fine_topojson(self.worldview)

    def at(self, lon: float, lat: float) -> tuple[str | None, DisputedArea | None]:
        """The country and the disputed area at a place in degrees; None for water, and for land of no country.

        Any longitude will do (190 is -170). On a border, the country that comes first in the alphabet is given.
        """
        east, north = 180 - JUST_INSIDE, 90 - JUST_INSIDE
        place = shapely.Point(min(max((lon + 180) % 360 - 180, -east), east), min(max(lat, -north), north))
        found = sorted(self._tree.query(place, predicate="intersects"))
        inside = (area for area in self.disputed if area.geometry.intersects(place))
        return (str(self.shapes.index[found[0]]) if found else None), next(inside, None)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        shapes = self.shapes.geometry.to_numpy()
        shapely.prepare(shapes)
        return shapely.STRtree(shapes)


@cache
def _fine_topojson(worldview: str) -> bytes:
    return (files("data") / f"{WORLDVIEWS[worldview]}-fine.topo.json").read_bytes()


@cache
def _load(worldview: str) -> Atlas:
    stem = WORLDVIEWS[worldview]
    folder = files("data")
    table, areas, topology = (
        (folder / name).read_bytes() for name in (f"{stem}.parquet", "disputed.parquet", f"{stem}.topo.json")
    )
    rows = gpd.read_parquet(BytesIO(table))
    disputed = gpd.read_parquet(BytesIO(areas))
    return Atlas(
        worldview=worldview,
        countries=MappingProxyType(
            {country.iso3: country for country in map(_country, rows.reset_index().to_dict("records"))}
        ),
        shapes=rows[["geometry"]],
        disputed=tuple(
            _disputed(row) for row in disputed[disputed.worldview == worldview].reset_index().to_dict("records")
        ),
        digest=hashlib.sha256(table + areas + topology).hexdigest(),
        _topojson=topology,
    )


def _country(row: Mapping[str, Any]) -> Country:
    names = {key.removeprefix(NAME): str(text) for key, text in row.items() if key.startswith(NAME)}
    return Country(
        iso3=row["iso3"],
        iso2=row["iso2"],
        name=names["en"],
        names=MappingProxyType(names),
        region=row["region"],
        subregion=row["subregion"],
        label=(row["label_lon"], row["label_lat"]),
        anchor=(row["anchor_lon"], row["anchor_lat"]),
        area_km2=row["area_km2"],
        bounds=(row["west"], row["south"], row["east"], row["north"]),
        tiny=bool(row["tiny"]),
    )


def _disputed(row: Mapping[str, Any]) -> DisputedArea:
    plain = {
        key: row[key] for key in ("key", "name", "controller", "since", "note", "source", "in_country", "geometry")
    }
    return DisputedArea(**plain, claimants=tuple(filter(None, row["claimants"].split(";"))))
