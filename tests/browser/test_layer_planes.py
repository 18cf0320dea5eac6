"""The live map in its planes: formulas held to PROJ, what is in sight, the fence, and other shapes in place."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geo import Atlas, MapSpec, to_html
from geo.plane import Plane
from geo.render.projection import RADIUS, Box, Projection
from geo.render.strokes import runs
from geo.snapshot import take
from tests.browser import borders
from tests.browser.layer_page import NewPage, point_at, show
from tests.samples import COUNTRIES, sample_spec

pytestmark = pytest.mark.browser

CAUCASUS = (Plane("globe", 45, 40), Plane("regional", 45, 40), Plane("equal-earth", 45, 0))
# Every place that the plane shows, there and back; `null` for what it hides
THERE_AND_BACK = """([told, places]) => places.map((lonlat) => {
    const plane = planeOf({ plane: told });
    const place = plane.place(lonlat);
    return place && [...plane.flat(place), ...plane.lonlat(place)];
})"""
# Points of the curves of a line, in degrees of the plane
CURVES = """([told, line, from, to, pixel]) => {
    const plane = planeOf({ plane: told });
    const curves = plane.curves(plane.anchor(from), plane.anchor(to), line, pixel);
    return curves.map((curve) => Array.from({ length: 60 }, (_, at) => curveAt(curve, at / 59)));
}"""
# Where a place is on the screen; null on the far side
ON_SCREEN = """(lonlat) => {
    const place = handle.map.plane.place(lonlat);
    if (!place) return null;
    const { x, y } = handle.map.latLngToContainerPoint([place[1], place[0]]);
    const frame = handle.map.getContainer().getBoundingClientRect();
    return [x + frame.x, y + frame.y];
}"""
OWNERS = f"""places => places.map((lonlat) => {{
    const at = ({ON_SCREEN})(lonlat);
    if (!at) return null;
    const inside = (path) => path.isPointInFill(new DOMPoint(...at).matrixTransform(path.getScreenCTM().inverse()));
    return [...document.querySelectorAll('path.fl-shape')].filter(inside).map((path) => path.dataset.key);
}})"""
# How far, in plane degrees, lines reach beyond the rim, at most
BEYOND = """() => {
    const { plane } = handle.map;
    const away = [...document.querySelectorAll('.fl-line:not(.fl-gone) .fl-stroke')].flatMap((path) => {
        const length = path.getTotalLength();
        return Array.from({ length: 40 }, (_, at) => {
            const { x, y } = path.getPointAtLength((length * at) / 39);
            const { lat, lng } = handle.map.layerPointToLatLng([x, y]);
            const [inX, inY] = plane.within([lng, lat]);
            return Math.hypot(lng - inX, lat - inY);
        });
    });
    return Math.max(...away);
}"""
# Furthest from the great circle between its ends that a line is drawn, in pixels
OFF_CIRCLE = """([id, from, to]) => {
    const vector = ([lon, lat]) => [lon, lat].map((value) => (value * Math.PI) / 180);
    const unit = ([lon, lat]) => [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
    const [a, b] = [from, to].map((place) => unit(vector(place)));
    const across = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    const size = Math.hypot(...across);
    const path = document.querySelector(`[data-id="${id}"] .fl-stroke`);
    const pixels = (256 * 2 ** handle.map.getZoom()) / 360;
    return Math.max(...Array.from({ length: 30 }, (_, at) => {
        const { lat, lng } = handle.map.layerPointToLatLng(path.getPointAtLength((path.getTotalLength() * at) / 29));
        const p = unit(vector(handle.map.plane.lonlat([lng, lat])));
        const off = Math.asin((p[0] * across[0] + p[1] * across[1] + p[2] * across[2]) / size);
        return Math.abs((off * 180) / Math.PI) * pixels;
    }));
}"""
# How far the rim of the plane reaches beyond the map, in pixels: to the left, above, to the right, below
SLICED = """() => {
    const boxOf = (name) => document.querySelector(name).getBoundingClientRect();
    const [rim, map] = ['path.fl-edge', '.leaflet-container'].map(boxOf);
    return [map.left - rim.left, map.top - rim.top, rim.right - map.right, rim.bottom - map.bottom];
}"""
MIDDLE = "() => { const c = handle.map.getCenter(); return handle.map.plane.lonlat([c.lng, c.lat]); }"


@cache
def shapes_on(plane: Plane) -> str:
    return plane.topojson(Atlas.load().topojson()).decode()


def world() -> MapSpec:
    """The sample with every country, each where it is."""
    spec, atlas = sample_spec(), Atlas.load()
    known = {area.key: area for area in spec.areas}
    pattern = replace(known["KAZ"], card=None)
    areas = [
        replace(known.get(key, pattern), key=key, name=country.name, anchor=country.anchor, label_at=country.label)
        for key, country in atlas.countries.items()
    ]
    return replace(spec, areas=tuple(areas))


def with_scripts(page: Any) -> Any:
    """A page that knows the planes and curves of the layer, without a map."""
    folder = files("geo.render") / "assets"
    for part in ("vendor/leaflet", "js/util", "js/ground", "js/plane", "js/curves", "js/arcs"):
        page.add_script_tag(content=(folder / f"{part}.js").read_text(encoding="utf-8"))
    return page


def test_places_lie_where_proj_has_them(new_page: NewPage) -> None:
    page = with_scripts(new_page())
    lon, lat = np.meshgrid(np.arange(-180, 180, 7.5), np.arange(-90, 90.1, 7.5))
    grid = np.column_stack([lon.ravel(), lat.ravel()])
    for plane in (*CAUCASUS, Plane("equal-earth", -180), Plane("regional", -175, -20), Plane("globe", 10, -90)):
        told = {"name": plane.name, "lon": plane.lon, "lat": plane.lat}
        found = page.evaluate(THERE_AND_BACK, [told, grid.tolist()])
        want = plane.points(grid)
        seen = np.isfinite(want[:, 0])
        assert [row is not None for row in found] == seen.tolist()
        got = np.array([row for row in found if row])
        assert np.abs(got[:, :2] - want[seen]).max() < 1e-6
        again = plane.points(got[:, 2:])
        clear = np.isfinite(again[:, 0])  # rounding may put what is on the rim beyond it
        assert clear.mean() > 0.9
        assert np.abs(again - got[:, :2])[clear].max() < 1e-5


def test_lines_bend_as_on_the_static_maps(new_page: NewPage) -> None:
    """Also past the meridian where a map of the world ends."""
    page = with_scripts(new_page())
    line = sample_spec().lines[0]
    pairs = {
        "NZL-USA": ((173, -40), (-98, 39)),
        "IRN-RUS": ((55, 32), (45, 58)),
        "ARM-AZE": ((44.9, 40.3), (47.8, 40.4)),
    }
    for plane in (Plane("regional", 45, 40), Plane("equal-earth", 45), Plane("equal-earth", -175)):
        told = {"name": plane.name, "lon": plane.lon, "lat": plane.lat}
        projection = Projection(plane.name, plane.lon, plane.lat, Box(0, 0, 900, 500), 10 / np.radians(RADIUS))
        for codes, ends in pairs.items():
            if plane.name == "regional" and codes == "NZL-USA":
                continue  # not in sight
            for lane, forward in ((1, True), (-2, False)):
                source, target = codes.split("-")[:: 1 if forward else -1]
                drawn = replace(line, source=source, target=target, lane=lane, lanes=2)
                anchors = dict(zip(codes.split("-"), ends, strict=True))
                live = page.evaluate(CURVES, [told, asdict(drawn), anchors[source], anchors[target], 0.1])
                (run,) = runs([drawn], anchors, projection)
                cut = plane == Plane("equal-earth", 45) and codes == "NZL-USA"
                assert len(live) == len(run.strokes) == (2 if cut else 1)
                for there, stroke in zip(live, run.strokes, strict=True):
                    off = shapely.distance(shapely.points(np.array(there) * [10, -10]), shapely.LineString(stroke))
                    assert off.max() < (2 if cut else 0.5), (plane, codes)
                    assert np.abs(np.array(there)[[0, -1]] * [10, -10] - stroke[[0, -1]]).max() < (2 if cut else 0.5)


@pytest.mark.parametrize("plane", CAUCASUS, ids=lambda plane: plane.name)
def test_the_map_is_the_same_map_in_every_plane(new_page: NewPage, watch: Any, plane: Plane) -> None:
    spec = world()
    page = show(new_page(reduced_motion="reduce"), spec, shapes=json.loads(shapes_on(plane)), embedded=False)
    known = {key: each.anchor for key, each in Atlas.load().countries.items() if not each.tiny}
    off_centre = np.hypot(*plane.points(np.array(list(known.values()))).T)
    rim = 56 if plane.name == "globe" else 180  # what lies on the rim is too thin to ask
    anchors = {key: at for (key, at), off in zip(known.items(), off_centre, strict=True) if not off > rim}
    page.evaluate("() => handle.map.setZoom(4, { animate: false })")
    anchors.pop("ATA", None)  # beyond what is drawn
    owners = dict(zip(anchors, page.evaluate(OWNERS, list(anchors.values())), strict=True))
    assert {key: found for key, found in owners.items() if found not in ([key], None)} == {}
    assert owners["GEO"] == ["GEO"]
    assert (owners["USA"] is None) == (plane.name == "globe")
    assert page.evaluate(BEYOND) < 1
    if plane.name == "globe":
        assert page.evaluate(OFF_CIRCLE, ["ir-az", COUNTRIES["IRN"][1], COUNTRIES["AZE"][1]]) < 12
        # Both its ends are on the far side
        assert page.locator("[data-id=us-fj]").count() == 1
        assert not page.locator("[data-id=us-fj]").is_visible()
        assert page.locator("path.fl-shape[data-key=USA]").count() <= 1
    page.mouse.move(*point_at(page, ON_SCREEN, [42.3, 42.1]))
    assert page.inner_text(".fl-card-title") == "Georgia"
    page.mouse.click(*point_at(page, ON_SCREEN, [42.3, 42.1]))
    assert page.locator(".fl-card.fl-pinned").is_visible()
    page.mouse.click(*point_at(page, ON_SCREEN, [66, 15]))  # in the Arabian Sea
    assert not page.locator(".fl-card").is_visible()
    page.get_by_role("combobox").fill("Ukraine")
    page.keyboard.press("Enter")
    x, y = point_at(page, ON_SCREEN, [31, 49])
    assert 300 < x < 1440
    assert 0 < y < 800
    # It can't be dragged away
    page.evaluate("() => handle.map.panBy([60000, 20000], { animate: false })")
    lng, lat = page.evaluate(
        "() => { const c = handle.map.getCenter(); return handle.map.plane.within([c.lng, c.lat]); }"
    )
    centre = page.evaluate("() => { const c = handle.map.getCenter(); return [c.lng, c.lat]; }")
    assert centre == pytest.approx([lng, lat], abs=0.5)
    assert watch.complaints == []


def test_other_shapes_come_in_place(new_page: NewPage, watch: Any) -> None:
    spec = world()
    page = show(
        new_page(reduced_motion="reduce"), spec, shapes=json.loads(shapes_on(Plane("mercator"))), embedded=False
    )
    page.evaluate("() => handle.map.setView([41, 30], 5.5, { animate: false })")
    page.evaluate("() => { handle.select('country', 'TUR'); window.mine = document.querySelector('[data-key=TUR]'); }")
    middle = page.evaluate(MIDDLE)
    swap = "([spec, shapes]) => handle.update(spec, { shapes: JSON.parse(shapes) })"
    for plane in (CAUCASUS[1], CAUCASUS[0], Plane("mercator")):
        page.evaluate(swap, [spec.to_dict(), shapes_on(plane)])
        assert page.evaluate(MIDDLE) == pytest.approx(middle, abs=0.1)
        assert page.inner_text(".fl-card-title") == "Türkiye"
        assert page.evaluate("() => mine.isConnected")
        assert page.evaluate(OWNERS, [COUNTRIES["TUR"][1]]) == [["TUR"]]
        assert page.evaluate(borders.DRAWN, "TUR") == [True, True]
        assert page.locator(".fl-rimmed").count() == (plane.name != "mercator")
    # The fence of the plane is gone with it
    page.evaluate("() => handle.map.panBy([900, 0], { animate: false })")
    assert page.evaluate(MIDDLE)[0] > middle[0] + 20
    # Shapes that don't load leave the map as it is
    page.evaluate(
        "spec => handle.update(spec, { shapes: 'data:,x' }).catch(() => null)",
        replace(spec, headline="Another").to_dict(),
    )
    assert "did not load" in page.get_by_role("alert").inner_text()
    assert page.inner_text("h1") == spec.headline
    page.evaluate(swap, [replace(spec, headline="Another").to_dict(), shapes_on(CAUCASUS[1])])
    assert page.get_by_role("alert").count() == 0
    assert page.inner_text("h1") == "Another"
    assert watch.complaints == []


def test_a_globe_is_seen_in_one_piece(new_page: NewPage, tmp_path: Path) -> None:
    """Though the timeline takes room, and the pole is no edge of the globe."""
    shot = take("projection=globe")
    (tmp_path / "map.html").write_text(to_html(shot.spec, shot.atlas), encoding="utf-8")
    page = new_page(reduced_motion="reduce")
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("path.fl-edge", state="attached")
    assert max(page.evaluate(SLICED)) <= 0
