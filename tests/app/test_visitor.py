"""Whose browser it is: the key in the cookie."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from app import server, visitor
from app.front import FrontMiddleware
from tests.app.asking import ask
from tests.app.test_server import plain_app

KEY = re.compile(rf"{visitor.COOKIE}=([\w-]+)")


@pytest.fixture
def front() -> FrontMiddleware:
    plain_app.asked = 0  # type: ignore[attr-defined]
    return FrontMiddleware(plain_app, server.dress)


def cookie_of(front: Any, path: str = "/", **headers: str) -> str:
    return ask(front, path, accept="text/html", **headers)[1].get("set-cookie", "")


def test_each_new_browser_gets_a_key_that_nobody_can_guess(front: FrontMiddleware) -> None:
    keys = [KEY.match(cookie_of(front, path))[1] for path in ("/", "/data", "/add", "/edit")]  # type: ignore[index]
    assert len(set(keys)) == 4
    assert all(len(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))) >= 16 for key in keys)


def test_the_cookie_is_for_nobody_else(front: FrontMiddleware) -> None:
    parts = cookie_of(front).split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"} <= set(parts)
    assert "Secure" not in parts
    assert cookie_of(front, x_forwarded_proto="https").endswith("; Secure")
    _, headers, body = ask(front, "/", accept="text/html")
    assert "private" in headers["cache-control"]
    assert KEY.match(headers["set-cookie"])[1].encode() not in body  # type: ignore[index]


def test_a_browser_keeps_its_key(front: FrontMiddleware) -> None:
    key = visitor.new_key()
    assert KEY.match(cookie_of(front, cookie=f"other=1; {visitor.COOKIE}={key}"))[1] == key  # type: ignore[index]


@pytest.mark.parametrize("made_up", ["", "short", "x" * 200, "a" * 42 + "\u00e9", "a; b" * 20])
def test_what_we_never_made_is_no_key(front: FrontMiddleware, made_up: str) -> None:
    assert visitor.key_in({visitor.COOKIE: made_up}) == ""
    assert KEY.match(cookie_of(front, cookie=f"{visitor.COOKIE}=short"))[1] != "short"  # type: ignore[index]


def test_a_server_that_only_shows_gives_no_keys(front: FrontMiddleware, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(visitor.READ_ONLY, "1")
    assert cookie_of(front) == ""
    key = visitor.new_key()
    assert key in cookie_of(front, cookie=f"{visitor.COOKIE}={key}")


def test_a_script_gets_no_key(front: FrontMiddleware) -> None:
    assert "set-cookie" not in ask(front, "/static/js/index.js", accept_encoding="gzip")[1]
