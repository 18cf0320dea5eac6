"""The app in a real browser: what a person points at, clicks and types."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.app_page import Opener, click_country, headline, hover, query, spot, until, until_query

pytestmark = pytest.mark.browser


def test_hover_shows_a_card_click_focuses_click_again_leaves_and_back_returns(opened: Opener) -> None:
    page = opened()
    before = headline(page)
    assert "Support" in hover(page, "Iran").inner_text()
    page.mouse.click(*spot(page, "Iran"))
    until_query(page, "focus=IRN")
    until(page, "document.querySelector('.fl-headline').innerText.startsWith('Iran')")
    page.get_by_role("button", name="Leave Iran").wait_for()
    click_country(page, "Iran")
    until(page, "!location.search.includes('focus')")
    until(page, f"document.querySelector('.fl-headline').innerText === {json.dumps(before)}")
    page.go_back()
    until(page, "document.querySelector('.fl-headline').innerText.startsWith('Iran')")
    assert query(page) == {"focus": "IRN"}
    page.go_back()
    until(page, f"document.querySelector('.fl-headline').innerText === {json.dumps(before)}")
    assert query(page) == {}
    hurried_clicks_and_steps_back_leave_no_trace(page)


def hurried_clicks_and_steps_back_leave_no_trace(page: Any) -> None:
    before = json.dumps(headline(page))
    for _ in range(3):
        click_country(page, "Iran")
        until(page, "document.querySelector('.fl-headline').innerText.startsWith('Iran')")
        click_country(page, "Iran")
        until(page, f"document.querySelector('.fl-headline').innerText === {before}")
        page.go_back()
        until(page, "document.querySelector('.fl-headline').innerText.startsWith('Iran')")
        assert query(page) == {"focus": "IRN"}
        page.go_back()
        until(page, f"document.querySelector('.fl-headline').innerText === {before}")
        assert query(page) == {}


def test_a_question_is_a_link_and_the_map_element_survives_it(opened: Opener) -> None:
    page = opened()
    page.evaluate("document.querySelector('.faultlines').dataset.mine = 'the same'")
    page.get_by_role("link", name="Who backs Azerbaijan?").click()
    until_query(page, "focus=AZE")
    assert query(page) == {"focus": "AZE", "dir": "in", "kind": "support"}
    until(page, "document.querySelectorAll('.app-table .app-what').length > 3")
    until(page, "[...document.querySelectorAll('.app-table .app-what')].every(e => e.innerText.startsWith('Support'))")
    until(page, "document.querySelector('.app-table tbody').children.length < 30")
    assert page.locator(".faultlines").get_attribute("data-mine") == "the same"


def table_map_and_evidence_go_together(page: Any) -> None:
    row = page.locator(".app-table tbody tr").nth(2)
    row.click()
    evidence = page.locator(".st-key-evidence")
    evidence.locator("h3", has_text=row.locator("td").first.inner_text()).wait_for()
    evidence.get_by_text("Source:").or_(evidence.locator(".app-source")).first.wait_for()
    assert row.get_attribute("aria-selected") == "true"
    assert page.locator(f".fl-line.fl-on[data-id={json.dumps(row.get_attribute('data-id'))}]").count() == 1
    title = evidence.locator("h3").inner_text()
    assert row.locator("td").first.inner_text() in title
    assert page.locator(".fl-card").inner_text().startswith(title)
    link = evidence.locator(".app-source a")
    assert link.get_attribute("href").startswith("http")
    page.locator(".fl-line").nth(5).press("Enter")
    until(page, f"document.querySelector('.st-key-evidence h3').innerText !== {json.dumps(title)}")
    assert page.locator(".app-table tr[aria-selected=true]").count() == 1


def test_works_by_keyboard(opened: Opener) -> None:
    page = opened()
    click_country(page, "Georgia")
    until_query(page, "focus=GEO")
    slider = page.locator("[class*=st-key-c_min] input[type=range]")
    slider.press("ArrowRight")
    until_query(page, "min=2")
    assert query(page) == {"focus": "GEO", "min": "2"}
    until(page, "document.querySelector('.fl-subtitle').innerText.includes('strength')")
    page.wait_for_timeout(500)  # the table follows the map
    page.locator(".app-table tbody button").first.press("Enter")
    page.locator(".app-table tr[aria-selected=true]").wait_for()
    quick_changes_are_all_kept(page)


def quick_changes_are_all_kept(page: Any) -> None:
    slider = page.locator("[class*=st-key-c_min] input[type=range]")
    for _ in range(3):
        slider.press("ArrowRight", no_wait_after=True)
    until_query(page, "min=5")
    page.wait_for_timeout(1500)
    assert query(page) == {"focus": "GEO", "min": "5"}
    assert slider.input_value() == "4"
    page.go_back()
    until(page, "!location.search.includes('min=5')")


def test_the_keyboard_can_skip_to_the_map_and_the_mouse_goes_on(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.classList.contains('fl-map')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('fl-shape')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('fl-disputed')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('fl-line')")
    page.keyboard.press("Enter")
    page.locator(".app-table button[aria-pressed=true]").wait_for()
    assert query(page) == {}
    table_map_and_evidence_go_together(page)


def test_visitors_do_not_disturb_each_other(opened: Opener) -> None:
    one, other = opened("?focus=GEO"), opened("?focus=IRN&lang=fr")
    one.locator(".app-table tbody button").first.press("Enter")
    one.locator(".app-table tr[aria-selected=true]").wait_for()
    other.locator("[class*=st-key-c_min] input[type=range]").press("ArrowRight")
    until_query(other, "min=2")
    until(other, "document.querySelector('.fl-subtitle').innerText.includes('strength 2')")
    assert query(one) == {"focus": "GEO"}
    assert headline(one).startswith("Georgia")
    assert other.locator(".app-table tr[aria-selected=true]").count() == 0
    assert query(other) == {"focus": "IRN", "lang": "fr", "min": "2"}
