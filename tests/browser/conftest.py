"""A headless Chromium for the browser tests.

The browser of the machine is used, nothing is downloaded. Without one the tests are skipped, but fail where CI is set.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.browser.app_page import LIMIT, Opener, Traffic, running
from tests.browser.shelf import Shelf

sync_api = pytest.importorskip("playwright.sync_api")

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[sync_api.Browser]:
    """One browser for all tests of a session; ask the shelf for its pages."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"no browser on this machine: none of {', '.join(NAMES)} is on the path")
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def on(self, page: sync_api.Page) -> sync_api.Page:
        for event, heard in self._events().items():
            page.on(event, heard)
        return page

    def off(self, page: sync_api.Page) -> None:
        for event, heard in self._events().items():
            page.remove_listener(event, heard)

    def _events(self) -> dict[str, Callable[[Any], None]]:
        return {"request": self._request, "pageerror": self._error, "console": self._console}

    def _request(self, request: sync_api.Request) -> None:
        self.requests.append(request.url)

    def _error(self, error: sync_api.Error) -> None:
        self.complaints.append(str(error))

    def _console(self, message: sync_api.ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def outside(self, *own: str) -> list[str]:
        """Requests that went anywhere but to the given prefixes (or stayed inside the page)."""
        inside = (*own, "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(inside)]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="session")
def shelf(chromium: sync_api.Browser) -> Shelf:
    return Shelf(chromium)


@pytest.fixture
def new_page(shelf: Shelf, watch: Watch) -> Iterator[object]:
    """`new_page(width, height, **context options)` gives a watched and empty page in a context of its own.

    With `fresh=True` it has never been used before, so that nothing comes out of the browser's cache, and it is thrown
    away after the test: ask for that where a test sets what can't be undone (a clock, a script for each page).
    """
    pages = []

    def make(width: int = 1440, height: int = 900, *, fresh: bool = False, **options: object) -> sync_api.Page:
        pages.append(shelf.take(width, height, fresh, options))
        return watch.on(pages[-1])

    yield make
    for page in pages:
        watch.off(page)
        shelf.put_back(page)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app; at the end nothing may have gone wrong in it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with running(folder) as address:
        yield address
    said = (folder / "log").read_text()
    assert "Traceback" not in said, said


@pytest.fixture
def opened(new_page: Opener, site: str, watch: Any) -> Iterator[Opener]:
    """Opens the app at a query and waits for map and page; at the end nothing may have gone out or gone wrong."""

    def make(query: str = "", lines: bool = True, **options: Any) -> Any:
        page = new_page(**options)
        page.traffic = Traffic(page)
        page.set_default_timeout(LIMIT)
        page.goto(site + query)
        page.wait_for_selector(f".st-key-map {'.fl-line' if lines else 'path.fl-shape'}", state="attached")
        page.wait_for_selector(f".app-table {'tbody tr' if lines else ''}", state="attached")
        return page

    yield make
    socket_address = site.replace("http", "ws")
    assert watch.outside(site, socket_address) == []
    assert watch.complaints == []
