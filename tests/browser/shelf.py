"""Pages that tests use one after the other.

A page in a new context needs a new process, which reads and warms up all scripts again: that costs more than the test.
So a page is put back, swept and empty, and the next test that wants one of the same kind has it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Error, Page

# What a page may be asked for and still be put back; anything else (a permission, no network) is for one test alone.
TOUCH = {"has_touch", "is_mobile"}
MEDIA = {"color_scheme": "light", "reduced_motion": "no-preference"}
USUAL_TIMEOUT = 30_000
FORGET = "() => { try { localStorage.clear(); sessionStorage.clear(); } catch { } }"


@dataclass
class Shelf:
    """Free pages by kind; each has a context of its own."""

    browser: Browser
    free: dict[tuple[object, ...], list[Page]] = field(default_factory=lambda: defaultdict(list))

    def take(self, width: int, height: int, fresh: bool, options: dict[str, Any]) -> Page:
        """A page that is empty. A `fresh` one was never used, and will not be used again."""
        size = {"width": width, "height": height}
        if fresh or not options.keys() <= TOUCH | MEDIA.keys():
            page = self.browser.new_context(viewport=size, **options).new_page()
            page.__dict__["kind"] = None
            return page
        touch = {name: value for name, value in options.items() if name in TOUCH}
        kind = tuple(sorted(touch.items()))
        page = self.free[kind].pop() if self.free[kind] else self.browser.new_context(**touch).new_page()
        page.__dict__["kind"] = kind
        page.set_viewport_size(size)
        page.emulate_media(media="null", **{name: options.get(name, usual) for name, usual in MEDIA.items()})
        return page

    def put_back(self, page: Page) -> None:
        """Sweep the page; if that can't be done, it is thrown away."""
        kind = page.__dict__["kind"]
        try:
            if kind is None or page.is_closed() or len(page.context.pages) != 1:
                raise Error("not to be used again")
            self._sweep(page)
        except Error:
            page.context.close()
        else:
            self.free[kind].append(page)

    def _sweep(self, page: Page) -> None:
        """Nothing of the test before may be seen by the next: no route, no key held in store, no pointer on the map."""
        page.set_default_timeout(USUAL_TIMEOUT)
        page.unroute_all(behavior="ignoreErrors")
        page.evaluate(FORGET)
        page.mouse.move(-9, -9)
        page.goto("about:blank")
        page.context.clear_cookies()
