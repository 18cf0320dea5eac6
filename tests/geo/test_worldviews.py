"""Worldviews: whose land a place is, in whose eyes and when."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import worldviews
from geo.cli import main
from geo.countries import Atlas
from geo.dates import widen_start

POINTS = tuple(csv.DictReader((Path(__file__).parent / "points.csv").read_text(encoding="utf-8").splitlines()))
SEEN = [(row, *seen.split(":")) for row in POINTS for seen in row["seen"].split()]
STATES = "UKR RUS AZE ARM GEO TUR ISR IRN SYR CHN TWN IND PAK SRB MAR JPN KOR USA".split()
AREAS = sorted({period.key for period in worldviews.periods()})
UN = Atlas.load()


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("row", "worldview", "code"), SEEN, ids=lambda value: value if isinstance(value, str) else "")
def test_whose_land_a_place_is(row: dict[str, str], worldview: str, code: str) -> None:
    country, area = Atlas.load(worldview, day_of(row["at"])).at(float(row["lon"]), float(row["lat"]))
    assert (country or "?") == code, row["place"]
    if worldview == "un":
        assert (area.key if area else "") == row["area"], row["place"]


def test_the_table_of_points_is_long_enough_and_has_every_area() -> None:
    assert len(POINTS) >= 60
    never = {"cyprus-buffer-zone", "southern-patagonian-ice-field"}  # too thin, or too icy
    unmarked = {"israel", "north-korea", "nagorno-karabakh-outer"}
    assert {row["area"] for row in POINTS} - {""} == set(AREAS) - never - unmarked


def test_there_are_the_worldviews_that_matter_here() -> None:
    assert Atlas.worldviews() == ("un", "de-facto", *sorted(STATES))


@pytest.mark.parametrize("worldview", Atlas.worldviews())
def test_every_worldview_is_a_valid_coverage_of_the_same_land(worldview: str) -> None:
    atlas = Atlas.load(worldview)
    shapes = atlas.shapes.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    nobodys = [area.geometry for area in atlas.areas if not area.in_country]
    first = [area.geometry for area in UN.areas if not area.in_country]
    land, usual = (shapely.area(each).sum() for each in ([*shapes, *nobodys], [*UN.shapes.geometry, *first]))
    assert land == pytest.approx(usual, rel=1e-9)


@pytest.mark.parametrize("worldview", Atlas.worldviews())
def test_no_country_vanishes(worldview: str) -> None:
    atlas = Atlas.load(worldview)
    assert list(atlas.countries) == list(UN.countries)
    for iso3, country in atlas.countries.items():
        assert bool(country.part_of) == (iso3 not in atlas.shapes.index)
        assert not country.part_of or country.part_of in atlas.shapes.index
        # what is not drawn as a country is a disputed area, whose place its anchor still is
        there, area = atlas.at(*country.anchor)
        assert there == (country.part_of or iso3) or (area and area.disputed), iso3
        assert not country.part_of or area


def test_areas_of_countries_follow_the_worldview() -> None:
    gained, lost = (Atlas.load("RUS").countries[key].area_km2 - UN.countries[key].area_km2 for key in ("RUS", "UKR"))
    assert gained == pytest.approx(-lost, abs=0.1)
    assert gained == pytest.approx(27_000 + 26_500 + 26_700 + 27_200 + 28_500, rel=0.03)  # Crimea and four oblasts
    assert UN.countries["UKR"].area_km2 == pytest.approx(603_500, rel=0.02)


@pytest.mark.parametrize("key", AREAS)
def test_the_periods_of_an_area_follow_on_each_other(key: str) -> None:
    own = [period for period in worldviews.periods() if period.key == key]
    assert [period.until for period in own[:-1]] == [period.since for period in own[1:]]
    assert own[-1].until == ""
    starts = [widen_start(period.since) for period in own]
    assert starts == sorted(set(starts))
    assert len({period.name for period in own}) == 1


@pytest.mark.parametrize("period", worldviews.periods(), ids=lambda period: f"{period.key} {period.since}")
def test_every_row_of_the_table_is_complete(period: worldviews.Period) -> None:
    codes = {*UN.countries, worldviews.OWN}
    assert {*period.controllers, *period.claimants} <= codes
    assert not set(period.controllers) & set(period.claimants)
    assert set(period.owners.values()) <= codes | {worldviews.NOBODY}
    assert re.fullmatch(r"[^.]+\.", period.note), "one sentence"
    assert period.source
    assert period.name


def test_shared_control_leaves_an_area_where_it_is() -> None:
    for period in worldviews.periods():
        if len(period.controllers) > 1:
            assert period.owners["de-facto"] == period.owners["un"], period.key
        elif period.controllers:
            assert period.owners["de-facto"] == period.controllers[0], period.key


def test_an_area_without_rivals_is_told_about_but_not_disputed() -> None:
    atlas = Atlas.load("un", date(2024, 1, 1))
    karabakh = next(area for area in atlas.areas if area.key == "nagorno-karabakh")
    assert (karabakh.controllers, karabakh.claimants, karabakh.disputed) == (("AZE",), (), False)
    assert karabakh not in atlas.disputed


def test_days_without_a_change_share_an_atlas() -> None:
    assert Atlas.load("un", date(2016, 1, 1)) is Atlas.load("un", date(2016, 2, 1))
    assert Atlas.load("un", date(2016, 1, 1)).digest != UN.digest != Atlas.load("RUS").digest


@given(st.dates(), st.sampled_from(Atlas.worldviews()))
def test_at_most_one_period_of_an_area_holds_on_a_day(day: date, worldview: str) -> None:
    found = [period.key for period in worldviews.periods() if period.holds(day)]
    assert len(found) == len(set(found))
    moment = worldviews.moment(day)
    assert moment is None or moment <= day
    assert worldviews.assignments(worldview, moment) == worldviews.assignments(worldview, day)


def test_the_present_is_what_holds_for_good() -> None:
    assert dict(worldviews.assignments("RUS")) == dict(worldviews.assignments("RUS", date(2200, 1, 1)))


def test_the_table_for_the_browser_tells_each_state_what_it_sees_otherwise() -> None:
    table = json.loads(worldviews.table_json())
    assert table["RUS"]["crimea"] == "RUS"
    assert table["TUR"] == {"northern-cyprus": ""}
    for worldview in Atlas.worldviews():
        assert table["un"] | table[worldview] == worldviews.assignments(worldview)
    assert len(worldviews.table_json()) < 4_000


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            "44.6,33.5",
            "UKR\tUkraine\ndisputed\tCrimea and Sevastopol: controlled by RUS, claimed by UKR, since 2014-03\n",
        ),
        ("44.6,33.5 --worldview RUS --at 2013", "UKR\tUkraine\n"),
        (
            "43,41.02 --worldview RUS",
            "?\tAbkhazia, seen as a state without an ISO code\ndisputed\tAbkhazia: controlled",
        ),
        (
            "46.64,32.62",
            "UKR\tUkraine\ndisputed\tKherson Oblast: controlled in part by UKR and RUS, since 2022-02-24\n",
        ),
        ("9.56,44.06 --worldview de-facto", "?\tSomaliland, seen as"),
        (
            "39.82,46.75 --at 2016",
            "AZE\tAzerbaijan\ndisputed\tNagorno-Karabakh: controlled by ARM, claimed by AZE, since",
        ),
        ("39.82,46.75 --at 2024 --worldview ARM", "AZE\tAzerbaijan\n"),
    ],
)
def test_the_command_tells_it(arguments: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["where", *arguments.split()]) == 0
    said = capsys.readouterr().out
    assert said == expected if expected.endswith("\n") else said.startswith(expected)
