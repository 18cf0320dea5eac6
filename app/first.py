"""Maps for the browser, past Streamlit: `/first?QUERY` is there before Streamlit is, `/map/NAME?QUERY` is the map that
Streamlit's page only names, `/map/next?QUERY` the one that a control is about to show.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import cache, state
from app.exports import base_url
from geo.errors import FaultlinesError
from geo.view import View

__all__ = ["first", "named"]

_KEEP = "private, max-age=86400"


def first(request: Request) -> Response:
    """The map of a view, with what is selected and what of the query could not be used.

    Starlette runs this and the other one on threads of their own.
    """

    def made() -> Response:
        view, notices = View.from_query(request.url.query)
        view, dropped = cache.usable(view)
        beside = cache.beside(("country", view.focus) if view.focus else ("none", ""), (*notices, *dropped))
        return _answer(request, cache.message(view, base_url(request), **beside).packed, "no-cache")

    return _or_why_not(made)


def named(request: Request) -> Response:
    """The map of a view alone. Its name changes with what is in it, so one that was asked for by name may be kept."""

    def made() -> Response:
        view, _ = View.from_query(request.url.query)
        message = cache.message(cache.usable(state.tidy(view))[0], base_url(request))
        return _answer(request, message.packed, _KEEP if request.path_params["name"] == message.name else "no-cache")

    return _or_why_not(made)


def _or_why_not(made: Callable[[], Response]) -> Response:
    try:
        return made()
    except FaultlinesError as error:
        return PlainTextResponse(f"{error}\n", status_code=400, headers={"Cache-Control": "no-store"})


def _answer(request: Request, body: bytes, control: str) -> Response:
    headers = {"Cache-Control": control, "ETag": f'"{sha256(body).hexdigest()[:16]}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/octet-stream", headers=headers)
