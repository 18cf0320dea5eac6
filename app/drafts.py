"""Rows that are not fit to be saved yet, as the store keeps them: what was typed, and what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pandas as pd

from app.sheet import CELLS, Cells
from geo.errors import Problem
from geo.validate import COLUMNS, check_table

__all__ = ["Clash", "Draft", "Drafts", "Split", "problems_of", "read_drafts", "split"]


@dataclass(frozen=True)
class Draft:
    """A row that was typed into and is not valid.

    Attributes
    ----------
    id : of the relation that it is, or would be
    cells : what was typed and is not saved, as texts by column
    whole : of a relation that is saved, all its cells when somebody began to type; None for a new one
    made : when it was begun, UTC
    """

    id: str
    cells: Cells
    whole: Cells | None = None
    made: str = ""

    @property
    def key(self) -> str:
        """In the store."""
        return _key("row", self.id)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        whole = dict(self.whole) if self.whole is not None else None
        return {"id": self.id, "cells": dict(self.cells), "whole": whole, "made": self.made or _now()}


@dataclass(frozen=True)
class Clash:
    """A change that lost against that of another writer, and waits for somebody to choose.

    Attributes
    ----------
    id : of the relation
    mine : the cells that were typed; None if it was to be deleted
    whole : all its cells before both changed it; None if both added it
    beside : digest of the version in which the change is kept
    """

    id: str
    mine: Cells | None
    whole: Cells | None
    beside: str = ""

    @property
    def key(self) -> str:
        """In the store."""
        return _key("clash", self.id)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        mine, whole = (dict(cells) if cells is not None else None for cells in (self.mine, self.whole))
        return {"id": self.id, "mine": mine, "whole": whole, "beside": self.beside}


class Drafts(NamedTuple):
    """All that is kept of a data set, by the id of the relation; the row begun first is the first."""

    rows: Mapping[str, Draft]
    clashes: Mapping[str, Clash]


class Split(NamedTuple):
    """Typed cells that can be saved, and those that can't yet."""

    good: dict[str, str]
    rest: dict[str, str]


def read_drafts(plain: Mapping[str, Mapping[str, Any]]) -> Drafts:
    """What the store holds. What does not look like ours is left alone."""
    rows, clashes = [], []
    for key, item in plain.items():
        id = str(item.get("id", ""))
        if key == _key("row", id):
            rows.append(
                Draft(id, _cells(item.get("cells")) or {}, _cells(item.get("whole")), str(item.get("made", "")))
            )
        elif key == _key("clash", id):
            clashes.append(Clash(id, _cells(item.get("mine")), _cells(item.get("whole")), str(item.get("beside", ""))))
    rows.sort(key=lambda draft: (draft.made, draft.id))
    return Drafts({draft.id: draft for draft in rows}, {clash.id: clash for clash in clashes})


def problems_of(rows: Sequence[Cells]) -> list[tuple[Problem, ...]]:
    """What is wrong with each row, in the words in which a file is checked."""
    if not rows:
        return []
    frame = pd.DataFrame([{name: row.get(name, "") for name in COLUMNS} for row in rows], dtype="str")
    found: list[list[Problem]] = [[] for _ in rows]
    for problem in check_table(frame.set_axis(pd.RangeIndex(1, len(rows) + 1))).problems:
        if problem.row:
            found[problem.row - 1].append(problem)
    return [tuple(problems) for problems in found]


def split(stored: Cells | None, typed: Cells) -> Split:
    """Which of the typed cells can be saved: all, those that nothing is wrong with, or none. A new row is saved as a
    whole or not at all.
    """
    new = {name: text for name, text in typed.items() if stored is None or text != stored.get(name, "")}
    wrong = _wrong(stored, new)
    if not wrong:
        return Split(new, {})
    good = {name: text for name, text in new.items() if name not in wrong}
    if stored is None or not good or _wrong(stored, good):
        return Split({}, new)
    return Split(good, {name: text for name, text in new.items() if name in wrong})


def _wrong(stored: Cells | None, typed: Cells) -> set[str]:
    return {problem.column or "" for problem in problems_of([{**(stored or {}), **typed}])[0]}


def _cells(plain: Any) -> dict[str, str] | None:
    if not isinstance(plain, Mapping):
        return None
    return {name: str(text) for name, text in plain.items() if name in CELLS}


def _key(kind: str, id: str) -> str:
    """Ids may be as long as a key can be, and hold what no key may hold."""
    return f"{kind}-{hashlib.sha256(id.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
