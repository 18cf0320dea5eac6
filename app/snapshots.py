"""Links to snapshots, without Streamlit.

    GET  /s/ID                     the map as a page, with what chats and posts unfold
    GET  /s/ID.png?size=card       a picture (`slide`, ...); .svg, .json (the MapSpec), .csv and the other formats
    GET  /s/ID.txt, .bib           how to cite it
    GET  /s/ID/embed               the map for a frame in another page
    GET  /oembed?url=...           how another site shows it
    POST /snapshots                keep one: see `app.snapshot_saving`

What a file shows never changes, so it may be kept for long; only what it says of itself follows another title or
caption. The page may get another title, or be deleted, and is asked for anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from app import kept, snapshot_page
from app.answers import Body, answer
from app.citing import CITED, cited
from app.exports import base_url, slug
from app.files import FILMS
from app.shelf import Shelf
from app.snapshot_files import SIZES, TYPES, code, file_key, made_file, standalone
from app.snapshot_page import FRAME, THUMB, Link
from geo.errors import FaultlinesError, GoneSnapshot, StoreError, UnknownSnapshot
from geo.frozen import own_caption
from geo.render.page import without_capsule

__all__ = ["PREFIXES", "ROUTES", "SAFE", "SOON", "application", "failed", "link_of", "seen_of", "whole"]

PREFIXES = ("/s/", "/oembed")
_ID = re.compile("[A-Za-z0-9_-]{22}")
_FILE = re.compile(r"(?P<id>[A-Za-z0-9_-]{22})\.(?P<form>[a-z]{2,8})")
_TAIL = re.compile(r"([A-Za-z0-9_-]{22})[).,;:!?\]>}'\"*»”’…]+")  # what a text puts behind a link
_LONG = "public, max-age=31536000"
_FOR_EVER = f"{_LONG}, immutable"
_SAYS_NOTHING = ("json", "csv")  # of a title or a caption, which can change
SOON = "public, max-age=60, must-revalidate"
SAFE: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",  # only those who got the link are meant
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_OPEN: Mapping[str, str] = {
    **SAFE, "Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*",
}  # fmt: skip
_DRAWING = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
_UNKNOWN = (
    "There is no snapshot at this address",
    ("A link to a snapshot ends in 22 letters, digits, hyphens and underscores, and works as a whole only.",),
)
_GONE = (
    "This snapshot was deleted",
    ("The one who kept it has deleted it. What it showed is not told, and only they can bring it back.",),
)
_LIGHT = 200_000  # characters of data that a page may have beside its map; files have all of it
_ANY = "* file:"  # pages, and those that lie on somebody's disk
_shelf = Shelf()
_films = Shelf(60_000_000, makers=1)  # take seconds: pictures must not wait for them


class _Fail(NamedTuple):
    """Why there is nothing: as a page, and as one line for programs."""

    status: int
    title: str
    sentences: tuple[str, ...]


async def _page(request: Request) -> Response:
    """The page of a snapshot, or one of its files."""
    name = request.path_params["name"]
    found = _FILE.fullmatch(name)
    if found:
        return await _file(request, found["id"], found["form"])
    if tail := _TAIL.fullmatch(name):
        return RedirectResponse(f"{base_url(request).rstrip('/')}/s/{tail[1]}", 308, headers=SAFE)
    return await whole(request, name, _with_caption, "page", "'self'")


def _with_caption(html: str, link: Link) -> str:
    return snapshot_page.page(html, link, own_caption(kept.store().snapshot(link.id)))


async def _slashed(request: Request) -> Response:
    return RedirectResponse(f"{base_url(request).rstrip('/')}/s/{request.path_params['name']}", 308, headers=SAFE)


async def _embed(request: Request) -> Response:
    return await whole(request, request.path_params["name"], snapshot_page.embed, "embed", _ANY)


async def whole(request: Request, id: str, make: Callable[[str, Link], str], kind: str, frames: str) -> Response:
    """A page around the map. Its policy comes as a header too: a page can't say by itself who may frame it."""
    try:
        seen = await seen_of(id)
        link = link_of(request, seen.kept)
        key = f"{kind} {id} {seen.frozen} {seen.kept.changed.isoformat()} {link.home} {code()}"
        body = _shelf.held(key)
        if body is None:
            type_ = "text/html; charset=utf-8"
            base = await _shelf.get(file_key(seen, "html"), type_, lambda: standalone(seen))
            most = 0 if kind == "embed" else _LIGHT
            text = without_capsule(base.data.decode(), most)
            body = await _shelf.get(key, type_, lambda: make(text, link).encode(), on_disk=False)
    except FaultlinesError as error:
        return failed(request, error, id)
    headers = {
        **SAFE,
        "Access-Control-Allow-Origin": "*",  # whoever unfolds a link in a browser may read it; there is no cookie
        "Cache-Control": SOON,
        "Content-Security-Policy": f"{_policy_of(body)}; frame-ancestors {frames}",
    }
    if frames != _ANY:
        headers |= {"X-Frame-Options": "SAMEORIGIN", "Cross-Origin-Opener-Policy": "same-origin"}
    return answer(request, body, headers)


_META = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def _policy_of(body: Body) -> str:
    found = _META.search(body.data)
    assert found is not None
    return found[1].decode()


async def _file(request: Request, id: str, form: str) -> Response:
    if form in CITED:
        return await _cited(request, id, form)
    if form not in TYPES:
        return _said(f"A snapshot has no file .{form}; there are {', '.join(f'.{name}' for name in TYPES)}.", 404)
    size = request.query_params.get("size", "")
    if size and size not in SIZES:
        return _said(f"There is no size {size[:40]!r}; there are {', '.join(SIZES)}.", 400)
    try:
        seen = await seen_of(id)
        shelf = _films if form in FILMS else _shelf
        how = (seen, form, size, link_of(request, seen.kept).at())
        body = await shelf.get(file_key(*how), TYPES[form], lambda: made_file(*how))
    except FaultlinesError as error:
        return failed(request, error, id, page=False)
    return answer(request, body, {**_OPEN, **_file_headers(seen, form, body)})


async def _cited(request: Request, id: str, form: str) -> Response:
    try:
        link = link_of(request, (await seen_of(id)).kept)
        body = Body.of(await run_in_threadpool(cited, id, form, link.at()), CITED[form])
    except FaultlinesError as error:
        return failed(request, error, id, page=False)
    return answer(request, body, {**_OPEN, "Cache-Control": SOON})


def _file_headers(seen: kept.Seen, form: str, body: Body) -> dict[str, str]:
    """Pictures are shown, the rest is saved; a drawing can't run anything."""
    shown = form in ("png", "svg", "pdf", "json", "gif", "webp")
    name = f"faultlines-{slug(seen.kept.title)}.{form}"
    told = {
        "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{name}"',
        "Cache-Control": _FOR_EVER if form in _SAYS_NOTHING else _LONG,
    }
    if form == "html":
        told["Content-Security-Policy"] = _policy_of(body)
    elif form != "pdf":  # browsers show one with pages of their own, which that would stop
        told["Content-Security-Policy"] = _DRAWING if form == "svg" else "default-src 'none'; sandbox"
    return told


async def _oembed(request: Request) -> Response:
    """https://oembed.com, 2.3; a frame with the map."""
    asked = request.query_params
    form = asked.get("format", "json")
    if form not in ("json", "xml"):
        return _said("There are the formats json and xml.", 501)
    try:
        most = [int(asked.get(name, "")[:6] or 10_000) for name in ("maxwidth", "maxheight")]
    except ValueError:
        return _said("maxwidth and maxheight are whole numbers of pixels.", 400)
    id = _asked_id(request, asked.get("url", ""))
    try:
        link = link_of(request, (await seen_of(id)).kept)
    except FaultlinesError as error:
        return failed(request, error, id, page=False)
    values = _rich(link, (max(1, most[0]), max(1, most[1])))
    headers = {**_OPEN, "Cache-Control": SOON}
    if form == "xml":
        return Response(snapshot_page.oembed_xml(values), media_type="text/xml; charset=utf-8", headers=headers)
    return JSONResponse(values, headers=headers)


def _rich(link: Link, most: tuple[int, int]) -> dict[str, object]:
    """The answer; frame and picture are no larger than asked for."""
    share = min(1.0, most[0] / FRAME[0], most[1] / FRAME[1])
    width, height = (max(1, int(side * share)) for side in FRAME)
    values: dict[str, object] = {
        "type": "rich",
        "version": "1.0",
        "title": link.title,
        "provider_name": "Faultlines",
        "provider_url": link.home,
        "cache_age": 3600,
        "html": snapshot_page.iframe(link, (width, height)),
        "width": width,
        "height": height,
    }
    for name, (wide, high) in (("card", snapshot_page.CARD), ("thumb", THUMB)):
        if wide <= most[0] and high <= most[1]:
            picture = link.at(f".png?size={name}")
            return {**values, "thumbnail_url": picture, "thumbnail_width": wide, "thumbnail_height": high}
    return values


def _asked_id(request: Request, url: str) -> str:
    """The id in an address of this app; empty if it is none."""
    try:
        parts = urlsplit(url if url.isprintable() else "")
    except ValueError:
        return ""
    ours = {
        urlsplit(base).netloc: urlsplit(base).path.rstrip("/") for base in (str(request.base_url), base_url(request))
    }
    root = ours.get(parts.netloc)
    if root is None or parts.scheme not in ("http", "https") or not parts.path.startswith(f"{root}/s/"):
        return ""
    name = parts.path[len(root) + 3 :].removesuffix("/").removesuffix("/embed")
    found = _FILE.fullmatch(name)
    return found["id"] if found else name


def link_of(request: Request, snapshot: kept.Kept) -> Link:
    """How a snapshot is passed on, with absolute addresses."""
    return Link(
        id=snapshot.id,
        home=f"{base_url(request).rstrip('/')}/",
        title=snapshot.title or snapshot.headline,
        caption=" ".join(snapshot.caption.split()) or snapshot.headline,
        note=snapshot.note,
        headline=snapshot.headline,
        query=snapshot.view_query,
        created=snapshot.created.date().isoformat(),
        forms=(*TYPES, *CITED),
    )


async def seen_of(id: str) -> kept.Seen:
    """A snapshot without its map. Raises UnknownSnapshot, GoneSnapshot, StoreError."""
    if not _ID.fullmatch(id):
        raise UnknownSnapshot("there is no such snapshot")
    found = kept.snapshot_held(id)
    return found if found is not None else await run_in_threadpool(kept.snapshot, id)


def failed(request: Request, error: FaultlinesError, id: str, *, page: bool = True) -> Response:
    """What is said where there is no snapshot to show: a page, or a line for programs."""
    fail = _fail_of(error, id)
    if not page:
        return _said(f"{fail.title}.", fail.status)
    html = snapshot_page.missing(fail.title, fail.sentences, f"{base_url(request).rstrip('/')}/")
    told = {
        **SAFE,
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"{snapshot_page.policy(html)}; frame-ancestors {_ANY}",
    }
    return HTMLResponse("" if request.method == "HEAD" else html, fail.status, told | _length(html))


def _length(html: str) -> dict[str, str]:
    return {"Content-Length": str(len(html.encode()))}


def _fail_of(error: FaultlinesError, id: str) -> _Fail:
    if isinstance(error, UnknownSnapshot):
        short = f"This one has {len(id)}: it may have been cut off, or something was added." if len(id) != 22 else ""
        return _Fail(404, _UNKNOWN[0], tuple(filter(None, (*_UNKNOWN[1], short))))
    if isinstance(error, GoneSnapshot):
        return _Fail(410, *_GONE)
    if isinstance(error, StoreError):
        why = f"The server says: {str(error).rstrip('.')}."
        return _Fail(503, "This snapshot can't be read at the moment", (why, "Try again in a minute."))
    return _Fail(500, "This snapshot can't be drawn", ("It is kept, but this version of Faultlines can't draw it.",))


def _said(text: str, status: int) -> Response:
    headers = {**_OPEN, "Cache-Control": "no-store"}
    return PlainTextResponse(f"{text}\n", status, headers | ({"Retry-After": "60"} if status == 503 else {}))


ROUTES = [
    Route("/s/{name}", _page),
    Route("/s/{name}/", _slashed),
    Route("/s/{name}/embed", _embed),
    Route("/oembed", _oembed),
]


def application(*more: Route) -> Starlette:
    """These routes and more alone, for who wants to reach them without passing Streamlit."""
    return Starlette(routes=[*ROUTES, *more])
