"""Keeping a snapshot: `POST /snapshots` with JSON, from a page of this app.

    {"query": "focus=AZE&...", "title": "", "note": "", "caption": "", "parent": ""}   all but the query may be left out

answers with the addresses to pass on. Who may do so, and how often: `app.gate`.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import cache, kept, visitor
from app.exports import base_url
from app.gate import READ_ONLY, Refused, body_of, check_pace, check_sender, status_of, told
from app.snapshot_page import iframe
from app.snapshots import link_of
from geo.caption import caption
from geo.errors import FaultlinesError
from geo.frozen import thumbnail
from geo.snapshot import take
from geo.store import Kept
from geo.view import View

__all__ = ["save", "written"]

_LONGEST = 64_000  # bytes
_FIELDS = ("query", "title", "note", "caption", "parent")
_TOO_MUCH = f"That is too much: at most {_LONGEST:,} bytes."
_NOT_JSON = "Send JSON, and say so: Content-Type: application/json."


async def save(request: Request) -> Response:
    """Keep what the visitor sees."""
    try:
        if visitor.read_only():
            raise Refused(403, READ_ONLY)
        check_sender(request, ("application/json",), _NOT_JSON)
        asked = _asked(await body_of(request, _LONGEST, _TOO_MUCH))
        check_pace(request, "Many snapshots were saved")
        key = visitor.key_in(request.cookies) or visitor.new_key()
        snapshot = await run_in_threadpool(_keep, asked, key, base_url(request))
    except Refused as error:
        return told(error.status, {"error": str(error)}, error.headers)
    except FaultlinesError as error:
        return told(status_of(error), {"error": str(error)})
    secure = visitor.came_by_https(request.headers, request.url.scheme)
    headers = {"Location": f"/s/{snapshot.id}", "Set-Cookie": visitor.set_cookie(key, secure)}
    return told(201, _answer(request, snapshot), headers)


def written(request: Request) -> Response:
    """`GET /caption?QUERY`: the caption of a view as it is written from the data, for who may want to change it."""
    try:
        view, _ = cache.usable(View.from_query(request.url.query)[0])
        text = caption(cache.drawn(view, base_url(request)))
    except FaultlinesError as error:
        return PlainTextResponse(f"{error}\n", status_of(error), headers={"Cache-Control": "no-store"})
    return PlainTextResponse(f"{text}\n", headers={"Cache-Control": "no-cache"})


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


def _asked(body: bytes) -> dict[str, str]:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "That is not JSON.") from None
    if not isinstance(asked, dict) or not all(isinstance(text, str) for text in asked.values()):
        raise Refused(400, f"Send an object of texts: {', '.join(_FIELDS)}.")
    if unknown := sorted(set(asked) - set(_FIELDS)):
        raise Refused(400, f"There is no {unknown[0][:40]!r}; there are {', '.join(_FIELDS)}.")
    if "query" not in asked:
        raise Refused(400, "Send the query of the view; it may be empty.")
    return {name: asked.get(name, "") for name in _FIELDS}


def _keep(asked: dict[str, str], owner: str, base: str) -> Kept:
    cache.dataset(View.from_query(asked["query"])[0].data)  # another one must not stand in for it
    shot = take(asked["query"], load=cache.dataset, base_url=base)
    return kept.store().keep_snapshot(
        shot,
        owner,
        title=asked["title"],
        note=asked["note"],
        parent=asked["parent"],
        caption=asked["caption"],
        thumbnail=thumbnail(shot.spec, shot.atlas),
    )
