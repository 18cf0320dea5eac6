"""The layer in Chromium: what it paints and tells, what an update changes, and the standalone page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.render.page import to_html
from geo.spec import MapSpec
from tests.browser.layer_page import (
    MIDDLE_OF_LINE,
    MIDDLE_OF_SHAPE,
    VIEW,
    NewPage,
    point_at,
    show,
    update,
)
from tests.samples import HOSTILE, SampleAtlas, hostile_spec, sample_spec

pytestmark = pytest.mark.browser


def test_all_areas_and_lines_are_painted(new_page: NewPage, watch: Any) -> None:
    spec = sample_spec()
    page = show(new_page(), spec)
    fills = page.eval_on_selector_all(
        "path.fl-shape", "all => Object.fromEntries(all.map(p => [p.dataset.key, p.getAttribute('fill')]))"
    )
    assert set(fills) == {area.key for area in spec.areas}
    for area in spec.areas:
        assert fills[area.key].startswith("url(#fl-hatch") if area.hatched else fills[area.key] == area.fill
    drawn = page.eval_on_selector_all(
        ".fl-line",
        "all => all.map(g => { const s = g.querySelector('.fl-stroke'), h = g.querySelector('.fl-heads');"
        "return [g.dataset.id, s.getAttribute('stroke'), +s.getAttribute('stroke-width'),"
        " h.getAttribute('d').split('Z').length - 1, h.getAttribute('fill')]; })",
    )
    heads = [2 if line.mutual else 1 for line in spec.lines]
    # The line past the antimeridian is drawn once more on the other side
    wanted = [[a.id, a.color, pytest.approx(a.width), n, a.color] for a, n in zip(spec.lines, heads, strict=True)]
    for got, want in zip(drawn, wanted, strict=True):
        assert got[:3] + got[4:] == want[:3] + want[4:]
        assert got[3] % want[3] == 0
        assert got[3] > 0
    assert page.locator(".fl-disputed").count() == 1
    assert page.locator("path.fl-dot[data-key=BHR]").count() == 1
    assert watch.complaints == []
    assert watch.requests == []


def test_dash_stands_for_the_status(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    dash = "id => document.querySelector(`[data-id='${id}'] .fl-stroke`).getAttribute('stroke-dasharray')"
    assert page.evaluate(dash, "tr-az") == "none"
    assert page.evaluate(dash, "ir-az") == "7 4"
    assert page.evaluate(dash, "ge-ru") == "1.5 4"


def test_lines_grow_in_the_first_picture_and_are_whole_at_once_after_a_change(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    page.wait_for_function("() => !document.querySelector('.fl-growing')")
    dash = "id => document.querySelector(`[data-id='${id}'] .fl-stroke`).getAttribute('stroke-dasharray')"
    assert page.evaluate(dash, "tr-az") == "none"
    assert page.evaluate(dash, "ir-az") == "7 4"
    spec = sample_spec()
    update(page, replace(spec, lines=spec.lines[:4]))
    assert page.locator(".fl-line").count() == 4
    update(page, spec)
    assert page.locator(".fl-growing").count() == 0
    assert page.evaluate(dash, spec.lines[-1].id) in ("none", "7 4", "1.5 4")
    order = page.eval_on_selector_all(".fl-line", "all => all.map(g => g.dataset.id)")
    assert order == [line.id for line in spec.lines]


def test_frame_says_what_is_seen_and_where_it_comes_from(new_page: NewPage) -> None:
    spec = sample_spec()
    page = show(new_page(), spec)
    assert page.inner_text("h1") == spec.headline
    for text in (spec.title, spec.subtitle, *spec.notices):
        assert text in page.inner_text(".fl-header")
    assert page.inner_text(".fl-legend-title >> nth=0") == spec.legend.title
    rows = page.locator("[data-symbol]")
    assert rows.count() == len(spec.legend.areas) + len(spec.legend.lines)
    assert spec.legend.notes[0] in page.inner_text(".fl-legend")
    for text in ("2025-07-01 to 2025-07-31", "version 1.0", spec.provenance.geometry):
        assert text in page.inner_text(".fl-footer")
    page.click(".fl-sources summary")
    link = page.locator(".fl-sources li a")
    assert link.get_attribute("href") == spec.provenance.sources[0].url
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert page.locator(".fl-sources li").count() == 2


def test_names_do_not_cover_one_another(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    boxes = page.eval_on_selector_all(
        ".fl-label",
        "all => all.map(t => { const b = t.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })",
    )
    assert len(boxes) >= 8
    for i, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[i + 1 :]:
            assert x + w <= x2 + 1 or x2 + w2 <= x + 1 or y + h <= y2 + 4 or y2 + h2 <= y + 4


def test_update_keeps_the_map_the_view_and_what_did_not_change(new_page: NewPage) -> None:
    spec = sample_spec()
    page = show(new_page(reduced_motion="reduce"), spec)
    page.evaluate("() => { handle.map.setZoom(handle.map.getZoom() + 1, { animate: false }); }")
    page.evaluate("() => new Promise((done) => setTimeout(done, 250))")  # names find their places
    page.evaluate("""() => {
        const shapes = document.querySelectorAll('path.fl-shape, .fl-line');
        window.before = [document.querySelector('.leaflet-container'), ...shapes];
        window.touched = [];
        const note = (change) => touched.push(change.target.outerHTML.slice(0, 99));
        new MutationObserver((changes) => changes.forEach(note))
            .observe(document.querySelector('.fl-body'), { subtree: true, attributes: true, childList: true });
    }""")
    view = page.evaluate(VIEW)
    update(page, spec)
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.evaluate("touched") == []
    areas = tuple(replace(a, fill="#123456") if a.key == "IRN" else a for a in spec.areas)
    update(page, replace(spec, areas=areas, headline="Another one"))
    assert page.evaluate(VIEW) == view
    assert page.evaluate("() => before.every(node => node.isConnected)")
    assert page.get_attribute("path.fl-shape[data-key=IRN]", "fill") == "#123456"
    assert page.inner_text("h1") == "Another one"


def test_another_frame_moves_the_view(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    update(page, replace(sample_spec(), bounds=(100.0, -50.0, 290.0, 60.0), center_lon=-165.0))
    assert page.evaluate(VIEW)[1] > 150
    # Both shores and the line between them are on the screen
    for selector in ("path.fl-shape[data-key=USA]", "path.fl-shape[data-key=FJI]", "[data-id=us-fj] .fl-stroke"):
        box = page.locator(selector).bounding_box()
        assert box["width"] > 0
        assert 0 <= box["x"] < 1440


def test_the_view_follows_the_size_until_the_reader_moves_it(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    zoom = page.evaluate(VIEW)[2]
    page.set_viewport_size({"width": 800, "height": 600})
    page.wait_for_function("zoom => handle.map.getZoom() < zoom", arg=zoom)
    page.evaluate("() => handle.map.setView([30, 30], 5, { animate: false })")
    page.set_viewport_size({"width": 1200, "height": 800})
    page.wait_for_function("() => handle.map.getSize().x === 1200")
    assert page.evaluate(VIEW)[2] == 5


def test_themes_change_the_chrome_and_leave_the_fills(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    colour = "() => getComputedStyle(document.querySelector('.fl-map')).backgroundColor"
    light, fill = page.evaluate(colour), page.get_attribute("path.fl-shape[data-key=IRN]", "fill")
    page.evaluate("() => handle.setTheme('dark')")
    assert page.evaluate(colour) != light
    assert page.get_attribute("path.fl-shape[data-key=IRN]", "fill") == fill


def test_hostile_texts_stay_texts(new_page: NewPage, watch: Any) -> None:
    page = show(new_page(reduced_motion="reduce"), hostile_spec())
    assert page.text_content("h1") == HOSTILE
    page.mouse.click(*point_at(page, MIDDLE_OF_LINE, "ua-az"))
    card = page.locator(".fl-card")
    assert card.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert card.evaluate("node => node.getBoundingClientRect().bottom") < page.locator(".fl-footer").bounding_box()["y"]
    page.click(".fl-sources summary")
    assert page.locator("img").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert watch.complaints == []


def test_shapes_that_do_not_load_are_owned_up_to(new_page: NewPage) -> None:
    page = new_page()
    page.route("**/*", lambda route: route.fulfill(status=404, body="gone"))
    show_failing = show(page, sample_spec(), shapes="http://localhost/none.json", ready=False)
    assert "did not load" in show_failing.get_by_role("alert").inner_text()
    assert show_failing.inner_text("h1") == sample_spec().headline


def test_remove_leaves_nothing(new_page: NewPage, watch: Any) -> None:
    page = show(new_page(), sample_spec())
    page.evaluate("() => handle.remove()")
    assert page.locator("#here > *").count() == 0
    page.set_viewport_size({"width": 700, "height": 500})
    assert watch.complaints == []


@pytest.mark.parametrize("spec", [sample_spec(), hostile_spec()], ids=["sample", "hostile"])
def test_the_standalone_file_works_from_disk(new_page: NewPage, watch: Any, tmp_path: Path, spec: MapSpec) -> None:
    place = tmp_path / "map.html"
    place.write_text(to_html(spec, SampleAtlas()), encoding="utf-8")
    page = new_page(reduced_motion="reduce", offline=True)
    page.goto(place.as_uri())
    page.wait_for_selector(".fl-line")
    assert page.locator(".fl-line").count() == len(spec.lines)
    x, y = point_at(page, MIDDLE_OF_SHAPE, "TUR")
    page.mouse.click(x - 12, y + 12)
    assert page.locator(".fl-line.fl-on").get_attribute("data-id") == "tr-az"
    page.mouse.click(x - 12, y + 12)
    page.mouse.move(700, 890)
    assert page.locator(".fl-some").count() == 0
    assert watch.outside(place.as_uri()) == []
    assert watch.complaints == []


def test_the_page_can_not_ask_for_anything(new_page: NewPage, watch: Any, tmp_path: Path) -> None:
    place = tmp_path / "map.html"
    place.write_text(to_html(sample_spec(), SampleAtlas()), encoding="utf-8")
    page = new_page()
    page.goto(place.as_uri())
    tried = page.evaluate("() => fetch('https://example.org/').then(() => 'went out', () => 'was stopped')")
    assert tried == "was stopped"
    assert any("Content Security Policy" in text for text in watch.complaints)
