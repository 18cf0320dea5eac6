"""What a visitor is about to add, kept in the store too, so that it is there again after the server was restarted.

The file itself as far as a draft has room for it (`MAX_DRAFT_BYTES`), what was chosen about it in any case: of a
larger file the page then asks for the file once more, and knows the rest. One file for each visitor, the one worked at
last; the store lets go of it when it is old.
"""

from __future__ import annotations

import binascii
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from app import kept
from app.adding import Plan, Work
from geo.errors import FaultlinesError
from geo.mapping import ColumnMapping
from geo.readers import MAX_BYTES
from geo.store import MAX_DRAFT_BYTES, NEW

__all__ = ["Waiting", "choices", "chosen", "forget", "keep_choices", "keep_file", "waiting"]

FILE, CHOICES = "adding-file", "adding"
ROOM = MAX_DRAFT_BYTES * 8 // 10  # the choices need some, too
LARGE = 12_000_000  # bytes: to pack more would take seconds and not fit anyway


class Waiting(NamedTuple):
    """What was found: the name of the file, its bytes if they were kept, and what was chosen about it."""

    name: str
    data: bytes | None
    chosen: Mapping[str, Any]


def keep_file(owner: str, name: str, data: bytes) -> None:
    """Keep a file that was just read, if there is room for it."""
    packed = b64encode(zlib.compress(data, 6)).decode() if len(data) <= LARGE else ""
    _keep(owner, FILE, {"name": name, "data": packed if len(packed) <= ROOM else ""})


def keep_choices(owner: str, work: Work) -> None:
    """Keep what was chosen, if it is something else than before."""
    plain = choices(work)
    told = json.dumps(plain, sort_keys=True)
    if told != work.told:
        work.told = told
        _keep(owner, CHOICES, plain)


def choices(work: Work) -> dict[str, Any]:
    """All that a person decides about a file, as JSON has it."""
    return {
        "file": work.upload.name,
        "mapping": work.plan.mapping.to_plain(),
        "left_out": sorted(work.plan.left_out),
        "without_bad": work.without_bad,
        "title": work.title,
        "licence": work.licence,
        "sources": work.sources,
        "target": work.target,
    }


def chosen(work: Work, plain: Mapping[str, Any]) -> None:
    """Have a work chosen as it was; of another file or another shape nothing is taken."""
    if plain.get("file") != work.upload.name:
        return
    with suppress(FaultlinesError, KeyError, TypeError, ValueError):
        mapping = ColumnMapping.from_plain(plain["mapping"])
        if set(mapping.columns.values()) <= set(work.upload.columns):
            work.plan = Plan(mapping, frozenset(str(name) for name in plain["left_out"]))
        work.without_bad = bool(plain["without_bad"])
        work.title, work.licence, work.sources, work.target = (
            str(plain[name]) for name in ("title", "licence", "sources", "target")
        )


def waiting(owner: str) -> Waiting | None:
    """What the visitor had not kept when the server went; None where there is nothing, or the store is away."""
    if not owner:
        return None
    try:
        found = kept.store().draft(NEW, owner)
        file = found.get(FILE)
        if file is None:
            return None
        packed = b64decode(file.get("data") or "")
        data = zlib.decompressobj().decompress(packed, MAX_BYTES) if packed else None
    except (FaultlinesError, zlib.error, binascii.Error):
        return None
    return Waiting(str(file.get("name", "")), data, found.get(CHOICES, {}))


def forget(owner: str) -> None:
    """Let go of it: it was kept as a data set, or is not wanted."""
    with suppress(FaultlinesError):
        kept.store().drop_draft(NEW, owner, [FILE, CHOICES])


def _keep(owner: str, key: str, plain: Mapping[str, Any]) -> None:
    """Where the store is away or full, the file lives in memory only, as it does in any case."""
    if owner:
        with suppress(FaultlinesError):
            kept.store().keep_draft(NEW, owner, {key: plain})
