"""The live map as a Streamlit component: Python sends what is drawn, the browser sends what was clicked.

Only a packed MapSpec travels with a change; script, style and shapes are files that the browser keeps (`app.assets`).
Why this is not streamlit-folium: DECISIONS.md.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import streamlit as st

from app import assets
from geo.spec import MapSpec

__all__ = ["Chosen", "live_map", "pack"]

KEY = "map"


class Chosen(NamedTuple):
    """What is selected: the ISO code of a country or the id of a relation; nothing at first."""

    kind: Literal["country", "relation", "none"] = "none"
    id: str = ""


_component = st.components.v2.component("faultlines_map", js=assets.loader(assets.map_script()), isolate_styles=False)


def pack(spec: MapSpec, worldview: str, questions: Sequence[tuple[str, str]], chosen: Chosen) -> bytes:
    """What the browser gets: one message in gzip, the same bytes for the same map."""
    message = {
        "script": assets.layer_script().path,
        "shapes": assets.shapes(worldview).path,
        "spec": spec.to_dict(),
        "questions": [{"text": text, "query": query} for text, query in questions],
        "select": list(chosen),
    }
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def live_map(packed: bytes, on_select: Callable[[Chosen], None], on_navigate: Callable[[str], None]) -> None:
    """Show the map; the callbacks run when a person clicks, before the next run of the page."""
    _component(
        key=KEY,
        data=packed,
        on_select_change=lambda: _tell_select(on_select),
        on_navigate_change=lambda: _tell_navigate(on_navigate),
    )


def _event(name: str) -> dict[str, Any]:
    event = getattr(st.session_state[KEY], name, None)
    return event if isinstance(event, dict) else {}


def _tell_select(on_select: Callable[[Chosen], None]) -> None:
    event = _event("select")
    kind, key = event.get("kind"), event.get("id")
    if kind in ("country", "relation") and isinstance(key, str):
        on_select(Chosen(kind, key))
    elif kind == "none":
        on_select(Chosen())


def _tell_navigate(on_navigate: Callable[[str], None]) -> None:
    query = _event("navigate").get("query")
    if isinstance(query, str):
        on_navigate(query)
