"""What changed between two days, at the level of tables."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.changes import CHANGES, compare, to_draw
from tests.relations import row, rows

OPPOSITE = {"began": "ended", "ended": "began", "grew": "shrank", "shrank": "grew", "": ""}
FEW = ("AZE", "ARM", "RUS")  # so that pairs meet often


COLUMNS = ["id", "source", "target", "kind", "intensity", "mutual"]


def table(*given: dict[str, Any]) -> pd.DataFrame:
    """The columns that count, of relations that name themselves or are named after their place."""
    made = [
        {"id": f"r{at}", **item, "intensity": float(item["intensity"]), "mutual": item.get("mutual") == "true"}
        for at, item in enumerate(given)
    ]
    return pd.DataFrame(made, columns=COLUMNS)


@st.composite
def two_days(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Relations of one table in force on two days: any of them on the one, on the other, or on both."""
    every = table(*draw(st.lists(rows(FEW), min_size=1, max_size=12)))
    days = draw(st.lists(st.sampled_from(["before", "after", "both"]), min_size=len(every), max_size=len(every)))
    before, after = ([day in (side, "both") for day in days] for side in ("before", "after"))
    return every[before], every[after]


def dyads(compared: pd.DataFrame) -> dict[tuple[str, str, str], Any]:
    return {(item.source, item.target, item.kind): item for item in compared.itertuples()}


@settings(max_examples=40)
@given(two_days())
def test_swapping_the_days_turns_every_change_round(days: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    there, back = dyads(compare(*days)), dyads(compare(*days[::-1]))
    assert there.keys() == back.keys()
    for key, item in there.items():
        other = back[key]
        assert other.change == OPPOSITE[item.change]
        assert (other.before, other.after, other.turned) == (item.after, item.before, item.turned)


@settings(max_examples=40)
@given(two_days())
def test_strengths_and_turns_are_those_of_a_plain_count(days: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    found = dyads(compare(*days))
    strengths, nets = zip(*(_plainly(day) for day in days), strict=True)
    assert found.keys() == strengths[0].keys() | strengths[1].keys()
    for (source, target, kind), item in found.items():
        before, after = (side.get((source, target, kind), 0.0) for side in strengths)
        assert (item.before, item.after) == (before, after)
        then, now = (side[frozenset((source, target))] for side in nets)
        assert item.turned == (then * now < 0)


def _plainly(day: pd.DataFrame) -> tuple[dict[tuple[str, str, str], float], Counter[frozenset[str]]]:
    """The strongest of each dyad, and support minus tension of each pair; row by row."""
    strongest: dict[tuple[str, str, str], float] = {}
    net: Counter[frozenset[str]] = Counter()
    for item in day.itertuples():
        for ends in [(item.source, item.target), (item.target, item.source)][: 1 + item.mutual]:
            key = (*ends, item.kind)
            strongest[key] = max(strongest.get(key, 0.0), item.intensity)
            net[frozenset(ends)] += item.intensity if item.kind == "support" else -item.intensity
    return strongest, net


@settings(max_examples=40)
@given(two_days())
def test_every_line_is_drawn_or_counted(days: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    compared = compare(*days)
    lines, unchanged = to_draw(compared)
    behind = Counter(
        (item.pair, item.kind, item.row_before, item.row_after) for item in compared.itertuples()
    )  # a mutual relation that changed alike both ways stands behind two dyads
    assert len(lines) + unchanged == len(behind)
    assert lines["mutual"].sum() <= sum(count == 2 for count in behind.values())
    assert set(lines["change"]) <= set(CHANGES)
    assert lines["id"].is_unique
    assert set(lines["id"]) <= {*days[0]["id"], *days[1]["id"]}
    assert lines["strength"].is_monotonic_decreasing
    assert (lines["strength"] > 0).all()


@settings(max_examples=40)
@given(two_days())
def test_each_pair_that_turned_says_so_once(days: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    compared = compare(*days)
    lines, _ = to_draw(compared)
    turned = lines[lines["change"] == "turned"]
    assert sorted(turned["pair"]) == sorted(compared.loc[compared["turned"], "pair"].unique())
    assert (turned["kind"].eq("support") == (turned["net"] > 0)).all()
    assert (turned["after"] > 0).all()


@settings(max_examples=40)
@given(st.lists(rows(FEW), max_size=10))
def test_nothing_changes_between_a_day_and_itself(given: list[dict[str, Any]]) -> None:
    day = table(*given)
    compared = compare(day, day)
    lines, unchanged = to_draw(compared)
    assert set(compared["change"]) <= {""}
    assert not compared["turned"].any()
    assert lines.empty
    assert (unchanged > 0) == (len(compared) > 0)


def test_the_strongest_of_several_relations_is_the_strength() -> None:
    weak, strong = row("RUS", "IRN", "support", 2, id="weak"), row("RUS", "IRN", "support", 4, id="strong")
    only = to_draw(compare(table(weak), table(weak, strong)))[0].iloc[0]
    assert (only["change"], only["before"], only["after"], only["id"]) == ("grew", 2, 4, "strong")
    assert to_draw(compare(table(strong), table(strong, weak)))[0].empty


def test_a_mutual_relation_is_one_line_with_two_heads_if_it_changed_alike() -> None:
    pact = row("TUR", "AZE", "support", 5, mutual="true", id="pact")
    (line,) = to_draw(compare(table(), table(pact)))[0].itertuples()
    assert (line.source, line.target, line.mutual, line.change) == ("TUR", "AZE", True, "began")


def test_a_mutual_relation_that_changed_in_two_ways_is_two_lines() -> None:
    """One direction was there before: it grew, the other began; both stand for the same relation now."""
    aid, pact = row("TUR", "AZE", "support", 2, id="aid"), row("TUR", "AZE", "support", 5, mutual="true", id="pact")
    lines = to_draw(compare(table(aid), table(pact)))[0]
    found = {item.source: (item.change, item.mutual, item.id) for item in lines.itertuples()}
    assert found == {"TUR": ("grew", False, "aid"), "AZE": ("began", False, "pact")}


def test_a_pair_turns_around_by_all_its_relations() -> None:
    trade, war = row("RUS", "AZE", "support", 3, id="trade"), row("AZE", "RUS", "tension", 4, id="war")
    lines = to_draw(compare(table(trade), table(war, trade)))[0]
    assert [(item.id, item.change) for item in lines.itertuples()] == [("war", "turned")]
    back = to_draw(compare(table(war, trade), table(trade)))[0]
    assert {item.id: item.change for item in back.itertuples()} == {"war": "ended", "trade": "turned"}
    twice = row("RUS", "AZE", "support", 3, mutual="true", id="twice")
    assert not compare(table(trade), table(war, twice))["turned"].any()  # 6 of support, counted both ways


@pytest.mark.parametrize("side", [0, 1])
def test_a_country_alone_and_an_empty_day_are_no_trouble(side: int) -> None:
    alone = table(row("RUS", "RUS", "tension"), row("AZE", "ARM"))
    lines, unchanged = to_draw(compare(*[table(), alone][:: 1 - 2 * side]))
    assert [item.change for item in lines.itertuples()] == [["began", "ended"][side]]
    assert unchanged == 0
