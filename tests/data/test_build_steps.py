"""The steps of the build on small made-up maps, and the fetching without a network."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Polygon, box

from data import build_disputed, build_facts, build_shapes, fetch

build_topo = pytest.importorskip("data.build_topo", reason="the build needs the extra 'build'")


def rows(*countries: tuple[str, Polygon]) -> gpd.GeoDataFrame:
    """A source of countries by code; ADM0_A3 is the code, so none of the special rows is among them."""
    codes, shapes = zip(*countries, strict=True)
    return gpd.GeoDataFrame({"iso3": codes, "ADM0_A3": codes}, geometry=list(shapes), crs=4326)


def disputed(**values: object) -> pd.DataFrame:
    plain = {"key": "hole", "lon": 5.0, "lat": 5.0, "covered_by": "BBB", "in_country": "AAA"}
    return pd.DataFrame([plain | values])


FRAME = box(0, 0, 10, 10)
HOLED = FRAME - box(4, 4, 6, 6)
EAST = box(10, 0, 20, 10)
DE_FACTO = gpd.GeoDataFrame({"iso3": ["BBB"]}, geometry=[box(3, 3, 7, 7)], crs=4326)


def test_a_disputed_hole_becomes_a_piece_of_its_own_and_part_of_its_country() -> None:
    table = build_shapes.pieces(rows(("AAA", HOLED), ("BBB", EAST)), disputed(), DE_FACTO)
    assert list(zip(table.iso3, table.key, strict=True)) == [("AAA", ""), ("AAA", "hole"), ("BBB", "")]
    assert build_shapes.merged(table).geometry["AAA"].equals(FRAME)


def test_a_hole_of_no_country_is_left_out_of_the_countries() -> None:
    table = build_shapes.pieces(rows(("AAA", HOLED), ("BBB", EAST)), disputed(in_country=""), DE_FACTO)
    assert list(zip(table.iso3, table.key, strict=True)) == [("", "hole"), ("AAA", ""), ("BBB", "")]
    assert build_shapes.merged(table).geometry["AAA"].equals(HOLED)


def test_a_hole_that_nobody_settled_stops_the_build() -> None:
    source = rows(("AAA", HOLED), ("BBB", EAST))
    with pytest.raises(build_shapes.BuildError, match=r"a hole of \d+ km2 near POINT"):
        build_shapes.pieces(source, disputed(lon=50.0), DE_FACTO)


def test_a_hole_that_another_country_holds_than_expected_stops_the_build() -> None:
    source = rows(("AAA", HOLED), ("BBB", EAST))
    with pytest.raises(build_shapes.BuildError, match=r"only 0% of hole in AAA"):
        build_shapes.pieces(source, disputed(covered_by="AAA"), DE_FACTO)


def test_a_sliver_goes_to_the_country_with_the_longest_border_on_it() -> None:
    sliver = Polygon([(10, 2), (10, 5), (10, 8), (9.999, 5)])
    west = FRAME - sliver
    source = rows(("AAA", west), ("BBB", Polygon([(10, 0), (20, 0), (20, 10), (10, 10), (10, 8), (10, 5), (10, 2)])))
    table = build_shapes.pieces(source, disputed(lon=50.0), DE_FACTO)
    assert build_shapes.merged(table).geometry["AAA"].equals(FRAME)
    assert shapely.area(build_shapes.merged(table).geometry.values).sum() == pytest.approx(200)


@pytest.mark.parametrize("wound", [1, -1])
def test_areas_do_not_depend_on_winding_and_follow_parallels(wound: int) -> None:
    ring = [(-120, 49), (-100, 49), (-100, 50), (-120, 50)][::wound]
    dense = shapely.segmentize(Polygon(ring), 0.1)
    coarse, fine = build_shapes.areas_km2(np.array([Polygon(ring), dense]))
    assert coarse == pytest.approx(fine, rel=1e-9)
    # the zone between the parallels on the authalic sphere, to a part in a hundred
    expected = 2 * np.pi * 6371.0**2 * (np.sin(np.radians(50)) - np.sin(np.radians(49))) * 20 / 360
    assert coarse == pytest.approx(expected, rel=0.01)


# Two countries with corners all along their borders; the lines end short of them, as those of the source do.
NEIGHBOURS = gpd.GeoDataFrame(
    {"iso3": ["AAA", "BBB"], "key": ["", ""]},
    geometry=[shapely.transform(shapely.segmentize(shape, 0.05), lambda at: at.round(4)) for shape in (FRAME, EAST)],
    crs=4326,
)


def sources(line: shapely.LineString, province: Polygon) -> build_disputed.Sources:
    return build_disputed.Sources(
        provinces=gpd.GeoDataFrame({"name": ["Corner"]}, geometry=[province], crs=4326),
        lines=gpd.GeoDataFrame({"name": ["claim"], "country": ["AAA"]}, geometry=[line], crs=4326),
        de_facto=gpd.GeoDataFrame({"name": ["Corner"]}, geometry=[province], crs=4326),
    )


STOPS_SHORT = sources(shapely.LineString([(5.01, 0.05), (5.2, 5), (5.01, 9.94)]), box(8.005, 8.003, 10.01, 10.002))


def test_a_line_that_stops_short_of_the_border_parts_the_country() -> None:
    area = build_disputed.Area("west", "AAA", inside=((2, 5),), lines=("claim",))
    made = build_disputed.partitioned(NEIGHBOURS, STOPS_SHORT, (area,)).set_index(["iso3", "key"]).geometry
    assert list(made.index) == [("AAA", ""), ("AAA", "west"), ("BBB", "")]
    assert made["AAA", "west"].area == pytest.approx(51, rel=0.01)
    assert shapely.coverage_union_all(made.values).area == pytest.approx(200)
    assert made["BBB", ""].equals_exact(NEIGHBOURS.geometry[1])


@pytest.mark.parametrize("where", [{"provinces": ("Corner",)}, {"provinces": ((9.0, 9.0),)}, {"de_facto": "Corner"}])
def test_a_polygon_beside_the_border_leaves_no_slivers(where: dict[str, object]) -> None:
    area = build_disputed.Area("corner", "AAA", **where)  # type: ignore[arg-type]
    made = build_disputed.partitioned(NEIGHBOURS, STOPS_SHORT, (area,)).set_index(["iso3", "key"]).geometry
    assert made["AAA", "corner"].area == pytest.approx(4, rel=0.02)
    assert made["AAA", "corner"].geom_type == made["AAA", ""].geom_type == "Polygon"
    assert made["AAA", "corner"].covers(shapely.Point(10, 10))


def test_parts_within_a_box_are_taken_whole_and_the_first_area_that_fits_has_a_place() -> None:
    islands = NEIGHBOURS.geometry[0] | box(-5, 0, -4, 1)
    table = NEIGHBOURS.assign(geometry=[islands, NEIGHBOURS.geometry[1]])
    island, rest = (
        build_disputed.Area(key, "AAA", parts=where)
        for key, where in (("island", (-6, -1, -3, 2)), ("all", (-90, -90, 90, 90)))
    )
    made = build_disputed.partitioned(table, STOPS_SHORT, (island, rest)).set_index(["iso3", "key"]).geometry
    assert list(made.index) == [("AAA", "all"), ("AAA", "island"), ("BBB", "")]
    assert made["AAA", "island"].equals(box(-5, 0, -4, 1))


def test_an_area_that_is_not_found_stops_the_build() -> None:
    lost = build_disputed.Area("lost", "AAA", provinces=("Atlantis",))
    with pytest.raises(build_shapes.BuildError, match="nothing was found for lost"):
        build_disputed.partitioned(NEIGHBOURS, STOPS_SHORT, (lost,))


def wavy(count: int = 400) -> Polygon:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = 3 + 0.02 * np.sin(40 * angles)
    return Polygon(np.column_stack([20 + radius * np.cos(angles), 10 + radius * np.sin(angles)]))


@pytest.fixture(scope="module")
def drawn() -> gpd.GeoDataFrame:
    """A large country around a dwarf and beside another one, with an islet, all through the browser's pipeline."""
    dwarf = box(19.999, 9.999, 20.001, 10.001)
    west, east = wavy() & box(0, 0, 20, 20), wavy() & box(20, 0, 40, 20)
    table = gpd.GeoDataFrame(
        {"iso3": ["AAA", "BBB", "DDD"], "key": ["", "", ""]},
        geometry=[(west - dwarf) | box(30, 30, 30.01, 30.01), east - dwarf, dwarf],
        crs=4326,
    )
    return build_topo.generalised(table).set_index("iso3")


def test_generalised_shapes_are_a_valid_coverage_on_the_grid(drawn: gpd.GeoDataFrame) -> None:
    assert shapely.coverage_is_valid(drawn.geometry.values)
    cells = shapely.get_coordinates(drawn.geometry.values) / build_topo.COARSE.grid
    assert np.abs(cells - np.rint(cells)).max() < 1e-6


def test_generalised_shapes_have_fewer_points_and_keep_their_area(drawn: gpd.GeoDataFrame) -> None:
    assert shapely.get_num_coordinates(drawn.geometry.values).sum() < 300
    assert shapely.area(drawn.geometry.values).sum() == pytest.approx(wavy().area, rel=0.01)


def test_a_dwarf_is_drawn_and_an_islet_is_not(drawn: gpd.GeoDataFrame) -> None:
    assert drawn.geometry["DDD"].area == pytest.approx((2 * build_topo.COARSE.grid) ** 2)
    assert shapely.get_num_geometries(drawn.geometry["AAA"]) == 1


def test_topology_shares_the_border(drawn: gpd.GeoDataFrame) -> None:
    built = json.loads(build_topo.topology({"countries": drawn, "disputed": drawn.loc[["DDD"]]}))
    assert [each["id"] for each in built["objects"]["countries"]["geometries"]] == ["AAA", "BBB", "DDD"]
    assert built["transform"]["scale"] == [build_topo.COARSE.grid] * 2
    assert all(isinstance(value, int) for arc in built["arcs"] for step in arc for value in step)


def test_the_fine_level_has_more_points_on_a_finer_grid() -> None:
    table = gpd.GeoDataFrame({"iso3": ["AAA"], "key": [""]}, geometry=[wavy()], crs=4326)
    coarse, fine = (build_topo.generalised(table, level) for level in (build_topo.COARSE, build_topo.FINE))
    points, more = (shapely.get_num_coordinates(drawn.geometry.values).sum() for drawn in (coarse, fine))
    assert points < more < 401
    assert json.loads(build_topo.topology({"countries": fine}, build_topo.FINE))["transform"]["scale"] == [
        0.0025,
        0.0025,
    ]


def test_levels_are_made_finer_until_the_country_keeps_its_area() -> None:
    """Two islands that both shrink by a tenth at the coarse level would make their country shrink as much."""
    changes = np.array([[-0.1, -0.1], [-0.001, -0.001], [0.0, 0.0]])
    chosen = build_topo._chosen(changes, np.array([2_900.0, 2_900.0]), np.array(["AAA", "AAA"]))
    assert list(chosen) == [1, 1]
    alone = build_topo._chosen(changes[:, :1], np.array([2_900.0]), np.array(["AAA"]))
    assert list(alone) == [0]


def test_bounds_leave_overseas_out_and_go_the_short_way_round() -> None:
    fiji = shapely.union(box(177, -18, 180, -16), box(-180, -18, -179, -16))
    assert build_facts._bounds(fiji) == (177, -18, 181, -16)
    france = shapely.union(box(-5, 42, 8, 51), box(-54, 2, -52, 5))
    assert build_facts._bounds(france) == (-5, 42, 8, 51)
    west = shapely.union(box(-179, -18, -170, -16), box(178, -18, 180, -16))
    assert build_facts._bounds(west) == (178, -18, 190, -16)


def test_anchor_is_the_label_point_unless_that_is_at_the_edge_or_elsewhere() -> None:
    land = box(0, 0, 10, 4) | box(20, 0, 21, 1)
    assert build_facts._anchor(land, shapely.Point(3, 2)) == shapely.Point(3, 2)
    for label in (shapely.Point(3, 0.1), shapely.Point(20.5, 0.5), shapely.Point(50, 50)):
        anchor = build_facts._anchor(land, label)
        assert box(0, 0, 10, 4).contains(anchor)
        assert anchor.distance(shapely.boundary(land)) > 1.9


def tarball() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        info = tarfile.TarInfo("package/hello.txt")
        info.size = 5
        tar.addfile(info, io.BytesIO(b"hello"))
    return buffer.getvalue()


def wheel() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return buffer.getvalue()


TARBALL, WHEEL = tarball(), wheel()


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Stands in for pip and npm: writes the archive where they would, and notes how it was called."""
    calls: list[list[str]] = []

    def run(command: list[str], folder: Path) -> None:
        calls.append(command)
        (folder / "archive").write_bytes(TARBALL if "pack" in command else WHEEL)

    monkeypatch.setattr(fetch, "_run", run)
    monkeypatch.setattr(fetch, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(fetch.shutil, "which", lambda name: f"/bin/{name}")
    return calls


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_fetched_packages_are_unpacked_once(client: list[list[str]]) -> None:
    for _ in range(2):
        assert (fetch.fetch_npm("thing", "1.0", digest(TARBALL)) / "hello.txt").read_text() == "hello"
        assert (fetch.fetch_pypi("thing", "1.0", digest(WHEEL)) / "hello.txt").read_text() == "hello"
    assert [call[1] for call in client] == ["pack", "download"]


def test_a_debian_package_is_fetched_with_apt_after_new_lists_if_need_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def run(command: list[str], folder: Path) -> None:
        calls.append(" ".join(command[:2]))
        if calls == ["apt-get download"]:
            raise fetch.FetchError("the lists are old")
        if command[0] == "dpkg-deb":
            Path(command[3]).mkdir()
            Path(command[3], "hello.txt").write_text("hello")
        elif command[1] == "download":
            (folder / "thing.deb").write_bytes(b"deb")

    monkeypatch.setattr(fetch, "_run", run)
    monkeypatch.setattr(fetch, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(fetch.shutil, "which", lambda name: f"/bin/{name}")
    assert (fetch.fetch_debian("thing", "1.0", digest(b"deb")) / "hello.txt").read_text() == "hello"
    assert calls == ["apt-get download", "apt-get update", "apt-get download", "dpkg-deb --extract"]


def test_a_wrong_checksum_is_refused_and_leaves_nothing(client: list[list[str]]) -> None:
    with pytest.raises(fetch.ChecksumError, match="pinned is 0000"):
        fetch.fetch_pypi("thing", "1.0", "0" * 64)
    assert list(fetch.CACHE.iterdir()) == []


def test_sources_text_has_every_package_in_order() -> None:
    one = fetch.Package("npm", "beta", "2.0", "b" * 64, "MIT", "Something.", ("a.js",))
    two = fetch.Package("PyPI", "alpha", "1.0", "a" * 64, "Public domain", "Shapes.", ("b.json", "c.json"))
    text = fetch.sources_text([one, two], "## Kept by hand\n")
    assert text == fetch.sources_text([two, one], "## Kept by hand\n")
    assert text.index("alpha 1.0 (PyPI)") < text.index("beta 2.0 (npm)") < text.index("Kept by hand")
    assert "`b.json`, `c.json`" in text
