"""What visitors have read in and not kept yet.

Kept in the server's memory, by visitor: the table as it was read and everything chosen about it (columns, words,
countries given by hand, rows left out, title, licence, sources). So it survives a reload, a visit to another page and a
second tab; what survives a restart of the server is in the store (`adding_saved`). The oldest go first when there are
too many, or too large ones.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from app.adding import Work

__all__ = ["Drafts", "drafts"]

MOST = 100
MOST_BYTES = 1_000_000_000
LONGEST = 12 * 3600.0  # seconds without a run of the page


class _Kept(NamedTuple):
    owner: str
    work: Work
    used: float


class Drafts:
    """Work by its token; the one used last at the end."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def put(self, owner: str, work: Work) -> None:
        """Hold on to it, and let go of what is too old or too much."""
        with self._lock:
            self._kept[work.token] = _Kept(owner, work, time.monotonic())
            self._kept.move_to_end(work.token)
            self._tidy(work.token)

    def get(self, owner: str, token: str) -> Work | None:
        """The visitor's work of that token, if it is still there."""
        with self._lock:
            found = self._kept.get(token)
            if found is None or found.owner != owner:
                return None
            self._kept[token] = found._replace(used=time.monotonic())
            self._kept.move_to_end(token)
            return found.work

    def latest(self, owner: str) -> Work | None:
        """What the visitor worked at last and has not kept; None for one without a key, who is not told from others."""
        with self._lock:
            found = (each.work for each in reversed(self._kept.values()) if owner and each.owner == owner)
            return next((work for work in found if work.kept is None), None)

    def drop(self, owner: str, token: str) -> None:
        """Let go of it."""
        with self._lock:
            if token in self._kept and self._kept[token].owner == owner:
                del self._kept[token]

    def _tidy(self, newest: str) -> None:
        last = time.monotonic() - LONGEST
        room = MOST_BYTES
        for token in list(reversed(self._kept)):
            kept = self._kept[token]
            room -= kept.work.size
            if token != newest and (kept.used < last or room < 0):
                del self._kept[token]
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)


drafts = Drafts()
