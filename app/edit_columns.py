"""The columns of the editor: what each is called, what it takes, and how one picks a value."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from app import words
from app.sheet import Sheet
from geo.countries import Atlas
from geo.places import place_name, places
from geo.relations import KINDS, STATUSES
from geo.validate import YEARS

__all__ = ["columns"]

EARLIEST, LATEST = date(YEARS[0], 1, 1), date(YEARS[1], 12, 31)


def columns(sheet: Sheet, atlas: Atlas) -> dict[str, Any]:
    """For `st.data_editor`. Nothing is refused here: what is not valid is kept, and what is wrong is said beside."""
    make = st.column_config
    return {
        "source": _country("Source: who", "Who acts", sheet, atlas),
        "target": _country("Target: whom", "Towards whom", sheet, atlas),
        "kind": make.SelectboxColumn("Kind", options=list(KINDS), format_func=words.KINDS.__getitem__, width=90),
        "intensity": make.NumberColumn("Intensity", help="1 is words, 5 is war or an alliance", width=80),
        "start": make.DateColumn(
            "Start", help="Since when", format="YYYY-MM-DD", min_value=EARLIEST, max_value=LATEST, width=100
        ),
        "end": make.DateColumn(
            "End",
            help="Until when; empty while it is in force",
            format="YYYY-MM-DD",
            min_value=EARLIEST,
            max_value=LATEST,
            width=100,
        ),
        "mutual": make.CheckboxColumn("Mutual", help="Whether it holds both ways", default=False, width=70),
        "status": make.SelectboxColumn(
            "Status",
            help="How sure it is",
            options=list(STATUSES),
            format_func=words.STATUSES.__getitem__,
            default="documented",
            width=110,
        ),
        "domain": make.SelectboxColumn("Domain", help="In which field", options=list(sheet.domains), width=110),
        "place": _place(sheet),
        "scenario": make.TextColumn("Scenario", help="The what-if that a hypothetical relation belongs to", width=110),
        "summary": make.TextColumn("Summary", help="One sentence in plain words", width=280),
        "citation": make.TextColumn("Citation", help="Who says so: outlet, title, date", width=220),
        # Not a column of links: those open whatever was typed, before anything has checked it.
        "url": make.TextColumn("Link", help="The address of the source, http or https", width=200),
    }


def _place(sheet: Sheet) -> Any:
    """All disputed areas by name, and what else stands in a row: several areas, or what is none."""
    used = {cells["place"] for cells in sheet.given} - {"", *places()}
    options = [*places(), *sorted(used)]
    hint = "The disputed area it is about"
    return st.column_config.SelectboxColumn("Place", help=hint, options=options, format_func=place_name, width=130)


def _country(label: str, hint: str, sheet: Sheet, atlas: Atlas) -> Any:
    """All countries by name; the values are their codes."""
    used = {cells[name] for cells in sheet.given for name in ("source", "target")} - {"", *atlas.countries}
    codes = sorted(atlas.countries, key=lambda code: atlas.name(code)) + sorted(used)
    # Not pinned: Streamlit greys what is pinned, as if it could not be changed
    return st.column_config.SelectboxColumn(label, help=hint, options=codes, format_func=atlas.name, width=120)
