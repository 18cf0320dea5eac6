"""Saves versions: each one whole or not at all, and never over what somebody else saved in the meantime."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, literal, select, text, update

from geo.errors import StoreError, TooMuch
from geo.relations import Dataset
from geo.store.content import Content, Packed, packed
from geo.store.engine import Database, Moved
from geo.store.history import Shelf, Stored, now, read_shelf
from geo.store.keys import hashed
from geo.store.log import Line, size_of, write_log
from geo.store.schema import CONTENT, DATASET, DRAFT, FROZEN, SNAPSHOT, VERSION
from geo.store.undated import note_of
from geo.store.values import MAX_VISITOR_BYTES, MAX_VISITOR_DATASETS

__all__ = [
    "Step", "add_dataset", "again", "one_at_a_time", "origin_of", "remove_dataset", "save", "sweep", "write_content",
]  # fmt: skip

MOST_TRIES = 100
OVERHEAD = 500  # bytes that a version takes beside its content


@dataclass(frozen=True)
class Step:
    """A version that is to be saved.

    Attributes
    ----------
    content : what is in it
    what, note, origin : see `Version` and `Entry`
    parent : number of the version it was made from
    stands_for : number of the version whose place it takes on the line of undo; 0 for its own
    shown : whether it becomes the head
    counts : relations added, changed and removed
    lines : for the log
    """

    content: Content
    what: str
    origin: str
    parent: int = 0
    stands_for: int = 0
    note: str = ""
    shown: bool = True
    counts: tuple[int, int, int] = (0, 0, 0)
    lines: list[Line] = field(default_factory=list)


def again(work: Callable[[], Any]) -> Any:
    """Do it, and from the start again whenever others came first."""
    for tries in range(MOST_TRIES):
        try:
            return work()
        except Moved:
            time.sleep(random.uniform(0, min(0.005 * (tries + 1), 0.1)))
    raise StoreError("others save all the time: nothing was saved; try again")


def add_dataset(database: Database, id: str, owner: str, first: Step) -> None:
    """Keep a new data set with its first version. Raises TooMuch."""
    key, made = hashed(owner), packed(first.content)

    def work() -> None:
        with database.writing() as connection:
            _check_count(connection, key)
            time = now()
            row = {"id": id, "owner": key, "head": 1, "last": 1, "created": time, "changed": time}
            connection.execute(insert(DATASET), row)
            _write_version(connection, id, 1, key, first, made, new=True)
            _check_bytes(connection, key)

    again(work)


def save(
    database: Database, id: str, owner: str, plan: Callable[[Shelf], Step | None]
) -> tuple[Shelf, Step | None, Stored]:
    """Save what `plan` makes of the data set as it stands; it is asked again if others save in the meantime.

    Returns the data set it was made for, the step, and the version it became (the head where there was nothing to do).
    Raises NotYours, UnknownDataset, TooMuch, and what `plan` raises.
    """
    key = hashed(owner)

    def work() -> tuple[Shelf, Step | None, Stored]:
        with database.reading() as connection:
            shelf = read_shelf(connection, id).of(key)
        step = plan(shelf)
        if step is None:
            return shelf, None, shelf.shown
        known = step.content.dataset.digest in {stored.digest for stored in shelf.versions.values()}
        made = None if known else packed(step.content)
        with database.writing() as connection:
            number = _take_number(connection, shelf, step.shown)
            stored = _write_version(connection, id, number, key, step, made, new=not known)
            _check_bytes(connection, key)
        return shelf, step, stored

    result: tuple[Shelf, Step | None, Stored] = again(work)
    return result


def _take_number(connection: Connection, shelf: Shelf, shown: bool) -> int:
    """The next number; Moved if somebody else took it."""
    number = shelf.last + 1
    values = {"last": number, "head": number if shown else shelf.head, "changed": now()}
    ours = (DATASET.c.id == shelf.id, DATASET.c.last == shelf.last)
    if connection.execute(update(DATASET).where(*ours).values(**values)).rowcount != 1:
        raise Moved()
    return number


def _write_version(
    connection: Connection, id: str, number: int, owner: str, step: Step, made: Packed | None, *, new: bool
) -> Stored:
    dataset = step.content.dataset
    if made is not None:
        write_content(connection, dataset.digest, made)
    size = len((made.delta or made.full or b"") + made.facts.encode()) if made is not None and new else 0
    stored = Stored(
        dataset=id,
        number=number,
        digest=dataset.digest,
        parent=step.parent,
        stands_for=step.stands_for or number,
        made=now(),
        owner=owner,
        what=step.what,
        note=step.note,
        title=dataset.title,
        origin=step.origin,
        relations=len(dataset.table),
        added=step.counts[0],
        changed=step.counts[1],
        removed=step.counts[2],
        size=size + size_of(step.lines) + len(step.origin) + OVERHEAD,
    )
    connection.execute(insert(VERSION), vars(stored))
    write_log(connection, id, number, step.lines)
    return stored


def write_content(connection: Connection, digest: str, made: Packed) -> None:
    """Keep a content, unless somebody has one of the same digest."""
    if connection.execute(select(literal(1)).where(exists().where(CONTENT.c.digest == digest))).first():
        return
    data = made.delta if made.delta is not None else made.full
    row = {"digest": digest, "base": made.base or None, "facts": made.facts, "data": data}
    connection.execute(insert(CONTENT), row)


def one_at_a_time(connection: Connection, owner: str) -> None:
    """Wait for what the same visitor saves just now: two at once must not both get the last place."""
    if connection.dialect.name == "postgresql":  # SQLite lets one write at a time anyway
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:owner))"), {"owner": owner})


def _check_count(connection: Connection, owner: str) -> None:
    one_at_a_time(connection, owner)
    count = connection.execute(select(func.count()).where(DATASET.c.owner == owner)).scalar_one()
    if count >= MAX_VISITOR_DATASETS:
        raise TooMuch(f"you have {count} data sets, and that is as many as one visitor can keep; delete one first")


def _check_bytes(connection: Connection, owner: str) -> None:
    mine = VERSION.c.dataset.in_(select(DATASET.c.id).where(DATASET.c.owner == owner))
    size = connection.execute(select(func.sum(VERSION.c.size)).where(mine)).scalar_one() or 0
    if size > MAX_VISITOR_BYTES:
        raise TooMuch(
            f"your data sets with all their versions would take {size / 1e6:,.0f} MB, and one visitor can keep"
            f" {MAX_VISITOR_BYTES / 1e6:,.0f} MB; delete one first"
        )


def remove_dataset(database: Database, id: str, owner: str) -> None:
    """Delete a data set with everything that belongs to it. Raises NotYours, UnknownDataset."""

    def work() -> None:
        with database.writing() as connection:
            read_shelf(connection, id).of(hashed(owner))
            connection.execute(delete(DRAFT).where(DRAFT.c.name == id))
            connection.execute(delete(DATASET).where(DATASET.c.id == id))
            sweep(connection)

    again(work)


def sweep(connection: Connection) -> None:
    """Let go of the maps that no snapshot names, and of the contents that neither a version nor a snapshot does, those
    first that build on others. Whoever keeps contents for another reason has to be asked here too.
    """
    connection.execute(delete(FROZEN).where(~exists().where(SNAPSHOT.c.frozen == FROZEN.c.digest)))
    other = CONTENT.alias()
    unnamed = (
        ~exists().where(VERSION.c.digest == CONTENT.c.digest),
        ~exists().where(SNAPSHOT.c.digest == CONTENT.c.digest),
    )
    connection.execute(delete(CONTENT).where(CONTENT.c.base.is_not(None), *unnamed))
    unbuilt = ~exists().where(other.c.base == CONTENT.c.digest)
    connection.execute(delete(CONTENT).where(CONTENT.c.base.is_(None), *unnamed, unbuilt))


def origin_of(source: str, dataset: Dataset, notices: Iterable[str], mapping: Any) -> str:
    """What is known of the file that a version comes from, as JSON."""
    plain = mapping.to_plain() if hasattr(mapping, "to_plain") else mapping
    known = {"source": source, "skipped": dataset.skipped, "notices": list(notices), "mapping": plain}
    note = note_of(dataset)
    return json.dumps({**known, "undated": note} if note else known)
