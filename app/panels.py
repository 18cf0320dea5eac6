"""What stands around the map: the way back from an empty map, the table of relations and the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from types import MappingProxyType
from typing import Any

import streamlit as st

from app import cache, state, words
from app.adding_words import in_label
from app.map_component import Chosen, relations_table
from geo.select import Selection
from geo.spec import Area, Card, Line, MapSpec
from geo.view import KINDS, STATUSES, View
from geo.words import joined

__all__ = ["empty", "evidence", "table"]

MOST_RELATIONS = 8

# One element in place of two: each travels with every click.
_NOTHING_CHOSEN = (
    "<h3>The evidence</h3><p class=app-hint>"
    "Choose a line or a country on the map, or a row of the table: what is known, and who says so.</p>"
)

# What lifts each filter that `Selection.lifted` names, but for the window.
_LIFT: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "kind": {"kind": View().kind},
        "status": {"status": STATUSES},
        "min": {"min": View().min},
        "who": {"focus": "", "countries": (), "dir": "all"},
        "domain": {"domain": ()},
        "dir": {"dir": "all"},
    }
)


def empty(selection: Selection, view: View, spec: MapSpec) -> None:
    """Why nothing is shown, and a button for each filter that alone would bring something back."""
    names = {area.key: area.name for area in spec.areas}
    with st.container(key="empty"):
        if not selection.lifted:
            st.markdown("**No relations to show.** Several choices together leave nothing.")
        else:
            st.markdown("**No relations to show.** Any one of these would bring some back:")
        with st.container(horizontal=True):
            for name, count in sorted(selection.lifted.items(), key=lambda item: item[1]):
                label = f"{in_label(_way(name, view, names), 120)} ({count:,})"
                st.button(label, key=f"lift-{name}", on_click=_lift, args=(name,))
            st.button("Start over", key="lift-all", on_click=state.reset)


def _way(name: str, view: View, names: Mapping[str, str]) -> str:
    """What lifting a filter shows, by what was chosen."""
    who = names.get(view.focus, view.focus) or "those chosen"
    does = {("support",): "for", ("tension",): "against"}.get(view.kind, "for or against")
    if name == "dir" and view.dir == "out":
        return f"Also what others do {does} {who}"
    return {
        "kind": f"Also {joined([kind for kind in KINDS if kind not in view.kind])}",
        "status": f"Also what is {joined([status for status in STATUSES if status not in view.status])}",
        "min": f"Also what is weaker than {view.min:g} of 5",
        "window": "Clear the dates",
        "domain": f"Also other fields than {joined(view.domain)}",
        "dir": f"Also what {who} {'does' if view.focus else 'do'} {does} others",
        "who": f"All countries, not only {who}",
    }[name]


def _lift(name: str) -> None:
    state.change(**(_wider() if name == "window" else _LIFT[name]))


def _wider() -> Mapping[str, Any]:
    """The data set's own window, or all its time where that would show nothing again."""
    own, view = {"start": None, "end": None}, state.held()
    if not cache.selection(view.with_(**own)).shown.empty:
        return own
    return dict(zip(own, cache.dataset(view.data).extent, strict=True))


def table(spec: MapSpec, hidden: int) -> None:
    """The relations that are drawn; a row that is chosen is chosen on the map too."""
    count = len(spec.lines)
    st.markdown(f"### {count:,} relation{'' if count == 1 else 's'} on the map")
    relations_table("The relations that the map shows. Choose one to see the evidence.")
    if hidden:
        st.caption(f"{hidden:,} more relations of the data are not shown: other dates or choices.")


def evidence(spec: MapSpec, view: View) -> None:
    """What is known of the country or relation that is chosen."""
    what = state.chosen()
    line = next((line for line in spec.lines if what == ("relation", line.id)), None)
    area = next((area for area in spec.areas if what == ("country", area.key)), None)
    with st.container(key="evidence"):
        if line:
            _relation(line, spec)
        elif area:
            _country(area, spec, view)
        else:
            st.html(_NOTHING_CHOSEN)


def _relation(line: Line, spec: MapSpec) -> None:
    st.html(_card(line.card or Card(line.id), line.kind))
    with st.container(horizontal=True):
        for end, key in (("source", line.source), ("target", line.target)):
            name = next(area.name for area in spec.areas if area.key == key)
            st.button(f"See the map from {name}", key=f"focus-{end}", on_click=_focus, args=(key,))


def _country(area: Area, spec: MapSpec, view: View) -> None:
    st.html(_card(_figures(area), "country"))
    # Seen only while the map shows one day, which the browser knows.
    st.html('<p class="app-whole">These sums are of the whole period, not of the one day that the map shows.</p>')
    label, focus = (f"Leave {area.name}", "") if view.focus == area.key else ("See the map from here", area.key)
    st.button(label, key="focus-country", on_click=_focus, args=(focus,))
    mine = [line for line in reversed(spec.lines) if area.key in (line.source, line.target) and line.card]
    if mine:
        st.html("".join(_in_short(line.card, line.kind) for line in mine[:MOST_RELATIONS] if line.card))
    if len(mine) > MOST_RELATIONS:
        st.caption(f"{len(mine) - MOST_RELATIONS} weaker ones are in the table.")


def _figures(area: Area) -> Card:
    """The card without the strongest relations, which follow here in full; they repeat the labels of the figures."""
    card = area.card or Card(area.name)
    first: dict[str, str] = {}
    for label, text in card.rows:
        first.setdefault(label, text)
    return replace(card, rows=tuple(first.items()))


def _focus(key: str) -> None:
    state.change(focus=key)
    state.choose(Chosen("country", key) if key else Chosen())


def _card(card: Card, kind: str) -> str:
    """A card as HTML; every text is escaped, only http(s) is linked."""
    rows = "".join(f"<dt>{_safe(label)}</dt><dd>{_safe(text)}</dd>" for label, text in card.rows)
    title = f"<h3>{_safe(card.title)}</h3>"
    text = f"<p>{_safe(card.text)}</p>" if card.text else ""
    return f'<article class="app-evidence app-{escape(kind)}">{title}{text}<dl>{rows}</dl>{_source(card)}</article>'


def _in_short(card: Card, kind: str) -> str:
    """A relation among others: the same as its card, in fewer lines."""
    facts = " · ".join(_safe(text) for _, text in card.rows)
    text = f"<p>{_safe(card.text)}</p>" if card.text else ""
    start = f'<article class="app-evidence app-brief app-{escape(kind)}"><h4>{_safe(card.title)}</h4>'
    return f'{start}{text}<p class="app-facts">{facts}</p>{_source(card)}</article>'


def _source(card: Card) -> str:
    if not card.link_text:
        return ""
    said = _safe(card.link_text)
    if card.url.startswith(("https://", "http://")):
        said = f'<a href="{escape(card.url)}" target="_blank" rel="noopener noreferrer">{said}</a>'
    return f'<p class="app-source">{said}</p>'


def _safe(text: str) -> str:
    """Text for HTML, with names from right to left set apart."""
    return escape(words.isolated(text))
