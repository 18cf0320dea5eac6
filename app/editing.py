"""What becomes of what was typed: saved as a new version where it is valid, kept as a draft where it is not yet.

Plain functions upon a store; nothing here knows of Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.drafts import Clash, Draft, Drafts, problems_of, read_drafts, split
from app.sheet import Cells, Touched, blank, new_id
from geo.compare import table_differences
from geo.errors import Conflict, DataError, UsageError
from geo.relations import COLUMNS, Dataset
from geo.store import Change, Saved
from geo.store.content import cells_by_id

if TYPE_CHECKING:
    from geo.store.store import Store  # brings a database library that the map can do without

__all__ = [
    "Settled",
    "cells_of",
    "choose_mine",
    "choose_theirs",
    "drafts_of",
    "let_go",
    "save_drafts",
    "settle",
]

MERGED = "This data set was also changed somewhere else, in other relations: theirs and yours are both kept."
CLASHED = (
    "This data set was also changed somewhere else, in the same relation: choose below which of the two shall stay."
)


@dataclass(frozen=True)
class Settled:
    """What became of it.

    Attributes
    ----------
    base : digest of the version that is now the base of further changes
    dataset : its content
    told : sentences for the reader
    anew : whether the editor has to be given its rows anew
    others : ids of the relations that somebody else has changed since; the editor may show them as they were
    """

    base: str
    dataset: Dataset
    told: tuple[str, ...] = ()
    anew: bool = False
    others: frozenset[str] = frozenset()


@dataclass
class _Plan:
    """What is to be saved, and what is to be kept or let go of as drafts."""

    changes: list[Change] = field(default_factory=list)
    keep: list[Draft | Clash] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)


def settle(store: Store, id: str, owner: str, base: str, rows: Sequence[Touched]) -> Settled:
    """Save what is valid, keep the rest. Done again after a failure, it comes to the same.

    Raises
    ------
    NotYours, UnknownDataset, StoreError
        Nothing that was typed is known to be kept.
    """
    dataset = store.load(id, base)
    plan = _plan(rows, cells_of(dataset, [row.id for row in rows]), drafts_of(store, id, owner))
    _keep(store, id, owner, plan.keep, ())
    done = _sent(store, id, owner, Settled(base, dataset), plan.changes)
    _keep(store, id, owner, (), plan.drop)
    return done


def drafts_of(store: Store, id: str, owner: str) -> Drafts:
    """What is kept of a data set and not saved yet."""
    return read_drafts(store.draft(id, owner))


def cells_of(dataset: Dataset, ids: Iterable[str]) -> dict[str, Cells]:
    """The cells of some relations as texts; of those that are there."""
    wanted = dataset.table[dataset.table["id"].isin(list(ids))]
    return {id: dict(zip(COLUMNS[1:], cells, strict=True)) for id, cells in cells_by_id(wanted).items()}


def _plan(rows: Sequence[Touched], stored: Mapping[str, Cells], drafts: Drafts) -> _Plan:
    plan = _Plan()
    kept = [(row, _typed(row, stored.get(row.id), drafts.rows.get(row.id))) for row in rows if row.after is not None]
    found = problems_of([{**stored.get(row.id, {}), **typed} for row, typed in kept])  # all at once, which is quicker
    for (row, typed), problems in zip(kept, found, strict=True):
        _plan_row(plan, row.id, typed, bool(problems), stored.get(row.id), drafts.rows.get(row.id))
    for row in rows:
        if row.after is None:
            if row.id in drafts.rows:
                plan.drop.append(drafts.rows[row.id].key)
            if row.id in stored:
                plan.changes.append(Change("delete", row.id, stored[row.id]))
    return plan


def _typed(row: Touched, stored: Cells | None, draft: Draft | None) -> dict[str, str]:
    """All that was typed into a row and is not saved, also before and elsewhere."""
    if draft:
        whole = draft.whole if stored is None and draft.whole else {}
        return {**whole, **draft.cells, **row.changed}
    return dict(row.after or {}) if stored is None else row.changed


def _plan_row(
    plan: _Plan, id: str, typed: dict[str, str], wrong: bool, stored: Cells | None, draft: Draft | None
) -> None:
    good, rest = split(stored, typed) if wrong else (_differing(typed, stored), {})
    if good and stored is None:
        plan.changes.append(Change("add", id, after={name: text for name, text in good.items() if text}))
    elif good and stored is not None:
        plan.changes.append(Change("change", id, stored, good))
    if rest and not (stored is None and blank(rest)):
        plan.keep.append(Draft(id, rest, stored, draft.made if draft else ""))
    elif draft:
        plan.drop.append(draft.key)


def _differing(typed: Cells, stored: Cells | None) -> dict[str, str]:
    return {name: text for name, text in typed.items() if stored is None or text != stored.get(name, "")}


def _sent(store: Store, id: str, owner: str, so_far: Settled, changes: Sequence[Change]) -> Settled:
    """Save changes. Those that meet others' are kept aside until somebody chooses; all the others are saved."""
    clashes: list[Clash] = []
    saved: Saved | None = None
    while changes and saved is None:
        try:
            saved = store.change(id, owner, so_far.base, changes)
        except Conflict as error:
            lost = [change for change in changes if change.id in error.ids]
            if not lost:
                raise
            clashes += [_clash(change, error.digest) for change in lost]
            changes = [change for change in changes if change not in lost]
        except (DataError, UsageError) as error:
            return _refused(store, id, owner, so_far, changes, error)
    _keep(store, id, owner, clashes, ())
    told = (CLASHED,) if clashes else ()
    if saved is None:
        return replace(_head(store, id), told=told, anew=True) if clashes else so_far
    others = _others(so_far.dataset, saved.dataset, changes) if saved.version.digest != so_far.base else frozenset()
    told = told or ((MERGED,) if others else ())
    return Settled(saved.version.digest, saved.dataset, told, bool(clashes), others)


def _others(old: Dataset, new: Dataset, changes: Sequence[Change]) -> frozenset[str]:
    """Relations that differ without any of these changes."""
    found = table_differences(old.table, new.table)
    ids = {row.id for rows in (found.added, found.removed, found.changed) for row in rows}
    return frozenset(ids - {change.id for change in changes})


def _refused(
    store: Store, id: str, owner: str, so_far: Settled, changes: Sequence[Change], error: DataError | UsageError
) -> Settled:
    """What can't be saved for a reason that is not in its cells stays as a draft."""
    kept = [
        Draft(change.id, change.after, change.before or None) for change in changes if change.op in ("add", "change")
    ]
    _keep(store, id, owner, kept, ())
    said = "; ".join(problem.message for problem in error.problems) if isinstance(error, DataError) else str(error)
    return replace(so_far, told=(f"Not saved: {said}.",), anew=True)


def _clash(change: Change, beside: str) -> Clash:
    mine = None if change.op == "delete" else change.after
    return Clash(change.id, mine, change.before if change.op != "add" else None, beside)


def _head(store: Store, id: str) -> Settled:
    dataset = store.load(id)
    return Settled(dataset.digest, dataset)


def _keep(store: Store, id: str, owner: str, kept: Iterable[Draft | Clash], dropped: Iterable[str]) -> None:
    rows = {item.key: item.plain() for item in kept}
    if rows:
        store.keep_draft(id, owner, rows)
    if keys := list(dropped):
        store.drop_draft(id, owner, keys)


def begin(store: Store, id: str, owner: str) -> None:
    """Keep an empty row, to be filled in; one is enough."""
    if not any(draft.whole is None and blank(draft.cells) for draft in drafts_of(store, id, owner).rows.values()):
        _keep(store, id, owner, [Draft(new_id(), {})], ())


def let_go(store: Store, id: str, owner: str, draft: Draft | Clash) -> None:
    """Forget what was typed."""
    store.drop_draft(id, owner, [draft.key])


def save_drafts(store: Store, id: str, owner: str) -> Settled:
    """Try all drafts again with the data set as it stands now."""
    head = _head(store, id)
    drafts = drafts_of(store, id, owner)
    stored = cells_of(head.dataset, drafts.rows)
    rows = [
        Touched(name, stored.get(name), {**stored.get(name, {}), **draft.cells}) for name, draft in drafts.rows.items()
    ]
    return replace(settle(store, id, owner, head.base, rows), anew=True)


def choose_theirs(store: Store, id: str, owner: str, clash: Clash) -> Settled:
    """Leave a relation as the others made it; the change stays in the version beside."""
    let_go(store, id, owner, clash)
    return replace(_head(store, id), anew=True)


def choose_mine(store: Store, id: str, owner: str, clash: Clash) -> Settled:
    """Make the change again, upon what the others made."""
    head = _head(store, id)
    now = cells_of(head.dataset, [clash.id]).get(clash.id)
    changes = []
    if clash.mine is None:
        changes = [Change("delete", clash.id, now)] if now is not None else []
    elif now is not None:
        changes = [Change("change", clash.id, now, clash.mine)]
    else:
        whole = {**(clash.whole or {}), **clash.mine}
        changes = [Change("add", clash.id, after={name: text for name, text in whole.items() if text})]
    done = _sent(store, id, owner, head, changes)
    if CLASHED not in done.told:
        let_go(store, id, owner, clash)
    return replace(done, anew=True)
