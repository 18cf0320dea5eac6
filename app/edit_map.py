"""The map beside the table that is edited: it shows the relations of the table, whatever their dates and how sure."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date

import streamlit as st

from app import assets, cache, wire
from app.memory import Memory
from app.share import base_url
from app.tiles import live, told
from geo.borders import day_of
from geo.compose import compose
from geo.countries import Atlas
from geo.relations import Dataset
from geo.snapshot import permalink
from geo.view import STATUSES, View

__all__ = ["message", "view_of"]

_messages = Memory[bytes](5_000_000, len)


def view_of(dataset: Dataset) -> View:
    """All relations of a data set."""
    first, last = dataset.extent
    first, last = min(first, dataset.window[0]), max(last, dataset.window[1])
    return View(data=dataset.name, status=STATUSES, start=first, end=last)


def message(dataset: Dataset, ids: Collection[str]) -> bytes | None:
    """What the browser gets of these relations; None if there are none of them."""
    table = dataset.table[dataset.table["id"].isin(list(ids))].reset_index(drop=True)
    if table.empty:
        return None
    part = replace(dataset, table=table)
    view = view_of(part)
    land = cache.atlas(view.worldview, day_of(view, part))
    base = _base(land.worldview, land.day)  # first: what a message names has to be there, also one that is remembered
    key = (dataset.name, dataset.digest, tuple(table["id"]), base_url())
    return _messages(key, lambda: _message(view, part, land, base))


def _message(view: View, part: Dataset, land: Atlas, base: cache.Base) -> bytes:
    home = base_url().removesuffix("edit")
    spec, below = told(compose(live(view), part, land, permalink=permalink(view, home)))
    files = {"base": base.file.path, **cache.shapes_of(spec, land), **cache.tiles_of(below)}
    return wire.pack({**files, "spec": wire.reduced(spec, base.known)})


@st.cache_resource(show_spinner=False, max_entries=5)
def _base(worldview: str, day: date | None) -> cache.Base:
    """What is sent once, whatever data set is edited: the countries and disputed areas of a day, and no relations."""
    usual = Dataset.load(View().data)
    nothing = replace(usual, table=usual.table.iloc[:0])
    spec = compose(live(View(worldview=worldview)), nothing, cache.atlas(worldview, day), timed=False)
    known = wire.base_of(spec)
    content = {"names": assets.names().path, "questions": [], "spec": known.plain}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return cache.Base(assets.lend("base-edit", ".json", "application/json", text.encode()), known)
