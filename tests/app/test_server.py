"""What the server answers besides the page's own traffic."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import date
from typing import Any

import anyio
import pytest
from PIL import Image

from app import assets, cache, server
from app.files import FILES, FILMS
from app.front import FrontMiddleware
from geo.capsule import CARRIERS, unseal
from geo.errors import UsageError
from geo.plane import Plane
from geo.view import View
from tests.app.asking import aside, ask

PAGE = b'<html><head><title>Streamlit</title><link rel="service-desc" href="./x" /></head><body></body></html>'


async def plain_app(scope: Any, receive: Any, send: Any) -> None:
    """Stands for Streamlit: a page, and a script as it lies on the disk."""
    page = not scope["path"].startswith("/static/")
    kind, body = (b"text/html; charset=utf-8", PAGE) if page else (b"text/javascript", b"let x = 1;" * 500)
    plain_app.asked += 1  # type: ignore[attr-defined]
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def front() -> FrontMiddleware:
    plain_app.asked = 0  # type: ignore[attr-defined]
    return FrontMiddleware(plain_app, server.dress)


@pytest.fixture
def routes() -> Any:
    from starlette.applications import Starlette

    return Starlette(routes=server.ROUTES)


def test_scripts_are_packed_once_and_kept(front: FrontMiddleware) -> None:
    answers = [ask(front, "/static/js/index.js", accept_encoding="gzip, br") for _ in range(2)]
    assert plain_app.asked == 1  # type: ignore[attr-defined]
    assert answers[0] == answers[1]
    _, headers, body = answers[0]
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(body) < 500
    assert gzip.decompress(body) == b"let x = 1;" * 500


def test_a_client_without_gzip_gets_plain_scripts(front: FrontMiddleware) -> None:
    _, headers, body = ask(front, "/static/js/index.js")
    assert "content-encoding" not in headers
    assert body.startswith(b"let x")


def test_the_page_is_ours_and_may_not_load_from_elsewhere(front: FrontMiddleware) -> None:
    status, headers, body = ask(front, "/", accept="text/html")
    page = body.decode()
    assert status == 200
    assert "Streamlit" not in page
    assert "service-desc" not in page
    assert assets.page_style().path in page
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "ws://here:8501" in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert headers["content-length"] == str(len(body))


def test_our_files_are_kept_for_ever(routes: Any) -> None:
    shapes = assets.shapes(), assets.shapes(detail="fine"), assets.shapes(plane=Plane("globe", 45, 40))
    for asset in (*shapes, assets.layer_script(), assets.layer_style(), assets.map_script(), assets.icon()):
        status, headers, body = ask(routes, asset.path, accept_encoding="gzip")
        assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert gzip.decompress(body) == asset.body
        assert ask(routes, asset.path, if_none_match=headers["etag"])[0] == 304
        assert ask(routes, asset.path)[2] == asset.body


@pytest.mark.parametrize(
    "name",
    [
        "faultlines-000000000000.js",
        "shapes-un-now-fine-mercator-000000000000.topo.json",
        "shapes-un-now-fine-globe-45e-40n-000000000000.topo.json",
        "shapes-un-now-coarse-globe-44e-40n-000000000000.topo.json",
        "shapes-un-2016-01-01-coarse-mercator-000000000000.topo.json",
        "shapes-XYZ-now-coarse-mercator-000000000000.topo.json",
        "shapes-../-fine-000000000000.topo.json",
        "x",
    ],
)
def test_an_unknown_file_is_a_helpful_404(routes: Any, name: str) -> None:
    status, headers, body = ask(routes, f"/assets/{name}")
    assert status == 404
    assert b"Reload the page" in body
    assert headers["cache-control"] == "no-store"


DRAWN = [form for form in FILES if form not in FILMS]  # films take longer; one of them is enough


@pytest.mark.parametrize("form", FILES)
def test_every_file_of_a_view_can_be_had(routes: Any, form: str) -> None:
    status, headers, body = ask(routes, f"/export/{form}?focus=AZE&from=2025-07-01")
    assert status == 200
    assert headers["content-type"].startswith(FILES[form].media_type)
    assert headers["content-disposition"] == f'attachment; filename="faultlines-caucasus-2025-aze-2025-07-31.{form}"'
    assert len(body) > 500
    if form in CARRIERS:
        found = unseal(form, body)
        assert (found.query, found.remarks) == ("v=1&focus=AZE&from=2025-07-01", ())


@pytest.mark.parametrize("form", FILES)
def test_every_format_has_the_changes_between_two_days(routes: list[Any], form: str) -> None:
    status, headers, body = ask(routes, f"/export/{form}?since=2024-12-01&at=2025-07-31&focus=SYR")
    assert status == 200
    assert f"faultlines-caucasus-2025-syr-2024-12-01-2025-07-31.{form}" in headers["content-disposition"]
    assert len(body) > 300
    if form == "csv":
        told = body.decode()
        assert "Russian air power kept Assad in place" in told  # on the earlier day only
        assert "Ukraine sent food aid" in told  # on the later day only
        assert len(told.splitlines()) == 1 + 7


@pytest.mark.parametrize("form", DRAWN)
def test_every_format_is_of_the_day_that_is_shown(routes: list[Any], form: str) -> None:
    status, headers, body = ask(routes, f"/export/{form}?at=2025-01-15")
    assert status == 200
    assert f"faultlines-caucasus-2025-2025-01-15.{form}" in headers["content-disposition"]
    assert body != ask(routes, f"/export/{form}")[2]
    if form == "csv":
        starts = [row["start"] for row in csv.DictReader(io.StringIO(body.decode()))]
        assert starts
        assert max(starts) <= "2025-01-15"


def test_the_size_of_a_picture_can_be_asked_for(routes: list[Any]) -> None:
    body = ask(routes, "/export/png?focus=AZE&size=card&scale=2&transparent=1&relations=0")[2]
    with Image.open(io.BytesIO(body)) as image:
        assert image.size == (2400, 1260)
        assert image.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)
        assert image.text["Faultlines-Permalink"].endswith("?v=1&focus=AZE")
        assert "Faultlines-Capsule" not in image.text


@pytest.mark.parametrize("wrong", ["png?size=huge", "png?scale=9", "png?scale=x", "pdf?transparent=1", "gif?scale=2"])
def test_what_can_not_be_drawn_is_said(routes: list[Any], wrong: str) -> None:
    status, _, body = ask(routes, f"/export/{wrong}")
    assert status == 400
    assert body.decode().startswith(("the ", "a "))


def test_an_unknown_kind_of_file_is_a_helpful_404(routes: Any) -> None:
    status, _, body = ask(routes, "/export/doc")
    assert status == 404
    assert b"png" in body


def test_a_port_in_use_is_said_plainly() -> None:
    import socket

    with socket.create_server(("localhost", 0)) as taken, pytest.raises(UsageError, match="is taken"):
        server.run(port=taken.getsockname()[1])


def test_a_visitor_who_leaves_early_spoils_no_file_for_the_next() -> None:
    async def leaving(scope: Any, receive: Any, send: Any) -> None:
        """Stands for a server that stops sending once the visitor is gone."""
        said: dict[str, Any] = {}
        with anyio.move_on_after(0.05):
            said = await receive()
        body = b"" if said.get("type") == "http.disconnect" else b"let x = 1;"
        head = [(b"content-type", b"text/javascript"), (b"content-length", b"10")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})

    async def visit(front: Any, message: str) -> bytes:
        sent: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": message, "body": b""}

        async def send(part: dict[str, Any]) -> None:
            sent.append(part.get("body", b""))

        head = [(b"host", b"here"), (b"accept-encoding", b"gzip")]
        await front({"type": "http", "method": "GET", "path": "/static/a.js", "headers": head}, receive, send)
        return gzip.decompress(b"".join(sent))

    front = FrontMiddleware(leaving, dress=str)
    assert aside(visit(front, "http.disconnect")) == b"let x = 1;"
    assert aside(visit(front, "http.request")) == b"let x = 1;"


@pytest.mark.parametrize("query", ["", "?focus=AZE&dir=in", "?focus=Atlantis&data=nowhere"])
def test_the_first_map_is_what_streamlit_will_send(routes: Any, query: str) -> None:
    status, headers, body = ask(routes, f"/first{query}")
    assert (status, headers["cache-control"]) == (200, "no-cache")
    message = json.loads(gzip.decompress(body))
    assert ask(routes, message["base"])[0] == 200
    assert message.get("select") == (["country", "AZE"] if "AZE" in query else None)
    assert len(message.get("notices", ())) == (2 if "Atlantis" in query else 0)
    assert ask(routes, f"/first{query}", if_none_match=headers["etag"])[::2] == (304, b"")


def test_a_map_has_the_same_name_by_every_way_to_it(routes: Any) -> None:
    read = [json.loads(gzip.decompress(ask(routes, path)[2])) for path in ("/first?min=3", "/map/next?min=3")]
    name = cache.message(View(min=3), "https://maps.example.org/").name
    assert {message["name"] for message in read} == {name}
    assert {message["query"] for message in read} == {"min=3"}
    assert cache.message(View(min=2), "https://maps.example.org/").name != name


def test_a_map_that_was_asked_for_by_its_name_is_kept_and_a_guess_is_not(routes: Any) -> None:
    name = cache.message(View(min=3), "https://maps.example.org/").name
    for path, kept in ((f"/map/{name}", True), ("/map/next", False), ("/map/0123456789ab", False)):
        status, headers, _ = ask(routes, f"{path}?min=3")
        assert (status, "max-age" in headers["cache-control"]) == (200, kept)
        assert ask(routes, f"{path}?min=3", if_none_match=headers["etag"])[::2] == (304, b"")


def test_the_next_map_is_that_of_a_control_which_leaves_nothing_without_meaning(routes: Any) -> None:
    body = ask(routes, "/map/next?dir=in&min=3&nonsense=1")[2]
    assert json.loads(gzip.decompress(body))["query"] == "min=3"


def test_the_page_asks_for_the_first_map_before_its_own_scripts(front: FrontMiddleware) -> None:
    page = ask(front, "/", accept="text/html")[2].decode()
    assert page.index("fetch('/first'") < page.index(assets.first_script().path)
    assert cache.base(View()).file.path in page


@pytest.mark.parametrize("day", [None, date(1850, 12, 31), date(2016, 7, 1), date(2100, 1, 1)])
def test_the_shapes_that_a_map_names_are_there(day: date | None) -> None:
    path = assets.shapes_path("de-facto", "coarse", day)
    found = assets.find(path.removeprefix("/assets/"))
    assert found
    assert found.path == path
    assert len(found.body) > 100_000
