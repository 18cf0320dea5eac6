"""Your data: the data sets of a visitor, and what can be done with them."""

from __future__ import annotations

import streamlit as st

from app import kept, pages
from app.data_list import SAID, several
from app.data_one import one
from geo.errors import UnknownDataset

__all__ = ["data"]


def data() -> None:
    """Draw the page: one data set where the address names one, else all of them. Raises StoreError."""
    name = st.query_params.get("data", "")
    to_map = pages.data_link(name) if kept.is_own(name) else pages.MAP.path
    pages.top(pages.DATA, to_map)
    with st.container(key="page"):
        if not kept.is_own(name):
            several()
            return
        try:
            one(name)
        except UnknownDataset as error:
            st.session_state.setdefault(SAID, (str(error), True))
            several()
