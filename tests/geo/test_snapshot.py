"""Snapshots: what a query stands for, and GeoJSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.countries import Atlas
from geo.errors import UsageError
from geo.snapshot import geojson, parse_size, permalink, render, take
from geo.view import View
from tests.relations import dataset, row


def test_take_composes_what_the_query_stands_for() -> None:
    shot = take("?focus=AZE&kind=support")
    assert shot.view == View(focus="AZE", kind=("support",))
    assert {line.kind for line in shot.spec.lines} == {"support"}
    assert shot.spec.provenance.permalink == "?v=1&focus=AZE&kind=support"


def test_an_unknown_data_set_is_dropped_with_a_notice() -> None:
    shot = take("data=atlantis")
    assert shot.dataset.name == "caucasus-2025"
    assert "data=atlantis was ignored" in shot.spec.notices[0]


def test_permalinks() -> None:
    assert permalink(View()) == "?v=1"
    assert permalink(View(focus="AZE"), "https://maps.example/app?old=1#x") == "https://maps.example/app?v=1&focus=AZE"
    assert View.from_query(permalink(View(focus="AZE"))) == (View(focus="AZE"), ())


def test_an_unknown_format_is_refused() -> None:
    shot = take("")
    with pytest.raises(UsageError, match="html, png, svg, pdf, pptx, gif, webp, json, geojson"):
        render(shot.spec, shot.atlas, "bmp")


@pytest.mark.parametrize("text", ["", "x", "12", "12x", "x12", "-1x5", "1.5x2", "٣x٣", "9" * 30 + "x1"])
def test_a_bad_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="WIDTHxHEIGHT"):
        parse_size(text)


@given(st.integers(0, 99999), st.integers(0, 99999))
def test_sizes(width: int, height: int) -> None:
    assert parse_size(f"{width}x{height}") == (width, height)


def test_geojson_holds_countries_with_data_and_lines_with_their_words() -> None:
    shot = take("focus=AZE")
    made = json.loads(geojson(shot.spec, shot.atlas))
    kinds = {feature["geometry"]["type"] for feature in made["features"]}
    assert kinds <= {"Polygon", "MultiPolygon", "LineString", "MultiLineString"}
    by_id = {feature["id"]: feature for feature in made["features"]}
    assert len(by_id) == len(made["features"])
    assert by_id["TUR"]["properties"]["value"] == 1.0
    assert by_id["R039"]["properties"]["kind"] == "support"
    assert "Shusha" in by_id["R039"]["properties"]["text"]
    assert "FJI" not in by_id
    assert made["provenance"]["digest"] == shot.dataset.digest


def test_geojson_cuts_lines_at_the_antimeridian() -> None:
    data = dataset(row("USA", "FJI", id="aid"), row("RUS", "USA", id="talks"), row("TUR", "AZE", id="plain"))
    made = json.loads(geojson(take("", dataset=data).spec, Atlas.load()))
    by_id = {feature["id"]: feature["geometry"] for feature in made["features"]}
    assert by_id["plain"]["type"] == "LineString"
    assert by_id["aid"]["type"] == "MultiLineString"
    for piece in by_id["aid"]["coordinates"]:
        lons = [lon for lon, _ in piece]
        assert -180 <= min(lons) <= max(lons) <= 180
        assert max(lons) - min(lons) < 180


def test_the_worldview_of_the_view_is_taken_where_there_is_one() -> None:
    shot = take("worldview=GEO")
    assert (shot.atlas.worldview, shot.spec.provenance.worldview, shot.spec.notices) == ("GEO", "GEO", ())
    unknown = take("worldview=FJI")
    assert unknown.atlas.worldview == "un"
    assert "FJI" in " ".join(unknown.spec.notices)
