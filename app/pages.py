"""The pages of the app and the links between them.

A link is a plain address: each page can be opened by itself, in another tab, or passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import NoReturn
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from geo.view import View

__all__ = [
    "ADD", "ALL", "DATA", "EDIT", "MAP", "OWN", "SNAPSHOTS", "Page", "anchor", "data_link", "find", "go", "link",
    "map_link", "navigate", "top",
]  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page: its path (`/` is the map) and what the browser's tab says."""

    path: str
    title: str

    @property
    def key(self) -> str:
        """The path without its slash; empty for the map."""
        return self.path.strip("/")


MAP = Page("/", "Faultlines")
DATA = Page("/data", "Your data · Faultlines")
ADD = Page("/add", "Add data · Faultlines")
EDIT = Page("/edit", "Edit · Faultlines")
SNAPSHOTS = Page("/snapshots", "Your snapshots · Faultlines")
ALL = (MAP, DATA, ADD, EDIT, SNAPSHOTS)
OWN = (("Your data", DATA), ("Snapshots", SNAPSHOTS))  # what the bar of every page leads to, beside the map
_ONLY_MAP, _TITLED = "only-map", "titled"


def find(path: str) -> Page | None:
    """The page of a path, if there is one."""
    return next((page for page in ALL if page.key == path.strip("/")), None)


def link(page: Page, **query: str) -> str:
    """The address of a page, as in `link(EDIT, data="own-...")`."""
    return f"{page.path}?{urlencode(query)}" if query else page.path


def map_link(query: str = "") -> str:
    """The address of the map that a query stands for; `query` as a View or a remark has it."""
    return f"{MAP.path}?{query}" if query else MAP.path


def data_link(name: str) -> str:
    """The address of the first map of a data set."""
    return map_link(View(data=name).to_query())


def anchor(label: str, href: str, style: str = "app-go") -> str:
    """A link as HTML for `st.html`; both texts are escaped. `app-go` is a plain link, `app-button` looks like one."""
    return f'<a class="{escape(style)}" href="{escape(href)}" target="_self">{escape(label)}</a>'


def go(page: Page, **query: str) -> NoReturn:
    """Leave for another page at once, from within a run (not from a callback)."""
    st.switch_page(_made(page, _nothing), query_params=query or None)
    raise AssertionError("unreachable")


def navigate(screens: Mapping[Page, Callable[[], None]]) -> Page:
    """Find out which page is wanted, say so to the browser's tab, and run its screen.

    All pages are named with every run. So a visit that has only been to the map names that alone, and the tab's title
    is told once: together a third of a kilobyte less with every click.
    """
    only_map = st.session_state.setdefault(_ONLY_MAP, True) and _is_map(st.context.url)
    st.session_state[_ONLY_MAP] = only_map
    made = {page: _made(page, screen) for page, screen in screens.items() if page == MAP or not only_map}
    wanted = st.navigation(list(made.values()), position="hidden")
    page = next(page for page, each in made.items() if each is wanted)
    if st.session_state.get(_TITLED) != page:
        st.set_page_config(page_title=page.title, layout="wide", initial_sidebar_state="auto")
        st.session_state[_TITLED] = page
    wanted.run()
    return page


def _is_map(address: str | None) -> bool:
    return address is not None and find(urlsplit(address).path.rpartition("/")[2]) in (None, MAP)


def top(here: Page, to_map: str = MAP.path) -> None:
    """The bar at the top of a page that is not the map: the name at the left, at the right the links to the others.

    `to_map` is the address of the map that the page is about.
    """
    home = '<a class="app-name" href="/" target="_self">Faultlines</a>'
    links = (("Map", to_map), *((label, page.path) for label, page in OWN if page != here))
    others = "".join(anchor(*pair) for pair in links)
    st.html(f'<header class="app-top">{home}<nav aria-label="Pages">{others}</nav></header>')


def _made(page: Page, screen: Callable[[], None]) -> StreamlitPage:
    return st.Page(screen, title=page.title, url_path=page.key or "map", default=page == MAP)


def _nothing() -> None:
    """Stands for a screen where only its address counts."""
