"""The ground in the app: finer shapes when one looks closely, and tiles where they are configured."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.browser.app_page import LIMIT, Opener, running, until

pytestmark = pytest.mark.browser

FINER = "performance.getEntriesByType('resource').filter(e => e.name.includes('-fine-')).map(e => e.transferSize)"


def test_the_finer_shapes_come_when_one_looks_closely_and_only_once(opened: Opener) -> None:
    page = opened("?region=world", fresh=True)
    for visit in (1, 2):
        page.wait_for_function("!document.querySelector('.leaflet-zoom-anim')")
        page.wait_for_timeout(500)
        assert page.evaluate(FINER) == []
        while not page.evaluate(FINER):
            if page.locator(".leaflet-control-zoom-in.leaflet-disabled").count() == 0:
                page.click(".leaflet-control-zoom-in")
            page.wait_for_timeout(500)
        (size,) = page.evaluate(FINER)
        assert size > 300_000 if visit == 1 else size == 0
        page.reload()
        page.wait_for_selector(".fl-line", state="attached")


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TILES = "document.querySelectorAll('img.leaflet-tile-loaded').length"


def test_tiles_lie_below_the_map_in_mercator_only_and_it_says_so(new_page: Opener, tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png")

    settings = {"FAULTLINES_TILES": "https://tiles.example.org/{z}/{x}/{y}.png", "FAULTLINES_TILES_CREDIT": "Example"}
    with running(tmp_path, **settings) as address:
        page = new_page(fresh=True)
        page.set_default_timeout(LIMIT)
        page.route("https://tiles.example.org/**", answer)
        page.goto(address)
        until(page, f"{TILES} > 3")
        page.locator("[class*=st-key-c_top]").wait_for(state="attached")
        assert all(url.endswith(".png") for url in asked)
        assert (
            page.locator(".app-tiles-note").inner_text().endswith("by Example: your browser contacts tiles.example.org")
        )
        assert "tiles.example.org" in page.locator(".fl-origin").inner_text()
        box = page.locator("[class*=st-key-c_projection] input").first
        box.focus()
        box.select_text()
        box.press_sequentially("Globe")
        page.get_by_role("option", name="Globe", exact=True).wait_for()
        box.press("ArrowDown")
        box.press("Enter")
        until(page, "location.search.includes('projection=globe')")
        until(page, f"document.querySelector('.fl-edge') && {TILES} === 0")
        assert "tiles.example.org" not in page.locator(".fl-origin").inner_text()
        assert page.locator(".app-tiles-note").count() == 0
