"""What a page says while the store can't be used: what is wrong, and what still works."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import streamlit as st

from app import kept, pages
from app.data_words import told
from geo.errors import StoreError

__all__ = ["guarded"]


def guarded(screen: Callable[[], None]) -> Callable[[], None]:
    """The screen; where the store fails it, what is wrong in plain words."""

    @wraps(screen)
    def draw() -> None:
        try:
            screen()
        except StoreError as error:
            _say(str(error))

    return draw


def _say(why: str) -> None:
    st.html(told(f"What you saved can't be used now: {why}", bad=True))
    st.html(
        '<p class="app-lead">What was saved is still saved, and the map shows the data that come with Faultlines. '
        f"{pages.anchor('See the map', pages.MAP.path)}</p>"
    )
    st.button("Try again", key="store-retry", on_click=_retry)


def _retry() -> None:
    try:
        kept.retry()
    except StoreError:
        return  # said on the page
