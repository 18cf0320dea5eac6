"""The app in a real browser: what a person sees, on which screen and in which light."""

from __future__ import annotations

import re

import pytest

from tests.browser.app_page import Opener, headline, query

pytestmark = pytest.mark.browser


def test_first_paint_is_a_story(opened: Opener) -> None:
    page = opened()
    assert page.locator("path.fl-shape").count() > 200
    assert page.locator(".fl-line").count() > 20
    assert headline(page).startswith("Azerbaijan")
    assert page.locator(".fl-questions a").count() == 3
    assert page.locator(".fl-legend").is_visible()
    fills = set(page.eval_on_selector_all("path.fl-shape", "all => all.map(e => e.getAttribute('fill'))"))
    assert len(fills) > 4
    box = page.locator(".fl-map").bounding_box()
    assert box["width"] > 1000
    assert box["height"] > 600


def test_nothing_of_streamlits_dress_shows(opened: Opener) -> None:
    page = opened()
    for name in ("stAppDeployButton", "stMainMenu", "stDecoration", "stStatusWidget"):
        assert page.locator(f"[data-testid={name}]:visible").count() == 0
    assert page.title() == "Faultlines"
    families = page.evaluate(
        "[...document.querySelectorAll('.fl-headline, .app-name, .app-table td, [data-testid=stSidebar] label p')]"
        ".map(e => getComputedStyle(e).fontFamily.split(',')[0])"
    )
    assert set(families) == {'"Source Sans"'}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system(opened: Opener, scheme: str) -> None:
    page = opened(color_scheme=scheme)
    assert page.locator(".faultlines").get_attribute("data-theme") == scheme
    colour = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", colour)[:3])) / 3
    assert (brightness < 80) == (scheme == "dark")


def test_fits_a_phone(opened: Opener) -> None:
    page = opened(width=390, height=844, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert page.locator("[data-testid=stSidebar]").get_attribute("data-collapsed") == "true"
    assert page.locator(".fl-map").bounding_box()["height"] > 350
    page.get_by_role("button", name="Expand sidebar").or_(
        page.locator("[data-testid=stExpandSidebarButton]")
    ).first.click()
    page.locator("[class*=st-key-c_region]").wait_for()
    assert page.get_by_role("button", name="Share", exact=True).count() == 1


def test_a_broken_link_still_shows_a_map(opened: Opener) -> None:
    page = opened("?focus=Atlantis&min=7&colour=pink")
    said = page.locator(".fl-notices").inner_text()
    assert "Atlantis" in said
    assert "colour" in said
    assert page.locator(".fl-line").count() > 20


def test_an_empty_map_offers_the_way_back(opened: Opener) -> None:
    page = opened("?from=1850-01-01&to=1850-12-31", lines=False)
    page.get_by_role("button", name="Clear the dates").click()
    page.wait_for_selector(".fl-line", state="attached")
    assert query(page) == {}


@pytest.mark.parametrize("query", ["", "?focus=AZE", "?from=1850-01-01&to=1850-12-31", "?lang=ar&a=1&b=2&c=3&d=4&e=5"])
def test_a_phone_gives_map_and_fingers_room(opened: Opener, query: str) -> None:
    page = opened(query, lines="1850" not in query, width=390, height=844, has_touch=True, is_mobile=True)
    small = page.eval_on_selector_all(
        ".st-key-bar button, .st-key-empty button, .fl-header a, .faultlines summary",
        "all => all.map(e => [e.textContent, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.height > 0 && box.height < 40).map(([text]) => text)",
    )
    assert small == []
    assert page.locator(".fl-stage").bounding_box()["height"] > 300
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_the_table_is_whole_on_a_tablet(opened: Opener) -> None:
    page = opened("?lang=vi", width=1024, height=768)
    assert page.eval_on_selector(".app-table", "node => node.scrollWidth <= node.clientWidth")
