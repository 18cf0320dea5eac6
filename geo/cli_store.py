"""The store at the command line: opening it, whose snapshots are meant, and maps that were kept."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from geo.cli_tools import one_line
from geo.errors import StoreError, UsageError

if TYPE_CHECKING:
    from geo.snapshot import Snapshot
    from geo.store.store import Store

__all__ = ["Found", "address_of", "keeper_key", "kept_map", "kept_of", "opened"]

_KEY = re.compile("[A-Za-z0-9_-]{32,86}")


@contextmanager
def opened() -> Iterator[Store]:
    """The store that FAULTLINES_DATABASE_URL names, else the one in the user's data folder."""
    from geo.store.store import Store

    store = Store.open()
    try:
        yield store
    finally:
        store.close()


class Found(NamedTuple):
    """A map with what it was composed from, what its keeper says of it, and where it is kept, if it is."""

    shot: Snapshot
    title: str = ""
    note: str = ""
    caption: str = ""
    address: str = ""


def kept_map(options: argparse.Namespace) -> Found | None:
    """The map as it was kept, if the options' query is a link to a snapshot. Raises UnknownSnapshot, GoneSnapshot."""
    from geo.store.keys import snapshot_id

    id = snapshot_id(options.query)
    if not id:
        if "/s/" in options.query.partition("?")[0]:
            raise UsageError(
                f"{one_line(options.query)} leads to no snapshot: such a link ends in 22 letters and digits"
            )
        return None
    if options.data:
        raise UsageError("a snapshot has its own data: --data goes with a query")
    with opened() as store:
        return kept_of(store, id)


def kept_of(store: Store, id: str) -> Found:
    """A snapshot of that id. Raises UnknownSnapshot, GoneSnapshot."""
    from geo.frozen import whole

    kept = store.snapshot(id)
    return Found(whole(kept, store.snapshot_dataset(id)), kept.title, kept.note, kept.caption, address_of(id))


def address_of(id: str) -> str:
    """Where a snapshot is to be found: on the address of the app, as far as the environment names it."""
    return f"{os.environ.get('FAULTLINES_BASE_URL', '').rstrip('/')}/s/{id}"


def keeper_key() -> str:
    """What makes the snapshots of this user's commands theirs: a key in the user's data folder that nobody else
    can read, made when first asked for. Raises StoreError."""
    from platformdirs import user_data_path

    path = user_data_path("faultlines", appauthor=False) / "keeper.key"
    try:
        if not path.exists():
            _make_key(path)
        with contextlib.suppress(PermissionError):
            path.chmod(0o600)
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"the key of your snapshots, {path}, can't be used: {error}") from error
    if not _KEY.fullmatch(key):
        raise StoreError(f"{path} holds no key; if you have no other copy, remove it and begin with a new one")
    return key


def _make_key(path: Path) -> None:
    """Whole or not at all; of two at once the first one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
