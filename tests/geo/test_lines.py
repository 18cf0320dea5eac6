"""Lines keep their ends, never jump, and never cover another line of their pair."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import UsageError
from geo.lines import DASHES, DEGREES_PER_PIXEL, WIDTHS, curves, dash_of, great_circles, lanes, toward, width_of

Floats = npt.NDArray[np.float64]
LonLat = tuple[float, float]

ANCHORS: dict[str, LonLat] = {
    "AZE": (47.6, 40.4),
    "ARM": (44.8, 40.4),
    "FJI": (178.0, -17.8),
    "GRL": (-39.3, 74.3),
    "IRN": (54.9, 32.2),
    "ITA": (11.1, 44.7),
    "NZL": (172.8, -39.8),
    "RUS": (44.7, 58.2),
    "USA": (-97.5, 39.5),
    "VAT": (12.45, 41.9),
}
SCALES = st.sampled_from([1 / 200, DEGREES_PER_PIXEL, 0.32])

lonlat = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
relation = st.tuples(
    st.sampled_from(sorted(ANCHORS)), st.sampled_from(sorted(ANCHORS)), st.sampled_from(["support", "tension"])
)


def draw(*relations: tuple[str, str, str], anchors: dict[str, LonLat] = ANCHORS, **options: float) -> Floats:
    source, target, kind = ([row[i] for row in relations] for i in range(3))
    ends = ([anchors[code] for code in codes] for codes in (source, target))
    return curves(*ends, lanes(source, target, kind), **options)  # type: ignore[arg-type]


def mercator(points: Floats) -> Floats:
    flat = np.array(points, dtype=float)
    flat[..., 1] = np.degrees(np.arcsinh(np.tan(np.radians(np.clip(flat[..., 1], -85, 85)))))
    return flat


def gap(one: LonLat | Floats, other: LonLat | Floats) -> float:
    """Distance in Mercator degrees, across the antimeridian if that is shorter."""
    step = mercator(np.array(other)) - mercator(np.array(one))
    return float(np.hypot((step[0] + 180) % 360 - 180, step[1]))


def reach(one: LonLat, other: LonLat, pixel: float) -> float:
    """How far from its anchor an end may be: a share of the chord, and never more than 60 pixels."""
    return min(max(0.42 * gap(one, other), 8 * pixel), 60 * pixel) + 0.002


@given(lonlat, lonlat, st.sampled_from(["support", "tension"]), st.integers(1, 12), SCALES)
def test_lines_keep_their_ends(a: LonLat, b: LonLat, kind: str, count: int, pixel: float) -> None:
    anchors = {"A": (a[0], float(np.clip(a[1], -84, 84))), "B": (b[0], float(np.clip(b[1], -84, 84)))}
    paths = draw(*[("A", "B", kind)] * count, ("B", "A", kind), anchors=anchors, degrees_per_pixel=pixel)
    assert np.isfinite(paths).all()
    # a path rounded to 3 decimals is off by more in the Mercator plane, near the poles
    slack = 0.01 / np.cos(np.radians(84))
    for path, (start, end) in zip(paths, [("A", "B")] * count + [("B", "A")], strict=True):
        allowed = reach(anchors[start], anchors[end], pixel) + slack
        assert gap(path[0], anchors[start]) <= allowed
        assert gap(path[-1], anchors[end]) <= allowed


@given(lonlat, lonlat, st.lists(st.sampled_from(["support", "tension"]), min_size=1, max_size=9), SCALES)
def test_lines_go_the_short_way_and_never_jump(a: LonLat, b: LonLat, kinds: list[str], pixel: float) -> None:
    paths = draw(*[("A", "B", kind) for kind in kinds], anchors={"A": a, "B": b}, degrees_per_pixel=pixel)
    longitudes = paths[..., 0]
    assert (np.abs(longitudes[:, -1] - longitudes[:, 0]) <= 180 + 60 * pixel).all()
    assert (np.abs(np.diff(longitudes, axis=1)) < 60).all()
    assert (np.abs(paths[..., 1]) <= 85).all()


@given(st.lists(relation, min_size=1, max_size=30))
def test_every_relation_of_a_pair_has_a_lane_of_its_own(rows: list[tuple[str, str, str]]) -> None:
    found = lanes(*([row[i] for row in rows] for i in range(3)))
    keys = {(*sorted(row[:2]), int(number)) for row, number in zip(rows, found.number, strict=True)}
    assert len(keys) == len(rows)
    assert all((number > 0) == (row[2] == "support") for row, number in zip(rows, found.number, strict=True))
    assert (np.abs(found.number) <= found.size).all()
    assert found.forward.tolist() == [row[0] <= row[1] for row in rows]


@given(st.lists(relation, min_size=1, max_size=20), st.sampled_from(["support", "tension"]))
def test_a_lane_stays_when_the_other_kind_is_hidden(rows: list[tuple[str, str, str]], kind: str) -> None:
    kept = [i for i, row in enumerate(rows) if row[2] == kind]
    if kept:
        np.testing.assert_array_equal(draw(*rows)[kept], draw(*[rows[i] for i in kept]))


@given(
    st.sampled_from([pair for pair in combinations(sorted(ANCHORS), 2) if pair != ("ITA", "VAT")]),
    st.lists(st.tuples(st.booleans(), st.sampled_from(["support", "tension"])), min_size=2, max_size=9),
)
def test_lanes_of_a_pair_never_meet(pair: tuple[str, str], drawn: list[tuple[bool, str]]) -> None:
    rows = [(*(pair if forward else pair[::-1]), kind) for forward, kind in drawn]
    paths = mercator(draw(*rows))
    for (one, (there, _)), (other, (back, _)) in combinations(zip(paths, drawn, strict=True), 2):
        across = np.hypot(*(one[:, None, :] - (other if there == back else other[::-1])[None]).transpose(2, 0, 1))
        assert across[16].min() >= 4.5 * DEGREES_PER_PIXEL
        assert across.min() >= 1.5 * DEGREES_PER_PIXEL


def middle_gaps(rows: list[tuple[str, str, str]], **options: float) -> Floats:
    """Pixels between neighbouring lanes halfway."""
    middles = mercator(draw(*rows, **options))[:, 16]
    distances = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1)) + 1e9 * np.eye(len(rows))
    return np.asarray(distances.min(axis=1) / options.get("degrees_per_pixel", DEGREES_PER_PIXEL))


def test_twelve_relations_of_a_pair_can_be_told_apart() -> None:
    rows = [("RUS", "AZE", "support")] * 3 + [("AZE", "RUS", "support")] * 2 + [("AZE", "RUS", "tension")] * 7
    assert middle_gaps(rows).min() >= 5
    assert middle_gaps([("ARM", "AZE", kind) for kind in ("support", "tension") * 3]).min() >= 5


def test_a_crowded_pair_does_not_bulge_absurdly() -> None:
    chord = gap(ANCHORS["ARM"], ANCHORS["AZE"])
    paths = mercator(draw(*[("ARM", "AZE", "tension")] * 40))
    level = mercator(np.array(ANCHORS["ARM"]))[1]
    assert 0 < (level - paths[..., 1]).max() <= 0.75 * chord


@pytest.mark.parametrize(("first", "second"), [((10.0, 40.0), (20.0, 40.0)), ((20.0, 40.0), (10.0, 40.0))])
def test_support_is_north_and_tension_south_whoever_acts(first: LonLat, second: LonLat) -> None:
    rows = [(a, b, kind) for a, b in (("A", "B"), ("B", "A")) for kind in ("support", "tension")]
    north = draw(*rows, anchors={"A": first, "B": second})[:, 16, 1] > 40
    assert north.tolist() == [True, False, True, False]


def test_opposite_directions_lie_side_by_side() -> None:
    there, back = draw(("RUS", "IRN", "support"), ("IRN", "RUS", "support"))
    assert gap(there[0], ANCHORS["RUS"]) < 1 > gap(back[-1], ANCHORS["RUS"])
    assert np.hypot(*(mercator(there) - mercator(back)[::-1]).T)[16] >= 5 * DEGREES_PER_PIXEL


def test_longer_lines_curve_more() -> None:
    def bow(target: LonLat) -> float:
        path = mercator(draw(("A", "B", "support"), anchors={"A": (0.0, 0.0), "B": target}))[0]
        return float(path[16, 1]) / target[0]

    assert 0.05 < bow((5.0, 0.0)) < bow((40.0, 0.0)) < bow((160.0, 0.0)) < 0.2


@pytest.mark.parametrize(("source", "target"), [("RUS", "USA"), ("FJI", "USA"), ("NZL", "USA"), ("USA", "NZL")])
@pytest.mark.parametrize("kind", ["support", "tension"])
def test_the_short_way_across_the_antimeridian(source: str, target: str, kind: str) -> None:
    longitudes = draw((source, target, kind))[0, :, 0]
    short = abs((ANCHORS[target][0] - ANCHORS[source][0] + 180) % 360 - 180)
    assert abs(longitudes[-1] - longitudes[0]) == pytest.approx(short, abs=2)
    steps = np.diff(longitudes)
    assert (steps > 0).all() or (steps < 0).all()
    assert np.abs(steps).max() < 10


def test_half_the_world_away_both_directions_go_the_same_way() -> None:
    anchors = {"A": (-90.0, 10.0), "B": (90.0, 10.0)}
    there, back = draw(("A", "B", "support"), ("B", "A", "support"), anchors=anchors)
    assert np.ptp(np.concatenate([there[:, 0], back[:, 0]])) < 181


@pytest.mark.parametrize("anchors", [{"A": (12.0, 42.0), "B": (12.0, 42.0)}, {"A": (12.0, 42.0), "B": (12.001, 42.0)}])
def test_close_anchors_are_joined_by_small_loops(anchors: dict[str, LonLat]) -> None:
    rows = [("A", "B", "support"), ("B", "A", "support"), ("A", "B", "tension")]
    paths = draw(*rows, anchors=anchors)
    assert np.isfinite(paths).all()
    assert len(np.unique(paths.reshape(3, -1), axis=0)) == 3
    assert 2 * DEGREES_PER_PIXEL < np.abs(paths - anchors["A"]).max() < 30 * DEGREES_PER_PIXEL


def test_no_relations_no_lines() -> None:
    assert curves(np.empty((0, 2)), np.empty((0, 2)), lanes([], [], [])).shape == (0, 33, 2)


def test_anchors_must_be_numbers() -> None:
    with pytest.raises(UsageError, match="finite"):
        draw(("A", "B", "support"), anchors={"A": (np.nan, 0.0), "B": (1.0, 1.0)})


def tip_gap(*rows: tuple[str, str, str]) -> float:
    """Pixels between the two closest arrowheads."""
    tips = mercator(draw(*rows)[:, -1])
    apart = np.hypot(*(tips[:, None] - tips[None]).transpose(2, 0, 1))[np.triu_indices(len(rows), 1)]
    return float(apart.min() / DEGREES_PER_PIXEL)


@pytest.mark.parametrize("source", ["RUS", "IRN", "ARM", "USA"])
def test_arrowheads_of_a_pair_do_not_pile_up(source: str) -> None:
    assert tip_gap(*[(source, "AZE", kind) for kind in ("support", "tension") * 3]) >= 4


def test_arrowheads_from_all_sides_do_not_pile_up() -> None:
    assert tip_gap(*[(source, "AZE", "tension") for source in ("RUS", "IRN", "ARM", "USA")]) >= 4


def test_arrowheads_stop_short_of_the_anchor() -> None:
    path = draw(("RUS", "AZE", "support"))[0]
    assert 10 < gap(path[-1], ANCHORS["AZE"]) / DEGREES_PER_PIXEL < 20
    assert gap(path[0], ANCHORS["RUS"]) < gap(path[-1], ANCHORS["AZE"])


def test_a_map_of_the_world_has_wider_lanes_than_a_region() -> None:
    rows = [("RUS", "USA", "tension")] * 4
    assert middle_gaps(rows, degrees_per_pixel=0.32).min() >= 5


def test_paths_are_moved_to_where_the_map_is() -> None:
    paths = draw(("FJI", "USA", "support"), ("ARM", "AZE", "support"))
    moved = toward(paths, 190.0)
    middle = (moved[:, 0, 0] + moved[:, -1, 0]) / 2
    assert (np.abs(middle - 190) <= 180).all()
    np.testing.assert_allclose((moved - paths)[..., 0] % 360, 0, atol=1e-6)
    np.testing.assert_array_equal(moved[..., 1], paths[..., 1])


def test_many_lines_at_once_are_those_drawn_alone() -> None:
    rng = np.random.default_rng(5)
    codes = np.array([f"C{i:03}" for i in range(200)])
    places = dict(zip(codes, zip(rng.uniform(-180, 180, 200), rng.uniform(-60, 75, 200), strict=True), strict=True))
    source, target = rng.integers(0, 200, (2, 20_000))
    rows = list(zip(codes[source], codes[target], rng.choice(["support", "tension"], 20_000), strict=True))
    paths = draw(*rows, anchors=places)
    assert paths.shape == (20_000, 33, 2)
    for i in range(0, 20_000, 4_000):
        pair = [j for j, row in enumerate(rows) if set(row[:2]) == set(rows[i][:2])]
        np.testing.assert_array_equal(paths[pair], draw(*[rows[j] for j in pair], anchors=places))


@given(st.floats(-10, 100), st.floats(-10, 100))
def test_stronger_is_never_thinner(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert WIDTHS[0] <= width_of(low) <= width_of(high) <= WIDTHS[-1]


def test_widths_and_dashes() -> None:
    assert [width_of(i) for i in range(1, 6)] == list(WIDTHS)
    assert width_of(2.5) == pytest.approx((WIDTHS[1] + WIDTHS[2]) / 2)
    assert dash_of("documented") == ()
    assert len({dash_of(status) for status in DASHES}) == 3
    with pytest.raises(UsageError, match="'rumoured'"):
        dash_of("rumoured")


@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-84, 84), st.floats(-180, 180), st.floats(-84, 84)),
        min_size=1,
        max_size=4,
    )
)
def test_on_a_globe_lines_follow_the_great_circle(ends: list[tuple[float, float, float, float]]) -> None:
    rows = np.array(ends)
    pixel = 0.2
    count = len(rows)
    layout = lanes(["AAA"] * count, [f"B{at:02}" for at in range(count)], ["support"] * count)
    paths = great_circles(rows[:, :2], rows[:, 2:], layout, degrees_per_pixel=pixel)
    assert np.isfinite(paths).all()
    assert np.abs(np.diff(paths[..., 0], axis=1)).max() <= 180
    for (lon, lat, to_lon, to_lat), path in zip(rows, paths, strict=True):
        first, second, at = (_on_sphere(np.atleast_2d(points)) for points in ([lon, lat], [to_lon, to_lat], path))
        pole = np.cross(first, second)
        size = np.linalg.norm(pole)
        if size > 0.02:  # neither the same place nor opposite ones
            off = np.degrees(np.arcsin(np.abs(at @ (pole / size).T)))
            assert off.max() < 4.5 * pixel + 0.01
        whole = np.degrees(np.arctan2(size, float((first @ second.T)[0, 0])))
        steps = np.degrees(np.arccos(np.clip((at[1:] * at[:-1]).sum(axis=1), -1, 1)))
        assert steps.sum() < whole + 60 * pixel


def _on_sphere(lonlat: np.ndarray) -> np.ndarray:
    lon, lat = np.radians(np.asarray(lonlat, dtype=float)).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
