"""Step 3 of adding data: names that no country is known for, each once, to be given a country by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from html import escape
from typing import NamedTuple

import streamlit as st

from app.adding import LEAVE_OUT, Plan, Work
from app.adding_columns import seeded
from app.adding_words import count, country, in_label, text
from geo.mapping import ColumnMapping, UnknownName
from geo.names import fold, tables

__all__ = ["Picker", "names_form", "picked"]

_FIRST, _STEP = 15, 25


class Picker(NamedTuple):
    """What is chosen for a text: in the control's key, in its label, and one of the choices in words."""

    key: str
    label: str
    named: Callable[[str], str]


def names_form(work: Work, mapping: ColumnMapping, unknown: tuple[UnknownName, ...]) -> Plan:
    """Draw a country picker for every name; the plan with what was chosen."""
    chosen = {**dict.fromkeys(work.plan.left_out, LEAVE_OUT), **mapping.assigned}
    key = f"add-{work.token}-names"
    most = st.session_state.setdefault(key, _FIRST)
    for name in unknown[:most]:
        options = [LEAVE_OUT, *(iso3 for iso3, _ in name.suggestions), *_countries()]
        answer = picked(work, name, _COUNTRY, options, chosen.get(name.text, ""))
        chosen.pop(name.text, None)
        if answer:
            chosen[name.text] = answer
    if len(unknown) > most:
        more = min(_STEP, len(unknown) - most)
        st.button(f"Show {more} more of {len(unknown) - most:,}", key=f"{key}-more", on_click=_show_more, args=(key,))
    left_out = frozenset(name for name, answer in chosen.items() if answer == LEAVE_OUT)
    assigned = {name: answer for name, answer in chosen.items() if answer != LEAVE_OUT}
    return Plan(replace(mapping, assigned=assigned), left_out)


def _show_more(key: str) -> None:
    st.session_state[key] += _STEP


def picked(work: Work, name: UnknownName, what: Picker, options: Iterable[str], now: str) -> str:
    """One text that is not known, and what was chosen for it; the empty text is nothing yet."""
    key = f"add-{work.token}-{what.key}-{sha256(name.text.encode('utf-8', 'replace')).hexdigest()[:16]}"
    every = ["", *dict.fromkeys(options)]
    left, right = st.columns([6, 5], vertical_alignment="center")
    with left:
        st.html(told(name))
    with right:
        return st.selectbox(
            f"{what.label} for {in_label(name.text, 40)}",
            every,
            index=every.index(seeded(key, now if now in every else "")),
            format_func=lambda value: what.named(value) if value else "Not decided",
            key=key,
            label_visibility="collapsed",
        )


def told(name: UnknownName) -> str:
    """What is known of a text that names nothing we know, as HTML."""
    rows = ", ".join(f"{row:,}" for row in name.rows)
    more = ", …" if name.count > len(name.rows) else ""
    near = " or ".join(text(label) for _, label in name.suggestions)
    hint = f"<br>Did you mean {near}?" if near else ""
    reason = escape(name.reason[:1].upper() + name.reason[1:])
    where = f"{count(name.count, 'time')}, in row{'s' if len(name.rows) > 1 else ''} {rows}{more}"
    return f'<p class="add-name"><strong>{text(name.text, 60)}</strong> <span>{where}</span><br>{reason}.{hint}</p>'


def _named(value: str) -> str:
    return "Leave these rows out" if value == LEAVE_OUT else country(value)


_COUNTRY = Picker("name", "Country", _named)


@cache
def _countries() -> tuple[str, ...]:
    return tuple(sorted(tables().labels, key=lambda iso3: fold(country(iso3))))
