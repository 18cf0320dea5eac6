"""Files of whole data sets: `/data-files/NAME.EXT`, made when somebody asks for one.

    own-….csv                 the relations; .parquet, .xlsx, .json and .graphml likewise
    own-….csv?version=DIGEST  those of an older version: for its owner only
    own-….log.csv             the change log: for its owner only
    own-….review.csv          what an editor would ask

Whoever has the link to a data set may read it as it stands, also as a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import cache, kept, visitor
from app.exports import base_url, slug
from geo.errors import FaultlinesError, NotYours, StoreError, UnknownDataset
from geo.io import to_bytes
from geo.relations import FILE_COLUMNS, Dataset
from geo.report import review_csv
from geo.review import review

__all__ = ["FORMS", "LOG", "REVIEW", "Form", "address", "download"]


class Form(NamedTuple):
    """One kind of file: what it is called and its media type."""

    label: str
    media_type: str


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "csv": Form("CSV", "text/csv; charset=utf-8"),
        "xlsx": Form("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "parquet": Form("Parquet", "application/vnd.apache.parquet"),
        "json": Form("JSON", "application/json"),
        "graphml": Form("GraphML", "application/graphml+xml"),
    }
)
LOG, REVIEW = "log.csv", "review.csv"
_FILE = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]{0,63})\.(?P<what>[a-z]+(?:\.csv)?)")


def address(name: str, what: str, version: str = "") -> str:
    """Where the file of a data set is; `what` is one of FORMS, LOG or REVIEW."""
    return f"/data-files/{name}.{what}" + (f"?{urlencode({'version': version})}" if version else "")


def download(request: Request) -> Response:
    """Make the file; Starlette runs this on a thread of its own."""
    found = _FILE.fullmatch(request.path_params["file"])
    what = found["what"] if found else ""
    if not found or what not in (*FORMS, LOG, REVIEW):
        return _said(f"There is no such file; the endings are {', '.join((*FORMS, LOG, REVIEW))}.", 404)
    try:
        dataset = _dataset(request, found["name"], what)
        body = _body(request, dataset, what)
    except UnknownDataset as error:
        return _said(str(error), 404)
    except NotYours as error:
        return _said(str(error), 403)
    except StoreError as error:
        return _said(str(error), 503)
    except FaultlinesError as error:
        return _said(str(error), 400)
    return Response(body, media_type=FORMS[what.rpartition(".")[2]].media_type, headers=_headers(dataset, what))


def _dataset(request: Request, name: str, what: str) -> Dataset:
    """What older versions and the log hold, the owner may have taken out of what everybody with the link can see.

    (A version can also be named by its digest in the data set's name; whoever knows that has seen it, or was told.)
    """
    version, owner = request.query_params.get("version", ""), visitor.key_in(request.cookies)
    if (version or what == LOG) and not (kept.is_own(name) and kept.entry(name, owner).owner_is_you):
        raise NotYours("only the one who made this data set can have its older versions and its change log")
    return kept.store().load(name, version) if version else cache.dataset(name)


def _body(request: Request, dataset: Dataset, what: str) -> bytes:
    if what == LOG:
        return kept.store().log_csv(dataset.name, visitor.key_in(request.cookies)).encode()
    if what == REVIEW:
        return review_csv(dataset, review(dataset), base_url(request)).encode()
    return to_bytes(dataset.table[list(FILE_COLUMNS)], f".{what}")


def _headers(dataset: Dataset, what: str) -> dict[str, str]:
    """The file is saved, never shown, under the title of the data set; and it stays with the one who asked."""
    stem = dataset.name if dataset.name in Dataset.names() else slug(dataset.title)
    name = f"{stem}.{what}" if what in FORMS else f"{stem}-{what}"
    return {
        "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }


def _said(text: str, status: int) -> Response:
    return PlainTextResponse(f"{text}\n", status_code=status, headers={"Cache-Control": "no-store"})
