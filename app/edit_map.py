"""The map beside the table that is edited: it shows the relations of the table, whatever their dates and how sure."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace

import streamlit as st

from app import assets, cache, wire
from app.memory import Memory
from app.share import base_url
from app.tiles import live, told
from geo.borders import day_of
from geo.compose import compose
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
    base = cache.base(View()).file.path  # another one where the shapes are others
    key = (dataset.name, dataset.digest, tuple(table["id"]), base_url(), base)
    return _messages(key, lambda: _message(replace(dataset, table=table)))


def _message(part: Dataset) -> bytes:
    view, home = view_of(part), base_url().removesuffix("edit")
    land = cache.atlas(view.worldview, day_of(view, part))
    spec, below = told(compose(live(view), part, land, permalink=permalink(view, home)))
    like = View(worldview=view.worldview, lang=view.lang, start=view.start, end=view.end)  # of a day with these borders
    file, known = _base(cache.base(like).file.path, like)
    files = {"base": file.path, **cache.shapes_of(spec, land), **cache.tiles_of(below)}
    return wire.pack({**files, "spec": wire.reduced(spec, known), "select": ["none", ""], "turn": 0})


@st.cache_resource(show_spinner=False, max_entries=5)
def _base(path: str, _like: View) -> tuple[assets.Asset, wire.Base]:
    """What is sent once: of all data sets the same, so that not every change leaves a file behind; no questions."""
    asset = assets.find(path.rpartition("/")[2])
    content = json.loads(asset.body) if asset else {}
    known = cache.base(_like).known
    text = json.dumps({**content, "questions": [], "spec": known.plain}, ensure_ascii=False, separators=(",", ":"))
    return assets.lend("base-edit", ".json", "application/json", text.encode()), known
