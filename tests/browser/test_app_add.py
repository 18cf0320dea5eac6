"""Adding data in a real browser: from a file that is dropped to its map."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from app.adding_samples import samples
from tests.browser.app_page import LIMIT, Opener, headline, until_query
from tests.browser.axe import violations

pytestmark = pytest.mark.browser

FAULTY = """von;nach;art;stärke;seit;quelle
Armenien;Aserbaidshan;Spannung;5;27.09.2020;Reuters
Türkei;Aserbaidschan;Unterstützung;5;27.09.2020;AFP
NATO;Russland;Spannung;4;24.02.2022;AFP
Iran;Armenien;Unterstützung;reichlich;2021;AFP
"""


def german() -> bytes:
    """A sheet as somebody would have it: a title above the table, real dates, a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Stand: März 2025"])
    sheet.append([])
    sheet.append(["Land A", "Land B", "Beziehung", "Stärke", "Seit wann", "Quelle"])
    sheet.append(["Deutschland", "Ukraine", "Unterstützung", 4, "24.02.2022", "dpa, Waffenlieferungen"])
    sheet.append(["Russland", "Ukraine", "Spannung", 5, "24.02.2022", "Reuters, Invasion"])
    sheet.append(["Türkei", "Aserbaidschan", "Unterstützung", 5, "15.06.2021", "AFP, Schuscha"])
    book.create_sheet("Notizen").append(["nichts"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def adding(new_page: Opener, site: str, watch: Any) -> Any:
    """Opens the page that adds data; at the end nothing may have gone out or gone wrong."""

    def make(**options: Any) -> Any:
        page = new_page(**options)
        page.set_default_timeout(LIMIT)
        page.goto(f"{site}add")
        page.get_by_text("Drop a file, or paste a table").wait_for()
        return page

    yield make
    assert watch.outside(site, site.replace("http", "ws")) == []
    assert watch.complaints == []


def drop(page: Any, name: str, content: bytes) -> None:
    """Give the page a file, and wait until it has been read and checked."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("heading", name="What is wrong").wait_for()


def show(page: Any) -> None:
    page.get_by_role("button", name="Show on the map").click()
    until_query(page, "data=own-")
    page.locator(".st-key-map .fl-line").first.wait_for(state="attached")


def test_an_excel_sheet_with_german_headings(adding: Any) -> None:
    page = adding()
    drop(page, "Bündnisse.xlsx", german())
    page.get_by_text("3 relations, and nothing is wrong.").wait_for()
    assert violations(page, "[data-baseweb]", "[data-testid=stFileUploader]") == []
    show(page)
    assert page.locator(".st-key-map .fl-line").count() == 3
    assert "Ukraine" in headline(page)


def test_a_graph(adding: Any) -> None:
    page = adding(width=390, height=844)
    drop(page, "graph.graphml", samples()[2].data)
    page.get_by_text("12 relations, and nothing is wrong.").wait_for()
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(wide)  # nothing sticks out on a phone; tables scroll for themselves
    show(page)
    assert page.locator(".st-key-map .fl-line").count() > 1


def test_a_faulty_file_with_a_name_given_by_hand(adding: Any) -> None:
    page = adding()
    drop(page, "faulty.csv", FAULTY.encode())
    page.get_by_text("3 problems in 3 rows").wait_for()
    page.get_by_text("This is an alliance of countries, not a country.").wait_for()
    box = page.get_by_role("combobox", name="Country for Aserbaidshan")
    page.wait_for_timeout(1500)  # a run that comes late closes the list
    box.click()
    box.press_sequentially("Azerb")
    page.get_by_role("option", name="Azerbaijan").click()
    page.get_by_text("2 problems in 2 rows").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="As a table with the whole rows (CSV)").click()
    with open(waiting.value.path(), encoding="utf-8-sig") as report:
        assert sum(1 for _ in report) == 3
    page.reload()
    page.get_by_text("2 problems in 2 rows").wait_for()  # the name given by hand is still known
    page.get_by_text("Load the 2 good rows without the 2 bad ones").click()
    page.get_by_role("button", name="Keep it and stay here").click()
    page.get_by_text("is kept: 2 relations, 2 rows left out.").wait_for()
    page.get_by_role("link", name="Show on the map").click()
    page.locator(".st-key-map .fl-line").first.wait_for(state="attached")
    page.get_by_text("2 faulty rows of the file left out").wait_for()
    assert page.locator(".st-key-map .fl-line").count() == 2
