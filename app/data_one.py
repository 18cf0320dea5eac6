"""One data set: what it is, where it goes, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from app import cache, kept, pages, visitor
from app.data_checks import checks
from app.data_list import READ_ONLY, SAID, copy
from app.data_versions import log, versions
from app.data_words import actions, counted, facts, forms, line, safe, told
from geo.errors import FaultlinesError
from geo.store import Entry

__all__ = ["one"]

CHECKS, VERSIONS, LOG, NAME = "Checks", "Versions", "Change log", "Settings"
FOREIGN = "Somebody else made this data set. You can look at it, download it, and make a copy that is yours to change."


def one(name: str) -> None:
    """Draw the page of a data set of the store. Raises UnknownDataset, StoreError."""
    entry = kept.store().entry(name, visitor.key()) if visitor.key() else kept.store().entry(name)
    back = pages.anchor("← Your data", pages.DATA.path)
    st.html(f'<div class="app-back">{back}</div><h1>{safe(entry.title)}</h1>{line(facts(entry))}')
    if said := st.session_state.pop(SAID, None):
        st.html(told(*said))
    if visitor.read_only():
        st.html(told(READ_ONLY))
    changeable = entry.owner_is_you and not visitor.read_only()
    edit = (pages.anchor("Edit", pages.link(pages.EDIT, data=name), "app-button"),) if changeable else ()
    see = pages.anchor("See on the map", pages.data_link(name), "app-button app-first-choice")
    st.html(actions(see, *edit) + actions("<span>Download:</span>", forms(name)))
    _how_it_was_read(entry)
    if entry.owner_is_you:
        _sections(entry, changeable)
    else:
        _foreign(entry)


def _how_it_was_read(entry: Entry) -> None:
    if entry.notices:
        items = "".join(f"<li>{safe(notice)}</li>" for notice in entry.notices)
        label = counted(len(entry.notices), "note")
        st.html(f"<details><summary>How the file was read: {label}</summary><ul>{items}</ul></details>")


def _foreign(entry: Entry) -> None:
    st.html(told(FOREIGN))
    if not visitor.read_only() and visitor.key() and st.button("Make a copy of my own", key="data-copy"):
        made = copy(cache.dataset(entry.id))
        if made:
            pages.go(pages.DATA, data=made)
        st.rerun()
    st.html("<h2>Checks</h2>")
    checks(entry.id)


def _sections(entry: Entry, changeable: bool) -> None:
    names = (CHECKS, VERSIONS, LOG, *((NAME,) if changeable else ()))
    shown = st.segmented_control("Show", names, default=CHECKS, key="data-section", label_visibility="collapsed")
    if shown == VERSIONS:
        versions(entry)
    elif shown == LOG:
        log(entry)
    elif shown == NAME and changeable:
        _name(entry)
        _deletion(entry)
    else:
        checks(entry.id)


def _name(entry: Entry) -> None:
    st.html("<h2>Name</h2>")
    with st.form("data-name", border=False):
        title = st.text_input("Title", entry.title, max_chars=200, key=f"data-title-{entry.number}")
        if st.form_submit_button("Rename"):
            _do(lambda: _rename(entry.id, title))
            st.rerun()


def _rename(name: str, title: str) -> str:
    saved = kept.store().rename(name, visitor.key(), title)
    return saved.told or f"It is called “{saved.version.title}” now."


def _deletion(entry: Entry) -> None:
    st.html("<h2>Deletion</h2>")
    st.html(line("All its versions and its change log go with it, and links to its map lead nowhere then.", "app-lead"))
    with st.popover("Delete …", key="data-delete"):
        st.html(line(f"Delete “{entry.title}” for good? This can't be undone; a download beforehand is a way back."))
        if st.button("Delete for good", key="data-delete-now", type="primary"):
            if _do(lambda: _delete(entry)):
                pages.go(pages.DATA)
            st.rerun()


def _delete(entry: Entry) -> str:
    kept.store().delete(entry.id, visitor.key())
    return f"“{entry.title}” is deleted."


def _do(act) -> bool:  # type: ignore[no-untyped-def]
    """Do what was asked, and tell the next run what came of it."""
    try:
        if visitor.read_only():
            raise FaultlinesError(READ_ONLY)
        st.session_state[SAID] = (act(), False)
    except FaultlinesError as error:
        st.session_state[SAID] = (str(error), True)
        return False
    return True
