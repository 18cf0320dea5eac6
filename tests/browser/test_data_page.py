"""One's own data in a real browser: the key of a visitor, the way to the map and back, what axe says of the page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.app_page import LIMIT, Opener, query, turn, until
from tests.browser.axe import violations

pytestmark = pytest.mark.browser

COOKIE = "faultlines_visitor"


def data_page(new_page: Opener, address: str, **options: Any) -> Any:
    page = new_page(**options)
    page.set_default_timeout(LIMIT)
    page.goto(f"{address}data")
    page.get_by_role("heading", name="Comes with Faultlines").wait_for()
    return page


def copied(page: Any) -> str:
    """Make a copy of the built-in data; gives its name."""
    page.locator(".st-key-copy-caucasus-2025 button").click()
    link = page.locator(".app-sets a", has_text="See on the map").first
    link.wait_for()
    return str(link.get_attribute("href")).partition("data=")[2]


def test_a_copy_is_ones_own_on_the_map_and_only_there(new_page: Opener, site: str, watch: Any) -> None:
    page = data_page(new_page, site)
    (cookie,) = (each for each in page.context.cookies() if each["name"] == COOKIE)
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert cookie["value"] not in page.content()
    name = copied(page)
    page.locator(".app-sets a", has_text="See on the map").first.click()
    page.wait_for_selector(".st-key-map .fl-line", state="attached")
    assert query(page) == {"data": name}
    until(page, "document.querySelector('[class*=st-key-c_data] input')")
    page.get_by_role("link", name="Your data").click()
    page.get_by_role("heading", name="Comes with Faultlines").wait_for()

    stranger = data_page(new_page, site)
    assert stranger.locator(".app-sets").count() == 0
    stranger.goto(f"{site}data?data={name}")
    stranger.get_by_text("Somebody else made this data set").wait_for()
    assert stranger.get_by_role("button", name="Settings").count() == 0
    assert watch.outside(site, site.replace("http", "ws")) == []
    assert watch.complaints == []


def test_a_data_set_that_is_deleted_leaves_the_list(new_page: Opener, site: str, watch: Any) -> None:
    page = data_page(new_page, site)
    name = copied(page)
    page.locator(".app-sets h2 a").click()
    page.get_by_role("radio", name="Settings").or_(page.get_by_role("button", name="Settings")).click()
    page.locator(".st-key-data-delete button").first.click()
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_text("is deleted.").wait_for()
    assert query(page) == {}
    assert page.locator(f"a[href*='{name}']").count() == 0
    page.get_by_role("link", name="Map", exact=True).click()
    page.wait_for_selector(".st-key-map .fl-line", state="attached")
    assert watch.complaints == []


def _clean(page: Any, *schemes: str) -> None:
    for scheme in schemes:
        turn(page, scheme)
        assert violations(page) == [], scheme


@pytest.mark.parametrize(
    ("size", "one", "other"), [((1440, 900), "light", "dark"), ((390, 844), "dark", "light")], ids=str
)
def test_axe_finds_nothing(new_page: Opener, site: str, size: tuple[int, int], one: str, other: str) -> None:
    page = data_page(new_page, site, width=size[0], height=size[1], color_scheme=one, reduced_motion="reduce")
    _clean(page, one, other)
    copied(page)
    page.locator(".app-sets h2 a").click()
    page.locator(".app-kind").first.wait_for()
    page.evaluate("() => { document.querySelectorAll('details').forEach((part) => { part.open = true; }); }")
    _clean(page, other, one)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
