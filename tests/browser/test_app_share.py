"""The app in a real browser: what a person passes on."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from tests.browser.app_page import Opener, headline

pytestmark = pytest.mark.browser


def test_a_link_shows_the_same_to_somebody_else(opened: Opener) -> None:
    page = opened("?focus=RUS&kind=tension&lang=fr")
    page.get_by_role("button", name="Share", exact=True).click()
    link = page.get_by_label("Link to this view").input_value()
    seen = (headline(page), page.locator(".fl-line").count())
    other = opened(link.partition("/?")[1].removeprefix("/") + link.partition("/?")[2])
    assert (headline(other), other.locator(".fl-line").count()) == seen
    assert "Russie" in seen[0]


def test_copy_link(opened: Opener, site: str) -> None:
    page = opened("?focus=GEO", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    page.get_by_text("The link is in the clipboard").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}?v=1&focus=GEO"


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


def test_share_can_be_tapped_on_a_phone(opened: Opener) -> None:
    page = opened("?focus=GEO", width=390, height=844, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Share", exact=True).tap()
    page.get_by_role("button", name="Copy link").wait_for()


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_chosen_countries_can_be_read(opened: Opener, scheme: str) -> None:
    page = opened("?countries=AZE,GEO", color_scheme=scheme)
    tag = page.locator("[data-tag]").first
    tag.wait_for()
    assert tag.evaluate(CONTRAST) >= 4.5
