"""Pages that tests use one after the other.

A page in a new context needs a new process, which reads and warms up all scripts again: that costs more than the test.
So a page is put back, swept and empty, and the next test that wants one of the same kind has it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Error, Page

# What a page may be made with and still be put back; anything else (a permission, no network) is for one test alone.
KINDS = {"has_touch", "is_mobile", "reduced_motion", "color_scheme"}
USUAL_TIMEOUT = 30_000
FORGET = "() => { try { localStorage.clear(); sessionStorage.clear(); } catch { } }"


@dataclass
class Shelf:
    """Free pages by kind; each has a context of its own."""

    browser: Browser
    free: dict[tuple[Any, ...], list[Page]] = field(default_factory=lambda: defaultdict(list))

    def take(self, width: int, height: int, fresh: bool, options: dict[str, Any]) -> Page:
        """A page that is empty. A `fresh` one was never used, and will not be used again."""
        kind = (width, height, *sorted(options.items())) if options.keys() <= KINDS and not fresh else ()
        if kind and self.free[kind]:
            return self.free[kind].pop()
        page = self.browser.new_context(viewport={"width": width, "height": height}, **options).new_page()
        page.__dict__["kind"] = kind
        return page

    def put_back(self, page: Page) -> None:
        """Sweep the page; if that can't be done, it is thrown away."""
        kind = page.__dict__["kind"]
        try:
            if not kind or len(page.context.pages) != 1 or page.is_closed():
                raise Error("not to be used again")
            self._sweep(page, kind[0], kind[1], dict(kind[2:]))
        except Error:
            page.context.close()
        else:
            self.free[kind].append(page)

    def _sweep(self, page: Page, width: int, height: int, options: dict[str, Any]) -> None:
        """Nothing of the test before may be seen by the next: no route, no key held in store, no pointer on the map."""
        page.set_default_timeout(USUAL_TIMEOUT)
        page.unroute_all(behavior="ignoreErrors")
        page.evaluate(FORGET)
        page.mouse.move(-9, -9)
        page.goto("about:blank")
        page.context.clear_cookies()
        usual = {"color_scheme": "light", "reduced_motion": "no-preference"}
        page.emulate_media(media="null", **{name: options.get(name, says) for name, says in usual.items()})
        page.set_viewport_size({"width": width, "height": height})
