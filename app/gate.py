"""Who may send something to be kept, and how often: the same for everything that a page of ours posts.

Another site can't use a visitor's key: the cookie is not sent along, the media types asked for are those that a
browser sends to another site only when that site lets it, and an origin that is not ours is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.exports import base_url
from app.limits import Buckets, asker, saves_per_hour
from geo.errors import FaultlinesError, NotYours, StoreError, TooMuch, UnknownDataset

__all__ = ["READ_ONLY", "Refused", "body_of", "buckets", "check_pace", "check_sender", "status_of", "told"]

READ_ONLY = "This server keeps nothing: it can only be read."
_SAFE: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Refused(Exception):
    """Why something is not taken: a status, a sentence for the reader, and headers."""

    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def check_sender(request: Request, media_types: Collection[str], wrong_type: str) -> None:
    """Only our own pages, or programs, which have no visitor's cookie but their own. Raises Refused."""
    hosts = {request.headers.get("host", ""), urlsplit(base_url(request)).netloc}
    origin = request.headers.get("origin")
    foreign = origin is not None and re.sub("^https?://", "", origin) not in hosts - {""}
    if foreign or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refused(403, "This is done from a page of this app, not from another site.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in media_types:
        raise Refused(415, wrong_type, Accept=", ".join(media_types))


def check_pace(request: Request, what: str) -> None:
    """Take a token of the sender's network; `what` says what there was too much of. Raises Refused."""
    host = request.client.host if request.client else "here"
    if wait := buckets().take(asker(host)):
        why = f"{what} from your network just now. Try again in {_in_words(wait)}; nothing is lost."
        raise Refused(429, why, Retry_After=str(wait))


@lru_cache(maxsize=1)
def buckets() -> Buckets:
    """One for all that is kept."""
    return saves_per_hour()


async def body_of(request: Request, most: int, too_much: str) -> bytes:
    """What was sent, if it is not too long; no more than that is ever held. Raises Refused."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:15]) > most:
        raise Refused(413, too_much)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise Refused(413, too_much)
        parts.append(part)
    return b"".join(parts)


def status_of(error: FaultlinesError) -> int:
    """The HTTP status that an error stands for."""
    for kind, status in ((UnknownDataset, 404), (NotYours, 403), (TooMuch, 409), (StoreError, 503)):
        if isinstance(error, kind):
            return status
    return 400


def told(status: int, values: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """An answer as JSON, for nobody else and from no cache."""
    return JSONResponse(dict(values), status, {**_SAFE, **(headers or {})})


def _in_words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 100 else f"{-(-seconds // 60)} minutes"
