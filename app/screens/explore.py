"""The one screen: the map, and around it what explains it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import cache, controls, panels, state
from app.map_component import Chosen, live_map, pack
from app.share import base_url, share

__all__ = ["explore"]


def explore() -> None:
    """Draw the page for the view of this run."""
    view, dropped = cache.usable(state.view())
    dataset, atlas = cache.dataset(view.data), cache.atlas(view.worldview)
    spec, selection = cache.drawn(view, base_url()), cache.selection(view)
    shown = replace(spec, notices=(*state.notices(), *dropped, *spec.notices))
    with st.container(key="bar"):
        st.html('<p class="app-name">Faultlines</p>', width="content")
        share(view, spec)
    live_map(pack(shown, view.worldview, dataset.questions, state.chosen()), _on_select, state.go)
    if selection.shown.empty:
        panels.empty(selection)
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.table(panels.rows_of(selection, spec, atlas, view.lang), selection.hidden)
    with right:
        panels.evidence(spec, view)
    controls.sidebar(view, dataset, atlas)


def _on_select(what: Chosen) -> None:
    """A click on the map: a country becomes the focus, or is left if it was; a relation shows its evidence."""
    if what.kind == "country":
        focus = "" if state.held().focus == what.id else what.id
        state.change(focus=focus)
        what = Chosen("country", focus) if focus else Chosen()
    state.choose(what)
