"""What stands between the browser and Streamlit: small answers, and a page that is ours from its first byte.

Streamlit sends its scripts unpacked and its page under its own name. This middleware keeps each of those files packed
in memory after its first use, and rewrites the page: our title, icon and style sheet, early loading of what the map
needs, a content security policy that forbids to load anything from another host, and a key for a new visitor. What is
not Streamlit's at all goes to an application of its own, past everything that Streamlit puts around an answer.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from anyio import sleep_forever, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import tiles, visitor

__all__ = ["FrontMiddleware"]

_PACKABLE = re.compile(r"/static/.+\.(?:js|css|json|svg)$")


class _Kept(NamedTuple):
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class FrontMiddleware:
    """Packs Streamlit's static files and dresses its page.

    Parameters
    ----------
    app : the application behind
    dress : from the page as Streamlit has it, and its path, to the page as it is sent
    beside : answers for the paths that begin in one of those ways
    """

    def __init__(
        self,
        app: ASGIApp,
        dress: Callable[[str, str], str],
        beside: tuple[tuple[str, ...], ASGIApp | None] = ((), None),
    ) -> None:
        self.app = app
        self._prefixes, self._beside = beside
        self._dress = dress
        self._kept: dict[str, _Kept] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, else ask the application and keep what is worth keeping."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif self._beside is not None and scope["path"].startswith(self._prefixes):
            await self._beside(scope, receive, send)
        else:
            await self._usual(scope, receive, partial(_send_safely, send))

    async def _usual(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await self.app(scope, receive, send)
        elif _PACKABLE.search(scope["path"]):
            await self._packed(scope, receive, send)
        elif "text/html" in Headers(scope=scope).get("accept", ""):
            await self._page(scope, send)
        else:
            await self.app(scope, receive, send)

    async def _packed(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if "gzip" not in headers.get("accept-encoding", "") or "range" in headers or "if-none-match" in headers:
            await self.app(scope, receive, send)
            return
        kept = self._kept.get(scope["path"])
        if kept is None:
            status, raw, body = await _ask(self.app, scope)
            if status != 200 or raw.get("content-type", "").startswith("text/html") or not _whole(raw, body):
                await _answer(send, status, raw, body)
                return
            body = await to_thread.run_sync(partial(gzip.compress, body, 6, mtime=0))
            kept = self._kept[scope["path"]] = _Kept(tuple(_packed_headers(raw, body).raw), body)
        await _answer(send, 200, MutableHeaders(raw=list(kept.headers)), kept.body)

    async def _page(self, scope: Scope, send: Send) -> None:
        status, headers, body = await _ask(self.app, scope)
        if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
            body = (await to_thread.run_sync(self._dress, body.decode(), scope["path"])).encode()
            headers["content-security-policy"] = _policy(Headers(scope=scope).get("host", ""))
            _greet(Headers(scope=scope), headers, scope.get("scheme", "http"))
            for name in ("etag", "last-modified"):
                if name in headers:
                    del headers[name]
            if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
                body = gzip.compress(body, 6, mtime=0)
                headers = _packed_headers(headers, body)
            headers["content-length"] = str(len(body))
        await _answer(send, status, headers, body)


async def _send_safely(send: Send, message: Message) -> None:
    """No browser guesses what a file is, no other host learns which view somebody came from."""
    if message["type"] == "http.response.start":
        headers = MutableHeaders(raw=list(message["headers"]))
        headers.setdefault("x-content-type-options", "nosniff")
        headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
        message = {**message, "headers": headers.raw}
    await send(message)


def _greet(asked: Headers, answer: MutableHeaders, scheme: str) -> None:
    """Give a browser its key, or keep it for another year. Such a page is for nobody else, also not from a cache."""
    answer["cache-control"] = "private, no-cache"
    known = visitor.key_in(cookie_parser(asked.get("cookie", "")))
    if known or not visitor.read_only():
        secure = visitor.came_by_https(asked, scheme)
        answer.append("set-cookie", visitor.set_cookie(known or visitor.new_key(), secure))


def _packed_headers(headers: MutableHeaders, body: bytes) -> MutableHeaders:
    headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(body))
    headers.add_vary_header("Accept-Encoding")
    return headers


def _whole(headers: MutableHeaders, body: bytes) -> bool:
    return headers.get("content-length", str(len(body))) == str(len(body))


async def _staying() -> Message:
    """A visitor who waits. One who leaves would cut the answer short, and what is cut short must not be kept."""
    await sleep_forever()
    raise AssertionError("unreachable")


async def _ask(app: ASGIApp, scope: Scope) -> tuple[int, MutableHeaders, bytes]:
    """The whole answer of an application; conditions are left out, so that there is a body."""
    dropped = (b"if-none-match", b"if-modified-since", b"accept-encoding")
    plain = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in dropped]}
    status, headers, parts = 500, MutableHeaders(), []

    async def keep(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], MutableHeaders(raw=list(message["headers"]))
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(plain, _staying, keep)
    return status, headers, b"".join(parts)


async def _answer(send: Send, status: int, headers: MutableHeaders, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})


def _policy(host: str) -> str:
    """Nothing from another host, but tiles where some are configured.

    Streamlit needs inline scripts and styles, evaluates chart expressions, and starts components from blobs.
    """
    socket = f" ws://{host} wss://{host}" if re.fullmatch(r"[\w.:\[\]-]+", host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {tiles.origin()}".rstrip(),
            "font-src 'self' data:",
            f"connect-src 'self' data: blob:{socket}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
