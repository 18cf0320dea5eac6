"""Reads what the store holds: data sets, their versions and contents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Connection, and_, case, func, select

from geo.errors import NotYours, StoreError, UnknownDataset, UsageError
from geo.relations import Dataset
from geo.store.content import Content, Packed, unpacked
from geo.store.engine import Database
from geo.store.keys import DIGEST, OWN
from geo.store.schema import CONTENT, DATASET, VERSION
from geo.store.undated import with_undated
from geo.store.values import Entry, Version

__all__ = ["Contents", "Named", "Shelf", "Stored", "entries_of", "now", "read_shelf", "sees"]


@dataclass(frozen=True)
class Named:
    """What names a content: its digest; and what the data set is called there, with what is known of its file."""

    dataset: str
    digest: str
    title: str
    origin: str

    @property
    def skipped(self) -> int:
        """Bad rows that were left out when the file was read."""
        return int(json.loads(self.origin).get("skipped", 0))


@dataclass(frozen=True)
class Stored(Named):
    """A version as its table holds it."""

    number: int
    parent: int
    stands_for: int
    made: str
    owner: str
    what: str
    note: str
    relations: int
    added: int
    changed: int
    removed: int
    size: int

    def seen_by(self, owner: str) -> Version:
        """For a visitor, whose key was hashed."""
        return Version(
            number=self.number,
            digest=self.digest,
            parent=self.parent,
            when=datetime.fromisoformat(self.made),
            who=sees(self.owner, owner),
            what=self.what,
            note=self.note,
            title=self.title,
            count=self.relations,
            added=self.added,
            changed=self.changed,
            removed=self.removed,
        )


@dataclass(frozen=True)
class Shelf:
    """A data set with all its versions, by number."""

    id: str
    owner: str
    head: int
    last: int
    created: str
    changed: str
    versions: Mapping[int, Stored]

    @property
    def shown(self) -> Stored:
        """The version that is shown."""
        return self.versions[self.head]

    def of(self, owner: str) -> Shelf:
        """The same, for its owner only. Raises NotYours."""
        if owner != self.owner:
            raise NotYours("only the one who made this data set can change it; download it and keep it as your own")
        return self

    def find(self, digest: str) -> Stored:
        """The newest version of that digest, or of one that begins so. Raises UnknownDataset, UsageError."""
        found = {stored.digest for stored in self.versions.values() if stored.digest.startswith(digest)}
        if not DIGEST.fullmatch(digest) or not found:
            raise UnknownDataset(f'this data set has no version "{digest[:64]}"')
        if len(found) > 1:
            raise UsageError(f'there are several versions that begin with "{digest}"; write more of it')
        return next(stored for _, stored in sorted(self.versions.items(), reverse=True) if stored.digest in found)

    def steps(self) -> tuple[list[int], int]:
        """The states that undo goes back through, the newest first, as version numbers; and the place of the head.

        Undo and redo go along this line; whatever else is saved begins a new one at its own end.
        """
        tip = self.head
        while self.versions[tip].what in ("undo", "redo"):
            tip = self.versions[tip].parent
        line = [tip]
        while parent := self.versions[line[-1]].parent:
            line.append(self.versions[parent].stands_for)
        return line, line.index(self.shown.stands_for)


def read_shelf(connection: Connection, id: str) -> Shelf:
    """Raises UnknownDataset."""
    found = None
    if OWN.fullmatch(id):
        found = connection.execute(select(DATASET).where(DATASET.c.id == id)).mappings().one_or_none()
    if found is None:
        raise UnknownDataset("there is no such data set; it may have been deleted")
    rows = connection.execute(select(VERSION).where(VERSION.c.dataset == id)).mappings()
    return Shelf(**found, versions={row["number"]: Stored(**row) for row in rows})


def entries_of(connection: Connection, owner: str, id: str = "") -> tuple[Entry, ...]:
    """The entry of one data set, or of all that belong to a visitor, the one changed last first."""
    wanted = DATASET.c.id == id if id else DATASET.c.owner == owner
    head = and_(VERSION.c.dataset == DATASET.c.id, VERSION.c.number == DATASET.c.head)
    columns = (VERSION, DATASET.c.owner.label("keeper"), DATASET.c.created, DATASET.c.changed.label("saved"))
    rows = connection.execute(select(*columns).join(DATASET, head).where(wanted)).mappings()
    return tuple(_entry(dict(row), owner) for row in sorted(rows, key=lambda row: str(row["saved"]), reverse=True))


def _entry(row: Mapping[str, Any], owner: str) -> Entry:
    origin = json.loads(row["origin"])
    return Entry(
        id=row["dataset"],
        title=row["title"],
        owner_is_you=row["keeper"] == owner,
        head=row["digest"],
        number=row["number"],
        count=row["relations"],
        skipped=origin.get("skipped", 0),
        created=datetime.fromisoformat(row["created"]),
        changed=datetime.fromisoformat(row["saved"]),
        source=origin.get("source", ""),
        notices=tuple(origin.get("notices", ())),
        mapping=origin.get("mapping"),
    )


class Contents:
    """Reads contents. A data set that somebody still holds is not read again: an edit need not check every row anew."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: WeakValueDictionary[tuple[str, str], Dataset] = WeakValueDictionary()

    def hold(self, dataset: Dataset) -> None:
        """Know this one, for as long as somebody else holds it."""
        self._held[dataset.name, dataset.digest] = dataset

    def read(self, stored: Stored) -> Content:
        """The content of a version. Raises StoreError if it is damaged."""
        content = self.find(stored)
        if content is None:
            with self._database.reading() as connection:
                read_shelf(connection, stored.dataset)  # it may have been deleted just now
            raise StoreError(f"version {stored.digest[:12]} of {stored.dataset} is damaged: its content is not there")
        return content

    def find(self, stored: Named) -> Content | None:
        """The content of that digest, None where it is not there. Raises StoreError if it is damaged."""
        held = self._held.get((stored.dataset, stored.digest))
        base = CONTENT.alias()
        rest = func.length(base.c.data).label("full_size") if held else base.c.data.label("full")
        delta = case((CONTENT.c.base.is_not(None), CONTENT.c.data)).label("delta")
        query = select(CONTENT.c.facts, CONTENT.c.base, delta, rest).where(CONTENT.c.digest == stored.digest)
        on = base.c.digest == func.coalesce(CONTENT.c.base, CONTENT.c.digest)
        with self._database.reading() as connection:
            row = connection.execute(query.join(base, on)).mappings().one_or_none()
        if row is None:
            return None
        made = Packed(row["facts"], row["base"] or "", row["delta"], row.get("full"), row.get("full_size") or 0)
        content = unpacked(made, stored.digest, (stored.dataset, stored.title, stored.skipped), held)
        content = replace(content, dataset=with_undated(content.dataset, stored.origin))
        self.hold(content.dataset)
        return content


def now() -> str:
    """UTC, in one length, so that texts sort like times."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def sees(who: str, owner: str) -> str:
    """How a visitor is told who did something; both keys are hashed."""
    return "you" if owner and who == owner else "another"
