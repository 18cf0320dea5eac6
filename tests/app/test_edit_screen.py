"""The page on which a data set is edited, run by Streamlit's own test harness, without a browser."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app import assets, edit_map, kept, visitor
from app import desk as desks
from app.desk import Desk
from app.typed import Left, save, touched_by
from geo.errors import StoreError
from geo.relations import Dataset

ME = "a-visitor-that-nobody-else-is-1234567890"
ROWS = [
    {"id": "a", "source": "IRN", "target": "ISR", "kind": "tension", "intensity": "5", "start": "2024-04-01"},
    {"id": "b", "source": "UKR", "target": "AZE", "kind": "support", "intensity": "2", "start": "2025-02-01"},
]


def script() -> None:
    from app.screens.edit import edit

    edit()


@pytest.fixture
def id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A data set of the visitor's own, in a store of its own."""
    monkeypatch.setenv("FAULTLINES_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setattr(visitor, "key", lambda: ME)
    kept.close()
    yield kept.store().keep(Dataset.from_frame(pd.DataFrame(ROWS), "two"), ME).id
    kept.close()


def opened(name: str) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    if name:
        page.query_params["data"] = name
    page.run()
    assert not page.exception
    return page


def desk(page: AppTest) -> Desk:
    found: Desk = page.session_state["fl_desk"]
    return found


def type_in(page: AppTest, **state: Any) -> AppTest:
    """Have the editor tell these edits."""
    page.session_state[desk(page).sheet.key] = {"edited_rows": {}, "added_rows": [], "deleted_rows": [], **state}
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return " ".join(
        str(getattr(part, "body", "") or part.value) for part in (*page.get("html"), *page.text, *page.markdown)
    )


def intensity(id: str, row: str) -> float:
    table = kept.store().load(id).table
    return float(table.loc[table["id"] == row, "intensity"].iloc[0])


def test_what_is_typed_is_saved_named_and_undone(id: str) -> None:
    page = opened(id)
    assert page.button(key="edit-undo").disabled
    place = desk(page).sheet.ids.index("a")
    type_in(page, edited_rows={place: {"intensity": 3}})
    assert intensity(id, "a") == 3
    assert "changed strength of Iran to Israel" in page.button(key="edit-undo").label
    number = desk(page).sheet.number
    press(page, "edit-undo")
    assert intensity(id, "a") == 5
    assert desk(page).sheet.number == number + 1  # the editor shows what is there now
    assert "changed strength of Iran to Israel" in press(page, "edit-redo").button(key="edit-undo").label
    assert intensity(id, "a") == 3


def test_a_place_is_picked_by_name(id: str) -> None:
    page = opened(id)
    type_in(page, edited_rows={desk(page).sheet.ids.index("a"): {"place": "golan"}})
    table = kept.store().load(id).table
    assert table.set_index("id")["place"]["a"] == "golan"
    assert "changed disputed area of Iran to Israel" in page.button(key="edit-undo").label


def test_what_is_not_valid_is_said_and_kept(id: str) -> None:
    page = type_in(opened(id), added_rows=[{"source": "FRA", "mutual": False, "status": "documented"}])
    assert "France to (country missing)" in said(page)
    assert "The target is missing: name a country" in said(page)
    again = opened(id)
    assert again.data_editor[0].value["source"].iloc[0] == "FRA"
    (draft,) = desk(again).drafts.rows.values()
    press(again, f"drop-{draft.key}")
    assert not desk(again).drafts.rows
    assert len(again.data_editor[0].value) == 2


def test_what_others_save_is_shown_and_told(id: str) -> None:
    page, other = opened(id), opened(id)
    place = desk(page).sheet.ids.index("a")
    type_in(other, edited_rows={place: {"intensity": 3}})
    page.run()
    assert "changed somewhere else" in said(page)
    assert page.data_editor[0].value["intensity"].iloc[place] == "3"


def test_a_clash_is_shown_with_both_versions(id: str) -> None:
    page, other = opened(id), opened(id)
    place = desk(page).sheet.ids.index("a")
    type_in(other, edited_rows={place: {"intensity": 3}})
    type_in(page, edited_rows={place: {"intensity": 4}})
    assert intensity(id, "a") == 3
    assert "<td>5</td><td>3</td><td>4</td>" in said(page)
    (clash,) = desk(page).drafts.clashes.values()
    press(page, f"Write mine again-{clash.key}")
    assert intensity(id, "a") == 4
    assert "changed in two places" not in said(page)


def test_a_store_that_is_away_takes_nothing_from_the_table(id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(id)
    place = desk(page).sheet.ids.index("a")

    def away() -> Any:
        raise StoreError("it is away")

    with monkeypatch.context() as patch:
        patch.setattr(kept, "store", away)
        type_in(page, edited_rows={place: {"intensity": 3}})
        assert "it is away" in said(page)
        assert len(page.data_editor) == 1
        number = desk(page).sheet.number
    assert intensity(id, "a") == 5
    press(page, "edit-retry")
    assert intensity(id, "a") == 3
    assert desk(page).sheet.number == number
    assert "it is away" not in said(page)


def test_search_shows_what_is_found(id: str) -> None:
    page = opened(id)
    page.text_input[0].set_value("ukraine").run()
    assert desk(page).sheet.ids == ("b",)
    page.text_input[0].set_value("nobody at all").run()
    assert not page.exception
    assert desk(page).sheet.ids == ()


def test_others_can_only_copy(id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "key", lambda: "somebody-else-altogether-1234567890123")
    page = opened(id)
    assert "belongs to somebody else" in said(page)
    assert not page.data_editor


def test_what_comes_with_faultlines_can_only_be_copied(id: str) -> None:
    page = opened("caucasus-2025")
    assert "make your own copy" in said(page)
    assert not page.data_editor
    assert "no such data set" in said(opened("own-" + "a" * 26))
    assert id in said(opened(""))


@pytest.mark.parametrize("late", [False, True])
def test_a_server_that_takes_no_changes(id: str, late: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(id) if late else None
    key = desk(page).sheet.key if page else ""
    monkeypatch.setenv(visitor.READ_ONLY, "1")
    if page:  # the setting came while the page was open
        page.session_state[key] = {"edited_rows": {0: {"intensity": 1}}, "added_rows": [], "deleted_rows": []}
        page.button(key="edit-new").click()
        page.run()
    else:
        page = opened(id)
    assert "takes no changes" in said(page)
    assert not page.data_editor
    assert len(kept.store().versions(id)) == 1
    assert not kept.store().draft(id, ME)


def test_a_text_that_no_list_has_is_taken_all_the_same(id: str) -> None:
    page = opened(id)
    sheet = desk(page).sheet
    row = touched_by(sheet, Left(sheet.number, sheet.ids.index("a"), "domain", "sport"))
    assert row is not None
    assert row.changed == {"domain": "sport"}
    below = [touched_by(sheet, Left(sheet.number, len(ROWS), "source", "France")) for _ in range(2)]
    assert below[0] == below[1]
    assert touched_by(sheet, Left(sheet.number, -1, "", "lost")) is None
    page.session_state[sheet.key] = {"edited_rows": {}, "added_rows": [], "deleted_rows": [0]}
    page.run()
    sheet = desk(page).sheet
    assert [sheet.id_at(place) for place in range(len(ROWS) - 1)] == list(sheet.ids[1:])


def test_what_was_typed_as_the_page_went_is_saved_for_its_visitor_only(id: str) -> None:
    sheet = desk(opened(id)).sheet
    last = [Left(sheet.number, sheet.ids.index("a"), "intensity", "3")]
    save("somebody-else-altogether-1234567890123", last)
    save(ME, [Left(sheet.number + 1, *last[0][1:])])
    assert intensity(id, "a") == 5
    for _ in range(2):
        save(ME, last)
    assert intensity(id, "a") == 3
    assert len(kept.store().versions(id)) == 2


def test_a_run_that_begins_before_the_last_has_ended_is_no_second_writer(
    id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Streamlit does it where somebody types on while the first text is being saved."""
    session: dict[str, Any] = {}
    monkeypatch.setattr(desks.st, "session_state", session)
    here = desks.open_desk(id)
    saving, go_on = Event(), Event()
    settle, takes = desks.settle, partial(desks.take, here.sheet.number)

    def slow(*args: Any) -> Any:
        if not saving.is_set():
            saving.set()
            go_on.wait(20)
        return settle(*args)

    def typed(text: str) -> Thread:
        edited = {here.sheet.ids.index("b"): {"intensity": text}}
        session[here.sheet.key] = {"edited_rows": edited, "added_rows": [], "deleted_rows": []}
        run = Thread(target=takes)
        run.start()
        return run

    monkeypatch.setattr(desks, "settle", slow)
    first = typed("4")
    assert saving.wait(20)
    second = typed("3")
    second.join(0.3)  # it would be through by now if nothing held it
    go_on.set()
    for run in (first, second):
        run.join(20)
    assert desks.open_desk(id).drafts.clashes == {}
    assert kept.store().load(id).table.set_index("id").intensity["b"] == 3


def test_the_map_has_the_borders_of_the_day_of_its_relations(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("source,target,kind,intensity,start,end\nARM,AZE,tension,5,1993,1994\n")
    dataset = Dataset.read(file)
    for _ in range(2):
        packed = edit_map.message(dataset, dataset.table["id"])
        assert packed
        assert assets.find(Path(json.loads(gzip.decompress(packed))["base"]).name)
        edit_map._base.clear()  # forgotten for other days; the message is remembered
