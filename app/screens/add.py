"""Add data: from a file to a data set of one's own."""

from __future__ import annotations

import streamlit as st

from app import pages

__all__ = ["add"]


def add() -> None:
    """Draw the page."""
    pages.top(pages.ADD)
    with st.container(key="page"):
        st.markdown("# Add data")
        st.write("Coming.")
