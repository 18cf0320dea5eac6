"""The signs of a map of changes in pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations
from math import hypot

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import MapSpec, to_svg
from geo.changes import CHANGES
from geo.countries import Atlas
from geo.render.arrows import Drawn
from geo.render.marks import APART, RADIUS, SIGNS, boxes_of, marks_of
from geo.render.projection import Box
from geo.spec import LegendRow
from tests.samples import RELATIONS, sample_line, sample_spec

FRAME = Box(0.0, 0.0, 800.0, 500.0)
LINE = replace(sample_line(RELATIONS[0]), change="began")


def straight(*ends: float) -> Drawn:
    x0, y0, x1, y1 = ends
    return Drawn(LINE, (np.array([[x0, y0], [x1, y1]]),), ())


def changed(spec: MapSpec) -> MapSpec:
    """The sample with a change on every line, and a legend that says so."""
    lines = tuple(replace(line, change=CHANGES[at % len(CHANGES)]) for at, line in enumerate(spec.lines))
    rows = tuple(LegendRow("change", name, name, "#25231f", 2.3, count=2) for name in CHANGES)
    legend = replace(spec.legend, lines=(*rows, *spec.legend.lines))
    return replace(spec, lines=lines, legend=legend, since="2024-12-01", at="2025-07-31")


def test_there_is_a_sign_for_every_change() -> None:
    assert SIGNS.keys() == set(CHANGES)
    assert len({data for data, _ in SIGNS.values()}) == len(SIGNS)


def test_a_sign_stands_in_the_middle_of_its_line() -> None:
    (mark,) = marks_of([straight(100, 100, 300, 200)], FRAME)
    assert (mark.x, mark.y) == (200, 150)
    assert marks_of([replace(straight(0, 0, 9, 9), line=replace(LINE, change=""))], FRAME) == ()


def test_a_sign_stays_in_the_frame_if_its_line_does() -> None:
    (mark,) = marks_of([straight(700, 100, 1200, 100)], FRAME)
    assert 700 < mark.x <= 800 - RADIUS


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.floats(0, 500)] * 4), min_size=1, max_size=8))
def test_signs_cover_each_other_only_where_there_is_no_room(ends: list[tuple[float, ...]]) -> None:
    marks = marks_of([straight(*points) for points in ends], FRAME)
    assert len(marks) == len(boxes_of(marks)) == len(ends)
    long = [straight(100, 10 + 3 * at, 700, 10 + 3 * at) for at in range(6)]
    apart = marks_of(long, FRAME)
    assert min(hypot(a.x - b.x, a.y - b.y) for a, b in combinations(apart, 2)) >= APART


@pytest.mark.parametrize("size", [(1200, 750), (600, 400), (320, 480)])
def test_pictures_have_the_signs_over_the_lines_and_in_the_legend(size: tuple[int, int]) -> None:
    spec = changed(sample_spec())
    root = ET.fromstring(to_svg(spec, Atlas.load(), size))
    groups = [group.get("id") for group in root if group.get("id")]
    assert groups.index("changes") > groups.index("lines")
    found = {sign.get("data-of"): sign.get("data-mark") for sign in root.iter() if sign.get("data-mark")}
    assert found == {line.id: line.change for line in spec.lines}
    rows = {row.get("data-value") for row in root.iter() if row.get("data-symbol") == "change"}
    assert rows == set(CHANGES)
    plain = to_svg(sample_spec(), Atlas.load(), size)
    assert "data-mark" not in plain
