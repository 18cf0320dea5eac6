"""The app in a real browser: what travels, what is painted first, and what is said when something goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.measures import MEASURES
from tests.browser.app_page import (
    LIMIT,
    Opener,
    hover,
    query,
    running,
    until,
    until_query,
)

pytestmark = pytest.mark.browser

MOST_BYTES = 12_000
MAP_PLACE = "JSON.stringify(document.querySelector('.app-map').getBoundingClientRect())"
LOOKED_AT = "document.querySelector('.leaflet-map-pane').style.transform"

# Tells of countries that are taken off the map or put there anew, and of a map that was moved.
WATCH_THE_MAP = """() => {
    window.flicker = [];
    const pane = document.querySelector('.leaflet-map-pane');
    const shapeIn = (node) => node.matches('path.fl-shape') || node.querySelector('path.fl-shape');
    const isShape = (node) => node.nodeType === 1 && shapeIn(node);
    new MutationObserver((all) => {
        for (const { addedNodes, removedNodes } of all)
            if ([...addedNodes, ...removedNodes].some(isShape)) window.flicker.push('shape');
    }).observe(document.body, { childList: true, subtree: true });
    const watch = (node, name, names) => new MutationObserver((all) => {
        for (const { target, attributeName, oldValue } of all)
            if (oldValue !== target.getAttribute(attributeName)) window.flicker.push(name);
    }).observe(node, { attributes: true, attributeOldValue: true, attributeFilter: names });
    watch(pane, 'moved', ['style']);
    for (const svg of pane.querySelectorAll('svg')) {
        watch(svg, 'redrawn', ['viewBox', 'width', 'style']);
        if (svg.querySelector('g')) watch(svg.querySelector('g'), 'turned', ['transform']);
    }
}"""
MOST_SHIFT = 0.1
STREAMLIT = "**/static/js/index.*.js"
SHIFTS = """
    window.shift = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shift += one.value; })
        .observe({ type: 'layout-shift', buffered: true });
"""


def _ready(page: Any) -> None:
    """Until nothing more comes after the page is opened."""
    page.wait_for_selector(".app-table tbody tr", state="attached")
    page.locator("[class*=st-key-c_top]").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    page.traffic.clear()


def _settled(page: Any) -> None:
    """Until the answer to a change is there and nothing more follows."""
    for _ in range(LIMIT // 100):
        if page.traffic.finished:
            break
        page.wait_for_timeout(100)
    seen = 0
    while seen != len(page.traffic.received):
        seen = len(page.traffic.received)
        page.wait_for_timeout(300)


def _pill(page: Any, name: str) -> None:
    page.locator("[data-testid=stSidebar] button", has_text=name).click()


def _choose(page: Any, field: str, name: str) -> None:
    box = page.locator(f"[class*=st-key-c_{field}] input").first
    box.focus()
    box.select_text()
    box.press_sequentially(name)
    page.get_by_role("option", name=name, exact=True).wait_for()
    box.press("ArrowDown")
    box.press("Enter")


def _strength(page: Any, key: str, says: str) -> None:
    page.locator("[class*=st-key-c_min] input[type=range]").press(key)
    until(page, f"document.querySelector('.fl-subtitle').innerText.includes('strength') === {says}")


CHANGES = [
    ("kind=support", lambda page: _pill(page, "Tension")),
    ("", lambda page: _pill(page, "Tension")),
    ("kind=tension", lambda page: _pill(page, "Support")),
    ("", lambda page: _pill(page, "Support")),
    ("status=documented", lambda page: _pill(page, "Alleged")),
    ("", lambda page: _pill(page, "Alleged")),
    ("min=2", lambda page: _strength(page, "ArrowRight", "true")),
    ("min=3", lambda page: page.locator("[class*=st-key-c_min] input[type=range]").press("ArrowRight")),
    ("measure=volume", lambda page: _choose(page, "measure", MEASURES["volume"].title)),
    ("classes=quantiles", lambda page: _choose(page, "classes", "As many countries in each")),
    ("lang=fr", lambda page: _choose(page, "lang", "Français")),
    ("top=10", lambda page: _choose(page, "top", "10")),
]


def test_controls_send_little_and_the_map_never_flickers(opened: Opener) -> None:
    page = opened(fresh=True)
    _ready(page)
    a_second_visit_transfers_no_file_again(page)
    page.evaluate(WATCH_THE_MAP)
    sizes = []
    for part, act in CHANGES:
        page.traffic.clear()
        act(page)
        until(page, f"location.search.includes('{part}')" if part else "location.search === ''")
        _settled(page)
        sizes.append(sum(page.traffic.received))
        assert page.traffic.runs == 1, part
        assert page.evaluate("window.flicker") == [], part
    assert min(sizes) > 0
    assert max(sizes) < MOST_BYTES, sizes


def test_only_deliberate_acts_reach_the_server(opened: Opener) -> None:
    page = opened(fresh=True)
    _ready(page)
    hover(page, "Iran")
    page.locator(".fl-map").focus()
    before = page.evaluate(LOOKED_AT)
    page.keyboard.press("ArrowRight")
    until(page, f"{LOOKED_AT} !== '{before}'")
    page.mouse.move(900, 400)
    page.mouse.wheel(0, -300)
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_timeout(600)
    legend = page.locator(".fl-legend .fl-toggle", has_text="tension").first
    for pressed in ("false", "true"):
        legend.click()
        page.locator(f".fl-toggle[aria-pressed={pressed}]", has_text="tension").wait_for()
    page.get_by_role("combobox", name="Find a country").fill("Georgia")
    page.keyboard.press("Enter")
    page.locator(".fl-card", has_text="Georgia").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Play").first.click()
    until(page, "document.querySelector('.fl-time-handle').getAttribute('aria-valuetext').includes('202')")
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Pause").first.click()
    page.wait_for_timeout(300)
    assert page.traffic.silent

    line = page.locator(".fl-line").nth(5)
    for runs in (1, 2):
        line.press("Enter")
        until(page, "document.querySelector('.st-key-evidence h3')")
        page.wait_for_timeout(700)
        assert page.traffic.runs == runs
    page.traffic.clear()
    _pill(page, "Tension")
    until_query(page, "kind=support")
    page.wait_for_timeout(500)
    assert page.traffic.runs == 1


def a_second_visit_transfers_no_file_again(page: Any) -> None:
    page.reload()
    page.wait_for_selector(".st-key-map .fl-line", state="attached")
    _ready(page)
    sent = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.transferSize > 300)"  # an answer of "as before" has 300
        ".map(e => [new URL(e.name).pathname, e.transferSize])"
    )
    ours = {name: size for name, size in sent if name.startswith(("/assets/", "/first"))}
    assert ours == {}


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_map_is_there_before_its_page_and_stays_where_it_is(
    opened: Opener, new_page: Opener, site: str, width: int, height: int
) -> None:
    page = new_page(width, height, fresh=True)
    page.set_default_timeout(LIMIT)
    page.add_init_script(SHIFTS)
    held: list[Any] = []
    released: list[bool] = []
    page.route(STREAMLIT, lambda route: route.continue_() if released else held.append(route))
    page.goto(site, wait_until="commit")
    page.wait_for_selector(".app-first .fl-line", state="attached")
    page.evaluate("document.querySelector('.faultlines').dataset.mine = 'the same'")
    assert page.locator(".app-first .app-home a").all_inner_texts() == ["Your data", "Snapshots"]
    place = page.evaluate(MAP_PLACE)
    page.get_by_role("link", name="Who backs Azerbaijan?").click()
    assert query(page) == {}
    released.append(True)
    for route in held:
        route.continue_()
    until_query(page, "focus=AZE")
    page.wait_for_selector(".st-key-map .faultlines[data-mine='the same'] .fl-line", state="attached")
    page.locator(".app-table tbody tr").first.wait_for()
    assert page.locator(".fl-map").count() == 1
    assert page.locator(".app-first").count() == 0
    assert page.locator(".app-home a").all_inner_texts() == ["Your data", "Snapshots"]
    assert page.evaluate(MAP_PLACE) == place
    assert page.evaluate("window.shift") < MOST_SHIFT


def test_the_map_can_be_read_without_streamlit(opened: Opener, new_page: Opener, site: str) -> None:
    page = new_page(fresh=True)
    page.set_default_timeout(LIMIT)
    page.route_web_socket("**/_stcore/stream", lambda _: None)
    page.goto(f"{site}?focus=GEO")
    page.wait_for_selector(".fl-line", state="attached")
    assert "Support" in hover(page, "Russia").inner_text()
    assert page.locator(".fl-headline").inner_text().startswith("Georgia")


def test_without_a_first_map_the_page_shows_its_own(new_page: Opener, site: str) -> None:
    page = new_page()
    page.set_default_timeout(LIMIT)
    page.route("**/first*", lambda route: route.fulfill(status=500))
    page.goto(site)
    page.wait_for_selector(".st-key-map .fl-line", state="attached")
    assert page.locator(".app-first").count() == 0


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


def test_the_app_answers_to_the_number_of_this_machine_as_to_its_name(new_page: Opener, site: str, watch: Any) -> None:
    page = new_page()
    page.set_default_timeout(LIMIT)
    address = site.replace("localhost", "127.0.0.1")
    assert address != site
    page.goto(f"{address}?focus=GEO")
    page.wait_for_selector(".fl-line", state="attached")
    page.get_by_role("button", name="Share", exact=True).click()
    assert page.get_by_label("Link to this view").input_value() == f"{address}?v=1&focus=GEO"
    assert watch.outside(address, address.replace("http", "ws")) == []
    assert watch.complaints == []
