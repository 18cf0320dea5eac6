"""The layer in Chromium for those who listen or type, and what a choice from outside brings into sight."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.render.page import to_html
from tests.browser.layer_page import VIEW, NewPage, show, update
from tests.samples import SampleAtlas, sample_spec

pytestmark = pytest.mark.browser

ENDS_IN_SIGHT = """id => {
    const path = document.querySelector(`[data-id="${id}"] .fl-stroke`);
    const covers = ['.fl-header', '.fl-legend', '.fl-card.fl-sheet'].map((name) => document.querySelector(name))
        .filter(Boolean).map((node) => node.getBoundingClientRect());
    const frame = document.querySelector('.fl-stage').getBoundingClientRect();
    const within = (p, box) => p.x > box.left && p.x < box.right && p.y > box.top && p.y < box.bottom;
    const seen = (p) => within(p, frame) && !covers.some((box) => within(p, box));
    const place = (x, y) => new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
    const copies = path.getAttribute('d').split('M').filter(Boolean).map((copy) => copy.split(/[ C]/).map(Number));
    return copies.some((c) => seen(place(...c.slice(0, 2))) && seen(place(...c.slice(-2))));
}"""
FOCUSED = "() => { const e = document.activeElement; return e.dataset.key || e.dataset.id || e.className; }"


def spoken(page: Any) -> list[tuple[str, str, str]]:
    """Role, name and description of all that Chromium offers to a screen reader."""
    ear = page.context.new_cdp_session(page)
    nodes = ear.send("Accessibility.getFullAXTree")["nodes"]
    ear.detach()
    return [
        tuple(str(node.get(part, {}).get("value", "")) for part in ("role", "name", "description"))
        for node in nodes
        if not node["ignored"]
    ]


@pytest.mark.parametrize("standalone", [False, True], ids=["app", "file"])
def test_the_map_is_told_in_sentences(new_page: NewPage, tmp_path: Path, standalone: bool) -> None:
    spec = sample_spec()
    page = new_page(reduced_motion="reduce")
    if standalone:
        (tmp_path / "map.html").write_text(to_html(spec, SampleAtlas()), encoding="utf-8")
        page.goto((tmp_path / "map.html").as_uri())
        page.wait_for_selector(".fl-line", state="attached")
    else:
        show(page, spec)
    heard = spoken(page)
    texts = " ".join(name for role, name, _ in heard if role == "StaticText")
    assert all(sentence in texts for sentence in spec.description)
    role, name, description = next(node for node in heard if node[1].startswith("Map. "))
    assert (role, name) == ("group", f"Map. {spec.headline}")
    assert all(sentence in description for sentence in spec.description)
    assert "arrow keys" in description
    buttons = [name for role, name, _ in heard if role == "button"]
    assert any(name.startswith("Iran to Armenia: support") for name in buttons)
    assert any(name.startswith("Iran. Balance") for name in buttons)


def test_a_change_is_said_politely(new_page: NewPage) -> None:
    page = show(new_page(), replace(sample_spec(), notices=()))
    voice = page.get_by_role("status")
    assert voice.get_attribute("aria-live") == "polite"
    assert voice.text_content() == ""
    page.evaluate("() => { window.voice = document.querySelector('[role=status]'); }")
    update(page, replace(sample_spec(), headline="Another one", notices=("min=9 was ignored",)))
    assert voice.text_content() == "Another one. min=9 was ignored"
    assert page.evaluate("() => voice.isConnected")
    page.evaluate("() => handle.select('relation', 'tr-az')")
    assert voice.text_content() == "Türkiye and Azerbaijan: support"


def test_one_tab_stop_each_for_countries_disputed_areas_and_lines(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    assert page.locator("path.fl-shape[role=button]").count() == 11
    assert page.locator("path.fl-shape[data-key=KAZ]").get_attribute("tabindex") is None
    assert page.locator("path.fl-shape[tabindex='0']").count() == 1
    assert page.locator(".fl-line[tabindex='0']").count() == 1
    page.locator(".fl-map").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "ARM"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == "AZE"
    assert page.inner_text(".fl-card-title") == "Azerbaijan"
    page.keyboard.press("End")
    assert page.evaluate(FOCUSED) == "USA"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == "ARM"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == sample_spec().disputed[0].key  # one for disputed areas, too
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == sample_spec().lines[-1].id
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED) == sample_spec().lines[0].id
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == "USA"


def test_enter_opens_and_escape_closes(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    page.locator("path.fl-shape[data-key=IRN]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("log") == [["country", "IRN"]]
    assert page.inner_text(".fl-card-title") == "Iran"
    page.locator("[data-id=ir-am]").focus()
    page.keyboard.press(" ")
    assert page.evaluate("log")[-1] == ["relation", "ir-am"]
    assert page.locator(".fl-card.fl-pinned").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("log")[-1] == ["none", ""]
    assert page.locator(".fl-card").is_hidden()
    assert page.evaluate(FOCUSED) == "ir-am"


def test_the_tab_stop_outlives_what_it_stood_on(new_page: NewPage) -> None:
    spec = sample_spec()
    page = show(new_page(reduced_motion="reduce"), spec)
    page.locator("[data-id=us-fj]").focus()
    update(page, replace(spec, lines=tuple(line for line in spec.lines if line.id != "us-fj")))
    assert page.locator(".fl-line[tabindex='0']").count() == 1
    assert page.locator("path.fl-shape[tabindex='0']").count() == 1
    assert page.locator("path.fl-shape[data-key=USA]").get_attribute("tabindex") is None
    update(page, replace(spec, lines=()))
    assert page.locator("[tabindex='0'].fl-shape, [tabindex='0'].fl-line").count() == 0


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)], ids=str)
@pytest.mark.parametrize("line", ["us-fj", "tr-az", "ru-ua"])
def test_select_shows_both_ends(new_page: NewPage, size: tuple[int, int], line: str) -> None:
    page = show(new_page(*size, reduced_motion="reduce"), sample_spec())
    page.evaluate("() => handle.map.setView([10, 90], 6, { animate: false })")
    page.evaluate("id => handle.select('relation', id)", line)
    assert page.evaluate(ENDS_IN_SIGHT, line)


def test_select_leaves_the_view_alone_where_both_ends_show(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    before = page.evaluate(VIEW)
    page.evaluate("() => handle.select('relation', 'il-az')")
    page.wait_for_timeout(300)
    assert page.evaluate(VIEW) == before


def test_the_same_size_told_again_leaves_the_view_alone(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    before = page.evaluate(VIEW)
    page.evaluate("() => { handle.map.invalidateSize({ pan: false }); window.dispatchEvent(new Event('resize')) }")
    page.wait_for_timeout(100)
    assert page.evaluate(VIEW) == before


def test_names_from_right_to_left_stand_each_for_itself(new_page: NewPage) -> None:
    spec = sample_spec()
    card = replace(spec.lines[0].card, title="تركيا → أذربيجان")
    lines = tuple(replace(line, card=card) if line.id == "tr-az" else line for line in spec.lines)
    areas = tuple(replace(area, name='ארה"ב (2)') if area.key == "IRN" else area for area in spec.areas)
    told = replace(spec, headline="Backed by أوكرانيا, تركيا and إسرائيل", subtitle="إيران تدعم سوريا (2024) عبر NATO")
    page = show(new_page(), replace(told, lines=lines, areas=areas))
    assert page.locator(".fl-subtitle bdi[dir=rtl]").all_inner_texts() == [told.subtitle]
    assert page.locator(".fl-label[data-key=IRN]").get_attribute("direction") == "rtl"
    page.evaluate("() => handle.select('relation', 'tr-az')")
    for where, names in ((".fl-headline", ["أوكرانيا", "تركيا", "إسرائيل"]), (".fl-card-title", ["تركيا", "أذربيجان"])):
        assert page.locator(f"{where} bdi").all_inner_texts() == names
        places = [page.locator(f"{where} bdi").nth(i).bounding_box() for i in range(2)]
        order = [(place["y"], place["x"]) for place in places]
        assert order == sorted(order)
