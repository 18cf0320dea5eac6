"""What the browser tests of the app share: a running app, and hands for its page."""

from __future__ import annotations

import json
import os
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
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
LIMIT = 40_000  # milliseconds; only a bound, nothing is timed


Opener = Callable[..., Any]


def _free_port() -> int:
    with socket.create_server(("localhost", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[str]:
    """The address of an app that runs away from the checkout."""
    port = _free_port()
    start = f"from app.server import run; run({port})"
    own = {
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "FAULTLINES_DATABASE_URL": f"sqlite:///{folder / 'store.sqlite'}",
    }
    environment = {**os.environ, **own, **settings}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-c", start], cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://localhost:{port}/_stcore/health", server, folder / "log")
            yield f"http://localhost:{port}/"
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(f"the app did not start: {log.read_text()}")


def headline(page: Any) -> str:
    return str(page.locator(".fl-headline").inner_text())


def query(page: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def until(page: Any, condition: str) -> None:
    page.wait_for_function(condition, timeout=LIMIT)


def until_query(page: Any, part: str) -> None:
    until(page, f"decodeURIComponent(location.search).includes({json.dumps(part)})")


def turn(page: Any, scheme: str) -> None:
    """The system goes light or dark while the page is open."""
    page.emulate_media(color_scheme=scheme)
    colour = "getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/\\d+/g)"
    until(page, f"({colour}.slice(0, 3).reduce((a, b) => a + Number(b), 0) < 240) === {json.dumps(scheme == 'dark')}")


def click_country(page: Any, name: str) -> None:
    """As the keyboard does it, so that no line on top is in the way."""
    page.locator(f"path.fl-shape[aria-label^={json.dumps(name)}]").first.press("Enter")


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


def _ends_a_run(frame: bytes) -> bool:
    """Whether this is the last message of a run of the server."""
    message = ForwardMsg.FromString(frame)
    return message.WhichOneof("type") == "script_finished" and message.script_finished in (
        ForwardMsg.FINISHED_SUCCESSFULLY,
        ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
    )


class Traffic:
    """What goes over the sockets of a page; make it before the page is opened."""

    def __init__(self, page: Any) -> None:
        self.sent: list[int] = []
        self.received: list[int] = []
        self.finished = 0
        page.on("websocket", self._listen)

    def _listen(self, socket: Any) -> None:
        socket.on("framesent", lambda frame: self.sent.append(len(frame)))
        socket.on("framereceived", self._take)

    def _take(self, frame: str | bytes) -> None:
        self.received.append(len(frame))
        self.finished += isinstance(frame, bytes) and _ends_a_run(frame)

    def clear(self) -> None:
        """Count from here."""
        self.sent.clear()
        self.received.clear()
        self.finished = 0

    @property
    def runs(self) -> int:
        """How many runs of the server were asked for: every message of Streamlit's page is one."""
        return len(self.sent)

    @property
    def silent(self) -> bool:
        return not self.sent and not self.received
