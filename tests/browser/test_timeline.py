"""The timeline under the map: the map of any day, the hands on it, and its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo import Atlas, Dataset, MapSpec, View, compose, to_html
from geo.moment import at_moment
from tests.browser.layer_page import NewPage, show, update
from tests.relations import dataset, datasets, row
from tests.samples import sample_spec

pytestmark = pytest.mark.browser

HOOKS = 'onMoment: (day) => log.push(["day", day]), onCompare: (pair) => log.push(["compare", pair]),'
HANDLE = ".fl-time-handle"
CHART = ".fl-time-chart"
TOLD = ".fl-time-told"
SHOWN = """() => ({
    lines: [...document.querySelectorAll('.fl-line:not(.fl-gone)')].map(node => node.dataset.id),
    fills: Object.fromEntries([...document.querySelectorAll('path.fl-shape')].map(
        path => [path.dataset.key, path.getAttribute('fill').replace(/^url.*/, 'hatch')])),
    counts: [...document.querySelectorAll('.fl-count')].map(count => [count.closest('li').dataset, count.textContent])
        .filter(([row]) => row.symbol !== 'over').map(([row, count]) => [row.symbol, row.value, +count]),
    headline: document.querySelector('h1').textContent,
    subtitle: document.querySelector('.fl-subtitle').textContent,
})"""
SPOKEN = "() => [...document.querySelectorAll('[id^=fl-description] p')].map(line => line.textContent)"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.load()


@pytest.fixture(scope="module")
def story(atlas: Atlas) -> MapSpec:
    """The built-in data: eight months with 34 days on which something changes."""
    return compose(View(), Dataset.load(), atlas)


def opened(page: Any, spec: MapSpec, **options: Any) -> Any:
    return show(page, spec, **{"hooks": HOOKS, "questions": [], **options})


def day_shown(page: Any) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(page.get_attribute(HANDLE, "aria-valuenow")))).isoformat()


def told(page: Any) -> list[Any]:
    """What the layer told its host, once the reader rests."""
    page.wait_for_timeout(450)
    return [entry for entry in page.evaluate("log.splice(0)") if entry[0] in ("day", "compare")]


def at_share(page: Any, share: float) -> tuple[float, float]:
    box = page.locator(CHART).bounding_box()
    return box["x"] + box["width"] * share, box["y"] + 15


def expected(spec: MapSpec, day: str) -> dict[str, Any]:
    """What geo/moment.py says of a day, in the form of SHOWN."""
    spec = at_moment(replace(spec, at=day))
    rows = (*spec.legend.areas, *spec.legend.lines)
    return {
        "lines": [line.id for line in spec.lines],
        "fills": {area.key: "hatch" if area.hatched else area.fill for area in spec.areas},
        "counts": sorted([row.symbol, row.value, row.count] for row in rows if row.count is not None),
        "headline": spec.headline,
        "subtitle": spec.subtitle,
    }


def test_any_day_looks_as_python_has_it(new_page: NewPage, atlas: Atlas, watch: Any) -> None:
    page = opened(new_page(reduced_motion="reduce"), sample_spec())
    views = st.builds(View, focus=st.sampled_from(["", "AZE", "RUS"]))
    days = st.lists(st.dates(date(2024, 12, 1), date(2025, 7, 31)).map(date.isoformat), min_size=3, max_size=4)

    # Making a case smaller takes longer than looking at it
    @settings(max_examples=12, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
    @given(datasets, views, days)
    def agrees(table: Dataset, view: View, days: list[str]) -> None:
        spec = compose(view, table, atlas)
        page.evaluate("() => handle.showMoment('')")
        update(page, spec)
        for day in days:
            page.evaluate("day => handle.showMoment(day)", day)
            found, wanted = page.evaluate(SHOWN), expected(spec, day)
            assert sorted(found.pop("counts")) == wanted.pop("counts")
            fills = wanted.pop("fills")
            assert found.pop("fills") == {key: fills[key] for key in CODES_DRAWN if key in fills}
            assert found == wanted
            assert page.evaluate(SPOKEN) == list(at_moment(replace(spec, at=day)).description)
        page.evaluate("() => handle.showMoment('')")
        assert page.evaluate(SHOWN)["lines"] == [line.id for line in spec.lines]

    agrees()
    assert watch.complaints == []


CODES_DRAWN = tuple(sorted({area.key for area in sample_spec().areas}))


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
    page = new_page()
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
    page = new_page(reduced_motion="reduce")
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


def test_the_day_of_a_spec_is_shown_and_kept(new_page: NewPage, story: MapSpec) -> None:
    at = replace(story, at="2025-06-13")
    page = opened(new_page(reduced_motion="reduce"), at)
    assert day_shown(page) == "2025-06-13"
    assert page.inner_text("h1") == expected(story, "2025-06-13")["headline"]
    # The reader goes on; what they did comes back, and later what they did before that
    page.focus(HANDLE)
    page.keyboard.press("ArrowRight")
    assert told(page) == [["day", "2025-06-14"]]
    page.keyboard.press("ArrowRight")
    update(page, replace(story, at="2025-06-14", headline="Another"))
    assert day_shown(page) == "2025-06-15"
    assert told(page) == [["day", "2025-06-15"]]
    update(page, replace(story, at="2025-06-15", title="Another"))
    assert day_shown(page) == "2025-06-15"
    # A link elsewhere leads to another day, and back to the whole window
    update(page, replace(story, at="2025-01-01"))
    assert day_shown(page) == "2025-01-01"
    assert page.evaluate(SHOWN)["lines"] == expected(story, "2025-01-01")["lines"]
    update(page, story)
    assert page.inner_text("h1") == story.headline
    assert page.evaluate(SHOWN)["lines"] == [line.id for line in story.lines]
    assert told(page) == []


def test_days_to_compare(new_page: NewPage, story: MapSpec) -> None:
    page = opened(new_page(reduced_motion="reduce"), story)
    changed = page.get_by_role("button", name="What changed?")
    changed.click()
    page.evaluate("() => handle.showMoment('2025-06-13')")
    changed.click()
    page.get_by_role("button", name="Mark this day").click()
    page.evaluate("() => handle.showMoment('2025-02-01')")
    changed.click()
    page.evaluate("() => handle.showMoment('2025-06-13')")
    changed.click()
    page.get_by_role("button", name="Forget this day").click()
    changed.click()
    pairs = [(pair["since"], pair["at"]) for _, pair in told(page)]
    assert pairs == [
        ("2024-12-01", "2025-07-31"),
        ("2024-12-01", "2025-06-13"),
        ("2025-02-01", "2025-06-13"),
        ("2025-06-13", "2025-07-31"),
        ("2024-12-01", "2025-06-13"),
    ]


def test_a_file_compares_in_the_app_if_it_knows_where(new_page: NewPage, story: MapSpec) -> None:
    page = show(new_page(reduced_motion="reduce"), story, questions=[])
    assert page.get_by_text("What changed?").count() == 0
    there = replace(story.provenance, permalink="https://example.org/map?v=1&focus=AZE&at=2025-01-01")
    update(page, replace(story, provenance=there))
    page.evaluate("() => handle.showMoment('2025-06-13')")
    link = page.get_by_role("link", name="What changed?")
    wanted = "https://example.org/map?v=1&focus=AZE"
    assert link.get_attribute("href") == f"{wanted}&since=2024-12-01&at=2025-06-13"
    page.click(".fl-sources summary")
    assert page.locator(".fl-sources-body a", has_text="at=").get_attribute("href") == f"{wanted}&at=2025-06-13"


def test_on_a_map_of_changes_the_handle_asks_for_another_day(new_page: NewPage, atlas: Atlas, watch: Any) -> None:
    spec = compose(View(since=date(2025, 1, 1), at=date(2025, 6, 13)), Dataset.load(), atlas)
    page = opened(new_page(reduced_motion="reduce"), spec)
    assert day_shown(page) == "2025-06-13"
    assert page.inner_text(TOLD).startswith("Changes: 1 January 2025 to 13 June 2025.")
    assert page.get_by_role("button", name="Play").is_disabled()
    page.focus(HANDLE)
    for key in (" ", ".", "PageDown"):
        page.keyboard.press(key)
    assert told(page) == [["compare", {"since": "2025-01-01", "at": "2025-05-13"}]]
    page.mouse.click(*at_share(page, 0.001))
    assert told(page) == [["compare", {"since": "2024-12-01", "at": "2025-01-01"}]]
    assert page.inner_text("h1") == spec.headline
    update(page, compose(View(at=date(2025, 6, 13)), Dataset.load(), atlas))
    assert page.inner_text("h1").startswith("Azerbaijan on 13 June 2025")
    assert watch.complaints == []


WINDOWS = {
    "a day": (date(2025, 6, 13), date(2025, 6, 13)),
    "a month": (date(2025, 6, 1), date(2025, 6, 30)),
    "three years": (date(2022, 11, 5), date(2025, 7, 31)),
    "fifty years": (date(1975, 7, 1), date(2025, 6, 30)),
    "four hundred years": (date(1625, 3, 1), date(2025, 7, 31)),
}


@pytest.mark.parametrize("width", [1440, 390])
def test_labels_of_any_window_stand_apart(new_page: NewPage, atlas: Atlas, watch: Any, width: int) -> None:
    page = opened(new_page(width, 844), sample_spec())
    assert not page.is_visible(".fl-time")
    table = dataset(row("AZE", "RUS", start="1980-01-01", end="2025-06-20"), row("IRN", "RUS", "tension", start="2020"))
    for name, (start, end) in WINDOWS.items():
        for kind in (("support", "tension"), ("support",)):
            spec = compose(View(start=start, end=end, kind=kind, min=2), table, atlas)
            update(page, spec)
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            edge = page.locator(CHART).bounding_box()
            boxes = page.eval_on_selector_all(
                ".fl-bars-labels text",
                "all => all.map(t => [t.getBoundingClientRect().x, t.getBoundingClientRect().right])",
            )
            assert boxes, name
            assert all(right < left for (_, right), (left, _) in pairwise(boxes)), name
            assert boxes[-1][1] <= edge["x"] + edge["width"] + 1, name
            assert page.locator(".fl-year").count() > 0, name
    update(page, compose(View(min=5), table, atlas))
    assert page.inner_text("h1").startswith("No relations to show")
    assert page.is_visible(HANDLE)
    page.focus(HANDLE)
    page.keyboard.press(".")
    page.keyboard.press("Home")
    assert "no relations are in force" in page.inner_text(TOLD)
    assert watch.complaints == []


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


def test_a_file_plays_without_a_network_and_keeps_its_day(
    new_page: NewPage, atlas: Atlas, story: MapSpec, tmp_path: Path, watch: Any
) -> None:
    place = tmp_path / "map.html"
    place.write_text(to_html(story, atlas), encoding="utf-8")
    page = new_page(offline=True)
    page.goto(place.as_uri())
    page.wait_for_selector(".fl-line")
    page.get_by_role("button", name="Play").click()
    page.wait_for_selector(".fl-line.fl-begun", state="attached")
    assert "5 December 2024: tension begins, Ukraine → Georgia" in page.inner_text(TOLD)
    page.get_by_role("button", name="Pause").click()
    page.focus(HANDLE)
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    page.wait_for_function("location.hash === '#at=2025-01-01'")
    page.reload()
    page.wait_for_selector(".fl-line")
    assert day_shown(page) == "2025-01-01"
    assert page.evaluate(SHOWN)["lines"] == expected(story, "2025-01-01")["lines"]
    page.evaluate("location.hash = '#at=2025-06-13'")
    page.wait_for_function("document.querySelector('h1').textContent.includes('on 13 June 2025')")
    page.get_by_role("button", name="Whole period").click()
    assert page.evaluate("location.hash") == ""
    # On paper: the day, without its controls
    page.evaluate("location.hash = '#at=2025-06-13'")
    page.wait_for_function("document.querySelector('h1').textContent.includes('on 13 June 2025')")
    page.emulate_media(media="print")
    assert not page.is_visible(".fl-time-play")
    assert page.is_visible(TOLD)
    assert watch.outside(place.as_uri()) == []
    assert watch.complaints == []
