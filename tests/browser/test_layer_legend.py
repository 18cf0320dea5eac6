"""The legend in Chromium: it hides and shows lines, points out countries and counts a moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.browser.layer_page import NewPage, show, update
from tests.samples import sample_spec

pytestmark = pytest.mark.browser

SEEN = """() => [...document.querySelectorAll('.fl-line')]
    .filter((line) => getComputedStyle(line).display !== 'none').map((line) => line.dataset.id).sort()"""
SPEC = replace(sample_spec(), notices=())


def row(page: Any, name: str) -> Any:
    return page.locator(f"[data-row='{name}']")


def ids(*, kind: str = "", status: str = "") -> list[str]:
    return sorted(
        line.id for line in SPEC.lines if (kind or line.kind) == line.kind and (status or line.status) == line.status
    )


def test_a_click_hides_a_kind_and_the_next_one_shows_it(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), SPEC)
    tension = row(page, "kind/tension")
    assert tension.get_attribute("aria-pressed") == "true"
    tension.click()
    assert tension.get_attribute("aria-pressed") == "false"
    assert page.evaluate(SEEN) == ids(kind="support")
    assert page.get_by_text("Hidden here; the colours of the countries still count them.").is_visible()
    row(page, "status/documented").press("Enter")
    assert page.evaluate(SEEN) == []
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate(SEEN) == ids()
    assert page.locator(".fl-off-note").is_hidden()
    assert page.evaluate("log") == []


def test_what_is_hidden_stays_hidden_until_it_is_gone(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), SPEC)
    row(page, "kind/tension").click()
    legend = replace(SPEC.legend, notes=("Another note.",))
    update(page, replace(SPEC, legend=legend))
    assert page.evaluate(SEEN) == ids(kind="support")
    assert page.evaluate("document.activeElement.dataset.row") == "kind/tension"
    without = tuple(line for line in SPEC.legend.lines if line.value != "tension")
    update(page, replace(SPEC, legend=replace(legend, lines=without), lines=SPEC.lines[:3]))
    update(page, SPEC)
    assert page.evaluate(SEEN) == ids()


def test_a_class_points_out_its_countries(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), SPEC)
    picked = "() => [...document.querySelectorAll('path.fl-shape.fl-picked')].map((path) => path.dataset.key).sort()"
    wanted = sorted(area.key for area in SPEC.areas if area.class_index == 0)
    outline = "path.fl-mark-picked"
    row(page, "class/0").hover()
    assert page.evaluate(picked) == wanted
    assert page.get_attribute(outline, "d").count("M") >= len(wanted)
    page.mouse.move(800, 400)
    assert page.evaluate(picked) == []
    assert page.get_attribute(outline, "d") == "M0 0"
    row(page, "class/0").focus()
    assert page.evaluate(picked) == wanted
    page.keyboard.press("Enter")
    row(page, "kind/support").focus()
    assert page.evaluate(picked) == wanted
    row(page, "class/0").press("Enter")
    row(page, "kind/support").focus()
    assert page.evaluate(picked) == []


def test_rows_are_large_enough_and_a_phone_starts_folded(new_page: NewPage) -> None:
    for size in ((1440, 900), (390, 844)):
        page = show(new_page(*size, reduced_motion="reduce"), SPEC)
        if size[0] < 720:
            assert page.locator(".fl-legend-body").is_hidden()
            page.click(".fl-legend-button")
        small = "all => all.filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.textContent)"
        assert page.eval_on_selector_all(".fl-toggle, .fl-naming", small) == []


def test_tab_leads_through_all_parts_in_order(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), SPEC)
    page.locator(".fl-questions a").last.focus()
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("() => document.activeElement.className.baseVal ?? document.activeElement.className"))
    found = [
        next((part for part in ("fl-search", "fl-map", "fl-shape", "fl-line", "fl-legend") if part in name), "")
        for name in seen
    ]
    assert list(dict.fromkeys(filter(None, found))) == ["fl-search", "fl-map", "fl-shape", "fl-line", "fl-legend"]


def test_rows_stay_under_the_pointer_when_one_is_hidden(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    tension = row(page, "kind/tension")
    before = tension.bounding_box()
    tension.click()
    page.locator(".fl-off-note").wait_for()
    assert tension.bounding_box() == before
