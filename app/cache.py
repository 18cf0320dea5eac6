"""What is kept between runs of the page: the one place with `st.cache_*`."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from geo.compose import compose
from geo.countries import Atlas
from geo.errors import UnknownDataset, UnknownWorldview
from geo.relations import Dataset
from geo.select import Selection, select
from geo.snapshot import permalink
from geo.spec import MapSpec
from geo.view import View

__all__ = ["OWN_DATA", "atlas", "dataset", "dataset_names", "drawn", "selection", "usable"]

OWN_DATA = "FAULTLINES_DATA"
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


@st.cache_resource(show_spinner="Reading the countries")
def atlas(worldview: str) -> Atlas:
    """Country shapes and names in one worldview; raises UnknownWorldview."""
    return Atlas.load(worldview)


def dataset(name: str) -> Dataset:
    """A data set by name; a file given to `faultlines serve` stands in for the default one. Raises UnknownDataset."""
    own = os.environ.get(OWN_DATA, "")
    return _own(own, Path(own).stat().st_mtime) if own and name == View().data else _built_in(name)


@st.cache_resource(show_spinner="Reading the data", max_entries=2)
def _own(path: str, changed: float) -> Dataset:
    """The user's own file; `changed` makes the page follow when the file is saved again."""
    del changed
    return Dataset.read(path)


@st.cache_resource(show_spinner="Reading the data")
def _built_in(name: str) -> Dataset:
    return Dataset.load(name)


def dataset_names() -> tuple[str, ...]:
    """Data sets a person can choose from, the default first."""
    default = View().data
    return (default, *(name for name in Dataset.names() if name != default))


def drawn(view: View, base_url: str) -> MapSpec:
    """The composed map of a view, with its permalink on the given address."""
    return _drawn(permalink(view, base_url), dataset(view.data).digest, view)


@st.cache_resource(show_spinner=False, max_entries=_MOST_VIEWS)
def _drawn(link: str, digest: str, _view: View) -> MapSpec:
    del digest
    return compose(_view, dataset(_view.data), atlas(_view.worldview), permalink=link)


def selection(view: View) -> Selection:
    """The relations a view shows and hides."""
    return _selection(view.to_query(), dataset(view.data).digest, view)


@st.cache_resource(show_spinner=False, max_entries=_MOST_VIEWS)
def _selection(query: str, digest: str, _view: View) -> Selection:
    del query, digest
    return select(_view, dataset(_view.data))
