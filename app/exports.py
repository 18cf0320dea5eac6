"""Files that keep a view: `/export/FORMAT?QUERY`, made when somebody asks for one."""

from __future__ import annotations

import os
import re
import unicodedata
from datetime import date

import pandas as pd
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import cache
from app.files import FILES
from app.kept import is_own
from geo.change_map import in_force
from geo.errors import FaultlinesError, StoreError
from geo.io import to_csv_text
from geo.relations import Dataset
from geo.select import select, window_of
from geo.snapshot import Snapshot, render, take
from geo.view import View

__all__ = ["BASE_URL", "base_url", "export", "relations_csv", "slug", "stem"]

BASE_URL = "FAULTLINES_BASE_URL"


def export(request: Request) -> Response:
    """Make the file; Starlette runs this on a thread of its own."""
    form, query = request.path_params["form"], request.url.query
    if form not in FILES:
        return PlainTextResponse(f"There is no format {form}; there are {', '.join(FILES)}.\n", status_code=404)
    try:
        shot = take(query, load=cache.dataset, base_url=base_url(request))
        body = relations_csv(shot) if form == "csv" else render(shot.spec, shot.atlas, form)
    except StoreError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    except FaultlinesError as error:
        return PlainTextResponse(f"{error}\n", status_code=400)
    headers = {
        "Content-Disposition": f'attachment; filename="{stem(shot.view, shot.dataset)}.{form}"',
        "Cache-Control": "no-cache",
    }
    return Response(body, media_type=FILES[form].media_type, headers=headers)


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


def relations_csv(shot: Snapshot) -> bytes:
    """The relations that the map is made from: of its window, of the day it shows, or of both days it compares."""
    days = [date.fromisoformat(day) for day in (shot.spec.since, shot.spec.at) if day]
    if not days:
        return to_csv_text(select(shot.view, shot.dataset).shown).encode()
    found = pd.concat([in_force(shot.view, shot.dataset, day).shown for day in days])
    return to_csv_text(found.drop_duplicates("id")).encode()


def base_url(request: Request) -> str:
    """The public address of this app: as configured, else as the browser has it."""
    return os.environ.get(BASE_URL, "") or str(request.base_url)
