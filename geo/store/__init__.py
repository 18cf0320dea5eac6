"""The store: data sets of visitors, in versions named by their content's digest, and snapshots of maps.

    store = Store.open()                          SQLite in the user's data folder, or FAULTLINES_DATABASE_URL
    entry = store.keep(dataset, owner, source="relations.xlsx")
    store.load(entry.id) == store.load(entry.id, entry.head)
    saved = store.change(entry.id, owner, entry.head, [Change("change", "r1", after={"intensity": "4"})])
    store.undo(entry.id, owner)
    kept = store.keep_snapshot(take("focus=AZE"), owner)
    MapSpec.from_json(store.snapshot(kept.id).spec_json)

A history only grows: undo and restore make a new version with the content of an older one. Contents are kept as Parquet
and JSON, and checked like any file when they are read. A snapshot is never changed, whatever becomes of its data set.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geo.store.values import (
    MAX_DRAFT_BYTES,
    MAX_VISITOR_BYTES,
    MAX_VISITOR_DATASETS,
    NEW,
    Change,
    Entry,
    Kept,
    LogRow,
    Pruned,
    Saved,
    Version,
)

if TYPE_CHECKING:
    from geo.store.store import Store

__all__ = [
    "MAX_DRAFT_BYTES",
    "MAX_VISITOR_BYTES",
    "MAX_VISITOR_DATASETS",
    "NEW",
    "Change",
    "Entry",
    "Kept",
    "LogRow",
    "Pruned",
    "Saved",
    "Store",
    "Version",
]


def __getattr__(name: str) -> Any:
    """The store itself comes with the database library, which nobody should wait for who does not use it."""
    if name == "Store":
        return import_module("geo.store.store").Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
