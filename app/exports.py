"""Files that keep a view: `/export/FORMAT?QUERY`, made when somebody asks for one."""

from __future__ import annotations

import os
import re
import threading
import unicodedata
from contextlib import nullcontext

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import cache
from app.files import FILES, FILMS
from app.kept import is_own
from geo.errors import FaultlinesError, StoreError, UsageError
from geo.relations import Dataset
from geo.select import window_of
from geo.sizes import check_options, parse_size
from geo.snapshot import file_of, take
from geo.view import View

__all__ = ["BASE_URL", "FILMING", "base_url", "export", "slug", "stem"]

BASE_URL = "FAULTLINES_BASE_URL"
HOW = ("size", "scale", "transparent", "relations")
FILMING = threading.Lock()  # a film takes seconds of a processor: one at a time, so that maps stay quick


def export(request: Request) -> Response:
    """Make the file; Starlette runs this on a thread of its own.

    Beside the view the query may say how large a picture is: `size` (a name or WIDTHxHEIGHT), `scale` (1 to 4, of a
    PNG), `transparent=1`, and `relations=0` for a file that the map can't be opened from again.
    """
    form = request.path_params["form"]
    if form not in FILES:
        return PlainTextResponse(f"There is no format {form}; there are {', '.join(FILES)}.\n", status_code=404)
    try:
        how = _how(request, form)
        shot = take(_view_in(request.url.query), load=cache.dataset, base_url=base_url(request))
        with FILMING if form in FILMS else nullcontext():
            body = file_of(shot, form, *how, data=request.query_params.get("relations") != "0")
    except StoreError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    except FaultlinesError as error:
        return PlainTextResponse(f"{error}\n", status_code=400)
    headers = {
        "Content-Disposition": f'attachment; filename="{stem(shot.view, shot.dataset)}.{form}"',
        "Cache-Control": "no-cache",
    }
    return Response(body, media_type=FILES[form].media_type, headers=headers)


def _how(request: Request, form: str) -> tuple[tuple[int, int] | None, float, bool]:
    """Size, scale and transparency; UsageError before anything is drawn."""
    asked = request.query_params
    size = parse_size(asked["size"]) if asked.get("size") else None
    try:
        scale = float(asked.get("scale") or 1)
    except ValueError:
        raise UsageError(f"the scale {asked['scale']!r} is not a number from 1 to 4") from None
    transparent = asked.get("transparent", "") not in ("", "0")
    check_options(form, scale, transparent)
    return size, scale, transparent


def _view_in(query: str) -> str:
    """The query without what is not of the view."""
    return "&".join(part for part in query.split("&") if part.partition("=")[0] not in HOW)


def stem(view: View, dataset: Dataset) -> str:
    """A file name that says what is in it, whose borders it has if not the usual ones, and of which day (or since which
    day), of letters, digits and hyphens."""
    since, last = view.since.isoformat() if view.since else "", view.at or window_of(view, dataset)[1]
    name = slug(dataset.title) if is_own(view.data) else view.data
    borders = f"borders-{view.worldview.lower()}" if view.worldview != View().worldview else ""
    parts = ("faultlines", name, view.focus.lower(), view.scenario, borders, since, last.isoformat())
    return "".join(
        char if char.isascii() and char.isalnum() else "-" for char in "-".join(part for part in parts if part)
    )


def slug(title: str) -> str:
    """A title as part of a file name: small letters, digits and single hyphens; `data` where nothing is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "data"


def base_url(request: Request) -> str:
    """The public address of this app: as configured, else as the browser has it."""
    return os.environ.get(BASE_URL, "") or str(request.base_url)
