"""Tables in other columns, end to end: the same data set, problems in words of the file, notices."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.compose import compose
from geo.countries import Atlas
from geo.errors import DataError
from geo.mapping import ColumnMapping, propose, unresolved
from geo.mapping_words import HEADINGS, KIND_WORDS
from geo.rawtable import RawTable
from geo.readers import scan_bytes
from geo.relations import Dataset
from geo.view import View

TEXTS = (
    "source",
    "target",
    "kind",
    "intensity",
    "start",
    "end",
    "mutual",
    "status",
    "summary",
    "citation",
    "url",
    "id",
)


def read(text: str, **options: object) -> Dataset:
    return Dataset.from_raw(scan_bytes("t.csv", text.encode()), "t", **options)  # type: ignore[arg-type]


def problems_of(text: str) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(text)
    return [problem.line("t") for problem in caught.value.problems]


def test_problems_name_the_column_and_the_value_of_the_file() -> None:
    found = problems_of(
        "Land A,Land B,Art,Stärke,Seit,Bis\n"
        "Deutschland,NATO,Bündnis,4,22.01.1963,\n"
        "Russland,Ukraine,Liebe,5,2022,2021\n"
        "NA,Ukraine,Krieg,viel,31.02.2022,\n"
    )
    assert [line.partition(" (")[0] for line in found] == [
        't:1:Land B: "NATO" is not a country we know: this is an alliance of countries, not a country',
        't:2:Art: "Liebe" is neither support nor tension',
        't:2:Bis: "2021" is before the start "2022"',
        't:3:Land A: the source is missing: "NA" stands for no value',
        't:3:Stärke: "viel" is not a number',
        't:3:Seit: "31.02.2022" is not in the calendar',
    ]


def test_dates_that_cannot_be_read_are_told_and_not_left_out() -> None:
    lines = problems_of("from,to,type,when\nIran,Iraq,ally,spring 2024\nIran,Oman,foe,Q3 2024\nIran,Iraq,foe,2024-W5\n")
    assert [line.partition(" (")[0] for line in lines] == [
        't:1:when: "spring 2024" is not a date we can read',
        't:2:when: "Q3 2024" is not a date we can read',
        't:3:when: "2024-W5" is not a date we can read',
    ]


def test_the_value_of_a_problem_is_that_of_the_file() -> None:
    with pytest.raises(DataError) as caught:
        read("from,to,type,since\nIran,Iraq,ally,31.02.2022\n")
    assert [problem.value for problem in caught.value.problems] == ["31.02.2022"]


def test_a_column_that_was_not_found_is_named_with_what_is_left() -> None:
    (line,) = problems_of("from,to,colour,since\nIran,Iraq,red,2020\nIran,Oman,blue,2021\n")
    assert line.startswith('t::kind: the column "kind" is missing')
    assert '"colour"' in line


def test_every_problem_of_an_incomplete_file_is_told_at_once() -> None:
    lines = problems_of("from,to,since\nIran,Atlantis,2020\nIran,Oman,20xx\n")
    assert [line.split(":")[1:3] for line in lines] == [["", "kind"], ["1", "to"], ["2", "since"]]


def test_good_rows_can_be_read_without_the_bad_ones() -> None:
    found = read("from,to,value,since\nIran,Iraq,-4,2020\nIran,Oman,0,2021\nIran,Qatar,10,03/04/2021\n", skip_bad=True)
    assert (len(found.table), found.skipped) == (1, 2)
    assert found.numbers.tolist() == [1]


def test_what_was_taken_for_granted_is_said_and_shown_on_the_map() -> None:
    found = read("from,to,value\nUSSR,Isreal,-4\nIran,Israel,-10\n")
    said = "\n".join(found.notices)
    assert "“value” from -10 to 10" in said
    assert f"All relations have no date, which counts as in force from {date.today().year}-01-01" in said
    assert "“USSR” is read as Russia: the Soviet Union" in said
    assert "“Isreal” is read as Israel: a usual misspelling" in said
    assert found.undated.all()
    assert set(found.notices) <= set(compose(View(), found, Atlas.load()).notices)


def test_files_in_the_columns_of_the_contract_are_told_of_former_names_only() -> None:
    head = "source,target,kind,intensity,start\n"
    assert read(head + "Iran,Iraq,support,3,2020\n").notices == ()
    assert len(read(head + "Zaire,Iraq,support,3,1980\n").notices) == 1
    assert read(head + "2,365,support,3,1980\n", scheme="cow").notices == ()
    with pytest.raises(DataError, match="neither support nor tension"):
        read(head + "Iran,Iraq,ally,3,2020\n")


@pytest.mark.parametrize("name", ["Yugoslavia", "Czechoslovakia", "Serbia and Montenegro", "East Germany"])
def test_states_with_several_successors_are_reported(name: str) -> None:
    (line,) = problems_of(f"source,target,kind,intensity,start\n{name},Iraq,support,3,1980\n")
    assert "former state" in line


def test_a_mapping_given_goes_before_the_names() -> None:
    text = "source,target,kind,intensity,start\nIran,Iraq,ally,3,2020\n"
    turned = ColumnMapping(
        {"source": "target", "target": "source", "kind": "kind", "start": "start"}, defaults={"intensity": "2"}
    )
    found = read(text, mapping=turned)
    assert found.table.loc[0, ["source", "target", "kind", "intensity"]].tolist() == ["IRQ", "IRN", "support", 2]
    assert found.notices == ("The relation has no intensity, which counts as 2.",)


def test_a_graph_has_columns_too() -> None:
    graph = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
      <key id="w" for="edge" attr.name="weight" attr.type="double"/>
      <graph edgedefault="directed"><node id="Iran"/><node id="Iraq"/>
      <edge source="Iran" target="Iraq"><data key="w">-7.5</data></edge></graph></graphml>"""
    found = Dataset.from_raw(scan_bytes("g.graphml", graph.encode()), "g")
    assert found.table.loc[0, ["source", "target", "kind", "intensity"]].tolist() == ["IRN", "IRQ", "tension", 4]


# --- renamed, shuffled, translated: the same data set ---

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["Iran", "Germany", "ARM", "Azerbaijan"]),
            "target": st.sampled_from(["France", "Israel", "Georgia", "TUR"]),
            "kind": st.sampled_from(["support", "tension"]),
            "intensity": st.sampled_from(["1", "2.5", "3", "5"]),
            "start": st.sampled_from(["1999", "2001-05", "2020-02-03"]),
            "end": st.sampled_from(["2022", "2023-11-30"]),
            "mutual": st.sampled_from(["true", "false"]),
            "status": st.sampled_from(["documented", "alleged"]),
            "summary": st.sampled_from(["They sign a treaty about the river.", "Shots are fired at the border."]),
            "citation": st.sampled_from(["Reuters, 3 May 2020", "AFP, 2021"]),
            "url": st.sampled_from(["https://x.org/1", "http://y.org"]),
        }
    ),
    min_size=1,
    max_size=6,
)
SURE = {
    name: sorted(word for word in words if sum(word in other for other in HEADINGS.values()) == 1)
    for name, words in HEADINGS.items()
}
TRANSLATED = {
    kind: sorted(word for word, known in KIND_WORDS.items() if known == kind) for kind in ("support", "tension")
}


@settings(max_examples=40, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_other_headings_other_order_and_other_words_give_the_same_data_set(
    rows: list[dict[str, str]], chance: random.Random
) -> None:
    frame = pd.DataFrame([{**row, "id": f"r{number}"} for number, row in enumerate(rows)], dtype="str")
    frame.index += 1
    expected = Dataset.from_raw(RawTable(frame, ()), "t").digest
    headings = {name: chance.choice(SURE[name]) for name in frame.columns}
    headings["mutual"] = chance.choice(["mutual", "gegenseitig", "bidirectional", "взаимно"])
    other = frame.assign(kind=[chance.choice(TRANSLATED[kind]) for kind in frame["kind"]]).rename(columns=headings)
    other = other[chance.sample(list(other.columns), len(other.columns))]
    assert Dataset.from_raw(RawTable(other, ()), "t").digest == expected, headings


WORDS = st.sampled_from(
    ["Iran", "NATO", "", "NA", "-3", "1e308", "-1e308", "nan", "inf", "0", "12,5", "03/04/2025", "2025", "ally", "+",
     "-", "https://x.org", "ja", "directed", "99999999", "१२", "²", "\u202e", "None", "9" * 400]
)  # fmt: skip
CELLS = st.one_of(WORDS, st.text(max_size=12))
NAMES = st.one_of(st.sampled_from(sorted(set().union(*HEADINGS.values()))), st.text(min_size=1, max_size=8))


@settings(max_examples=70, deadline=None)
@given(st.data())
def test_any_table_is_read_or_told_what_is_wrong(data: st.DataObject) -> None:
    names = data.draw(st.lists(NAMES, min_size=1, max_size=6, unique_by=lambda name: name.strip().lower()))
    many = data.draw(st.integers(0, 4))
    columns = {name: data.draw(st.lists(CELLS, min_size=many, max_size=many)) for name in names}
    raw = RawTable(pd.DataFrame(columns, dtype="str").set_axis(pd.RangeIndex(1, many + 1)), ())
    found = propose(raw)
    assert found.reasons.keys() <= {*found.mapping.columns, "kind"}
    assert ColumnMapping.from_plain(found.mapping.to_plain()) == found.mapping
    unresolved(raw, found.mapping)
    with suppress(DataError):
        assert len(Dataset.from_raw(raw, "t", skip_bad=True, mapping=found.mapping).table)
