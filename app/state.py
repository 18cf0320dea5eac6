"""What a person chose, in the address and in the session: the only user of `st.query_params`.

The address is the truth. A control or a click changes the view and writes the address before the page runs again. When
the page runs and the address is not the one that was written last (a pasted link, the Back button), the address wins
and every control follows it. A run that a control started never reads the address: on a slow line it may still be the
one before.

The day that the map shows is the reader's to play with: the browser writes `at` into the address by itself, and keeps
it whatever a control changes. Streamlit's page never hears of that (it holds on to the address it knew), so `at` in the
view is what the address said when it was last read. Only where the day is decided here does the browser follow: `turn`
counts those times.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from app.map_component import Chosen
from geo.errors import UsageError
from geo.view import View

__all__ = [
    "change", "choose", "chosen", "compare", "go", "held", "leave_changes", "notices", "reset", "seed", "tidy", "turn",
    "value_of", "view",
]  # fmt: skip

_VIEW, _ADDRESS, _NOTICES, _CHOSEN = "fl_view", "fl_address", "fl_notices", "fl_chosen"
_TOUCHED, _SEEDS, _TURN = "fl_touched", "fl_seeds", "fl_turn"


def view() -> View:
    """The view of this run, after an address that was pasted or gone back to."""
    touched = st.session_state.pop(_TOUCHED, False)
    if _VIEW not in st.session_state or (not touched and _address() != st.session_state[_ADDRESS]):
        _read_address()
    return held()


def held() -> View:
    """The view as it stands, without a look at the address. For callbacks."""
    found: View = st.session_state[_VIEW]
    return found


def notices() -> tuple[str, ...]:
    """What of the address could not be used; empty once the view has changed."""
    found: tuple[str, ...] = st.session_state.get(_NOTICES, ())
    return found


def change(**changes: Any) -> None:
    """Change some fields of the view. For callbacks: the address is written at once, the next run shows it."""
    try:
        new = tidy(held().with_(**changes))
        # Streamlit also reports a control that only came to show what the view says. That is no choice, and taking it
        # for one would undo the Back button.
        if new != held():
            _put(new)
    except UsageError as error:
        st.session_state[_NOTICES] = (str(error),)
        st.session_state[_TOUCHED] = True


def go(query: str) -> None:
    """Show the view of a query. For callbacks."""
    found, dropped = View.from_query(query)
    _decide_day()
    _put(found)
    st.session_state[_NOTICES] = dropped
    st.session_state[_CHOSEN] = Chosen()


def compare(since: date, at: date) -> None:
    """Show what has changed between two days. For callbacks."""
    _decide_day()
    change(since=since, at=at)


def leave_changes() -> None:
    """From a map of changes back to the map of its later day. For callbacks."""
    _decide_day()
    change(since=None)


def reset() -> None:
    """Back to the first view of this data set. For callbacks."""
    _decide_day()
    _put(View(data=held().data))
    st.session_state[_CHOSEN] = Chosen()


def turn() -> int:
    """How often the day shown was decided here, rather than in the browser."""
    found: int = st.session_state.get(_TURN, 0)
    return found


def chosen() -> Chosen:
    """The country or relation whose evidence is shown."""
    found: Chosen = st.session_state.get(_CHOSEN, Chosen())
    return found


def choose(what: Chosen) -> None:
    """Show the evidence of a country or a relation. For callbacks."""
    st.session_state[_CHOSEN] = what


def seed(field: str, value: Any, first: Any) -> tuple[str, Any]:
    """Key and starting value for the control of a field, so that it shows what the view says.

    A control whose value has to change without its own doing gets a new key. Were the old one overwritten, a browser
    that has not heard of it yet would send its old value with the next click, and that would look like a choice.
    """
    seeds: dict[str, tuple[str, Any]] = st.session_state.setdefault(_SEEDS, {})
    key, start = seeds.get(field, (f"c_{field}", first))
    if st.session_state.get(key, start) != value:
        turn = int(key.rpartition("-")[2]) + 1 if "-" in key else 1
        key, start = f"c_{field}-{turn}", value
    seeds[field] = (key, start)
    return key, start


def value_of(field: str) -> Any:
    """What the control of a field shows. For callbacks."""
    key, start = st.session_state[_SEEDS][field]
    return st.session_state.get(key, start)


def tidy(new: View) -> View:
    """Let go of what has lost its meaning, so that the address says only what it does."""
    if not new.focus and new.measure == "stance":
        new = new.with_(measure="")
    if new.dir == "between" and not new.countries:
        new = new.with_(dir="all")
    if new.dir in ("in", "out") and not (new.focus or new.countries):
        new = new.with_(dir="all")
    return new


def _put(new: View) -> None:
    st.session_state[_VIEW] = new
    st.session_state[_NOTICES] = ()
    st.session_state[_TOUCHED] = True
    written = dict(parse_qsl(new.to_query(), keep_blank_values=True))
    # Each writing is a step of the Back button, also when nothing is different.
    if urlencode(written) != _address():
        st.query_params.from_dict(written)
    st.session_state[_ADDRESS] = _address()


def _decide_day() -> None:
    st.session_state[_TURN] = turn() + 1


def _read_address() -> None:
    if _VIEW in st.session_state:
        _decide_day()
    address = _address()
    found, dropped = View.from_query(address)
    st.session_state[_VIEW] = found
    st.session_state[_NOTICES] = dropped
    st.session_state[_ADDRESS] = address
    st.session_state[_CHOSEN] = Chosen("country", found.focus) if found.focus else Chosen()


def _address() -> str:
    # The names first: Streamlit holds a lock while it gives them, and asking for a value then waits for ever.
    names = list(st.query_params)
    return urlencode([(name, value) for name in names for value in st.query_params.get_all(name)])
