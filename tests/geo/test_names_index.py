"""The index of the search box: complete, without doubles, small enough for a file that is passed around."""

from __future__ import annotations

import json
import zlib

from geo.codes import resolve
from geo.countries import Atlas
from geo.names import fold, read
from geo.render.names import name_index

EVERYTHING = json.loads(name_index())["countries"]


def test_every_country_of_the_map_has_its_names_in_all_languages_and_its_codes() -> None:
    for iso3, country in Atlas.load().countries.items():
        codes, names = EVERYTHING[iso3]
        assert codes.split("|")[:2] == [country.iso2, iso3]
        known = {fold(name) for name in names.split("|")}
        missing = {name for name in country.names.values() if fold(name) not in known}
        assert {name for name in missing if resolve(name) == iso3} == set()


def test_no_name_stands_twice_or_for_another_country() -> None:
    for iso3, (_, names) in EVERYTHING.items():
        folded = [fold(name) for name in names.split("|")]
        assert len(folded) == len(set(folded))
        assert {name for name in names.split("|") if (resolve(name) or iso3) != iso3} == set()


def test_codes_of_every_scheme_are_there() -> None:
    schemes = json.loads(name_index())["schemes"]
    found = {iso3: dict(zip(schemes, codes.split("|"), strict=True)) for iso3, (codes, _) in EVERYTHING.items()}
    assert found["ARM"] == {
        "ISO 2": "AM",
        "ISO 3": "ARM",
        "ISO number": "051",
        "FIPS": "AM",
        "Correlates of War": "371",
        "Gleditsch-Ward": "371",
        "CAMEO": "",
    }
    assert "YUG" in found["SRB"]["Correlates of War"]


def test_a_language_adds_its_names_and_others_stay_away() -> None:
    german = json.loads(name_index({"de"}))["countries"]["GEO"][1].split("|")
    assert "Georgien" in german
    assert "Gürcistan" not in german
    former = {row["iso3"]: row["text"] for row in read("aliases.csv") if row["field"] == "former"}
    assert all(
        fold(text) in map(fold, json.loads(name_index({"de"}))["countries"][iso3][1].split("|"))
        for iso3, text in former.items()
        if resolve(text) == iso3
    )


def test_it_is_the_same_each_time_and_small() -> None:
    assert name_index({"de"}) == name_index(["de"])
    assert len(zlib.compress(name_index({"de"}).encode(), 9)) < 20_000
    assert len(zlib.compress(name_index().encode(), 9)) < 60_000
