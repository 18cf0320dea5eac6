"""A snapshot in a real browser: saved from the map, opened by its link, in a frame of somebody else's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.app_page import Opener, headline

pytestmark = pytest.mark.browser

HOSTILE = "<b>Ours</b> & 'theirs'"
SAID = f"{HOSTILE}, as it is told"


def test_a_snapshot_is_saved_and_passed_on(opened: Opener, site: str, tmp_path: Path, watch: Any) -> None:
    page = opened("?focus=GEO&min=3", fresh=True)
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_label("Title").fill(HOSTILE)
    caption = page.get_by_label("Caption")
    page.wait_for_function("field => field.value.startsWith('In July 2025 Georgia ')", arg=caption.element_handle())
    written = caption.input_value()
    caption.fill("Something else")
    page.get_by_role("button", name="Write the caption from the data again").click()
    assert caption.input_value() == written
    caption.fill(SAID)
    page.traffic.clear()
    page.get_by_role("button", name="Save snapshot").click()
    link = page.get_by_label("Link to the snapshot", exact=True).input_value()
    frame = page.get_by_label("To put it into a page", exact=True).input_value()
    assert page.get_by_label("Picture of it", exact=True).input_value() == f"{link}.png?size=slide"
    assert page.get_by_text(f"Saved: {HOSTILE}").count() == 1
    assert page.traffic.silent  # Streamlit has nothing to do with it
    seen = (headline(page), page.locator(".fl-line").count())

    page.goto(link)
    page.locator(".fl-line").first.wait_for(state="attached")
    assert (headline(page), page.locator(".fl-line").count()) == seen
    assert (page.title(), page.locator(".about h1").inner_text()) == (HOSTILE, HOSTILE)
    assert page.locator(".about p").all_inner_texts() == [SAID]
    assert page.locator("meta[name=description]").get_attribute("content") == SAID
    assert page.locator("[id^=fl-description] p").first.text_content() == SAID
    onward = page.get_by_role("link", name="Open in Faultlines").get_attribute("href")
    assert onward == f"{site}?v=1&focus=GEO&min=3#from={link.rpartition('/')[2]}"

    page.get_by_role("link", name="Open in Faultlines").click()  # what is saved from there names this one
    page.wait_for_function("id => sessionStorage.getItem('faultlines-parent') === id", arg=link[-22:])
    assert page.url == f"{site}?v=1&focus=GEO&min=3"

    page.goto((Path(__file__).parent / "unfolding.html").as_uri())
    page.get_by_label("Link").fill(link)
    page.locator("img").wait_for()
    assert (page.locator("h2").inner_text(), page.locator("p").inner_text()) == (HOSTILE, SAID)
    picture = "img => img.decode().then(() => [img.naturalWidth, img.naturalHeight, img.alt])"
    assert page.locator("img").evaluate(picture) == [1200, 630, SAID]

    other = tmp_path / "post.html"
    other.write_text(f"<!doctype html><title>Somebody's post</title>{frame}")
    page.goto(other.as_uri())
    inside = page.frame_locator("iframe")
    inside.locator(".fl-line").first.wait_for(state="attached")
    assert inside.locator(".about strong").inner_text() == HOSTILE
    watch.requests = [url for url in watch.requests if not url.startswith("file:")]
