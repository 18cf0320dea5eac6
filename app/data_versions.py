"""The versions of a data set: which there are, what differs between two of them, and the way back to an older one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from app import downloads, kept, pages, visitor, words
from app.data_list import READ_ONLY, SAID
from app.data_words import ROW_HEADINGS, WHAT, actions, counted, forms, line, relation, row_cells, table, version, when
from app.memory import Memory
from geo.compare import Differences, RowChange, differences
from geo.errors import FaultlinesError
from geo.rows import Row
from geo.store import Entry, LogRow, Version

__all__ = ["log", "versions"]

MOST_VERSIONS = 25
MOST_ROWS = 100
_HEADINGS = ("", "When", "What", "Relations", "Added", "Changed", "Removed", "Note", "Fingerprint")

_compared = Memory[Differences](100_000, lambda found: 100 + len(found.added) + len(found.removed) + len(found.changed))


def versions(entry: Entry) -> None:
    """Draw the list of versions, and below it one of them beside another."""
    every = kept.store().versions(entry.id, visitor.key())
    older = every if st.session_state.get("data-all-versions") else every[:MOST_VERSIONS]
    st.html(line(f"{counted(len(every), 'version')}, the newest first. Each saved change makes one.", "app-lead"))
    st.html(table(_HEADINGS, [_cells(one, entry) for one in older], "Versions"))
    if len(every) > MOST_VERSIONS:
        st.toggle(f"Show all {len(every):,}", key="data-all-versions")
    if len(every) > 1:
        _look_at(entry, every)


def _cells(one: Version, entry: Entry) -> tuple[str, ...]:
    shown = " (shown now)" if one.number == entry.number else ""
    who = "" if one.who == "you" else " by somebody else"
    counts = (f"{number:,}" if number else "" for number in (one.added, one.changed, one.removed))
    what = f"{WHAT.get(one.what, one.what)}{who}{shown}"
    return (str(one.number), when(one.when), what, f"{one.count:,}", *counts, one.note, one.digest[:12])


def _look_at(entry: Entry, every: Sequence[Version]) -> None:
    st.html("<h2>Look at a version</h2>")
    by_number = {one.number: one for one in every}
    others = [number for number in by_number if number != entry.number]
    label: Callable[[int], str] = lambda number: version(by_number[number])  # noqa: E731
    left, right = st.columns(2)
    chosen = left.selectbox("Version", others, format_func=label, key="data-version")
    against = right.selectbox(
        "compared with", [entry.number, *(number for number in others if number != chosen)], format_func=label,
        key="data-against",
    )  # fmt: skip
    old, new = by_number[chosen], by_number[against]
    see = pages.anchor("See this version on the map", pages.data_link(f"{entry.id}-{old.digest[:12]}"))
    st.html(actions(see, "<span>Download it:</span>", forms(entry.id, old.digest)))
    if not visitor.read_only():
        st.button(
            f"Bring version {old.number} back", key="data-restore", on_click=_restore, args=(entry.id, old),
            help="It becomes a new version, so nothing is lost: the present one stays in the list.",
        )  # fmt: skip
    _differences(entry.id, *sorted((old, new), key=lambda one: one.number))


def _restore(name: str, old: Version) -> None:
    try:
        if visitor.read_only():
            raise FaultlinesError(READ_ONLY)
        saved = kept.store().restore(name, visitor.key(), old.digest)
        said = saved.told or f"Version {old.number} is shown again, as version {saved.version.number}."
        st.session_state[SAID] = (said, False)
    except FaultlinesError as error:
        st.session_state[SAID] = (str(error), True)


def _differences(name: str, old: Version, new: Version) -> None:
    store = kept.store()
    found = _compared(
        (name, old.digest, new.digest),
        lambda: differences(store.load(name, old.digest), store.load(name, new.digest)),
    )
    st.html(f"<h3>From version {old.number} to version {new.number}</h3>")
    if not (found.added or found.removed or found.changed or found.facts):
        st.html(line("Nothing differs: the content is the same."))
        return
    if found.facts:
        st.html(table(("What is said of the data set", "Before", "After"), found.facts, "What is said of the data set"))
    for title, rows in (("added", found.added), ("removed", found.removed)):
        _rows(title, rows)
    _changed(found.changed)


def _rows(title: str, rows: Sequence[Row]) -> None:
    if rows:
        st.html(f"<h3>{counted(len(rows), 'relation')} {title}</h3>")
        st.html(table(ROW_HEADINGS, map(row_cells, rows[:MOST_ROWS]), f"Relations {title}"))
        _rest(len(rows))


def _changed(changes: Sequence[RowChange]) -> None:
    if not changes:
        return
    st.html(f"<h3>{counted(len(changes), 'relation')} changed</h3>")
    cells = (
        (relation(each.before), words.COLUMNS[cell.column], cell.before, cell.after)
        for each in changes[:MOST_ROWS]
        for cell in each.cells
    )
    st.html(table(("Relation", "Cell", "Before", "After"), cells, "Relations changed"))
    _rest(len(changes))


def _rest(count: int) -> None:
    if count > MOST_ROWS:
        st.html(line(f"{count - MOST_ROWS:,} more: download both versions to see them all."))


def log(entry: Entry) -> None:
    """Draw the change log: every cell that was changed, the newest first."""
    lines = _log_of(entry)
    save = pages.anchor("Change log as CSV", downloads.address(entry.id, downloads.LOG))
    st.html(line("Every change, cell by cell, the newest first.", "app-lead") + actions(save))
    header = ("When", "What", "Relation", "Cell", "Before", "After", "Version")
    st.html(table(header, map(_log_cells, lines[:MOST_ROWS]), "Change log"))
    if len(lines) > MOST_ROWS:
        st.html(line(f"{len(lines) - MOST_ROWS:,} older lines: the CSV has all of them."))


_logs = Memory[tuple[LogRow, ...]](100_000, lambda lines: 100 + len(lines))


def _log_of(entry: Entry) -> tuple[LogRow, ...]:
    key = visitor.key()
    return _logs(
        (entry.id, entry.number, len(kept.store().versions(entry.id)), key), lambda: kept.store().log(entry.id, key)
    )


def _log_cells(each: LogRow) -> tuple[str, ...]:
    cell = words.COLUMNS.get(each.column, each.column)
    return (when(each.when), each.what, each.relation, cell, each.before, each.after, str(each.version))
