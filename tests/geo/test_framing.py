"""Where the map looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.framing import bounds_around, center_of, frame, plane_of
from geo.regions import REGIONS
from geo.view import View

points = st.lists(st.tuples(st.floats(-180, 180), st.floats(-55, 75)), min_size=1, max_size=12)
ANCHORS = {"AZE": (47.8, 40.3), "ARM": (45.0, 40.2), "FJI": (178.0, -17.8), "USA": (-97.5, 39.5), "NZL": (172.8, -40.8)}


def holds(bounds: tuple[float, float, float, float], point: tuple[float, float]) -> bool:
    west, south, east, north = bounds
    turned = (point[0] - west) % 360 + west
    return (west - 0.01 <= turned <= east + 0.01 or east - west >= 359) and south - 0.01 <= point[1] <= north + 0.01


@given(points)
def test_every_point_is_in_the_frame(around: list[tuple[float, float]]) -> None:
    bounds = bounds_around(around)
    west, south, east, north = bounds
    assert -360 < west < east <= west + 360
    assert -90 < south < north < 90
    if bounds != REGIONS["world"].bounds:
        assert all(holds(bounds, point) for point in around)


def test_the_frame_goes_the_short_way_round() -> None:
    west, _, east, _ = bounds_around([ANCHORS["FJI"], ANCHORS["USA"], ANCHORS["NZL"]])
    assert east - west < 180
    assert west < 172.8
    assert east > 262


def test_one_country_still_has_room_around_it() -> None:
    west, south, east, north = bounds_around([ANCHORS["AZE"]])
    assert east - west >= 9
    assert north - south >= 9


def test_a_named_region_is_that_region() -> None:
    view = View(region="east-asia", focus="AZE")
    assert frame(view, "south-caucasus", {"AZE"}, ANCHORS) == REGIONS["east-asia"].bounds


def test_fit_stays_on_the_home_region_until_somebody_is_singled_out() -> None:
    home = REGIONS["south-caucasus"].bounds
    assert frame(View(), "south-caucasus", {"USA", "FJI"}, ANCHORS) == home
    assert frame(View(), "south-caucasus", set(), ANCHORS) == home
    assert frame(View(focus="USA"), "south-caucasus", {"USA", "FJI"}, ANCHORS) != home


def test_a_focus_without_relations_is_still_in_the_frame() -> None:
    assert holds(frame(View(focus="FJI"), "fit", set(), ANCHORS), ANCHORS["FJI"])


def test_with_nothing_to_look_at_it_is_the_world() -> None:
    assert frame(View(), "fit", set(), ANCHORS) == REGIONS["world"].bounds


@pytest.mark.parametrize(
    ("bounds", "middle"), [((170, 0, 250, 10), -150), ((-10, 0, 10, 10), 0), ((170, 0, 190, 1), -180)]
)
def test_center_of(bounds: tuple[float, float, float, float], middle: float) -> None:
    assert center_of(bounds) == middle


HOME = (27.0, 28.5, 60.0, 54.5)


def test_the_plane_stays_while_the_frame_is_near_home() -> None:
    assert plane_of("", HOME, HOME) == ("regional", (45.0, 40.0))
    assert plane_of("", (19.7, 20.0, 133.3, 53.4), HOME) == ("regional", (45.0, 40.0))
    assert plane_of("globe", HOME, HOME) == ("globe", (45.0, 40.0))
    assert plane_of("", (98.0, 17.0, 149.0, 54.0), HOME) == ("regional", (120.0, 40.0))


def test_a_wide_frame_is_a_map_of_the_world_but_round_a_pole() -> None:
    world = (-170.0, -58.0, 190.0, 78.0)
    assert plane_of("", world, world) == ("equal-earth", (10.0, 0.0))
    assert plane_of("regional", world, HOME)[0] == "equal-earth"
    assert plane_of("globe", world, world) == ("globe", (10.0, 10.0))
    assert plane_of("mercator", world, world) == ("mercator", (10.0, 0.0))
    assert plane_of("", (-180.0, 60.0, 180.0, 79.0), HOME)[1][1] == 90.0
