"""What is to be saved, made from a data set as it stands: changes, undo, redo, restore, rename, another file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from geo.compare import Differences, differences
from geo.errors import Conflict, UsageError
from geo.relations import Dataset
from geo.sidecar import parse_sidecar
from geo.store.content import Content, checked, spliced
from geo.store.edits import Edit, applied, clashes, read_edit
from geo.store.history import Contents, Shelf, Stored
from geo.store.keys import one_line
from geo.store.log import lines_of
from geo.store.saving import Step, origin_of
from geo.store.undated import changed_origin
from geo.store.values import MAX_TITLE, Change

__all__ = ["Changing", "Plan", "first_step", "renaming", "replacing", "restoring", "titled", "undoing"]

MAX_NOTE = 500
MAX_NAMED = 5

Plan = Callable[[Shelf], Step | None]


@dataclass
class Changing:
    """Changes to a version, merged with what others saved since; where they meet, they are kept beside.

    `merged` and `clash` say how it came out, after the plan was made for the last time.
    """

    contents: Contents
    base: str
    changes: Sequence[Change]
    note: str
    merged: bool = False
    clash: list[str] = field(default_factory=list)
    _read: tuple[Content, Edit] | None = None  # once, however often others come first

    def __call__(self, shelf: Shelf) -> Step | None:
        base, head = shelf.find(self.base), shelf.shown
        if self._read is None:
            content = self.contents.read(base)
            self._read = content, read_edit(content.dataset, self.changes)
        origin, edit = self._read
        self.merged, self.clash = base.digest != head.digest, []
        target = self.contents.read(head) if self.merged else origin
        if self.merged:
            self.clash = clashes(edit, origin.dataset, target.dataset)
        return self._beside(edit, origin, base) if self.clash else self._shown(edit, target, head)

    def _shown(self, edit: Edit, target: Content, head: Stored) -> Step | None:
        content, found = applied(edit, target)
        if not (found.added or found.changed or found.removed):
            return None
        note = one_line(self.note, MAX_NOTE)
        origin = changed_origin(head.origin, found)
        return Step(content, "change", origin, head.number, 0, note, True, _counts(found), lines_of(found))

    def _beside(self, edit: Edit, origin: Content, base: Stored) -> Step:
        content, found = applied(edit, origin)
        note = one_line(self.note, MAX_NOTE)
        lines = lines_of(found, "kept beside")
        origin_now = changed_origin(base.origin, found)
        return Step(content, "beside", origin_now, base.number, 0, note, False, _counts(found), lines)

    def refused(self, digest: str) -> Conflict:
        """The error for changes that were kept beside, in the version of that digest."""
        more = len(self.clash) - MAX_NAMED
        names = ", ".join(self.clash[:MAX_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        said = f"somebody else has changed the same relations in the meantime: {names}"
        return Conflict(f"{said}; your changes are kept beside, as version {digest[:12]}", self.clash, digest)


def first_step(content: Content, dataset: Dataset, source: str, notices: Sequence[str], mapping: Any) -> Step:
    """The first version of a data set, which was read from a file."""
    name = one_line(source, MAX_TITLE)
    origin = origin_of(name, dataset, notices, mapping)
    count = len(dataset.table)
    said = f"{count:,} relations" + (f" from {name}" if name else "")
    return Step(content, "read", origin, counts=(count, 0, 0), lines=[("read", "", said, "", "", "")])


def replacing(contents: Contents, dataset: Dataset, source: str, notices: Sequence[str], mapping: Any) -> Plan:
    """Another file in the place of what is there. What the new one does not call itself stays as it was called."""
    name = one_line(source, MAX_TITLE)
    origin = origin_of(name, dataset, notices, mapping)
    made: list[Content] = []  # checked once, however often others come first

    def plan(shelf: Shelf) -> Step:
        made[:] = made or [checked(dataset, shelf.id)]
        (content,) = made
        found = differences(contents.read(shelf.shown).dataset, content.dataset)
        cause = f"read from {name}" if name else "read"
        return Step(content, "read", origin, shelf.head, counts=_counts(found), lines=lines_of(found, cause))

    return plan


def undoing(contents: Contents, by: int) -> Plan:
    """A step back (1) or forward again (-1) on the line of undo. UsageError at its ends."""

    def plan(shelf: Shelf) -> Step:
        line, place = shelf.steps()
        if not 0 <= place + by < len(line):
            raise UsageError("there is nothing left to undo" if by > 0 else "there is nothing to redo")
        return _back(contents, shelf, shelf.versions[line[place + by]], "undo" if by > 0 else "redo", line[place + by])

    return plan


def restoring(contents: Contents, digest: str) -> Plan:
    """The content of a version again; nothing if it is what is shown."""

    def plan(shelf: Shelf) -> Step | None:
        wanted = shelf.find(digest)
        return None if wanted.digest == shelf.shown.digest else _back(contents, shelf, wanted, "restore", 0)

    return plan


def _back(contents: Contents, shelf: Shelf, wanted: Stored, what: str, stands_for: int) -> Step:
    content = contents.read(wanted)
    found = differences(contents.read(shelf.shown).dataset, content.dataset)
    note = f"version {wanted.number}"
    return Step(content, what, wanted.origin, shelf.head, stands_for, note, True, _counts(found), lines_of(found, what))


def titled(title: str) -> str:
    """A title as it is kept. Raises UsageError."""
    clean = one_line(title, MAX_TITLE + 1)
    facts, wrong = parse_sidecar({"title": clean}, "title")
    if wrong or not facts.title or len(clean) > MAX_TITLE:
        raise UsageError(f"a title has 1 to {MAX_TITLE} characters")
    return facts.title


def renaming(contents: Contents, title: str) -> Plan:
    """Another title; nothing if it is the same."""

    def plan(shelf: Shelf) -> Step | None:
        if shelf.shown.title == title:
            return None
        old = contents.read(shelf.shown)
        content = spliced(old, None, (), replace(old.facts, title=title))
        lines = [("changed", "", "", "title", shelf.shown.title, title)]
        return Step(content, "rename", shelf.shown.origin, shelf.head, lines=lines)

    return plan


def _counts(found: Differences) -> tuple[int, int, int]:
    return len(found.added), len(found.changed), len(found.removed)
