"""Step 6 of adding data: what the data set is called, and into the store with it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import adding, adding_saved, kept, pages, visitor
from app.adding import Work
from app.adding_columns import seeded
from app.adding_words import count, in_label, line, section, text
from geo.errors import FaultlinesError
from geo.store import Entry

__all__ = ["keep_form"]


def keep_form(work: Work) -> bool:
    """Draw the last step; whether the data set was kept just now, and the map is wanted."""
    st.html(section(6, "Show it on the map"))
    if not visitor.key():
        said = "Your browser keeps no cookies from this page, so nobody could tell that the data is yours."
        st.warning(f"{said} Allow them, and reload the page.")
        return False
    if work.kept:
        _kept(work.kept)
        return False
    work.title = _line(work, "title", "Title", work.title, 200)
    left, right = st.columns(2)
    with left:
        work.sources = _line(work, "sources", "Where the data comes from", work.sources, 1000)
    with right:
        work.licence = _line(work, "licence", "Licence", work.licence, 200)
    with st.container(horizontal=True, key="add-go"):
        show = st.button("Show on the map", type="primary", key="add-show", disabled=not work.title.strip())
        stay = st.button("Keep it and stay here", key="add-stay", disabled=not work.title.strip())
    if not ((show or stay) and _keep(work)):
        return False
    if stay:
        st.rerun()
    return True


def _line(work: Work, name: str, label: str, now: str, most: int) -> str:
    key = f"add-{work.token}-{name}"
    return st.text_input(label, seeded(key, now), max_chars=most, key=key)


def _keep(work: Work) -> bool:
    """Put it into the store; whether that went well. What was there before stays an older version."""
    assert work.outcome is not None
    found = work.outcome.dataset
    assert found is not None
    skipped = work.outcome.bad + work.outcome.unwanted
    told = {"title": line(work.title, 200), "description": line(work.sources, 1000), "licence": line(work.licence, 200)}
    dataset = replace(found, skipped=skipped, **told)
    gone = sorted({*work.plan.left_out, *(word for word, kind in work.plan.mapping.kinds.items() if not kind)})
    notices = [*found.notices, *(f"Rows with “{line(name, 60)}” were left out." for name in gone)]
    said = {"mapping": work.plan.mapping, "source": line(work.upload.name, 200), "notices": notices}
    try:
        with st.spinner("Keeping it"), adding.busy(work.upload.rows):
            if work.target:
                kept.store().replace(work.target, visitor.key(), dataset, **said)
                work.kept = kept.store().entry(work.target, visitor.key())
            else:
                work.kept = kept.store().keep(dataset, visitor.key(), **said)
                work.target = work.kept.id  # what is changed from here on becomes its next version
        adding_saved.forget(visitor.key())
    except FaultlinesError as error:
        st.error(in_label(f"It could not be kept: {error}", 500))
        return False
    return True


def _kept(entry: Entry) -> None:
    """Where to go with what is kept."""
    where = pages.anchor("Show on the map", pages.data_link(entry.id), "app-button app-first-choice")
    edit = pages.anchor("Edit", pages.link(pages.EDIT, data=entry.id), "app-button")
    others = pages.anchor("Your data", pages.link(pages.DATA), "app-button")
    left = f", {count(entry.skipped, 'row')} left out" if entry.skipped else ""
    said = f"{text(entry.title)} is kept: {count(entry.count, 'relation')}{left}."
    st.html(f'<p class="add-verdict" role="status">{said}</p><p class="add-links">{where} {edit} {others}</p>')
