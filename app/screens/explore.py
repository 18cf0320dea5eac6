"""The one screen: the map, and around it what explains it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import cache, controls, panels, state
from app.map_component import Chosen, live_map, message
from app.share import base_url, share

__all__ = ["explore"]


def explore() -> None:
    """Draw the page for the view of this run."""
    view, dropped = cache.usable(state.view())
    dataset, atlas = cache.dataset(view.data), cache.atlas(view.worldview)
    spec, selection = cache.drawn(view, base_url()), cache.selection(view)
    shown = replace(spec, notices=(*state.notices(), *dropped, *spec.notices))
    with st.container(key="bar", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html('<p class="app-name">Faultlines</p>', width="content")
        share(view, dataset)
    with st.container(key="way-back"):
        if selection.shown.empty:
            panels.empty(selection)
    live_map(message(shown, cache.base(view), state.chosen()), _on_select, state.go)
    left, right = st.columns([7, 3], gap="large")
    with left:
        panels.table(spec, selection.hidden)
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
