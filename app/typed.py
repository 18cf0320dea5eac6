"""What was typed into the editor and did not get through it: told by a script of ours in the page.

Two ways: a text that no list of the editor has, or that was in a cell when the table was given anew, comes as an event
and is taken like any other edit. What was typed in the last moment before a page went comes as a message of the browser
to `/typed`, when there is no page any more; so it is saved here, without a session.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app import assets, kept, visitor
from app.editing import settle
from app.sheet import CELLS, DAYS, Sheet, Touched, by_base
from geo.errors import FaultlinesError

__all__ = ["Left", "remember", "save", "take_last", "touched_by", "watch"]

KEY = "typing"
MOST_SHEETS = 200
MOST_BYTES = 200_000  # of one message; a summary has 500 characters
_script = assets.loader(assets.typing_script())
_component = st.components.v2.component("faultlines_typing", js=_script, isolate_styles=False)


class Left(NamedTuple):
    """A text that was typed, and where.

    Attributes
    ----------
    sheet : number of the sheet
    row : as the editor shows it, from 0; -1 where nobody can tell
    column, text : which cell, and what was typed
    """

    sheet: int
    row: int
    column: str
    text: str


class _Known(NamedTuple):
    owner: str
    id: str
    sheet: Sheet


_sheets: OrderedDict[int, _Known] = OrderedDict()
_lock = Lock()


def watch(
    sheet: Sheet, labels: Mapping[str, str], on_left: Callable[[Left], None], on_last: Callable[[list[Left]], None]
) -> None:
    """Have the browser watch; `labels` says what the columns are called.

    `on_left` gets a text that the editor did not take; `on_last` what was typed in the last moment before a reload.
    """

    def tell() -> None:
        found = _left(getattr(st.session_state[KEY], "left", None))
        if found:
            on_left(found)

    def tell_last() -> None:
        on_last(_all(getattr(st.session_state[KEY], "last", None)))

    columns = {label: name for name, label in labels.items()}
    data = {"sheet": sheet.number, "columns": columns, "days": list(DAYS), "opener": _opener()}
    _component(key=KEY, data=data, on_left_change=tell, on_last_change=tell_last)


@cache
def _opener() -> str:
    """Where the part of Streamlit's editor is that opens a cell; empty where this Streamlit has it elsewhere."""
    static = Path(st.__file__).parent / "static"
    found = sorted(static.glob("static/js/data-grid-overlay-editor.*.js"))
    return f"/{found[0].relative_to(static).as_posix()}" if found else ""


def remember(owner: str, id: str, sheet: Sheet) -> None:
    """Know a sheet for as long as its page may be open; the oldest are forgotten first."""
    with _lock:
        _sheets[sheet.number] = _Known(owner, id, sheet)
        _sheets.move_to_end(sheet.number)
        while len(_sheets) > MOST_SHEETS:
            _sheets.popitem(last=False)


def touched_by(sheet: Sheet, left: Left) -> Touched | None:
    """The row that a text was typed into, with the text in it; None where nobody can tell which."""
    id = sheet.id_at(left.row)
    if not id or left.column not in CELLS:
        return None
    before = sheet.now.get(id)
    return Touched(id, before, sheet.typed_into(before, left.column, left.text))


async def take_last(request: Request) -> Response:
    """Save what was typed just before a page went."""
    body = await request.body()
    owner = visitor.key_in(request.cookies)
    if owner and not visitor.read_only() and len(body) <= MOST_BYTES:
        await run_in_threadpool(_save_quietly, owner, body)
    return Response(status_code=204)  # nobody is there to be told more


def save(owner: str, cells: list[Left]) -> None:
    """Save texts, each where it was typed. Said twice, it comes to the same. Raises StoreError."""
    for left in cells:
        with _lock:
            known = _sheets.get(left.sheet)
        row = touched_by(known.sheet, left) if known and known.owner == owner else None
        if known is None or row is None or not row.changed:
            continue
        for base, rows in by_base(known.sheet, [row]).items():
            settle(kept.store(), known.id, owner, base, rows)


def _save_quietly(owner: str, body: bytes) -> None:
    with suppress(FaultlinesError, ValueError):  # the page that could have said so is gone
        save(owner, _all(json.loads(body)))


def _all(plain: Any) -> list[Left]:
    found = (_left(item) for item in plain) if isinstance(plain, list) else ()
    return [left for left in found if left]


def _left(plain: Any) -> Left | None:
    if not isinstance(plain, Mapping):
        return None
    sheet, row, column, text = (plain.get(name) for name in Left._fields)
    if not (isinstance(sheet, int) and isinstance(row, int) and isinstance(column, str) and isinstance(text, str)):
        return None
    return Left(sheet, row, column, text)
