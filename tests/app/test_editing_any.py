"""Any sequence of edits, told the way Streamlit tells them, against the same edits made directly."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import editing
from app.drafts import problems_of, split
from app.sheet import CELLS, blank
from geo.store.store import Store
from tests.editing import GOOD, NEW, Editor, kept


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = Store.open(f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite'}")
    yield found
    found.close()


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


@settings(max_examples=8)
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
