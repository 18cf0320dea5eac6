"""Your snapshots in a real browser: found, renamed, deleted and brought back, and two of them compared."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.app_page import LIMIT
from tests.browser.axe import violations

pytestmark = pytest.mark.browser

EVIL = "<b>First</b> & 'only'"
WHERE = """() => [...document.querySelectorAll('iframe')].map(({ contentWindow: inside }) => {
    const { map } = inside[Object.keys(inside).find((name) => /^faultlines_/.test(name) && inside[name].map)];
    const { lat, lng } = map.getCenter();
    return [lat, lng, map.getZoom()].map((number) => Math.round(number * 10));
})"""


def dragged(page: Any, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Where the line between the maps is when it was dragged and let go of."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=3)
    page.mouse.up()
    page.mouse.move(end[0] + 90, end[1])
    return float(page.locator(".line").bounding_box()["x"])


def test_snapshots_are_found_changed_and_compared(new_page: Any, site: str, watch: Any) -> None:
    page = new_page()
    page.set_default_timeout(LIMIT)
    page.goto(f"{site}snapshots")
    page.get_by_role("heading", name="No snapshots yet").wait_for()
    parent = ""
    for query in ("focus=GEO&top=4", "focus=ARM&top=4"):
        words = {"query": query, "title": f"Of {query[6:9]}", "parent": parent}
        parent = page.request.post(f"{site}snapshots", data=words).json()["id"]
    page.reload()
    cards = page.locator(".app-shot")
    cards.first.locator("img").evaluate("img => img.decode()")
    assert cards.locator("h2").all_inner_texts() == ["Of ARM", "Of GEO"]
    assert cards.first.locator("img").get_attribute("alt").startswith("In July 2025 Armenia ")
    page.get_by_label("Search").fill("georgia")
    assert cards.locator("visible=true").locator("h2").all_inner_texts() == ["Of GEO"]
    page.get_by_label("Search").fill("")

    page.get_by_role("button", name="Rename: Of GEO").click()
    page.get_by_role("textbox", name="Title").fill(EVIL)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text(f"Made from {EVIL}").wait_for()
    page.get_by_role("button", name="Delete: Of ARM").click()
    page.get_by_role("button", name="Undo").wait_for()
    assert cards.count() == 1
    page.keyboard.press("Enter")  # the focus is on it
    page.get_by_text("Brought back: “Of ARM”.").wait_for()
    cards.first.get_by_text("Files and citation").click()
    page.wait_for_function("document.querySelectorAll('.app-cite textarea')[1]?.value.startsWith('@misc{')")
    assert violations(page, "[data-testid=stToolbar]") == []
    for at in (0, 1):
        cards.nth(at).get_by_label("Compare").check()
    page.get_by_role("link", name="Compare", exact=True).click()

    page.locator(".stage[data-ready]").wait_for()
    before = page.evaluate(WHERE)  # where the maps are once they are ready, they stay
    assert page.locator("h2").all_inner_texts() == [EVIL, "Of ARM"]  # the older one at the left
    handle = page.get_by_role("slider")
    handle.press("ArrowRight")
    assert handle.input_value() == "52"
    box = handle.bounding_box()
    middle = box["y"] + box["height"] / 2
    assert abs(dragged(page, (1440 * 0.52, middle), (288, middle)) - 288) < 4
    assert abs(dragged(page, (288 + 9, middle - 150), (609, middle - 100)) - 600) < 4  # beside it, far from the knob
    assert page.evaluate(WHERE) == before
    page.mouse.move(1000, 200)
    page.mouse.down()
    page.mouse.move(1100, 260, steps=3)
    page.mouse.up()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_function(f"(was) => {{ const [a, b] = ({WHERE})(); return a[2] > was && a.join() === b.join() }}",
                           arg=before[0][2])  # fmt: skip
    page.get_by_role("button", name="Side by side").click()
    assert [round(frame.bounding_box()["width"]) for frame in page.locator("iframe").all()] == [720, 720]
    assert not handle.is_visible()
    assert violations(page, "iframe") == []  # the maps in them are looked at elsewhere
    assert watch.outside(site, site.replace("http", "ws")) == []
    assert watch.complaints == []
