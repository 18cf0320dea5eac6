"""The hands on the timeline: drag, keys, play, a finger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from geo import Atlas, Dataset, MapSpec, View, compose
from tests.browser.layer_page import NewPage
from tests.browser.timeline_page import (
    HANDLE,
    SHOWN,
    TOLD,
    at_share,
    day_shown,
    expected,
    opened,
    told,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.load()


@pytest.fixture(scope="module")
def story(atlas: Atlas) -> MapSpec:
    """The built-in data: eight months with 34 days on which something changes."""
    return compose(View(), Dataset.load(), atlas)


def test_a_drag_shows_each_day_at_most_once_a_frame_and_tells_once(new_page: NewPage, story: MapSpec) -> None:
    page = opened(new_page(), story)
    x, y = at_share(page, 0.25)
    end, _ = at_share(page, 0.75)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("""async ([x, y, end]) => {
        const chart = document.querySelector('.fl-time-chart'), handle = document.querySelector('.fl-time-handle');
        const frame = () => new Promise(requestAnimationFrame);
        window.changes = [];
        await frame();
        const watch = new MutationObserver(list => changes.push(list.length));
        watch.observe(handle, { attributeFilter: ['aria-valuenow'] });
        const move = (clientX) =>
            chart.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, pointerId: 1, clientX, clientY: y }));
        for (let step = 1; step <= 60; step += 1) {
            for (const part of [0.2, 0.6, 1]) move(x + (end - x) * (step - 1 + part) / 60);
            await frame();
        }
        await frame();
        watch.disconnect();
        window.playing = document.querySelector('.fl-playing') !== null;
    }""", [x, y, end])  # fmt: skip
    assert page.evaluate("changes.reduce((sum, many) => sum + many, 0)") <= 62
    assert page.evaluate("changes.length") >= 55
    assert page.evaluate("playing")
    assert page.evaluate("log") == []
    page.mouse.move(end, y)
    page.mouse.up()
    assert page.locator(".fl-playing").count() == 0
    assert told(page) == [["day", day_shown(page)]]
    assert abs(date.fromisoformat(day_shown(page)) - date(2025, 6, 1)) < timedelta(days=3)
    assert page.evaluate(SHOWN)["lines"] == expected(story, day_shown(page))["lines"]
    # A click goes to a day, too, and the whole period is one button away
    page.mouse.click(*at_share(page, 0.5))
    assert abs(date.fromisoformat(day_shown(page)) - date(2025, 4, 1)) < timedelta(days=3)
    page.get_by_role("button", name="Whole period").click()
    assert [day for _, day in told(page)] == ["2025-04-01", ""]
    assert page.locator(f"{HANDLE}.fl-hollow").count() == 1
    assert page.inner_text("h1") == story.headline


def test_keys_go_by_days_bars_months_and_events(new_page: NewPage, story: MapSpec) -> None:
    page = opened(new_page(reduced_motion="reduce"), story)
    page.focus(HANDLE)
    assert day_shown(page) == "2025-07-31"
    assert page.get_attribute(HANDLE, "aria-valuetext") == "Whole period, 1 December 2024 to 31 July 2025"
    path = {
        "Home": "2024-12-01",
        "ArrowRight": "2024-12-02",
        "PageUp": "2025-01-02",
        "ArrowUp": "2025-02-01",
        "ArrowDown": "2025-01-01",
        "ArrowLeft": "2024-12-31",
        ".": "2025-01-17",
        ",": "2024-12-30",
        "PageDown": "2024-12-01",
        "End": "2025-07-31",
    }
    for key, day in path.items():
        page.keyboard.press(key)
        assert day_shown(page) == day, key
    # A short month takes its last day
    page.keyboard.press("PageDown")
    assert day_shown(page) == "2025-06-30"
    words = page.get_attribute(HANDLE, "aria-valuetext")
    frame = next(frame for frame in reversed(story.frames) if frame.at <= "2025-06-30")
    assert words == f"30 June 2025: {frame.support} relations of support and {frame.tension} of tension are in force"
    bar = next(bar for bar in story.bars if bar.first == "2025-06-01")
    month = page.text_content(f"#{page.get_attribute(HANDLE, 'aria-describedby')}")
    assert (
        f"support: {bar.support} relations, strength {bar.support_weight:g} in all, {bar.support_begun} began" in month
    )
    # However many keys: the reader rests once
    assert told(page) == [["day", "2025-06-30"]]
    assert page.inner_text(".fl-voice") == page.inner_text(TOLD)


def test_playing_tells_what_begins_and_asks_for_nothing(new_page: NewPage, story: MapSpec, watch: Any) -> None:
    page = new_page(fresh=True)
    page.clock.install(time=0)
    opened(page, story)
    page.clock.pause_at(60_000)
    watch.requests.clear()
    voice, height = page.text_content(".fl-voice"), page.locator(".fl-time").bounding_box()["height"]
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(60)
    assert page.inner_text(TOLD).startswith("1 December 2024: 19 relations of support and 11 of tension are in force")
    page.clock.run_for(500)
    assert page.inner_text(TOLD).startswith("5 December 2024: tension begins, Ukraine → Georgia: Zelenskyy put")
    assert page.locator(".fl-playing").count() == 1
    page.clock.run_for(500)
    assert page.locator("[data-id].fl-begun").count() > 0
    assert page.evaluate("log") == []
    assert page.text_content(".fl-voice") == voice
    page.locator(".fl-time-speed").select_option("4")
    seen = set()
    for _ in range(40):
        page.clock.run_for(250)
        seen.add(page.inner_text(TOLD).split(":")[0])
        assert page.locator(".fl-time").bounding_box()["height"] == height
    assert len(seen) > 15
    assert page.get_by_role("button", name="Play").count() == 1
    assert page.locator(".fl-playing").count() == 0
    assert page.evaluate("log") == [["day", "2025-07-31"]]
    assert page.text_content(".fl-voice").startswith("31 July 2025: last change on 23 July 2025: support begins")
    assert page.evaluate(SHOWN)["lines"] == expected(story, "2025-07-31")["lines"]
    assert watch.requests == []
    assert watch.complaints == []


def test_with_less_motion_playing_goes_from_event_to_event(new_page: NewPage, story: MapSpec) -> None:
    page = new_page(fresh=True, reduced_motion="reduce")
    page.clock.install(time=0)
    opened(page, story)
    page.clock.pause_at(60_000)
    page.focus(HANDLE)
    page.keyboard.press(" ")
    places = set()
    for _ in range(24):
        page.clock.run_for(100)
        places.add(page.evaluate(f"document.querySelector('{HANDLE}').style.transform"))
    assert page.locator(".fl-begun, .fl-ending").count() == 0
    page.keyboard.press(" ")
    days = [frame.at for frame in story.frames]
    assert day_shown(page) in days
    assert len(places) == days.index(day_shown(page)) + 1
    assert page.evaluate("log") == [["day", day_shown(page)]]


def test_on_a_phone_the_map_keeps_its_room(new_page: NewPage, story: MapSpec) -> None:
    page = opened(new_page(390, 844, has_touch=True, is_mobile=True), story)
    assert page.locator(".fl-time").bounding_box()["height"] <= 92
    assert page.locator(".fl-stage").bounding_box()["height"] >= 0.55 * 844
    page.tap(".fl-time-open")
    for control in page.locator(".fl-time :is(button, select):visible").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 40, control.get_attribute("class")
    before = page.locator(".fl-stage").bounding_box()
    page.tap(".fl-time-next")
    page.tap(".fl-time-previous")
    assert day_shown(page) == story.frames[-1].at or day_shown(page) == story.frames[-2].at
    assert page.locator(".fl-stage").bounding_box() == before
    page.touchscreen.tap(*at_share(page, 0.5))
    assert told(page)[-1][1].startswith("2025-0")
