"""The page that compares two snapshots: what it says, what it may run, and what it answers where one is missing."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette

from app import kept, server, snapshot_files
from geo.capsule import unseal
from geo.store.store import Store
from tests.app.asking import ask
from tests.app.conftest import ANNA, BELA
from tests.store.shots import shot

APP = Starlette(routes=server.ROUTES)
EVIL = """</title><script>alert("&'1')</script>"""


def test_two_maps_on_one_page(store: Store) -> None:
    one = store.keep_snapshot(shot(), ANNA, title=EVIL).id
    other = store.keep_snapshot(shot("focus=RUS"), BELA, title="The other").id
    found = ask(APP, f"/s/{one}/with/{other}")
    page, policy = found.body.decode(), found.headers["content-security-policy"]
    assert found.status == 200
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(&quot;&amp;") == 3  # the title, a heading, a frame
    assert re.findall('<iframe src="([^"]*)"', page) == [
        f"../../{one}/half?side=left",
        f"../../{other}/half?side=right",
    ]
    assert '<a href="../../../snapshots">Your snapshots</a>' in page
    assert len(re.findall("<p>Test[^<]* · kept ", page)) == 2
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert policy.endswith("frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
    half = ask(APP, f"/s/{one}/half?side=right")
    assert b".fl-legend{left:auto!important" in half.body
    assert half.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    head = ask(APP, f"/s/{one}/with/{other}", "HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", found.headers)
    again = ask(APP, f"/s/{one}/with/{other}", if_none_match=found.headers["etag"])
    assert again.status == 304


def test_one_that_is_missing_is_said(store: Store) -> None:
    one, other = (store.keep_snapshot(shot(query), ANNA).id for query in ("", "focus=RUS"))
    assert ask(APP, f"/s/{one}/with/{'A' * 22}").status == 404
    assert ask(APP, f"/s/{one}/with/{one}").headers["location"].endswith(f"/s/{one}")
    store.delete_snapshot(other, ANNA)
    gone = ask(APP, f"/s/{one}/with/{other}")
    assert (gone.status, gone.headers["cache-control"]) == (410, "no-store")
    assert b"deleted" in gone.body


def test_a_citation_is_a_file(store: Store) -> None:
    one = store.keep_snapshot(shot(), ANNA).id
    plain, bibtex = (ask(APP, f"/s/{one}.{form}") for form in ("txt", "bib"))
    assert f"http://here:8501/s/{one}" in plain.body.decode()
    assert f"url = {{http://here:8501/s/{one}}}" in bibtex.body.decode()
    assert bibtex.body.startswith(b"@misc{faultlines-")
    assert "max-age=60" in plain.headers["cache-control"]
    assert ask(APP, f"/s/{'A' * 22}.bib").status == 404


def test_a_picture_names_the_address_it_was_asked_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one = store.keep_snapshot(shot(), ANNA).id
    for base in ("https://maps.example/world/", "https://other.example"):
        monkeypatch.setenv("FAULTLINES_BASE_URL", base)
        drawn = ask(APP, f"/s/{one}.svg").body
        assert f"Map: {base.rstrip('/')}/s/{one} ·" in drawn.decode()
        assert unseal("x.svg", drawn).remarks == unseal("x.html", ask(APP, f"/s/{one}.html").body).remarks
    seen = kept.snapshot(one)
    keys = [{snapshot_files.file_key(seen, "png", size, at) for at in ("a", "b")} for size in ("thumb", "card")]
    assert [len(each) for each in keys] == [1, 2]
