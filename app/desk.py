"""What a session has before it while it edits: the sheet, the data set it stands for, and what was said.

The one place where the editor's state in Streamlit's session meets the store.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import streamlit as st

from app import edit_rows, kept, visitor
from app.drafts import Drafts
from app.edit_rows import NOTHING, Found
from app.editing import Settled, drafts_of, settle
from app.map_component import Chosen
from app.sheet import Sheet, lost, sheet_of, touched
from geo.errors import NotYours, StoreError, UnknownDataset, UsageError
from geo.relations import DOMAINS, Dataset
from geo.store import Entry

__all__ = ["Desk", "act", "choose", "look", "open_desk", "take"]

_DESK = "fl_desk"
_OLD_SHEETS = 3
ELSEWHERE = "This data set was changed somewhere else: the table shows it as it is now."
READ_ONLY = "This server takes no changes."
NOT_SAVED = "What you typed is not saved yet: {why}. It is tried again with your next change."


@dataclass
class Desk:
    """One data set that is edited in one session.

    Attributes
    ----------
    id, entry : of the data set
    dataset : as the sheet stands for it
    sheet : the rows in the editor
    found : what the search found
    drafts : what is kept and not saved
    words, page, first : what was searched for, which page of it, and what was chosen on the map
    told : sentences for the reader, until the next change
    trouble : why something could not be saved
    old : sheets of before, as a browser may still tell of them
    drawn : number of the sheet that the page showed last
    """

    id: str
    entry: Entry
    dataset: Dataset
    sheet: Sheet
    found: Found
    drafts: Drafts
    words: str = ""
    page: int = 0
    first: Chosen = NOTHING
    told: tuple[str, ...] = ()
    trouble: str = ""
    old: dict[int, Sheet] = field(default_factory=dict)
    drawn: int = -1


def open_desk(id: str) -> Desk:
    """The desk of this run: what was typed is saved, and what others saved is shown.

    Raises
    ------
    UnknownDataset, NotYours, StoreError
    """
    entry = kept.store().entry(id, visitor.key())
    if not entry.owner_is_you:
        raise NotYours("This data set belongs to somebody else")
    desk = _held(id)
    if desk is None:
        desk = st.session_state[_DESK] = _new(entry)
        return desk
    if _forgotten(desk):
        _renew(desk)
    take(desk.sheet.number)
    desk.entry = kept.store().entry(id, visitor.key())
    if desk.entry.head != desk.sheet.base:
        desk.dataset = kept.store().load(id)
        _renew(desk, ELSEWHERE)
    else:
        desk.drafts = drafts_of(kept.store(), id, visitor.key())
    return desk


def _forgotten(desk: Desk) -> bool:
    """Whether the editor has lost what was typed into its sheet, as it does when the page was left and come back to."""
    state = st.session_state.get(desk.sheet.key)
    return desk.drawn == desk.sheet.number and (state is None or lost(desk.sheet, state))


def take(number: int) -> None:
    """Save what was typed into a sheet, if anything was. For callbacks, and at the start of each run.

    A browser that has not heard of a new sheet yet may still tell of edits in the one before.
    """
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is None:
        return
    sheet = desk.sheet if number == desk.sheet.number else desk.old.get(number)
    state = st.session_state.get(f"editor-{number}")
    if sheet is None or state is None or lost(sheet, state):
        return
    newer, rows = touched(sheet, state)
    if not rows:
        return
    if visitor.read_only():
        desk.trouble = READ_ONLY
        return
    try:
        done = settle(kept.store(), desk.id, visitor.key(), sheet.base, rows)
    except StoreError as error:
        desk.trouble = NOT_SAVED.format(why=error)
        return
    newer = replace(newer, base=done.base)
    if sheet is desk.sheet:
        desk.sheet = newer
        _accept(desk, done)
    else:
        desk.old[number] = newer
        _accept(desk, replace(done, anew=True))


def act(work: Callable[[str, str], Settled | None]) -> None:
    """Do something to the data set and show it as it is then; `work` gets its id and the visitor. For callbacks."""
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is None:
        return
    take(desk.sheet.number)
    if visitor.read_only():
        desk.trouble = READ_ONLY
        return
    try:
        done = work(desk.id, visitor.key())
        if done is None:
            dataset = kept.store().load(desk.id)
            done = Settled(dataset.digest, dataset)
    except (StoreError, UsageError, UnknownDataset) as error:
        desk.trouble = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return
    _accept(desk, replace(done, anew=True))


def look(words: str | None = None, page: int | None = None) -> None:
    """Show what a search finds, or another page. For callbacks."""
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is None:
        return
    take(desk.sheet.number)
    desk.page = page if page is not None else 0
    if words is not None:
        desk.words, desk.first = words, NOTHING
    _renew(desk)


def choose(what: Chosen) -> None:
    """Show the relations of what was chosen on the map before all others. For callbacks."""
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is None or desk.first == what:
        return
    take(desk.sheet.number)
    desk.first, desk.page = what, 0
    _renew(desk)


def _held(id: str) -> Desk | None:
    desk: Desk | None = st.session_state.get(_DESK)
    return desk if desk is not None and desk.id == id else None


def _new(entry: Entry) -> Desk:
    store, owner = kept.store(), visitor.key()
    old: Desk | None = st.session_state.get(_DESK)
    dataset, drafts = store.load(entry.id), drafts_of(store, entry.id, owner)
    found = edit_rows.find(dataset)
    # Not 0: a browser that has outlived the server's last start must not take this sheet for that one's.
    number = old.sheet.number + 1 if old else secrets.randbelow(10**9)
    return Desk(entry.id, entry, dataset, _sheet(number, dataset, found, drafts), found, drafts)


def _accept(desk: Desk, done: Settled) -> None:
    desk.dataset, desk.told, desk.trouble = done.dataset, done.told, ""
    if done.anew:
        _renew(desk, *done.told)


def _renew(desk: Desk, *told: str) -> None:
    """Give the editor a new sheet: of the data set as it is now, with what is kept as drafts."""
    desk.old[desk.sheet.number] = desk.sheet
    for number in list(desk.old)[:-_OLD_SHEETS]:
        del desk.old[number]
    desk.drafts = drafts_of(kept.store(), desk.id, visitor.key())
    desk.found = edit_rows.find(desk.dataset, desk.words, desk.page, desk.first)
    desk.page, desk.told = desk.found.page, told
    desk.sheet = _sheet(desk.sheet.number + 1, desk.dataset, desk.found, desk.drafts)


def _sheet(number: int, dataset: Dataset, found: Found, drafts: Drafts) -> Sheet:
    others = sorted(set(dataset.table["domain"]) - {*DOMAINS, ""})
    return sheet_of(number, dataset.digest, edit_rows.page_rows(dataset, found, drafts), (*DOMAINS, *others))
