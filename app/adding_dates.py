"""Step 3 of adding data, its third part: texts that are no date we can read, each once, to be given one by hand."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import streamlit as st

from app.adding import Work
from app.adding_columns import seeded
from app.adding_names import told
from app.adding_words import in_label
from geo.mapping import ColumnMapping, UnknownName, is_date

__all__ = ["dates_form"]

_MOST = 40


def dates_form(work: Work, mapping: ColumnMapping, unknown: tuple[UnknownName, ...]) -> ColumnMapping:
    """Draw a field for every text; the mapping with what was written."""
    chosen = dict(mapping.dates)
    for name in unknown[:_MOST]:
        written = _field(work, name, chosen.pop(name.text, ""))
        if written:
            chosen[name.text] = written
    if len(unknown) > _MOST:
        st.html(f'<p class="add-why">{len(unknown) - _MOST:,} more such texts are among the problems below.</p>')
    return replace(mapping, dates=chosen)


def _field(work: Work, name: UnknownName, now: str) -> str:
    key = f"add-{work.token}-date-{sha256(name.text.encode('utf-8', 'replace')).hexdigest()[:12]}"
    left, right = st.columns([6, 5], vertical_alignment="center")
    with left:
        st.html(told(name))
    with right:
        written = st.text_input(
            f"Date for {in_label(name.text, 40)}",
            seeded(key, now),
            key=key,
            placeholder="2024, 2024-03 or 2024-03-01",
            label_visibility="collapsed",
        ).strip()
        if written and not is_date(written):
            st.html('<p class="add-why" role="alert">That is no date we can read either: write it as 2024-03-01.</p>')
    return written
