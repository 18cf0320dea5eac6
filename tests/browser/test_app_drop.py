"""A map's file in a real browser: dropped on an app that has never seen its data, and chosen by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.relations import Dataset
from geo.snapshot import Snapshot, file_of, take
from geo.store.store import Store
from tests.app.test_restoring import ROWS, tampered
from tests.browser.app_page import LIMIT, Opener, headline, query, until_query

pytestmark = pytest.mark.browser

TITLE = "<b>Georgia</b> & 'others'"


def own_map(folder: Path) -> Snapshot:
    """A map of somebody's own data, from another store."""
    (folder / "mine.csv").write_text(ROWS, encoding="utf-8")
    (folder / "mine.toml").write_text(f'title = "{TITLE}"\n', encoding="utf-8")
    other = Store.open(f"sqlite:///{folder / 'other.sqlite'}")
    entry = other.keep(Dataset.read(folder / "mine.csv"), "a" * 43)
    shot = take(f"data={entry.id}&focus=GEO&lang=fr&from=2001", load=lambda name: other.load(name))
    other.close()
    return shot


def drag(page: Any, file: Path, *steps: str) -> None:
    """As the system tells the browser of it."""
    asked = {"x": 600, "y": 400, "data": {"items": [], "files": [str(file)], "dragOperationsMask": 1}}
    browser = page.context.new_cdp_session(page)
    for step in steps:
        browser.send("Input.dispatchDragEvent", {"type": step, **asked})


def test_a_file_brings_its_map_back(new_page: Opener, site: str, watch: Any, tmp_path: Path) -> None:
    shot = own_map(tmp_path)
    file, changed = tmp_path / "map.png", tmp_path / "changed.svg"
    file.write_bytes(file_of(shot, "png"))
    changed.write_bytes(tampered(file_of(shot, "svg")))
    page = new_page(fresh=True)
    page.set_default_timeout(LIMIT)
    page.on("filechooser", lambda _: None)  # so that the key below does not come before anybody listens
    page.goto(site)
    page.wait_for_selector(".fl-line", state="attached")  # nothing of Streamlit is needed
    drag(page, file, "dragEnter", "dragOver")
    page.get_by_text("Drop it to open the map in it").wait_for()
    drag(page, file, "drop")
    until_query(page, "data=own-")
    page.locator(".st-key-map .fl-line").first.wait_for(state="attached")
    assert page.get_by_text(f"Its relations are now among your own data, as “{TITLE}”.").count() == 1
    assert (headline(page), page.locator(".fl-line").count()) == (shot.spec.headline, len(shot.spec.lines))
    kept = query(page)
    assert {**kept, "data": ""} == {"data": "", "focus": "GEO", "lang": "fr", "from": "2001-01-01"}
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Open a map file").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(changed)
    asked = page.get_by_role("dialog", name="Before you open it")
    assert "changed after it was made" in asked.inner_text()
    page.keyboard.press("Escape")
    asked.wait_for(state="detached")
    assert query(page) == kept
    page.goto(f"{site}add")
    page.get_by_test_id("stFileUploaderDropzone").locator("input").set_input_files(file)
    page.get_by_text("Opened from “map.png”.").wait_for()  # as if it had been dropped on the map
    assert query(page) == kept
    assert watch.outside(site, site.replace("http", "ws")) == []
    assert watch.complaints == []
