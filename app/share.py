"""Passing a view on: its address, and files that keep it. A file is made only when its button is pressed."""

from __future__ import annotations

import os

import streamlit as st

from app import assets
from app.exports import BASE_URL, stem
from geo.relations import Dataset
from geo.view import View

__all__ = ["base_url", "share"]

_panel = st.components.v2.component("faultlines_share", js=assets.loader(assets.share_script()), isolate_styles=False)


def base_url() -> str:
    """The public address of this app: as configured, else as the browser has it."""
    address = os.environ.get(BASE_URL, "") or st.context.url or ""
    return f"{address}/" if address.count("/") == 2 else address


def share(view: View, dataset: Dataset) -> None:
    """One button; behind it the link and the files. Which view they are of, the map says in the browser."""
    with st.popover("Share", width="content", key="share"):
        _panel(key="share-panel", data={"base": base_url(), "stem": stem(view, dataset)})
