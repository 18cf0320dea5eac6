"""Measures count directed statements, and know nothing from zero."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import UsageError
from geo.measures import DIRECTIONS, MEASURES, gross, gross_with, values

COUNTRIES = ("AZE", "ARM", "RUS", "IRN", "ISR")
COLUMNS = ["source", "target", "kind", "intensity", "mutual"]

rows = st.lists(
    st.tuples(
        st.sampled_from(COUNTRIES),
        st.sampled_from(COUNTRIES),
        st.sampled_from(("support", "tension")),
        # eighths, so that sums are exact in whatever order
        st.integers(8, 40).map(lambda eighths: eighths / 8),
        st.booleans(),
    ),
    max_size=30,
)


def relations(*rows: tuple[str, str, str, float, bool]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=COLUMNS)
    return table.astype({"intensity": "float64", "mutual": "bool"})


EXAMPLE = relations(
    ("UKR", "AZE", "support", 2, False),
    ("AZE", "ISR", "support", 4, True),
    ("RUS", "AZE", "tension", 3, False),
    ("AZE", "RUS", "tension", 1, False),
    ("RUS", "AZE", "support", 1, False),
)


def test_gross_keeps_both_signs_and_counts_mutual_rows_both_ways() -> None:
    both = gross(EXAMPLE)
    assert both.to_dict("index") == {
        "AZE": {"support": 11.0, "tension": 4.0},
        "ISR": {"support": 8.0, "tension": 0.0},
        "RUS": {"support": 1.0, "tension": 4.0},
        "UKR": {"support": 2.0, "tension": 0.0},
    }
    assert gross(EXAMPLE, "in").loc["AZE"].to_list() == [7.0, 3.0]
    assert gross(EXAMPLE, "out").loc["AZE"].to_list() == [4.0, 1.0]


def test_who_says_nothing_has_no_data_in_that_direction() -> None:
    assert "UKR" not in gross(EXAMPLE, "in").index
    assert "UKR" in gross(EXAMPLE, "out").index


def test_only_tension_is_zero_support_but_no_relation_is_no_data() -> None:
    table = relations(("RUS", "UKR", "tension", 5, False))
    assert values("support", table) == {"RUS": 0.0, "UKR": 0.0}
    assert values("support", table, direction="in") == {"UKR": 0.0}


def test_balance_is_the_share_of_support_less_that_of_tension() -> None:
    assert values("balance", EXAMPLE) == pytest.approx({"AZE": 7 / 15, "ISR": 1.0, "RUS": -3 / 5, "UKR": 1.0})


def test_stance_is_what_others_say_about_the_focus() -> None:
    assert values("stance", EXAMPLE, focus="AZE") == {"ISR": 1.0, "RUS": -0.5, "UKR": 1.0}


def test_stance_turned_round_is_what_the_focus_says_about_others() -> None:
    assert values("stance", EXAMPLE, focus="AZE", direction="out") == {"ISR": 1.0, "RUS": -1.0}


def test_stance_towards_a_country_nobody_speaks_of_is_empty() -> None:
    assert values("stance", EXAMPLE, focus="FRA") == {}
    assert gross_with(EXAMPLE, "FRA").empty


def test_a_relation_with_oneself_counts_for_nothing() -> None:
    table = relations(("AZE", "AZE", "support", 5, True), ("RUS", "UKR", "tension", 5, False))
    assert list(values("volume", table)) == ["RUS", "UKR"]


@pytest.mark.parametrize("name", MEASURES)
def test_an_empty_table_has_no_values(name: str) -> None:
    assert values(name, relations(), focus="AZE") == {}


@pytest.mark.parametrize(
    ("measure", "direction", "wrong"),
    [("love", "both", "'love'"), ("balance", "sideways", "'sideways'"), ("stance", "both", "focus")],
)
def test_wrong_use_is_named(measure: str, direction: str, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        values(measure, EXAMPLE, direction=direction)


def test_any_column_type_of_pandas_will_do() -> None:
    plain = values("volume", EXAMPLE)
    for dtype in ("category", "object", "string"):
        assert values("volume", EXAMPLE.astype({"source": dtype, "target": dtype, "kind": dtype})) == plain
    assert values("volume", EXAMPLE.iloc[::-1]) == plain


def test_measures_carry_their_own_name() -> None:
    assert {name: measure.name for name, measure in MEASURES.items()} == {name: name for name in MEASURES}


@given(rows)
def test_a_mutual_row_is_two_directed_rows(drawn: list[tuple[str, str, str, float, bool]]) -> None:
    split = [(a, b, kind, weight, False) for a, b, kind, weight, _ in drawn]
    split += [(b, a, kind, weight, False) for a, b, kind, weight, mutual in drawn if mutual]
    for direction in DIRECTIONS:
        pd.testing.assert_frame_equal(gross(relations(*drawn), direction), gross(relations(*split), direction))
        for name in MEASURES:
            one = values(name, relations(*drawn), direction=direction, focus="AZE")
            assert one == values(name, relations(*split), direction=direction, focus="AZE")


@given(rows)
def test_both_directions_are_in_plus_out(drawn: list[tuple[str, str, str, float, bool]]) -> None:
    table = relations(*drawn)
    both, into, out = (gross(table, direction) for direction in DIRECTIONS)
    pd.testing.assert_frame_equal(both, into.add(out, fill_value=0.0), check_like=True)
    assert into["support"].sum() == out["support"].sum()


@given(rows, st.sampled_from(DIRECTIONS))
def test_volume_is_support_plus_tension_and_shares_stay_within_one(
    drawn: list[tuple[str, str, str, float, bool]], direction: str
) -> None:
    table = relations(*drawn)
    found = {name: values(name, table, direction=direction, focus="AZE") for name in MEASURES}
    assert list(found["volume"]) == list(found["support"]) == list(found["tension"]) == list(found["balance"])
    assert found["volume"] == {key: found["support"][key] + found["tension"][key] for key in found["support"]}
    assert all(-1 <= share <= 1 for name in ("balance", "stance") for share in found[name].values())
    assert "AZE" not in found["stance"]


def test_a_large_table_adds_up() -> None:
    rng = np.random.default_rng(7)
    names = np.array([f"{a}{b}X" for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJ"])
    source, target = rng.choice(names, (2, 250_000))
    table = pd.DataFrame({"source": source, "target": target, "intensity": rng.integers(1, 6, 250_000).astype(float)})
    table = table.assign(
        kind=np.where(rng.random(250_000) < 0.5, "support", "tension"), mutual=rng.random(250_000) < 0.3
    )
    honest = table[table.source != table.target]
    assert sum(values("volume", table).values()) == 2 * (honest.intensity * (1 + honest.mutual)).sum()
