"""Passing a view on: its address, and files that keep it. A file is made only when its button is pressed."""

from __future__ import annotations

import os
from collections.abc import Callable

import streamlit as st

from app import assets, cache
from geo.io import to_csv_text
from geo.snapshot import permalink, render
from geo.spec import MapSpec
from geo.view import View

__all__ = ["base_url", "share"]

BASE_URL = "FAULTLINES_BASE_URL"
_FILES = (
    ("html", "Live map (HTML)", "text/html", "Opens in any browser, also without a network"),
    ("png", "Picture (PNG)", "image/png", "For a message or a slide"),
    ("svg", "Drawing (SVG)", "image/svg+xml", "For print and for drawing programs"),
    ("csv", "Relations shown (CSV)", "text/csv", "For a spreadsheet"),
    ("geojson", "Shapes and lines (GeoJSON)", "application/geo+json", "For a GIS"),
)
_copy_link = st.components.v2.component(
    "faultlines_copy_link", js=assets.loader(assets.copy_script()), isolate_styles=False
)


def base_url() -> str:
    """The public address of this app: as configured, else as the browser has it."""
    return os.environ.get(BASE_URL, "") or (st.context.url or "")


def share(view: View, spec: MapSpec) -> None:
    """One button; behind it the link and the files."""
    with st.popover("Share", width="content", key="share"):
        st.markdown("**Link to this view**")
        _copy_link(key="copy-link", data={"link": permalink(view, base_url())})
        st.markdown("**Keep it as a file**")
        for form, label, media_type, hint in _FILES:
            name = f"{_stem(view)}.{form}"
            st.download_button(
                label, _maker(view, spec, form), file_name=name, mime=media_type, key=f"file-{form}", help=hint,
                on_click="ignore", width="stretch",
            )  # fmt: skip


def _maker(view: View, spec: MapSpec, form: str) -> Callable[[], bytes]:
    """What makes the file, later and on another thread: everything it needs is bound here."""
    if form == "csv":
        shown = cache.selection(view).shown
        return lambda: to_csv_text(shown).encode()
    atlas = cache.atlas(view.worldview)
    return lambda: render(spec, atlas, form)


def _stem(view: View) -> str:
    """A file name that says what is in it."""
    return "-".join(part for part in ("faultlines", view.data, view.focus.lower(), view.scenario) if part)
