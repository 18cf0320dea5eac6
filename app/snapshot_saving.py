"""Keeping a snapshot: `POST /snapshots` with JSON, from a page of this app.

    {"query": "focus=AZE&...", "title": "", "note": "", "parent": ""}      all but the query may be left out

answers with the addresses to pass on. Another site can't use a visitor's key for this: the cookie is not sent along,
JSON from elsewhere is not let through, and an origin that is not ours is refused.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app import cache, kept, visitor
from app.exports import base_url
from app.limits import Buckets, asker, saves_per_hour
from app.snapshot_page import iframe
from app.snapshots import link_of
from geo.caption import caption
from geo.errors import FaultlinesError, NotYours, StoreError, TooMuch, UnknownDataset
from geo.frozen import thumbnail
from geo.snapshot import take
from geo.store import Kept
from geo.view import View

__all__ = ["save"]

_LONGEST = 64_000  # bytes
_FIELDS = ("query", "title", "note", "parent")


class _Refused(Exception):
    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status, self.headers = status, headers


async def save(request: Request) -> Response:
    """Keep what the visitor sees."""
    try:
        _check_sender(request)
        asked = await _asked(request)
        _check_pace(request)
        key = visitor.key_in(request.cookies) or visitor.new_key()
        snapshot = await run_in_threadpool(_keep, asked, key, base_url(request))
    except _Refused as error:
        return _told(error.status, {"error": str(error)}, error.headers)
    except FaultlinesError as error:
        return _told(_status(error), {"error": str(error)}, {})
    secure = visitor.came_by_https(request.headers, request.url.scheme)
    headers = {"Location": f"/s/{snapshot.id}", "Set-Cookie": visitor.set_cookie(key, secure)}
    return _told(201, _answer(request, snapshot), headers)


def _answer(request: Request, snapshot: Kept) -> dict[str, Any]:
    link = link_of(request, snapshot)
    return {
        "id": snapshot.id,
        "url": link.at(),
        "title": link.title,
        "caption": link.caption,
        "picture": link.at(".png?size=slide"),
        "embed": link.at("/embed"),
        "iframe": iframe(link),
    }


def _check_sender(request: Request) -> None:
    """Only our own pages, or programs, which have no visitor's cookie but their own."""
    if visitor.read_only():
        raise _Refused(403, "This server keeps nothing: it can only be read.")
    hosts = {request.headers.get("host", ""), urlsplit(base_url(request)).netloc}
    origin = request.headers.get("origin")
    foreign = origin is not None and re.sub("^https?://", "", origin) not in hosts - {""}
    if foreign or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise _Refused(403, "Snapshots are saved from a page of this app, not from another site.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise _Refused(415, "Send JSON, and say so: Content-Type: application/json.", Accept="application/json")


async def _asked(request: Request) -> dict[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST:
            raise _Refused(413, f"That is too much: at most {_LONGEST:,} bytes.")
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise _Refused(400, "That is not JSON.") from None
    if not isinstance(asked, dict) or not all(isinstance(text, str) for text in asked.values()):
        raise _Refused(400, f"Send an object of texts: {', '.join(_FIELDS)}.")
    if unknown := sorted(set(asked) - set(_FIELDS)):
        raise _Refused(400, f"There is no {unknown[0][:40]!r}; there are {', '.join(_FIELDS)}.")
    if "query" not in asked:
        raise _Refused(400, "Send the query of the view; it may be empty.")
    return {name: asked.get(name, "") for name in _FIELDS}


def _check_pace(request: Request) -> None:
    host = request.client.host if request.client else "here"
    if wait := _buckets().take(asker(host)):
        raise _Refused(
            429,
            f"Many snapshots were saved from your network just now. Try again in {_in_words(wait)}; nothing is lost.",
            **{"Retry-After": str(wait)},
        )


def _in_words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 100 else f"{-(-seconds // 60)} minutes"


@lru_cache(maxsize=1)
def _buckets() -> Buckets:
    return saves_per_hour()


def _keep(asked: dict[str, str], owner: str, base: str) -> Kept:
    cache.dataset(View.from_query(asked["query"])[0].data)  # another one must not stand in for it
    shot = take(asked["query"], load=cache.dataset, base_url=base)
    return kept.store().keep_snapshot(
        shot,
        owner,
        title=asked["title"],
        note=asked["note"],
        parent=asked["parent"],
        caption=caption(shot.spec),
        thumbnail=thumbnail(shot.spec, shot.atlas),
    )


def _status(error: FaultlinesError) -> int:
    for kind, status in ((UnknownDataset, 404), (NotYours, 403), (TooMuch, 409), (StoreError, 503)):
        if isinstance(error, kind):
            return status
    return 400


def _told(status: int, values: dict[str, Any], headers: dict[str, str]) -> Response:
    safe = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
    return JSONResponse(values, status, {**safe, **headers})
