"""Edit: the relations of a data set of one's own, in a table."""

from __future__ import annotations

import streamlit as st

from app import pages

__all__ = ["edit"]


def edit() -> None:
    """Draw the page."""
    pages.top(pages.EDIT)
    with st.container(key="page"):
        st.markdown("# Edit")
        st.write("Coming.")
