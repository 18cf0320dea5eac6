"""The day the timeline shows: the same as in Python, kept by specs and files, compared with another."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo import Atlas, Dataset, MapSpec, View, compose, to_html
from geo.moment import at_moment
from tests.browser.layer_page import NewPage, show, update
from tests.browser.timeline_page import (
    CHART,
    HANDLE,
    SHOWN,
    SPOKEN,
    TOLD,
    at_share,
    day_shown,
    expected,
    opened,
    told,
)
from tests.relations import dataset, datasets, row
from tests.samples import sample_spec

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.load()


@pytest.fixture(scope="module")
def story(atlas: Atlas) -> MapSpec:
    """The built-in data: eight months with 34 days on which something changes."""
    return compose(View(), Dataset.load(), atlas)


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
    page.get_by_role("button", name="Compare from here").click()
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


# What is shown, how pale each line is, and what the dots are filled with
CHANGES = f"""() => ({{
    ...({SHOWN})(),
    faint: Object.fromEntries([...document.querySelectorAll('.fl-line')].map(
        node => [node.dataset.id, getComputedStyle(node).getPropertyValue('--fl-faint')])),
    dots: [...document.querySelectorAll('path.fl-dot')].map(node => [node.dataset.key, node.getAttribute('fill')]),
}})"""


def test_on_a_map_of_changes_the_handle_asks_for_another_day(new_page: NewPage, atlas: Atlas, watch: Any) -> None:
    spec = compose(View(since=date(2024, 12, 2), at=date(2025, 6, 13)), Dataset.load(), atlas)
    page = opened(new_page(reduced_motion="reduce"), spec)
    assert day_shown(page) == "2025-06-13"
    drawn = page.evaluate(CHANGES)
    assert len(set(drawn["faint"].values())) > 1
    assert page.inner_text(TOLD).startswith("Changes: 2 December 2024 to 13 June 2025.")
    assert page.get_by_role("button", name="Play").is_disabled()
    page.focus(HANDLE)
    for key in (" ", ".", "PageDown"):
        page.keyboard.press(key)
    assert told(page) == [["compare", {"since": "2024-12-02", "at": "2025-05-13"}]]
    page.mouse.click(*at_share(page, 0.001))
    assert told(page) == [["compare", {"since": "2024-12-01", "at": "2024-12-02"}]]
    assert page.inner_text("h1") == spec.headline
    update(page, compose(View(at=date(2025, 6, 13)), Dataset.load(), atlas))
    assert page.inner_text("h1").startswith("Azerbaijan on 13 June 2025")
    assert page.evaluate(CHANGES)["fills"] != drawn["fills"]
    update(page, spec)
    assert page.evaluate(CHANGES) == drawn  # nothing of the day is left over
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
    assert re.search(r"\b202[45]: ", page.inner_text(TOLD))
    page.get_by_role("button", name="Pause").click()
    page.focus(HANDLE)
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    page.wait_for_url("**/map.html#at=2025-01-01")
    page.reload()
    page.wait_for_selector(".fl-line")
    assert day_shown(page) == "2025-01-01"
    assert page.evaluate(SHOWN)["lines"] == expected(story, "2025-01-01")["lines"]
    page.evaluate("location.hash = '#at=2025-06-13'")
    page.wait_for_selector("h1:has-text('on 13 June 2025')")
    page.get_by_role("button", name="Whole period").click()
    assert page.evaluate("location.hash") == ""
    # On paper: the day, without its controls
    page.evaluate("location.hash = '#at=2025-06-13'")
    page.wait_for_selector("h1:has-text('on 13 June 2025')")
    page.emulate_media(media="print")
    assert not page.is_visible(".fl-time-play")
    assert page.is_visible(TOLD)
    assert watch.outside(place.as_uri()) == []
    assert watch.complaints == []


def test_a_file_shows_its_whole_frame_above_the_timeline(
    new_page: NewPage, atlas: Atlas, story: MapSpec, tmp_path: Path
) -> None:
    place = tmp_path / "map.html"
    place.write_text(to_html(story, atlas), encoding="utf-8")
    page = new_page(offline=True)
    page.goto(place.as_uri())
    page.wait_for_selector(".fl-line")
    size = "box => { const { clientWidth, clientHeight } = box; return [clientWidth, clientHeight]; }"
    known = """() => {
        const map = Object.values(window).find((value) => value instanceof L.Map);
        const { x, y } = map.getSize();
        return [x, y];
    }"""
    assert page.evaluate(known) == page.eval_on_selector(".leaflet-container", size)


def test_a_card_says_that_its_sums_are_not_of_the_day(new_page: NewPage, atlas: Atlas, story: MapSpec) -> None:
    page = show(new_page(reduced_motion="reduce"), story, shapes=json.loads(atlas.topojson()))
    said = "These sums are of the whole period"
    page.evaluate("() => handle.select('country', 'AZE')")
    assert said not in page.inner_text(".fl-card")
    page.evaluate(
        "() => { handle.select('none', ''); handle.showMoment('2025-06-13'); handle.select('country', 'AZE'); }"
    )
    assert said in page.inner_text(".fl-card")
