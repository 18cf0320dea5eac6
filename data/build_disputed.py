"""Disputed areas cut out of the countries, so that every worldview is a dissolve of the same pieces.

The countries are Natural Earth's in the German worldview (`build_shapes`). Where they are cut comes from three places:
provinces and disputed border lines of Natural Earth as Debian's qgis-common carries them, the de-facto countries of
world-atlas, and one line drawn by hand. All of them stop a little short of the border of the country or run beside it;
so only what lies well inside is kept, and its ends are led to the nearest corner of that border. No corner is added to
the border itself, and the neighbours stay as they are: a coverage stays one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Point

from data.build_shapes import BuildError

__all__ = ["AREAS", "Area", "Sources", "partitioned", "read_sources"]

Box = tuple[float, float, float, float]
LonLat = tuple[float, float]

MAP = "usr/share/qgis/resources/data/world_map.gpkg"
REACH = 0.08  # degrees; how far a line may end from the border or the line that it means
NEAR = 0.02  # degrees; a line nearer to the border than this is that border, drawn again

# The administrative boundary of 1902 is in none of the packages. Drawn by hand, to a tenth of a degree, from where it
# leaves the 22nd parallel, north-east to the Red Sea beyond Shalateen.
HALAIB = LineString([(34.1, 22.03), (34.1, 22.2), (34.6, 22.3), (34.7, 22.6), (35, 22.8), (35.2, 23.1), (35.6, 23.14)])


@dataclass(frozen=True, slots=True)
class Area:
    """Where an area is: by the first of the following that is given.

    Attributes
    ----------
    key, base : its name in `disputed_areas.csv`, and the country that it is cut from
    inside : one point in each of its parts, between `lines`
    provinces : provinces in qgis-common, by name, or by a point where the names are muddled
    parts : the parts of the country within (west, south, east, north)
    de_facto : name of a country in world-atlas
    lines : names of disputed border lines of that country
    near : a line that is nearer to the border is left out, in degrees
    """

    key: str
    base: str
    inside: tuple[LonLat, ...] = ()
    provinces: tuple[str | LonLat, ...] = ()
    parts: Box | None = None
    de_facto: str = ""
    lines: tuple[str, ...] = ()
    near: float = NEAR


WORLD: Box = (-180, -90, 180, 90)
_CONTACT = "Ukrainian claim"  # the line of contact in the Donbas, 2015 to 2022
_OBLAST, _CEASEFIRE = "Former USSR oblast in 1991", "Ceasefire Line 1994"
# Camenca, Rîbnița, Dubăsari, its left bank, Grigoriopol, and Slobozia with Tiraspol and Bender. The Moldovan claim line
# leaves Bender out.
_TRANSNISTRIA = ((28.67, 48.0), (29.09, 47.73), (29.163, 47.254), (29.27, 47.28), (29.41, 47.17), (29.75, 46.755))

# The first that fits has a place.
AREAS = (
    Area("crimea", "UKR", provinces=("Crimea", "Sevastopol")),
    Area("donetsk-2014", "UKR", inside=((37.8, 48.0),), lines=(_CONTACT,)),
    Area("luhansk-2014", "UKR", inside=((39.3, 48.4),), lines=(_CONTACT,)),
    Area("donetsk", "UKR", provinces=("Donets'k",)),
    Area("luhansk", "UKR", provinces=("Luhans'k",)),
    Area("zaporizhzhia", "UKR", provinces=("Zaporizhzhya",)),
    Area("kherson", "UKR", provinces=("Kherson",)),
    Area("abkhazia", "GEO", provinces=("Abkhazia",)),
    Area("south-ossetia", "GEO", inside=((43.97, 42.22),), lines=("Georgian claim",)),
    Area("transnistria", "MDA", provinces=_TRANSNISTRIA),
    Area("nagorno-karabakh", "AZE", inside=((46.75, 39.82),), lines=(_OBLAST, _CEASEFIRE)),
    Area("nagorno-karabakh-outer", "AZE", inside=((46.86, 40.37), (47.27, 39.83)), lines=(_OBLAST, _CEASEFIRE)),
    Area("karabakh-districts", "AZE", inside=((46.93, 39.99), (46.6, 39.4)), lines=(_OBLAST, _CEASEFIRE)),
    Area("northern-cyprus", "CYP", de_facto="N. Cyprus", near=0.008),
    Area("cyprus-buffer-zone", "CYP", de_facto="Cyprus U.N. Buffer Zone", near=0.008),
    Area("golan-separation-zone", "SYR", provinces=("UNDOF",), near=0.008),
    Area("east-jerusalem", "ISR", inside=((35.235, 31.79),), provinces=("West Bank",), near=0.004),
    Area("israel", "ISR", parts=WORLD),
    Area("gaza", "PSE", parts=(34.1, 31.1, 34.7, 31.7)),
    Area("west-bank", "PSE", parts=WORLD),
    Area("kosovo", "XKX", parts=WORLD),
    Area("western-sahara-east", "ESH", provinces=("Western Sahara",)),
    Area("western-sahara", "ESH", parts=WORLD),
    Area("somaliland", "SOM", de_facto="Somaliland"),
    Area("taiwan", "TWN", parts=WORLD),
    Area("siachen", "IND", de_facto="Siachen Glacier"),
    Area("jammu-kashmir", "IND", provinces=("Jammu and Kashmir",)),
    Area("gilgit-baltistan", "PAK", provinces=("Northern Areas",)),
    Area("azad-kashmir", "PAK", provinces=("Azad Kashmir",)),
    Area("aksai-chin", "CHN", inside=((79.3, 35.2),), lines=("Indian claim",)),
    Area("shaksgam", "CHN", inside=((76.6, 36.1),), lines=("Indian claim",)),
    Area("arunachal-pradesh", "IND", inside=((93.6, 27.9),), lines=("Chinese claim",)),
    Area("southern-kurils", "RUS", parts=(145.0, 43.0, 148.95, 45.7)),
    Area("north-korea", "PRK", parts=WORLD),
    Area("ilemi", "KEN", inside=((35.2, 4.8),), lines=("Sudanese claim",)),
    Area("halaib", "EGY", inside=((36.0, 22.4),)),
    Area("essequibo", "GUY", inside=((-60.0, 5.5),), lines=("Venezuelan claim",)),
)


@dataclass(frozen=True)
class Sources:
    """What the cuts are taken from, in degrees.

    Attributes
    ----------
    provinces : `name`, `geometry`
    lines : `name`, `country` (ISO alpha-3), `geometry`
    de_facto : `name`, `geometry`
    """

    provinces: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    de_facto: gpd.GeoDataFrame


def read_sources(qgis: Path, world_atlas: Path) -> Sources:
    """Read the two packages."""
    provinces = gpd.read_file(qgis / MAP, layer="states_provinces")[["name", "geometry"]]
    lines = gpd.read_file(qgis / MAP, layer="disputed_borders").rename(columns={"adm0_a3_l": "country"})
    de_facto = gpd.read_file(world_atlas / "countries-10m.json", layer="countries")[["name", "geometry"]]
    for table in (provinces, de_facto):
        table["geometry"] = shapely.make_valid(table.geometry.values)
    return Sources(provinces, lines[["name", "country", "geometry"]], de_facto)


def partitioned(table: gpd.GeoDataFrame, sources: Sources, areas: tuple[Area, ...] = AREAS) -> gpd.GeoDataFrame:
    """The pieces (`iso3`, `key`, `geometry`) with the areas cut out of their countries, sorted; a valid coverage.

    Raises
    ------
    BuildError : an area was not found, or the result is no coverage
    """
    bases = {area.base for area in areas}
    cut = (table.key == "") & table.iso3.isin(bases)
    rows = [table[~cut]]
    for piece in table[cut].itertuples():
        own = tuple(area for area in areas if area.base == piece.iso3)
        rows.append(_divided(piece.geometry, piece.iso3, own, sources))
    result = gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), geometry="geometry", crs=4326)
    result = result.sort_values(["iso3", "key"], ignore_index=True)[["iso3", "key", "geometry"]]
    _check(result, areas)
    return result


def _check(result: gpd.GeoDataFrame, areas: tuple[Area, ...]) -> None:
    if lost := {area.key for area in areas} - set(result.key):
        raise BuildError(f"nothing was found for {', '.join(sorted(lost))}")
    if result.key[result.key != ""].duplicated().any():
        raise BuildError("an area is in two countries")
    if not (shapely.is_valid(result.geometry.values).all() and shapely.coverage_is_valid(result.geometry.values)):
        raise BuildError("the disputed areas are not a valid coverage")


def _divided(shape: MultiPolygon, iso3: str, areas: tuple[Area, ...], sources: Sources) -> pd.DataFrame:
    """One row per area of the country, and one for the rest of it."""
    cuts = [line for area in areas for line in _cuts(area, shape, sources)]
    faces = _faces(shape, cuts)
    owner = np.full(len(faces), "", dtype=object)
    for area in reversed(areas):  # the first one is written last
        owner[_belongs(faces, area, sources)] = area.key
    keys = sorted(set(owner))
    shapes = [shapely.coverage_union_all(faces[owner == key]) for key in keys]
    return pd.DataFrame({"iso3": iso3, "key": keys, "geometry": shapes})


def _cutter(area: Area, sources: Sources) -> shapely.Geometry | None:
    """The polygon that another source has for the area."""
    if area.provinces:
        return shapely.union_all(sources.provinces.geometry.values[_chosen(sources.provinces, area.provinces)])
    if area.de_facto:
        return shapely.union_all(sources.de_facto.geometry.values[sources.de_facto.name == area.de_facto])
    return None


def _chosen(provinces: gpd.GeoDataFrame, wanted: tuple[str | LonLat, ...]) -> NDArray[np.bool_]:
    names = [place for place in wanted if isinstance(place, str)]
    points = [Point(place) for place in wanted if not isinstance(place, str)]
    at = shapely.intersects(provinces.geometry.values, shapely.MultiPoint(points))
    return np.asarray(provinces.name.isin(names) | at)


def _cuts(area: Area, shape: MultiPolygon, sources: Sources) -> list[shapely.Geometry]:
    """The lines that part an area from its country, without what runs along the border."""
    lines = sources.lines[(sources.lines.country == area.base) & sources.lines.name.isin(area.lines)]
    wanted = [*lines.geometry]
    if area.key == "halaib":
        wanted.append(HALAIB)
    if (cutter := _cutter(area, sources)) and not cutter.is_empty:
        wanted.append(shapely.boundary(cutter))
    border = shapely.boundary(shape)
    return [shapely.intersection(line, shape).difference(border.buffer(area.near)) for line in wanted]


def _faces(shape: MultiPolygon, cuts: list[shapely.Geometry]) -> NDArray[np.object_]:
    """The country along its borders and the cuts; single polygons."""
    if not cuts:
        return shapely.get_parts(shape)
    border = shapely.boundary(shape)
    network = shapely.line_merge(shapely.union_all(cuts))
    links = _links(network, border)
    whole = shapely.union_all([border, network, *links])
    faces = shapely.get_parts(shapely.polygonize([whole]))
    shapely.prepare(shape)
    return faces[shapely.contains(shape, shapely.point_on_surface(faces))]


def _links(network: shapely.Geometry, border: shapely.Geometry) -> list[LineString]:
    """From each loose end of the lines to the nearest corner of the border; if that is far, of another line."""
    lines = shapely.get_parts(network)
    links = []
    for end, own in _loose_ends(lines):
        corner = _nearest(border, end)
        if end.distance(corner) > REACH:
            corner = _nearest(shapely.multilinestrings(np.delete(lines, own)), end)
        if 0 < end.distance(corner) <= REACH:
            links.append(LineString([end, corner]))
    return links


def _nearest(shape: shapely.Geometry, place: Point) -> Point:
    """The corner of the shape that is nearest to a place."""
    near = shapely.get_coordinates(shape)
    return Point(near[np.hypot(*(near - shapely.get_coordinates(place)).T).argmin()])


def _loose_ends(lines: NDArray[np.object_]) -> list[tuple[Point, int]]:
    """Ends at which no other line ends, each with the number of its line."""
    ends = [(point, number) for number, line in enumerate(lines) for point in (line.coords[0], line.coords[-1])]
    places = [point for point, _ in ends]
    return [(Point(point), number) for point, number in ends if places.count(point) == 1]


def _belongs(faces: NDArray[np.object_], area: Area, sources: Sources) -> NDArray[np.bool_]:
    """Which of the faces are the area's."""
    if area.inside:
        return np.asarray(shapely.intersects(faces[:, None], shapely.points(area.inside)[None, :]).any(axis=1))
    if area.parts:
        return np.asarray(shapely.within(faces, shapely.box(*area.parts)))
    cutter = _cutter(area, sources)
    share = shapely.area(shapely.intersection(faces, cutter)) / shapely.area(faces)
    return np.asarray(share > 0.5)
