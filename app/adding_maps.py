"""A file that holds its map, given to the page that adds data: opened, with a question first if something is not as it
was when the file was made."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl

import streamlit as st

from app import pages, visitor
from app.adding_words import in_label, text
from app.opening import findable, holds_map, opened, read, sentence
from geo.capsule import Restored
from geo.errors import FaultlinesError

__all__ = ["bring_map", "map_question"]

_ASKED, _WRONG = "fl_map_asked", "fl_map_wrong"


class _Asked(NamedTuple):
    name: str
    restored: Restored


def bring_map(name: str, data: bytes) -> bool:
    """Open a file that holds its map, if there is nothing to ask; else the question is drawn with the next run. False
    for a file that may be a table.
    """
    _forget()
    try:
        if not holds_map(name, data):
            return False
        with st.spinner("Opening the map"):
            asked = _Asked(name, read(name, data))
            findable(asked.restored, visitor.key(), read_only=visitor.read_only())
    except FaultlinesError as error:
        st.session_state[_WRONG] = (name, sentence(error))
        return True
    if asked.restored.remarks:
        st.session_state[_ASKED] = asked
    else:
        _open(asked)
    return True


def map_question() -> None:
    """Draw what was asked, or what was wrong."""
    if _WRONG in st.session_state:
        name, why = st.session_state[_WRONG]
        st.html(f'<p class="add-verdict" role="alert">{text(name, 80)}: {text(why, 500)}</p>')
    asked: _Asked | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    title = in_label(asked.restored.title or asked.name, 120)
    with st.container(border=True, key="add-map"):
        st.markdown(f"**{title} is not just as it was when the file was made:**")
        st.html(f"<ul>{''.join(f'<li>{text(remark, 600)}</li>' for remark in asked.restored.remarks)}</ul>")
        with st.container(horizontal=True):
            go = st.button("Open the map", type="primary", key="add-map-open")
            st.button("Cancel", key="add-map-cancel", on_click=_forget)
    if go:
        _open(asked)
        st.rerun()


def _open(asked: _Asked) -> None:
    """To the map; where that can't be, what is wrong is drawn with the next run."""
    _forget()
    try:
        found = opened(asked.restored, visitor.key(), asked.name, read_only=visitor.read_only())
    except FaultlinesError as error:
        st.session_state[_WRONG] = (asked.name, sentence(error))
        return
    pages.go(pages.MAP, **dict(parse_qsl(found.query)))


def _forget() -> None:
    st.session_state.pop(_ASKED, None)
    st.session_state.pop(_WRONG, None)
