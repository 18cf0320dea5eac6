"""Opening a file that was dropped on the app or chosen in it: `POST /restore` with the file as it is.

    Content-Type: application/octet-stream
    X-File-Name: the%20map.png                percent-encoded

answers with where it is: the map as it was, or the page "Add data" if it is a table.

    {"url": "/?data=...", "title": "...", "note": "...", "caption": "...", "remarks": ["..."], "added": "..."}

`title`, `note` and `caption` are those that the file was made with, `remarks` says what is not as it was then, and
`added` is the title of the data set that was kept for it.
With `?ask=1` nothing is kept as long as there are remarks, and there is no url: whoever reads them may ask again.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from app import pages, visitor
from app.adding_begin import begun
from app.adding_words import line
from app.gate import READ_ONLY, Refused, body_of, check_pace, check_sender, status_of, told
from app.opening import CantKeep, findable, holds_map, opened, read, sentence
from geo.capsule import MAX_FILE
from geo.errors import FaultlinesError

__all__ = ["restore"]

_TYPES = ("application/octet-stream", "image/png", "image/svg+xml", "application/pdf", "text/html")
_WRONG_TYPE = "Send the file as it is, as application/octet-stream."
_TOO_LARGE = f"That file is too large: at most {MAX_FILE // 1_000_000} MB can be opened here."
_LONGEST_NAME = 200
# Few at a time, on threads of their own: large files must not take the machine from those who look at the map.
_openers = ThreadPoolExecutor(2, thread_name_prefix="faultlines-open")


async def restore(request: Request) -> Response:
    """Open a file, and say where it is."""
    try:
        check_sender(request, _TYPES, _WRONG_TYPE)
        check_pace(request, "Many files were opened")
        data = await body_of(request, MAX_FILE, _TOO_LARGE)
        name = line(unquote(request.headers.get("x-file-name", "")[: _LONGEST_NAME * 9]), _LONGEST_NAME) or "the file"
        known = visitor.key_in(request.cookies)
        key = known or ("" if visitor.read_only() else visitor.new_key())
        asked = bool(request.query_params.get("ask"))
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(_openers, _opened, name, data, key, asked)
    except Refused as error:
        return told(error.status, {"error": str(error)}, error.headers)
    except FaultlinesError as error:
        return told(403 if isinstance(error, CantKeep) else status_of(error), {"error": sentence(error)})
    secure = visitor.came_by_https(request.headers, request.url.scheme)
    return told(200, answer, {"Set-Cookie": visitor.set_cookie(key, secure)} if key else {})


def _opened(name: str, data: bytes, owner: str, asked: bool) -> dict[str, Any]:
    if not data:
        raise Refused(400, "There is nothing in that file.")
    if not holds_map(name, data):
        return _table(name, data, owner)
    restored = read(name, data)
    said = {name: getattr(restored, name) for name in ("title", "note", "caption")}
    answer = {**said, "remarks": list(restored.remarks)}
    read_only = visitor.read_only()
    if asked and restored.remarks:
        findable(restored, owner, read_only=read_only)
        return {"url": "", "added": "", **answer}
    found = opened(restored, owner, name, read_only=read_only)
    return {"url": pages.map_link(found.query), "added": found.added, **answer}


def _table(name: str, data: bytes, owner: str) -> dict[str, Any]:
    if visitor.read_only():
        raise Refused(403, f"That looks like a table. {READ_ONLY}")
    work = begun(owner, name, data)
    return {"url": pages.link(pages.ADD), "title": work.title, "note": "", "caption": "", "remarks": [], "added": ""}
