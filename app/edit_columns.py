"""The columns of the editor: what each is called, what it takes, and how one picks a value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from app import words
from app.sheet import SHOWN, Sheet
from geo.countries import Atlas
from geo.places import place_name, places
from geo.relations import KINDS, STATUSES

__all__ = ["LABELS", "columns"]

LABELS: Mapping[str, str] = {name: words.COLUMNS[name] for name in SHOWN}
WIDTHS: Mapping[str, int] = {
    "source": 120, "target": 120, "kind": 145, "intensity": 80, "start": 100, "end": 100, "mutual": 90, "status": 110,
    "domain": 110, "place": 130, "scenario": 110, "summary": 280, "citation": 220, "url": 200,
}  # fmt: skip
HELP: Mapping[str, str] = {
    "source": "Who acts: type a name or a code of the country",
    "target": "Towards whom: type a name or a code of the country",
    "kind": "Whether it is support or tension",
    "intensity": "From 1 (words) to 5 (war or an alliance)",
    "start": "2025-06-30, 30 June 2025, June 2025 or 2025",
    "end": "As the day it began; empty while it is in force",
    "mutual": "Whether it holds both ways",
    "status": "Documented, alleged or hypothetical",
    "domain": "Military, economic, ... or a word of your own",
    "place": "The disputed area it is about",
    "scenario": "The what-if that a hypothetical relation belongs to",
    "summary": "One sentence in plain words",
    "citation": "Who says so: outlet, title, date",
    "url": "The address of the source, http or https",
}


def columns(sheet: Sheet, atlas: Atlas) -> dict[str, Any]:
    """For `st.data_editor`. Nothing is refused here: what is not valid is kept, and what is wrong is said beside.

    Days are texts, with a calendar beside them (`app/browser/typing.js`). A column of links would open whatever was
    typed before anything has checked it. None is pinned: Streamlit greys what is pinned, as if it could not be changed.
    """
    make = st.column_config
    codes = sorted(atlas.countries, key=lambda code: atlas.name(code))
    picked: dict[str, tuple[Collection[str], Callable[[str], str]]] = {
        "source": (codes, atlas.name),
        "target": (codes, atlas.name),
        "kind": (KINDS, lambda value: words.KINDS.get(value, value)),
        "status": (STATUSES, lambda value: words.STATUSES.get(value, value)),
        "domain": (sheet.domains, str),
        "place": (places(), place_name),
    }
    found: dict[str, Any] = {
        "mutual": make.CheckboxColumn(LABELS["mutual"], help=HELP["mutual"], default=False, width=WIDTHS["mutual"])
    }
    for name in SHOWN:
        if name in picked:
            found[name] = _list(name, sheet, *picked[name])
        elif name not in found:
            side = "right" if name == "intensity" else None
            found[name] = make.TextColumn(LABELS[name], help=HELP.get(name), width=WIDTHS.get(name), alignment=side)
    return found


def _list(name: str, sheet: Sheet, known: Collection[str], called: Callable[[str], str]) -> Any:
    """A list to pick from; whatever else stands in a row already is at its end."""
    others = sorted({cells[name] for cells in sheet.given} - {"", *known})
    return st.column_config.SelectboxColumn(
        LABELS[name],
        help=HELP[name],
        options=[*known, *others],
        format_func=called,
        default="documented" if name == "status" else None,
        width=WIDTHS[name],
    )
