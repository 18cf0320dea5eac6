"""The layer in Chromium: what it paints, what it does with pointer, finger and keyboard, and what it leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.render import assets
from geo.render.page import to_html
from geo.spec import MapSpec
from tests.samples import HOSTILE, SampleAtlas, hostile_spec, sample_spec, sample_topology

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
QUESTIONS = [{"text": "Who backs Azerbaijan?", "query": "focus=AZE&dir=in"}]
MIDDLE_OF_LINE = """id => {
    const path = document.querySelector(`[data-id="${id}"] .fl-hit`);
    const point = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
    return [point.x, point.y];
}"""
MIDDLE_OF_SHAPE = """key => {
    const box = document.querySelector(`path.fl-shape[data-key="${key}"]`).getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""
VIEW = "() => { const c = handle.map.getCenter(); return [c.lat, c.lng, handle.map.getZoom()]; }"


def embed(value: Any) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def show(page: Any, spec: MapSpec, *, ready: bool = True, **options: Any) -> Any:
    """Mount a spec in an empty page; `log` holds what the layer told, `handle` is what mount gave back."""
    given = {"questions": QUESTIONS, "theme": "light", "embedded": True, **options}
    page.set_content(
        f"""<!doctype html><html lang="en"><title>t</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>html, body {{ margin: 0; height: 100% }}</style><style>{assets.style()}</style>
        <div id="here" style="height: 100%"></div><script>{assets.script()}</script><script>
        window.log = [];
        window.handle = Faultlines.mount(document.getElementById("here"), {{
            shapes: {embed(sample_topology())}, spec: {embed(spec.to_dict())},
            onSelect: (kind, id) => log.push([kind, id]), onNavigate: (query) => log.push(["go", query]),
            ...{embed(given)}
        }});</script>"""
    )
    page.evaluate("() => handle.ready" if ready else "() => handle.ready.catch(() => null)")
    return page


def update(page: Any, spec: MapSpec) -> None:
    page.evaluate("spec => handle.update(spec)", spec.to_dict())


def point_at(page: Any, where: str, what: str) -> tuple[float, float]:
    x, y = page.evaluate(where, what)
    return x, y


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


def test_a_line_grows_and_then_is_whole(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    page.wait_for_function("() => !document.querySelector('.fl-growing')")
    dash = "id => document.querySelector(`[data-id='${id}'] .fl-stroke`).getAttribute('stroke-dasharray')"
    assert page.evaluate(dash, "tr-az") == "none"
    assert page.evaluate(dash, "ir-az") == "7 4"
    spec = sample_spec()
    update(page, replace(spec, lines=spec.lines[:4]))
    assert page.locator(".fl-line").count() == 4
    update(page, spec)
    assert page.locator(".fl-growing").count() == len(spec.lines) - 4
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


def test_nothing_covers_anything(new_page: NewPage) -> None:
    for width, height in ((1440, 900), (1024, 768), (390, 844)):
        page = show(new_page(width, height), sample_spec())
        parts = (".fl-header", ".fl-legend", ".leaflet-control-zoom", ".fl-footer")
        boxes = [page.locator(part).bounding_box() for part in parts]
        for i, a in enumerate(boxes):
            assert a["x"] >= 0
            assert a["x"] + a["width"] <= width
            assert a["y"] + a["height"] <= height
            for b in boxes[i + 1 :]:
                apart_x = a["x"] + a["width"] <= b["x"] + 0.5 or b["x"] + b["width"] <= a["x"] + 0.5
                apart_y = a["y"] + a["height"] <= b["y"] + 0.5 or b["y"] + b["height"] <= a["y"] + 0.5
                assert apart_x or apart_y, (width, a, b)


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


def test_hover_shows_the_card_and_keeps_the_lines_of_the_country(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    page.mouse.move(*point_at(page, MIDDLE_OF_SHAPE, "KAZ"))
    assert page.inner_text(".fl-card-title") == "Kazakhstan"
    assert page.locator(".fl-some").count() == 0
    x, y = point_at(page, MIDDLE_OF_SHAPE, "TUR")
    page.mouse.move(x - 12, y + 12)
    assert page.inner_text(".fl-card-title") == "Türkiye"
    assert "+0.80" in page.inner_text(".fl-card")
    kept = page.eval_on_selector_all(".fl-line.fl-on", "all => all.map(g => g.dataset.id)")
    assert kept == ["tr-az"]
    page.mouse.move(700, 890)
    assert page.locator(".fl-card").is_hidden()
    assert page.locator(".fl-some").count() == 0
    assert page.evaluate("log") == []


def test_the_card_stays_on_the_map(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    stage = page.locator(".fl-stage").bounding_box()
    for key in ("RUS", "KAZ", "IRN", "ISR"):
        page.mouse.move(*point_at(page, MIDDLE_OF_SHAPE, key))
        box = page.locator(".fl-card").bounding_box()
        assert box["x"] >= stage["x"]
        assert box["x"] + box["width"] <= stage["x"] + stage["width"]
        assert box["y"] >= stage["y"]
        assert box["y"] + box["height"] <= stage["y"] + stage["height"]


def test_the_card_lies_above_the_headline(new_page: NewPage) -> None:
    page = show(new_page(1000, 640, reduced_motion="reduce"), sample_spec())
    page.evaluate("() => handle.map.setView([33, 58], 5, { animate: false })")
    page.evaluate("() => handle.select('relation', 'tr-az')")
    covered = page.evaluate("""() => {
        const card = document.querySelector('.fl-card'), header = document.querySelector('.fl-header');
        const a = card.getBoundingClientRect(), b = header.getBoundingClientRect();
        const x = Math.max(a.left, b.left) + 9, y = Math.max(a.top, b.top) + 9;
        return [x < b.right && y < b.bottom, card.contains(document.elementFromPoint(x, y))];
    }""")
    assert covered == [True, True]


def test_click_on_a_line_holds_its_card_until_escape(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    page.mouse.click(*point_at(page, MIDDLE_OF_LINE, "ua-az"))
    assert page.evaluate("log") == [["relation", "ua-az"]]
    page.mouse.move(700, 880)
    link = page.locator(".fl-card a")
    assert link.get_attribute("href") == "https://example.org/story?id=1&x=2"
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert (
        page.evaluate(
            "() => { const a = document.querySelector('.fl-card a').getBoundingClientRect();"
            "return document.elementFromPoint(a.x + 3, a.y + 3).tagName }"
        )
        == "A"
    )
    page.keyboard.press("Escape")
    assert page.locator(".fl-card").is_hidden()
    assert page.evaluate("log") == [["relation", "ua-az"], ["none", ""]]


def test_click_on_a_country_tells_each_time_and_water_lets_go(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    x, y = point_at(page, MIDDLE_OF_SHAPE, "KAZ")
    page.mouse.click(x, y)
    page.mouse.click(x, y, delay=30)
    assert page.evaluate("log") == [["country", "KAZ"], ["country", "KAZ"]]
    page.mouse.click(700, 840)
    assert page.evaluate("log")[2:] == [["none", ""]]
    page.mouse.click(700, 840)
    assert len(page.evaluate("log")) == 3


def test_dragging_is_no_click(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    x, y = point_at(page, MIDDLE_OF_SHAPE, "KAZ")
    before = page.evaluate(VIEW)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 20, steps=4)
    page.mouse.up()
    assert page.evaluate(VIEW) != before
    assert page.evaluate("log") == []


def test_update_keeps_the_map_the_view_and_what_did_not_change(new_page: NewPage) -> None:
    spec = sample_spec()
    page = show(new_page(reduced_motion="reduce"), spec)
    page.evaluate("() => { handle.map.setZoom(handle.map.getZoom() + 1, { animate: false }); }")
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


def test_questions_are_links_that_the_page_may_follow(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    link = page.get_by_role("link", name="Who backs Azerbaijan?")
    assert link.get_attribute("href") == "?focus=AZE&dir=in"
    link.click()
    assert page.evaluate("log") == [["go", "focus=AZE&dir=in"]]


def test_the_keyboard_stays_on_a_question_when_the_headline_changes(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    page.get_by_role("link", name="Who backs Azerbaijan?").focus()
    update(page, replace(sample_spec(), headline="Another one"))
    assert page.evaluate("() => document.activeElement.textContent") == "Who backs Azerbaijan?"


def test_keyboard_reaches_countries_and_lines(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    names = page.eval_on_selector_all("path.fl-shape[tabindex]", "all => all.map(p => p.getAttribute('aria-label'))")
    assert len(names) == 11
    assert all(names)
    assert page.locator("path.fl-shape[data-key=KAZ]").get_attribute("tabindex") is None
    page.keyboard.press("Tab")
    page.locator("path.fl-shape[data-key=IRN]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("log") == [["country", "IRN"]]
    assert page.inner_text(".fl-card-title") == "Iran"
    page.locator("[data-id=ir-am]").focus()
    assert page.locator("[data-id=ir-am]").get_attribute("aria-label").startswith("Iran to Armenia: support")
    page.keyboard.press("Enter")
    assert page.evaluate("log")[-1] == ["relation", "ir-am"]
    page.keyboard.press("Escape")
    assert page.evaluate("log")[-1] == ["none", ""]
    assert page.locator(".fl-card").is_hidden()
    assert page.get_by_role("button", name="Zoom in").count() == 1


def test_the_map_is_told_in_sentences(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    described = page.locator(".leaflet-container").get_attribute("aria-describedby")
    assert page.locator(f"#{described} p").all_inner_texts() == list(sample_spec().description)


def test_a_phone_folds_the_legend_and_shows_cards_as_a_sheet(new_page: NewPage) -> None:
    page = show(new_page(390, 844, has_touch=True, is_mobile=True, reduced_motion="reduce"), sample_spec())
    assert page.locator(".fl-legend-body").is_hidden()
    page.tap(".fl-legend-button")
    assert page.locator(".fl-legend-body").is_visible()
    page.tap(".fl-legend-button")
    page.touchscreen.tap(*point_at(page, MIDDLE_OF_LINE, "ua-az"))
    box = page.locator(".fl-card.fl-sheet").bounding_box()
    assert box["x"] == 0
    assert box["width"] == 390
    assert page.evaluate("log") == [["relation", "ua-az"]]
    page.tap(".fl-close")
    assert page.locator(".fl-card").is_hidden()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


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
    page.click(".fl-sources summary")
    assert page.locator("img").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert watch.complaints == []


def test_select_from_outside_holds_without_telling(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    page.evaluate("() => handle.select('relation', 'il-az')")
    assert page.inner_text(".fl-card-title") == "Israel and Azerbaijan: support"
    assert page.locator(".fl-on").get_attribute("data-id") == "il-az"
    page.evaluate("() => handle.select('none', '')")
    assert page.locator(".fl-card").is_hidden()
    assert page.evaluate("log") == []


def test_select_brings_what_is_out_of_sight_into_view(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    page.evaluate("() => handle.map.setView([10, 90], 6, { animate: false })")
    page.evaluate("() => handle.select('relation', 'tr-az')")
    box = page.locator("[data-id=tr-az] .fl-stroke").bounding_box()
    assert 0 < box["x"] + box["width"] / 2 < 1440
    assert 0 < box["y"] + box["height"] / 2 < 900


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
