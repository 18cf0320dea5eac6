"""Your data: the data sets of a visitor, and what can be done with them."""

from __future__ import annotations

import streamlit as st

from app import kept, pages
from app.data_list import SAID, several
from app.data_one import one
from app.data_words import told
from geo.errors import StoreError, UnknownDataset

__all__ = ["data"]


def data() -> None:
    """Draw the page: one data set where the address names one, else all of them."""
    pages.top(pages.DATA)
    name = st.query_params.get("data", "")
    with st.container(key="page"):
        try:
            _draw(name)
        except StoreError as error:
            _away(str(error))


def _draw(name: str) -> None:
    if not kept.is_own(name):
        several()
        return
    try:
        one(name)
    except UnknownDataset as error:
        st.session_state.setdefault(SAID, (str(error), True))
        several()


def _away(why: str) -> None:
    """The store can't be used: what is wrong, and what still works."""
    st.html("<h1>Your data</h1>" + told(f"Your data can't be read now: {why}", bad=True))
    st.html(
        "<p>Nothing that was saved is lost by this, and the map still shows the data that come with Faultlines.</p>"
    )
    st.button("Try again", key="data-retry", on_click=_retry)


def _retry() -> None:
    try:
        kept.retry()
    except StoreError:
        return  # said on the page
