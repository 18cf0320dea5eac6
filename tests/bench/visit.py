"""A visit to one of the apps in Chromium: first map, a change of the kind control, a pan and a zoom.

All four apps are visited in the same way: same window, cold cache, no wish for less motion, same gestures at the same
pace. Times are seconds from what the hand does to the last paint of the map (`film`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from tests.bench.apps import App
from tests.bench.copies import Copies
from tests.bench.film import Film
from tests.bench.frames import EDGE, SMALLER, Box, flat_spot

__all__ = ["HOLD", "LIMIT", "WINDOW", "First", "NoAnswer", "TooSlow", "Visit", "after_a_rest", "visiting"]

LIMIT = 120.0  # seconds: who needs longer counts as that
WINDOW = {"width": 1440, "height": 900}
STILL = 1.2  # seconds without a change, while the page is idle: the map has come to rest
ALMOST = 0.005  # of the map's pixels: what may still come after the first map (names, finer borders)
MOVES, PACE, HOLD = 16, 0.05, 0.15  # of the hand; still at the end, so that a map does not fly on
FRAME = 1 / 60
ASIDE = (2.0, 2.0)  # pixels of the window where no app has anything

COUNTING = """(() => {
    window.socketBytes = window.fetchedBytes = 0;
    const size = (data) => data.byteLength ?? data.size ?? new Blob([data]).size;
    window.WebSocket = class extends WebSocket {
        constructor(...all) {
            super(...all);
            this.addEventListener("message", (event) => { window.socketBytes += size(event.data); });
        }
        send(data) { window.socketBytes += size(data); super.send(data); }
    };
    const usual = window.fetch;
    window.fetch = async (asked, ...how) => {
        const answer = await usual(asked, ...how);
        const body = await answer.clone().arrayBuffer();
        window.fetchedBytes += String(asked.url ?? asked).length + body.byteLength;
        return answer;
    };
})()"""
TRAFFIC = "socketBytes + fetchedBytes"
IDLE = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
    const app = document.querySelector("[data-testid=stApp]");
    done(Boolean(app) && app.getAttribute("data-test-script-state") !== "running");
})))"""
PLACE = """(selector) => {
    const found = document.querySelector(selector);
    if (!found) return null;
    const { x, y, width, height } = found.getBoundingClientRect();
    return width && height ? [x, y, width, height] : null;
}"""


class TooSlow(Exception):
    """The map did not come to rest within the limit."""


class NoAnswer(Exception):
    """The map did not change at all."""


class First(NamedTuple):
    """A first visit: seconds to the first map, bytes of files as transferred, bytes over the socket."""

    seconds: float
    files: int
    socket: int


class Visit:
    """One page of an app, filmed from its start."""

    def __init__(self, app: App, page: Any, copies: Copies) -> None:
        self._app, self._page, self._copies = app, page, copies
        self._film = Film(page)
        self._transferred = 0
        self._asked: set[Any] = set()
        page.on("request", lambda request: self._asked.add(request))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self._asked.discard(request))
        self._mouse = (0.0, 0.0)

    async def first(self, url: str) -> First:
        """Go there, and wait for the whole map."""
        cdp = await self._page.context.new_cdp_session(self._page)
        cdp.on("Network.loadingFinished", self._loaded)
        await cdp.send("Network.enable")
        await self._film.start()
        until = time.time() + LIMIT
        await self._page.goto(url, timeout=LIMIT * 1000)
        begun = await self._page.evaluate("performance.timeOrigin") / 1000
        while not (place := await self._soon(self._page.evaluate(PLACE, self._app.box), until)):
            await asyncio.sleep(0.2)
        self._film.box = Box(*place)
        await self._rest(until)
        await self._find_map()
        seen = self._film.settled(ALMOST)
        await cdp.send("Network.disable")
        files = self._transferred + self._copies.transferred
        return First((seen or begun) - begun, files, await self._page.evaluate("socketBytes"))

    async def change(self, kind: str) -> tuple[float, int]:
        """Switch a kind of relations on or off by keyboard: seconds from the key press to the last paint, and bytes.

        Bytes are those over the socket and of what is fetched, also while the control only gets the focus.
        """
        before = await self._page.evaluate(TRAFFIC)
        # Off the map: a line that comes to lie under the pointer would let all others fade, which takes its time
        self._mouse = ASIDE
        await self._mouse_event("mouseMoved", *ASIDE)
        await self._page.locator("[data-testid=stSidebar] button").filter(has_text=kind).first.focus()
        await self._rest(time.time() + LIMIT)
        await self._find_map()
        self._film.cut()
        begun = time.time()
        await self._soon(self._page.keyboard.press("Enter"), begun + LIMIT)
        if await self._film.changes(begun + LIMIT):
            await self._rest(begun + LIMIT)
        seen = self._film.last_paint()
        if seen is None:
            raise NoAnswer(f"{self._app.name}: the map did not answer to {kind}")
        return seen - begun, await self._page.evaluate(TRAFFIC) - before

    async def pan(self, turn: int = 1) -> float:
        """Drag the map to the left (or back) by a quarter of its width: seconds from the last move to the last paint.

        The hand keeps its pace, rests, and lets go. What is drawn when it lets go counts, the rest before does not.
        Where the page is slow to take a movement, the hand waits for it (moves that arrive together are none to some
        maps), and is late: that counts, too.
        """
        x, y = await self._place_hand()
        width = turn * self._film.box.width if self._film.box else 0
        self._film.cut()
        begun, until = time.time(), time.time() + LIMIT
        await self._soon(self._mouse_event("mousePressed", x, y), until)
        for step in range(1, MOVES + 1):
            await asyncio.sleep(max(0, begun + step * PACE - time.time()))
            await self._soon(self._mouse_event("mouseMoved", x - width / 4 * step / MOVES, y), until)
        moved, let_go = begun + MOVES * PACE, begun + MOVES * PACE + HOLD
        await asyncio.sleep(max(0, let_go - time.time()))
        seconds = await self._done(self._mouse_event("mouseReleased", x - width / 4, y), moved)
        return after_a_rest(seconds, (self._film.last_paint(let_go) or moved) - moved)

    async def zoom(self, turn: int = 1) -> float:
        """One notch of the wheel towards the map (or back): seconds to the last paint."""
        x, y = await self._place_hand()
        self._film.cut()
        begun = time.time()
        return await self._done(self._mouse_event("mouseWheel", x, y, deltaX=0, deltaY=-100 * turn), begun)

    async def _done(self, event: asyncio.Task[Any], begun: float) -> float:
        await self._soon(event, begun + LIMIT)
        await self._rest(begun + LIMIT)
        seen = self._film.last_paint()
        if seen is None:
            raise NoAnswer(f"{self._app.name}: the map did not answer to the mouse")
        return max(seen - begun, FRAME)

    async def _find_map(self) -> Box:
        """Where the map is now; the page may have been scrolled."""
        self._film.box = Box(*await self._page.evaluate(PLACE, self._app.box))
        return self._film.box

    async def _place_hand(self) -> tuple[float, float]:
        """Move the pointer to an empty place right of the middle, and wait until nothing answers to it."""
        box = await self._find_map()
        shown = self._film.seen(max(self._film.frames))
        # Left of it there may be panels on the map
        height, width, _ = shown.shape
        left, top = int(width * 0.45), int(height * 0.2)
        spot = flat_spot(shown[top:-top, left:], (width * 0.2, height * 0.3))
        x, y = box.x + EDGE + (left + spot[0]) * SMALLER, box.y + EDGE + (top + spot[1]) * SMALLER
        self._mouse = (x, y)
        await self._mouse_event("mouseMoved", x, y)
        await self._rest(time.time() + LIMIT)
        return x, y

    def _mouse_event(self, kind: str, x: float, y: float, **more: float) -> asyncio.Task[Any]:
        pressed = kind in ("mousePressed", "mouseReleased")
        held = kind == "mousePressed" or (kind == "mouseMoved" and (x, y) != self._mouse)
        event = {"type": kind, "x": x, "y": y, "buttons": int(held), **more}
        if pressed or held:
            event["button"] = "left"
        if pressed:
            event["clickCount"] = 1
        return asyncio.ensure_future(self._film.send("Input.dispatchMouseEvent", event))

    async def _rest(self, until: float) -> None:
        """Wait until the map has not changed for a while, with the page idle before and after."""
        while True:
            idle = await self._idle(until)
            if not await self._film.quiet(STILL, until):
                raise TooSlow(self._app.name)
            if idle and await self._idle(until):
                return

    async def _idle(self, until: float) -> bool:
        """Whether the server's run is over, nothing is being fetched, and the page has time to answer."""
        return await self._soon(self._page.evaluate(IDLE), until) and not self._asked

    async def _soon(self, what: Any, until: float) -> Any:
        try:
            return await asyncio.wait_for(what, max(0.1, until - time.time()))
        except TimeoutError as error:
            raise TooSlow(self._app.name) from error

    def _loaded(self, event: dict[str, Any]) -> None:
        self._transferred += max(0, int(event["encodedDataLength"]))


def after_a_rest(last: float, before: float) -> float:
    """Seconds without the hand's rest: the last paint, and the last one before it let go, both since its last move."""
    if last < HOLD:
        return last
    return last - (HOLD - before if 0 < before < HOLD else 0)


@asynccontextmanager
async def visiting(browser: Any, app: App, address: str) -> AsyncIterator[Visit]:
    """A visit with a cold cache."""
    context = await browser.new_context(viewport=WINDOW)
    copies = Copies(address)
    await copies.attach(context)
    await context.add_init_script(COUNTING)
    try:
        yield Visit(app, await context.new_page(), copies)
    finally:
        await context.close()
    if copies.unknown:
        raise RuntimeError(f"{app.name} asked for what has no local copy: {sorted(set(copies.unknown))}")
