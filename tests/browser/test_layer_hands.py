"""The layer in Chromium: what it does with pointer, finger and keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geo.spec import Card
from tests.browser.layer_page import (
    MIDDLE_OF_LINE,
    MIDDLE_OF_SHAPE,
    VIEW,
    NewPage,
    point_at,
    show,
    update,
)
from tests.samples import sample_spec

pytestmark = pytest.mark.browser

# Places in disputed areas that no line's target covers, but that lie beside one
BESIDE_LINES = """() => {
    const lineAt = (x, y) => (document.elementFromPoint(x, y) || document.body).closest('.fl-line');
    const found = [];
    for (let y = 120; y < 640; y += 4) for (let x = 10; x < 380; x += 4) {
        const node = document.elementFromPoint(x, y);
        if (!node.matches('.fl-disputed')) continue;
        if ([-9, 9].some((by) => lineAt(x + by, y) || lineAt(x, y + by))) found.push([x, y, node.ariaLabel]);
    }
    return found;
}"""


def finger(page: Any, x: float, y: float) -> None:
    """Touch as wide as one."""
    hand = page.context.new_cdp_session(page)
    touch = {"x": x, "y": y, "radiusX": 20, "radiusY": 20}
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [touch]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    hand.detach()


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


def test_a_map_that_goes_elsewhere_leaves_what_the_pointer_was_on(new_page: NewPage) -> None:
    spec = sample_spec()
    page = show(new_page(), spec)
    x, y = point_at(page, MIDDLE_OF_SHAPE, "TUR")
    page.mouse.move(x - 12, y + 12)
    update(page, replace(spec, headline="Other words, the same place"))
    assert page.inner_text(".fl-card-title") == "Türkiye"
    update(page, replace(spec, bounds=(-120.0, -30.0, 150.0, 70.0)))
    assert page.locator(".fl-card").is_hidden()
    assert page.locator(".fl-some").count() == 0


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
    spec, wide = sample_spec(), Card("Kazakhstan", text="a long story " * 9)
    areas = tuple(replace(area, card=wide) if area.key == "KAZ" else area for area in spec.areas)
    page = show(new_page(760, 640, reduced_motion="reduce"), replace(spec, areas=areas))
    page.evaluate("() => { handle.map.setView([48, 67], 4, { animate: false }); }")
    page.evaluate("() => { handle.map.panBy([-180, 120], { animate: false }); }")
    page.mouse.move(*point_at(page, MIDDLE_OF_SHAPE, "KAZ"))
    covered = page.evaluate("""() => {
        const card = document.querySelector('.fl-card'), header = document.querySelector('.fl-header');
        const a = card.getBoundingClientRect(), b = header.getBoundingClientRect();
        card.style.pointerEvents = 'auto';
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


def test_a_finger_beside_a_line_finds_the_area_below_it(new_page: NewPage) -> None:
    spec = sample_spec()
    areas = (replace(area, anchor=(41.9, 43.1)) if area.key == "RUS" else area for area in spec.areas)
    page = show(
        new_page(390, 844, has_touch=True, is_mobile=True, reduced_motion="reduce"), replace(spec, areas=tuple(areas))
    )
    page.evaluate("() => { handle.map.setView([43, 42], 8, { animate: false }); }")
    beside = page.evaluate(BESIDE_LINES)
    assert len(beside) >= 3
    for x, y, told in (beside[0], beside[-1]):
        finger(page, x, y)
        page.wait_for_selector(".fl-card.fl-sheet")
        assert told.startswith(page.inner_text(".fl-card-title"))
        page.tap(".fl-close")


def test_select_from_outside_holds_without_telling(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    page.evaluate("() => handle.select('relation', 'il-az')")
    assert page.inner_text(".fl-card-title") == "Israel and Azerbaijan: support"
    assert page.locator(".fl-line.fl-on").get_attribute("data-id") == "il-az"
    page.evaluate("() => handle.select('none', '')")
    assert page.locator(".fl-card").is_hidden()
    assert page.evaluate("log") == []


def test_what_moves_beneath_a_hand_that_rests_does_not_light_up(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    x, y = point_at(page, MIDDLE_OF_SHAPE, "AZE")
    page.mouse.move(x, y)
    assert page.inner_text(".fl-card-title") == "Azerbaijan"
    to_x, to_y = point_at(page, MIDDLE_OF_SHAPE, "IRN")
    page.evaluate("([dx, dy]) => handle.map.panBy([dx, dy], { animate: false })", [to_x - x, to_y - y])
    page.mouse.move(x, y)  # a browser says so by itself once what lies there is another thing
    page.wait_for_timeout(300)
    assert page.inner_text(".fl-card-title") == "Azerbaijan"
    page.mouse.move(x + 1, y)
    assert page.inner_text(".fl-card-title") == "Iran"
