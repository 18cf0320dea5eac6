"""The table that is edited: which rows are shown, how the editor gets them, and what was typed into them.

Streamlit's editor tells of edits by place, relative to the frame it was given, and all of them again each time. So the
frame must not change while somebody types: a `Sheet` holds the frame as it was given and what the rows hold by now, and
`touched` says what is new since it was last asked.
"""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from geo.cells import cell_text
from geo.mapping_dates import Ambiguous, iso_date, iso_end
from geo.relations import COLUMNS

__all__ = [
    "CELLS", "DAYS", "SHOWN", "Cells", "Sheet", "Touched", "blank", "by_base", "lost", "new_id", "sheet_of", "touched",
]  # fmt: skip

CELLS = COLUMNS[1:]  # all but the id, which nobody has to see
SHOWN = (
    "source", "target", "kind", "intensity", "start", "end", "mutual", "status", "domain", "place", "scenario",
    "summary", "citation", "url",
)  # fmt: skip
COMMA = re.compile(r"\s*\d+,\d+\s*")  # what else could be meant where 5 is the most
DAYS, PICKED = ("start", "end"), ("source", "target", "kind", "status", "domain", "place")
UNSAID: Mapping[str, str] = MappingProxyType(
    {"mutual": "false", "status": "documented"}
)  # what an empty cell stands for

Cells = Mapping[str, str]
State = Mapping[str, Any]


class Touched(NamedTuple):
    """A row that was typed into. `before` is None for a new row, `after` for one that was deleted."""

    id: str
    before: Cells | None
    after: Cells | None

    @property
    def changed(self) -> dict[str, str]:
        """The cells that were typed, of a row that is still there."""
        before = self.before or {}
        return {name: text for name, text in (self.after or {}).items() if text != before.get(name, "")}


@dataclass(frozen=True)
class Sheet:
    """The rows that the editor was given, and what became of them.

    Attributes
    ----------
    number : of this sheet in the session; a new one gets the editor a new key
    base : digest of the version that the rows stand for
    frame : as the editor was given it, one typed column for each of `SHOWN`
    ids : of the relations in the frame
    given : their cells as texts
    now : what the rows hold by now, by id; those that were deleted are not in it
    added : ids of the rows added below, in the order of the editor's list
    typed : that list, as it was last seen
    domains : what the editor offers for the field of a relation
    stale : relations that somebody else has changed since, and the version in which they are as they are shown
    seed : what the ids of its new rows are made of; no other sheet has it, whoever made that one, and when
    """

    number: int
    base: str
    frame: pd.DataFrame = field(repr=False)
    ids: tuple[str, ...]
    given: tuple[Cells, ...] = field(repr=False)
    now: Mapping[str, Cells] = field(repr=False)
    added: tuple[str, ...] = ()
    typed: tuple[Mapping[str, Any], ...] = ()
    domains: tuple[str, ...] = ()
    stale: Mapping[str, str] = field(default_factory=dict)
    seed: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def key(self) -> str:
        """Of the editor in Streamlit's session."""
        return f"editor-{self.number}"

    def id_at(self, row: int) -> str:
        """Which relation is in a row of the editor, from 0; a new one below the last, '' where there is no row."""
        order = [*(id for id in self.ids if id in self.now), *self.added]
        if row == len(order):
            return self.next_id(self.added)
        return order[row] if 0 <= row < len(order) else ""

    def next_id(self, added: Sequence[str]) -> str:
        """The id of the row that comes after those added: the same whoever asks, so that a row told of in two ways, by
        the editor and by the page that is left, is one."""
        return next(
            id
            for count in itertools.count(len(self.ids) + len(added))
            if (id := f"r{sha256(f'{self.seed} {count}'.encode()).hexdigest()[:16]}") not in added
        )

    def typed_into(self, cells: Cells | None, column: str, text: str) -> Cells:
        """A row with a text in one more cell."""
        return _whole({**(cells or {}), **_texts({column: text})})

    @property
    def shown(self) -> frozenset[str]:
        """Ids of all rows that the editor has by now."""
        return frozenset(self.now)


def sheet_of(number: int, base: str, rows: Sequence[tuple[str, Cells]], domains: Iterable[str] = ()) -> Sheet:
    """A sheet of rows, each an id and its cells as texts."""
    given = tuple(_whole(cells) for _, cells in rows)
    ids = tuple(id for id, _ in rows)
    return Sheet(number, base, _frame(given), ids, given, dict(zip(ids, given, strict=True)), domains=tuple(domains))


def touched(sheet: Sheet, state: State) -> tuple[Sheet, tuple[Touched, ...]]:
    """What is new in the editor's state, and the sheet that knows of it.

    The state is what Streamlit keeps: `edited_rows` (place in the frame -> column -> value), `added_rows` (a mapping of
    column to value each) and `deleted_rows` (places in the frame).
    """
    typed = tuple(dict(row) for row in state.get("added_rows", ()))
    added = _ids_of(sheet, typed)
    after = _frame_rows(sheet, state)
    after.update((id, _typed_cells(row)) for id, row in zip(added, typed, strict=True))
    known = [*sheet.now, *(id for id in after if id not in sheet.now)]
    found = tuple(Touched(id, sheet.now.get(id), after.get(id)) for id in known if sheet.now.get(id) != after.get(id))
    return replace(sheet, now=after, added=added, typed=typed), found


def lost(sheet: Sheet, state: State) -> bool:
    """Whether the editor forgot edits that it has told of. Taken for an edit, that would undo them all.

    A cell that was given its old content again is no longer told of; a row that was deleted always is. So all edits
    have gone where there are none in the state, and more than one row had some.
    """
    deleted = {int(place) for place in state.get("deleted_rows", ())}
    if any(id not in sheet.now and place not in deleted for place, id in enumerate(sheet.ids)):
        return True
    if state.get("edited_rows") or deleted or state.get("added_rows"):
        return False
    changed = sum(sheet.now.get(id) != sheet.given[place] for place, id in enumerate(sheet.ids))
    return changed + len(sheet.added) > 1


def by_base(sheet: Sheet, rows: Iterable[Touched]) -> dict[str, list[Touched]]:
    """The rows by the version that they were changed from, the base of the sheet last."""
    found: dict[str, list[Touched]] = {base: [] for base in (*sheet.stale.values(), sheet.base)}
    for row in rows:
        found[sheet.stale.get(row.id, sheet.base)].append(row)
    return {base: each for base, each in found.items() if each}


def _frame_rows(sheet: Sheet, state: State) -> dict[str, Cells]:
    deleted = {int(place) for place in state.get("deleted_rows", ())}
    edited = {int(place): cells for place, cells in state.get("edited_rows", {}).items()}
    return {
        id: _whole({**sheet.given[place], **_texts(edited.get(place, {}))})
        for place, id in enumerate(sheet.ids)
        if place not in deleted
    }


def _ids_of(sheet: Sheet, typed: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Which relation each added row is. Rows are added at the end; one that was taken out leaves no gap, so the others
    are known by what they hold.
    """
    old, new = ([tuple(sorted(_typed_cells(row).items())) for row in rows] for rows in (sheet.typed, typed))
    ids = [*sheet.added, *[""] * (len(new) - len(old))]
    if len(new) < len(old):
        ids = [""] * len(new)
        for _, first, last, into, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            for place, at in zip(range(first, last), range(into, end), strict=False):
                ids[at] = sheet.added[place]
    for at, id in enumerate(ids):
        ids[at] = id or sheet.next_id(list(dict.fromkeys([*sheet.added, *filter(None, ids)])))
    return tuple(ids)


def blank(cells: Cells) -> bool:
    """Whether nothing was typed into a row: what stands in a new one by itself does not count."""
    return all(text in ("", UNSAID.get(name, "")) for name, text in cells.items())


def new_id() -> str:
    """For a relation that begins as a row without content; so that it keeps its id while it is filled in."""
    return f"r{secrets.token_hex(8)}"


def _typed_cells(row: Mapping[str, Any]) -> Cells:
    return _whole(_texts(row))


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, as texts."""
    cells = {name: cell_text(value) for name, value in values.items() if name in CELLS}
    return {name: _read_as(name, text) for name, text in cells.items()}


def _read_as(name: str, text: str) -> str:
    """A date or a number as it is stored, where somebody wrote it in another way; the text itself where it is none."""
    if name == "intensity":
        return text.replace(",", ".") if COMMA.fullmatch(text) else text
    if name not in DAYS or not text.strip():
        return text
    try:
        return iso_end(text) if name == "end" else iso_date(text)
    except Ambiguous:
        return text


def _whole(cells: Cells) -> dict[str, str]:
    """All cells, in one order; what is empty says what it stands for."""
    return {name: cells.get(name, "") or UNSAID.get(name, "") for name in CELLS}


def _frame(rows: Sequence[Cells]) -> pd.DataFrame:
    """What the editor is given: texts, so that whatever was typed is shown as it was typed.

    Numbers and dates too: in a column of numbers Streamlit makes 45 of "4,5" and 0 of "x", and what is typed into one
    of dates vanishes where it is none.
    """
    shown = {name: [_value(name, row[name]) for row in rows] for name in SHOWN}
    return pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in shown.items()})


def _value(name: str, text: str) -> Any:
    if name == "mutual":
        return text.lower() in ("true", "yes", "1")
    return (text or None) if name in PICKED else text
