"""Step 3 of adding data, its second part: texts that name no disputed area, each once, to be given one by hand."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import streamlit as st

from app.adding import Work
from app.adding_columns import seeded
from app.adding_names import told
from app.adding_words import in_label
from geo.mapping import ColumnMapping, UnknownName
from geo.places import place_name, places

__all__ = ["places_form"]

_NONE = "-"  # what stands for an area where the relation is about none
_MOST = 40


def places_form(work: Work, mapping: ColumnMapping, unknown: tuple[UnknownName, ...]) -> ColumnMapping:
    """Draw a picker of areas for every text; the mapping with what was chosen."""
    chosen = dict(work.plan.mapping.places)
    for name in unknown[:_MOST]:
        answer = _picked(work, name, chosen.pop(name.text, None))
        if answer:
            chosen[name.text] = "" if answer == _NONE else answer
    if len(unknown) > _MOST:
        st.html(f'<p class="add-why">{len(unknown) - _MOST:,} more such texts are among the problems below.</p>')
    return replace(mapping, places=chosen)


def _picked(work: Work, name: UnknownName, now: str | None) -> str:
    """The place for one text, `-` for none, or nothing yet."""
    key = f"add-{work.token}-place-{sha256(name.text.encode('utf-8', 'replace')).hexdigest()[:16]}"
    options = ["", _NONE, *dict.fromkeys([*(area for area, _ in name.suggestions), *places()])]
    start = "" if now is None else now or _NONE
    left, right = st.columns([6, 5], vertical_alignment="center")
    with left:
        st.html(told(name))
    with right:
        return st.selectbox(
            f"Disputed area for {in_label(name.text, 40)}",
            options,
            index=options.index(seeded(key, start if start in options else "")),
            format_func=_option,
            key=key,
            label_visibility="collapsed",
        )


def _option(value: str) -> str:
    return {"": "Not decided", _NONE: "About no disputed area"}.get(value) or place_name(value)
