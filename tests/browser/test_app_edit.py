"""One story of editing in a real browser: copy, change by keyboard, reload, undo, a second tab, a server restart."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.browser.app_page import LIMIT, running, until_query
from tests.browser.axe import violations
from tests.browser.layer_page import NewPage

pytestmark = pytest.mark.browser

# Inside of Streamlit's own table, which is a canvas that we can't mend
STREAMLITS_OWN = ("[data-testid=stDataFrame]",)
ROW, FIRST = 35, 55  # pixels from the top of the table to the middle of its first row, and from row to row
COOKIE = "faultlines_visitor"
INTENSITY = 460  # pixels from its left edge


def table(page: Any) -> Any:
    found = page.locator("[data-testid=stDataFrame] canvas").first
    found.wait_for()
    page.wait_for_selector(".st-key-map .fl-line", state="attached")
    page.wait_for_timeout(400)  # the canvas is painted later than it is there
    return found


def choose(page: Any, x: int, row: int) -> None:
    box = table(page).bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + FIRST + ROW * row)
    page.wait_for_timeout(200)


def type_in(page: Any, text: str) -> None:
    """Into the cell that has the focus, as fast as a hand."""
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    page.keyboard.press("Control+a")
    page.keyboard.type(text, delay=30)
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")


def undo(page: Any, says: str = "") -> Any:
    button = page.locator(".st-key-edit-undo button", has_text=says)
    button.wait_for()
    return button


def width(page: Any, line: str) -> float:
    stroke = page.locator(f'.st-key-map .fl-line[data-id="{line}"] .fl-stroke').first
    return float(stroke.get_attribute("stroke-width"))


def until_width(page: Any, line: str, wanted: str) -> None:
    page.wait_for_function(
        f"""() => Number(document.querySelector('.st-key-map .fl-line[data-id="{line}"] .fl-stroke')
            ?.getAttribute('stroke-width')) {wanted}"""
    )


# Whether somebody who leaves the page is asked first: right after a click into the table, and a moment later
ASKED = """async () => {
    const asked = () => !dispatchEvent(new Event('beforeunload', {cancelable: true}));
    document.querySelector('[data-testid=stDataFrame] canvas').dispatchEvent(new Event('pointerup', {bubbles: true}));
    const first = asked();
    await new Promise((done) => setTimeout(done, 300));
    return [first, asked()];
}"""


def test_a_story_of_editing(new_page: NewPage, tmp_path: Path, watch: Any) -> None:
    settings = {"FAULTLINES_DATABASE_URL": f"sqlite:///{tmp_path / 'store.sqlite'}"}
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    page = new_page(reduced_motion="reduce", fresh=True)
    page.set_default_timeout(LIMIT)
    with running(tmp_path / "first", **settings) as site:
        query = copied(page, site)
        thin = changed_and_undone(page)
        other = new_page(storage_state=page.context.storage_state(), reduced_motion="reduce")
        other.set_default_timeout(LIMIT)
        in_two_tabs(page, other, site + query, thin)
        half_typed(page)
        nothing_vanishes(page)
        for each in (other, page):
            each.goto("about:blank")  # else they complain, rightly, that the server went
    assert "Traceback" not in (tmp_path / "first" / "log").read_text()
    with running(tmp_path / "second", **settings) as site:
        page.goto(site + query)
        all_there(page)
        known_by_the_cookie_alone(page, new_page(fresh=True), site, query.partition("data=")[2])
    assert watch.complaints == []
    assert "Traceback" not in (tmp_path / "second" / "log").read_text()


def copied(page: Any, site: str) -> str:
    """Copy what comes with Faultlines; gives the address of the copy."""
    page.goto(f"{site}edit?data=caucasus-2025")
    page.get_by_role("button", name="Make my own copy").click()
    table(page)
    query = str(page.url.removeprefix(site))
    assert query.startswith("edit?data=own-")
    # Else what is typed into the first cell is lost where the server is slow to answer
    page.wait_for_function("performance.getEntriesByType('resource').some((e) => /overlay-editor/.test(e.name))")
    return query


def changed_and_undone(page: Any) -> float:
    """The latest relation is the first: Russia and Azerbaijan, on 9 October 2025, with an intensity of 2."""
    thin = width(page, "R011")
    choose(page, INTENSITY, 0)
    assert page.evaluate(ASKED) == [True, False]  # first when it is not known yet what the click has done
    held: list[Any] = []
    page.route("**/_stcore/health", lambda route: held.append(route))
    type_in(page, "5")
    undo(page, "changed strength of Russia to Azerbaijan")
    until_width(page, "R011", f"> {thin}")
    assert page.evaluate("'unsure' in document.documentElement.dataset")  # the server has not answered
    held[0].continue_()
    page.wait_for_function("!('unsure' in document.documentElement.dataset)")
    page.unroute("**/_stcore/health")
    page.reload()
    table(page)
    until_width(page, "R011", f"> {thin}")
    undo(page, "changed strength of Russia to Azerbaijan").click()
    until_width(page, "R011", f"=== {thin}")
    assert undo(page).is_disabled()
    return thin


def in_two_tabs(page: Any, other: Any, address: str, thin: float) -> None:
    """Both tabs are open: a change of another row stands beside it, and it is said."""
    other.goto(address)
    choose(other, INTENSITY, 1)
    type_in(other, "5")
    undo(other, "changed strength of Armenia to Azerbaijan")
    assert violations(other, *STREAMLITS_OWN) == []
    choose(page, INTENSITY, 0)
    type_in(page, "4")
    page.get_by_text("theirs and yours are both kept").wait_for()
    until_width(page, "R011", f"> {thin}")


def half_typed(page: Any) -> None:
    page.get_by_role("button", name="New relation").click()
    page.get_by_text("theirs and yours are both kept").wait_for(state="hidden")
    choose(page, 80, 0)
    type_in(page, "France")
    page.get_by_text("France to (country missing)").wait_for()


def nothing_vanishes(page: Any) -> None:
    """A text that no list has, one that is no date, and one that was typed just before a reload."""
    choose(page, 200, 2)
    type_in(page, "Atlantis")
    page.get_by_text('"Atlantis" is not a country we know').wait_for()
    table(page)
    choose(page, INTENSITY + 90, 3)
    type_in(page, "some day")
    page.get_by_text('"some day" is not a date we can read').wait_for()
    choose(page, INTENSITY, 4)
    page.wait_for_timeout(300)  # the editor tells of another cell only then
    type_in(page, "4")
    page.reload()
    undo(page, "changed strength of")
    page.get_by_text('"some day" is not a date we can read').wait_for()


def all_there(page: Any) -> None:
    """After the server was stopped: the unfinished row, what is wrong with it, and the log."""
    table(page)
    page.get_by_text("France to (country missing)").wait_for()
    assert page.get_by_text("The target is missing: name a country").is_visible()
    with page.expect_download() as got:
        page.get_by_role("button", name="All changes as CSV").click()
    with Path(got.value.path()).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["column"] == "intensity"]
    assert [row["what"] for row in rows] == ["changed", "changed (undo)", "changed", "changed", "changed"]
    cells = [(row["before"], row["after"]) for row in rows]
    assert cells == [("2", "5"), ("5", "2"), ("3", "5"), ("2", "4"), ("3", "4")]


def known_by_the_cookie_alone(page: Any, again: Any, site: str, name: str) -> None:
    """Nothing else of the browser is needed for one's own list, and for the map of what is on it."""
    (cookie,) = (each for each in page.context.cookies() if each["name"] == COOKIE)
    again.set_default_timeout(LIMIT)
    again.context.add_cookies([{"name": COOKIE, "value": cookie["value"], "url": site}])
    again.goto(f"{site}data")
    again.locator(f".app-sets a[href='/?data={name}']").wait_for()
    again.goto(f"{site}?data={name}&focus=AZE")
    again.wait_for_selector(".st-key-map .fl-line", state="attached")
    until_query(again, f"data={name}")
