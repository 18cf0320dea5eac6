"""Atlas: what it knows of each country and what lies where."""

from __future__ import annotations

import json
import re
from dataclasses import FrozenInstanceError

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.countries import Atlas
from geo.errors import UnknownWorldview

ATLAS = Atlas.load()
CODES = sorted(ATLAS.countries)
CENTRES = {"golan": (35.8, 33.0), "abyei": (28.4, 9.7), "bir-tawil": (33.75, 21.87)}

lons = st.floats(-180, 180, allow_nan=False)
lats = st.floats(-90, 90, allow_nan=False)


def test_load_gives_the_same_atlas_again() -> None:
    assert Atlas.load("un") is Atlas.load()
    assert ATLAS.worldview == "un"


def test_unknown_worldview_names_those_there_are() -> None:
    with pytest.raises(UnknownWorldview, match=r"xyz.*there are: un"):
        Atlas.load("xyz")


def test_countries_are_sorted_and_match_the_shapes() -> None:
    assert list(ATLAS.countries) == CODES == list(ATLAS.shapes.index)
    assert len(CODES) == 239
    assert ATLAS.shapes.crs.to_epsg() == 4326


def test_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        ATLAS.worldview = "xyz"  # type: ignore[misc]
    with pytest.raises(TypeError):
        ATLAS.countries["AZE"] = ATLAS.countries["ARM"]  # type: ignore[index]
    with pytest.raises(TypeError):
        ATLAS.countries["AZE"].names["en"] = "?"  # type: ignore[index]


@pytest.mark.parametrize("iso3", CODES)
def test_every_country_is_told_about_in_full(iso3: str) -> None:
    country = ATLAS.countries[iso3]
    assert re.fullmatch("[A-Z]{3}", iso3)
    assert re.fullmatch("[A-Z]{2}", country.iso2)
    assert country.name == country.names["en"]
    assert all(text.strip() == text and text for text in country.names.values())
    assert set(country.names) == set(ATLAS.languages)
    assert country.region
    assert country.subregion
    assert country.area_km2 > 0


def test_iso2_codes_are_distinct() -> None:
    assert len({country.iso2 for country in ATLAS.countries.values()}) == len(CODES)
    assert ATLAS.countries["XKX"].iso2 == "XK"
    assert ATLAS.countries["NAM"].iso2 == "NA"


def test_english_names_are_distinct_and_spelt_out() -> None:
    names = [country.name for country in ATLAS.countries.values()]
    assert len(set(names)) == len(names)
    assert not [name for name in names if re.search(r"\b(Rep|Is|Dem|Ter|Barb|Herz)\.", name)]


@pytest.mark.parametrize(
    ("iso3", "lang", "name"),
    [
        ("TUR", "en", "Türkiye"),
        ("USA", "en", "United States"),
        ("CHN", "en", "China"),
        ("CZE", "en", "Czechia"),
        ("COD", "en", "DR Congo"),
        ("PRK", "en", "North Korea"),
        ("BHS", "en", "Bahamas"),
        ("TLS", "en", "Timor-Leste"),
        ("TWN", "de", "Taiwan"),
        ("CHN", "de", "China"),
        ("AZE", "de", "Aserbaidschan"),
        ("GEO", "fr", "Géorgie"),
        ("ISR", "ru", "Израиль"),
        ("PSE", "he", "פלסטין"),  # the source calls it the Land of Israel
        ("JPN", "zht", "日本"),
    ],
)
def test_names(iso3: str, lang: str, name: str) -> None:
    assert ATLAS.name(iso3, lang) == name


def test_name_falls_back_to_english_and_then_to_the_code() -> None:
    assert ATLAS.name("AZE", "tlh") == "Azerbaijan"
    assert ATLAS.name("ZZZ") == "ZZZ"


def test_languages_are_those_of_natural_earth() -> None:
    expected = "en ar bn de el es fa fr he hi hu id it ja ko nl pl pt ru sv tr uk ur vi zh zht"
    assert " ".join(ATLAS.languages) == expected


@pytest.mark.parametrize("iso3", CODES)
def test_anchor_is_on_the_main_land(iso3: str) -> None:
    country = ATLAS.countries[iso3]
    parts = shapely.get_parts(ATLAS.shapes.geometry[iso3])
    main = max(parts, key=lambda part: part.area)
    anchor = shapely.Point(country.anchor)
    assert ATLAS.at(*country.anchor)[0] == iso3
    holder = next(part for part in parts if part.contains(anchor))
    # degrees grow towards the poles, so the main land by square kilometres may be second by square degrees
    assert holder.area > 0.3 * main.area


@pytest.mark.parametrize(
    ("iso3", "west", "south", "east", "north"),
    [
        ("FRA", -2, 43, 7, 50),  # not in Guiana
        ("NOR", 5, 58, 15, 66),  # not in Svalbard
        ("USA", -123, 30, -75, 49),  # not in Alaska
        ("RUS", 30, 50, 60, 65),
        ("AZE", 46, 39.5, 49, 41.5),  # not in Nakhchivan
        ("CHL", -74, -45, -69, -20),
        ("NLD", 4, 51, 7, 53.5),
        ("FJI", 176, -19, 180, -16),
    ],
)
def test_anchors_are_where_a_reader_expects_them(
    iso3: str, west: float, south: float, east: float, north: float
) -> None:
    lon, lat = ATLAS.countries[iso3].anchor
    assert west < lon < east
    assert south < lat < north


@pytest.mark.parametrize("iso3", CODES)
def test_bounds_hold_the_anchor_and_are_short(iso3: str) -> None:
    country = ATLAS.countries[iso3]
    west, south, east, north = country.bounds
    lon = country.anchor[0] + (360 if country.anchor[0] < west else 0)
    assert -180 <= west < lon < east <= west + 360
    assert -90 <= south < country.anchor[1] < north <= 90
    assert iso3 == "ATA" or east - west < 175


def test_bounds_across_the_antimeridian_and_overseas() -> None:
    assert ATLAS.countries["RUS"].bounds == pytest.approx((19.6, 41.2, 191.0, 81.9), abs=0.1)
    assert ATLAS.countries["FJI"].bounds[2] > 180
    assert ATLAS.countries["FRA"].bounds == pytest.approx((-5.1, 41.4, 9.6, 51.1), abs=0.1)


def test_tiny_countries() -> None:
    tiny = {iso3 for iso3, country in ATLAS.countries.items() if country.tiny}
    assert {"BHR", "MLT", "SGP", "MDV", "TUV", "LUX", "VAT", "MCO", "KIR", "AND"} <= tiny
    assert not {"AZE", "ARM", "GEO", "ISR", "PSE", "LBN", "CYP", "QAT", "KWT", "JAM", "XKX", "MNE"} & tiny


@pytest.mark.parametrize(
    ("place", "lon", "lat", "iso3"),
    [
        ("Stepanakert", 46.75, 39.82, "AZE"),
        ("Nakhchivan", 45.41, 39.21, "AZE"),
        ("Akrotiri", 32.95, 34.6, "GBR"),
        ("Baikonur", 63.3, 45.9, "KAZ"),
        ("Guantanamo Bay", -75.2037, 19.9347, "CUB"),
        ("Clipperton", -109.2207, 10.2974, "FRA"),
        ("Rincão de Artigas", -55.96, -30.96, "BRA"),
        ("the Caspian Sea", 50.5, 41.9, None),
        ("the Black Sea", 34.0, 43.0, None),
        ("Chukotka", -172.0, 66.5, "RUS"),
    ],
)
def test_whose_land_it_is(place: str, lon: float, lat: float, iso3: str | None) -> None:
    assert ATLAS.at(lon, lat) == (iso3, None), place


@pytest.mark.parametrize(("key", "iso3"), [("golan", "SYR"), ("abyei", "SDN"), ("bir-tawil", None)])
def test_disputed_areas_are_found_at_their_place(key: str, iso3: str | None) -> None:
    country, area = ATLAS.at(*CENTRES[key])
    assert country == iso3
    assert area is not None
    assert area.key == key


def test_golan_is_syrian_and_held_by_israel() -> None:
    golan = next(area for area in ATLAS.disputed if area.key == "golan")
    assert (golan.controllers, golan.claimants, golan.in_country, golan.since) == (
        ("ISR",),
        ("SYR",),
        "SYR",
        "1967-06",
    )
    assert "497 (1981)" in golan.source
    km2 = golan.geometry.area * 111.2 * 111.3 * 0.8385  # cosine of 33 degrees
    assert 1_100 < km2 < 1_300


@pytest.mark.parametrize("area", ATLAS.disputed, ids=lambda area: area.key)
def test_disputed_areas_are_complete_and_consistent(area) -> None:  # type: ignore[no-untyped-def]
    known = {*ATLAS.countries, ""}
    assert {*area.controllers, area.in_country, *area.claimants} <= known | {"own"}
    assert not set(area.controllers) & set(area.claimants)
    assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", area.since)
    assert area.name
    assert area.note.endswith(".")
    assert area.source
    assert area.geometry.is_valid
    owners = ATLAS.shapes.index[shapely.area(shapely.intersection(ATLAS.shapes.geometry.values, area.geometry)) > 1e-9]
    assert list(owners) == ([area.in_country] if area.in_country else [])


@given(lons, lats)
def test_a_place_is_in_at_most_one_country(lon: float, lat: float) -> None:
    place = shapely.Point(lon, lat)
    inside = [iso3 for iso3, shape in ATLAS.shapes.geometry.items() if shape.contains_properly(place)]
    assert len(inside) <= 1
    found, area = ATLAS.at(lon, lat)
    assert not inside or found == inside[0]
    assert area is None or area.geometry.intersects(place)


@given(st.sampled_from(CODES), st.integers(-3, 3))
def test_longitudes_may_be_turned_round_the_globe(iso3: str, turns: int) -> None:
    lon, lat = ATLAS.countries[iso3].anchor
    assert ATLAS.at(lon + 360 * turns, lat)[0] == iso3


def test_shapes_for_the_browser_come_in_two_levels() -> None:
    assert ATLAS.topojson() == ATLAS.topojson("coarse")
    coarse, fine = (json.loads(ATLAS.topojson(detail)) for detail in ("coarse", "fine"))
    assert fine["transform"]["scale"][0] < coarse["transform"]["scale"][0]
    for name in ("countries", "disputed"):
        ids = [[each["id"] for each in level["objects"][name]["geometries"]] for level in (coarse, fine)]
        assert ids[0] == ids[1] != []


def test_digest_and_source() -> None:
    assert re.fullmatch("[0-9a-f]{64}", ATLAS.digest)
    assert "Natural Earth" in ATLAS.source


@pytest.mark.parametrize(
    ("lon", "lat", "key"),
    [
        (180, 66.5, "RUS"),
        (-180, 66.5, "RUS"),
        (540, 66.5, "RUS"),
        (0, -90, "ATA"),
        (180, -85, "ATA"),
        (180, -16.5, "FJI"),
    ],
)
def test_the_seam_of_the_globe_is_land_where_there_is_land(lon: float, lat: float, key: str) -> None:
    assert Atlas.load().at(lon, lat)[0] == key
