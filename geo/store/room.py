"""How much room the snapshots of a visitor may take, and letting go of those that nobody wants any more."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.sql.elements import ColumnElement

from geo.errors import TooMuch, UsageError
from geo.store.engine import Database
from geo.store.saving import again, sweep
from geo.store.schema import CONTENT, SNAPSHOT
from geo.store.values import Pruned

__all__ = ["MOST", "MOST_MEGABYTES", "check_room", "limit", "prune"]

MOST = ("FAULTLINES_MAX_SNAPSHOTS", 200)  # of one visitor
MOST_MEGABYTES = ("FAULTLINES_MAX_SNAPSHOT_MB", 100)  # of one visitor, as stored, with the data sets


def limit(setting: tuple[str, int]) -> int:
    """A limit as the environment has it, else by default. Raises UsageError."""
    name, default = setting
    given = os.environ.get(name, "").strip()
    if given and not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise UsageError(f"{name} is {given[:40]!r}; it has to be a whole number")
    return int(given) if given else default


def check_room(connection: Connection, owner: str) -> None:
    """Whether the visitor's snapshots, with the one just written, are few and small enough. Raises TooMuch.

    Those that the visitor deleted give up their place first, the one deleted first before all.
    """
    most, megabytes = limit(MOST), limit(MOST_MEGABYTES)
    query = select(SNAPSHOT.c.id).where(SNAPSHOT.c.owner == owner)
    count = len(connection.execute(query.where(SNAPSHOT.c.deleted == "")).all())
    if not most:
        raise TooMuch("this server keeps no snapshots")
    if count > most:
        raise TooMuch(f"you have {most:,} snapshots, and that is as many as one visitor can keep; delete one first")
    gone = list(connection.execute(query.where(SNAPSHOT.c.deleted != "").order_by(SNAPSHOT.c.deleted)).scalars())
    let_go = gone[: max(0, len(gone) - most)]
    _remove(connection, let_go)
    for id in gone[len(let_go) :]:
        if _bytes(connection, owner) <= megabytes * 1e6:
            break
        _remove(connection, [id])
    if (size := _bytes(connection, owner)) > megabytes * 1e6:
        raise TooMuch(
            f"your snapshots with their data would take {size / 1e6:,.1f} MB, and one visitor can keep"
            f" {megabytes:,} MB; delete one first"
        )


def _bytes(connection: Connection, owner: str) -> int:
    """What the visitor's snapshots take: each one's own bytes, and each content once, with what it builds on."""
    mine = select(SNAPSHOT.c.digest).where(SNAPSHOT.c.owner == owner)
    bases = select(CONTENT.c.base).where(CONTENT.c.digest.in_(mine), CONTENT.c.base.is_not(None))
    own = connection.execute(select(func.sum(SNAPSHOT.c.size)).where(SNAPSHOT.c.owner == owner)).scalar_one()
    named = CONTENT.c.digest.in_(mine) | CONTENT.c.digest.in_(bases)
    contents = connection.execute(select(func.sum(func.length(CONTENT.c.data))).where(named)).scalar_one()
    return int(own or 0) + int(contents or 0)


def _remove(connection: Connection, ids: Sequence[str]) -> None:
    for id in ids:
        connection.execute(delete(SNAPSHOT).where(SNAPSHOT.c.id == id))
    if ids:
        sweep(connection)


def prune(database: Database, older_than: float, *, others: bool = False, dry: bool = False) -> Pruned:
    """Let go for good of what was deleted more than so many days ago, and of maps and contents that nobody names.

    Parameters
    ----------
    others : also of the snapshots that nobody deleted, if they were kept longer ago than that
    dry : only count them
    """
    if not 0 <= older_than <= 365_000:
        raise UsageError("the number of days is from 0 to 365,000")
    before = (datetime.now(UTC) - timedelta(days=older_than)).isoformat(timespec="microseconds")
    went = (SNAPSHOT.c.deleted != "") & (SNAPSHOT.c.deleted <= before)
    old = (SNAPSHOT.c.deleted == "") & (SNAPSHOT.c.created <= before)

    def work() -> Pruned:
        with database.reading() if dry else database.writing() as connection:
            found = Pruned(_count(connection, went), _count(connection, old) if others else 0)
            if not dry:
                connection.execute(delete(SNAPSHOT).where(went | old if others else went))
                sweep(connection)
        return found

    made: Pruned = again(work)
    return made


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(SNAPSHOT).where(which)).scalar_one()
