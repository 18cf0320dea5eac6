"""What a session has before it while it edits: the sheet, the data set it stands for, and what was said.

The one place where the editor's state in Streamlit's session meets the store.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import wraps
from threading import RLock
from typing import Concatenate, ParamSpec

import streamlit as st

from app import edit_rows, kept, typed, visitor
from app.drafts import Drafts
from app.edit_rows import NOTHING, Found
from app.editing import Settled, drafts_of, settle
from app.map_component import Chosen
from app.sheet import Sheet, Touched, by_base, lost, sheet_of, touched
from app.typed import Left, touched_by
from geo.errors import NotYours, StoreError, UnknownDataset, UsageError
from geo.relations import DOMAINS, Dataset
from geo.store import Entry, LogRow

__all__ = ["READ_ONLY", "Desk", "act", "choose", "late", "left", "look", "open_desk", "take"]

P = ParamSpec("P")
_DESK = "fl_desk"
_OLD_SHEETS = 3
_MOST_LINES = 1_000  # of one version, to say what it did
LATEST = 20
ELSEWHERE = "This data set was changed somewhere else: the table shows it as it is now."
AWAY = "The store of the data can't be reached now: {why}. What you typed stays in the table as long as it is open."
LOST = "“{text}” was typed and could not be put into the table: please type it once more."
READ_ONLY = "This server takes no changes."
NOT_SAVED = "What you typed is not saved yet: {why}. It is tried again with your next change."


@dataclass
class Desk:
    """One data set that is edited in one session.

    Attributes
    ----------
    owner : the visitor's key
    entry : of the data set
    dataset : as the sheet stands for it
    sheet : the rows in the editor
    found : what the search found
    drafts : what is kept and not saved
    back, again : what undo would take back and redo bring again, as lines of the log
    log : the latest lines
    words, page, first : what was searched for, which page of it, and what was chosen on the map
    told : sentences for the reader, until the next change
    trouble : why something could not be saved
    away : why the store can't be read now
    typing : whether this run came of edits; the editor is then left alone where possible, as more may be on their way
    old : sheets of before, as a browser may still tell of them
    drawn : number of the sheet that the page showed last
    lock : held while the desk is changed
    """

    owner: str
    entry: Entry
    dataset: Dataset
    sheet: Sheet
    found: Found
    drafts: Drafts
    back: tuple[LogRow, ...] = ()
    again: tuple[LogRow, ...] = ()
    log: tuple[LogRow, ...] = ()
    words: str = ""
    page: int = 0
    first: Chosen = NOTHING
    told: tuple[str, ...] = ()
    trouble: str = ""
    away: str = ""
    typing: bool = False
    old: dict[int, Sheet] = field(default_factory=dict)
    drawn: int = -1
    lock: AbstractContextManager[object] = field(default_factory=RLock, repr=False)

    @property
    def id(self) -> str:
        """Of the data set."""
        return self.entry.id


def _alone(work: Callable[Concatenate[Desk, P], None]) -> Callable[P, None]:
    """Do something to the desk of this session, if it has one; one after the other.

    Streamlit may begin a run before the one that it stops has ended. What both would save of the same cell, from the
    same version, would look like the work of two writers.
    """

    @wraps(work)
    def alone(*args: P.args, **named: P.kwargs) -> None:
        desk: Desk | None = st.session_state.get(_DESK)
        if desk is not None:
            with desk.lock:
                work(desk, *args, **named)

    return alone


def open_desk(id: str) -> Desk:
    """The desk of this run: what was typed is saved, and what others saved is shown.

    While the store is away, what is on the desk stays as it is: what was typed into the editor must not go with it.

    Raises
    ------
    UnknownDataset, NotYours, StoreError
    """
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is None or (desk.id, desk.owner) != (id, visitor.key()):
        entry = kept.store().entry(id, visitor.key())
        if not entry.owner_is_you:
            raise NotYours("this data set belongs to somebody else")
        desk = st.session_state[_DESK] = _new(entry, desk)
        _read(desk)
        return desk
    with desk.lock:
        _look_again(desk)
    return desk


def _look_again(desk: Desk) -> None:
    try:
        if _forgotten(desk):
            _renew(desk)
        take(desk.sheet.number)
        _read(desk)
        desk.away = ""
    except StoreError as error:
        desk.away = AWAY.format(why=error)


def _read(desk: Desk) -> None:
    """All that is shown and is not on the sheet, as the store has it now."""
    store = kept.store()
    desk.entry = store.entry(desk.id, desk.owner)
    if desk.entry.head != desk.sheet.base:
        desk.dataset = store.load(desk.id)
        _renew(desk, ELSEWHERE)
    elif desk.sheet.stale and not desk.typing:
        _renew(desk, *desk.told)
    else:
        desk.drafts = drafts_of(store, desk.id, desk.owner)
    desk.typing = False
    back, again = store.steps(desk.id)
    desk.back, desk.again = (
        store.log(desk.id, desk.owner, number=number, most=_MOST_LINES) if number else () for number in (back, again)
    )
    desk.log = store.log(desk.id, desk.owner, most=LATEST)


def _forgotten(desk: Desk) -> bool:
    """Whether the editor has lost what was typed into its sheet, as it does when the page was left and come back to."""
    state = st.session_state.get(desk.sheet.key)
    return desk.drawn == desk.sheet.number and (state is None or lost(desk.sheet, state))


@_alone
def take(desk: Desk, number: int) -> None:
    """Save what was typed into a sheet, if anything was. For callbacks, and at the start of each run.

    A browser that has not heard of a new sheet yet may still tell of edits in the one before.
    """
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
    desk.typing = True
    try:
        done = _settled(desk, sheet, rows)
    except (StoreError, UnknownDataset) as error:
        desk.trouble = NOT_SAVED.format(why=error)
        return
    newer = replace(newer, base=done.base, stale=dict.fromkeys(done.others, sheet.base) | dict(sheet.stale))
    if sheet is desk.sheet:
        desk.sheet = newer
        _accept(desk, done)
    else:
        desk.old[number] = newer
        _accept(desk, replace(done, anew=True))


@_alone
def left(desk: Desk, what: Left) -> None:
    """Take a text that the editor did not take, as if it had. For callbacks."""
    take(desk.sheet.number)
    sheet = desk.sheet if what.sheet == desk.sheet.number else desk.old.get(what.sheet)
    row = touched_by(sheet, what) if sheet else None
    if sheet is None or row is None:
        desk.told = (LOST.format(text=what.text[:60]),)
        return
    if not row.changed:
        return
    if visitor.read_only():
        desk.trouble = READ_ONLY
        return
    try:
        done = _settled(desk, sheet, [row])
    except (StoreError, UnknownDataset) as error:
        desk.trouble = f"{LOST.format(text=what.text[:60])} {NOT_SAVED.format(why=error)}"
        return
    _accept(desk, replace(done, anew=True))


def late(cells: list[Left]) -> None:
    """Show what was typed in the last moment before a reload. For callbacks."""
    if cells and not visitor.read_only():
        act(lambda id, owner: typed.save(owner, cells))


def _settled(desk: Desk, sheet: Sheet, rows: Sequence[Touched]) -> Settled:
    """Save rows, each upon the version that it was changed from."""
    parts = [settle(kept.store(), desk.id, desk.owner, base, each) for base, each in by_base(sheet, rows).items()]
    told = dict.fromkeys(sentence for part in parts for sentence in part.told)
    anew = len(parts) > 1 or any(part.anew for part in parts) or any(row.id in sheet.stale for row in rows)
    return replace(parts[-1], told=tuple(told), anew=anew)


@_alone
def act(desk: Desk, work: Callable[[str, str], Settled | None]) -> None:
    """Do something to the data set and show it as it is then; `work` gets its id and the visitor. For callbacks."""
    take(desk.sheet.number)
    if visitor.read_only():
        desk.trouble = READ_ONLY
        return
    try:
        done = work(desk.id, desk.owner)
        if done is None:
            dataset = kept.store().load(desk.id)
            done = Settled(dataset.digest, dataset)
    except (StoreError, UsageError, UnknownDataset) as error:
        desk.trouble = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return
    _accept(desk, replace(done, anew=True))


@_alone
def look(desk: Desk, words: str | None = None, page: int | None = None) -> None:
    """Show what a search finds, or another page. For callbacks."""
    take(desk.sheet.number)
    desk.page = page if page is not None else 0
    if words is not None:
        desk.words, desk.first = words, NOTHING
    _renew(desk)


@_alone
def choose(desk: Desk, what: Chosen) -> None:
    """Show the relations of what was chosen on the map before all others. For callbacks."""
    if desk.first == what:
        return
    take(desk.sheet.number)
    desk.first, desk.page = what, 0
    _renew(desk)


def _new(entry: Entry, old: Desk | None) -> Desk:
    store, owner = kept.store(), visitor.key()
    dataset, drafts = store.load(entry.id), drafts_of(store, entry.id, owner)
    found = edit_rows.find(dataset)
    # Not 0: a browser that has outlived the server's last start must not take this sheet for that one's.
    number = old.sheet.number + 1 if old else secrets.randbelow(10**9)
    return Desk(owner, entry, dataset, _sheet(number, dataset, found, drafts), found, drafts)


def _accept(desk: Desk, done: Settled) -> None:
    told = done.told or (desk.told if desk.sheet.stale else ())  # said until the table shows it
    desk.dataset, desk.told, desk.trouble = done.dataset, told, ""
    if done.anew:
        _renew(desk, *done.told)


def _renew(desk: Desk, *told: str) -> None:
    """Give the editor a new sheet: of the data set as it is now, with what is kept as drafts."""
    desk.old[desk.sheet.number] = desk.sheet
    for number in list(desk.old)[:-_OLD_SHEETS]:
        del desk.old[number]
    desk.drafts = drafts_of(kept.store(), desk.id, desk.owner)
    desk.found = edit_rows.find(desk.dataset, desk.words, desk.page, desk.first)
    desk.page, desk.told = desk.found.page, told
    desk.sheet = _sheet(desk.sheet.number + 1, desk.dataset, desk.found, desk.drafts)


def _sheet(number: int, dataset: Dataset, found: Found, drafts: Drafts) -> Sheet:
    others = sorted(set(dataset.table["domain"]) - {*DOMAINS, ""})
    return sheet_of(number, dataset.digest, edit_rows.page_rows(dataset, found, drafts), (*DOMAINS, *others))
