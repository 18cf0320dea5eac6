"""The store of this server, and what of it is asked for in every run, kept for a moment.

A run of the map asks often what the newest version of a data set is. The answer is kept for a second at most, and
forgotten at once when this server saves something, so that a change shows with the next run. Contents are kept by
their digest (`app.cache`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from geo.errors import StoreError, UnknownDataset
from geo.store import Entry
from geo.store.store import Store

__all__ = ["PREFIX", "entry", "forget", "is_own", "mine", "store"]

PREFIX = "own-"  # how the names of stored data sets begin
_MOMENT = 1.0  # seconds
_PATIENCE = 5.0  # seconds before a store that could not be opened is tried again
_MOST = 2_000

T = TypeVar("T")


class _Watched(Store):
    """A store that says when it has saved something."""

    def keep(self, *given, **named):  # type: ignore[no-untyped-def]
        """As in Store."""
        return _then_forget(super().keep, *given, **named)

    def delete(self, *given, **named):  # type: ignore[no-untyped-def]
        """As in Store."""
        return _then_forget(super().delete, *given, **named)

    def _save(self, *given, **named):  # type: ignore[no-untyped-def]
        return _then_forget(super()._save, *given, **named)


class _Memory:
    """Answers of the store, for a moment."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.turn = 0  # grows with everything that is saved: an answer from before is not kept
        self.answers: dict[tuple[str, str], tuple[float, object]] = {}
        self.store: Store | None = None
        self.opening = Lock()
        self.failed: tuple[float, StoreError] | None = None


_memory = _Memory()


def is_own(name: str) -> bool:
    """Whether a data set of that name would be in the store."""
    return name.startswith(PREFIX)


def store() -> Store:
    """The one open store; opened when first asked for. Raises StoreError, in words for the reader.

    After a failure it is tried again a few seconds later, so that a database that is away holds up nobody for long.
    """
    with _memory.opening:
        if _memory.store is None:
            if _memory.failed and time.monotonic() - _memory.failed[0] < _PATIENCE:
                raise StoreError(str(_memory.failed[1]))
            try:
                _memory.store = _Watched.open()
            except StoreError as error:
                _memory.failed = (time.monotonic(), error)
                raise
            _memory.failed = None
        return _memory.store


def entry(id: str, owner: str = "") -> Entry:
    """What the store knows of a data set, at most a second old. Raises UnknownDataset, StoreError."""
    found = _remembered(("entry", f"{id} {owner}"), lambda: _entry(id, owner))
    if found is None:
        raise UnknownDataset("there is no such data set; it may have been deleted")
    return found


def mine(owner: str) -> tuple[Entry, ...]:
    """The visitor's own data sets, the one changed last first; none without a key. Raises StoreError."""
    return _remembered(("mine", owner), lambda: store().mine(owner)) if owner else ()


def forget() -> None:
    """Ask the store anew. Saving through `store()` does so by itself."""
    with _memory.lock:
        _memory.turn += 1
        _memory.answers.clear()


def close() -> None:
    """Let go of the store; the next who asks opens it again."""
    with _memory.opening:
        if _memory.store is not None:
            _memory.store.close()
        _memory.store = _memory.failed = None
    forget()


def _entry(id: str, owner: str) -> Entry | None:
    try:
        return store().entry(id, owner)
    except UnknownDataset:
        return None


def _remembered(key: tuple[str, str], ask: Callable[[], T]) -> T:
    with _memory.lock:
        turn, found = _memory.turn, _memory.answers.get(key)
    if found and time.monotonic() - found[0] < _MOMENT:
        return found[1]  # type: ignore[return-value]
    asked, answer = time.monotonic(), ask()
    with _memory.lock:
        if _memory.turn == turn:
            if len(_memory.answers) > _MOST:
                _memory.answers.clear()
            _memory.answers[key] = (asked, answer)
    return answer


def _then_forget(save: Callable[..., T], *given: object, **named: object) -> T:
    try:
        return save(*given, **named)
    finally:
        forget()
