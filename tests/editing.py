"""What the tests of editing share: a data set of four relations, and a tab in which it is edited."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from app import edit_rows, editing
from app.drafts import Drafts
from app.editing import Settled
from app.sheet import Sheet, by_base, sheet_of, touched
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
        for base, each in by_base(self.sheet, rows).items():
            done = editing.settle(self.store, self.id, self.owner, base, each)
        stale = dict.fromkeys(done.others, self.sheet.base) | dict(self.sheet.stale)
        self.sheet, self.told = replace(newer, base=done.base, stale=stale), done.told
        if done.anew:
            self.load()
        return done

    @property
    def drafts(self) -> Drafts:
        return editing.drafts_of(self.store, self.id, self.owner)

    def saved(self, id: str) -> dict[str, str]:
        """The cells of a relation as they stand in the store."""
        return dict(editing.cells_of(self.store.load(self.id), [id]).get(id, {}))
