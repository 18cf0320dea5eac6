"""The ground in Chromium: where the outlines lie, what a zoom changes, and the finer level."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from geo import Atlas
from geo.render import assets
from geo.spec import Bar, Frame
from tests.browser import borders
from tests.browser.layer_page import NewPage, show
from tests.samples import sample_spec, sample_topology

pytestmark = pytest.mark.browser

# Corners of the boxes in the sample topology; Fiji's right half lies past the antimeridian
CORNERS = {"AZE": (46.4, 39.0, 49.2, 41.8), "BHR": (50.3, 25.8, 50.7, 26.2), "FJI": (177.0, -18.5, 181.5, -16.5)}
# How far, in pixels, the box of an outline is from where Leaflet has it; of a country drawn twice the right one counts
AWAY = """([key, west, south, east, north]) => {
    const frame = handle.map.getContainer().getBoundingClientRect();
    const path = document.querySelector(`path.fl-shape[data-key=${key}]`);
    const box = path.getBoundingClientRect();
    const [low, high] = [[south, west], [north, east]].map((place) => handle.map.latLngToContainerPoint(place));
    const away = [box.right - frame.x - high.x, box.top - frame.y - high.y, box.bottom - frame.y - low.y];
    if (path.getAttribute('d').split('M').length === 2) away.push(box.left - frame.x - low.x);
    return Math.max(...away.map(Math.abs));
}"""
HOLDERS = """places => places.map(([lon, lat]) => {
    const { x, y } = handle.map.latLngToContainerPoint([lat, lon]);
    const frame = handle.map.getContainer().getBoundingClientRect();
    const at = new DOMPoint(x + frame.x, y + frame.y);
    const inside = (path) => path.isPointInFill(at.matrixTransform(path.getScreenCTM().inverse()));
    return [...document.querySelectorAll('path.fl-shape')].filter(inside).map((path) => path.dataset.key);
})"""
OUTLINE = "key => document.querySelector(`path.fl-shape[data-key=${key}]`).getAttribute('d')"
HATCH = """() => {
    const scale = (node, name) => +/scale\\(([^)]+)\\)/.exec(node.getAttribute(name))[1];
    const path = document.querySelector('path.fl-shape.fl-nodata');
    const pattern = document.querySelector(path.getAttribute('fill').slice(4, -1));
    return scale(pattern, 'gradientTransform') * path.getScreenCTM().a;
}"""
# How far the sheets reach beyond the map, to the left and upwards
BESIDE = """() => {
    const [map, sheet] = ['.fl-map', '.leaflet-overlay-pane > svg'].map((part) => document.querySelector(part));
    const [inner, outer] = [map, sheet].map((node) => node.getBoundingClientRect());
    return [inner.x - outer.x, inner.y - outer.y].map(Math.round);
}"""
LISTEN = """() => {
    window.touched = [];
    const note = ({ target, attributeName }) => touched.push([target.dataset.key || target.tagName, attributeName]);
    const ground = document.querySelector('.fl-ground').closest('svg');
    const own = ({ target }) => !target.closest('.fl-dots, .fl-marks');
    const listen = (changes) => changes.filter(own).forEach(note);
    new MutationObserver(listen).observe(ground, { subtree: true, attributes: true });
}"""


def look(page: Any, lat: float, lon: float, zoom: float) -> None:
    page.evaluate("([lat, lon, zoom]) => handle.map.setView([lat, lon], zoom, { animate: false })", [lat, lon, zoom])


@pytest.mark.parametrize(("key", "zooms"), [("AZE", (3.25, 5, 8)), ("BHR", (3, 9)), ("FJI", (3, 4.75, 7))])
def test_outlines_lie_where_leaflet_puts_their_places(new_page: NewPage, key: str, zooms: tuple[float, ...]) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    west, south, east, north = CORNERS[key]
    for zoom in zooms:
        look(page, (south + north) / 2, (west + east) / 2, zoom)
        assert page.evaluate(AWAY, [key, west, south, east, north]) < 1.6, zoom  # both ends are rounded to pixels


def test_after_a_zoom_by_its_button_the_outlines_are_in_place(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    look(page, 40, 47, 5)
    page.click(".leaflet-control-zoom-in")
    page.wait_for_function("() => handle.map.getZoom() > 5")
    assert page.evaluate(AWAY, ["AZE", *CORNERS["AZE"]]) < 1.6


def test_each_anchor_lies_in_its_country_alone(new_page: NewPage) -> None:
    """Also where one is cut at the antimeridian or lies in a hole of another; at both ends of zoom."""
    atlas = Atlas.load()
    page = show(new_page(reduced_motion="reduce"), sample_spec(), shapes=json.loads(atlas.topojson()))
    known = {key: country.anchor for key, country in atlas.countries.items() if not country.tiny}
    look(page, 20, 47, 2)
    assert page.evaluate(HOLDERS, list(known.values())) == [[key] for key in known]
    places = {"LSO": (28.2, -29.6), "FJI": (178.0, -17.8), "RUS": (188.0, 66.5)}
    for key, (lon, lat) in places.items():
        look(page, lat, lon, 9)
        assert page.evaluate(HOLDERS, [(lon, lat)]) == [[key]]
    look(page, 67, 180, 9)
    assert page.evaluate(HOLDERS, [(179.999, 67), (180, 67), (180.001, 67)]) == [["RUS"]] * 3


def test_each_border_is_drawn_once(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec(), shapes=json.loads(Atlas.load().topojson()))
    look(page, 20, 47, 2)
    assert page.evaluate(borders.COMPARED) == [0, 0, 0]


def test_what_is_in_sight_takes_few_tiles(new_page: NewPage) -> None:
    """A browser draws a sheet in tiles of 254 pixels, from its corner."""
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    for zoom in (3, 5.4, 6):
        look(page, 40, 47, zoom)
        x, y = page.evaluate(BESIDE)
        assert (x % 254, y % 254) == (2, 2)
        assert x >= 1440 / 2


def test_a_zoom_scales_the_ground_and_writes_no_outline(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    assert page.evaluate(HATCH) == pytest.approx(1)
    page.evaluate(LISTEN)
    look(page, 40, 47, 7)
    assert page.evaluate(HATCH) == pytest.approx(1)
    assert {name for _, name in page.evaluate("touched")} <= {
        *("transform", "patternTransform", "gradientTransform", "viewBox", "width", "height", "style")
    }
    strokes = "all => all.map(path => getComputedStyle(path).vectorEffect)"
    stroked = ".fl-border, .fl-edge, .fl-disputed, .fl-mark"
    assert set(page.eval_on_selector_all(stroked, strokes)) == {"non-scaling-stroke"}


def test_a_moment_repaints_only_what_differs(new_page: NewPage) -> None:
    spec = sample_spec()
    coloured = {area.key: area.fill for area in spec.areas if not area.hatched}
    frames = (
        Frame("2025-07-01", fills=tuple((coloured | {"IRN": "#111111", "BHR": ""}).items())),
        Frame("2025-07-09", fills=(("IRN", "#222222"),)),
    )
    month = Bar("2025-07-01", "2025-07-31", support=6, tension=6)
    page = show(new_page(reduced_motion="reduce"), replace(spec, frames=frames, bars=(month,)))
    page.evaluate(LISTEN)
    page.evaluate("() => handle.showMoment('2025-07-01')")
    page.wait_for_function("() => touched.length > 0")
    assert sorted(page.evaluate("touched")) == [["BHR", "class"], ["BHR", "fill"], ["IRN", "fill"]]
    assert page.get_attribute("path.fl-dot[data-key=BHR]", "fill") == "var(--fl-land)"
    page.evaluate("() => handle.showMoment('2025-07-10')")
    assert page.get_attribute("path.fl-shape[data-key=IRN]", "fill") == "#222222"
    page.evaluate("() => handle.showMoment('')")
    for key in ("IRN", "BHR"):
        assert page.get_attribute(f"path.fl-shape[data-key={key}]", "fill") == coloured[key]


def finer_topology() -> str:
    """The sample's boxes with a point more on each side."""
    fine = sample_topology()
    fine["arcs"] = [
        [point for a, b in pairwise(arc) for point in (a, middle(a, b))] + [arc[-1]] for arc in fine["arcs"]
    ]
    return json.dumps(fine)


def middle(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def test_the_finer_level_is_asked_for_once_and_only_near(new_page: NewPage, watch: Any) -> None:
    page = new_page(reduced_motion="reduce")
    answer = {"body": finer_topology(), "headers": {"access-control-allow-origin": "*"}}
    page.route("**/fine.json", lambda route: route.fulfill(**answer))
    show(page, sample_spec(), finer="http://here.test/fine.json")
    look(page, 20, 110, 3)  # both are in sight
    coarse = {key: page.evaluate(OUTLINE, key) for key in ("AZE", "FJI")}
    assert min(map(len, coarse.values())) > 10
    for zoom in (3, 5):
        look(page, 40, 47, zoom)
        page.wait_for_timeout(300)
        assert watch.requests == []
        assert page.evaluate(OUTLINE, "AZE") == coarse["AZE"]
    assert page.evaluate(borders.DRAWN, "AZE") == [True, True]
    look(page, 40, 47, 6)
    page.wait_for_function(f"coarse => ({OUTLINE})('AZE') !== coarse", arg=coarse["AZE"])
    assert len(page.evaluate(OUTLINE, "FJI")) < 10  # out of view
    assert page.evaluate(borders.DRAWN, "AZE") == [True, True]
    assert page.evaluate(AWAY, ["AZE", *CORNERS["AZE"]]) < 1.6
    look(page, -17.5, 178, 6)
    page.wait_for_function(f"coarse => ({OUTLINE})('FJI') !== coarse", arg=coarse["FJI"])
    look(page, 20, 110, 3)
    assert {key: page.evaluate(OUTLINE, key) for key in coarse} == coarse
    assert [page.evaluate(borders.DRAWN, key) for key in ("AZE", "IRN")] == [[True, True]] * 2
    look(page, 40, 47, 7)
    assert page.evaluate(OUTLINE, "AZE") != coarse["AZE"]  # ready, so in the same picture
    assert watch.requests == ["http://here.test/fine.json"]
    assert watch.complaints == []


def test_a_finer_level_that_was_there_before_is_drawn_once(new_page: NewPage) -> None:
    page = new_page(reduced_motion="reduce")
    answer = {"body": finer_topology(), "headers": {"access-control-allow-origin": "*"}}
    page.route("**/fine.json", lambda route: route.fulfill(**answer))
    show(page, sample_spec(), finer="http://here.test/fine.json")
    coarse = page.evaluate(OUTLINE, "AZE")
    look(page, 40, 47, 6)
    page.wait_for_function(f"coarse => ({OUTLINE})('AZE') !== coarse", arg=coarse)
    page.wait_for_timeout(500)
    look(page, 40, 47, 4.5)
    page.wait_for_timeout(500)
    page.evaluate("""() => {
        window.drawn = [];
        const { clearRect } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.clearRect = function (...box) {
            if (this.canvas.closest('.fl-backdrop')) drawn.push(this.canvas.width);
            clearRect.apply(this, box);
        };
    }""")
    look(page, 40, 47, 6)
    page.wait_for_timeout(500)
    at_once, at_rest = page.evaluate("drawn")  # what is in sight, then what lies round it
    assert at_once < at_rest


def test_a_dot_is_drawn_where_it_is_in_sight(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    dot = "document.querySelector('path.fl-dot[data-key=BHR]').getAttribute('d')"
    look(page, 26, 130, 5)
    assert page.evaluate(dot) == "M0 0"
    for _ in range(12):  # by hand, without another zoom
        page.evaluate("handle.map.panBy([-150, 0], { animate: false })")
    assert page.evaluate(dot) != "M0 0"
    box = page.locator("path.fl-dot[data-key=BHR]").bounding_box()
    assert box["width"] == pytest.approx(12, abs=3)
    x, y = page.evaluate("() => { const { x, y } = handle.map.latLngToContainerPoint([26, 50.5]); return [x, y]; }")
    frame = page.locator(".fl-map").bounding_box()
    assert abs(box["x"] + box["width"] / 2 - frame["x"] - x) < 1
    assert abs(box["y"] + box["height"] / 2 - frame["y"] - y) < 1


def test_a_finer_level_that_does_not_load_leaves_the_map_as_it_is(new_page: NewPage) -> None:
    page = new_page(reduced_motion="reduce")
    failed: list[str] = []
    page.route("**/fine.json", lambda route: route.abort())
    page.on("requestfailed", lambda request: failed.append(request.url))
    show(page, sample_spec(), finer="http://here.test/fine.json")
    coarse = page.evaluate(OUTLINE, "AZE")
    for turn in range(100):  # the next move tries again, but only once the page knows that the last try failed
        look(page, 40, 47, 6 + turn % 2)
        page.wait_for_timeout(100)
        if len(failed) > 1:
            break
    assert len(failed) > 1
    assert page.evaluate(OUTLINE, "AZE") == coarse
    assert page.get_by_role("alert").count() == 0


def test_packed_arcs_are_the_same_ground(new_page: NewPage) -> None:
    whole = sample_topology()
    places = [[(round(x * 100), round(y * 100)) for x, y in arc] for arc in whole["arcs"]]
    whole["arcs"] = [[arc[0], *((x - a, y - b) for (a, b), (x, y) in pairwise(arc))] for arc in places]
    whole["transform"] = {"scale": [0.01, 0.01], "translate": [0, 0]}
    drawn = []
    for shapes in (whole, json.loads(assets.shapes(json.dumps(whole).encode()))):
        page = show(new_page(), sample_spec(), shapes=shapes)
        look(page, 20, 60, 1)
        drawn.append(page.eval_on_selector_all("path.fl-shape", "all => all.map(path => path.getAttribute('d'))"))
    assert drawn[0] == drawn[1]
    assert min(map(len, drawn[0])) > 10
