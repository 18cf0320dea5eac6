"""The app in a real browser: what a person passes on."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from tests.browser.app_page import Opener, headline

pytestmark = pytest.mark.browser


def test_a_link_is_copied_and_shows_the_same_to_somebody_else(opened: Opener, site: str) -> None:
    page = opened("?focus=RUS&kind=tension&lang=fr", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    page.get_by_text("The link is in the clipboard").wait_for()
    link = page.get_by_label("Link to this view").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == link
    assert link == f"{site}?v=1&focus=RUS&kind=tension&lang=fr"
    seen = (headline(page), page.locator(".fl-line").count())
    other = opened(link.partition("/?")[1].removeprefix("/") + link.partition("/?")[2])
    assert (headline(other), other.locator(".fl-line").count()) == seen
    assert "Russie" in seen[0]


FIRST_BYTES = {
    "Live map": b"<!doctype html",
    "Picture": b"\x89PNG",
    "Drawing": b"<",
    "Slide": b"PK",
    "Relations shown": b"source,",
    "Shapes and lines": b'{"type":"FeatureCollection"',
}


def test_files_are_real(opened: Opener) -> None:
    page = opened("?focus=GEO&scenario=second-front&status=documented,alleged,hypothetical")
    page.get_by_role("button", name="Share", exact=True).click()
    page.locator(".app-more-how summary").click()
    page.locator(".app-how select").first.select_option("slide")
    page.locator(".app-how select").last.select_option("2")
    for label, start in FIRST_BYTES.items():
        with page.expect_download() as waiting:
            page.locator(".app-files a", has_text=label).click()
        file = waiting.value
        content = Path(file.path()).read_bytes()
        assert re.fullmatch(r"faultlines-caucasus-2025-geo-second-front-2025-07-31\.\w+", file.suggested_filename)
        assert content[:200].lower().lstrip(b"\xef\xbb\xbf").startswith(start.lower()) or start in content[:400]
        assert len(content) > 1000
        if label == "Picture":
            assert struct.unpack(">II", content[16:24]) == (3200, 1800)
