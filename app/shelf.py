"""Files that take long to make: made once, for however many ask, and kept in memory and on the disk.

Only few threads make files, so that pictures never take the whole machine from those who look at the map. What is on
the disk can be deleted at any time: it is made again. A full disk or a folder that can't be written only costs time.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from platformdirs import user_cache_path

from app.answers import Body
from app.memory import Memory

__all__ = ["FOLDER", "Shelf"]

FOLDER = "FAULTLINES_CACHE"  # where the files are kept; else in the user's folder for such
_DIGEST = 32  # bytes before each file: a torn one is seen, and made again


class Shelf:
    """Bodies by their key.

    Parameters
    ----------
    room : bytes in memory
    disk : bytes on the disk; those not asked for longest go first
    makers : how many are made at the same time
    """

    def __init__(self, room: int = 120_000_000, disk: int = 500_000_000, makers: int = 2) -> None:
        self._memory = Memory[Body](room, lambda body: body.weight)
        self._makers = ThreadPoolExecutor(makers, thread_name_prefix="faultlines-file")
        self._making: dict[str, Future[Body]] = {}
        self._lock = Lock()
        self._disk, self._written = disk, disk

    def held(self, key: str) -> Body | None:
        """What is in memory, at once."""
        return self._memory.held(key)

    async def get(self, key: str, media_type: str, make: Callable[[], bytes], *, on_disk: bool = True) -> Body:
        """The body of that key; whoever asks while it is made waits for the same one. Raises what `make` raises."""
        found = self._memory.held(key)
        if found is not None:
            return found
        with self._lock:
            making = self._making.get(key)
            if making is None:
                making = self._makers.submit(self._make, key, media_type, make, on_disk)
                self._making[key] = making
        # One who goes away must not take it from the others.
        return await asyncio.shield(asyncio.wrap_future(making))

    def _make(self, key: str, media_type: str, make: Callable[[], bytes], on_disk: bool) -> Body:
        def made() -> Body:
            data = self._read(key) if on_disk else None
            if data is None:
                data = make()
                if on_disk:
                    self._write(key, data)
            return Body.of(data, media_type)

        try:
            return self._memory(key, made)
        finally:
            with self._lock:
                self._making.pop(key, None)

    def _read(self, key: str) -> bytes | None:
        path = _path(key)
        try:
            whole = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        data = whole[_DIGEST:]
        return data if sha256(data).digest() == whole[:_DIGEST] else None

    def _write(self, key: str, data: bytes) -> None:
        path = _path(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as new:
                try:
                    new.write(sha256(data).digest() + data)
                    new.close()
                    os.replace(new.name, path)
                except BaseException:
                    os.unlink(new.name)
                    raise
            self._written += len(data)
            if self._written > self._disk // 10:
                self._written = 0
                _tidy(path.parent, self._disk)


def _folder() -> Path:
    return Path(os.environ.get(FOLDER, "") or user_cache_path("faultlines")) / "snapshots"


def _path(key: str) -> Path:
    return _folder() / sha256(key.encode()).hexdigest()


def _tidy(folder: Path, room: int) -> None:
    """Delete what was not asked for longest, as far as there is no room for it."""
    found = []
    for entry in os.scandir(folder):
        with suppress(OSError):
            found.append((entry.stat().st_mtime, entry.stat().st_size, entry.path))
    for _, size, path in sorted(found, reverse=True):
        room -= size
        if room < 0:
            with suppress(OSError):
                os.unlink(path)
