"""Which relations a view shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from geo.relations import Dataset
from geo.select import select, window_of
from geo.view import View
from tests.relations import dataset, datasets, row

SET = dataset(
    row("TUR", "AZE", "support", 5, start="2021-06-15", mutual="true", id="shusha"),
    row("ISR", "AZE", "support", 4, start="2016", domain="military", id="arms"),
    row("AZE", "ISR", "support", 4, start="2006", domain="energy", id="oil"),
    row("RUS", "AZE", "tension", 3, start="2025-06-27", end="2025-06-28", id="raids"),
    row("IRN", "AZE", "tension", 2, start="2025-06-26", end="2025-06-26", status="alleged", id="drones"),
    row("AZE", "RUS", "tension", 1, start="2025-07-01", status="hypothetical", scenario="front", id="front"),
    row("ISR", "TWN", "support", 1, start="2025-07-01", status="hypothetical", scenario="axis", id="axis"),
    row("RUS", "SYR", "support", 5, start="2015-09-30", end="2024-12-08", id="assad"),
    row("RUS", "UKR", "tension", 5, start="2022-02-24", id="war"),
)


def ids(**choices: Any) -> set[str]:
    return set(select(View(**choices), SET).shown["id"])


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, {"shusha", "arms", "oil", "raids", "drones", "assad", "war"}),
        ({"kind": ("tension",)}, {"raids", "drones", "war"}),
        ({"status": ("documented",)}, {"shusha", "arms", "oil", "raids", "assad", "war"}),
        ({"status": ("hypothetical",)}, {"front", "axis"}),
        ({"status": ("documented",), "scenario": "front"}, {"shusha", "arms", "oil", "raids", "assad", "war", "front"}),
        ({"status": ("hypothetical",), "scenario": "front"}, {"front"}),
        ({"domain": ("energy",)}, {"oil"}),
        ({"min": 5}, {"shusha", "assad", "war"}),
        ({"focus": "AZE"}, {"shusha", "arms", "oil", "raids", "drones"}),
        ({"focus": "AZE", "dir": "in"}, {"shusha", "arms", "raids", "drones"}),
        ({"focus": "AZE", "dir": "out"}, {"shusha", "oil"}),
        ({"focus": "AZE", "countries": ("ISR", "RUS")}, {"arms", "oil", "raids"}),
        ({"countries": ("ISR", "RUS")}, {"arms", "oil", "raids", "assad", "war"}),
        ({"countries": ("ISR", "RUS"), "dir": "in"}, {"oil"}),
        ({"countries": ("ISR", "RUS", "UKR"), "dir": "between"}, {"war"}),
        ({"countries": ("ISR", "RUS"), "focus": "UKR", "dir": "between"}, {"war"}),
        ({"start": date(2024, 12, 9)}, {"shusha", "arms", "oil", "raids", "drones", "war"}),
        ({"end": date(2025, 6, 26)}, {"shusha", "arms", "oil", "drones", "assad", "war"}),
        ({"start": date(2025, 6, 28), "end": date(2025, 6, 28)}, {"shusha", "arms", "oil", "raids", "war"}),
    ],
)
def test_filters(choices: dict[str, Any], expected: set[str]) -> None:
    assert ids(**choices) == expected


def test_the_strongest_come_first() -> None:
    shown = select(View(), SET).shown
    assert shown["id"].tolist() == ["war", "shusha", "assad", "arms", "oil", "raids", "drones"]


def test_what_is_hidden_is_counted_and_blamed() -> None:
    found = select(View(focus="AZE", domain=("energy",), kind=("tension",)), SET)
    assert (len(found.shown), found.hidden) == (0, 9)
    assert found.lifted == {"kind": 1, "domain": 2}
    assert select(View(focus="AZE", dir="out", kind=("tension",)), SET).lifted["dir"] == 2


def test_one_open_end_of_the_window_is_the_data_sets() -> None:
    assert window_of(View(), SET) == (date(2024, 12, 1), date(2025, 7, 31))
    assert window_of(View(start=date(2025, 1, 1)), SET) == (date(2025, 1, 1), date(2025, 7, 31))
    assert window_of(View(start=date(2025, 9, 1)), SET) == (date(2025, 9, 1), date(2025, 9, 1))
    assert window_of(View(end=date(2020, 9, 1)), SET) == (date(2020, 9, 1), date(2020, 9, 1))


def test_with_a_focus_and_one_direction_mutual_relations_count_in_that_direction_only() -> None:
    directed = select(View(focus="AZE", dir="out"), SET).directed
    assert set(directed["source"]) == {"AZE"}
    assert not directed["mutual"].any()
    assert set(directed["target"]) == {"TUR", "ISR"}


@given(datasets)
def test_nothing_is_lost_and_nothing_is_made_up(made: Dataset) -> None:
    found = select(View(focus="AZE", dir="in", kind=("support",), scenario="one", min=2), made)
    assert len(found.shown) + found.hidden == len(made.table)
    assert set(found.shown["id"]) <= set(made.table["id"])
    assert found.directed["id"].tolist() == found.shown["id"].tolist()
    assert all(count > len(found.shown) for count in found.lifted.values())
