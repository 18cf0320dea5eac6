"""Your data: the data sets of a visitor, and what can be done with them."""

from __future__ import annotations

import streamlit as st

from app import pages

__all__ = ["data"]


def data() -> None:
    """Draw the page."""
    pages.top(pages.DATA)
    with st.container(key="page"):
        st.markdown("# Your data")
        st.write("Coming.")
