"""Projections: equal areas, fitted to the frame, and nothing smeared across the map wherever its centre is."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.countries import Atlas
from geo.render.ground import visible
from geo.render.projection import RADIUS, Box, fitted

FRAME = Box(20.0, 80.0, 900.0, 560.0)
BOUNDS = {
    "caucasus": (25.0, 29.0, 62.0, 58.5),
    "chukotka": (150.0, 50.0, 210.0, 75.0),
    "fiji": (170.0, -25.0, 190.0, -10.0),
    "mid-pacific": (115.0, -48.0, 250.0, 62.0),
    "antarctica": (-180.0, -90.0, 180.0, -60.0),
    "arctic": (-180.0, 60.0, 180.0, 90.0),
    "world": (-170.0, -58.0, 190.0, 78.0),
    "wide": (-40.0, -60.0, 140.0, 75.0),
    "whole": (-180.0, -90.0, 180.0, 90.0),
}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.load()


def centre(bounds: tuple[float, float, float, float]) -> float:
    return ((bounds[0] + bounds[2]) / 2 + 180) % 360 - 180


def made(name: str, projection: str = "regional"):  # type: ignore[no-untyped-def]
    return fitted(BOUNDS[name], FRAME, projection, (centre(BOUNDS[name]), 0.0))


def test_regions_are_azimuthal_and_the_world_is_equal_earth() -> None:
    assert made("caucasus").azimuthal
    assert made("antarctica").azimuthal
    assert not made("world").azimuthal
    assert not made("wide").azimuthal
    assert not made("caucasus", "equal-earth").azimuthal


@pytest.mark.parametrize("name", BOUNDS)
def test_the_bounds_lie_in_the_frame_and_fill_it_one_way(name: str) -> None:
    west, south, east, north = BOUNDS[name]
    projection = made(name)
    edge = shapely.segmentize(shapely.box(west + 1e-6, south, east - 1e-6, north).exterior, 1.0)
    at = np.array([projection.point(lon, lat) for lon, lat in shapely.get_coordinates(edge)])
    low, high = at.min(axis=0), at.max(axis=0)
    assert FRAME.grown(0.5).has(*low)
    assert FRAME.grown(0.5).has(*high)
    width, height = high - low
    assert width == pytest.approx(FRAME.width, abs=2) or height == pytest.approx(FRAME.height, abs=2)


@given(st.floats(-60, 60), st.floats(-70, 70), st.booleans())
def test_areas_are_true(lon: float, lat: float, world: bool) -> None:
    """A cell of a degree covers as many pixels as it has square metres, anywhere: two radii, one scale."""
    projection = fitted((-170, -58, 190, 78) if world else (-70, -70, 70, 70), FRAME, "regional", (10.0, 0.0))
    cell = shapely.segmentize(shapely.box(lon, lat, lon + 1, lat + 1), 0.02)
    drawn = shapely.transform(cell, projection.pixels).area
    true = RADIUS**2 * np.radians(1) * (np.sin(np.radians(lat + 1)) - np.sin(np.radians(lat)))
    assert drawn == pytest.approx(true * projection.scale**2, rel=1e-3)


@pytest.mark.parametrize("name", BOUNDS)
def test_no_short_border_becomes_a_long_stroke(atlas: Atlas, name: str) -> None:
    """Before they are cut to the frame, no two neighbouring points of a shape are far apart on the picture."""
    projection = made(name)
    allowed = max(40.0, 4.0 * projection.scale * 111_195.0)
    frame = shapely.box(FRAME.x, FRAME.y, FRAME.right, FRAME.bottom)
    for key, shape in atlas.shapes.geometry.items():
        for part in shapely.get_parts(projection.polygon(shape)):
            ends = np.asarray(part.exterior.coords)
            steps = np.hypot(*np.diff(ends, axis=0).T)
            for place in np.flatnonzero(steps > allowed):
                assert not shapely.LineString(ends[place : place + 2]).intersects(frame), key


@pytest.mark.parametrize("name", ["fiji", "mid-pacific", "world", "antarctica"])
def test_countries_keep_their_area_on_the_map(atlas: Atlas, name: str) -> None:
    """A country that lies wholly in the frame has its true area: nothing was lost at a cut, nothing filled twice."""
    projection = made(name)
    inner = shapely.box(FRAME.x, FRAME.y, FRAME.right, FRAME.bottom)
    checked = 0
    for key in ("FJI", "NZL", "RUS", "USA", "ATA", "AUS", "JPN"):
        drawn = projection.polygon(atlas.shapes.geometry[key])
        if drawn.is_empty or not drawn.within(inner):
            continue
        true = _true_area(atlas.shapes.geometry[key]) * projection.scale**2
        assert drawn.area == pytest.approx(true, rel=0.01)
        checked += 1
    assert checked


def _true_area(shape: shapely.Geometry) -> float:
    dense = shapely.segmentize(shape, 0.5)
    flat = shapely.transform(dense, lambda at: np.column_stack([np.radians(at[:, 0]), np.sin(np.radians(at[:, 1]))]))
    return float(flat.area) * RADIUS**2


def test_russia_is_one_piece_round_chukotka(atlas: Atlas) -> None:
    drawn = made("chukotka").polygon(atlas.shapes.geometry["RUS"])
    largest = max(shapely.get_parts(drawn), key=lambda part: part.area)
    for lon in (-172.0, 178.0, 160.0):
        assert largest.contains(shapely.Point(made("chukotka").point(lon, 66.5)))


@pytest.mark.parametrize("name", ["caucasus", "chukotka", "world"])
def test_neighbours_share_their_borders(atlas: Atlas, name: str) -> None:
    shapes = visible(atlas.shapes, atlas.shapes.index, made(name))
    land = [shape for shape in shapes.values() if not shape.is_empty]
    overlap = sum(shape.area for shape in land) - shapely.union_all(land).area
    assert abs(overlap) < 0.002 * sum(shape.area for shape in land)


@given(
    st.lists(st.tuples(st.floats(-30, 30), st.floats(-80, 80)), min_size=1, max_size=6),
    st.floats(-180, 180),
    st.floats(-180, 180),
)
def test_lines_never_jump(steps: list[tuple[float, float]], start: float, middle: float) -> None:
    lon = start + np.cumsum([0.0, *[step[0] for step in steps]])
    path = np.column_stack([lon, [0.0, *[step[1] for step in steps]]])
    for bounds in ((middle - 170, -58.0, middle + 170, 78.0), (middle - 30, -10.0, middle + 30, 40.0)):
        projection = fitted(bounds, FRAME, "regional", (middle, 0.0))
        degree = projection.scale * 111_195.0
        for piece in projection.line(path):
            jumps = np.hypot(*np.diff(piece, axis=0).T)
            assert jumps.max() < 4.0 * degree


def test_a_line_past_the_edge_of_the_world_is_cut_there() -> None:
    projection = made("world")
    pieces = projection.line(np.array([[-100.0, 40.0], [-182.0, -18.0]]))
    assert len(pieces) == 2
    edges = projection.outline()
    assert pieces[0][-1][0] == pytest.approx(edges[:, 0].min(), abs=30)
    assert pieces[1][0][0] == pytest.approx(edges[:, 0].max(), abs=30)


@pytest.mark.parametrize("centre", [(180.0, 65.0), (155.0, -20.0), (0.0, -90.0), (-160.0, 0.0)], ids=str)
def test_a_globe_shows_its_near_side_whole(atlas: Atlas, centre: tuple[float, float]) -> None:
    """Everything lies in the disc, no stroke runs across it, and no land lies on other land."""
    lon, lat = centre
    globe = fitted((lon - 90, max(lat - 90, -90), lon + 90, min(lat + 90, 90)), FRAME, "globe", centre)
    disc = shapely.Polygon(globe.outline())
    assert disc.area == pytest.approx(np.pi * (FRAME.height / 2) ** 2, rel=1e-3)
    degree = globe.scale * 111_195.0
    keys = ["ATA", "AUS", "BRA", "CHN", "DZA", "FJI", "IND", "MEX", "NZL", "RUS", "ZAF"]
    drawn = [globe.polygon(atlas.shapes.geometry[key]) for key in keys]
    for shape in drawn:
        assert shape.is_empty or disc.buffer(1).covers(shape)
        for part in shapely.get_parts(shape):
            at = np.asarray(part.exterior.coords)
            steps = np.hypot(*np.diff(at, axis=0).T)
            rim = np.hypot(*(at - np.array(globe.origin)).T) > disc.length / (2 * np.pi) - 0.1
            assert steps[~(rim[1:] & rim[:-1])].max(initial=0) < 3 * degree
    assert shapely.union_all(shapely.make_valid(drawn)).area == pytest.approx(
        sum(shape.area for shape in drawn), rel=2e-3
    )


def test_mercator_is_mercator() -> None:
    flat = made("caucasus", "mercator")
    x, y = np.array([flat.point(lon, lat) for lon, lat in ((30.0, 35.0), (40.0, 35.0), (40.0, 45.0))]).T
    degree = (x[1] - x[0]) / 10
    up = [np.degrees(np.arctanh(np.sin(np.radians(lat)))) for lat in (35.0, 45.0)]
    assert y[1] - y[2] == pytest.approx(degree * (up[1] - up[0]), rel=1e-6)
    assert y[0] == pytest.approx(y[1])


def test_a_line_beyond_the_horizon_of_a_globe_is_cut_there() -> None:
    globe = fitted((-45.0, -50.0, 135.0, 90.0), FRAME, "globe", (45.0, 40.0))
    (piece,) = globe.line(np.array([[45.0, 40.0], [45.0, -70.0]]))
    assert piece[-1][1] == pytest.approx(globe.outline()[:, 1].max(), abs=1.0)
    assert not globe.shows(45.0, -51.0)
