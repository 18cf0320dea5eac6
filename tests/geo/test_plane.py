"""Planes: shapes projected for the browser, whole at any centre, with shared borders and nothing that smears."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from geo.countries import Atlas
from geo.errors import UsageError
from geo.plane import NAMES, RADIUS, Plane

COARSE = Atlas.load().topojson()
CHUKOTKA, FIJI, ANTARCTICA, PACIFIC = (-175, 65), (180, -20), (0, -90), (-160, 0)
SHOWN = ("regional", "globe", "equal-earth")


def plane(name: str, lon: int, lat: int) -> Plane:
    return Plane.of(name, (lon, lat))


class Read:
    """A TopoJSON as polygons in plane degrees, and its rim."""

    def __init__(self, made: Plane) -> None:
        self.whole: dict[str, Any] = json.loads(made.topojson(COARSE))
        self.grid = self.whole["transform"]["scale"][0]
        self.arcs = [np.cumsum(np.array(arc), axis=0) for arc in self.whole["arcs"]]
        (edge,) = self.whole["objects"]["edge"]["geometries"]
        self.rim_arcs = {max(arc, ~arc) for arc in edge["arcs"][0]}
        self.rim = shapely.Polygon(self.ring(edge["arcs"][0]))

    def ring(self, arcs: list[int]) -> np.ndarray:
        parts = [self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1] for arc in arcs]
        for before, after in zip(parts, [*parts[1:], parts[0]], strict=True):
            assert (before[-1] == after[0]).all()
        return np.vstack(parts) * self.grid

    def shapes(self, name: str = "countries") -> dict[str, shapely.Geometry]:
        return {
            each["id"]: shapely.MultiPolygon(
                [
                    shapely.Polygon(self.ring(rings[0]), [self.ring(hole) for hole in rings[1:]])
                    for rings in each["arcs"]
                ]
            )
            for each in self.whole["objects"][name]["geometries"]
        }

    def longest(self) -> float:
        """The longest straight stroke of a border that is not the rim, in degrees."""
        inner = [arc for at, arc in enumerate(self.arcs) if at not in self.rim_arcs]
        return float(max(np.hypot(*np.diff(arc, axis=0).T).max() for arc in inner)) * self.grid


@pytest.mark.parametrize("name", NAMES)
def test_points_are_those_of_the_formulas(name: str) -> None:
    """Snyder, Map projections: a working manual (1987), on a sphere; Equal Earth at three known places."""
    made = plane(name, 45, 40)
    lon, lat = np.array([[50.0, 30.0], [20.0, 60.0]]).T
    x, y = made.points(np.column_stack([lon, lat])).T
    if name == "mercator":
        assert np.allclose(x, lon)
        assert np.allclose(y, np.degrees(np.arctanh(np.sin(np.radians(lat)))))
    elif name == "equal-earth":
        places = made.points(np.array([[45.0, 90.0], [45.0 + 179.999999, 0.0], [45.0, 0.0]])) / RADIUS
        assert np.allclose(places, [[0, 1.3173627591574], [2.7066299836, 0], [0, 0]], atol=1e-6)
    else:
        phi, middle, east = np.radians(lat), np.radians(40), np.radians(lon - 45)
        cosine = np.sin(middle) * np.sin(phi) + np.cos(middle) * np.cos(phi) * np.cos(east)
        scale = RADIUS * (1 if name == "globe" else np.sqrt(2 / (1 + cosine)))
        assert np.allclose(x, scale * np.cos(phi) * np.sin(east))
        assert np.allclose(y, scale * (np.cos(middle) * np.sin(phi) - np.sin(middle) * np.cos(phi) * np.cos(east)))


def test_what_a_plane_does_not_show_has_no_place_on_it() -> None:
    places = plane("globe", 45, 40).points(np.array([[45.0, -49.9], [45.0, -50.1], [-135.0, 0.0]]))
    assert np.isfinite(places[0]).all()
    assert np.isnan(places[1:]).all()


def test_planes_stand_on_a_grid_and_have_one_name_each() -> None:
    for wrong in (("globe", 44, 40), ("globe", 180, 0), ("equal-earth", 10, 5), ("mercator", 10, 0), ("flat", 0, 0)):
        with pytest.raises(UsageError):
            Plane(*wrong)
    for made in (
        plane("regional", 45, 40),
        plane("globe", -180, -90),
        plane("equal-earth", -20, 7),
        plane("mercator", 9, 9),
    ):
        assert Plane.tagged(made.tag) == made
    for wrong in ("regional-44e-40n", "regional-0w-0n", "regional-045e-40n", "globe-200e-0n", "mercator-0e-0n", ""):
        assert Plane.tagged(wrong) is None


def test_mercator_has_the_shapes_as_they_are() -> None:
    assert plane("mercator", 45, 0).topojson(COARSE) is COARSE


@pytest.mark.parametrize(
    ("name", "centre"),
    [
        *(("globe", centre) for centre in (CHUKOTKA, FIJI, ANTARCTICA, PACIFIC)),
        *(("regional", centre) for centre in (CHUKOTKA, FIJI, ANTARCTICA)),
        ("equal-earth", CHUKOTKA),
    ],
)
def test_nothing_smears_and_countries_are_whole(name: str, centre: tuple[int, int]) -> None:
    made = Read(plane(name, *centre))
    assert made.longest() < 3.0
    shapes = made.shapes()
    room = made.rim.buffer(2 * made.grid)
    shapely.prepare(room)
    for key, shape in shapes.items():
        mended = shapely.make_valid(shape)
        # The grid folds thin places over themselves, by less than a cell along their length.
        assert shape.is_valid or abs(mended.area - shape.area) < 0.01 * shape.area + 0.05, key
        assert room.covers(mended), key


def test_russia_fiji_and_antarctica_are_not_cut_where_flat_maps_are() -> None:
    for key, centre in (("RUS", CHUKOTKA), ("ATA", ANTARCTICA), ("FJI", FIJI)):
        made = plane("globe", *centre)
        shape = Read(made).shapes()[key]
        largest = max(shape.geoms, key=lambda part: part.area)
        for lonlat in {"RUS": [(179.0, 67.5), (-179.0, 67.5)], "ATA": [(0.0, -90.0), (179.9, -85.0)], "FJI": []}[key]:
            assert largest.contains(shapely.Point(made.points(np.array([lonlat]))[0]))
        seam = made.points(np.column_stack([np.full(320, 180.0), np.linspace(-84, 75, 320)]))
        seam = shapely.LineString(seam[np.isfinite(seam[:, 0])])
        assert shapely.intersection(shape.boundary, seam.buffer(0.011)).length < 0.25


@pytest.mark.parametrize("name", ["regional", "equal-earth"])
def test_areas_are_kept(name: str) -> None:
    """Countries that are wholly shown have their area, in square degrees of a sphere."""
    shapes = Read(plane(name, 45, 40)).shapes()
    for key in ("RUS", "AZE", "ARM", "IRN", "FIN", "EGY"):
        dense = shapely.segmentize(Atlas.load().shapes.geometry[key], 0.5)
        flat = shapely.transform(dense, lambda at: np.column_stack([at[:, 0], RADIUS * np.sin(np.radians(at[:, 1]))]))
        assert shapes[key].area == pytest.approx(flat.area, rel=0.012), key


def test_neighbours_share_arcs_and_the_rim_is_shared_with_what_it_cuts() -> None:
    made = Read(plane("globe", 45, 40))
    used = [
        max(arc, ~arc)
        for each in made.whole["objects"]["countries"]["geometries"]
        for rings in each["arcs"]
        for ring in rings
        for arc in ring
    ]
    assert sum(used.count(arc) > 1 for arc in set(used)) > 50
    assert made.rim_arcs & set(used)
    assert made.rim.area == pytest.approx(np.pi * RADIUS**2, rel=1e-3)
    assert "NZL" not in made.shapes()
    assert made.whole["plane"] == {"name": "globe", "lon": 45, "lat": 40, "reach": 90.0}


def test_the_shapes_are_no_larger_than_those_of_mercator() -> None:
    for made in (plane("regional", 45, 40), plane("globe", 45, 40), plane("equal-earth", 10, 0)):
        assert len(made.topojson(COARSE)) < 1.02 * len(COARSE)


@settings(max_examples=4, deadline=None, phases=[Phase.generate])
@given(st.sampled_from(SHOWN), st.integers(-36, 35), st.integers(-18, 18))
def test_any_centre_will_do(name: str, lon: int, lat: int) -> None:
    made = Read(plane(name, 5 * lon, 5 * lat))
    assert made.longest() < 3.0
    shapes = made.shapes()
    total = sum(shape.area for shape in shapes.values())
    assert 0.03 * made.rim.area < total < 0.75 * made.rim.area
    assert all(_turn(part.exterior) > 0 for shape in shapes.values() for part in shape.geoms)


def _turn(ring: shapely.LinearRing) -> float:
    """Twice the area of a ring, counterclockwise."""
    (x, y), (to_x, to_y) = np.array(ring.coords)[:-1].T, np.array(ring.coords)[1:].T
    return float((x * to_y - to_x * y).sum())
