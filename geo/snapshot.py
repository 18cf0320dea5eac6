"""From a query to a file: the map frozen as a page, a picture, a slide or data, with its provenance inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from geo import render as back_ends
from geo.borders import atlas_of
from geo.capsule import CARRIERS, seal
from geo.change_map import shown_rows
from geo.compose import compose
from geo.countries import Atlas
from geo.errors import UnknownDataset, UsageError
from geo.features import geojson
from geo.io import to_csv_text
from geo.relations import Dataset
from geo.sizes import DEFAULT_SIZE, SIZES, check_options, default_size, parse_size
from geo.spec import MapSpec
from geo.view import View

__all__ = [
    "DEFAULT_SIZE",
    "FORMATS",
    "SIZES",
    "STORED",
    "Snapshot",
    "file_of",
    "geojson",
    "named_dataset",
    "parse_size",
    "permalink",
    "relations_csv",
    "render",
    "stored_dataset",
    "take",
]


@dataclass(frozen=True)
class Snapshot:
    """A composed map with what it was composed from, and what was dropped on the way."""

    view: View
    dataset: Dataset
    atlas: Atlas
    spec: MapSpec


STORED = re.compile("(own-[a-z2-7]{26})(?:-([0-9a-f]{12,24}))?")


def named_dataset(name: str) -> Dataset:
    """A built-in data set, or one of the store: `own-...`, and with `-` and a digest behind it one of its versions.

    Raises UnknownDataset, StoreError.
    """
    if not name.startswith("own-"):
        return Dataset.load(name)
    from geo.store.store import Store  # brings a database library that few need

    store = Store.open()
    try:
        return stored_dataset(name, store.load)
    finally:
        store.close()


def stored_dataset(name: str, load: Callable[[str, str], Dataset]) -> Dataset:
    """What `load` gives for the id and the digest ("" for the newest version) in a name; a version says so in its
    title."""
    parts = STORED.fullmatch(name)
    if not parts:
        raise UnknownDataset("there is no such data set; it may have been deleted")
    id, digest = parts[1], parts[2] or ""
    found = load(id, digest)
    return replace(found, name=name, title=f"{found.title} (version {digest[:12]})") if digest else found


def take(
    query: str,
    *,
    dataset: Dataset | None = None,
    base_url: str = "",
    load: Callable[[str], Dataset] = named_dataset,
) -> Snapshot:
    """Compose the map that a query or a whole address stands for.

    `dataset` replaces the one the query names, which otherwise comes from `load`. An unknown name in the query is
    dropped with a notice, like any other value that can't be used. Raises StoreError where the store can't be read.
    """
    view, notices = View.from_query(query)
    if dataset is None:
        try:
            dataset = load(view.data)
        except UnknownDataset as error:
            notices, view = (*notices, f"data={view.data} was ignored: {error}"), view.with_(data=View().data)
            dataset = load(view.data)
    atlas = atlas_of(view, dataset)
    spec = compose(view, dataset, atlas, permalink=permalink(view, base_url), notices=notices)
    return Snapshot(view, dataset, atlas, spec)


def permalink(view: View, base_url: str = "") -> str:
    """The address of a view: on the base address if there is one, else the query alone.

    It names its version, so that a later Faultlines with other defaults still knows what was meant.
    """
    query = "&".join(part for part in ("v=1", view.to_query()) if part)
    return f"{base_url.partition('?')[0].partition('#')[0]}?{query}"


def render(
    spec: MapSpec,
    atlas: Atlas,
    form: str,
    size: tuple[int, int] | None = None,
    scale: float = 1.0,
    transparent: bool = False,
    capsule: str = "",
) -> bytes:
    """The map as a file of one of the `FORMATS`; the same map gives the same bytes, in every process.

    Parameters
    ----------
    size : in CSS pixels; by default that of the format, as `geo.sizes.default_size` has it
    scale : pixels of a PNG file per pixel of the size, 1 to 4
    transparent : a PNG or SVG file without the white paper behind the map
    capsule : what a file of `geo.capsule.CARRIERS` carries, so that the map can be opened from it

    Raises
    ------
    UsageError : there is no such format, or it can't be had like this
    """
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; there are {', '.join(FORMATS)}")
    check_options(form, scale, transparent)
    how = _How(size or default_size(form), scale, not transparent, capsule)
    return FORMATS[form](spec, atlas, how)


def file_of(
    shot: Snapshot,
    form: str,
    size: tuple[int, int] | None = None,
    scale: float = 1.0,
    transparent: bool = False,
    *,
    data: bool = True,
) -> bytes:
    """Like `render`, for whole snapshots: those can be had as `csv` too, the relations that the map is made from.

    With `data` a file of `geo.capsule.CARRIERS` carries what the map can be opened from again.
    """
    if form != "csv":
        capsule = seal(shot) if data and form in CARRIERS else ""
        return render(shot.spec, shot.atlas, form, size, scale, transparent, capsule)
    check_options(form, scale, transparent)
    return relations_csv(shot)


def relations_csv(shot: Snapshot) -> bytes:
    """The relations that the map is made from: of its window, of the day it shows, or of both days it compares."""
    return to_csv_text(shown_rows(shot.view, shot.dataset, shot.spec)).encode()


@dataclass(frozen=True, slots=True)
class _How:
    """The size in CSS pixels, the scale of a PNG file, whether there is paper behind the map, and the capsule."""

    size: tuple[int, int]
    scale: float
    paper: bool
    capsule: str


def _json(spec: MapSpec, atlas: Atlas, how: _How) -> bytes:
    return spec.to_json().encode()


def _html(spec: MapSpec, atlas: Atlas, how: _How) -> bytes:
    return back_ends.to_html(spec, atlas, capsule=how.capsule).encode()


def _svg(spec: MapSpec, atlas: Atlas, how: _How) -> bytes:
    return back_ends.to_svg(spec, atlas, how.size, paper=how.paper, capsule=how.capsule).encode()


def _png(spec: MapSpec, atlas: Atlas, how: _How) -> bytes:
    return back_ends.to_png(spec, atlas, how.size, how.scale, paper=how.paper, capsule=how.capsule)


def _geojson(spec: MapSpec, atlas: Atlas, how: _How) -> bytes:
    return geojson(spec, atlas).encode()


def _pdf(spec: MapSpec, atlas: Atlas, how: _How) -> bytes:
    return back_ends.to_pdf(spec, atlas, how.size, capsule=how.capsule)


def _pptx(spec: MapSpec, atlas: Atlas, how: _How) -> bytes:
    return back_ends.to_slide(spec, atlas, how.size)


def _gif(spec: MapSpec, atlas: Atlas, how: _How) -> bytes:
    return back_ends.to_film(spec, atlas, how.size, "gif")


def _webp(spec: MapSpec, atlas: Atlas, how: _How) -> bytes:
    return back_ends.to_film(spec, atlas, how.size, "webp")


FORMATS: Mapping[str, Callable[[MapSpec, Atlas, _How], bytes]] = MappingProxyType(
    {
        "html": _html,
        "png": _png,
        "svg": _svg,
        "pdf": _pdf,
        "pptx": _pptx,
        "gif": _gif,
        "webp": _webp,
        "json": _json,
        "geojson": _geojson,
    }
)
