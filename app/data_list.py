"""The list of a visitor's own data sets, and of those that come with Faultlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from app import cache, kept, pages, visitor
from app.data_words import actions, counted, facts, forms, line, safe, told
from geo.errors import FaultlinesError
from geo.relations import Dataset
from geo.store import Entry

__all__ = ["NO_COOKIE", "SAID", "copy", "several"]

SAID = "fl_data_said"  # what an action came to: a text, and whether it went wrong
LEAD = "Each data set belongs to this browser. Whoever has the link to its map can see it; only you can change it."
READ_ONLY = "This server only shows data: uploads, editing and deleting are switched off."
NO_COOKIE = (
    "Your browser keeps no cookies for this site, and without one Faultlines can't know your data sets again. "
    "Allow cookies and load the page again."
)


def several() -> None:
    """Draw the list."""
    key, read_only = visitor.key(), visitor.read_only()
    mine = kept.mine(key)
    _head(read_only or not key)
    if said := st.session_state.pop(SAID, None):
        st.html(told(*said))
    if read_only:
        st.html(told(READ_ONLY))
    elif not key:
        st.html(told(NO_COOKIE, bad=True))
    if mine:
        st.html(f'<ul class="app-sets">{"".join(_card(entry, read_only) for entry in mine)}</ul>')
    elif not read_only and key:
        st.html(_EMPTY)
    _built_in(mine, read_only or not key)


def copy(dataset: Dataset) -> str:
    """Keep a data set as one's own; gives the name of the copy. For callbacks and runs: tells the next run."""
    title = dataset.title if dataset.title.endswith("(copy)") else f"{dataset.title[:190]} (copy)"
    if visitor.read_only():
        st.session_state[SAID] = (READ_ONLY, True)
        return ""
    try:
        made = kept.store().keep(
            replace(dataset, title=title), visitor.key(), source=f"copy of {dataset.title}", notices=dataset.notices
        )
    except FaultlinesError as error:
        st.session_state[SAID] = (str(error), True)
        return ""
    st.session_state[SAID] = (f"“{made.title}” is now also among your own data sets, where you can change it.", False)
    return made.id


_EMPTY = (
    '<section class="app-empty"><h2>Nothing of yours yet</h2>'
    "<p>Bring a table of who supports whom and who is at odds with whom: a spreadsheet, a CSV or a graph file, with "
    "whatever column names it has. A minute later it is on the map, and you are told exactly what is wrong with it. "
    "Or drop a map's file (PNG, SVG, PDF or HTML made by Faultlines): its map opens, and its data is yours to edit.</p>"
    f"{pages.anchor('Add data', pages.ADD.path, 'app-button app-first-choice')}</section>"
)


def _head(shown_only: bool) -> None:
    add = "" if shown_only else pages.anchor("Add data", pages.ADD.path, "app-button app-first-choice")
    st.html(f'<div class="app-head"><h1>Your data</h1>{add}</div>{"" if shown_only else line(LEAD, "app-lead")}')


def _card(entry: Entry, read_only: bool) -> str:
    here = pages.link(pages.DATA, data=entry.id)
    edit = () if read_only else (pages.anchor("Edit", pages.link(pages.EDIT, data=entry.id)),)
    links = actions(
        pages.anchor("See on the map", pages.data_link(entry.id)),
        *edit,
        pages.anchor("Checks, versions, more", here),
        f"<details><summary>Download</summary>{forms(entry.id)}</details>",
    )
    return f'<li><h2><a href="{here}" target="_self">{safe(entry.title)}</a></h2>{line(facts(entry))}{links}</li>'


def _built_in(mine: Sequence[Entry], shown_only: bool) -> None:
    names, own = cache.dataset_names(), cache.has_own()
    if own:
        st.html("<h2>The file this server was started with</h2>")
        _offered(names[0], mine, shown_only)
    if len(names) > own:
        st.html("<h2>Comes with Faultlines</h2>")
    for name in names[own:]:
        _offered(name, mine, shown_only)


def _offered(name: str, mine: Sequence[Entry], shown_only: bool) -> None:
    """A data set that can be seen, taken and copied."""
    dataset = cache.dataset(name)
    said = f"{counted(len(dataset.table), 'relation')} · {dataset.description}".rstrip(" ·")
    with st.container(key=f"built-in-{name}", gap="small"):
        st.html(
            f'<div class="app-set"><h3>{safe(dataset.title)}</h3>{line(said)}'
            + actions(
                pages.anchor("See on the map", pages.data_link(name)),
                f"<details><summary>Download</summary>{forms(name)}</details>",
            )
            + "</div>"
        )
        if not shown_only:
            label = "Make a copy to change" if mine else "Start from this data"
            st.button(label, key=f"copy-{name}", on_click=copy, args=(dataset,))
