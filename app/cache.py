"""What is kept between runs of the page, and for how long: data sets, composed maps, and the files made from them."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from app import assets, kept, wire
from app.assets import Asset
from app.memory import Memory
from app.tiles import Tiles, live, told
from geo.borders import day_of
from geo.compose import compose
from geo.countries import Atlas, Detail
from geo.errors import StoreError, UnknownDataset, UnknownWorldview, UsageError
from geo.mapping import ColumnMapping
from geo.plane import Plane
from geo.relations import Dataset
from geo.select import Selection, select
from geo.snapshot import STORED, permalink, stored_dataset
from geo.spec import MapSpec
from geo.view import MOST_LINES, STATUSES, View

__all__ = [
    "OWN_DATA",
    "Base",
    "Message",
    "atlas",
    "atlas_of",
    "base",
    "beside",
    "dataset",
    "dataset_names",
    "drawn",
    "has_own",
    "message",
    "selection",
    "shapes_of",
    "tiles_of",
    "usable",
]

AWAY = "people's own data can't be read at the moment; try again later"
OWN_DATA = "FAULTLINES_DATA"
SKIP_BAD = "FAULTLINES_SKIP_BAD"
DETAILS: tuple[Detail, Detail] = ("coarse", "fine")
SCHEME = "FAULTLINES_SCHEME"
MAPPING = "FAULTLINES_MAPPING"  # as JSON; `faultlines serve` puts it here


class Message(NamedTuple):
    """What the browser gets of a view, and a name that no other message has."""

    name: str
    packed: bytes


class Base(NamedTuple):
    """The file that a browser keeps of a data set, and the map in it."""

    file: Asset
    known: wire.Base


# How much is kept: rows, lines and days of data sets and maps of any size, of which 1,000 take about a megabyte; bytes.
_datasets = Memory[Dataset](600_000, lambda dataset: len(dataset.table))
_selections = Memory[Selection](1_000_000, lambda found: 1_000 + len(found.shown))
_maps = Memory[MapSpec](300_000, lambda spec: 1_000 + len(spec.lines) + len(spec.reserve) + 4 * len(spec.frames))
_bases = Memory[Base](150_000, lambda base: 1_000 + len(base.known.lines))
_messages = Memory[Message](20_000_000, lambda message: len(message.packed))


def usable(view: View) -> tuple[View, tuple[str, ...]]:
    """The view without a data set or a worldview that does not exist, and a notice for each that was dropped."""
    dropped = []
    try:
        dataset(view.data)
    except (UnknownDataset, StoreError) as error:
        why = AWAY if isinstance(error, StoreError) else error
        dropped.append(f"data={view.data} was ignored: {why}")
        view = view.with_(data=View().data)
    try:
        atlas(view.worldview)
    except UnknownWorldview as error:
        dropped.append(f"worldview={view.worldview} was ignored: {error}")
        view = view.with_(worldview=View().worldview)
    return view, tuple(dropped)


def atlas(worldview: str, day: date | None = None) -> Atlas:
    """Country shapes and names in one worldview on a day, None for the present; raises UnknownWorldview."""
    return Atlas.load(worldview, day)


def atlas_of(view: View) -> Atlas:
    """The atlas of the day whose borders a view shows."""
    return atlas(view.worldview, day_of(view, dataset(view.data)))


def dataset(name: str) -> Dataset:
    """A data set by name; a file given to `faultlines serve` stands in for the default one.

    Raises UnknownDataset, and StoreError for one of the store that can't be read now.
    """
    own = os.environ.get(OWN_DATA, "")
    if own and name == View().data:
        try:
            return _own(own, Path(own).stat().st_mtime)
        except OSError as error:
            raise UsageError(f"the file {Path(own).name} can't be read any more: {error.strerror or error}") from error
    return _stored(name) if kept.is_own(name) else _built_in(name)


def _stored(name: str) -> Dataset:
    """A data set of the store as it stands now, or the version that the name says. Its rows are numbered as in a
    download: the file that they came from has other numbers by now.
    """
    parts = STORED.fullmatch(name)
    entry = kept.entry(parts[1] if parts else name)  # of a data set that is deleted, no version is shown either

    def read() -> Dataset:
        found = stored_dataset(name, lambda id, digest: kept.store().load(id, digest or entry.head))
        return replace(found, numbers=np.arange(1, len(found.table) + 1))

    newest = () if parts and parts[2] else (entry.head, entry.number)
    return _datasets((name, *newest), read)


@st.cache_resource(show_spinner=False, max_entries=2)
def _own(path: str, changed: float) -> Dataset:
    """The user's own file; `changed` makes the page follow when the file is saved again."""
    del changed
    said = os.environ.get(MAPPING, "")
    mapping = ColumnMapping.from_plain(json.loads(said)) if said else None
    scheme = os.environ.get(SCHEME) or None
    return Dataset.read(path, skip_bad=bool(os.environ.get(SKIP_BAD)), scheme=scheme, mapping=mapping)


@st.cache_resource(show_spinner=False)
def _built_in(name: str) -> Dataset:
    return Dataset.load(name)


def has_own() -> bool:
    """Whether a file given to `faultlines serve` stands in for the default data set."""
    return bool(os.environ.get(OWN_DATA))


def dataset_names() -> tuple[str, ...]:
    """Data sets a person can choose from, the default first."""
    default = View().data
    return (default, *(name for name in Dataset.names() if name != default))


def base(view: View) -> Base:
    """What all maps of this data set and language have in common."""
    data = dataset(view.data)
    land = atlas_of(view)
    key = (view.data, data.digest, data.skipped, land.worldview, land.day, view.lang)
    return _bases(key, lambda: _base(view.data, data, land, view.lang))


def drawn(view: View, base_url: str) -> MapSpec:
    """The composed map of a view, with its permalink on the given address."""
    data, link = dataset(view.data), permalink(view, base_url)
    key = (link, data.digest, data.skipped)
    return _maps(key, lambda: compose(live(view), data, atlas_of(view), permalink=link))


def message(view: View, base_url: str, **beside: object) -> Message:
    """What the browser gets of a view: the name of the base, and what of the map differs from it. What stands `beside`
    the map (what is selected, notices) travels with it, and has no part in its name.
    """
    data, ours = dataset(view.data), base(view)  # the base first: what a message names has to be there
    key = (permalink(view, base_url), data.digest, data.skipped, json.dumps(beside))

    def make() -> Message:
        spec, below = told(drawn(view, base_url))
        files = {"base": ours.file.path, **shapes_of(spec, atlas_of(view)), **tiles_of(below)}
        content = {**files, "spec": wire.reduced(spec, ours.known), "query": view.to_query()}
        name = _name_of(content)
        return Message(name, wire.pack({**content, "name": name, **beside}))

    return _messages(key, make)


def _name_of(content: dict[str, Any]) -> str:
    """The same by whatever address the app is reached."""
    spec = content["spec"]
    provenance = {name: value for name, value in spec["provenance"].items() if name != "permalink"}
    named = {**content, "spec": {**spec, "provenance": provenance}}
    return sha256(json.dumps(named, ensure_ascii=False).encode()).hexdigest()[:12]


def beside(select: tuple[str, str], notices: tuple[str, ...]) -> dict[str, object]:
    """What goes with a map and is no part of it, as far as there is any."""
    chosen = {"select": list(select)} if select[0] != "none" else {}
    return chosen | ({"notices": list(notices)} if notices else {})


def shapes_of(spec: MapSpec, land: Atlas) -> dict[str, str]:
    """Where the browser gets the shapes of a map, and the finer ones."""
    plane = Plane.of(spec.projection, spec.center)
    coarse, fine = (assets.shapes_path(land.worldview, detail, land.day, plane) for detail in DETAILS)
    return {"shapes": coarse, "finer": fine}


def tiles_of(tiles: Tiles | None) -> dict[str, list[str]]:
    """What lays tiles below a map, their address, and what is said of them."""
    return {"tiles": [assets.tiles_script().path, tiles.url, tiles.note]} if tiles else {}


def _base(name: str, data: Dataset, land: Atlas, lang: str) -> Base:
    first, last = data.table["start"].min().date(), max(data.window[1], data.table["start"].max().date())
    everything = View(
        data=name, worldview=land.worldview, lang=lang, status=STATUSES, start=first, end=last, top=MOST_LINES
    )
    known = wire.base_of(compose(live(everything), data, land, timed=False))  # frames are never the same
    content = {
        "names": assets.names().path,
        "questions": [{"text": text, "query": _asked_of(name, query)} for text, query in data.questions],
        "spec": known.plain,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Base(assets.lend(f"base-{name}-{lang}", ".json", "application/json", text.encode()), known)


def _asked_of(name: str, query: str) -> str:
    """A question of a data set is about that data set, whatever it is called by now."""
    return query if name == View().data else View.from_query(query)[0].with_(data=name).to_query()


def selection(view: View) -> Selection:
    """The relations a view shows and hides."""
    data = dataset(view.data)
    return _selections((view.to_query(), data.digest), lambda: select(view, data))
