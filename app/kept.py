"""The store of this server, and what of it is asked for in every run, kept for a moment.

A run of the map asks often what the newest version of a data set is. The answer is kept for a second at most, and
forgotten at once when this server saves something, so that a change shows with the next run. Contents are kept by
their digest (`app.cache`).

A store that can't be reached must not hold up the map: after a failure every question is answered with it at once,
while a thread of its own looks whether the store is back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from geo.errors import Conflict, NotYours, StoreError, TooMuch, UnknownDataset
from geo.store import Entry, Kept

if TYPE_CHECKING:
    from geo.store.store import Store

__all__ = [
    "PREFIX", "Seen", "close", "entry", "forget", "is_own", "mine", "open_soon", "own_titles", "retry", "snapshot",
    "snapshot_held", "store",
]  # fmt: skip

PREFIX = "own-"  # how the names of stored data sets begin
_MOMENT = 1.0  # seconds
_PATIENCE = 10.0  # seconds from one look at a store that is away to the next
_MOST = 2_000

T = TypeVar("T")


class Seen(NamedTuple):
    """A snapshot without its map and its picture, and the digest of its map."""

    kept: Kept
    frozen: str

    @classmethod
    def of(cls, kept: Kept) -> Seen:
        """What is remembered of it."""
        return cls(replace(kept, spec_json="", thumbnail=b""), sha256(kept.spec_json.encode()).hexdigest())


class _Memory:
    """Answers of the store, for a moment, and the store itself."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.turn = 0  # grows with everything that is saved: an answer from before is not kept
        self.answers: dict[tuple[str, ...], tuple[float, Any]] = {}
        self.opening = Lock()
        self.store: Store | None = None
        self.failed: StoreError | None = None
        self.looked = 0.0  # when somebody last looked whether it is back
        self.soon: Thread | None = None


_memory = _Memory()


def is_own(name: str) -> bool:
    """Whether a data set of that name would be in the store."""
    return name.startswith(PREFIX)


def store() -> Store:
    """The one open store; opened when first asked for. Raises StoreError, in words for the reader."""
    _stop_if_away()
    found = _memory.store
    return found if found is not None else _opened()


def entry(id: str, owner: str = "") -> Entry:
    """What the store knows of a data set, at most a second old. Raises UnknownDataset, StoreError."""
    found = _remembered(("entry", id, owner), lambda: _entry(id, owner))
    if found is None:
        raise UnknownDataset("there is no such data set; it may have been deleted")
    return found


def mine(owner: str) -> tuple[Entry, ...]:
    """The visitor's own data sets, the one changed last first; none without a key. Raises StoreError."""
    return _remembered(("mine", owner), lambda: store().mine(owner)) if owner else ()


def snapshot(id: str) -> Seen:
    """A snapshot without its map, at most a second old. Raises UnknownSnapshot, GoneSnapshot, StoreError."""

    def ask() -> Seen | StoreError:
        """One that is damaged says nothing of the rest: whether the store is away is looked at apart from it."""
        try:
            return Seen.of(store().snapshot(id))
        except StoreError as error:
            open_soon()
            return error

    found = _remembered(("snapshot", id), ask)
    if isinstance(found, StoreError):
        raise StoreError(str(found))
    return found


def snapshot_held(id: str) -> Seen | None:
    """The same if it is known at this moment, without waiting for anything."""
    with _memory.lock:
        found = _memory.answers.get(("snapshot", id))
    if found is None or time.monotonic() - found[0] >= _MOMENT or _memory.failed is not None:
        return None
    return found[1] if isinstance(found[1], Seen) else None


def own_titles(owner: str) -> Mapping[str, str]:
    """Names and titles of the visitor's own data sets for the map, which waits for no store: none while it is away."""
    if owner and _memory.store is None and _memory.failed is None:
        open_soon()
    try:
        return {entry.id: entry.title for entry in mine(owner)} if _memory.store is not None else {}
    except StoreError:
        return {}


def forget() -> None:
    """Ask the store anew. Saving through `store()` does so by itself."""
    with _memory.lock:
        _memory.turn += 1
        _memory.answers.clear()


def open_soon() -> None:
    """Open the store on a thread of its own."""
    with _memory.lock:
        if _memory.soon is None or not _memory.soon.is_alive():
            _memory.looked = time.monotonic()
            _memory.soon = Thread(target=_look, name="faultlines-store", daemon=True)
            _memory.soon.start()


def retry() -> None:
    """Look at once whether a store that was away is back. Raises StoreError if it is not."""
    _memory.looked = time.monotonic()
    try:
        (_memory.store or _opened()).mine("nobody")
    except StoreError as error:
        _memory.failed = error
        raise
    _memory.failed = None
    forget()


def close() -> None:
    """Let go of the store; the next who asks opens it again."""
    if _memory.soon is not None:
        _memory.soon.join()
    with _memory.opening:
        if _memory.store is not None:
            _memory.store.close()
        _memory.store = _memory.failed = None
    forget()


def _look() -> None:
    try:
        retry()
    except StoreError:
        return  # kept in `failed`, and told to everybody who asks


def _opened() -> Store:
    from app.watched import WatchedStore  # brings a database library that the map can do without

    with _memory.opening:
        if _memory.store is None:
            try:
                _memory.store = WatchedStore.open()
            except StoreError as error:
                _memory.failed = error
                _memory.looked = time.monotonic()
                raise
        return _memory.store


def _stop_if_away() -> None:
    failed = _memory.failed
    if failed is not None:
        if time.monotonic() - _memory.looked > _PATIENCE:
            open_soon()
        raise StoreError(str(failed))


def _entry(id: str, owner: str) -> Entry | None:
    try:
        return store().entry(id, owner)
    except UnknownDataset:
        return None


def _remembered(key: tuple[str, ...], ask: Callable[[], T]) -> T:
    _stop_if_away()
    with _memory.lock:
        turn, found = _memory.turn, _memory.answers.get(key)
    if found and time.monotonic() - found[0] < _MOMENT:
        answer: T = found[1]
        return answer
    asked = time.monotonic()
    try:
        answer = ask()
    except (NotYours, Conflict, TooMuch):
        raise
    except StoreError as error:
        _memory.failed, _memory.looked = error, time.monotonic()
        raise
    with _memory.lock:
        if _memory.turn == turn:
            if len(_memory.answers) > _MOST:
                _memory.answers.clear()
            _memory.answers[key] = (asked, answer)
    return answer
