"""The built-in data set shows what its situation is made of."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from itertools import combinations

import pandas as pd
import pytest

from geo.errors import UnknownDataset
from geo.relations import Dataset

CAUCASUS = Dataset.load()
TABLE = CAUCASUS.table


def between(source: str, target: str, kind: str, **more: str) -> pd.DataFrame:
    """Rows from source to target, or mutual ones of the two."""
    forth = (TABLE["source"] == source) & (TABLE["target"] == target)
    back = (TABLE["source"] == target) & (TABLE["target"] == source) & TABLE["mutual"]
    found = TABLE[(forth | back) & (TABLE["kind"] == kind)]
    for column, value in more.items():
        found = found[found[column] == value]
    return found


def in_force(rows: pd.DataFrame, day: str) -> pd.DataFrame:
    moment = pd.Timestamp(day)
    return rows[(rows["start"] <= moment) & ~(rows["end"] < moment)]


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("UKR", "AZE", "support"),
        ("AZE", "UKR", "support"),
        ("AZE", "RUS", "tension"),
        ("RUS", "AZE", "tension"),
        ("AZE", "IRN", "tension"),
        ("IRN", "AZE", "tension"),
        ("AZE", "ISR", "support"),
        ("ISR", "AZE", "support"),
        ("IRN", "ARM", "support"),
        ("RUS", "IRN", "support"),
        ("IRN", "RUS", "support"),
        ("RUS", "IRN", "tension"),
        ("IRN", "RUS", "tension"),
        ("TUR", "AZE", "support"),
        ("RUS", "GEO", "tension"),
        ("ISR", "IRN", "tension"),
        ("IRN", "ISR", "tension"),
        ("ISR", "SYR", "tension"),
    ],
)
def test_the_situation_is_there(source: str, target: str, kind: str) -> None:
    rows = between(source, target, kind)
    assert len(rows[rows["status"] != "hypothetical"]) > 0


def test_armenia_and_azerbaijan_before_and_after() -> None:
    tension, support = between("ARM", "AZE", "tension"), between("ARM", "AZE", "support")
    assert in_force(tension, "1993-01-01")["intensity"].max() == 5
    assert in_force(tension, "2020-10-15")["intensity"].max() == 5
    assert len(between("AZE", "ARM", "tension", start=pd.Timestamp("2023-09-19"))) == 1
    assert len(in_force(tension, "2025-07-31")) > 0
    assert len(in_force(tension, "2025-08-09")) == 0
    assert len(in_force(support, "2025-08-09")) > len(in_force(support, "2025-07-31"))


def test_the_fall_of_assad_is_a_turn() -> None:
    for backer in ("RUS", "IRN"):
        support = between(backer, "SYR", "support", domain="military")
        assert len(in_force(support, "2024-12-01")) == 1
        assert len(in_force(support, "2024-12-09")) == 0
    assert len(in_force(between("ISR", "SYR", "tension"), "2024-12-01")) == 0
    assert len(in_force(between("ISR", "SYR", "tension"), "2024-12-09")) == 1


def test_hypothetical_rows_belong_to_scenarios_that_are_explained() -> None:
    assert set(CAUCASUS.scenarios) == {"second-front", "axis", "mediation"} == set(TABLE["scenario"]) - {""}
    assert ((TABLE["status"] == "hypothetical") == (TABLE["scenario"] != "")).all()
    assert all("not a plan that anybody has announced" in sentence for sentence in CAUCASUS.scenarios.values())
    axis = TABLE[TABLE["scenario"] == "axis"]
    pairs = {frozenset(pair) for pair in zip(axis["source"], axis["target"], strict=True)}
    assert pairs == {frozenset(pair) for pair in combinations(["ISR", "UKR", "KOR", "TWN"], 2)}
    front = TABLE[TABLE["scenario"] == "second-front"]
    assert {"AZE", "GEO"} <= set(front[front["target"] == "RUS"]["source"])


def test_every_row_has_its_source() -> None:
    assert (TABLE["citation"].str.len() > 10).all()
    assert (TABLE["summary"].str.len() > 10).all()
    assert TABLE["summary"].str.endswith(".").all()
    from_commentary = TABLE[TABLE["citation"].str.contains("commentary")]
    assert set(from_commentary["status"]) <= {"hypothetical", "alleged"}


def test_intensities_follow_the_rules() -> None:
    assert (TABLE[TABLE["status"] == "hypothetical"]["intensity"] == 1).all()
    assert (TABLE[TABLE["status"] == "alleged"]["intensity"] <= 3).all()
    assert set(TABLE["intensity"]) <= {1, 2, 3, 4, 5}


def test_what_is_said_about_it() -> None:
    assert CAUCASUS.title == "The South Caucasus in July 2025"
    assert CAUCASUS.window == (date(2024, 12, 1), date(2025, 7, 31))
    assert (CAUCASUS.region, CAUCASUS.lead, CAUCASUS.licence) == ("south-caucasus", "AZE", "CC BY 4.0")
    assert re.search(rf"\b{len(TABLE)} relations", CAUCASUS.description)
    assert [text for text, _ in CAUCASUS.questions] == [
        "Who backs Azerbaijan?",
        "What changed when Assad fell?",
        "What if a second front opened?",
    ]


def test_the_file_is_sorted_and_starts_with_who_and_whom() -> None:
    text = files("data").joinpath("relations/caucasus-2025.csv").read_text(encoding="utf-8")
    header = text.partition("\n")[0]
    assert header.startswith("source,target,kind,intensity,start,end,mutual,domain,status,scenario,summary,citation,")
    assert header.endswith(",url,place,id")
    assert [line.rpartition(",")[2] for line in text.splitlines()[1:]] == list(TABLE["id"])


def test_what_is_plainly_about_disputed_areas_says_so() -> None:
    about = TABLE[TABLE["place"] != ""].set_index("id")["place"]
    assert about["R033"] == "nagorno-karabakh"
    assert about["R045"] == "abkhazia;south-ossetia"
    assert len(about) == 10


def test_names_and_loading() -> None:
    assert Dataset.names()[0] == "caucasus-2025"
    assert Dataset.load("caucasus-2025") is CAUCASUS
    with pytest.raises(UnknownDataset, match='did you mean "caucasus-2025"'):
        Dataset.load("caucasus")
    with pytest.raises(UnknownDataset):
        Dataset.load("../relations/caucasus-2025")
