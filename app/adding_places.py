"""Step 3 of adding data, its second part: texts that name no disputed area, each once, to be given one by hand."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.adding import Work
from app.adding_names import Picker, picked
from geo.mapping import ColumnMapping, UnknownName
from geo.places import place_name, places

__all__ = ["places_form"]

_NONE = "-"  # what stands for an area where the relation is about none
_MOST = 40


def places_form(work: Work, mapping: ColumnMapping, unknown: tuple[UnknownName, ...]) -> ColumnMapping:
    """Draw a picker of areas for every text; the mapping with what was chosen."""
    chosen = dict(work.plan.mapping.places)
    for name in unknown[:_MOST]:
        options = [_NONE, *(area for area, _ in name.suggestions), *places()]
        answer = picked(work, name, _AREA, options, _start(chosen.pop(name.text, None)))
        if answer:
            chosen[name.text] = "" if answer == _NONE else answer
    if len(unknown) > _MOST:
        st.html(f'<p class="add-why">{len(unknown) - _MOST:,} more such texts are among the problems below.</p>')
    return replace(mapping, places=chosen)


def _start(chosen: str | None) -> str:
    return "" if chosen is None else chosen or _NONE


def _named(value: str) -> str:
    return "About no disputed area" if value == _NONE else place_name(value)


_AREA = Picker("place", "Disputed area", _named)
