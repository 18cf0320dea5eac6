"""Places: any usual name of a disputed area, nothing guessed, the same in every format; and no digest changed by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.compare import differences
from geo.errors import DataError
from geo.mapping import ColumnMapping, mapped, propose
from geo.mapping_places import unknown_places
from geo.names import fold, read
from geo.places import UnknownPlace, areas_of, is_place, place_name, places, resolve_place
from geo.readers import scan_bytes
from geo.relations import Dataset
from tests.relations import dataset, row

WRITABLE = (".csv", ".parquet", ".xlsx", ".json", ".graphml")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Nagorno-Karabakh", "nagorno-karabakh"),
        ("ARTSAKH", "nagorno-karabakh"),
        ("Dağlıq Qarabağ", "nagorno-karabakh"),
        ("Крым", "crimea"),
        (" the Crimean  peninsula ", "crimea"),
        ("Krim", "crimea"),
        ("TRNC", "northern-cyprus"),
        ("Golan", "golan"),
        ("the Golan Heights[2]", "golan"),
        ("Hala’ib", "halaib"),
        ("Тайвань", "taiwan"),
        ("TWN", "taiwan"),
        ("donetsk", "donetsk"),
        ("Donetsk", "donetsk;donetsk-2014"),
        ("Donbas", "donetsk;donetsk-2014;luhansk;luhansk-2014"),
        ("South Ossetia; Abkhazia; abkhazia", "abkhazia;south-ossetia"),
        (" ; ", ""),
        ("", ""),
    ],
)
def test_usual_names_are_understood(text: str, place: str) -> None:
    assert resolve_place(text) == place


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Nagorno Karabah", "Nagorno-Karabakh"),
        ("Abkhazia and South Ossetia", "South Ossetia"),
        ("Kuril Islands", "Southern Kurils"),
        ("Jerusalem", "East Jerusalem"),
        ("Armenia", ""),
        ("Geneva", ""),
        ("crimea; Geneva", ""),
    ],
)
def test_nothing_is_guessed(text: str, near: str) -> None:
    found = resolve_place(text)
    assert isinstance(found, UnknownPlace)
    assert not found
    assert not is_place(text)
    assert near in found.suggestions if near else found.suggestions == ()


def test_every_area_is_known_by_key_and_name_and_what_is_listed_can_be_told_apart() -> None:
    for key, name in places().items():
        assert resolve_place(key) == resolve_place(name) == key
    listed = read("place_names.csv")
    assert {area for item in listed for area in item["areas"].split(";")} <= places().keys()
    folded: dict[str, str] = {}
    for item in listed:
        assert folded.setdefault(fold(item["text"]), item["areas"]) == item["areas"], item["text"]
    # what stands for an area where a country is expected stands for it here too
    unknown = {"Novorossiya", "Eastern Ukraine", "Kurils", "Kuril Islands"}
    areas = {item["text"] for item in read("not_countries.csv") if item["countries"] in ("GEO", "UKR", "AZE", "MDA")}
    disputed = {text for text in areas if fold(text) in {fold(item["text"]) for item in listed}}
    assert len(disputed) > 40
    assert all(map(is_place, disputed))
    assert not any(map(is_place, unknown))


@given(st.text(max_size=30))
def test_any_text_gets_an_answer(text: str) -> None:
    found = resolve_place(text)
    assert isinstance(found, UnknownPlace) or resolve_place(found) == found
    assert is_place(text) == bool(found)


def test_a_place_in_words() -> None:
    assert place_name("golan") == "Golan Heights"
    assert place_name("") == ""
    assert place_name("abkhazia;south-ossetia") == "Abkhazia and South Ossetia"
    assert place_name(str(resolve_place("Donbas"))) == "Donetsk Oblast and Luhansk Oblast"
    assert areas_of("abkhazia;south-ossetia") == ("abkhazia", "south-ossetia")
    assert areas_of("") == ()


def test_a_data_set_with_places_reads_back_equal_from_every_format(tmp_path: Path) -> None:
    found = dataset(row("RUS", "UKR", "tension", 5, place="Krim"), row("IRN", "SYR", place=""), row("TUR", "CYP"))
    assert sorted(found.table["place"]) == ["", "", "crimea"]
    assert {one.place for one in found.rows} == {"", "crimea"}
    for suffix in WRITABLE:
        found.write(tmp_path / f"copy{suffix}")
        assert Dataset.read(tmp_path / f"copy{suffix}").digest == found.digest, suffix


def test_the_digest_of_what_has_no_place_is_as_it_was_before_there_were_places() -> None:
    plain = dataset(row("RUS", "UKR", "tension", 5), row("IRN", "SYR", id="x", summary="a, b"))
    assert plain.digest == "2b93d370c048b3885c860a8a0bae78b44ec180257cf0d9658f2d2245b1799690"
    assert dataset(row("RUS", "UKR", "tension", 5, place=""), row("IRN", "SYR", id="x", summary="a, b")) == plain
    placed = dataset(row("RUS", "UKR", "tension", 5, place="crimea"), row("IRN", "SYR", id="x", summary="a, b"))
    assert placed.digest != plain.digest
    assert [one.id for one in placed.rows if one.id == "x"] == ["x"]


def test_what_is_no_area_is_told_like_an_unknown_country(tmp_path: Path) -> None:
    path = tmp_path / "relations.csv"
    path.write_text(
        "source,target,kind,intensity,start,place\nRUS,UKR,tension,5,2014,Crimae\nRUS,UKR,tension,5,2014,\n"
    )
    with pytest.raises(DataError) as caught:
        Dataset.read(path)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.value) == (1, "place", "Crimae")
    assert problem.suggestion == "did you mean Crimea and Sevastopol?"
    assert len(Dataset.read(path, skip_bad=True).table) == 1


@pytest.mark.parametrize("heading", ["place", "Territory", "Gebiet", "région", "Zona", "Регион", "bölge"])
def test_a_column_of_areas_is_found_under_any_usual_name_where_the_contents_fit(heading: str) -> None:
    head = f"From,To,Kind,Strength,Since,{heading}\n"
    lines = [
        "Russia,Ukraine,tension,5,2014,Krim\n",
        "Iran,Israel,tension,3,2020,Golan\n",
        "Syria,Iran,support,1,2020,\n",
    ]
    raw = scan_bytes("a.csv", (head + "".join(lines)).encode())
    proposal = propose(raw)
    assert proposal.mapping.columns["place"] == heading
    assert "disputed" in proposal.reasons["place"]
    assert mapped(raw, proposal.mapping).frame["place"].tolist() == ["Krim", "Golan", ""]
    other = re.sub("Krim|Golan", "Geneva", head + "".join(lines))
    assert "place" not in propose(scan_bytes("a.csv", other.encode())).mapping.columns


def test_texts_that_name_no_area_are_listed_once_and_can_be_assigned() -> None:
    text = "source,target,kind,intensity,start,place\n" + "RUS,UKR,tension,5,2014,the Black Sea shelf\n" * 3
    raw = scan_bytes("a.csv", text.encode())
    columns = {name: name for name in raw.frame.columns}
    (unknown,) = unknown_places(raw, ColumnMapping(columns))
    assert (unknown.text, unknown.count, unknown.rows) == ("the Black Sea shelf", 3, (1, 2, 3))
    for place in ("crimea", ""):
        mapping = ColumnMapping(columns, places={unknown.text: place})
        assert ColumnMapping.from_plain(mapping.to_plain()) == mapping
        assert set(Dataset.from_raw(raw, "a", mapping=mapping).table["place"]) == {place}


def test_a_changed_place_is_a_difference() -> None:
    one, other = (dataset(row("RUS", "UKR", id="x", place=place)) for place in ("crimea", "Donbas"))
    (change,) = differences(one, other).changed
    assert [cell.column for cell in change.cells] == ["place"]
    assert change.cells[0].before == "crimea"
