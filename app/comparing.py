"""Two snapshots compared, without Streamlit.

GET /s/ID/with/OTHER           both maps, one over the other with a handle, or side by side
GET /s/ID/half?side=left       one of the two, for a frame in that page
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app import comparing_page
from app.answers import Body, answer
from app.exports import base_url
from app.kept import Kept
from app.snapshots import SAFE, SOON, failed, link_of, seen_of, whole
from geo.dates import day_name
from geo.errors import FaultlinesError

__all__ = ["ROUTES"]


async def _pair(request: Request) -> Response:
    ids = (request.path_params["name"], request.path_params["other"])
    found = []
    for id in ids:
        try:
            found.append((await seen_of(id)).kept)
        except FaultlinesError as error:
            return failed(request, error, id)
    if ids[0] == ids[1]:
        return RedirectResponse(f"{base_url(request).rstrip('/')}/s/{ids[0]}", 308, headers=SAFE)
    one, other = (link_of(request, each) for each in found)
    html = comparing_page.pair(one, other, (_facts(found[0]), _facts(found[1])))
    headers = {
        **SAFE,
        "Cache-Control": SOON,
        "Content-Security-Policy": f"{comparing_page.policy(html)}; frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return answer(request, Body.of(html.encode(), "text/html; charset=utf-8"), headers)


def _facts(kept: Kept) -> str:
    """Of which data a map is, and when it was kept."""
    return f"{kept.data} · kept {day_name(kept.created.date())}"


async def _half(request: Request) -> Response:
    side = "right" if request.query_params.get("side") == "right" else "left"
    id = request.path_params["name"]
    return await whole(request, id, lambda html, link: comparing_page.half(html, link, side), f"half-{side}", "'self'")


ROUTES = [Route("/s/{name}/with/{other}", _pair), Route("/s/{name}/half", _half)]
