"""Matrices of countries, dates in three columns, and strength in words."""

from __future__ import annotations

import pytest

from geo.mapping import mapped, propose
from geo.mapping_levels import level_of
from geo.readers import scan_bytes
from geo.reading import proposal_of
from geo.relations import Dataset
from tests.geo.test_readers import rows_of


def read(text: str) -> Dataset:
    return Dataset.from_raw(scan_bytes("t.csv", text.encode()), "t", skip_bad=True)


def test_a_matrix_is_read_cell_by_cell() -> None:
    text = ",Iran,Israel,Türkei\nIran,0,-8,2\nIsrael,-7,,-0\nTürkei,3,high,5\n"
    raw = scan_bytes("t.csv", text.encode())
    assert rows_of(raw)[:2] == [("Iran", "Israel", "-8"), ("Iran", "Türkei", "2")]
    assert "a matrix of 3 by 3 countries, read as 5 relations" in raw.notes[-1]
    data = read(text)
    assert {(row.source, row.target, row.kind, row.mutual) for row in data.rows} == {
        ("IRN", "ISR", "tension", False),
        ("IRN", "TUR", "support", False),
        ("ISR", "IRN", "tension", False),
        ("TUR", "IRN", "support", False),
    }
    assert data.skipped == 1


def test_a_matrix_that_is_the_same_on_both_sides_is_mutual() -> None:
    raw = scan_bytes("t.csv", b"country;IRN;ISR;TUR\nIRN;1;-8;2,5\nISR;-8;1;0\nTUR;2,5;0;1\n")
    assert rows_of(raw) == [("IRN", "ISR", "-8", "true"), ("IRN", "TUR", "2.5", "true")]
    assert "each one mutual" in raw.notes[-1]


def test_words_in_a_matrix_are_the_kind_and_an_unknown_name_does_not_hide_it() -> None:
    raw = scan_bytes("t.csv", b",USA,Atlantis,Fiji,Iran\nIran,ally,foe,-,\nIraq,foe,,ally,n/a\n")
    assert list(raw.frame.columns) == ["from", "to", "kind"]
    assert rows_of(raw)[:2] == [("Iran", "USA", "ally"), ("Iran", "Atlantis", "foe")]
    assert len(raw.frame) == 4


@pytest.mark.parametrize(
    "text",
    [
        "id,to,in,is\n1,2,3,4\n",
        "country,USA,France,Fiji\nred,1,2,3\nblue,4,5,6\n",
        "country,USA,France,Fiji\nIran,a note on many things and many days,b,c\nIraq,d,e,f\n",
        "country,USA,France,Fiji\n",
    ],
)
def test_what_is_no_matrix_stays_as_it_is(text: str) -> None:
    raw = scan_bytes("t.csv", text.encode())
    assert list(raw.frame.columns) == text.partition("\n")[0].split(",")
    assert not raw.notes


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("year,month,day", "date"),
        ("Jahr,Monat,Tag", "date"),
        ("styear,stmon,stday", "start date"),
        ("strtyr,strtmnth,strtday", "start date"),
        ("dyad_end_year,dyad_end_month,dyad_end_day", "end date"),
        ("iyear,imonth,iday", "start date"),
        ("end_year,end_month,end_day", "end date"),
        ("Год,Месяц,День", "date"),
    ],
)
def test_year_month_and_day_are_one_date(header: str, name: str) -> None:
    rows = "Iran,Israel,2024,4,13\nIran,Iraq,2023,12,-9\nIran,Fiji,2022,0,0\nFiji,Iran,,,\nIran,Chad,2021,13,1\n"
    raw = scan_bytes("t.csv", f"source,target,{header}\n{rows}".encode())
    assert list(raw.frame.columns) == ["source", "target", name]
    assert raw.frame[name].tolist() == ["2024-04-13", "2023-12", "2022", "", "2021-13-01"]
    first, second, third = header.split(",")
    assert raw.notes == (f"“{first}”, “{second}” and “{third}” are read as “{name}”",)
    assert propose(raw).mapping.columns["end" if name.startswith("end") else "start"] == name


def test_a_date_that_is_there_is_not_made_once_more() -> None:
    header = "source,target,date,year,month"
    raw = scan_bytes("t.csv", f"{header}\nIran,Iraq,2024-01-02,2024,1\n".encode())
    assert list(raw.frame.columns) == header.split(",")


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("low medium high", "2 3 4"),
        ("WEAK Strong", "2 4"),
        ("gering mittel hoch", "2 3 4"),
        ("faible moyen élevé", "2 3 4"),
        ("bajo medio alto", "2 3 4"),
        ("низкий средний высокий", "2 3 4"),
        ("düşük orta yüksek", "2 3 4"),
        ("very-high much", "5 "),
    ],
)
def test_words_for_how_strong_it_is(words: str, levels: str) -> None:
    assert [level_of(word) for word in words.split(" ")] == levels.split(" ")


@pytest.mark.parametrize("header", ["source,target,kind,intensity,start", "von,nach,art,Stärke,seit"])
def test_strength_in_words_is_read_and_the_rule_is_shown(header: str) -> None:
    text = f"{header}\nIran,Iraq,support,low,2025\nIran,Fiji,support,high,2025\nIran,Chad,support,4.5,2025\n"
    raw = scan_bytes("t.csv", f"{text}Iran,Mali,support,much,2025\n".encode())
    proposal = proposal_of(raw)
    assert proposal is not None
    assert "words for 1 to 5: low is 2, high is 4" in proposal.rule
    found = mapped(raw, proposal.mapping).frame["intensity"].tolist()
    assert found[:2] == ["2", "4"]
    data = Dataset.from_raw(raw, "t", skip_bad=True)
    assert any("low is 2, high is 4" in notice for notice in data.notices)
    assert [problem.value for problem in data.problems] == ["much"]
