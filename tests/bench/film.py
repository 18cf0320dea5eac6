"""A film of the window: how the time of the last paint is found, whatever draws the map.

Chromium films its own window (`Page.startScreencast` of its debugging protocol) and stamps each picture with the time
at which it was taken, on the clock that Python reads, too. A picture comes whenever the window changed, at most 60 a
second, in half its width and height to cost less. The pictures are cropped to the map's box and compared: the last
paint is the first picture from which on nothing in the box changes any more. So spinners outside do not count, and
SVG, canvas and WebGL are measured alike.

The resolution is one frame, 17 ms. `calibrate` says how late the stamps are and what filming costs: it films a page
that changes at a known time, and counts how many frames a page draws with and without the film.
"""

from __future__ import annotations

import asyncio
import base64
import math
import statistics
import time
from contextlib import suppress
from typing import Any, NamedTuple

from playwright.async_api import Error

from tests.bench.frames import SMALLER, Box, Frame, Pixels, changed_pixels, first_like_last, last_change, picture

__all__ = ["Calibration", "Film", "calibrate"]

QUALITY = 80
FEW = 4  # pixels of a picture: less is no change
PATCH = Box(0, 0, 900, 600)
PAGE = """<body style="margin:0"><div style="width:900px;height:600px;background:#fff"></div>
<canvas width="900" height="600"></canvas><script>
const patch = document.querySelector("div");
const gl = document.querySelector("canvas").getContext("webgl");
const paint = (turn) => { patch.style.background = `hsl(${turn % 360} 80% 50%)`; };
const paintGl = (turn) => {
  gl.clearColor(turn % 10 / 10, 0.5, 0.5, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
};
let turn = 0;
addEventListener("keydown", () => setTimeout(() => {
  paint(turn += 130);
  requestAnimationFrame(() => { window.painted = performance.timeOrigin + performance.now(); });
}, 200));
window.run = (draw) => new Promise((done) => {
  const begun = performance.now();
  let count = 0;
  const step = () => {
    draw(count += 1);
    if (performance.now() - begun < 1000) requestAnimationFrame(step); else done(count);
  };
  requestAnimationFrame(step);
});
</script>"""


class Calibration(NamedTuple):
    """How exact a film is, and what it costs.

    Attributes
    ----------
    late, latest : milliseconds between a paint and its stamp, the middle and the most
    plain, filmed : frames a second of a page that is drawn anew all the time, without and with a film
    plain_gl, filmed_gl : the same for WebGL
    """

    late: float
    latest: float
    plain: int
    filmed: int
    plain_gl: int
    filmed_gl: int


class Film:
    """Pictures of a page's window, from `start` on."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._cdp: Any = None
        self._acks: set[asyncio.Task[Any]] = set()
        self.frames: list[Frame] = []
        self.box: Box | None = None

    async def start(self) -> None:
        size = self._page.viewport_size
        self._cdp = await self._page.context.new_cdp_session(self._page)
        self._cdp.on("Page.screencastFrame", self._keep)
        await self._cdp.send(
            "Page.startScreencast",
            {
                "format": "jpeg",
                "quality": QUALITY,
                "maxWidth": size["width"] // SMALLER,
                "maxHeight": size["height"] // SMALLER,
            },
        )

    async def send(self, method: str, parameters: dict[str, Any]) -> Any:
        """A command of the debugging protocol to the page that is filmed."""
        return await self._cdp.send(method, parameters)

    async def stop(self) -> None:
        await self._cdp.send("Page.stopScreencast")

    def cut(self) -> None:
        """Forget all but the newest picture, with which the next ones are compared."""
        self.frames[:] = sorted(self.frames)[-1:]

    def seen(self, frame: Frame) -> Pixels:
        """What a frame shows of the map."""
        assert self.box is not None
        return picture(frame, self.box)

    def last_paint(self, until: float = math.inf) -> float | None:
        """When the map last changed since the cut, and before a time; None if it did not."""
        frames = [frame for frame in sorted(self.frames) if frame.at < until]
        return last_change(frames, self.seen, FEW) if frames else None

    def settled(self, share: float) -> float | None:
        """When the map first looked as it does now but for a share of its pixels, and kept so."""
        frames = sorted(self.frames)
        height, width, _ = self.seen(frames[-1]).shape
        return frames[first_like_last(frames, self.seen, int(share * height * width))].at if frames else None

    async def changes(self, until: float) -> bool:
        """Wait until the map has changed since the cut; False if it has not by the given time.

        A page that has much to do looks idle between what it hears from its server and what it draws of it.
        """
        while time.time() < until:
            await asyncio.sleep(0.2)
            if self.last_paint() is not None:
                return True
        return False

    async def quiet(self, seconds: float, until: float) -> bool:
        """Wait until the map has not changed for a while; False if it has not come to rest at the given time."""
        newest, still = None, time.time()
        while time.time() < until:
            last = max(self.frames) if self.frames else None
            if last and (newest is None or last.data != newest.data):
                if newest is None or changed_pixels(self.seen(last), self.seen(newest)) > FEW:
                    still = time.time()
                newest = last
            if time.time() - still > seconds:
                return True
            await asyncio.sleep(0.2)
        return False

    def _keep(self, event: dict[str, Any]) -> None:
        self.frames.append(Frame(event["metadata"]["timestamp"], base64.b64decode(event["data"])))
        ack = asyncio.ensure_future(self._acknowledge(event["sessionId"]))
        self._acks.add(ack)
        ack.add_done_callback(self._acks.discard)

    async def _acknowledge(self, session: int) -> None:
        # The page may be closed by now
        with suppress(Error):
            await self._cdp.send("Page.screencastFrameAck", {"sessionId": session})


async def calibrate(page: Any, runs: int = 9) -> Calibration:
    """Film a page that changes at a known time."""
    await page.set_content(PAGE)
    plain, plain_gl = [await page.evaluate(f"run({draw})") for draw in ("paint", "paintGl")]
    film = Film(page)
    film.box = PATCH
    await film.start()
    late = []
    for _ in range(runs + 1):
        await page.wait_for_timeout(300)
        film.cut()
        await page.keyboard.press("Enter")
        await page.wait_for_timeout(700)
        late.append((film.last_paint() or 0) * 1e3 - await page.evaluate("painted"))
    filmed, filmed_gl = [await page.evaluate(f"run({draw})") for draw in ("paint", "paintGl")]
    await film.stop()
    # The first key press of a browser is slow, and does not count.
    return Calibration(statistics.median(late[1:]), max(late[1:]), plain, filmed, plain_gl, filmed_gl)
