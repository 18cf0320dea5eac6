"""Snapshots that were kept: their maps as they were, to be drawn without composing them anew."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from geo.capsule import seal
from geo.caption import caption
from geo.countries import Atlas
from geo.errors import StoreError
from geo.relations import Dataset
from geo.render import to_png
from geo.snapshot import Snapshot
from geo.spec import MapSpec
from geo.store import Kept
from geo.view import View

__all__ = ["PRINTED", "THUMBNAIL", "Frozen", "addressed", "capsule_of", "own_caption", "thawed", "thumbnail", "whole"]

THUMBNAIL = (480, 300)  # pixels
PRINTED = ("png", "svg", "pdf", "pptx", "gif", "webp")  # formats that print where their map is to be found


class Frozen(NamedTuple):
    """What `geo.snapshot.render` draws."""

    spec: MapSpec
    atlas: Atlas


def thawed(kept: Kept) -> Frozen:
    """The map of a snapshot with the shapes it is drawn on. Raises StoreError where it can't be read, UnknownWorldview.

    The shapes are those of this Faultlines, in the borders of the snapshot's day. The caption is the one that is kept
    with it: somebody may have changed it, or this Faultlines would write another.
    """
    spec = _spec(kept)
    return Frozen(spec, Atlas.load(spec.worldview, kept.day))


def addressed(spec: MapSpec, form: str, address: str) -> MapSpec:
    """The map as a file of that format shows it: found at the snapshot's own address.

    What the kept map names is its view in the app, whose data may be edited or deleted later. A page keeps that, as its
    links lead on from it.
    """
    if not address or form not in PRINTED:
        return spec
    return replace(spec, provenance=replace(spec.provenance, permalink=address))


def own_caption(kept: Kept) -> str:
    """The caption that somebody wrote, on one line; empty where it was written from the data. Raises StoreError."""
    spec = _spec(kept)
    return caption(spec) if spec.caption else ""


def _spec(kept: Kept) -> MapSpec:
    try:
        spec = MapSpec.from_json(kept.spec_json)
    except ValueError as error:
        raise StoreError(f"this snapshot is damaged: {error}") from error
    return replace(spec, caption=kept.caption) if kept.caption not in ("", caption(spec)) else spec


def whole(kept: Kept, dataset: Dataset) -> Snapshot:
    """The same with what it was composed from: its view, and its data set as the store has it."""
    spec, atlas = thawed(kept)
    return Snapshot(View.from_query(kept.view_query)[0], dataset, atlas, spec)


def capsule_of(kept: Kept, dataset: Dataset) -> str:
    """What its files carry, so that it can be opened from them: see `geo.capsule`."""
    return seal(whole(kept, dataset), title=kept.title, note=kept.note, caption=kept.caption)


def thumbnail(spec: MapSpec, atlas: Atlas) -> bytes:
    """The map alone as a small PNG, for a list of snapshots: title and sources stand beside it there."""
    return to_png(spec, atlas, THUMBNAIL, bare=True)
