"""Lines in both directions: which part stands where."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.render.bidi import is_rtl, placed_runs, span_of, width_of_span


def measured(text: str, font: str) -> float:
    return float(len(text))


def seen(text: str) -> list[str]:
    """The parts from left to right."""
    placed = placed_runs(span_of(text, lambda part: [("", part)]), measured)
    return [run.text for run, _, _ in sorted(placed, key=lambda found: found[1])]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Azerbaijan and Iran, 2025", ["Azerbaijan and Iran, 2025"]),
        ("ایران → روسیه", ["ایران", "→", "روسیه"]),
        ("in ایران, روسیه and سوريا (2025)", ["in", "ایران", ",", "روسیه", "and", "سوريا", "(2025)"]),
        ("إيران تدعم سوريا (2024) عبر NATO!", ["!", "NATO", ") عبر", "2024", "إيران تدعم سوريا ("]),
        ("حرب 2020-09-27 في قره باغ", ["في قره باغ", "2020-09-27", "حرب"]),
        ('ארה"ב ו-G7 2025', ["G7 2025", 'ארה"ב ו-']),
        ("נשק 5G בשנת 10%", ["10%", "בשנת", "5G", "נשק"]),
        ("سال ۲۰۲۵ (منبع: BBC News)", [")", "BBC News", "(منبع:", "۲۰۲۵", "سال"]),
    ],
)
def test_parts_stand_in_their_order(text: str, parts: list[str]) -> None:
    assert seen(text) == parts


@pytest.mark.parametrize(
    ("text", "rtl"),
    [
        ("ایران", True),
        ("إيران تدعم سوريا عبر NATO", True),
        ("ایران in July 2025", False),
        ("ایران → روسیه", False),
        ("Data: ایران", False),
        ("2025: ایران", True),
        ("\u200eایران", False),
        ("\u200f2025", True),
        ("", False),
    ],
)
def test_the_direction_of_the_whole(text: str, rtl: bool) -> None:
    assert is_rtl(text) == rtl


@given(st.text(st.sampled_from("aB5 ,.(-%→ابא٣\u0301\u200c日"), max_size=30))
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    text = " ".join(text.split())
    span = span_of(text, lambda part: [("", part)])
    placed = list(placed_runs(span, measured))
    assert "".join(run.text + run.blanks for run, _, _ in placed) == text
    ends = sorted((left, left + len(run.text)) for run, left, _ in placed)
    assert all(right <= left for (_, right), (left, _) in pairwise(ends))
    assert not ends or (ends[0][0], ends[-1][1]) == (0.0, width_of_span(span, measured))
