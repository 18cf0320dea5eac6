"""Who is there: a key in a cookie, made by the server, that only this browser has.

Whoever has the key has the visitor's data sets. It is never written to a log, into a page or an address, and the store
keeps only its hash. Scripts of the page can't read it (HttpOnly), and other sites can't use it (SameSite).
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping

import streamlit as st

__all__ = ["COOKIE", "READ_ONLY", "came_by_https", "key", "key_in", "new_key", "read_only", "set_cookie"]

COOKIE = "faultlines_visitor"
READ_ONLY = "FAULTLINES_READ_ONLY"
_KEY = re.compile(r"[A-Za-z0-9_-]{32,86}")
_YEAR = 365 * 24 * 3600
_BYTES = 32  # 256 bits; 128 would do


def key() -> str:
    """The visitor of this run of the page; empty where the browser keeps no cookies."""
    return key_in(st.context.cookies)


def key_in(cookies: Mapping[str, str]) -> str:
    """The visitor's key among the cookies of a request; empty if there is none, or one that we never made."""
    found = cookies.get(COOKIE, "")  # where there is no request, as in Streamlit's test harness, it may be anything
    return found if isinstance(found, str) and _KEY.fullmatch(found) else ""


def read_only() -> bool:
    """Whether this server takes no uploads and no changes."""
    return bool(os.environ.get(READ_ONLY))


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def came_by_https(headers: Mapping[str, str], scheme: str) -> bool:
    """Whether the browser asked by https, also where a proxy asks us by http."""
    return headers.get("x-forwarded-proto", scheme).partition(",")[0].strip() == "https"


def set_cookie(value: str, secure: bool) -> str:
    """The header that gives a browser its key, or keeps it for another year; `secure` for pages that came by https."""
    parts = [f"{COOKIE}={value}", f"Max-Age={_YEAR}", "Path=/", "HttpOnly", "SameSite=Lax"]
    return "; ".join([*parts, "Secure"] if secure else parts)
