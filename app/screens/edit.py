"""Edit: the relations of a data set of one's own, in a table beside their map."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import cache, edit_panels, kept, pages, visitor
from app.data_list import NO_COOKIE, SAID, copy
from app.desk import READ_ONLY, open_desk
from geo.errors import NotYours, StoreError, UnknownDataset
from geo.relations import Dataset

__all__ = ["edit"]

FOREIGN = "This data set belongs to somebody else: make your own copy, which you can change."
BUILT_IN = "This data set stays as it is: make your own copy, which you can change."


def edit() -> None:
    """Draw the page."""
    name = st.query_params.get("data", "")
    pages.top(pages.EDIT, pages.data_link(name) if name else pages.MAP.path)
    with st.container(key="page"):
        if visitor.read_only():
            _say("Edit", READ_ONLY)
        elif not visitor.key():
            _say("Edit", NO_COOKIE)
        else:
            _drawn(name)


def _drawn(name: str) -> None:
    try:
        if not name:
            _choices()
        elif not kept.is_own(name):
            _offer(cache.dataset(name), BUILT_IN)
        else:
            _opened(name)
    except (UnknownDataset, StoreError) as error:
        _say("Edit", f"{str(error)[:1].upper()}{str(error)[1:]}.")


def _opened(name: str) -> None:
    try:
        here = open_desk(name)
    except NotYours:
        _offer(kept.store().load(name), FOREIGN)
    else:
        edit_panels.workspace(here)


def _say(title: str, text: str) -> None:
    edit_panels.title(title)
    st.text(text)


def _offer(dataset: Dataset, why: str) -> None:
    """Somebody else's data set: to be copied, not changed."""
    edit_panels.title(f"Edit: {dataset.title}")
    st.text(why)
    if st.button("Make my own copy", key="copy", type="primary"):
        _copy(dataset)


def _copy(dataset: Dataset) -> None:
    name = copy(dataset)
    said, wrong = st.session_state.pop(SAID)
    if name:
        pages.go(pages.EDIT, data=name)
    elif wrong:
        st.error(f"It can't be copied: {said}")


def _choices() -> None:
    """Without a data set in the address: those that can be edited."""
    edit_panels.title("Edit")
    own = {entry.id: entry.title for entry in kept.mine(visitor.key())}
    if own:
        st.text("Which of your data sets?")
        _links(own)
    st.text("These stay as they are; they can be copied, and the copy changed:")
    _links({name: cache.dataset(name).title for name in cache.dataset_names() if not kept.is_own(name)})


def _links(titles: Mapping[str, str]) -> None:
    made = (pages.anchor(title, pages.link(pages.EDIT, data=name), "app-button") for name, title in titles.items())
    st.html("".join(f"<p>{link}</p>" for link in made))
