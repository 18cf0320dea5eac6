"""Country names: never on each other, never outside, near their country or with a line to it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.render.labels import Wish, placed
from geo.render.projection import Box

FRAME = Box(0.0, 0.0, 400.0, 300.0)


def wishes() -> st.SearchStrategy[list[Wish]]:
    one = st.builds(
        Wish,
        key=st.text("ABCDEFGH", min_size=3, max_size=3),
        text=st.just("Name"),
        at=st.tuples(st.floats(-20, 420), st.floats(-20, 320)),
        size=st.sampled_from([10.0, 15.0]),
        width=st.floats(10, 120),
        rank=st.integers(0, 20),
        room=st.sampled_from([0.0, 5.0, 40.0]),
    )
    return st.lists(one, max_size=25, unique_by=lambda wish: wish.key)


def boxes() -> st.SearchStrategy[list[Box]]:
    one = st.builds(Box, st.floats(0, 390), st.floats(0, 290), st.floats(4, 60), st.floats(4, 60))
    return st.lists(one, max_size=8)


@given(wishes(), boxes())
def test_names_overlap_nothing_and_stay_inside(wanted: list[Wish], taken: list[Box]) -> None:
    labels = placed(wanted, FRAME, taken)
    for label in labels:
        assert FRAME.holds(label.box)
        assert not any(label.box.overlaps(other) for other in taken)
    for one, other in combinations(labels, 2):
        assert not one.box.overlaps(other.box)


@given(wishes())
def test_leader_lines_cross_no_name_and_each_other_never(wanted: list[Wish]) -> None:
    labels = placed(wanted, FRAME)
    lines = [(label.key, shapely.LineString(label.leader)) for label in labels if label.leader]
    for key, line in lines:
        for label in labels:
            box = label.box
            assert label.key == key or not line.intersects(shapely.box(box.x, box.y, box.right, box.bottom))
    assert not any(one.intersects(other) for (_, one), (_, other) in combinations(lines, 2))


def test_the_most_important_name_has_the_first_choice() -> None:
    first, second = (Wish(key, key, (200.0, 150.0), 14.0, 60.0, rank, 10.0) for key, rank in (("B", 1), ("A", 2)))
    labels = placed([second, first], FRAME)
    assert (labels[0].key, labels[0].x, labels[0].y) == ("B", 200.0, 150.0)


def test_a_name_keeps_off_a_line_where_it_can() -> None:
    line = np.array([[0.0, 150.0], [400.0, 150.0]])
    (label,) = placed([Wish("A", "Name", (200.0, 150.0), 14.0, 40.0, 1, 60.0)], FRAME, lines=[line])
    assert abs(label.y - 150.0) > 7


def test_a_dot_has_its_name_beside_it() -> None:
    (label,) = placed([Wish("A", "Name", (200.0, 150.0), 14.0, 40.0, 1, 0.0)], FRAME)
    assert not label.box.has(200.0, 150.0)
    assert label.leader is None


def test_a_name_that_does_not_fit_at_home_stands_off_with_a_leader_line() -> None:
    home, around = (
        shapely.box(195, 145, 205, 155),
        shapely.box(150, 120, 250, 180).difference(shapely.box(195, 145, 205, 155)),
    )
    lands = {"A": home, "B": around}
    wanted = [Wish("A", "Long name", (200.0, 150.0), 14.0, 60.0, 1, 5.0)]
    (label,) = placed(wanted, FRAME, lands=lands)
    assert label.leader is not None
    assert label.leader[1] == (200.0, 150.0)


def test_a_name_over_a_country_without_a_name_has_a_leader_line_and_over_the_sea_none() -> None:
    home, land = shapely.box(195, 120, 205, 180), shapely.box(0, 0, 195, 300)
    wanted = [Wish("A", "Name", (200.0, 150.0), 14.0, 60.0, 1, 5.0)]
    (beside,) = placed(wanted, FRAME, [Box(196.0, 0.0, 8.0, 300.0)], lands={"A": home}, others={"B": land})
    assert (beside.x > 200, beside.leader) == (True, None)
    (led,) = placed(wanted, FRAME, [Box(196.0, 0.0, 204.0, 300.0)], lands={"A": home}, others={"B": land})
    assert led.x < 200
    assert led.leader is not None
