"""Every value has one class, and fixed classes stay where they are."""

from __future__ import annotations

import math
from itertools import pairwise

import mapclassify
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import palette
from geo.errors import UsageError
from geo.measures import MEASURES
from geo.scales import CLASSIFIERS, FIXED, Scale, scale_for, scale_from_data

DIVERGING = [name for name, measure in MEASURES.items() if measure.diverging]
SEQUENTIAL = [name for name in MEASURES if name not in DIVERGING]
CUT = [name for name in CLASSIFIERS if name != FIXED]

finite = st.floats(allow_nan=False, allow_infinity=False)
balances = st.lists(st.floats(-1, 1), max_size=40)
sums = st.lists(st.integers(0, 4000).map(lambda quarters: quarters / 4), max_size=40)


def bounds(scale: Scale, index: int) -> tuple[float, float]:
    edges = (-math.inf, *scale.breaks, math.inf)
    return edges[index], edges[index + 1]


@given(finite, st.sampled_from(list(MEASURES)))
def test_every_finite_value_has_exactly_one_class(value: float, measure: str) -> None:
    scale = scale_for(measure)
    index = scale.index_of(value)
    assert index is not None
    low, high = bounds(scale, index)
    assert low <= value <= high
    assert scale.color_of(value) == scale.colors[index]
    assert (
        sum(
            low < value < high or value == (high if value <= 0 else low)
            for low, high in (bounds(scale, i) for i in range(len(scale.colors)))
        )
        == 1
    )


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("measure", MEASURES)
def test_what_is_not_a_number_has_no_class(value: float | None, measure: str) -> None:
    assert scale_for(measure).index_of(value) is None
    assert scale_for(measure).color_of(value) == palette.NO_DATA


@given(finite, finite, st.sampled_from(list(MEASURES)))
def test_a_larger_value_never_has_a_lower_class(one: float, other: float, measure: str) -> None:
    scale = scale_for(measure)
    low, high = sorted((one, other))
    assert (scale.index_of(low) or 0) <= (scale.index_of(high) or 0)


@given(st.floats(-1, 1))
def test_both_signs_are_treated_alike(value: float) -> None:
    scale = scale_for("balance")
    index, mirrored = scale.index_of(value), scale.index_of(-value)
    assert index is not None
    assert mirrored == len(scale.colors) - 1 - index


@pytest.mark.parametrize(
    ("measure", "value", "label"),
    [
        ("balance", -1, "mostly tension (75 % tension or more)"),
        ("balance", -0.5, "mostly tension (75 % tension or more)"),
        ("balance", -0.49, "leans to tension (55 to 75 % tension)"),
        ("balance", 0, "about even (neither much over half)"),
        ("stance", 0.1, "leans to support (55 to 75 % support)"),
        ("stance", 0.5, "mostly support (75 % support or more)"),
        ("support", 0, "none, only tension"),
        ("support", 1, "under 4"),
        ("tension", 4, "4 to under 8"),
        ("volume", 31.5, "16 to under 32"),
        ("volume", 900, "32 and more"),
    ],
)
def test_fixed_classes(measure: str, value: float, label: str) -> None:
    scale = scale_for(measure)
    index = scale.index_of(value)
    assert index is not None
    assert scale.labels[index] == label


def test_sides_have_the_colours_of_their_kind() -> None:
    assert scale_for("balance").color_of(1) == palette.BALANCE_FILLS[-1]
    assert scale_for("balance").color_of(0) == palette.EVEN == scale_for("support").color_of(0)
    assert scale_for("tension").color_of(100) == palette.TENSION_FILLS[-1]


@given(sums, finite, st.sampled_from(SEQUENTIAL), st.sampled_from(CLASSIFIERS), st.integers(2, 5))
def test_classes_from_data_take_every_value(
    values: list[float], other: float, measure: str, scheme: str, k: int
) -> None:
    scale = scale_from_data(measure, values, scheme, k)
    assert {scale.index_of(value) for value in (*values, other)} <= set(range(len(scale.colors)))
    assert len(scale.colors) <= max(k + 1, len(scale_for(measure).colors))
    assert len(set(scale.colors)) == len(set(scale.labels)) == len(scale.colors)
    assert scale == scale_from_data(measure, [*reversed(values), math.nan, math.inf], scheme, k)


@given(balances, st.sampled_from(DIVERGING), st.sampled_from(CUT))
def test_classes_from_data_keep_the_sign(values: list[float], measure: str, scheme: str) -> None:
    scale = scale_from_data(measure, values, scheme)
    assert scale.colors == palette.BALANCE_FILLS
    assert scale.index_of(0.0) == 2
    for value in values:
        index = scale.index_of(value)
        assert index is not None
        assert index == 2 if abs(value) < 0.1 else (index > 2) == (value > 0)


@given(sums, st.sampled_from([("quantiles", "Quantiles"), ("fisher-jenks", "FisherJenks")]))
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
def test_classes_are_those_of_mapclassify(values: list[float], scheme: tuple[str, str]) -> None:
    positive = np.sort([value for value in values if value > 0])
    k = min(4, len(np.unique(positive)))
    if k < 2:
        return
    theirs = np.searchsorted(getattr(mapclassify, scheme[1])(positive, k=k).bins, positive)
    scale = scale_from_data("volume", values, scheme[0], k=4)
    if scale == scale_for("volume"):
        assert len(set(theirs)) == 1 or scale.breaks == (4, 8, 16, 32)
        return
    ours = [scale.index_of(value) for value in positive]
    assert [a == b for a, b in pairwise(ours)] == [a == b for a, b in pairwise(theirs)]


def test_natural_breaks_are_exact_and_never_random() -> None:
    values = np.random.default_rng(3).pareto(1.2, 120) * 4
    first = scale_from_data("tension", values, "natural-breaks")
    assert first == scale_from_data("tension", values, "natural-breaks")
    assert first.breaks == scale_from_data("tension", values, "fisher-jenks").breaks


def test_equal_intervals_are_equal() -> None:
    scale = scale_from_data("volume", [0.0, 10.0, 11.0, 12.0, 13.0, 60.0], "equal-interval", k=5)
    assert scale.breaks == pytest.approx((20, 30, 40, 50))
    assert scale.labels[0] == "under 20"


@pytest.mark.parametrize("values", [[], [5.0], [5.0, 5.0], [0.0, math.nan]])
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("scheme", CUT)
def test_too_few_values_leave_the_fixed_classes(values: list[float], measure: str, scheme: str) -> None:
    assert scale_from_data(measure, values, scheme) == scale_for(measure)


def test_labels_tell_close_classes_apart() -> None:
    scale = scale_from_data("volume", [1.0, 1.0001, 1.0002, 1.0003], "quantiles", k=4)
    assert len(set(scale.labels)) == 4


@pytest.mark.parametrize(
    ("measure", "scheme", "k", "wrong"),
    [("love", FIXED, 5, "'love'"), ("balance", "jenks", 5, "'jenks'"), ("volume", "quantiles", 9, "9")],
)
def test_wrong_use_is_named(measure: str, scheme: str, k: int, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        scale_from_data(measure, [1.0, 2.0], scheme, k)


def test_a_scale_refuses_breaks_that_do_not_ascend() -> None:
    with pytest.raises(ValueError, match="ascend"):
        Scale("volume", (2.0, 2.0), ("#000000",) * 3, ("a", "b", "c"), ("a", "b", "c"))
    with pytest.raises(ValueError, match="one colour"):
        Scale("volume", (2.0,), ("#000000",) * 3, ("a", "b"), ("a", "b"))
