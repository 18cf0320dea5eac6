"""The map, and around it what explains it."""

from __future__ import annotations

import streamlit as st

from app import cache, controls, pages, panels, state
from app.map_component import Chosen, live_map
from app.share import base_url, share

__all__ = ["explore"]


def explore() -> None:
    """Draw the page for the view of this run."""
    view, dropped = cache.usable(state.view())
    dataset, atlas = cache.dataset(view.data), cache.atlas_of(view)
    address, notices = base_url(), (*state.notices(), *dropped)
    spec, selection = cache.drawn(view, address), cache.selection(view)
    # In the order of the page; filled in the order in which it has to be there.
    bar = st.container(key="bar", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    way_back = st.empty()
    if selection.shown.empty:
        with way_back.container():
            panels.empty(selection, view, spec)
    drawn = {"name": cache.message(view, address).name, "query": view.to_query(), "turn": state.turn()}
    live_map({**drawn, **cache.beside(state.chosen(), notices)}, _on_select, state.go, state.compare)
    with bar:
        st.html(_home(" app-comparing" if view.since else ""), width="content")
        if view.since:
            st.button("Back to the map", key="leave-changes", on_click=state.leave_changes)
        share(view, dataset)
    left, right = st.columns([7, 3], gap="large")
    with left:
        panels.table(spec, selection.hidden)
    with right:
        panels.evidence(spec, view)
    controls.sidebar(view, dataset, atlas)


def _home(more: str) -> str:
    """The name of the app and the ways to what is one's own; `more` is a class for a bar with little room.

    It travels with every click, so it is as short as it can be.
    """
    links = "".join(f"<a href={page.path}>{label}</a>" for label, page in pages.OWN)
    return f'<div class="app-home{more}"><p class=app-name>Faultlines</p>{links}</div>'


def _on_select(what: Chosen) -> None:
    """A click on the map: a country becomes the focus, or is left if it was; a relation shows its evidence."""
    if what.kind == "country":
        focus = "" if state.held().focus == what.id else what.id
        state.change(focus=focus)
        what = Chosen("country", focus) if focus else Chosen()
    state.choose(what)
