"""Atlas: the countries of the world as one worldview draws them on one day.

Shapes, names, label points, anchors for lines, and the areas that are disputed. All worldviews are made of the same
pieces: what is left of each country, and the disputed areas. Everything is read from built files in `data`;
`data/build.py` says where it comes from, `geo.worldviews` whose land each area is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
import shapely

from geo import worldviews
from geo.errors import UnknownWorldview
from geo.topology import as_seen

__all__ = ["Atlas", "Country", "Detail", "DisputedArea"]

Detail = Literal["coarse", "fine"]
LonLat = tuple[float, float]
Bounds = tuple[float, float, float, float]

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
    part_of : ISO alpha-3 of the country that has all of its land in this worldview; empty where it is a country of its
        own. It keeps its name and its anchor, so that relations with it can be drawn everywhere
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
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class DisputedArea:
    """A place about which states disagree, or did.

    Attributes
    ----------
    controllers : ISO alpha-3 of who holds it; several hold a part each; `own` for authorities of its own; may be empty
    claimants : ISO alpha-3 of the other states that claim it
    since, until : a year, a month or a day (`1967-06`) since which it is held and claimed like that; until is the first
        day after it, empty where it still holds
    note, source : a neutral sentence, and what it rests on
    in_country : ISO alpha-3 of the country it is part of in this worldview; empty where it is no country's
    own : this worldview sees it as a state of its own, which has no ISO code
    disputed : others than the one it belongs to in this worldview hold or claim it
    geometry : polygon in degrees (EPSG:4326)
    """

    key: str
    name: str
    controllers: tuple[str, ...]
    claimants: tuple[str, ...]
    since: str
    until: str
    note: str
    source: str
    in_country: str
    own: bool
    disputed: bool
    geometry: shapely.Geometry


@dataclass(frozen=True)
class Atlas:
    """The countries of one worldview on one day. Get one with `Atlas.load`.

    Attributes
    ----------
    worldview : whose borders
    countries : ISO alpha-3 -> Country, sorted; the same ones in every worldview
    shapes : GeoDataFrame in EPSG:4326 with the column `geometry`, indexed by `iso3`; a valid coverage. Countries that
        are `part_of` another one have none
    areas : all areas about which something is told on that day, by key
    digest : SHA-256 of the files it was read from, the worldview and its borders; the fine level for the browser is
        none of them
    day : the first one with these borders; None is the present
    source : attribution line
    """

    worldview: str
    countries: Mapping[str, Country]
    shapes: gpd.GeoDataFrame
    areas: tuple[DisputedArea, ...]
    digest: str
    day: date | None = None
    source: str = SOURCE

    @staticmethod
    def worldviews() -> tuple[str, ...]:
        """Names of the worldviews there are: `un`, `de-facto`, then states by ISO alpha-3."""
        return worldviews.worldviews()

    @staticmethod
    def load(worldview: str = "un", at: date | None = None) -> Atlas:
        """The atlas of a worldview, put together once.

        Parameters
        ----------
        at : the day whose borders are drawn; None is the present. Days without a change in between share an atlas.
            Only disputed areas change with it: countries are those of today

        Raises
        ------
        UnknownWorldview : there is none of that name
        """
        if worldview not in Atlas.worldviews():
            raise UnknownWorldview(f"no worldview '{worldview}'; there are: {', '.join(Atlas.worldviews())}")
        return _load(worldview, worldviews.moment(at))

    @cached_property
    def disputed(self) -> tuple[DisputedArea, ...]:
        """Areas that this worldview shows as disputed on that day."""
        return tuple(area for area in self.areas if area.disputed)

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
        return _topojson(self.worldview, self.day, detail)

    @staticmethod
    def pieces(detail: Detail = "coarse") -> bytes:
        """The TopoJSON of all worldviews together, to be merged by `worldviews.table_json`: see `geo.topology`."""
        return _read().coarse if detail == "coarse" else _read().fine

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


@dataclass(frozen=True)
class _Files:
    """What all worldviews are made of."""

    facts: pd.DataFrame
    pieces: gpd.GeoDataFrame
    coarse: bytes
    digest: str

    @cached_property
    def fine(self) -> bytes:
        """The fine level for the browser."""
        return (files("data") / "countries-fine.topo.json").read_bytes()


@cache
def _read() -> _Files:
    folder = files("data")
    names = ("countries.parquet", "pieces.parquet", "countries.topo.json", "disputed_areas.csv")
    facts, pieces, coarse, table = ((folder / name).read_bytes() for name in names)
    digest = hashlib.sha256(facts + pieces + coarse + table).hexdigest()
    return _Files(pd.read_parquet(BytesIO(facts)), gpd.read_parquet(BytesIO(pieces)), coarse, digest)


@lru_cache(maxsize=16)
def _topojson(worldview: str, day: date | None, detail: Detail) -> bytes:
    owners = worldviews.assignments(worldview, day)
    disputed = {key for key, period in worldviews.standing(day).items() if period.disputed(worldview)}
    return as_seen(Atlas.pieces(detail), owners, disputed)


@lru_cache(maxsize=64)
def _load(worldview: str, day: date | None) -> Atlas:
    read = _read()
    owners = worldviews.assignments(worldview, day)
    pieces = read.pieces.assign(owner=[owners.get(row.key, row.iso3) for row in read.pieces.itertuples()])
    shapes = _merged(pieces[pieces.owner != ""])
    km2 = pieces.groupby("owner").km2.sum()
    countries = {}
    for country in map(_country, read.facts.reset_index().to_dict("records")):
        countries[country.iso3] = replace(
            country,
            area_km2=round(float(km2.get(country.iso3, country.area_km2)), 2),
            part_of="" if country.iso3 in shapes.index else _owner_of_all(pieces[pieces.iso3 == country.iso3]),
        )
    return Atlas(
        worldview=worldview,
        countries=MappingProxyType(countries),
        shapes=shapes,
        areas=_areas(worldview, day, pieces.set_index("key").geometry),
        digest=hashlib.sha256(f"{read.digest} {worldview} {sorted(owners.items())}".encode()).hexdigest(),
        day=day,
    )


def _merged(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pieces by owner as one shape each; those that are whole as they are stay untouched."""
    several = pieces.owner.duplicated(keep=False)
    joined = pieces[several].groupby("owner").geometry.agg(lambda own: shapely.coverage_union_all(own.to_numpy()))
    shapes = pd.concat([pieces[~several].set_index("owner").geometry, joined]).sort_index().rename_axis("iso3")
    shapes = gpd.GeoSeries(shapely.orient_polygons(shapes.to_numpy()), index=shapes.index, crs=4326)
    return gpd.GeoDataFrame(geometry=shapes)


def _owner_of_all(pieces: gpd.GeoDataFrame) -> str:
    """The country that has most of the land."""
    return str(pieces.groupby("owner").km2.sum().idxmax())


def _areas(worldview: str, day: date | None, shapes: gpd.GeoSeries) -> tuple[DisputedArea, ...]:
    return tuple(
        DisputedArea(
            key=key,
            name=period.name,
            controllers=period.controllers,
            claimants=period.claimants,
            since=worldviews.span(period)[0],
            until=worldviews.span(period)[1],
            note=period.note,
            source=period.source,
            in_country=worldviews.assignments(worldview, day)[key],
            own=period.owners[worldview] == worldviews.OWN,
            disputed=period.disputed(worldview),
            geometry=shapes[key],
        )
        for key, period in sorted(worldviews.standing(day).items())
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
