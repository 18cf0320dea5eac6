"""The page with one's own data, run by Streamlit's own test harness."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.relations import Dataset
from geo.store import Change
from geo.store.store import Store
from tests.app.conftest import ANNA, BELA
from tests.relations import dataset, row

EVIL = "<img src=x onerror=alert(1)> `${x}` **bold**"
SECTION = "data-section"


def _screen() -> None:
    from app.away import guarded
    from app.screens.data import data

    guarded(data)()


def opened(name: str = "") -> AppTest:
    page = AppTest.from_function(_screen, default_timeout=60)
    if name:
        page.query_params["data"] = name
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return " ".join(block.proto.body for block in page.get("html"))


def section(page: AppTest, name: str) -> AppTest:
    next(each for each in page.button_group if each.key == SECTION).set_value(name).run()
    assert not page.exception
    return page


@pytest.fixture
def own(store: Store, anna: str) -> str:
    """A data set of Anna's with two versions."""
    first = dataset(row("KEN", "UGA", id="one", summary=EVIL), row("KEN", "ETH", "tension", 4, id="two"), title=EVIL)
    entry = store.keep(first, ANNA, source=EVIL, notices=[EVIL])
    change = Change("change", "two", after={"intensity": "5", "summary": EVIL})
    store.change(entry.id, ANNA, entry.head, [change, Change("delete", "one")], note=EVIL)
    return entry.id


def test_who_has_nothing_is_shown_how_to_begin(store: Store, anna: str) -> None:
    page = opened()
    assert "Nothing of yours yet" in said(page)
    assert 'href="/add"' in said(page)
    page.button(key="copy-caucasus-2025").click().run()
    (entry,) = store.mine(ANNA)
    assert store.load(entry.id).table.equals(Dataset.load().table)
    assert entry.id in said(page)
    assert "Nothing of yours yet" not in said(page)


def test_the_list_has_ones_own_data_sets_only(store: Store, own: str) -> None:
    theirs = store.keep(dataset(row("AZE", "RUS"), title="Bela's"), BELA).id
    told = said(opened())
    assert own in told
    assert theirs not in told
    assert "Bela" not in told
    for part in (f'href="/?data={own}"', f'href="/edit?data={own}"', f"/data-files/{own}.graphml", "1 relation"):
        assert part in told


@pytest.mark.parametrize("name", ["Checks", "Versions", "Change log", "Settings"])
def test_no_text_of_the_data_becomes_markup(own: str, name: str) -> None:
    for told in (said(opened()), said(section(opened(own), name))):
        assert "&lt;img" in told
        assert "<img" not in told


def test_checks_link_to_their_map_and_show_their_rows(own: str) -> None:
    told = said(opened(own))
    assert "No source" in told
    assert f"data={own}" in told
    assert "Kenya" in told
    assert f"/data-files/{own}.review.csv" in told


def test_versions_are_compared_cell_by_cell(own: str) -> None:
    told = said(section(opened(own), "Versions"))
    assert "2 versions" in told
    assert "From version 1 to version 2" in told
    assert "1 relation removed" in told
    assert "<td>Strength</td><td>4</td><td>5</td>" in told


def test_an_older_version_can_be_brought_back(store: Store, own: str) -> None:
    page = section(opened(own), "Versions")
    page.button(key="data-restore").click().run()
    assert not page.exception
    assert set(store.load(own).table["id"]) == {"one", "two"}
    assert "as version 3" in said(page)


def test_the_log_tells_each_cell(own: str) -> None:
    told = said(section(opened(own), "Change log"))
    assert "<td>Strength</td><td>4</td><td>5</td>" in told
    assert f"/data-files/{own}.log.csv" in told


def _rename(page: AppTest, title: str) -> AppTest:
    page = section(page, "Settings")
    page.text_input[0].set_value(title)
    next(button for button in page.button if button.label == "Rename").click()
    return page.run()


def test_a_data_set_gets_another_name(store: Store, own: str) -> None:
    page = _rename(opened(own), "East Africa")
    assert store.entry(own).title == "East Africa"
    assert "<h1>East Africa</h1>" in said(page)
    assert "1 to 200" in said(_rename(page, "  "))


def test_deleting_asks_first_and_takes_all_of_it(store: Store, own: str) -> None:
    page = section(opened(own), "Settings")
    page.button(key="data-delete-now").click().run()
    assert store.mine(ANNA) == ()
    assert "may have been deleted" in said(opened(own))


def test_somebody_elses_can_be_looked_at_and_copied_only(store: Store, anna: str) -> None:
    theirs = store.keep(dataset(row("KEN", "UGA"), title="Bela's"), BELA).id
    page = opened(theirs)
    told = said(page)
    assert "Somebody else made this data set" in told
    assert "/edit?" not in told
    assert ".log.csv" not in told
    assert not page.button_group
    page.button(key="data-copy").click().run()
    (mine,) = store.mine(ANNA)
    assert mine.title == "Bela's (copy)"


@pytest.mark.parametrize("name", ["", "own"])
def test_a_server_that_only_shows_changes_nothing(
    store: Store, own: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened(own if name else "")
    if name:
        section(before, "Settings")
    monkeypatch.setenv("FAULTLINES_READ_ONLY", "1")
    button = "data-delete-now" if name else "copy-caucasus-2025"
    before.button(key=button).click().run()  # a page from before, or a message made by hand
    assert len(store.mine(ANNA)) == 1
    assert "switched off" in said(before)
    after: Any = opened(own if name else "")
    assert not after.button
    assert "/edit?" not in said(after)
    assert "/add" not in said(after)


def test_a_browser_without_cookies_is_told_so(store: Store) -> None:
    page = opened()
    assert "cookies" in said(page)
    assert not page.button


def test_without_a_store_the_page_says_what_is_wrong(
    no_store: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    page = opened()
    assert "used now" in said(page)
    assert "s3cr3t" not in said(page)
    monkeypatch.setenv("FAULTLINES_DATABASE_URL", f"sqlite:///{tmp_path / 'back.sqlite'}")
    page.button(key="store-retry").click().run()
    assert "Nothing of yours yet" in said(page)


def test_the_servers_own_file_does_not_come_with_faultlines(
    store: Store, anna: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("source,target,kind,intensity,start\nKEN,UGA,support,2,2024\n")
    monkeypatch.setenv("FAULTLINES_DATA", str(file))
    shown = said(opened())
    assert shown.index("The file this server was started with") < shown.index("Mine")
    monkeypatch.delenv("FAULTLINES_DATA")
    assert "started with" not in said(opened())
