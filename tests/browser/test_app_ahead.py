"""The app in a real browser: a pill changes the map before the run of the page does, and the run has the last word."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.app_page import LIMIT, Opener, until, until_query

pytestmark = pytest.mark.browser

SUBTITLE = "document.querySelector('.fl-subtitle').innerText"
LINES = "document.querySelectorAll('.fl-line').length"
ROWS = "document.querySelectorAll('.app-table tbody tr').length"
# Each change of the subtitle, which is written with each map that is drawn.
WATCH = f"""() => {{
    window.said = [{SUBTITLE}];
    new MutationObserver(() => {SUBTITLE} !== said.at(-1) && said.push({SUBTITLE}))
        .observe(document.body, {{ childList: true, characterData: true, subtree: true }});
}}"""


class Gate:
    """Holds back what the server says over the socket while it is shut."""

    def __init__(self, page: Any) -> None:
        self.shut = False
        self._held: list[Any] = []
        page.route_web_socket("**/_stcore/stream", self._join)

    def _join(self, socket: Any) -> None:
        self._page, server = socket, socket.connect_to_server()
        server.on_message(lambda message: self._held.append(message) if self.shut else socket.send(message))

    def open(self) -> None:
        self.shut = False
        for message in self._held:
            self._page.send(message)
        self._held.clear()


@pytest.fixture
def gated(new_page: Opener, site: str) -> tuple[Any, Gate]:
    page = new_page()
    page.set_default_timeout(LIMIT)
    gate = Gate(page)
    page.goto(site)
    page.locator("[class*=st-key-c_top]").wait_for(state="attached")
    page.wait_for_selector(".st-key-map .fl-line", state="attached")  # the page has taken the map over
    page.wait_for_selector(".app-table tbody tr", state="attached")
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    return page, gate


def _pill(page: Any, name: str) -> Any:
    return page.locator("[data-testid=stSidebar] button", has_text=name)


def test_a_pill_is_answered_before_the_page_is_run(gated: tuple[Any, Gate]) -> None:
    page, gate = gated
    all_lines = page.evaluate(LINES)
    gate.shut = True
    _pill(page, "Tension").press("Enter")
    until(page, f"{SUBTITLE}.includes('only support') && {ROWS} === {LINES}")
    assert page.evaluate(LINES) < all_lines
    assert page.evaluate("location.search") == ""
    gate.open()
    until_query(page, "kind=support")
    page.locator("h3", has_text=f"{page.evaluate(LINES)} relations on the map").wait_for()

    page.evaluate("said.splice(0, said.length - 1)")
    gate.shut = True
    for name in ("Tension", "Alleged"):  # the second before the first is confirmed
        _pill(page, name).click()
    until(page, f"{SUBTITLE}.includes('only documented') || {SUBTITLE}.includes('· documented ·')")
    gate.open()
    until(page, "location.search === '?status=documented'")
    page.wait_for_timeout(500)
    said = page.evaluate("said")
    assert len(said) == len(set(said)) == 3, said  # none came back for a moment
    page.get_by_role("button", name="Share", exact=True).click()
    assert page.get_by_label("Link to this view").input_value().endswith("?v=1&status=documented")


def test_the_run_of_the_page_has_the_last_word(gated: tuple[Any, Gate]) -> None:
    page, _ = gated
    # Each guess is wrong: the map of something else.
    page.route("**/map/next?*", lambda route: route.continue_(url=route.request.url.partition("?")[0] + "?min=4"))
    _pill(page, "Tension").click()
    until_query(page, "kind=support")
    until(page, f"{SUBTITLE}.includes('only support')")
    page.wait_for_timeout(500)
    assert "strength" not in page.evaluate(SUBTITLE)
    page.unroute("**/map/next?*")
    page.route("**/map/next?*", lambda route: route.fulfill(status=500))
    _pill(page, "Support").click()
    until(page, f"{SUBTITLE}.includes('only tension') || !{SUBTITLE}.includes('only support')")
    _pill(page, "Alleged").click()
    until_query(page, "status=documented")
    until(page, f"!{SUBTITLE}.includes('alleged')")


def test_pills_that_begin_anew_do_not_move_what_is_below(gated: tuple[Any, Gate]) -> None:
    page, _ = gated
    _pill(page, "Tension").click()
    until_query(page, "kind=support")
    page.wait_for_load_state("networkidle")
    # Read with each change of the sidebar, also of those that no frame shows.
    page.evaluate("""() => {
        const pills = [...document.querySelectorAll('[data-testid=stSidebar] button')];
        const pill = pills.find((e) => e.textContent === 'Alleged');
        window.tops = new Set();
        new MutationObserver(() => tops.add(Math.round(pill.getBoundingClientRect().top)))
            .observe(document.querySelector('[data-testid=stSidebar]'), { childList: true, subtree: true });
    }""")
    _pill(page, "Support").click()  # none is all: both are pressed anew
    page.wait_for_selector(".st-key-c_kind-1")
    page.wait_for_selector(".st-key-c_kind", state="detached")
    assert len(page.evaluate("[...tops]")) == 1, page.evaluate("[...tops]")


def test_a_map_on_its_way_is_not_asked_for_twice(gated: tuple[Any, Gate]) -> None:
    page, _ = gated
    asked: list[str] = []
    held: list[Any] = []
    page.on("request", lambda request: "/map/" in request.url and asked.append(request.url))
    page.route("**/map/next?*", lambda route: held.append(route))
    _pill(page, "Tension").click()
    until_query(page, "kind=support")
    page.wait_for_timeout(700)  # the run of the page has named its map meanwhile
    for route in held:
        route.continue_()
    until(page, f"{SUBTITLE}.includes('only support')")
    page.wait_for_timeout(300)
    assert len(asked) == 1, asked


def test_the_page_is_told_once_the_map_is_on_the_screen(new_page: Opener, site: str) -> None:
    page = new_page()
    page.set_default_timeout(LIMIT)
    page.add_init_script("""
        window.sent = [];
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (data) {
            sent.push(performance.now());
            send.call(this, data);
        };
    """)
    page.goto(site)
    page.wait_for_selector(".app-table tbody tr", state="attached")
    page.wait_for_load_state("networkidle")
    page.evaluate("""() => new MutationObserver(() => (window.drawn = performance.now()))
        .observe(document.querySelector('.fl-headline'), { childList: true })""")
    pill = _pill(page, "Tension").first
    with page.expect_response("**/map/next?*"):
        pill.focus()  # the map is at hand from now on
    page.wait_for_timeout(500)
    before = page.evaluate("sent.length")
    pill.press("Enter")
    until_query(page, "kind=support")
    first = page.evaluate(f"sent[{before}]")
    assert first - page.evaluate("drawn") > 50

    # A page that nobody sees has no frames.
    page.evaluate("window.requestAnimationFrame = () => 0")
    pill.press("Enter")
    until(page, "location.search === ''")
