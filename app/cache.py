"""What is kept between runs of the page: the one place with `st.cache_*`."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from app import assets, wire
from app.assets import Asset
from geo.compose import compose
from geo.countries import Atlas
from geo.errors import UnknownDataset, UnknownWorldview
from geo.relations import Dataset
from geo.select import Selection, select
from geo.snapshot import permalink
from geo.spec import MapSpec
from geo.view import MOST_LINES, STATUSES, View

__all__ = [
    "OWN_DATA",
    "Base",
    "atlas",
    "base",
    "dataset",
    "dataset_names",
    "drawn",
    "message",
    "own_dataset",
    "selection",
    "usable",
]

OWN_DATA = "FAULTLINES_DATA"
SKIP_BAD = "FAULTLINES_SKIP_BAD"
_MOST_VIEWS = 200


def usable(view: View) -> tuple[View, tuple[str, ...]]:
    """The view without a data set or a worldview that does not exist, and a notice for each that was dropped."""
    dropped = []
    try:
        dataset(view.data)
    except UnknownDataset as error:
        dropped.append(f"data={view.data} was ignored: {error}")
        view = view.with_(data=View().data)
    try:
        atlas(view.worldview)
    except UnknownWorldview as error:
        dropped.append(f"worldview={view.worldview} was ignored: {error}")
        view = view.with_(worldview=View().worldview)
    return view, tuple(dropped)


@st.cache_resource(show_spinner=False)
def atlas(worldview: str) -> Atlas:
    """Country shapes and names in one worldview; raises UnknownWorldview."""
    return Atlas.load(worldview)


def dataset(name: str) -> Dataset:
    """A data set by name; a file given to `faultlines serve` stands in for the default one. Raises UnknownDataset."""
    own = os.environ.get(OWN_DATA, "")
    return _own(own, Path(own).stat().st_mtime) if own and name == View().data else _built_in(name)


def own_dataset(query: str) -> Dataset | None:
    """The user's own file, where a query means it."""
    name = View.from_query(query)[0].data
    return dataset(name) if os.environ.get(OWN_DATA) and name == View().data else None


@st.cache_resource(show_spinner=False, max_entries=2)
def _own(path: str, changed: float) -> Dataset:
    """The user's own file; `changed` makes the page follow when the file is saved again."""
    del changed
    return Dataset.read(path, skip_bad=bool(os.environ.get(SKIP_BAD)))


@st.cache_resource(show_spinner=False)
def _built_in(name: str) -> Dataset:
    return Dataset.load(name)


def dataset_names() -> tuple[str, ...]:
    """Data sets a person can choose from, the default first."""
    default = View().data
    return (default, *(name for name in Dataset.names() if name != default))


class Base(NamedTuple):
    """The file that a browser keeps of a data set, and the map in it."""

    file: Asset
    known: wire.Base


def base(view: View) -> Base:
    """What all maps of this data set and language have in common."""
    return _base(view.data, dataset(view.data).digest, view.worldview, view.lang)


def drawn(view: View, base_url: str) -> MapSpec:
    """The composed map of a view, with its permalink on the given address."""
    return _drawn(permalink(view, base_url), dataset(view.data).digest, view)


@st.cache_resource(show_spinner=False, max_entries=_MOST_VIEWS)
def _drawn(link: str, digest: str, _view: View) -> MapSpec:
    del digest
    return compose(_view, dataset(_view.data), atlas(_view.worldview), permalink=link)


def message(
    view: View, base_url: str, notices: tuple[str, ...] = (), select: tuple[str, str] = ("none", ""), turn: int = 0
) -> bytes:
    """What the browser gets of a view: the name of the base, what of the map differs from it, and what is selected.

    `turn` counts how often the day shown was decided here; between those times it is the browser's.
    """
    return _message(permalink(view, base_url), dataset(view.data).digest, notices, select, turn, view, base_url)


@st.cache_resource(show_spinner=False, max_entries=_MOST_VIEWS)
def _message(
    link: str,
    digest: str,
    notices: tuple[str, ...],
    select: tuple[str, str],
    turn: int,
    _view: View,
    _base_url: str,
) -> bytes:
    del link, digest
    spec, ours = drawn(_view, _base_url), base(_view)
    shown = replace(spec, notices=(*notices, *spec.notices))
    small = wire.reduced(shown, ours.known)
    return wire.pack({"base": ours.file.path, "spec": small, "select": list(select), "turn": turn})


@st.cache_resource(show_spinner=False, max_entries=50)
def _base(name: str, digest: str, worldview: str, lang: str) -> Base:
    del digest
    data = dataset(name)
    first, last = data.table["start"].min().date(), max(data.window[1], data.table["start"].max().date())
    everything = View(data=name, worldview=worldview, lang=lang, status=STATUSES, start=first, end=last, top=MOST_LINES)
    known = wire.base_of(compose(everything, data, atlas(worldview)))
    content = {
        "shapes": assets.shapes(worldview).path,
        "finer": assets.shapes(worldview, "fine").path,
        "names": assets.names().path,
        "questions": [{"text": text, "query": query} for text, query in data.questions],
        "spec": known.plain,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Base(assets.keep(f"base-{name}-{lang}", ".json", "application/json", text.encode()), known)


def selection(view: View) -> Selection:
    """The relations a view shows and hides."""
    return _selection(view.to_query(), dataset(view.data).digest, view)


@st.cache_resource(show_spinner=False, max_entries=_MOST_VIEWS)
def _selection(query: str, digest: str, _view: View) -> Selection:
    del query, digest
    return select(_view, dataset(_view.data))
