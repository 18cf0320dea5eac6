"""The app in a real browser: what a person sees, on which screen and in which light."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.app_page import Opener, headline, query, until

pytestmark = pytest.mark.browser

CONTRAST = """tag => {
    const light = text => {
        const [r, g, b] = text.match(/[\\d.]+/g).map(part => {
            const c = part / 255;
            return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let paper = tag;
    while (!getComputedStyle(paper).backgroundColor.startsWith("rgb(")) paper = paper.parentElement;
    const text = getComputedStyle(tag.querySelector('span')).color;
    const [a, b] = [getComputedStyle(paper).backgroundColor, text].map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


def test_first_paint_is_a_story_in_a_dress_of_its_own(opened: Opener) -> None:
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
    nothing_of_streamlits_dress_shows(page)


def nothing_of_streamlits_dress_shows(page: Any) -> None:
    for name in ("stAppDeployButton", "stMainMenu", "stDecoration", "stStatusWidget"):
        assert page.locator(f"[data-testid={name}]:visible").count() == 0
    assert page.title() == "Faultlines"
    families = page.evaluate(
        "[...document.querySelectorAll('.fl-headline, .app-name, .app-table td, [data-testid=stSidebar] label p')]"
        ".map(e => getComputedStyle(e).fontFamily.split(',')[0])"
    )
    assert set(families) == {'"Source Sans"'}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_and_chosen_countries_can_be_read(opened: Opener, scheme: str) -> None:
    page = opened("?countries=AZE,GEO", color_scheme=scheme)
    assert page.locator(".faultlines").get_attribute("data-theme") == scheme
    colour = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", colour)[:3])) / 3
    assert (brightness < 80) == (scheme == "dark")
    tag = page.locator("[data-tag]").first
    tag.wait_for()
    assert tag.evaluate(CONTRAST) >= 4.5


def test_a_broken_link_still_shows_a_map(opened: Opener) -> None:
    page = opened("?focus=Atlantis&min=7&colour=pink")
    said = page.locator(".fl-notices").inner_text()
    assert "Atlantis" in said
    assert "colour" in said
    assert page.locator(".fl-line").count() > 20


def map_and_fingers_have_room(page: Any) -> None:
    small = page.eval_on_selector_all(
        ".st-key-bar button, .st-key-empty button, .fl-header a, .faultlines summary",
        "all => all.map(e => [e.textContent, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.height > 0 && box.height < 40).map(([text]) => text)",
    )
    assert small == []
    assert page.locator(".fl-stage").bounding_box()["height"] > 300
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.parametrize("query", ["?focus=AZE", "?lang=ar&a=1&b=2&c=3&d=4&e=5"])
def test_a_phone_gives_map_and_fingers_room(opened: Opener, query: str) -> None:
    page = opened(query, width=390, height=844, has_touch=True, is_mobile=True)
    map_and_fingers_have_room(page)
    page.get_by_role("button", name="Share", exact=True).tap()
    page.get_by_role("button", name="Copy link").wait_for()


def test_a_phone_shows_the_whole_map_and_an_empty_one_offers_the_way_back(opened: Opener) -> None:
    nothing = "?from=1850-01-01&to=1850-12-31"
    page = opened(nothing, lines=False, width=390, height=844, has_touch=True, is_mobile=True)
    map_and_fingers_have_room(page)
    page.get_by_role("button", name="Clear the dates").click()
    page.wait_for_selector(".fl-line", state="attached")
    assert query(page) == {}
    until(page, "document.querySelector('.app-table tbody tr') && !document.querySelector('.st-key-empty')")
    map_and_fingers_have_room(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("[data-testid=stSidebar]").get_attribute("data-collapsed") == "true"
    assert page.locator(".fl-map").bounding_box()["height"] > 350
    page.get_by_role("button", name="Expand sidebar").or_(
        page.locator("[data-testid=stExpandSidebarButton]")
    ).first.click()
    page.locator("[class*=st-key-c_region]").wait_for()
    assert page.get_by_role("button", name="Share", exact=True).count() == 1


def test_the_table_is_whole_on_a_tablet(opened: Opener) -> None:
    page = opened("?lang=vi", width=1024, height=768)
    assert page.eval_on_selector(".app-table", "node => node.scrollWidth <= node.clientWidth")
