"""Tables in any columns: what is proposed, what the rows become, what is told."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import DataError, UsageError
from geo.mapping import ColumnMapping, Proposal, Signed, mapped, propose, undated_rows, unresolved
from geo.rawtable import RawTable
from geo.readers import scan_bytes
from geo.relations import Dataset

TODAY = date(2025, 7, 31)


def table(text: str) -> RawTable:
    return scan_bytes("table.csv", text.strip().replace("\n  ", "\n").encode())


def proposed(text: str, scheme: str | None = None) -> Proposal:
    return propose(table(text), scheme, today=TODAY)


def columns(text: str, scheme: str | None = None) -> dict[str, str]:
    return dict(proposed(text, scheme).mapping.columns)


def cells(text: str, mapping: ColumnMapping | None = None) -> pd.DataFrame:
    raw = table(text)
    return mapped(raw, mapping or propose(raw, today=TODAY).mapping).frame


GERMAN = """Land A,Land B,Art,Stärke,Seit,Bis
  Deutschland,Frankreich,Bündnis,"4,5",22.01.1963,heute
  Russland,Ukraine,Konflikt,5,24.02.2022,
"""


# --- what is proposed ---


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (GERMAN, "source=Land A target=Land B kind=Art intensity=Stärke start=Seit end=Bis"),
        ("from,to,relationship,since,until\nIran,Iraq,ally,2001,2002",
         "source=from target=to kind=relationship start=since end=until"),
        ("Wer,Wen,Von,Bis,Typ\nIran,Irak,2000,2001,Freund", "source=Wer target=Wen start=Von end=Bis kind=Typ"),
        ("Von,Nach,Art\nIran,Irak,Freund", "source=Von target=Nach kind=Art"),
        ("Pays 1,Pays 2,Nature,Force,Depuis\nIran,Irak,allié,4,2001",
         "source=Pays 1 target=Pays 2 kind=Nature intensity=Force start=Depuis"),
        ("País emisor,País de destino,Relación,Desde\nEspaña,Francia,aliado,2001",
         "source=País emisor target=País de destino kind=Relación start=Desde"),
        ("Страна 1,Страна 2,Тип,Сила,Начало,Источник\nРоссия,Украина,конфликт,5,24.02.2022,ТАСС",
         "source=Страна 1 target=Страна 2 kind=Тип intensity=Сила start=Начало citation=Источник"),
        ("Ülke 1,Ülke 2,Tür,Başlangıç\nTürkiye,Yunanistan,gerginlik,2020",
         "source=Ülke 1 target=Ülke 2 kind=Tür start=Başlangıç"),
        ("sender,receiver,type,strength,date,link\nIran,Iraq,ally,4,2020,https://x.org",
         "source=sender target=receiver kind=type intensity=strength start=date url=link"),
        ("Actor1CountryCode,Actor2CountryCode,SQLDATE,type\nARM,AZE,20250630,hostile",
         "source=Actor1CountryCode target=Actor2CountryCode start=SQLDATE kind=type"),
        ("Actor1Code,Actor1CountryCode,Actor2Code,Actor2CountryCode\nRUSGOV,RUS,UKR,UKR",
         "source=Actor1CountryCode target=Actor2CountryCode"),
        ("disno,country1,country2,2019\n1,Iran,Iraq,0.5\n2,Iran,Oman,0.6", "source=country1 target=country2"),
        ("country1,country2,outcome,deaths\nIran,Iraq,1,7\nIran,Oman,2,5", "source=country1 target=country2"),
        ("sanctioned_state,sanctioning_state\nCuba,USA", "source=sanctioning_state target=sanctioned_state"),
        ("source_iso3,target_iso3,stance\nARM,AZE,hostile", "source=source_iso3 target=target_iso3 kind=stance"),
        ("foo,bar,art\nIran,Iraq,Freund", "source=foo target=bar kind=art"),
        ("bar,to,art\nIran,Iraq,Freund", "source=bar target=to kind=art"),
        ("to,bar,art\nIran,Iraq,Freund", "source=bar target=to kind=art"),
        ("Source,Target,Type,Id\nIran,Iraq,Undirected,0", "source=Source target=Target mutual=Type id=Id"),
        ("x,y,notes\nIran,Iraq,They have signed a treaty about the river between them",
         "source=x target=y summary=notes"),
        ("x,y,z\nIran,Iraq,They have signed a treaty about the river between them", "source=x target=y summary=z"),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names_and_contents(text: str, found: str) -> None:
    assert sorted(f"{name}={given}" for name, given in columns(text).items()) == sorted(re.split(r" (?=\w+=)", found))


def test_a_source_is_a_country_or_a_newspaper_as_its_texts_say() -> None:
    assert columns("Quelle,Ziel,Art\nIran,Irak,Freund")["source"] == "Quelle"
    paper = columns("Land A,Land B,Quelle\nIran,Irak,Reuters\nSyrien,Irak,AFP")
    assert (paper["source"], paper["citation"]) == ("Land A", "Quelle")
    assert columns("country1,country2,source\nIran,Iraq,Reuters")["citation"] == "source"
    assert columns("a country,b country,source\nIran,Iraq,https://x.org")["url"] == "source"
    assert proposed("Quelle,Ziel\nReuters,Iran").missing == ("source", "kind")


def test_of_two_columns_of_countries_the_left_one_is_the_source_and_this_is_said() -> None:
    found = proposed("foo,bar,type\nIran,Iraq,ally")
    assert "left" in found.reasons["source"]
    assert "left" not in proposed("from,bar,type\nIran,Iraq,ally").reasons["source"]


def test_every_column_has_a_reason_of_one_sentence_and_the_rest_is_listed() -> None:
    found = proposed(GERMAN.replace("Bis\n", "Bis,Spalte 9\n").replace("heute\n", "heute,7\n").replace(",\n", ",,7\n"))
    assert found.reasons.keys() == found.mapping.columns.keys()
    assert all(found.mapping.columns[name] in said and "\n" not in said for name, said in found.reasons.items())
    assert found.unused == ("Spalte 9",)


def test_what_nobody_can_guess_is_missing_and_asked_for() -> None:
    found = proposed("from,to\nIran,Iraq")
    assert found.missing == ("kind",)
    assert found.mapping.defaults == {"intensity": "3", "start": "2025-01-01"}
    assert found.questions.keys() == {"kind", "intensity", "start"}
    assert "2025-01-01" in found.questions["start"]


def test_words_for_the_kind_that_are_not_known_are_listed_and_can_be_given() -> None:
    text = "from,to,type\nIran,Iraq,Brotherly\nIran,Israel,hostile\nIran,Syria,brotherly"
    found = proposed(text)
    assert found.unknown_kinds == ("Brotherly", "brotherly")
    assert "Brotherly" in found.questions["kinds"]
    given = ColumnMapping(found.mapping.columns, kinds={"brotherly": "support"})
    assert cells(text, given)["kind"].tolist() == ["support", "tension", "support"]


def test_contract_columns_are_themselves() -> None:
    text = "source,target,kind,intensity,start\nIran,Iraq,support,3,2020"
    found = proposed(text)
    assert all(name == given for name, given in found.mapping.columns.items())
    assert (found.missing, found.unused, found.rule, found.questions) == ((), (), "", {})
    assert cells(text).loc[1].tolist() == ["Iran", "Iraq", "support", "3", "2020"]


# --- what the rows become ---


def test_a_german_table_becomes_one_of_the_contract() -> None:
    frame = cells(GERMAN)
    assert frame["kind"].tolist() == ["support", "tension"]
    assert frame["intensity"].tolist() == ["4.5", "5"]
    assert frame["start"].tolist() == ["1963-01-22", "2022-02-24"]
    assert frame["end"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("number", "kind", "intensity"),
    [("-10", "tension", "5"), ("10", "support", "5"), ("-5", "tension", "3"), ("2,5", "support", "2"),
     ("−4", "tension", "2.6")],
)  # fmt: skip
def test_a_signed_number_is_kind_and_intensity_in_one(number: str, kind: str, intensity: str) -> None:
    text = f'from,to,goldstein\nIran,Iraq,-10\nIran,Syria,10\nIran,Israel,"{number}"'
    found = proposed(text)
    assert found.mapping.signed == Signed("goldstein", -10, 10)
    assert found.missing == ()
    assert all(word in found.rule for word in ("-10 to 10", "below zero is tension", "10 becomes intensity 5"))
    assert cells(text).loc[3, ["kind", "intensity"]].tolist() == [kind, intensity]


def test_signed_numbers_from_minus_five_to_five_are_the_intensity_as_they_stand() -> None:
    frame = cells("from,to,relation\nIran,Iraq,-5\nIran,Syria,3\nIran,Israel,-0.5\nIran,Oman,2.5")
    assert frame["intensity"].tolist() == ["5", "3", "1", "2.5"]
    assert frame["kind"].tolist() == ["tension", "support", "tension", "support"]


def test_zero_and_what_is_outside_of_a_scale_is_reported() -> None:
    raw = table("from,to,value\nIran,Iraq,0\nIran,Syria,11\nIran,Israel,x\nIran,Oman,-3")
    found = mapped(raw, ColumnMapping({"source": "from", "target": "to"}, Signed("value", -10, 10))).problems
    assert [(problem.row, problem.column, problem.value) for problem in found] == [
        (1, "value", "0"), (2, "value", "11"), (3, "value", "x"),
    ]  # fmt: skip
    assert "neither" in found[0].message
    assert "outside" in found[1].message
    assert "not a number" in found[2].message


@pytest.mark.parametrize(
    ("values", "scale", "new"),
    [
        (("0", "0.5", "1"), (0, 1), ["1", "3", "5"]),
        (("20", "100", "0"), (0, 100), ["1.8", "5", "1"]),
        (("0", "10", "7,5"), (0, 10), ["1", "5", "4"]),
        (("7", "1", "4"), (1, 7), ["5", "1", "3"]),
        (("1", "5", "2.5"), None, ["1", "5", "2.5"]),
        (("80%", "20%", "100 %"), (0, 100), ["4.2", "1.8", "5"]),
        (("1.200,50", "2.000,00", "0"), (0, 2000), ["3.401", "5", "1"]),
    ],
)
def test_an_intensity_of_another_scale_is_stretched(
    values: tuple[str, ...], scale: tuple[float, float] | None, new: list[str]
) -> None:
    text = "from,to,type,weight\n" + "\n".join(f'Iran,Iraq,ally,"{value}"' for value in values)
    found = proposed(text)
    assert found.mapping.scale == scale
    assert ("becomes intensity 1" in found.rule) == (scale is not None)
    assert cells(text)["intensity"].tolist() == new


def test_a_few_slips_do_not_make_another_scale() -> None:
    short = [f"Iran,Iraq,ally,{number}" for number in (5, 4, 4, 3, 17, 2, 4, 3)]
    assert propose(table("from,to,type,strength\n" + "\n".join(short))).mapping.scale is None
    assert propose(table("from,to,type,strength\n" + "\n".join(short[:6]))).mapping.scale is not None
    rows = [f"Iran,Iraq,ally,{1 + n % 5}" for n in range(60)]
    raw = table("from,to,type,weight\n" + "\n".join([*rows, "Iran,Iraq,ally,55"]))
    assert propose(raw).mapping.scale is None
    many = table("from,to,type,weight\n" + "\n".join([*rows, *["Iran,Iraq,ally,55"] * 9]))
    assert propose(many).mapping.scale == (0, 100)


@pytest.mark.parametrize(
    "word", ["ally", "Friends", "POSITIVE", "coop", "+", "Verbündeter", "soutien", "союзник", "dost"]
)
def test_words_for_support(word: str) -> None:
    assert cells(f"from,to,type\nIran,Iraq,{word}")["kind"].tolist() == ["support"]


@pytest.mark.parametrize(
    "word", ["enemy", "Conflict", "RIVALRY", "-", "Feind", "Spannung", "conflit", "враг", "düşman"]
)
def test_words_for_tension(word: str) -> None:
    assert cells(f'from,to,type\nIran,Iraq,"{word}"\nIran,Oman,ally')["kind"].tolist() == ["tension", "support"]


def test_ones_are_signs_only_where_there_is_a_minus_one() -> None:
    assert cells("from,to,sign,weight\nIran,Iraq,1,2\nIran,Oman,-1,4")["kind"].tolist() == ["support", "tension"]
    assert cells("from,to,type,weight\nIran,Iraq,1,2\nIran,Oman,2,4").get("kind") is None


def test_both_ways_in_words_of_many_languages_and_turned_round() -> None:
    for word in ("yes", "ja", "wahr", "oui", "1", "x", "да", "evet", "1.0"):
        assert cells(f"from,to,mutual\nIran,Iraq,{word}\nIran,Oman,no")["mutual"].tolist() == ["true", "false"], word
    turned = "from,to,directed\nIran,Iraq,true\nIran,Oman,false"
    assert proposed(turned).mapping.one_way
    assert cells(turned)["mutual"].tolist() == ["false", "true"]
    assert cells("from,to,directed\nIran,Iraq,directed\nIran,Oman,undirected")["mutual"].tolist() == ["false", "true"]


def test_defaults_fill_what_is_empty_and_the_undated_rows_are_known() -> None:
    raw = table("from,to,type,since\nIran,Iraq,ally,2001\nIran,Oman,ally,\nIran,Qatar,ally,NA")
    mapping = ColumnMapping(propose(raw).mapping.columns, defaults={"start": "1999", "intensity": "2"})
    frame = mapped(raw, mapping).frame
    assert frame["start"].tolist() == ["2001", "1999", "1999"]
    assert frame["intensity"].tolist() == ["2", "2", "2"]
    assert undated_rows(raw, mapping).tolist() == [2, 3]
    assert undated_rows(raw, ColumnMapping(mapping.columns)).tolist() == []
    assert undated_rows(raw, ColumnMapping(defaults={"start": "1999"})).tolist() == [1, 2, 3]


# --- names ---


NAMES = """from,to,type
  Iran,Atlantis,ally
  Atlantis,NA,ally
  Azerbaidjam,USSR,ally
  ,Iran,ally
"""


def test_unknown_names_are_listed_once_with_their_count_and_suggestions() -> None:
    raw = table(NAMES)
    found = unresolved(raw, propose(raw).mapping)
    assert [(name.text, name.count, name.rows) for name in found] == [
        ("Atlantis", 2, (1, 2)), ("Azerbaidjam", 1, (3,)), ("NA", 1, (2,)),
    ]  # fmt: skip
    assert found[1].suggestions[0] == ("AZE", "Azerbaijan")
    assert found[2].suggestions == (("NAM", "Namibia"),)
    assert found[2].reason == "there is no value"


def test_an_assigned_name_counts_for_exactly_that_text() -> None:
    raw = table(NAMES)
    mapping = ColumnMapping(propose(raw).mapping.columns, assigned={"Atlantis": "GRC", "NA": "NAM"})
    assert [name.text for name in unresolved(raw, mapping)] == ["Azerbaidjam"]
    frame = mapped(raw, mapping).frame
    assert frame["source"].tolist() == ["Iran", "GRC", "Azerbaidjam", ""]
    assert frame["target"].tolist() == ["GRC", "NAM", "USSR", "Iran"]


def test_codes_of_a_scheme_are_read_only_where_it_is_named() -> None:
    text = "ccode1,ccode2,styear,hostlev\n2,365,1990,3\n2,200,1991,4"
    raw = table(text)
    assert len(unresolved(raw, propose(raw).mapping)) == 3
    assert unresolved(raw, propose(raw, "cow").mapping) == ()


# --- as JSON ---


def test_a_mapping_survives_json() -> None:
    whole = ColumnMapping(
        {"source": "a"}, Signed("v", -1, 1), (0.0, 1.0), {"start": "2020"}, {"x": "support"}, {"y": "IRN"},
        {"z": "crimea"}, "cow", False, True, {"soon": "2025-07"},
    )  # fmt: skip
    for mapping in (whole, ColumnMapping(), ColumnMapping({"source": "a"}, day_first=True)):
        assert ColumnMapping.from_plain(json.loads(json.dumps(mapping.to_plain()))) == mapping
    assert ColumnMapping().to_plain() == {}


@pytest.mark.parametrize(
    "plain",
    [
        {"colour": {}},
        {"columns": {"sauce": "a"}},
        {"columns": ["a"]},
        {"kinds": {"x": "love"}},
        {"signed": {"column": "v", "low": 1, "high": 1}},
        {"signed": {"low": 1}},
        {"scale": [0, float("nan")]},
        {"scale": [1]},
        {"scheme": "nato"},
        {"day_first": "yes"},
    ],
)
def test_what_is_no_mapping_is_wrong_use(plain: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        ColumnMapping.from_plain(plain)


# --- end to end ---


def test_an_excel_sheet_with_german_headings(tmp_path: Path) -> None:
    path = tmp_path / "blatt.xlsx"
    pd.DataFrame(
        {
            "Land A": ["Deutschland", "Russland"], "Land B": ["Frankreich", "Ukraine"], "Art": ["Verbündete", "Krieg"],
            "Stärke": [4.5, 5], "Seit": [date(1963, 1, 22), date(2022, 2, 24)], "Bis": ["heute", "laufend"],
        }
    ).to_excel(path, index=False)  # fmt: skip
    found = Dataset.read(path)
    assert found.table[["source", "target", "kind", "intensity"]].to_numpy().tolist() == [
        ["DEU", "FRA", "support", 4.5], ["RUS", "UKR", "tension", 5],
    ]  # fmt: skip
    assert found.extent == (date(1963, 1, 22), date(2022, 2, 24))
    assert found.table["end"].isna().all()
    assert found.notices == ()


def test_a_mapping_that_names_a_column_the_file_lacks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no column .wer."):
        Dataset.from_raw(table(GERMAN), "x", mapping=ColumnMapping({"source": "wer"}))
