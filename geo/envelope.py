"""The letter that a map's file carries about itself: a text among the file's own metadata, found again in the bytes.

`faultlines-capsule-1:BASE64URL:end`. In it are two bzip2 streams, one behind the other: JSON on one line, and the
relations as CSV. `base64 -d | bunzip2` opens it where there is no Faultlines. bzip2 and not zlib, whose builds differ
in what they write; and both streams end in checksums, so that a damaged letter is seen.

Files come from strangers. Nothing of them is parsed but the chunks of a PNG; nothing is unpacked beyond its limit.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from geo.errors import DataError, Problem

__all__ = ["KEYWORD", "MAX_FILE", "Letter", "Pack", "letter_in", "packed", "refused", "written"]

MAX_FILE = 60_000_000  # bytes of a file
MAX_TABLE = 60_000_000  # bytes of relations, unpacked
MAX_HEAD = 4_000_000  # bytes of JSON
MAX_TEXT = 8_000_000  # characters
MOST_MARKS = 1_000  # places that look like a letter

KEYWORD = "Faultlines-Capsule"  # of the PNG chunk
_VERSION = 1
_MARK = b"faultlines-capsule-"
_LETTER = re.compile(rb"faultlines-capsule-([0-9]{1,6}):([A-Za-z0-9_=-]*)(:end)?")
# Where a letter may stand: in an element of that name. No text of a data set can be mistaken for one, for in all of
# these formats its angle brackets are written otherwise.
_ELEMENT = re.compile(rb"<(?:[\w.-]{1,40}:capsule\b|script\b[^<>]{0,300}capsule)[^<>]{0,300}>\s{0,40}\Z")
_BEFORE = 800  # bytes in which the element begins
_PNG = b"\x89PNG\r\n\x1a\n"
_ENDS = {
    b"\x89png\r\n\x1a\n": b"iend",
    b"%pdf-": b"%%eof",
    b"<!doctype html": b"</html>",
    b"<?xml": b"</svg>",
    b"<svg": b"</svg>",
}
_SHORT = 2_000  # bytes at both ends of a file
_CHUNK = 1 << 20

NONE = "no map that can be opened again is in it"
_HINT = (
    "it was probably saved anew by another program, which drops it, or it is a screenshot; take the file as "
    "Faultlines wrote it"
)
CUT = "the file is cut off, before the place where its map is"
_DAMAGED = "the map in it is damaged"
_AGAIN = "ask for the file again"


class Letter(NamedTuple):
    """What a file says about itself: plain values, and the relations as CSV, which may be empty."""

    head: dict[str, Any]
    table: bytes


class Pack(NamedTuple):
    """A packed text; `content` is None where there is too much of it. `pieces` is how many of it were looked at."""

    content: bytes | None
    pieces: int


def refused(name: str, message: str, suggestion: str = "") -> DataError:
    """The error for a file that can't be opened."""
    return DataError(name, [Problem(message, suggestion=suggestion)])


def packed(table: Iterable[str], most: int) -> Pack:
    """A text in pieces as one bzip2 stream of at most `most` bytes, which can be unpacked again."""
    packer, size, length, parts = bz2.BZ2Compressor(9), 0, 0, []
    for count, piece in enumerate(table, 1):
        content = piece.encode()
        length += len(content)
        parts.append(packer.compress(content))
        size += len(parts[-1])
        if size > most or length > MAX_TABLE:
            return Pack(None, count)
    parts.append(packer.flush())
    return Pack(b"".join(parts) if size + len(parts[-1]) <= most else None, len(parts) - 1)


def written(head: Mapping[str, Any], table: bytes) -> str:
    """The letter: ASCII, the same for the same content in every process. `table` is as `packed` made it."""
    plain = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False) + "\n"
    content = bz2.compress(plain.encode("utf-8", "replace"), 9) + table
    return f"{_MARK.decode()}{_VERSION}:{base64.urlsafe_b64encode(content).decode()}:end"


def letter_in(name: str, data: bytes) -> Letter:
    """The letter in a file, of whatever kind; `name` is what the file is called in an error.

    Raises DataError: there is none, it is damaged, too large, or a newer Faultlines wrote it.
    """
    if len(data) > MAX_FILE:
        raise refused(name, f"the file has {len(data):,} bytes", f"at most {MAX_FILE:,} bytes are read")
    found = _found(data)
    if found is None:
        raise refused(name, CUT, _AGAIN) if _cut(data) else refused(name, NONE, _HINT)
    if int(found[1]) > _VERSION:
        raise refused(name, "a newer Faultlines made it", "update this one to open it")
    if len(found[2]) > MAX_TEXT:
        raise refused(name, f"the map in it has {len(found[2]):,} bytes", f"at most {MAX_TEXT:,} are read")
    if int(found[1]) != _VERSION or not found[3]:
        raise refused(name, f"{_DAMAGED}: it is cut off", _AGAIN)
    try:
        content = base64.b64decode(found[2], altchars=b"-_", validate=True)
    except binascii.Error:
        raise refused(name, _DAMAGED, _AGAIN) from None
    head, rest = _unpacked(name, content, MAX_HEAD)
    table, rest = _unpacked(name, rest, MAX_TABLE) if rest else (b"", b"")
    if rest:
        raise refused(name, f"{_DAMAGED}: there is something behind it", _AGAIN)
    return Letter(_values(name, head), table)


def _found(data: bytes) -> re.Match[bytes] | None:
    """Where the letter stands: the last place, since what a file was given later stands behind the rest."""
    if data.startswith(_PNG):
        for text in _texts(data):
            return _LETTER.match(text)
        return None
    at = len(data)
    for _ in range(MOST_MARKS):
        at = data.rfind(_MARK, 0, at)
        if at < 0:
            return None
        if _ELEMENT.search(data[max(0, at - _BEFORE) : at]):
            return _LETTER.match(data, at)
    return None


def _cut(data: bytes) -> bool:
    """Whether a file ends before its kind of file does."""
    start, end = data[:_SHORT].lstrip(b"\xef\xbb\xbf \t\r\n").lower(), data[-_SHORT:].lower()
    last = next((last for first, last in _ENDS.items() if start.startswith(first)), b"")
    return last not in end and (last != _ENDS[b"<?xml"] or b"<svg" in start)


def _texts(data: bytes) -> Iterator[bytes]:
    """The texts of a PNG under our keyword, which other programs may have written in another kind of chunk."""
    at, key = len(_PNG), KEYWORD.encode()
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind in (b"iTXt", b"tEXt", b"zTXt") and length <= MAX_TEXT:
            word, _, rest = data[at + 8 : at + 8 + length].partition(b"\0")
            if word == key:
                yield _text_of(kind, rest)
        at += 12 + length


def _text_of(kind: bytes, rest: bytes) -> bytes:
    """The text of a chunk behind its keyword (PNG, 11.3.3)."""
    if kind == b"tEXt":
        return rest
    squeezed = kind == b"zTXt" or rest[:1] == b"\1"
    text = rest[1:] if kind == b"zTXt" else rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    if not squeezed:
        return text
    try:
        return zlib.decompressobj().decompress(text, MAX_TEXT + 100)
    except zlib.error:
        return b""


def _unpacked(name: str, content: bytes, most: int) -> tuple[bytes, bytes]:
    """The first stream, and what is behind it; refuses a stream that grows beyond `most` while it is unpacked."""
    unpacker, parts, size = bz2.BZ2Decompressor(), [], 0
    try:
        while not unpacker.eof:
            parts.append(unpacker.decompress(content, _CHUNK))
            content = b""
            size += len(parts[-1])
            if size > most:
                raise refused(name, "the map in it is too large", f"at most {most:,} bytes are unpacked")
            if unpacker.needs_input and not unpacker.eof:
                raise EOFError
    except (OSError, EOFError, ValueError):
        raise refused(name, _DAMAGED, _AGAIN) from None
    return b"".join(parts), unpacker.unused_data


def _values(name: str, head: bytes) -> dict[str, Any]:
    try:
        found = json.loads(head)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise refused(name, _DAMAGED, _AGAIN)
    return found
