"""A data set whose every text tries to be more than a text: nothing of it may run, be asked for, or become a link.

It goes the whole way: dropped as a file, shown on the page that adds data, kept, drawn as a map with card, table and
legend, told of on the pages of one's own data, and written as SVG and HTML.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.browser.app_page import LIMIT, Opener, until_query

pytestmark = pytest.mark.browser

CALL = "globalThis.ran=1,alert(1)"
TEXTS = (
    f"<script>{CALL}</script>",
    f"<img src=//evil.test/x onerror={CALL}>",
    f"</style></script><svg onload={CALL}>",
    f"`${{{CALL}}}` {{{{7*7}}}} {{% x %}}",
    f"[a](javascript:{CALL})",
    f"\"'><b onmouseover={CALL}>",
    "\u202e\u2067gro.live\u2069 \u200f",
    f"=HYPERLINK(javascript:{CALL})",
    "![a](https://evil.test/y) :red[a] $x$",
)
GOOD = (("Iran", "Israel"), ("Türkiye", "Azerbaijan"), ("Russia", "Ukraine"))


def hostile_table() -> bytes:
    """Good rows with hostile texts wherever a text may stand, bad rows with hostile names, dates and links."""
    out = io.StringIO()
    writer = csv.writer(out)
    kept = ["source", "target", "kind", "intensity", "start", "domain", "scenario", "status"]
    writer.writerow([*kept, "summary", "citation", "url", "id", TEXTS[0], TEXTS[3]])
    for place, text in enumerate(TEXTS):
        plain = "".join(char for char in text if char.isprintable())  # as domains and scenarios have to be
        pair, link = GOOD[place % 3], f"https://example.org/?q='onclick={CALL}//{place}"
        status = "hypothetical" if place == 0 else "documented"
        said = [text, f"{text}, {text}", link, text[:100], text, text]
        writer.writerow([*pair, "tension", 3, f"2024-01-0{place + 1}", plain[:60], plain[:80], status, *said])
    for place, text in enumerate(TEXTS):
        bad = [text, text, text, text, text, "", "", text]
        writer.writerow([*bad, text, text, f"javascript:{CALL}", f"bad {place}", text, text])
    return out.getvalue().encode()


HARM = f"""() => [
    ...[...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) =>
        /^on/i.test(a.name) && /ran=1/.test(a.value))).map((e) => 'handler ' + e.outerHTML.slice(0, 200)),
    ...[...document.querySelectorAll('a[href], area[href]')].filter((e) => !/^(https?|blob|file):/.test(e.href))
        .map((e) => 'link ' + e.outerHTML.slice(0, 200)),
    ...[...document.querySelectorAll('[src*="evil.test"], [href*="evil.test"]')].map((e) => 'source ' + e.outerHTML),
    ...[...document.scripts].filter((e) => e.textContent.trim() === {CALL!r}).map((e) => 'script ' + e.outerHTML),
    ...(globalThis.ran ? ['a script has run'] : []),
]"""


class Harmless:
    """Watches a page for dialogs, and looks it over."""

    def __init__(self, page: Any) -> None:
        self.page, self.dialogs = page, []
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def check(self, *shown: str) -> None:
        """Nothing has run and nothing is a link; each of the texts is there, as a text."""
        for text in shown:
            self.page.get_by_text(text).first.wait_for(state="attached")
        self.page.wait_for_timeout(300)
        assert self.page.evaluate(HARM) == []
        assert self.dialogs == []


def test_hostile_texts_are_texts_everywhere(new_page: Opener, site: str, watch: Any, tmp_path: Path) -> None:
    page = new_page(fresh=True)
    page.set_default_timeout(LIMIT)
    looked = Harmless(page)
    data = _added(page, looked, site)
    _on_the_map(page, looked)
    _on_other_pages(page, looked, site, data)
    query = f"data={data}&status=documented,alleged,hypothetical"
    _exported(page, looked, f"{site}export/", query, tmp_path)
    inside = (site, site.replace("http", "ws"), "file:")
    assert watch.outside(*inside) == []
    assert watch.complaints == []


def _added(page: Any, looked: Harmless, site: str) -> str:
    """Through the page that adds data; the name of the data set."""
    page.goto(f"{site}add")
    name = f"{TEXTS[1]}{TEXTS[6]}.csv".replace("/", "∕")
    file = {"name": name, "mimeType": "text/csv", "buffer": hostile_table()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("heading", name="What is wrong").wait_for()
    looked.check(TEXTS[0], TEXTS[3])
    page.get_by_text(f"Load the {len(TEXTS)} good rows").click()
    page.get_by_role("heading", name="Show it on the map").wait_for()
    for kind in page.locator("[data-testid=stExpander] summary").all():
        kind.click()
    page.get_by_role("button", name="Keep it and stay here").click()
    page.get_by_text(f"is kept: {len(TEXTS)} relations").wait_for()
    looked.check(TEXTS[0])
    page.get_by_role("link", name="Show on the map").click()
    until_query(page, "data=own-")
    return str(page.evaluate("new URLSearchParams(location.search).get('data')"))


def _on_the_map(page: Any, looked: Harmless) -> None:
    """The first map with its legend, then the card of a line and of a country, the table and the evidence."""
    lines = page.locator(".st-key-map .fl-line")
    lines.first.wait_for(state="attached")
    rows = page.locator(".app-table tbody tr")
    rows.first.wait_for(state="attached")
    for text in (TEXTS[1], TEXTS[4], TEXTS[8]):  # the evidence of each stands beside the table, its card on the map
        rows.filter(has_text=text).locator("button").first.click()
        page.locator(".app-evidence").filter(has_text=text).first.wait_for()
        page.locator(".fl-card").filter(has_text=text).first.wait_for()
        looked.check(text)
    page.locator("path.fl-shape[aria-label^='Iran']").first.press("Enter")
    until_query(page, "focus=IRN")
    looked.check()


def _on_other_pages(page: Any, looked: Harmless, site: str, data: str) -> None:
    title = TEXTS[1].replace("/", "∕")
    for address in ("data", f"data?data={data}", f"edit?data={data}"):
        page.goto(site + address)
        page.get_by_role("heading", name=title).first.wait_for()
        for closed in page.locator("main details:not([open]) > summary, [data-testid=stMain] details > summary").all():
            closed.click()
        looked.check(title)


def _exported(page: Any, looked: Harmless, site: str, query: str, folder: Path) -> None:
    """The files that keep the view, opened as somebody would who was sent one."""
    for form, mark in (("html", ".fl-line"), ("svg", "svg")):
        answer = page.request.get(f"{site}{form}?{query}")
        assert answer.ok, answer.text()
        file = folder / f"map.{form}"
        file.write_bytes(answer.body())
        page.goto(file.as_uri())
        page.locator(mark).first.wait_for(state="attached")
        looked.check()
    table = page.request.get(f"{site}csv?{query}").text()
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == 1 + len(TEXTS)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]
