"""One request to an application, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

__all__ = ["Said", "aside", "ask", "asked"]


class Said(NamedTuple):
    """Status, headers by their small names, body."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(app: Any, path: str, method: str = "GET", body: bytes = b"", client: str = "there", **headers: str) -> Said:
    """One request; `_` in the name of a header stands for `-`."""
    said: Said = aside(asked(app, path, method, body, client, **headers))
    return said


def aside(work: Coroutine[Any, Any, Any]) -> Any:
    """Run on a thread of its own: a browser test of the same session may have left a loop on this one."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, work).result()


async def asked(
    app: Any, path: str, method: str = "GET", body: bytes = b"", client: str = "there", **headers: str
) -> Said:
    """As `ask`, within a loop."""
    path, _, query = path.partition("?")
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
             "headers": [(b"host", b"here:8501"), *pairs], "root_path": "", "scheme": "http", "server": ("here", 8501),
             "http_version": "1.1", "client": (client, 1)}  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Said(sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:]))
