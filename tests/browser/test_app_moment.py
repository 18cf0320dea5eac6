"""The app in a real browser: the day shown is the reader's, and part of everything that is passed on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.app_page import Opener, click_country, query, until, until_query

pytestmark = pytest.mark.browser

DAY = "document.querySelector('.fl-time-handle').getAttribute('aria-valuetext')"


def _links(page: Any) -> list[str]:
    """What the share panel offers."""
    page.get_by_role("button", name="Share", exact=True).click()
    page.locator(".app-files a").first.wait_for()
    found = [page.get_by_label("Link to this view").input_value()]
    found += page.eval_on_selector_all(".app-files a", "all => all.map(e => e.getAttribute('href'))")
    page.keyboard.press("Escape")
    return found


def test_the_day_shown_is_in_the_address_and_no_control_undoes_it(opened: Opener) -> None:
    page = opened("?at=2025-06-20")
    until(page, f"{DAY}.includes('20 June 2025')")
    assert all("at=2025-06-20" in link for link in _links(page))
    page.traffic.clear()
    page.locator(".fl-time-handle").press("ArrowLeft")
    until_query(page, "at=2025-06-19")
    assert page.traffic.silent
    assert all("at=2025-06-19" in link and "at=2025-06-20" not in link for link in _links(page))

    page.locator("[class*=st-key-c_min] input[type=range]").press("ArrowRight")
    until(page, "document.querySelector('.fl-subtitle').innerText.includes('strength 2')")
    until_query(page, "at=2025-06-19")
    assert query(page) == {"at": "2025-06-19", "min": "2"}
    until(page, f"{DAY}.includes('19 June 2025')")
    page.go_back()
    until(page, "!location.search.includes('min')")
    until(page, f"{DAY}.includes('19 June 2025')")

    page.get_by_role("button", name="Start over").click()
    until(page, "location.search === ''")
    until(page, f"{DAY}.includes('Whole period')")
    click_country(page, "Iran")
    until_query(page, "focus=IRN")
    page.wait_for_timeout(300)
    assert query(page) == {"focus": "IRN"}


def the_table_says_what_holds_on_the_day_shown(page: Any) -> None:
    page.locator(".app-day").get_by_text("On 20 June 2025").wait_for()
    rows, past = (page.locator(f".app-table tbody tr{which}").count() for which in ("", ".app-past"))
    assert 0 < past < rows
    assert f"{rows - past} of these {rows}" in page.locator(".app-day").inner_text()


def test_two_days_are_compared_with_one_click_and_left_with_another(opened: Opener) -> None:
    page = opened("?at=2025-06-20")
    the_table_says_what_holds_on_the_day_shown(page)
    page.get_by_role("button", name="What changed?").or_(page.get_by_text("What changed?")).first.click()
    until_query(page, "since=")
    shown = query(page)
    assert shown["since"] < shown["at"]
    said = {"Began", "Ended", "Grew stronger", "Grew weaker", "Turned around"}
    page.locator("th", has_text="Change").wait_for()
    assert set(page.locator(".app-table tbody td:last-child").all_inner_texts()) <= said
    assert page.locator(".fl-legend[open] [data-symbol=change]").count() == 5
    page.get_by_role("button", name="Back to the map").click()
    until(page, "!location.search.includes('since')")
    page.get_by_role("button", name="Back to the map").wait_for(state="detached")
    assert query(page) == {"at": shown["at"]}
    page.locator("th", has_text="Change").wait_for(state="hidden")
