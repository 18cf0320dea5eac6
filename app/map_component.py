"""The live map as a Streamlit component: Python sends what is drawn, the browser sends what was clicked.

Only the name of a message travels with a change, and the browser gets the message (`app.wire`) if it does not have it
already; script, style and shapes are files that the browser keeps.
Why this is not streamlit-folium: DECISIONS.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

import streamlit as st

from app import assets

__all__ = ["Chosen", "live_map", "relations_table"]

KEY = "map"


class Chosen(NamedTuple):
    """What is selected: the ISO code of a country or the id of a relation; nothing at first."""

    kind: Literal["country", "relation", "none"] = "none"
    id: str = ""


_component = st.components.v2.component("faultlines_map", js=assets.loader(assets.map_script()), isolate_styles=False)


_table = st.components.v2.component("faultlines_table", js=assets.loader(assets.table_script()), isolate_styles=False)


def live_map(
    message: bytes | Mapping[str, Any],
    on_select: Callable[[Chosen], None],
    on_navigate: Callable[[str], None],
    on_compare: Callable[[date, date], None],
) -> None:
    """Show the map of a packed message, or of one that the browser gets by its name (`app.first`); the callbacks run
    when a person clicks, before the next run of the page.
    """
    _component(
        key=KEY,
        data=message,
        on_select_change=lambda: _tell_select(on_select),
        on_navigate_change=lambda: _tell_navigate(on_navigate),
        on_compare_change=lambda: _tell_compare(on_compare),
    )


def relations_table(label: str) -> None:
    """The relations of the map as a table. It reads them from the map in the browser, so nothing is sent for it."""
    _table(key="relations", data={"label": label})


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


def _tell_compare(on_compare: Callable[[date, date], None]) -> None:
    event = _event("compare")
    try:
        on_compare(*(date.fromisoformat(str(event.get(name))) for name in ("since", "at")))
    except ValueError:
        return
