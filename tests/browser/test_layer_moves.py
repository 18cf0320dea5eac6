"""What a pan and a zoom change in Chromium: nothing under the hand, and all of it before the hand lets go."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.layer_page import MIDDLE_OF_SHAPE, NewPage, point_at, show
from tests.samples import sample_spec

pytestmark = pytest.mark.browser

WATCH = """() => {
    window.touched = [];
    const name = ({ target }) => target.getAttribute('class') || target.tagName;
    const note = (changes) => touched.push(...changes.map(name));
    const pane = document.querySelector('.leaflet-map-pane');
    new MutationObserver(note).observe(pane, { subtree: true, childList: true, attributes: true });
}"""
# The mover of the map is touched all the time: it is what moves.
TOUCHED = "() => touched.splice(0).filter((name) => !name.includes('leaflet-map-pane'))"
EDGE = """() => {
    const { left, right } = document.querySelector('.fl-ground').closest('svg').getBoundingClientRect();
    const frame = handle.map.getContainer().getBoundingClientRect();
    return [frame.left - left, right - frame.right];
}"""


def drag(page: Any, by: float, steps: int = 8) -> None:
    """Press, move, and keep the hand there."""
    page.mouse.move(900, 780)
    page.mouse.down()
    for step in range(1, steps + 1):
        page.mouse.move(900 - by * step / steps, 780)
    page.wait_for_timeout(300)


def test_a_pan_touches_nothing_once_the_hand_rests(new_page: NewPage) -> None:
    page = show(new_page(width=1440, height=900, reduced_motion="reduce"), sample_spec())
    page.evaluate("() => handle.map.setView([40, 45], 5, { animate: false })")
    drag(page, 250)
    page.evaluate(WATCH)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert page.evaluate(TOUCHED) == []


def test_a_drag_over_a_panel_keeps_what_it_points_at(new_page: NewPage) -> None:
    page = show(new_page(width=1440, height=900, reduced_motion="reduce"), sample_spec())
    x, y = point_at(page, MIDDLE_OF_SHAPE, "IRN")
    faded = page.locator(".fl-lines.fl-some")
    panel = page.locator(".fl-legend").bounding_box()
    page.mouse.move(x, y)
    assert faded.count() == 1
    page.mouse.down()
    page.mouse.move((x + panel["x"]) / 2, panel["y"] + 20)
    page.mouse.move(panel["x"] + 20, panel["y"] + 20)
    page.mouse.up()
    assert faded.count() == 1
    page.mouse.move(panel["x"] + 21, panel["y"] + 20)
    assert faded.count() == 0


def test_a_long_pan_never_leaves_the_ground(new_page: NewPage) -> None:
    page = show(new_page(width=1440, height=900, reduced_motion="reduce"), sample_spec())
    page.evaluate("() => handle.map.setView([40, 45], 5, { animate: false })")
    for _ in range(3):
        drag(page, 800)
        assert min(page.evaluate(EDGE)) > 0
        page.mouse.up()


OUTLINE = """() => {
    const path = document.querySelector('.fl-mark-hover');
    const { width, height } = path.getBoundingClientRect();
    return [path.getAttribute('d'), width, height];
}"""


COUNT = "() => document.querySelector('.fl-mark-hover').getAttribute('d').match(/[0-9]+ /g).length"


def test_an_outline_is_drawn_only_as_far_as_it_is_near(new_page: NewPage) -> None:
    page = show(new_page(width=700, height=500, reduced_motion="reduce"), sample_spec())
    page.evaluate("() => handle.map.setView([40.4, 47.8], 6, { animate: false })")
    page.mouse.move(*point_at(page, MIDDLE_OF_SHAPE, "AZE"))
    whole = page.evaluate(COUNT)
    _, width, height = page.evaluate(OUTLINE)
    assert min(width, height) > 100
    page.evaluate("() => handle.map.setView([39.0, 46.4], 9, { animate: false })")  # one corner; the others are far off
    assert 0 < page.evaluate(COUNT) < whole
    page.evaluate("() => handle.map.setView([40.4, 47.8], 6, { animate: false })")
    assert page.evaluate(COUNT) == whole
    assert page.evaluate(OUTLINE)[1:] == pytest.approx([width, height], abs=1)
