"""What is typed into the table of relations, and what becomes of it: by functions, upon a real store."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import edit_rows, edit_words, editing
from app.drafts import Draft, Drafts, problems_of, split
from app.editing import Settled
from app.map_component import Chosen
from app.sheet import CELLS, Sheet, Touched, blank, lost, sheet_of, touched
from geo.countries import Atlas
from geo.errors import NotYours
from geo.relations import Dataset
from geo.store.store import Store

ME = "a-visitor-that-nobody-else-is"
ROWS = [
    {"id": "a", "source": "IRN", "target": "ISR", "kind": "tension", "intensity": "5", "start": "2024-04-01"},
    {"id": "b", "source": "UKR", "target": "AZE", "kind": "support", "intensity": "2", "start": "2025-02-01"},
    {"id": "c", "source": "AZE", "target": "ISR", "kind": "support", "intensity": "3", "start": "2025-03-01"},
    {"id": "d", "source": "RUS", "target": "AZE", "kind": "tension", "intensity": "4", "start": "2025-06-01"},
]
GOOD = {"source": "FRA", "target": "ARM", "kind": "support", "intensity": 2, "start": "2025-07-01"}
NEW = {"mutual": False, "status": "documented"}  # what Streamlit puts into an added row by itself


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = Store.open(f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite'}")
    yield found
    found.close()


@pytest.fixture
def id(store: Store) -> str:
    return kept(store, ME)


def kept(store: Store, owner: str) -> str:
    return store.keep(Dataset.from_frame(pd.DataFrame(ROWS), "four"), owner).id


class Editor:
    """One tab: what Streamlit's editor would tell, and what the session makes of it."""

    def __init__(self, store: Store, id: str, owner: str = ME) -> None:
        self.store, self.id, self.owner = store, id, owner
        self.told: tuple[str, ...] = ()
        self.load()

    def load(self) -> None:
        """As a page that is loaded anew."""
        dataset = self.store.load(self.id)
        rows = edit_rows.page_rows(dataset, edit_rows.find(dataset), editing.drafts_of(self.store, self.id, self.owner))
        self.sheet: Sheet = sheet_of(1, dataset.digest, rows)
        self.state: dict[str, Any] = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}

    def place(self, id: str) -> int:
        return self.sheet.ids.index(id)

    def type(self, id: str, **cells: Any) -> Settled | None:
        self.state["edited_rows"].setdefault(self.place(id), {}).update(cells)
        return self.run()

    def add(self, **cells: Any) -> Settled | None:
        self.state["added_rows"].append({**NEW, **cells})
        return self.run()

    def delete(self, id: str) -> Settled | None:
        self.state["deleted_rows"].append(self.place(id))
        return self.run()

    def run(self) -> Settled | None:
        """What `desk.take` does."""
        newer, rows = touched(self.sheet, self.state)
        if not rows:
            return None
        done = editing.settle(self.store, self.id, self.owner, self.sheet.base, rows)
        self.sheet, self.told = replace(newer, base=done.base), done.told
        if done.anew:
            self.load()
        return done

    @property
    def drafts(self) -> Drafts:
        return editing.drafts_of(self.store, self.id, self.owner)

    def saved(self, id: str) -> dict[str, str]:
        """The cells of a relation as they stand in the store."""
        return dict(editing.cells_of(self.store.load(self.id), [id]).get(id, {}))


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
    assert editor.sheet.frame.loc[editor.place("b"), "intensity"] == 9
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
    assert done.anew
    assert done.told == (editing.MERGED,)
    assert (editor.saved("c")["intensity"], editor.saved("d")["intensity"]) == ("1", "1")
    assert editor.drafts.rows["b"].cells == {"intensity": "9", "url": "nowhere"}


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
    copy = editing.copied(store, store.load(editor.id), "somebody-else")
    Editor(store, copy, "somebody-else").type("a", intensity=1)
    assert store.entry(copy, "somebody-else").title.endswith("(copy)")
    assert editor.saved("a")["intensity"] == "5"


def test_steps_are_named(store: Store, editor: Editor) -> None:
    atlas = Atlas.load()

    def named(which: int) -> str:
        number = store.steps(editor.id)[which]
        return edit_words.step(store.log(editor.id, ME, number=number), atlas) if number else ""

    assert named(0) == named(1) == ""
    editor.type("a", intensity=3)
    assert named(0) == "changed intensity of Iran to Israel"
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
    editor.type("a", intensity=3)
    assert not lost(editor.sheet, editor.state)
    assert lost(editor.sheet, {"edited_rows": {}, "added_rows": [], "deleted_rows": []})


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


# Any sequence of edits, told the way Streamlit tells them, against the same edits made directly.

CELL = st.one_of(
    st.tuples(st.sampled_from(["source", "target"]), st.sampled_from(["AZE", "ISR", "FRA", "nowhere", None])),
    st.tuples(st.just("kind"), st.sampled_from(["support", "tension", None])),
    st.tuples(st.just("intensity"), st.sampled_from([1, 2.5, 5, 9, None])),
    st.tuples(st.sampled_from(["start", "end"]), st.sampled_from(["2025-01-01", "2024-05-05", "1066-10-14", None])),
    st.tuples(st.just("mutual"), st.booleans()),
    st.tuples(st.sampled_from(["summary", "citation"]), st.sampled_from(["", "Some", "=1+1", "\u200f<b>"])),
    st.tuples(st.just("url"), st.sampled_from(["https://example.org/x", "javascript:alert(1)", None])),
)
PLACE = st.integers(0, 9)
EDIT = st.one_of(
    st.tuples(st.just("edit"), PLACE, CELL),
    st.tuples(st.just("edit"), PLACE, CELL),
    st.tuples(st.just("add"), PLACE, st.sampled_from([{}, GOOD, {"source": "ARM"}])),
    st.tuples(st.just("delete"), PLACE, st.none()),
    st.tuples(st.just("reload"), PLACE, st.none()),
)


class Direct:
    """The same edits on a plain list of rows; `None` stands for a row that was deleted."""

    def __init__(self, editor: Editor) -> None:
        self.editor = editor
        self.read()

    def read(self) -> None:
        self.frame: list[dict[str, str] | None] = [dict(cells) for cells in self.editor.sheet.given]
        self.below: list[dict[str, str]] = []

    def edit(self, place: int, cell: tuple[str, Any]) -> None:
        name, value = cell
        alive = [at for at, row in enumerate(self.frame) if row is not None]
        at = place % (len(alive) + len(self.below))
        row = self.frame[alive[at]] if at < len(alive) else self.below[at - len(alive)]
        assert row is not None
        row[name] = as_text(name, value)
        if at < len(alive):
            self.editor.state["edited_rows"].setdefault(alive[at], {})[name] = value
        else:
            self.editor.state["added_rows"][at - len(alive)][name] = value

    def add(self, cells: dict[str, Any]) -> None:
        self.editor.state["added_rows"].append({**NEW, **cells})
        self.below.append({name: as_text(name, {**NEW, **cells}.get(name)) for name in CELLS})

    def delete(self, place: int) -> None:
        alive = [at for at, row in enumerate(self.frame) if row is not None and self.editor.sheet.ids[at] != "a"]
        if not alive and not self.below:
            return
        at = place % (len(alive) + len(self.below))
        if at < len(alive):
            self.frame[alive[at]] = None
            self.editor.state["deleted_rows"].append(alive[at])
        else:
            del self.below[at - len(alive)]
            del self.editor.state["added_rows"][at - len(alive)]

    @property
    def rows(self) -> Counter[tuple[str, ...]]:
        """What should be there: every row with anything in it."""
        rows = [row for row in [*self.frame, *self.below] if row is not None and not blank(row)]
        return Counter(tuple(row[name] for name in CELLS) for row in rows)


def as_text(name: str, value: Any) -> str:
    """A cell as the table of relations has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return ("" if value is None else str(value)) or {"mutual": "false", "status": "documented"}.get(name, "")


@settings(max_examples=15)
@given(st.lists(st.tuples(EDIT, st.booleans()), max_size=14))
def test_edits_told_by_the_editor_come_to_the_same_as_edits_made_directly(
    store: Store, edits: list[tuple[tuple[str, int, Any], bool]]
) -> None:
    owner = secrets.token_hex(16)
    editor = Editor(store, kept(store, owner), owner)
    direct = Direct(editor)
    for (what, place, cells), told in edits:
        if what == "reload":
            editor.run()
            editor.load()
            assert shown(editor) == direct.rows
            direct.read()
            continue
        {"edit": direct.edit, "delete": direct.delete}[what](*((place, cells) if what == "edit" else (place,))) if (
            what != "add"
        ) else direct.add(cells)
        if told:  # else the next one comes with it, as when somebody types fast
            editor.run()
    editor.run()
    editor.load()
    assert shown(editor) == direct.rows
    valid = [row for row in direct.rows.elements() if not problems_of([dict(zip(CELLS, row, strict=True))])[0]]
    saved = Counter(tuple(cells.values()) for cells in all_saved(editor))
    assert Counter(valid) <= saved
    assert not any(split(None, draft.cells).good for draft in editor.drafts.rows.values() if draft.whole is None)


def shown(editor: Editor) -> Counter[tuple[str, ...]]:
    return Counter(tuple(cells[name] for name in CELLS) for cells in editor.sheet.given if not blank(cells))


def all_saved(editor: Editor) -> list[dict[str, str]]:
    dataset = editor.store.load(editor.id)
    return [dict(cells) for cells in editing.cells_of(dataset, dataset.table["id"]).values()]


def test_added_rows_keep_their_ids_when_one_before_them_goes() -> None:
    sheet, _ = touched(
        sheet_of(1, "", []), {"added_rows": [{"summary": "one"}, {"summary": "two"}, {"summary": "three"}]}
    )
    first, second, third = sheet.added
    sheet, rows = touched(sheet, {"added_rows": [{"summary": "two"}, {"summary": "three"}]})
    assert sheet.added == (second, third)
    assert [(row.id, row.after) for row in rows] == [(first, None)]
    assert isinstance(rows[0], Touched)
