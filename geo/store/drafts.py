"""Drafts: what somebody typed and is no relation yet, row by row, so that no tab loses what another one typed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from geo.errors import NotYours, TooMuch, UnknownDataset, UsageError
from geo.relations import Dataset
from geo.store.history import now
from geo.store.keys import OWN
from geo.store.schema import DATASET, DRAFT
from geo.store.values import MAX_DRAFT_BYTES, NEW

__all__ = ["drop_draft", "keep_draft", "read_draft"]

MAX_KEY = 200
LONGEST = timedelta(days=30)  # that a file on its way is kept


def read_draft(connection: Connection, name: str, owner: str) -> dict[str, dict[str, Any]]:
    """The rows by their keys, in the order of their keys."""
    query = select(DRAFT.c.key, DRAFT.c.cells).where(DRAFT.c.name == _plain(name), DRAFT.c.owner == owner)
    return {key: json.loads(cells) for key, cells in connection.execute(query.order_by(DRAFT.c.key))}


def keep_draft(connection: Connection, name: str, owner: str, rows: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Write these rows over what was there of them. Raises NotYours, UnknownDataset, UsageError, TooMuch."""
    _check_name(connection, name, owner)
    wrong = next((key for key in rows if not key or len(key) > MAX_KEY or not key.isprintable()), None)
    if wrong is not None:
        raise UsageError(f"{wrong[:40]!r} can't be the key of a row")
    let_go = [key for key, cells in rows.items() if cells is None]
    if let_go:
        drop_draft(connection, name, owner, let_go)
    made = now()
    if name == NEW:  # of what was never kept as a data set, nobody else would ever let go
        before = (datetime.fromisoformat(made) - LONGEST).isoformat(timespec="microseconds")
        connection.execute(delete(DRAFT).where(DRAFT.c.name == NEW, DRAFT.c.changed < before))
    kept = [
        {"name": name, "owner": owner, "key": key, "cells": json.dumps(dict(cells), default=str), "changed": made}
        for key, cells in rows.items()
        if cells is not None
    ]
    if kept:
        insert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        query = insert(DRAFT)
        newer = {"cells": query.excluded.cells, "changed": query.excluded.changed}
        connection.execute(query.on_conflict_do_update(index_elements=["name", "owner", "key"], set_=newer), kept)
    _check_size(connection, name, owner)


def drop_draft(connection: Connection, name: str, owner: str, keys: Collection[str] | None = None) -> None:
    """Let go of these rows, or of all."""
    whole = delete(DRAFT).where(DRAFT.c.name == _plain(name), DRAFT.c.owner == owner)
    if keys is None:
        connection.execute(whole)
    for key in keys or ():
        connection.execute(whole.where(DRAFT.c.key == _plain(key)))


def _check_name(connection: Connection, name: str, owner: str) -> None:
    if name == NEW or name in Dataset.names():
        return
    found = None
    if OWN.fullmatch(name):
        found = connection.execute(select(DATASET.c.owner).where(DATASET.c.id == name)).scalar_one_or_none()
    if found is None:
        raise UnknownDataset("there is no such data set; it may have been deleted")
    if found != owner:
        raise NotYours("only the one who made this data set can change it")


def _check_size(connection: Connection, name: str, owner: str) -> None:
    mine = (DRAFT.c.name == name, DRAFT.c.owner == owner)
    size = connection.execute(select(func.sum(func.length(DRAFT.c.cells))).where(*mine)).scalar_one() or 0
    if size > MAX_DRAFT_BYTES:
        raise TooMuch(f"there is no room for more unfinished relations: at most {MAX_DRAFT_BYTES:,} bytes are kept")


def _plain(name: str) -> str:
    """PostgreSQL can't even be asked for a text with such a character."""
    return name.replace("\0", "").encode("utf-8", "replace").decode()
