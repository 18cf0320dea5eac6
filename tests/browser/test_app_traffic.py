"""The app in a real browser: what travels, and what is said when something goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.app_page import LIMIT, Opener, hover, running, until_query

pytestmark = pytest.mark.browser


MOST_BYTES = 12_000


def _server_bytes(page: Any) -> list[int]:
    """Collects the size of each message of the server from now on; call it before the page is opened."""
    sizes: list[int] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: sizes.append(len(frame))))
    return sizes


def test_a_change_sends_little(new_page: Opener, site: str) -> None:
    page = new_page()
    page.set_default_timeout(LIMIT)
    sizes = _server_bytes(page)
    page.goto(site)
    page.wait_for_selector(".fl-line", state="attached")
    slider = page.locator("[class*=st-key-c_min] input[type=range]")
    for strength in ("2", "3"):
        sizes.clear()
        slider.press("ArrowRight")
        until_query(page, f"min={strength}")
        page.wait_for_function(f"document.querySelector('.fl-subtitle').innerText.includes('strength {strength}')")
        page.wait_for_timeout(500)
        assert 0 < sum(sizes) < MOST_BYTES
    sizes.clear()
    hover(page, "Iran")
    assert sizes == []


def test_a_second_visit_asks_for_no_file_again(opened: Opener) -> None:
    page = opened()
    page.reload()
    page.wait_for_selector(".fl-line", state="attached")
    sent = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.name.includes('/assets/') && e.transferSize > 0)"
        ".map(e => e.name)"
    )
    assert sent == []


def test_what_goes_wrong_is_said_without_a_traceback(new_page: Opener, tmp_path: Path) -> None:
    data = tmp_path / "mine.csv"
    data.write_text("source,target,kind,intensity,start\nGeorgia,Atlantis,support,3,2024\n", encoding="utf-8")
    with running(tmp_path, FAULTLINES_DATA=str(data)) as address:
        page = new_page()
        page.set_default_timeout(LIMIT)
        page.goto(address)
        said = page.get_by_role("alert").inner_text()
    assert "Atlantis" in said
    assert "Start over" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_each_name_of_this_machine_shows_the_app(new_page: Opener, site: str, watch: Any, name: str) -> None:
    page = new_page()
    page.set_default_timeout(LIMIT)
    address = site.replace("localhost", name)
    page.goto(f"{address}?focus=GEO")
    page.wait_for_selector(".fl-line", state="attached")
    page.get_by_role("button", name="Share", exact=True).click()
    assert page.get_by_label("Link to this view").input_value() == f"{address}?v=1&focus=GEO"
    assert watch.outside(address, address.replace("http", "ws")) == []
    assert watch.complaints == []
