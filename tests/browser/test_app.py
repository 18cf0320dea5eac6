"""The app in a real browser: what a person sees, clicks and passes on."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
LIMIT = 40_000  # milliseconds; only a bound, nothing is timed
MOST_BYTES = 12_000


def _free_port() -> int:
    with socket.create_server(("localhost", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[str]:
    """The address of an app that runs away from the checkout."""
    port = _free_port()
    start = f"from app.server import run; run({port})"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder), **settings}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-c", start], cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://localhost:{port}/_stcore/health", server, folder / "log")
            yield f"http://localhost:{port}/"
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app; at the end nothing may have gone wrong in it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with running(folder) as address:
        yield address
    said = (folder / "log").read_text()
    assert "Traceback" not in said, said


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(f"the app did not start: {log.read_text()}")


Opener = Callable[..., Any]


@pytest.fixture
def opened(new_page: Opener, site: str, watch: Any) -> Iterator[Opener]:
    """Opens the app at a query and waits for its lines; at the end nothing may have gone out or gone wrong."""

    def make(query: str = "", lines: bool = True, **options: Any) -> Any:
        page = new_page(**options)
        page.set_default_timeout(LIMIT)
        page.goto(site + query)
        page.wait_for_selector(".fl-line" if lines else "path.fl-shape", state="attached")
        return page

    yield make
    socket_address = site.replace("http", "ws")
    assert watch.outside(site, socket_address) == []
    assert watch.complaints == []


def headline(page: Any) -> str:
    return str(page.locator(".fl-headline").inner_text())


def query(page: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def until(page: Any, condition: str) -> None:
    page.wait_for_function(condition, timeout=LIMIT)


def until_query(page: Any, part: str) -> None:
    until(page, f"decodeURIComponent(location.search).includes({json.dumps(part)})")


def click_country(page: Any, name: str) -> None:
    """As the keyboard does it, so that no line on top is in the way."""
    page.locator(f"path.fl-shape[aria-label^={json.dumps(name)}]").first.press("Enter")


def test_first_paint_is_a_story(opened: Opener) -> None:
    page = opened()
    assert page.locator("path.fl-shape").count() > 200
    assert page.locator(".fl-line").count() > 20
    assert headline(page).startswith("Azerbaijan")
    assert page.locator(".fl-questions a").count() == 3
    assert page.locator(".fl-legend").is_visible()
    fills = set(page.eval_on_selector_all("path.fl-shape", "all => all.map(e => e.getAttribute('fill'))"))
    assert len(fills) > 4
    box = page.locator(".fl-map").bounding_box()
    assert box["width"] > 1000
    assert box["height"] > 600


def test_nothing_of_streamlits_dress_shows(opened: Opener) -> None:
    page = opened()
    for name in ("stAppDeployButton", "stMainMenu", "stDecoration", "stStatusWidget"):
        assert page.locator(f"[data-testid={name}]:visible").count() == 0
    assert page.title() == "Faultlines"
    families = page.evaluate(
        "[...document.querySelectorAll('.fl-headline, .app-name, .app-table td, [data-testid=stSidebar] label p')]"
        ".map(e => getComputedStyle(e).fontFamily.split(',')[0])"
    )
    assert set(families) == {'"Source Sans"'}


def test_hover_shows_a_card(opened: Opener) -> None:
    page = opened()
    assert "Support" in hover(page, "Iran").inner_text()


def spot(page: Any, name: str) -> tuple[float, float]:
    """A point of the window where the country shows and nothing covers it."""
    found = page.evaluate(
        """name => {
            const shape = [...document.querySelectorAll('path.fl-shape')]
                .find((e) => (e.getAttribute('aria-label') || '').startsWith(name));
            const box = shape.getBoundingClientRect();
            for (let x = Math.max(box.left, 0) + 4; x < box.right; x += 6)
                for (let y = Math.max(box.top, 0) + 4; y < box.bottom; y += 6)
                    if (document.elementFromPoint(x, y) === shape) return [x, y];
            return [0, 0];
        }""",
        name,
    )
    return float(found[0]), float(found[1])


def hover(page: Any, name: str) -> Any:
    """Point at a country until its card is there (the map may still be finding its frame); gives the card."""
    card = page.locator(".fl-card", has_text=name)
    for _ in range(LIMIT // 500):
        page.mouse.move(*spot(page, name))
        page.wait_for_timeout(500)
        if card.is_visible():
            return card
    pytest.fail(f"no card of {name}")


def test_click_focuses_click_again_leaves_and_back_returns(opened: Opener) -> None:
    page = opened()
    before = headline(page)
    hover(page, "Iran")
    page.mouse.click(*spot(page, "Iran"))
    until_query(page, "focus=IRN")
    until(page, "document.querySelector('.fl-headline').innerText.startsWith('Iran')")
    page.get_by_role("button", name="Leave Iran").wait_for()
    click_country(page, "Iran")
    until(page, "!location.search.includes('focus')")
    until(page, f"document.querySelector('.fl-headline').innerText === {json.dumps(before)}")
    page.go_back()
    until(page, "document.querySelector('.fl-headline').innerText.startsWith('Iran')")
    assert query(page) == {"focus": "IRN"}
    page.go_back()
    until(page, f"document.querySelector('.fl-headline').innerText === {json.dumps(before)}")
    assert query(page) == {}


def test_a_question_is_a_link(opened: Opener) -> None:
    page = opened()
    page.get_by_role("link", name="Who backs Azerbaijan?").click()
    until_query(page, "focus=AZE")
    assert query(page) == {"focus": "AZE", "dir": "in", "kind": "support"}
    until(page, "document.querySelectorAll('.app-table .app-what').length > 3")
    until(page, "[...document.querySelectorAll('.app-table .app-what')].every(e => e.innerText.startsWith('Support'))")


def test_the_map_element_survives_a_change(opened: Opener) -> None:
    page = opened()
    page.evaluate("document.querySelector('.faultlines').dataset.mine = 'the same'")
    page.get_by_role("link", name="Who backs Azerbaijan?").click()
    until(page, "document.querySelector('.app-table tbody').children.length < 30")
    assert page.locator(".faultlines").get_attribute("data-mine") == "the same"


def test_table_map_and_evidence_go_together(opened: Opener) -> None:
    page = opened()
    row = page.locator(".app-table tbody tr").nth(2)
    row.click()
    evidence = page.locator(".st-key-evidence")
    evidence.get_by_text("Source:").or_(evidence.locator(".app-source")).first.wait_for()
    assert row.get_attribute("aria-selected") == "true"
    assert page.locator(".fl-line.fl-on").count() == 1
    title = evidence.locator("h3").inner_text()
    assert row.locator("td").first.inner_text() in title
    assert page.locator(".fl-card").inner_text().startswith(title)
    link = evidence.locator(".app-source a")
    assert link.get_attribute("href").startswith("http")
    page.locator(".fl-line").nth(5).press("Enter")
    until(page, f"document.querySelector('.st-key-evidence h3').innerText !== {json.dumps(title)}")
    assert page.locator(".app-table tr[aria-selected=true]").count() == 1


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
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}?v=1&focus=GEO"


FIRST_BYTES = {
    "Live map": b"<!doctype html",
    "Picture": b"\x89PNG",
    "Drawing": b"<",
    "Relations shown": b"source,",
    "Shapes and lines": b'{"type":"FeatureCollection"',
}


def test_files_are_real(opened: Opener) -> None:
    page = opened("?focus=GEO")
    page.get_by_role("button", name="Share", exact=True).click()
    for label, start in FIRST_BYTES.items():
        with page.expect_download() as waiting:
            page.locator(".app-files a", has_text=label).click()
        file = waiting.value
        content = Path(file.path()).read_bytes()
        assert re.fullmatch(r"faultlines-caucasus-2025-geo\.\w+", file.suggested_filename)
        assert content[:200].lower().lstrip(b"\xef\xbb\xbf").startswith(start.lower()) or start in content[:400]
        assert len(content) > 1000


def test_a_broken_link_still_shows_a_map(opened: Opener) -> None:
    page = opened("?focus=Atlantis&min=7&colour=pink")
    said = page.locator(".fl-notices").inner_text()
    assert "Atlantis" in said
    assert "colour" in said
    assert page.locator(".fl-line").count() > 20


def test_an_empty_map_offers_the_way_back(opened: Opener) -> None:
    page = opened("?from=1850-01-01&to=1850-12-31", lines=False)
    page.get_by_role("button", name="Clear the dates").click()
    page.wait_for_selector(".fl-line", state="attached")
    assert query(page) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system(opened: Opener, scheme: str) -> None:
    page = opened(color_scheme=scheme)
    assert page.locator(".faultlines").get_attribute("data-theme") == scheme
    colour = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", colour)[:3])) / 3
    assert (brightness < 80) == (scheme == "dark")


def test_fits_a_phone(opened: Opener) -> None:
    page = opened(width=390, height=844, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert page.locator("[data-testid=stSidebar]").get_attribute("data-collapsed") == "true"
    assert page.locator(".fl-map").bounding_box()["height"] > 350
    page.get_by_role("button", name="Expand sidebar").or_(
        page.locator("[data-testid=stExpandSidebarButton]")
    ).first.click()
    page.locator("[class*=st-key-c_region]").wait_for()
    assert page.get_by_role("button", name="Share", exact=True).count() == 1


def test_works_by_keyboard(opened: Opener) -> None:
    page = opened()
    click_country(page, "Georgia")
    until_query(page, "focus=GEO")
    slider = page.locator("[class*=st-key-c_min] input[type=range]")
    slider.press("ArrowRight")
    until_query(page, "min=2")
    assert query(page) == {"focus": "GEO", "min": "2"}
    until(page, "document.querySelector('.app-table tbody button')")
    page.locator(".app-table tbody button").first.press("Enter")
    page.locator(".app-table tr[aria-selected=true]").wait_for()


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


def test_quick_changes_are_all_kept(opened: Opener) -> None:
    page = opened()
    slider = page.locator("[class*=st-key-c_min] input[type=range]")
    for _ in range(3):
        slider.press("ArrowRight", no_wait_after=True)
    until_query(page, "min=4")
    page.wait_for_timeout(1500)
    assert query(page) == {"min": "4"}
    assert slider.input_value() == "3"
    page.go_back()
    until(page, "!location.search.includes('min=4')")


def test_hurried_clicks_and_steps_back_leave_no_trace(opened: Opener) -> None:
    page = opened()
    before = json.dumps(headline(page))
    for _ in range(5):
        click_country(page, "Iran")
        until(page, "document.querySelector('.fl-headline').innerText.startsWith('Iran')")
        click_country(page, "Iran")
        until(page, f"document.querySelector('.fl-headline').innerText === {before}")
        page.go_back()
        until(page, "document.querySelector('.fl-headline').innerText.startsWith('Iran')")
        assert query(page) == {"focus": "IRN"}
        page.go_back()
        until(page, f"document.querySelector('.fl-headline').innerText === {before}")
        assert query(page) == {}
