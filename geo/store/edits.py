"""Edits: what a writer changed, checked, and laid upon the version it was made from or upon a newer one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from geo.cells import cell_text
from geo.compare import Differences, table_differences
from geo.errors import DataError, Problem, UsageError
from geo.rawtable import MAX_ROWS, RawTable
from geo.relations import Dataset
from geo.store.content import Content, cells_by_id, spliced
from geo.store.values import Change
from geo.validate import COLUMNS

__all__ = ["Edit", "applied", "clashes", "read_edit"]

CELLS = COLUMNS[1:]  # all but the id


@dataclass(frozen=True)
class Edit:
    """A writer's changes in one.

    Attributes
    ----------
    put : added and changed relations, checked (see `Dataset.table`); None if there are none
    gone : ids of those that were deleted
    made : ids of those in `put` that came without one and got it from their content
    """

    put: pd.DataFrame | None
    gone: frozenset[str]
    made: frozenset[str]

    @property
    def named(self) -> frozenset[str]:
        """The ids that the writer meant: all but those made up."""
        return (self.gone | frozenset(self.put["id"] if self.put is not None else ())) - self.made


@dataclass
class _Reading:
    """Goes through the changes one by one; `rows` are the relations put so far, with the number of their change."""

    known: Mapping[str, Mapping[str, str]]
    rows: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def take(self, number: int, change: Change) -> None:
        cells = {name: cell_text(value) for name, value in change.after.items() if name != "id"}
        id, given = change.id.strip(), cell_text(change.after.get("id", change.id)).strip()
        self.problems += [
            Problem(f'there is no column "{name}"', number, name, value, f"the columns are {', '.join(COLUMNS)}")
            for name, value in cells.items()
            if name not in CELLS
        ]
        if change.op == "add":
            self._add(number, id or given, cells)
        elif change.op not in ("change", "delete"):
            raise UsageError(f'"{change.op}" is not add, change or delete')
        elif (now := self._now(id)) is None:
            self.problems.append(Problem(f'there is no relation "{id}" in this version', number, "id", id))
        elif change.op == "delete":
            self.rows.pop(id, None)
            self.gone |= {id} & self.known.keys()
        elif given != id:
            self.problems.append(Problem(f'"{id}" can\'t become "{given}"', number, "id", given, "an id stays"))
        else:
            self.rows[id] = number, {**now, **cells}

    def _add(self, number: int, id: str, cells: dict[str, str]) -> None:
        if id and self._now(id) is not None:
            self.problems.append(Problem(f'"{id}" is the id of another relation', number, "id", id, "leave it empty"))
        self.rows[id or f"\0{number}"] = number, cells
        self.gone.discard(id)

    def _now(self, id: str) -> Mapping[str, str] | None:
        if id in self.rows:
            return self.rows[id][1]
        return None if id in self.gone else self.known.get(id)


def read_edit(dataset: Dataset, changes: Sequence[Change]) -> Edit:
    """Check changes against the data set they were made from. Raises DataError, whose rows count the changes from 1."""
    ids = {change.id.strip() for change in changes}
    old = cells_by_id(dataset.table[dataset.table["id"].isin(ids)])
    reading = _Reading({id: dict(zip(CELLS, cells, strict=True)) for id, cells in old.items()})
    for number, change in enumerate(changes, 1):
        reading.take(number, change)
    put = _checked_rows(reading, dataset)
    given = {id for id in reading.rows if not id.startswith("\0")}
    made = frozenset(put["id"]) - given if put is not None else frozenset()
    return _freed(Edit(put, frozenset(reading.gone), made), dataset)


def _checked_rows(reading: _Reading, dataset: Dataset) -> pd.DataFrame | None:
    if reading.problems:
        raise DataError(dataset.title, reading.problems)
    if not reading.rows:
        return None
    rows = [{"id": "" if id.startswith("\0") else id, **cells} for id, (_, cells) in reading.rows.items()]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype="str").fillna("")
    frame.index = pd.Index([number for number, _ in reading.rows.values()])
    return Dataset.from_raw(RawTable(frame.sort_index(), ()), dataset.title).table


def _freed(edit: Edit, dataset: Dataset) -> Edit:
    """The same with other numbers behind ids that were made up and that the data set has already."""
    taken = set(dataset.table["id"]) if edit.put is not None and edit.made else set()
    if not edit.made & taken or edit.put is None:
        return edit
    taken |= set(edit.put["id"])
    names = {}
    for id in sorted(edit.made & set(dataset.table["id"])):
        names[id] = next(name for count in range(2, len(taken) + 3) if (name := f"{id}-{count}") not in taken)
        taken.add(names[id])
    put = edit.put.assign(id=edit.put["id"].map(lambda id: names.get(id, id)).astype(object))
    return Edit(put, edit.gone, frozenset(names.get(id, id) for id in edit.made))


def clashes(edit: Edit, base: Dataset, head: Dataset) -> list[str]:
    """Relations that the writer and others have changed since `base`, and not to the same."""
    tables = [dataset.table[dataset.table["id"].isin(edit.named)] for dataset in (base, head)]
    before, theirs = (cells_by_id(table) for table in tables)
    mine = cells_by_id(edit.put) if edit.put is not None else {}
    return sorted(id for id in edit.named if before.get(id) != theirs.get(id) and mine.get(id) != theirs.get(id))


def applied(edit: Edit, content: Content) -> tuple[Content, Differences]:
    """The content with the changes, and what they come to. UsageError if too many relations are left, or none."""
    edit = _freed(edit, content.dataset)
    touched = edit.gone | frozenset(edit.put["id"] if edit.put is not None else ())
    old = content.dataset.table[content.dataset.table["id"].isin(touched)]
    new = edit.put if edit.put is not None else old.iloc[:0]
    count = len(content.dataset.table) - len(old) + len(new)
    if not count:
        raise UsageError("a data set needs at least one relation; delete the data set instead")
    if count > MAX_ROWS:
        raise UsageError(f"a data set has at most {MAX_ROWS:,} relations")
    # It is not what had that version any more; and what was kept under another title than its own goes on with that.
    title = content.facts.title and content.dataset.title
    facts = replace(content.facts, version="", title=title)
    return spliced(content, edit.put, edit.gone, facts), table_differences(old, new)
