"""Answers with a body that can be kept: entity tags, conditions, ranges, HEAD and packing, as RFC 9110 has them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["Body", "answer"]

_RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.ASCII)
_TAG = re.compile(r'(?:W/)?"[^"]*"')
_NO_GZIP = re.compile(r"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")


@dataclass(frozen=True)
class Body:
    """Bytes to send, and the same packed where that makes them smaller (else empty)."""

    data: bytes
    media_type: str
    tag: str
    packed: bytes = b""

    @classmethod
    def of(cls, data: bytes, media_type: str) -> Body:
        """Pictures are packed already."""
        packed = b"" if media_type.startswith(("image/png", "image/gif", "image/webp")) else _packed(data)
        return cls(data, media_type, sha256(data).hexdigest()[:24], packed if len(packed) < len(data) else b"")

    @property
    def weight(self) -> int:
        """Bytes in memory."""
        return len(self.data) + len(self.packed)


def answer(request: Request, body: Body, headers: Mapping[str, str]) -> Response:
    """The body as it was asked for: whole, packed, in part, or only that it is still the same."""
    asked = request.headers
    ranged = asked.get("range", "") if request.method == "GET" else ""
    packed = bool(body.packed) and not ranged and _takes_gzip(asked.get("accept-encoding", ""))
    tag = f'"{body.tag}-gzip"' if packed else f'"{body.tag}"'  # other bytes, another tag
    told = {**headers, "ETag": tag, "Accept-Ranges": "bytes"}
    if body.packed:
        told["Vary"] = "Accept-Encoding"
    if _still_has(asked.get("if-none-match", ""), body):
        return Response(status_code=304, headers=told)
    if ranged and (part := _part(ranged, asked.get("if-range", tag) == tag, len(body.data))):
        return _partial(body, part, told)
    if packed:
        told["Content-Encoding"] = "gzip"
    return _sent(request, body.packed if packed else body.data, body.media_type, told)


def _sent(request: Request, data: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    told = {**headers, "Content-Length": str(len(data))}
    return Response(b"" if request.method == "HEAD" else data, media_type=media_type, headers=told)


def _takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted and not _NO_GZIP.search(accepted)


def _still_has(named: str, body: Body) -> bool:
    """Whether one of the tags named is ours, packed or not: what matters is the same content (a weak comparison)."""
    if named.strip() == "*":
        return True
    ours = {f'"{body.tag}"', f'"{body.tag}-gzip"'}
    return any(tag.removeprefix("W/") in ours for tag in _TAG.findall(named))


def _part(ranged: str, current: bool, length: int) -> tuple[int, int] | None:
    """First and last byte asked for, the last one before the first if they are not there; None for the whole.

    The whole is also what is sent for several ranges at once, and where what was kept is of another body.
    """
    found = _RANGE.fullmatch(ranged)
    if not found or not current or not (found[1] or found[2]):
        return None
    first, last = (int(number[:18]) if number else None for number in found.groups())
    if first is None:
        return (max(0, length - (last or 0)), length - 1) if last else (0, -1)
    if last is not None and last < first:
        return None  # no range at all
    return (first, min(length - 1, length - 1 if last is None else last)) if first < length else (0, -1)


def _partial(body: Body, part: tuple[int, int], headers: Mapping[str, str]) -> Response:
    first, last = part
    if last < first:
        unmet = {**headers, "Content-Range": f"bytes */{len(body.data)}", "Cache-Control": "no-store"}
        return Response(status_code=416, headers=unmet)
    told = {**headers, "Content-Range": f"bytes {first}-{last}/{len(body.data)}"}
    return Response(body.data[first : last + 1], status_code=206, media_type=body.media_type, headers=told)


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)
