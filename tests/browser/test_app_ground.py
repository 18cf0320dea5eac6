"""The finer shapes in the app: when they are asked for, and that a browser keeps them."""

from __future__ import annotations

import pytest

from tests.browser.app_page import Opener

pytestmark = pytest.mark.browser

FINER = "performance.getEntriesByType('resource').filter(e => e.name.includes('-fine-')).map(e => e.transferSize)"


def test_the_finer_shapes_come_when_one_looks_closely_and_only_once(opened: Opener) -> None:
    page = opened("?region=world")
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
