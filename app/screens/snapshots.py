"""Your snapshots: the maps that a visitor kept, and what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import assets, kept, pages, visitor
from app.data_list import READ_ONLY
from app.data_words import line, told
from app.share import base_url
from app.shots_list import listed
from geo.errors import FaultlinesError, StoreError, UsageError

__all__ = ["snapshots"]

LEAD = (
    "Maps kept as they were, with their data. Whoever has the link to one can see it; only you can change or delete it."
)
NO_COOKIE = (
    "Your browser keeps no cookies for this site, and without one Faultlines can't know your snapshots again. "
    "Allow cookies and load the page again."
)
KEY, _SAID, _TURN = "shots", "fl_shots_said", "fl_shots_turn"
_EMPTY = (
    '<section class="app-empty"><h2>No snapshots yet</h2>'
    "<p>A snapshot is a map kept as it is, with its data, under a link that shows the same for ever: to put into a "
    "message, a page or a paper.</p><ol><li>Open the map and choose what it shows.</li>"
    "<li>Press <strong>Share</strong>, then <strong>Save snapshot</strong>.</li>"
    "<li>Pass on the link. The snapshot is in this list from then on.</li></ol>"
    f"{pages.anchor('Open the map', pages.MAP.path, 'app-button app-first-choice')}</section>"
)

_component = st.components.v2.component(
    "faultlines_shots", js=assets.loader(assets.shots_script()), isolate_styles=False
)


def snapshots() -> None:
    """Draw the page. Raises StoreError."""
    pages.top(pages.SNAPSHOTS)
    with st.container(key="page"):
        key, read_only = visitor.key(), visitor.read_only()
        st.html(f"<h1>Your snapshots</h1>{'' if read_only else line(LEAD, 'app-lead')}")
        if read_only:
            st.html(told(READ_ONLY))
        if not key:
            if not read_only:
                st.html(told(NO_COOKIE, bad=True))
            return
        _list(key, read_only)


def _list(key: str, read_only: bool) -> None:
    store = kept.store()
    mine, deleted = store.snapshots(key), store.snapshots(key, deleted=True)
    if not mine and not deleted:
        st.html(_EMPTY)
        return
    own = {each.id for each in (*mine, *deleted)}
    others = store.snapshot_titles({each.parent for each in (*mine, *deleted)} - own - {""})
    home = f"{base_url().partition('?')[0].rstrip('/')}/"
    data = {**listed(mine, deleted, others), "mayChange": not read_only, "home": _root(home)}
    _component(key=KEY, data={**data, "said": st.session_state.pop(_SAID, None)}, on_act_change=_act)


def _root(address: str) -> str:
    """The address of the map, also where this page is asked for by its own."""
    return address.removesuffix(f"{pages.SNAPSHOTS.key}/")


def _act() -> None:
    """Do what was asked for in the list; the next run tells what came of it."""
    event = getattr(st.session_state[KEY], "act", None)
    said: dict[str, Any]
    try:
        said = _done(event if isinstance(event, dict) else {})
    except FaultlinesError as error:
        said = {"text": f"{str(error)[:1].upper()}{str(error)[1:]}.", "bad": True}
        if isinstance(error, StoreError):
            kept.open_soon()
    st.session_state[_TURN] = turn = st.session_state.get(_TURN, 0) + 1
    st.session_state[_SAID] = {**said, "turn": turn}


def _done(event: Mapping[str, Any]) -> dict[str, Any]:
    """Raises FaultlinesError."""
    if visitor.read_only():
        raise UsageError(READ_ONLY.rstrip("."))
    what, id, key, store = event.get("do"), str(event.get("id", "")), visitor.key(), kept.store()
    if what == "rename":
        title, note, caption = (str(event.get(name, "")) for name in ("title", "note", "caption"))
        store.rename_snapshot(id, key, title, note, caption)
        return {"text": f"Saved: “{store.snapshot(id, key).title}”."}
    if what == "delete":
        title = store.snapshot(id, key).title
        store.delete_snapshot(id, key)
        return {"text": f"Deleted: “{title}”. Its link shows nothing any more.", "undo": id}
    if what == "undelete":
        store.undelete_snapshot(id, key)
        return {"text": f"Brought back: “{store.snapshot(id, key).title}”."}
    raise UsageError("this can't be done with a snapshot")
