"""What is typed into the table of relations, and what becomes of it: by functions, upon a real store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from app import edit_rows, edit_words, editing
from app.drafts import Draft, problems_of
from app.map_component import Chosen
from app.sheet import CELLS, Touched, blank, lost, sheet_of, touched
from geo.countries import Atlas
from geo.errors import NotYours
from geo.relations import Dataset
from geo.store.store import Store
from tests.editing import GOOD, ME, ROWS, Editor, kept


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = Store.open(f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite'}")
    yield found
    found.close()


@pytest.fixture
def id(store: Store) -> str:
    return kept(store, ME)


@pytest.fixture
def editor(store: Store, id: str) -> Editor:
    return Editor(store, id)


def test_a_changed_cell_is_a_new_version_at_once(store: Store, editor: Editor) -> None:
    editor.type("a", intensity=3.5)
    assert editor.saved("a")["intensity"] == "3.5"
    assert store.entry(editor.id, ME).number == 2
    editor.type("a", end="2025-06-24T00:00:00.000Z", summary="Ended")
    assert (editor.saved("a")["end"], editor.saved("a")["summary"]) == ("2025-06-24", "Ended")
    editor.type("a", end=None)
    assert editor.saved("a")["end"] == ""
    assert not editor.drafts.rows


def test_the_same_state_again_is_no_change(store: Store, editor: Editor) -> None:
    editor.type("a", intensity=3)
    assert editor.run() is None
    assert store.entry(editor.id, ME).number == 2


def test_a_row_begun_in_another_sheet_is_another_row(editor: Editor) -> None:
    """A sheet of as many rows, as after a reload or in a second tab, once gave its first new row the same id."""
    editor.delete("a")
    editor.add(source="ARM")
    editor.load()
    editor.add()
    editor.load()
    assert [cells["source"] for cells in editor.sheet.given].count("ARM") == 1


def test_a_new_row_is_a_draft_until_it_is_whole(store: Store, editor: Editor) -> None:
    editor.add()
    assert not editor.drafts.rows  # nothing was typed
    editor.state["added_rows"][0]["source"] = "FRA"
    editor.run()
    (draft,) = editor.drafts.rows.values()
    assert draft.cells["source"] == "FRA"
    said = [edit_words.problem(problem) for problem in problems_of([draft.cells])[0]]
    assert said[0] == "The target is missing: name a country"
    assert len(said) == 4
    editor.state["added_rows"][0].update(GOOD)
    editor.run()
    assert not editor.drafts.rows
    assert editor.saved(draft.id)["target"] == "ARM"
    editor.state["added_rows"][0]["summary"] = "More of it"
    editor.run()
    assert editor.saved(draft.id)["summary"] == "More of it"
    assert [version.what for version in store.versions(editor.id)] == ["change", "change", "read"]


def test_a_half_typed_row_comes_back_and_goes_on(editor: Editor) -> None:
    editor.add(source="FRA", start="2025-07-01")
    editor.load()
    (id,) = editor.drafts.rows
    assert editor.sheet.ids[0] == id  # before all others
    assert editor.sheet.frame.loc[0, "source"] == "FRA"
    editor.type(id, target="ARM", kind="support", intensity=2)
    assert editor.saved(id)["start"] == "2025-07-01"
    assert not editor.drafts.rows


def test_an_invalid_cell_is_kept_and_not_applied(editor: Editor) -> None:
    editor.state["edited_rows"] = {editor.place("b"): {"intensity": 9, "summary": "Said so"}}
    editor.run()
    assert (editor.saved("b")["intensity"], editor.saved("b")["summary"]) == ("2", "Said so")
    assert editor.drafts.rows["b"].cells == {"intensity": "9"}
    editor.load()
    assert editor.sheet.frame.loc[editor.place("b"), "intensity"] == "9"
    editor.type("b", intensity=4)
    assert editor.saved("b")["intensity"] == "4"
    assert not editor.drafts.rows


def test_an_end_before_the_start_waits_for_the_start(editor: Editor) -> None:
    editor.type("b", end="2024-01-01")
    assert editor.drafts.rows["b"].cells == {"end": "2024-01-01"}
    editor.type("b", start="2023-01-01")
    assert (editor.saved("b")["start"], editor.saved("b")["end"]) == ("2023-01-01", "2024-01-01")
    assert not editor.drafts.rows


def test_a_second_tab_adds_to_what_the_first_one_typed(store: Store, editor: Editor) -> None:
    other = Editor(store, editor.id)
    editor.type("b", intensity=9)
    other.type("b", url="nowhere")
    assert editor.drafts.rows["b"].cells == {"intensity": "9", "url": "nowhere"}
    other.type("c", intensity=1)
    done = editor.type("d", intensity=1)
    assert done is not None
    assert not done.anew  # more may be on its way
    assert (done.told, done.others) == ((editing.MERGED,), {"c"})
    editor.type("d", intensity=2)
    editor.type("d", intensity=1)
    assert (editor.saved("c")["intensity"], editor.saved("d")["intensity"]) == ("1", "1")
    assert editor.drafts.rows["b"].cells == {"intensity": "9", "url": "nowhere"}


def test_a_row_that_is_shown_as_it_was_still_clashes(store: Store, editor: Editor) -> None:
    Editor(store, editor.id).type("c", intensity=1)
    editor.type("d", intensity=1)
    editor.type("c", intensity=5)  # which was 3 for who typed it
    assert editor.saved("c")["intensity"] == "1"
    assert editor.drafts.clashes["c"].mine == {"intensity": "5"}


def clashed(store: Store, editor: Editor) -> Any:
    """Two tabs changed one row; the second also another one. Gives what waits for a choice."""
    other = Editor(store, editor.id)
    other.type("b", intensity=3)
    editor.state["edited_rows"] = {editor.place("b"): {"intensity": 4}, editor.place("d"): {"intensity": 1}}
    done = editor.run()
    assert done is not None
    assert done.told == (editing.CLASHED,)
    assert editor.saved("d")["intensity"] == "1"  # what nobody else touched is saved
    assert editor.saved("b")["intensity"] == "3"
    return editor.drafts.clashes["b"]


def test_a_clash_can_be_left_to_the_others(store: Store, editor: Editor) -> None:
    clash = clashed(store, editor)
    assert clash.mine == {"intensity": "4"}
    assert dict(zip(CELLS, CELLS, strict=True)).keys() == clash.whole.keys()
    lost_one = store.load(editor.id, clash.beside)
    assert editing.cells_of(lost_one, ["b"])["b"]["intensity"] == "4"
    editing.choose_theirs(store, editor.id, ME, clash)
    assert not editor.drafts.clashes
    assert editor.saved("b")["intensity"] == "3"


def test_a_clash_can_be_won(store: Store, editor: Editor) -> None:
    clash = clashed(store, editor)
    done = editing.choose_mine(store, editor.id, ME, clash)
    assert not editor.drafts.clashes
    assert editor.saved("b")["intensity"] == "4"
    assert done.base == store.entry(editor.id).head


@pytest.mark.parametrize("mine_deletes", [True, False])
def test_a_clash_with_a_deletion(store: Store, editor: Editor, mine_deletes: bool) -> None:
    other = Editor(store, editor.id)
    deleting, typing = (editor, other) if mine_deletes else (other, editor)
    for each in (other, editor):
        each.delete("b") if each is deleting else typing.type("b", intensity=1)
    clash = editor.drafts.clashes["b"]
    editing.choose_mine(store, editor.id, ME, clash)
    assert editor.saved("b").get("intensity") == (None if mine_deletes else "1")


def test_the_last_relation_stays(store: Store, editor: Editor) -> None:
    editor.state["deleted_rows"] = [0, 1, 2, 3]
    done = editor.run()
    assert done is not None
    assert done.anew
    assert "at least one relation" in done.told[0]
    assert len(store.load(editor.id).table) == 4


def test_only_the_owner_changes_anything(store: Store, editor: Editor) -> None:
    stranger = Editor(store, editor.id, "somebody-else")
    with pytest.raises(NotYours):
        stranger.type("a", intensity=1)
    with pytest.raises(NotYours):
        stranger.add(source="FRA")
    assert editor.saved("a")["intensity"] == "5"
    copy = store.keep(store.load(editor.id), "somebody-else").id
    Editor(store, copy, "somebody-else").type("a", intensity=1)
    assert editor.saved("a")["intensity"] == "5"


def test_steps_are_named(store: Store, editor: Editor) -> None:
    atlas = Atlas.load()

    def named(which: int) -> str:
        number = store.steps(editor.id)[which]
        return edit_words.step(store.log(editor.id, ME, number=number), atlas) if number else ""

    assert named(0) == named(1) == ""
    editor.type("a", intensity=3)
    assert named(0) == "changed strength of Iran to Israel"
    editor.type("a", intensity=4, summary="Both")
    assert named(0) == "changed 2 cells of Iran to Israel"
    editor.add(**GOOD)
    assert named(0) == "added France to Armenia"
    editor.state["deleted_rows"] = [editor.place("b"), editor.place("c")]
    editor.run()
    assert named(0) == "deleted 2 relations"
    store.undo(editor.id, ME)
    assert (named(0), named(1)) == ("added France to Armenia", "deleted 2 relations")
    store.rename(editor.id, ME, "Another")
    assert named(0) == "changed the title"
    assert len(store.log(editor.id, ME, most=2)) == 2


def test_undo_of_a_row_that_has_a_draft_loses_nothing(store: Store, editor: Editor) -> None:
    editor.add(**GOOD)
    (id,) = editor.sheet.added
    editor.state["added_rows"][0]["intensity"] = 9
    editor.run()
    store.undo(editor.id, ME)
    editor.load()
    assert editor.sheet.ids[0] == id
    assert editor.sheet.given[0]["intensity"] == "9"
    editor.type(id, intensity=1)
    assert editor.saved(id)["source"] == "FRA"


def test_an_editor_that_forgot_its_edits_undoes_nothing(editor: Editor) -> None:
    nothing: dict[str, Any] = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
    editor.type("a", intensity=3)
    assert not lost(editor.sheet, editor.state)
    assert not lost(editor.sheet, nothing)  # so it tells that 5 was typed again
    editor.type("b", intensity=3)
    assert lost(editor.sheet, nothing)
    assert not lost(editor.sheet, {**nothing, "edited_rows": {editor.place("b"): {"intensity": 3}}})
    editor.delete("c")
    assert lost(editor.sheet, {**nothing, "edited_rows": editor.state["edited_rows"]})


def test_what_was_there_before_can_be_typed_again(editor: Editor) -> None:
    editor.type("a", intensity="3")
    assert editor.saved("a")["intensity"] == "3"
    editor.state["edited_rows"] = {}  # all that Streamlit tells of it
    assert not lost(editor.sheet, editor.state)
    editor.run()
    assert editor.saved("a")["intensity"] == "5"


@pytest.mark.parametrize(
    ("column", "text", "saved", "wrong"),
    [
        ("intensity", "4,5", "4.5", ""),
        ("intensity", "x", "2", "not a number"),
        ("start", "Mai 2022", "2022-05-01", ""),
        ("start", "31.12.2022", "2022-12-31", ""),
        ("start", "03/04/2022", "2025-02-01", "not a date we can read"),
        ("start", "2022-13-01", "2025-02-01", "not in the calendar"),
        ("end", "2026", "2026-12-31", ""),
        ("end", "12345", "", "not a date we can read"),
        ("source", "Deutschland", "DEU", ""),
        ("source", "Atlantis", "UKR", "not a country"),
        ("kind", "x", "support", "neither support nor tension"),
        ("status", "sicher", "documented", "not a status"),
        ("domain", "sport and culture", "sport and culture", ""),
        ("url", "javascript:alert(1)", "", "not an http or https address"),
    ],
)
def test_whatever_is_typed_is_read_or_stays_and_is_told(
    editor: Editor, column: str, text: str, saved: str, wrong: str
) -> None:
    editor.type("b", **{column: text})
    assert editor.saved("b")[column] == saved
    drafts = editor.drafts.rows
    assert ("b" in drafts) == bool(wrong)
    if wrong:
        (problem,) = problems_of([{**editor.saved("b"), **drafts["b"].cells}])[0]
        assert wrong in problem.message
        assert problem.suggestion
        editor.load()
        assert editor.sheet.frame.loc[editor.place("b"), column] == text  # still to be seen


def test_drafts_that_became_valid_are_saved_on_request(store: Store, editor: Editor) -> None:
    cells = {name: str(value) for name, value in GOOD.items()}
    store.keep_draft(
        editor.id, ME, {draft.key: draft.plain() for draft in [Draft("x", cells), Draft("y", {"kind": "no"})]}
    )
    editing.save_drafts(store, editor.id, ME)
    assert editor.saved("x")["source"] == "FRA"
    assert list(editor.drafts.rows) == ["y"]


def test_one_empty_row_is_enough(store: Store, editor: Editor) -> None:
    for _ in range(2):
        editing.begin(store, editor.id, ME)
    editor.load()
    assert len(editor.sheet.ids) == len(ROWS) + 1
    assert blank(editor.sheet.given[0])


def test_search_and_pages() -> None:
    table = pd.DataFrame(ROWS + [{**ROWS[0], "id": f"n{n}", "summary": f"Number {n}"} for n in range(450)])
    dataset = Dataset.from_frame(table, "many")
    assert edit_rows.find(dataset).pages == 3
    assert len(edit_rows.find(dataset, page=9).shown) == 454 - 2 * edit_rows.PAGE
    assert set(edit_rows.find(dataset, "azerbaijan").ids) == {"b", "c", "d"}
    assert edit_rows.find(dataset, "Russia tension").ids == ("d",)
    assert edit_rows.find(dataset, "NUMBER 449").ids == ("n449",)
    assert edit_rows.find(dataset, "2025-06").ids == ("d",)
    assert edit_rows.find(dataset, "nothing like it").shown == ()
    assert edit_rows.find(dataset)[0][0] == "d"  # the latest
    assert edit_rows.find(dataset, first=Chosen("relation", "n7")).ids[0] == "n7"


def test_added_rows_keep_their_ids_when_one_before_them_goes() -> None:
    sheet, _ = touched(
        sheet_of(1, "", []), {"added_rows": [{"summary": "one"}, {"summary": "two"}, {"summary": "three"}]}
    )
    first, second, third = sheet.added
    sheet, rows = touched(sheet, {"added_rows": [{"summary": "two"}, {"summary": "three"}]})
    assert sheet.added == (second, third)
    assert [(row.id, row.after) for row in rows] == [(first, None)]
    assert isinstance(rows[0], Touched)


def test_a_new_row_told_of_by_the_page_that_is_left_and_by_the_editor_is_one() -> None:
    sheet = sheet_of(7, "", [("a", {}), ("b", {})])
    for count in (1, 2, 3):
        told = sheet.id_at(2 + count - 1)
        sheet, rows = touched(sheet, {"added_rows": [{"summary": str(at)} for at in range(count)]})
        assert [row.id for row in rows] == [told]
    sheet, _ = touched(sheet, {"added_rows": [{"summary": "0"}, {"summary": "2"}]})
    told = sheet.id_at(4)
    assert told not in sheet.added
    _, rows = touched(sheet, {"added_rows": [{"summary": "0"}, {"summary": "2"}, {"summary": "3"}]})
    assert [row.id for row in rows] == [told]
