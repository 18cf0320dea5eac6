"""Opening a file that holds its map: which data set of this server it is of, or a new one of the visitor.

The relations in the file are those that are shown. A data set that is here already with the very same content is not
kept again: the one that comes with Faultlines, or one of the visitor's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from app import cache, kept
from app.adding_words import line
from app.files import OPENED
from geo.capsule import Restored, built_in, unseal
from geo.errors import DataError, FaultlinesError, StoreError, TooMuch, UnknownDataset, UsageError
from geo.relations import Dataset
from geo.snapshot import STORED

__all__ = ["CantKeep", "Opened", "findable", "holds_map", "opened", "read", "sentence"]

_OTHERS = (".gif", ".webp", ".pptx", ".jpg", ".jpeg")  # what people may take for one that holds its map
_NO_MAP = "a {ending} file doesn't hold its map; those that do are PNG, SVG, PDF and HTML files made by Faultlines"
_READ_ONLY = "this map is of data that this server doesn't have, and it keeps nothing: it can only be read"
_AWAY = "this map is of data of its own, and that can't be kept at the moment: {why}"
_NO_KEY = (
    "this map is of data of its own. It would be kept for you, but your browser keeps no cookies from this page, "
    "so nobody could tell that it is yours. Allow them, and reload the page"
)
_NOT_THERE = (
    "the relations of this map were too many to go along in the file, and this server doesn't have them: the data set "
    "has the digest {digest}"
)
_HEAD = 1024  # bytes
_STARTS = (b"\x89png", b"%pdf-", b"<!doctype html", b"<html")  # whatever the file is called
_ROOT = re.compile(rb"(?:<[?!][^<>]{0,300}>\s*)*<([a-z]+)")  # the first element of an XML file


class CantKeep(FaultlinesError):
    """The map is of data that would have to be kept, and this server keeps nothing."""


class Opened(NamedTuple):
    """Where a map is.

    Attributes
    ----------
    query : of the view, with the name that its data set has here
    added : title of the data set that was kept for it; empty where it was here
    """

    query: str
    added: str = ""


def holds_map(name: str, data: bytes) -> bool:
    """Whether a file is one that may hold its map; else it may be a table. Raises UsageError for a film or a slide."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    root = _ROOT.match(head)
    if head.startswith(_STARTS) or (root and root[1] == b"svg"):
        return True
    ending = PurePath(name).suffix.lower()
    if ending in _OTHERS:
        raise UsageError(_NO_MAP.format(ending=ending))
    return ending in OPENED


def read(name: str, data: bytes) -> Restored:
    """What is in a map's file, compared with the data set of its name on this server. Raises DataError."""
    return unseal(name, data, _same_name)


def _same_name(name: str) -> Dataset | None:
    try:
        return cache.dataset(name) if kept.is_own(name) else built_in(name)
    except (UnknownDataset, StoreError):
        return None


def opened(restored: Restored, owner: str, source: str, *, read_only: bool) -> Opened:
    """Find the data set of a map, or keep it as the visitor's own.

    Parameters
    ----------
    owner : the visitor's key; empty for one without
    source : name of the file

    Raises
    ------
    CantKeep
        It would have to be kept, and may not be.
    StoreError
        It would have to be kept, and can't be: the store is away, or the visitor's room is used up.
    UnknownDataset
        It is neither here nor in the file.
    """
    name = findable(restored, owner, read_only=read_only)
    added = ""
    if not name:
        name, added = _kept(restored, owner, source)
    return Opened(restored.view.with_(data=name).to_query(), added)


def findable(restored: Restored, owner: str, *, read_only: bool) -> str:
    """The name that the data set of a map has here; empty where it has to be kept first, and may be. So whoever is
    asked about a map is not asked in vain. Raises what `opened` does, but for a full store."""
    name = _here(restored, owner, read_only=read_only)
    if name:
        return name
    if restored.dataset is None:
        raise UnknownDataset(_NOT_THERE.format(digest=restored.digest[:12]))
    if read_only:
        raise CantKeep(_READ_ONLY)
    if not owner:
        raise UsageError(_NO_KEY)
    return ""


def _here(restored: Restored, owner: str, *, read_only: bool) -> str:
    """The name of the data set with the content of the map; empty where it has to be kept."""
    for digest in _digests(restored):
        for name in cache.dataset_names():
            if cache.dataset(name).digest == digest:
                return name
        for entry in _mine(owner):
            if entry.head == digest:
                return entry.id
        if (restored.dataset is None or read_only) and (name := _somebodys(restored.view.data, digest)):
            return name
    return ""


def _digests(restored: Restored) -> Iterator[str]:
    """Of the contents that would do, the best first: all of the data set comes before the part that a file has."""
    if not restored.whole and restored.digest:
        yield restored.digest
    if restored.dataset is not None:
        yield restored.dataset.digest


def _mine(owner: str) -> tuple[kept.Entry, ...]:
    try:
        return kept.mine(owner)
    except StoreError as error:
        raise StoreError(_AWAY.format(why=error)) from error


def _somebodys(name: str, digest: str) -> str:
    """A data set of this server by the name in the file, which is the key for reading it; a version of it, if that
    is what the map was made of."""
    parts = STORED.fullmatch(name)
    for each in (parts[1], f"{parts[1]}-{digest[:24]}") if parts else ():
        try:
            if cache.dataset(each).digest == digest:
                return each
        except (UnknownDataset, StoreError):
            continue
    return ""


def _kept(restored: Restored, owner: str, source: str) -> tuple[str, str]:
    assert restored.dataset is not None
    dataset = replace(restored.dataset, title=_title(restored.dataset.title))
    try:
        entry = kept.store().keep(dataset, owner, source=line(source, 200), notices=dataset.notices, exact=True)
    except TooMuch:
        raise
    except StoreError as error:
        raise StoreError(_AWAY.format(why=error)) from error
    return entry.id, entry.title


def _title(title: str) -> str:
    """Not that of a data set which is here with other relations: the list of data would have it twice."""
    taken = {cache.dataset(name).title for name in cache.dataset_names()}
    return f"{title} (changed)" if title in taken else title


def sentence(error: FaultlinesError) -> str:
    """What is wrong, for the reader's eyes. Of a table only the first problem: its own page has room for all."""
    why = str(error)
    if isinstance(error, DataError):
        first = error.problems[0]
        why = f"{first.message}; {first.suggestion}" if first.suggestion else first.message
    return f"{why[:1].upper()}{why[1:]}".rstrip(".") + "."
