"""Disputed areas by the relations about them: colours, figures, cards, words, over time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from geo.compose import compose
from geo.countries import Atlas
from geo.measures import values
from geo.moment import at_moment
from geo.palette import LAND, NO_DATA
from geo.relations import Dataset
from geo.snapshot import geojson
from geo.spec import Disputed, MapSpec
from geo.statements import statements_about
from geo.view import View
from tests.relations import dataset, row

DAY = date(2025, 7, 31)
DATA = dataset(
    row("RUS", "UKR", "tension", 5, id="a", place="crimea", start="2025-01-10"),
    row("TUR", "UKR", "support", 2, id="b", place="Krim", start="2025-03-01", end="2025-05-31"),
    row("RUS", "GEO", "tension", 4, id="c", place="Abkhazia; South Ossetia", mutual="true"),
    row("ISR", "SYR", "support", 1, id="d", place="Golan"),
    row("FRA", "AZE", "tension", 3, id="e", place="Artsakh"),
    row("AZE", "IRN", "tension", 3, id="f"),
)


def spec_of(query: str = "measure=territory", data: Dataset = DATA) -> MapSpec:
    view, notices = View.from_query(query)
    assert not notices
    return compose(view, data, Atlas.load("un", view.at or DAY))


def areas_of(spec: MapSpec) -> dict[str, Disputed]:
    return {area.key: area for area in spec.disputed}


def test_areas_have_the_balance_of_the_relations_about_them() -> None:
    found = values("territory", DATA.table)
    assert found == pytest.approx({
        "abkhazia": -1, "crimea": -3 / 7, "golan": 1, "nagorno-karabakh": -1, "south-ossetia": -1
    })  # fmt: skip
    about = statements_about(DATA.table)
    assert (
        len(about.row) == 2 + 2 * 2 + 1 + 1
    )  # a mutual relation is two statements, one about two areas counts for both
    assert values("territory", about) == found
    assert values("territory", DATA.table[DATA.table["place"] == ""]) == {}


def test_areas_are_coloured_and_countries_are_plain() -> None:
    spec = spec_of()
    areas, countries = areas_of(spec), {area.key: area for area in spec.areas}
    assert {(area.fill, area.hatched, area.value) for area in countries.values()} == {(LAND, False, None)}
    colors = {row.value: row.color for row in spec.legend.areas if row.symbol == "class"}
    assert [(areas[key].fill, areas[key].class_index) for key in ("abkhazia", "crimea", "golan")] == [
        (colors["0"], 0), (colors["1"], 1), (colors["4"], 4),
    ]  # fmt: skip
    assert (areas["gaza"].fill, areas["gaza"].hatched, areas["gaza"].class_index) == (NO_DATA, True, None)
    rows = dict(areas["crimea"].card.rows)
    assert (rows["Support about it"], rows["Tension about it"], rows["Balance"]) == (
        "2",
        "5",
        "−0.43, leans to tension",
    )
    counts = {row.value or row.symbol: row.count for row in spec.legend.areas}
    assert (counts["0"], counts["1"], counts["4"], counts["no-data"]) == (2, 1, 1, len(areas) - 4)
    assert "land" in counts
    assert spec.legend.notes[-1] == "Not disputed on this map, but in the data: Nagorno-Karabakh"
    assert spec.headline == (
        "Disputed areas in July 2025: tension over Abkhazia, South Ossetia and Crimea and Sevastopol, "
        "support over Golan Heights"
    )


def test_cards_list_the_relations_whatever_the_measure() -> None:
    many = dataset(*(row("RUS", "GEO", "tension", 1 + n / 2, id=str(n), place="Abkhazia") for n in range(8)))
    for query in ("", "measure=volume", "measure=territory"):
        spec = spec_of(query, many)
        rows = areas_of(spec)["abkhazia"].card.rows
        listed = [text for label, text in rows if label == "Tension"]
        assert listed[0] == "Russia → Georgia, 4.5 of 5, since 15 January 2025"
        assert len(listed) == 5
        assert rows[-1] == ("And", "3 more")
        (sentence,) = [said for said in spec.description if said.startswith("About Abkhazia: ")]
        assert sentence.count("Russia → Georgia") == 5
        assert sentence.endswith("; and 3 more.")
    changes = spec_of("since=2025-02-01&at=2025-06-30", many)
    assert areas_of(changes)["abkhazia"].card.rows[-1] == ("And", "3 more")


def test_a_relation_says_what_it_is_about() -> None:
    lines = {line.id: line for line in spec_of("").lines}
    assert (lines["a"].place, lines["f"].place) == ("crimea", "")
    cards = {key: dict(line.card.rows) if line.card else {} for key, line in lines.items()}
    assert cards["c"]["About"] == "Abkhazia and South Ossetia"
    assert "About" not in cards["f"]


def test_each_day_has_its_colours_and_words() -> None:
    for day, fill, words in (
        ("2024-12-31", "", "No relations about disputed areas on 31 December 2024"),
        ("2025-02-01", "0", "tension over Abkhazia, South Ossetia and Crimea and Sevastopol"),
        ("2025-04-01", "1", "tension over Abkhazia, South Ossetia and Crimea and Sevastopol"),
    ):
        spec = spec_of(f"measure=territory&at={day}")
        colors = {row.value: row.color for row in spec.legend.areas if row.symbol == "class"}
        then = at_moment(spec)
        crimea = areas_of(then)["crimea"]
        assert crimea.fill == (colors[fill] if fill else NO_DATA), day
        assert (crimea.hatched, words in then.headline) == (not fill, True), day
        assert then.areas == spec.areas
        counts = {row.value: row.count for row in then.legend.areas if row.symbol == "class"}
        assert counts[fill or "0"] == sum(area.fill == colors[fill or "0"] for area in then.disputed), day
        assert ("About Crimea and Sevastopol: Russia → Ukraine, tension, 5 of 5." in then.description) == (fill == "0")


def test_filters_hold_for_areas_too() -> None:
    assert areas_of(spec_of("measure=territory&kind=support"))["crimea"].class_index == 4
    assert areas_of(spec_of("measure=territory&focus=ISR"))["crimea"].hatched
    assert areas_of(spec_of("measure=territory&focus=GEO&dir=in"))["abkhazia"].value == -1
    none = spec_of("measure=territory", dataset(row("AZE", "IRN")))
    assert none.headline == "No relations about disputed areas in July 2025"
    assert all(area.hatched for area in none.disputed)


def test_a_map_of_changes_says_that_it_colours_countries() -> None:
    view, _ = View.from_query("measure=territory&since=2025-02-01&at=2025-06-30")
    spec = compose(view, DATA, Atlas.load("un", DAY))
    assert spec.measure == "balance"
    assert any("measure=territory was ignored" in notice for notice in spec.notices)


def test_the_files_say_it_too() -> None:
    spec, atlas = spec_of(), Atlas.load("un", DAY)
    plain = json.loads(spec.to_json())
    assert {line["id"]: line.get("place", "") for line in plain["lines"]}["b"] == "crimea"
    features = {one["id"]: one["properties"] for one in json.loads(geojson(spec, atlas))["features"]}
    assert features["a"]["place"] == "crimea"
    crimea = features["crimea"]
    assert (crimea["name"], crimea["value"], crimea["class_index"]) == ("Crimea and Sevastopol", -0.4286, 1)
    assert crimea["about"] == ["b", "a"]
    assert "gaza" in features
    assert "UKR" not in features
    then = replace(spec, at="2025-02-01")
    features = {one["id"]: one["properties"] for one in json.loads(geojson(then, atlas))["features"]}
    assert features["crimea"]["class_index"] == 0
