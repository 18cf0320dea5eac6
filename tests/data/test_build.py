"""The built files: what `make data` left in the repository. Nothing is downloaded here."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from shapely import MultiPolygon, Polygon

from geo import worldviews
from geo.countries import Atlas

DATA = Path(__file__).parents[2] / "data"
ATLAS = Atlas.load()
LEVELS = ("coarse", "fine")
LARGE = [iso3 for iso3, country in ATLAS.countries.items() if country.area_km2 > 5_000]
TO_EQUAL_AREA = Transformer.from_crs(4326, "+proj=cea +ellps=WGS84", always_xy=True)


def km2(shapes: gpd.GeoSeries) -> dict[str, float]:
    flat = shapely.transform(shapes.values, lambda points: np.column_stack(TO_EQUAL_AREA.transform(*points.T)))
    return dict(zip(shapes.index, shapely.area(flat) / 1e6, strict=True))


def decoded(topology: dict[str, Any], name: str) -> gpd.GeoSeries:
    """The geometries of a TopoJSON object, by the book and not by the code that wrote it."""
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + origin for arc in topology["arcs"]]

    def ring(indices: list[int]) -> np.ndarray:
        lines = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        for before, after in zip(lines, lines[1:] + lines[:1], strict=True):
            assert (before[-1] == after[0]).all()
        return np.vstack([lines[0], *(line[1:] for line in lines[1:])])

    def shape(geometry: dict[str, Any]) -> MultiPolygon:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        return MultiPolygon([Polygon(ring(outer), [ring(hole) for hole in holes]) for outer, *holes in polygons])

    geometries = topology["objects"][name]["geometries"]
    return gpd.GeoSeries([shape(each) for each in geometries], index=[each["id"] for each in geometries], crs=4326)


@pytest.fixture(scope="module", params=LEVELS)
def level(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(scope="module")
def topology(level: Any) -> dict[str, Any]:
    return json.loads(ATLAS.topojson(level))


@pytest.fixture(scope="module")
def browser(topology: dict[str, Any]) -> gpd.GeoSeries:
    return decoded(topology, "countries")


def test_shapes_are_a_valid_coverage_without_slits() -> None:
    shapes = ATLAS.shapes.geometry.values
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert not shapely.is_empty(shapes).any()


def waters(shapes: np.ndarray) -> list[Polygon]:
    """What the shapes enclose without covering it."""
    land = shapely.get_parts(shapely.coverage_union_all(shapes))
    return [Polygon(ring) for polygon in land for ring in polygon.interiors]


def test_no_hole_is_left_on_land() -> None:
    """What the countries and the areas of no country enclose is the Caspian Sea, no sliver and no lost exclave."""
    nobodys = [area.geometry for area in ATLAS.disputed if not area.in_country]
    (caspian,) = waters(np.array([*ATLAS.shapes.geometry, *nobodys]))
    assert caspian.contains(shapely.Point(50.5, 41.9))


def test_simplified_areas_are_within_one_per_cent() -> None:
    areas = km2(ATLAS.shapes.geometry)
    off = {iso3: areas[iso3] / ATLAS.countries[iso3].area_km2 - 1 for iso3 in LARGE}
    assert {iso3: share for iso3, share in off.items() if abs(share) > 0.01} == {}


def test_outer_rings_run_counter_clockwise() -> None:
    rings = shapely.get_exterior_ring(shapely.get_parts(ATLAS.shapes.geometry.values))
    assert shapely.is_ccw(rings).all()


def test_coordinates_stay_on_the_globe() -> None:
    west, south, east, north = ATLAS.shapes.total_bounds
    assert -180 <= west < -179.9
    assert 179.9 < east <= 180
    assert south == pytest.approx(-90)
    assert north < 84


def test_known_areas() -> None:
    """Against figures from elsewhere (United Nations, Demographic Yearbook), within what water makes of it."""
    published = {"AZE": 86_600, "ARM": 29_743, "GEO": 69_700, "UKR": 603_500, "SYR": 185_180, "IRN": 1_630_848}
    for iso3, expected in published.items():
        assert ATLAS.countries[iso3].area_km2 == pytest.approx(expected, rel=0.02)


def test_topology_is_small_enough() -> None:
    assert len(gzip.compress(ATLAS.topojson(), 9)) <= 165_000  # 200 kB are allowed; a single HTML file needs room
    assert len(gzip.compress(ATLAS.topojson("fine"), 9)) <= 600_000


def test_the_fine_level_is_nearer_to_the_shapes() -> None:
    """Measured on two coasts that are all bays and islands, one in the north and one in the south."""
    for iso3 in ("NOR", "GRC", "CHL"):
        true = ATLAS.shapes.geometry[iso3]
        coarse, fine = (decoded(json.loads(ATLAS.topojson(each)), "countries")[iso3] for each in LEVELS)
        assert fine.symmetric_difference(true).area < 0.4 * coarse.symmetric_difference(true).area, iso3


def test_topology_has_every_country_and_area(topology: dict[str, Any], browser: gpd.GeoSeries) -> None:
    assert list(browser.index) == list(ATLAS.countries)
    assert set(decoded(topology, "disputed").index) == {area.key for area in ATLAS.disputed}


def test_topology_is_a_valid_coverage(browser: gpd.GeoSeries) -> None:
    assert browser.is_valid.all()
    assert shapely.coverage_is_valid(browser.values)
    assert (shapely.area(browser.values) > 0).all()


def test_topology_has_no_hole_on_land(topology: dict[str, Any], browser: gpd.GeoSeries) -> None:
    """What it encloses is mostly water in the finer shapes: estuaries and lagoons that closed, no lost exclave."""
    cell = topology["transform"]["scale"][0] ** 2
    areas = decoded(topology, "disputed")
    nobodys = [areas[area.key] for area in ATLAS.disputed if not area.in_country]
    for hole in waters(np.array([*browser, *nobodys])):
        covering = ATLAS.shapes.geometry.values[ATLAS.shapes.sindex.query(hole)]
        land = shapely.area(shapely.intersection(covering, hole)).sum()
        assert land < max(0.5 * hole.area, 2 * cell), hole.representative_point()


def test_topology_fits_mercator(topology: dict[str, Any], browser: gpd.GeoSeries) -> None:
    west, south, east, north = browser.total_bounds
    assert (west, south, east) == (-180, -85, 180)
    assert topology["bbox"] == pytest.approx([west, south, east, north])


def test_topology_areas_are_within_one_per_cent(browser: gpd.GeoSeries) -> None:
    areas = km2(browser)
    off = {iso3: areas[iso3] / ATLAS.countries[iso3].area_km2 - 1 for iso3 in LARGE if iso3 != "ATA"}
    assert {iso3: share for iso3, share in off.items() if abs(share) > 0.01} == {}


def test_topology_lies_on_the_shapes(browser: gpd.GeoSeries) -> None:
    """Not just as large but in the same place."""
    for iso3 in ("AZE", "ARM", "GEO", "ISR", "LBN", "SYR", "CYP", "PSE"):
        fine = ATLAS.shapes.geometry[iso3]
        assert browser[iso3].intersection(fine).area > 0.93 * fine.area, iso3


def test_anchors_lie_in_the_topology_too(browser: gpd.GeoSeries) -> None:
    anchors = gpd.GeoSeries.from_xy(*zip(*(country.anchor for country in ATLAS.countries.values()), strict=True))
    away = shapely.distance(browser.values, anchors.values)
    assert dict(zip(browser.index[away > 0.02], away[away > 0.02], strict=True)) == {}


def test_neighbours_share_their_arcs(topology: dict[str, Any]) -> None:
    """A border is one line, not two: Armenia's ring uses arcs of Azerbaijan's, the other way round."""
    arcs = {
        each["id"]: {
            index for part in each["arcs"] for ring in part for index in (ring if isinstance(ring, list) else [ring])
        }
        for each in topology["objects"]["countries"]["geometries"]
        if each["id"] in {"ARM", "AZE", "GEO", "IRN"}
    }
    for one, other in [("ARM", "AZE"), ("ARM", "GEO"), ("AZE", "IRN"), ("AZE", "GEO")]:
        assert {~index for index in arcs[one]} & arcs[other], (one, other)


def test_golan_lies_between_its_neighbours_in_the_topology(topology: dict[str, Any], browser: gpd.GeoSeries) -> None:
    golan = decoded(topology, "disputed")["golan"]
    assert browser["SYR"].buffer(1e-9).covers(golan)
    assert golan.touches(browser["ISR"])


@pytest.mark.parametrize(
    ("key", "known", "off"),
    [
        ("crimea", 27_000, 0.02),
        ("donetsk", 26_517, 0.02),
        ("luhansk", 26_684, 0.02),
        ("zaporizhzhia", 27_183, 0.02),
        ("kherson", 28_461, 0.09),  # the source leaves the water of the Syvash out
        ("abkhazia", 8_665, 0.02),
        ("south-ossetia", 3_900, 0.15),  # Natural Earth's line takes in more of the west
        ("transnistria", 4_163, 0.13),  # drawn by district
        ("nagorno-karabakh", 4_388, 0.03),
        ("karabakh-districts", 7_634, 0.03),
        ("northern-cyprus", 3_355, 0.02),
        ("cyprus-buffer-zone", 346, 0.03),
        ("golan", 1_200, 0.02),
        ("west-bank", 5_655, 0.03),
        ("gaza", 365, 0.08),
        ("kosovo", 10_908, 0.02),
        ("western-sahara", 266_000, 0.02),
        ("somaliland", 177_000, 0.06),
        ("taiwan", 36_197, 0.02),
        ("siachen", 2_500, 0.2),
        ("jammu-kashmir", 101_387, 0.05),
        ("gilgit-baltistan", 72_971, 0.12),
        ("azad-kashmir", 13_297, 0.11),
        ("aksai-chin", 37_244, 0.2),
        ("shaksgam", 5_180, 0.05),
        ("southern-kurils", 5_000, 0.02),
        ("abyei", 10_546, 0.04),
        ("halaib", 20_580, 0.05),  # drawn by hand
        ("bir-tawil", 2_060, 0.03),
        ("essequibo", 159_500, 0.12),
    ],
)
def test_areas_are_as_large_as_they_are_known_to_be(key: str, known: float, off: float) -> None:
    """By statistics of those who govern them, as encyclopaedias give them; with what belongs to it elsewhere."""
    with_them = {
        "donetsk": ("donetsk-2014",),
        "luhansk": ("luhansk-2014",),
        "nagorno-karabakh": ("nagorno-karabakh-outer",),
        "western-sahara": ("western-sahara-east",),
    }
    pieces = gpd.read_parquet(DATA / "pieces.parquet").set_index("key")
    assert pieces.km2[[key, *with_them.get(key, ())]].sum() == pytest.approx(known, rel=off)
    drawn = km2(pieces[pieces.index == key].geometry)[key]
    assert drawn == pytest.approx(pieces.km2[key], rel=0.02)


def test_pieces_are_a_valid_coverage_and_know_where_they_were_cut_from() -> None:
    pieces = gpd.read_parquet(DATA / "pieces.parquet")
    assert shapely.is_valid(pieces.geometry.values).all()
    assert shapely.coverage_is_valid(pieces.geometry.values)
    assert not pieces.duplicated(["iso3", "key"]).any()
    areas = pieces.key[pieces.key != ""]
    assert areas.is_unique
    assert set(areas) == {period.key for period in worldviews.periods()}


def test_the_browsers_pieces_are_a_valid_coverage(level: Any) -> None:
    """All land once: countries without areas as they are, the others as what is left of them and their areas."""
    topology = json.loads(Atlas.pieces(level))
    layers = {name: decoded(topology, name) for name in topology["objects"]}
    whole = layers["countries"].drop(layers["rest"].index)
    pieces = pd.concat([whole, layers["rest"][~layers["rest"].is_empty], layers["disputed"], layers["areas"]])
    assert shapely.coverage_is_valid(pieces.values)
    assert pieces.index.is_unique
    land = shapely.area(layers["countries"].values).sum()
    nobodys = sum(layers["disputed"][area.key].area for area in ATLAS.disputed if not area.in_country)
    assert shapely.area(pieces.values).sum() == pytest.approx(land + nobodys, rel=1e-9)


@pytest.mark.parametrize("worldview", ["de-facto", "RUS", "IND", "CHN"])
def test_joined_arcs_are_what_the_pieces_make(worldview: str) -> None:
    """The countries for the browser, once by joining arcs and once by shapely."""
    pieces, joined = (json.loads(text) for text in (Atlas.pieces(), Atlas.load(worldview).topojson()))
    layers = {name: decoded(pieces, name) for name in pieces["objects"]}
    owners = worldviews.assignments(worldview)
    areas = pd.concat([layers["disputed"], layers["areas"]])
    seen = decoded(joined, "countries")
    assert shapely.coverage_is_valid(seen.values)
    for key, shape in seen.items():
        base = layers["rest"][key] if key in layers["rest"].index else layers["countries"][key]
        own = [base, *(areas[area] for area, owner in owners.items() if owner == key)]
        expected = shapely.coverage_union_all(own)
        assert shape.symmetric_difference(expected).area < 1e-9, key
    assert set(decoded(joined, "disputed").index) == {area.key for area in Atlas.load(worldview).disputed}


def test_the_partition_adds_little_to_what_the_browser_loads() -> None:
    """Against the same file without the areas; 60 kB are allowed."""
    before, before_fine = 156_010, 574_943  # gzipped, when there were four areas
    assert len(gzip.compress(Atlas.pieces(), 9)) - before < 10_000
    assert len(gzip.compress(Atlas.pieces("fine"), 9)) - before_fine < 15_000


def test_sources_list_what_the_build_uses() -> None:
    pytest.importorskip("topojson")
    pytest.importorskip("fontTools")
    from data import build
    from data.fetch import ROOT, sources_text

    text = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    assert text == sources_text(build.PACKAGES, build.NOTES)
    for package in build.PACKAGES:
        assert package.sha256 in text
        assert all((ROOT / file).is_file() for file in package.files), package.name
    assert not re.search(r"https?://|pypi\.org|registry\.", text)


def test_digest_is_of_the_files() -> None:
    names = ("countries.parquet", "pieces.parquet", "countries.topo.json", "disputed_areas.csv")
    files = hashlib.sha256(b"".join((DATA / name).read_bytes() for name in names)).hexdigest()
    owners = sorted(worldviews.assignments("un").items())
    assert hashlib.sha256(f"{files} un {owners}".encode()).hexdigest() == ATLAS.digest
