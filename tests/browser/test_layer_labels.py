"""Names on the map in Chromium: of countries in any language, of lines on demand, never one on another."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest

from geo.countries import Atlas
from geo.render import assets
from geo.snapshot import take
from tests.browser.layer_page import NewPage, embed, show
from tests.samples import sample_spec

pytestmark = pytest.mark.browser

# Boxes of names, and of what stands over the map
BOXES = """which => [...document.querySelectorAll(which)].filter((e) => e.getClientRects().length).map((e) => {
    const b = e.getBoundingClientRect();
    return [e.dataset.key || e.dataset.of || e.className, b.left, b.top, b.right, b.bottom];
})"""
PANELS = ".fl-header, .fl-legend, .fl-search, .leaflet-control-zoom"
# Names whose middle is in another country though their own has room for them
ABROAD = """() => {
    const paths = [...document.querySelectorAll('path.fl-shape')];
    const at = (path, x, y) => new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse());
    const inside = (path, x, y) => path.isPointInFill(at(path, x, y));
    return [...document.querySelectorAll('.fl-label[data-key]')].filter((label) => {
        const box = label.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
        const own = paths.find((path) => path.dataset.key === label.dataset.key);
        const home = own.getBoundingClientRect();
        return home.width > 3 * box.width && home.height > 6 * box.height && !inside(own, x, y)
            && paths.some((path) => path !== own && inside(path, x, y));
    }).map((label) => label.dataset.key);
}"""
# Each leader: its country, its length, how far it begins from the name, and how far its end is from the country
LEADERS = """() => [...document.querySelectorAll('.fl-leader')].map((line) => {
    const key = line.dataset.key;
    const [x1, y1, x2, y2] = line.getAttribute('d').match(/-?[\\d.]+/g).map(Number);
    const name = document.querySelector(`.fl-label[data-key="${key}"]`).getBBox();
    const off = (at, from, size) => Math.max(from - at, 0, at - from - size);
    const beside = (x, y, b) => Math.hypot(off(x, b.x, b.width), off(y, b.y, b.height));
    const end = new DOMPoint(x2, y2).matrixTransform(line.getScreenCTM());
    const home = document.querySelector(`path.fl-shape[data-key="${key}"]`).getBoundingClientRect();
    return [key, Math.hypot(x2 - x1, y2 - y1), beside(x1, y1, name), beside(end.x, end.y, home)];
})"""
RESTED = "() => new Promise((done) => setTimeout(done, 250))"


def show_world(page: Any, query: str) -> Any:
    """The map of a query with the shapes of all countries."""
    spec = take(query).spec
    page.set_content(
        f"""<!doctype html><html lang="en"><title>t</title><style>html, body {{ margin: 0; height: 100% }}</style>
        <style>{assets.style()}</style><div id="here" style="height: 100%"></div><script>{assets.script()}</script>
        <script>window.handle = Faultlines.mount(document.getElementById("here"), {{ theme: "light",
            shapes: {Atlas.load().topojson().decode()}, spec: {embed(spec.to_dict())} }});</script>"""
    )
    page.evaluate("() => handle.ready")
    page.evaluate(RESTED)
    return page


def covered(boxes: list[Any], others: list[Any] | None = None) -> list[tuple[str, str]]:
    """Pairs that overlap; the boxes of letters are a little higher than what is seen of them."""
    pairs = combinations(boxes, 2) if others is None else ((a, b) for a in boxes for b in others)
    return [
        (a[0], b[0]) for a, b in pairs if a[1] < b[3] - 1 and b[1] < a[3] - 1 and a[2] < b[4] - 5 and b[2] < a[4] - 5
    ]


@pytest.mark.parametrize("lang", ["en", "de", "ar", "vi"])
def test_names_stand_apart_at_every_zoom(new_page: NewPage, lang: str) -> None:
    page = show_world(new_page(reduced_motion="reduce"), f"region=world&lang={lang}")
    for zoom in (2.5, 3, 4, 5.5, 7):
        page.evaluate("zoom => handle.map.setView([42, 44], zoom, { animate: false })", zoom)
        page.evaluate(RESTED)
        names = page.evaluate(BOXES, ".fl-label")
        assert len(names) >= 5
        assert covered(names) == []
        assert covered(names, page.evaluate(BOXES, PANELS)) == []
        assert page.evaluate(ABROAD) == []


def test_the_most_involved_come_first(new_page: NewPage) -> None:
    page = show_world(new_page(reduced_motion="reduce"), "region=world")
    page.evaluate("() => handle.map.setView([42, 44], 2.5, { animate: false })")
    page.evaluate(RESTED)
    first = sorted((a for a in take("region=world").spec.areas if a.label_rank), key=lambda area: area.label_rank)
    named = {name for name, *_ in page.evaluate(BOXES, ".fl-label")}
    assert {area.key for area in first[:4]} <= named
    leaders = []
    page.set_viewport_size({"width": 390, "height": 844})
    for zoom in (0.25, 0.5, 1.25):  # so crowded that some stand off their country, with a line to it
        page.evaluate("zoom => handle.map.setView([30, 60], zoom, { animate: false })", zoom)
        page.evaluate(RESTED)
        assert covered(page.evaluate(BOXES, ".fl-label")) == []
        leaders += page.evaluate(LEADERS)
        # While the reader turns the wheel they go along
        page.evaluate(
            "zoom => { for (const more of [0.1, 0.2]) handle.map.setZoom(zoom + more, { animate: false }); }", zoom
        )
        leaders += page.evaluate(LEADERS)
    assert leaders
    for key, length, from_name, from_home in leaders:
        assert 8 < length <= 61, key
        assert from_name < 6, key
        assert from_home < 6, key


def test_names_make_way_for_a_panel_that_comes_over_them(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    header = page.locator(".fl-header").bounding_box()
    for key in ("UKR", "RUS", "IRN"):
        # The country's middle half under the edge of the headline
        page.evaluate(
            """([key, x, y]) => {
                const area = handle.map.latLngToContainerPoint(window.places[key]);
                handle.map.panBy([area.x - x, area.y - y], { animate: false });
            }""".replace("window.places", json.dumps({a.key: a.label_at[::-1] for a in sample_spec().areas})),
            [key, header["x"] + header["width"] - 5, header["y"] + 60],
        )
        page.evaluate(RESTED)
        assert covered(page.evaluate(BOXES, ".fl-label"), page.evaluate(BOXES, PANELS)) == []


def test_lines_are_named_on_demand(new_page: NewPage) -> None:
    page = show_world(new_page(reduced_motion="reduce"), "")
    assert page.locator(".fl-line-name").count() == 0
    page.get_by_role("button", name="Name the lines").click()
    page.evaluate(RESTED)
    names = page.locator(".fl-line-name")
    assert names.count() > 15
    assert covered(page.evaluate(BOXES, ".fl-label")) == []
    assert covered(page.evaluate(BOXES, ".fl-label"), page.evaluate(BOXES, PANELS)) == []
    cards = {line.id: dict(line.card.rows)["What"] for line in take("").spec.lines if line.card}
    for name, text in zip(page.evaluate(BOXES, ".fl-line-name"), names.all_text_contents(), strict=True):
        assert text.lower() in cards[name[0]].lower()
    page.get_by_role("button", name="Name the lines").click()
    page.evaluate(RESTED)
    assert names.count() == 0


def test_lines_of_what_is_held_are_named(new_page: NewPage) -> None:
    page = show_world(new_page(reduced_motion="reduce"), "")
    lines = take("").spec.lines
    page.evaluate("() => handle.select('country', 'ISR')")
    page.evaluate(RESTED)
    named = {name for name, *_ in page.evaluate(BOXES, ".fl-line-name")}
    assert named
    assert named <= {line.id for line in lines if "ISR" in (line.source, line.target)}
    page.evaluate("() => handle.select('none', '')")
    page.evaluate(RESTED)
    assert page.locator(".fl-line-name").count() == 0
