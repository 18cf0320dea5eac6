from __future__ import annotations

import math

import pytest

from tests.bench.report import Row, markdown, number, ratio, targets

NAMES = ("Faultlines", "(a) folium", "(b) pydeck")


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [
        (1234.5, "kB", "1,234 kB"),
        (0.0123, "s", "0.012 s"),
        (12.34, "s", "12.3 s"),
        (10, "", "10"),
        (math.inf, "s", "> 120 s"),
        (None, "s", "no answer"),
    ],
)
def test_numbers(figure: float | None, unit: str, text: str) -> None:
    assert number(figure, unit) == text


@pytest.mark.parametrize(
    ("ours", "theirs", "text"),
    [
        (1, 25, "1/25"),
        (1, 2.5, "1/2.5"),
        (3, 2, "1.50"),
        (0, 9, "0"),
        (0, 0, "1"),
        (2, math.inf, "< 1/60"),
        (1, None, "–"),
    ],
)
def test_ratios(ours: float, theirs: float | None, text: str) -> None:
    assert ratio(ours, theirs) == text


def test_a_row_has_the_figures_and_the_ratios() -> None:
    table = markdown([Row("first map", "s", (1.0, 2.0, 4.0))], NAMES)
    assert table.splitlines()[-1] == "| first map | 1.00 s | 2.00 s | 4.00 s | 1/2.0 | 1/4.0 |"


def test_targets_are_judged() -> None:
    rows = [
        Row("one change, to the last paint", "s", (0.1, 2.5, 1.0)),
        Row("one change, bytes", "kB", (5.0, 1290.0, 7.0)),
        Row("first map", "s", (1.0, 3.0, None)),
        Row("20,000 relations: compose", "s", (0.8, 9.0, 2.0)),
        Row("20,000 relations: redraw after a pan", "s", (0.5, math.inf, 0.2)),
    ]
    said = targets(rows, NAMES).splitlines()
    assert [line.split(":")[0] for line in said] == [
        "- reached",
        "- missed",
        "- reached",
        "- reached",
        "- reached",
        "- missed",
    ]
    assert said[-1].endswith("not in: 20,000 relations: redraw after a pan")


def test_one_frame_is_level_with_one_frame_but_not_ahead() -> None:
    rows = [
        Row("redraw after a pan", "s", (1 / 60, 0.1, 1 / 60)),
        Row("redraw after a zoom", "s", (0.1, 0.4, 0.05)),
        Row("exported HTML, requests to other hosts", "", (0, 11, 0)),
    ]
    said = targets(rows, NAMES).splitlines()[-1]
    assert said.startswith("- missed: ahead of (b) pydeck in every row; ")
    assert said.endswith("; not in: redraw after a zoom; level in: redraw after a pan")
