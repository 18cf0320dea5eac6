"""Links to snapshots: what chats, browsers, caches and other sites get, and who may save one."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from starlette.applications import Starlette

from app import exports, gate, kept, limits, server, snapshot_files, snapshot_saving, snapshots
from app.front import FrontMiddleware
from app.shelf import Shelf
from geo.capsule import CARRIERS, unseal
from geo.snapshot import take
from tests.app.asking import Said, ask
from tests.app.conftest import ANNA, BELA

TITLE = """</title><script>alert("&'1')</script>"""
CAPTION = 'What <b>Anna</b> sees & "says"'
QUERY = "focus=ARM&top=5"
APP = Starlette(routes=server.ROUTES)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A server that has one snapshot, and what it said of it."""
    folder = tmp_path_factory.mktemp("snapshots")
    kept.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAULTLINES_DATABASE_URL", f"sqlite:///{folder / 'store.sqlite'}")
        patch.setenv("FAULTLINES_BASE_URL", "https://maps.example/world")
        patch.setattr(snapshots, "_shelf", Shelf())
        answer = post(query=QUERY, title=TITLE, note='<img src="x">\nline two')
        assert answer.status == 201, answer.body
        yield json.loads(answer.body)
        kept.close()


@pytest.fixture(autouse=True)
def _fresh_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    buckets = limits.Buckets(1000, 1)
    monkeypatch.setattr(gate, "buckets", lambda: buckets)


@pytest.fixture
def no_thumbnail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that do not look at it need not wait for it."""
    monkeypatch.setattr(snapshot_saving, "thumbnail", lambda *_: b"")


def post(body: bytes = b"", key: str = ANNA, content_type: str = "application/json", **more: Any) -> Said:
    headers = {
        name: more.pop(name) for name in ("origin", "sec_fetch_site", "client", "x_forwarded_for") if name in more
    }
    cookie = f"faultlines_visitor={key}"
    sent = body or json.dumps(more).encode()
    return ask(APP, "/snapshots", "POST", sent, cookie=cookie, content_type=content_type, **headers)


class Head(HTMLParser):
    """The title, the meta elements and the links of a page, as who unfolds it reads them; and all its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.tags: list[str] = []
        self.title, self._in_title = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self._in_title = tag == "title"
        if tag == "meta":
            self.meta[found.get("property") or found.get("name") or found.get("http-equiv", "")] = found.get(
                "content", ""
            )
        if tag == "link":
            self.links[found.get("type") or found["rel"]] = found["href"]

    def handle_data(self, data: str) -> None:
        self.title += data if self._in_title else ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False


def test_a_page_unfolds_with_picture_title_and_sentence(saved: dict[str, Any]) -> None:
    page = ask(APP, f"/s/{saved['id']}")
    start = Head(page.body[:24_000].decode())  # no service reads all of it
    here = f"https://maps.example/world/s/{saved['id']}"
    assert saved["url"] == start.meta["og:url"] == start.links["canonical"] == here
    assert start.title == start.meta["og:title"] == start.meta["twitter:title"] == TITLE
    assert start.meta["og:description"] == start.meta["description"] == start.meta["twitter:description"] != ""
    assert start.meta["og:image"] == start.meta["twitter:image"] == f"{here}.png?size=card"
    assert (start.meta["og:image:width"], start.meta["og:image:height"]) == ("1200", "630")
    assert start.meta["og:image:alt"]
    assert start.meta["twitter:card"] == "summary_large_image"
    picture = ask(APP, f"/s/{saved['id']}.png?size=card")
    assert Image.open(BytesIO(picture.body)).size == (1200, 630)
    for kind in ("application/json+oembed", "text/xml+oembed"):
        assert ask(APP, start.links[kind].removeprefix("https://maps.example/world")).status == 200


def test_texts_of_strangers_stay_texts(saved: dict[str, Any]) -> None:
    for path in ("", "/embed"):
        page = ask(APP, f"/s/{saved['id']}{path}").body.decode()
        assert "<script>alert" not in page + saved["iframe"]
        assert "img" not in Head(page).tags
        assert Head(page).title == TITLE
    bad = ask(APP, '/s/<script>alert(1)</script>"onload="x')
    assert (bad.status, b"<script" in bad.body, b"onload" in bad.body) == (404, False, False)


def test_a_page_may_run_only_what_stands_in_it(saved: dict[str, Any]) -> None:
    page, embed = (ask(APP, f"/s/{saved['id']}{path}").headers for path in ("", "/embed"))
    for headers in (page, embed):
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "unsafe" not in policy
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
        assert "max-age=60" in headers["cache-control"]
    assert page["content-security-policy"].endswith("frame-ancestors 'self'")
    assert "frame-ancestors *" in embed["content-security-policy"]
    assert (page["x-frame-options"], embed.get("x-frame-options")) == ("SAMEORIGIN", None)


STARTS = {"svg": b"<?xml",
          "json": b'{"title"', "csv": b"id,source,target", "html": b"<!DOCTYPE html>", "png": b"\x89PNG"}  # fmt: skip


@pytest.mark.parametrize("form", STARTS)
def test_files(saved: dict[str, Any], form: str) -> None:
    found = ask(APP, f"/s/{saved['id']}.{form}", accept_encoding="gzip, br")
    body = gzip.decompress(found.body) if "content-encoding" in found.headers else found.body
    assert body.lstrip(b"\xef\xbb\xbf").startswith(STARTS[form])
    assert ("content-encoding" in found.headers) == (form != "png")
    assert found.headers["cache-control"].startswith("public, max-age=31536000")
    assert ("immutable" in found.headers["cache-control"]) == (form in ("json", "csv"))
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-security-policy"].startswith("default-src 'none'")
    assert int(found.headers["content-length"]) == len(found.body)
    if form == "json":
        assert body.decode() == kept.store().snapshot(saved["id"]).spec_json
    if form in CARRIERS:
        found, mine = unseal(form, body), kept.store().snapshot(saved["id"])
        assert (found.query, found.title, found.note, found.caption) == (
            mine.view_query,
            TITLE,
            '<img src="x">\nline two',
            mine.caption,
        )
        assert found.dataset is not None
        assert (found.dataset.digest, found.remarks) == (mine.digest, ())


def test_a_frame_is_only_a_map_and_a_page_can_be_opened_again(saved: dict[str, Any]) -> None:
    assert unseal("x.html", ask(APP, f"/s/{saved['id']}").body).remarks == ()
    assert b"faultlines-capsule-1" not in ask(APP, f"/s/{saved['id']}/embed").body


def test_a_film_waits_for_the_other_film(saved: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    seen, waiting = kept.snapshot(saved["id"]), []
    monkeypatch.setattr(snapshot_files, "render", lambda *_, **__: waiting.append(exports.FILMING.locked()) or b"")
    for form in ("gif", "svg"):
        snapshot_files.made_file(seen, form, "slide")
    assert waiting == [True, False]
    sizes = {form: {snapshot_files.file_key(seen, form, size) for size in ("", "slide")} for form in ("gif", "svg")}
    assert {form: len(keys) for form, keys in sizes.items()} == {"gif": 1, "svg": 2}  # a film is of one size


def test_whoever_has_it_is_told_so(saved: dict[str, Any]) -> None:
    path = f"/s/{saved['id']}.json"
    plain, packed = ask(APP, path), ask(APP, path, accept_encoding="gzip")
    tags = plain.headers["etag"], packed.headers["etag"]
    assert tags[0] != tags[1]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    for named in (*tags, f"W/{tags[0]}", f'"other", {tags[1]}', "*"):
        again = ask(APP, path, if_none_match=named)
        assert (again.status, again.body, again.headers["cache-control"]) == (304, b"", plain.headers["cache-control"])
        assert "etag" in again.headers
    assert ask(APP, path, if_none_match='"other"').status == 200
    head = ask(APP, path, "HEAD", range="bytes=0-9")
    assert (head.status, head.body, head.headers) == (200, b"", plain.headers)


RANGES = [
    ("bytes=0-9", 206, slice(0, 10)), ("bytes=5-", 206, slice(5, None)), ("bytes=-7", 206, slice(-7, None)),
    ("bytes=10-99999999", 206, slice(10, None)), ("bytes=-99999999", 206, slice(0, None)),
    ("bytes=99999999-", 416, None), ("bytes=-0", 416, None),
    ("bytes=9-3", 200, None), ("bytes=0-1,5-6", 200, None), ("bytes=-", 200, None), ("lines=1-2", 200, None),
    ("bytes=١-٢", 200, None),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "status", "part"), RANGES)
def test_ranges(saved: dict[str, Any], asked: str, status: int, part: slice | None) -> None:
    whole = ask(APP, f"/s/{saved['id']}.json")
    found = ask(APP, f"/s/{saved['id']}.json", range=asked, accept_encoding="gzip")
    length = len(whole.body)
    assert found.status == status
    if part:
        first, last, _ = part.indices(length)
        assert found.body == whole.body[part]
        assert found.headers["content-range"] == f"bytes {first}-{last - 1}/{length}"
    if status == 416:
        assert (found.headers["content-range"], found.body) == (f"bytes */{length}", b"")


def test_a_range_of_what_was_another_body_is_the_whole(saved: dict[str, Any]) -> None:
    path = f"/s/{saved['id']}.json"
    tag = ask(APP, path).headers["etag"]
    assert [ask(APP, path, range="bytes=0-9", if_range=named).status for named in (tag, '"other"')] == [206, 200]


def test_oembed(saved: dict[str, Any]) -> None:
    told = json.loads(ask(APP, f"/oembed?url={saved['url']}").body)
    assert (told["type"], told["version"], told["title"]) == ("rich", "1.0", TITLE)
    assert told["html"] == saved["iframe"]
    assert f'src="{saved["url"]}/embed"' in told["html"]
    small = ask(APP, f"/oembed?url={saved['url']}.png&format=xml&maxwidth=500&maxheight=200")
    tree = {row.tag: row.text or "" for row in ElementTree.fromstring(small.body)}
    assert (tree["width"], tree["height"], tree["title"]) == ("320", "200", TITLE)
    assert "thumbnail_url" not in tree  # the small one has 300 rows
    asked = {"url=https://evil.example/s/" + saved["id"]: 404, "url=": 404, "": 404, f"url={saved['url'][:-1]}": 404,
             f"url={saved['url']}&format=yaml": 501, f"url={saved['url']}&maxwidth=wide": 400,
             "url=http://[": 404}  # fmt: skip
    assert {query: ask(APP, f"/oembed?{query}").status for query in asked} == asked


def test_no_such_snapshot_and_one_that_was_deleted(saved: dict[str, Any], no_thumbnail: None) -> None:
    mine = json.loads(post(query="focus=GEO&top=3", title="Not told").body)
    path = f"/s/{mine['id']}"
    assert b"Not told" in ask(APP, path).body
    assert ask(APP, f"{path}.json").status == 200
    kept.store().delete_snapshot(mine["id"], ANNA)
    for rest in ("", "/embed", ".json", ".png"):
        gone = ask(APP, path + rest)
        assert (gone.status, gone.headers["cache-control"]) == (410, "no-store")
        assert b"deleted" in gone.body
        assert b"Not told" not in gone.body
        assert b"Georgia" not in gone.body
    never = ask(APP, "/s/" + "A" * 22)
    assert never.status == 404
    assert b"Save snapshot" in never.body
    assert b'href="https://maps.example/world/"' in never.body
    assert ask(APP, f"{path}).").headers["location"] == ask(APP, f"{path}/").headers["location"] == mine["url"]
    assert [ask(APP, f"/s/{saved['id']}{rest}").status for rest in (".exe", ".png?size=9x9")] == [404, 400]


def test_a_new_title_is_on_the_page_and_the_files_stay(saved: dict[str, Any], no_thumbnail: None) -> None:
    mine = json.loads(post(query="focus=IRN&top=3", title="One").body)
    page, file = f"/s/{mine['id']}", f"/s/{mine['id']}.json"
    before, data = ask(APP, page), ask(APP, file)
    kept.store().rename_snapshot(mine["id"], ANNA, "Two")
    after = ask(APP, page, if_none_match=before.headers["etag"])
    assert (after.status, Head(after.body[:24_000].decode()).title) == (200, "Two")
    assert ask(APP, file, if_none_match=data.headers["etag"]).status == 304


def test_another_caption_is_the_text_of_page_and_picture(saved: dict[str, Any], no_thumbnail: None) -> None:
    mine = json.loads(post(query="focus=TUR&top=3", caption=CAPTION).body)
    page, file = f"/s/{mine['id']}", f"/s/{mine['id']}.svg"
    assert mine["caption"] == CAPTION
    head, before = Head(ask(APP, page).body[:24_000].decode()), ask(APP, file)
    assert head.meta["og:image:alt"] == head.meta["description"] == CAPTION
    assert ElementTree.fromstring(before.body)[1].text.startswith(CAPTION)
    kept.store().rename_snapshot(mine["id"], ANNA, caption="")
    written = Head(ask(APP, page).body[:24_000].decode()).meta["description"]
    assert written.startswith("In July 2025 Türkiye ")
    after = ask(APP, file, if_none_match=before.headers["etag"])
    assert after.status == 200
    assert ElementTree.fromstring(after.body)[1].text.startswith(written)


def test_a_store_that_is_away_is_said(no_store: None) -> None:
    page, file = ask(APP, "/s/" + "A" * 22), ask(APP, "/s/" + "A" * 22 + ".png")
    assert (page.status, file.status, file.headers["retry-after"]) == (503, 503, "60")
    assert b"s3cr3t" not in page.body + file.body
    assert b"Try again" in page.body
    assert post(query=QUERY).status == 503


REFUSED = [
    (403, {"query": QUERY, "origin": "https://evil.example"}), (403, {"query": QUERY, "origin": "null"}),
    (403, {"query": QUERY, "sec_fetch_site": "cross-site"}), (415, {"query": QUERY, "content_type": "text/plain"}),
    (413, {"query": QUERY, "note": "x" * 70_000}), (400, {"query": QUERY, "note": "x" * 5_000}),
    (400, {"body": b"["}), (400, {"body": b"[" * 60_000}), (400, {"body": b"[1]"}), (400, {"query": 1}),
    (400, {"title": "x"}), (400, {"query": QUERY, "owner": "x"}), (400, {"query": QUERY, "parent": "../x"}),
    (404, {"query": "data=own-nothing"}),
]  # fmt: skip


@pytest.mark.parametrize(("status", "asked"), REFUSED)
def test_what_is_not_saved(saved: dict[str, Any], no_thumbnail: None, status: int, asked: dict[str, Any]) -> None:
    answer = post(key=BELA, **asked)
    assert (answer.status, list(json.loads(answer.body))) == (status, ["error"])
    assert kept.store().snapshots(BELA) == ()


def test_saving(saved: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own page may save; the same is kept once; what was chosen is what is kept; the picture is of the map."""
    again = post(query=QUERY, title=TITLE, note='<img src="x">\nline two', origin="https://maps.example")
    assert json.loads(again.body)["id"] == saved["id"]
    found = kept.store().snapshot(saved["id"], ANNA)
    assert found.mine
    assert found.spec_json == take(QUERY, base_url="https://maps.example/world").spec.to_json()
    assert Image.open(BytesIO(found.thumbnail)).size == (480, 300)
    nobody = post(query=QUERY, key="")
    assert re.search("faultlines_visitor=[A-Za-z0-9_-]{43};.*HttpOnly", nobody.headers["set-cookie"])
    monkeypatch.setenv("FAULTLINES_READ_ONLY", "1")
    assert post(query=QUERY).status == 403


def test_many_in_a_row_have_to_wait(saved: dict[str, Any], no_thumbnail: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    buckets = limits.Buckets(2, 30, lambda: now[0])
    monkeypatch.setattr(gate, "buckets", lambda: buckets)
    assert [post(query=QUERY, client="2001:db8::1").status for _ in range(3)] == [201, 201, 429]
    refused = post(query=QUERY, client="2001:db8::2", x_forwarded_for="9.9.9.9")  # the same network, and a fib
    assert (refused.status, refused.headers["retry-after"]) == (429, "30")
    assert "30 seconds" in json.loads(refused.body)["error"]
    assert post(query=QUERY, client="192.0.2.1").status == 201
    now[0] = 30.0
    assert [post(query=QUERY, client="2001:db8::1").status for _ in range(2)] == [201, 429]


def test_past_streamlit(saved: dict[str, Any]) -> None:
    """Pages of snapshots are not dressed as pages of the app, whatever a browser asks for."""

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"Streamlit"})

    front = FrontMiddleware(behind, server.dress, (snapshots.PREFIXES, snapshots.application()))
    assert b"faultlinesUnpack" in ask(front, f"/s/{saved['id']}", accept="text/html").body
    assert ask(front, f"/s/{saved['id']}", "POST").status == 405
    other = ask(front, "/snapshots")
    assert (other.body, other.headers["x-content-type-options"]) == (b"Streamlit", "nosniff")
