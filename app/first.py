"""The first map: `/first?QUERY` answers with what Streamlit will send too, before Streamlit is there."""

from __future__ import annotations

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import cache
from app.exports import base_url
from geo.errors import FaultlinesError
from geo.view import View

__all__ = ["first"]


def first(request: Request) -> Response:
    """The packed message of a view; Starlette runs this on a thread of its own."""
    view, notices = View.from_query(request.url.query)
    try:
        view, dropped = cache.usable(view)
        select = ("country", view.focus) if view.focus else ("none", "")
        body = cache.message(view, base_url(request), (*notices, *dropped), select)
    except FaultlinesError as error:
        return PlainTextResponse(f"{error}\n", status_code=400, headers={"Cache-Control": "no-store"})
    headers = {"Cache-Control": "no-cache", "ETag": f'"{sha256(body).hexdigest()[:16]}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/octet-stream", headers=headers)
