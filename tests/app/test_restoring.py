"""Files that hold their map, given back to the app: where they lead, and what is kept for that."""

from __future__ import annotations

import bz2
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from app import adding_drafts, gate, kept, limits, pages, server
from app.adding import titled
from geo import capsule
from geo.canonical import in_order
from geo.envelope import letter_in, written
from geo.relations import Dataset
from geo.snapshot import file_of, take
from geo.store import Change, saving
from geo.store.store import Store
from tests.app.asking import Said, ask
from tests.app.conftest import ANNA, BELA
from tests.app.test_add_screen import press, said, uploaded

APP = Starlette(routes=server.ROUTES)
ROWS = "source,target,kind,intensity,start\nGeorgia,Armenia,support,3,2024\nRussia,Georgia,tension,4,2008\n"
VIEW = "focus=GEO&kind=support"
TITLE = "Georgia's <neighbours>"


@pytest.fixture(autouse=True)
def _fresh_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    buckets = limits.Buckets(1000, 1)
    monkeypatch.setattr(gate, "buckets", lambda: buckets)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A map of somebody's own data, made on another machine: the file, and the digest of the data."""
    folder = tmp_path_factory.mktemp("elsewhere")
    table = folder / "georgia.csv"
    table.write_text(ROWS, encoding="utf-8")
    table.with_suffix(".toml").write_text(f'title = "{TITLE}"\n', encoding="utf-8")
    other = Store.open(f"sqlite:///{folder / 'other.sqlite'}")
    entry = other.keep(Dataset.read(table), BELA)
    shot = take(f"data={entry.id}&{VIEW}", load=lambda name: other.load(name))
    other.close()
    return file_of(shot, "svg"), entry.head


def tampered(file: bytes) -> bytes:
    """The file with another strength in one of its relations."""
    letter = letter_in("map.svg", file)
    table = bz2.compress(letter.table.replace(b",support,3", b",support,5"))
    start = file.index(b"faultlines-capsule-1:")
    end = file.index(b":end", start) + 4
    return file[:start] + written(letter.head, table).encode() + file[end:]


def post(name: str, body: bytes, key: str = ANNA, query: str = "", **headers: str) -> Said:
    sent = {"content_type": "application/octet-stream", "cookie": f"faultlines_visitor={key}", **headers}
    return ask(APP, f"/restore{query}", "POST", body, x_file_name=name, **sent)


def told(answer: Said) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.body)
    return found


def test_a_map_of_data_that_was_never_seen_here(elsewhere: tuple[bytes, str], store: Store) -> None:
    file, digest = elsewhere
    first, again = told(post("the%20map.svg", file)), told(post("map.gif", file))
    (entry,) = store.mine(ANNA)
    assert first == {
        "url": f"/?data={entry.id}&{VIEW}", "title": "", "note": "", "caption": "", "remarks": [], "added": TITLE,
    }  # fmt: skip
    assert again == {**first, "added": ""}
    assert (entry.head, entry.title, entry.source) == (digest, TITLE, "the map.svg")
    told(post("map.svg", file, key=BELA))
    assert len(store.mine(BELA)) == 1  # somebody else's is not hers to edit


def test_what_is_not_as_it_was_is_said_before_anything_is_kept(elsewhere: tuple[bytes, str], store: Store) -> None:
    file = tampered(elsewhere[0])
    asked = told(post("map.svg", file, query="?ask=1"))
    assert (asked["url"], store.mine(ANNA)) == ("", ())
    assert "changed after it was made" in asked["remarks"][0]
    opened = told(post("map.svg", file))
    (entry,) = store.mine(ANNA)
    assert opened == {**asked, "url": f"/?data={entry.id}&{VIEW}", "added": TITLE}
    assert entry.head != elsewhere[1]
    assert {row.intensity for row in store.load(entry.id).rows} == {5, 4}


def test_changed_data_of_the_built_in_set_do_not_go_by_its_title(store: Store) -> None:
    built_in = Dataset.load()
    changed = Dataset.of("caucasus-2025", in_order(built_in.table[1:]), built_in.said)
    file = file_of(take("", load=lambda _: changed), "svg")
    opened = told(post("map.svg", file))
    assert opened["added"] == f"{built_in.title} (changed)" == titled("caucasus-2025 (2)")
    assert told(post("map.svg", file))["added"] == ""  # it is known by its content
    (entry,) = store.mine(ANNA)
    edit = Change("delete", changed.rows[0].id)
    assert store.change(entry.id, ANNA, entry.head, [edit]).dataset.title == opened["added"]


def test_of_the_data_that_comes_along_nothing_is_kept(no_store: None, elsewhere: tuple[bytes, str]) -> None:
    """Also where the store is away; what would have to be kept is then not opened, and that is said."""
    file = file_of(take("focus=ARM&min=2"), "svg")
    assert told(post("map.svg", file, query="?ask=1"))["url"] == "/?focus=ARM&min=2"
    refused = post("map.svg", elsewhere[0])
    assert refused.status == 503
    assert "data of its own" in told(refused)["error"]
    assert "s3cr3t" not in told(refused)["error"]


def test_a_server_that_keeps_nothing(
    elsewhere: tuple[bytes, str], store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "here.csv").write_text(ROWS.replace("2008", "2009"), encoding="utf-8")
    here = store.keep(Dataset.read(tmp_path / "here.csv"), BELA)
    shot = take(f"data={here.id}", load=lambda name: store.load(name))
    monkeypatch.setenv("FAULTLINES_READ_ONLY", "1")
    assert told(post("map.svg", file_of(take("focus=ARM"), "svg")))["url"] == "/?focus=ARM"
    assert told(post("map.svg", file_of(shot, "svg")))["url"] == f"/?data={here.id}"  # by its link, as ever
    for name, body in (("map.svg", tampered(elsewhere[0])), ("table.csv", ROWS.encode())):
        refused = post(name, body, query="?ask=1")
        assert refused.status == 403
        assert "can only be read" in told(refused)["error"]
    assert len(store.mine(BELA)) == 1


def test_a_data_set_too_large_to_go_along(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_text(ROWS, encoding="utf-8")
    entry = store.keep(Dataset.read(tmp_path / "many.csv"), BELA)
    monkeypatch.setattr(capsule, "MAX_SEALED", 0)
    file = file_of(take(f"data={entry.id}", load=lambda name: store.load(name)), "svg")
    here = told(post("map.svg", file))
    assert (here["url"], here["remarks"]) == (f"/?data={entry.id}", [])  # nothing is missing where it is
    store.delete(entry.id, BELA)
    kept.forget()
    missing = post("map.svg", file, query="?ask=1")
    assert (missing.status, entry.head[:12] in told(missing)["error"]) == (404, True)


def test_a_table_goes_to_the_page_that_adds_data(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = adding_drafts.Drafts()
    monkeypatch.setattr(adding_drafts, "drafts", drafts)
    body = (
        ROWS.replace("start\n", "start,<svg onload=alert(1)>\n")
        .replace("2024", "2024,x")
        .replace("2008", "2008,y")
        .encode()
    )
    assert told(post("T%C3%A4fel.csv", body))["url"] == "/add"
    work = drafts.latest(ANNA)
    assert work is not None
    assert (work.upload.name, work.title, work.upload.rows) == ("Täfel.csv", "Täfel", 2)
    assert drafts.latest(BELA) is None


REFUSED = [
    (403, "map.svg", {"origin": "https://evil.example"}, "another site"),
    (403, "map.svg", {"sec_fetch_site": "cross-site"}, "another site"),
    (415, "map.svg", {"content_type": "text/plain"}, "octet-stream"),
    (413, "map.svg", {"content_length": "60000001"}, "60 MB"),
    (400, "film.gif", {"body": "GIF89a"}, "A .gif file"), (400, "empty.png", {"body": ""}, "nothing in that file"),
    (400, "other.png", {"body": "\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82"}, "another program"),
    (400, "page.html", {"body": "<p>"}, "No map"),
    (400, "what.exe", {"body": "MZ"}, "endings"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "name", "how", "why"), REFUSED)
def test_what_is_not_opened(
    elsewhere: tuple[bytes, str], store: Store, status: int, name: str, how: dict[str, str], why: str
) -> None:
    headers = {key: value for key, value in how.items() if key != "body"}
    body = how["body"].encode("latin-1") if "body" in how else elsewhere[0]
    refused = post(name, body, **headers)
    assert (refused.status, list(told(refused))) == (status, ["error"])
    assert why in told(refused)["error"]
    assert store.mine(ANNA) == ()


def test_no_room_and_too_many(elsewhere: tuple[bytes, str], store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MAX_VISITOR_DATASETS", 0)
    full = post("map.svg", elsewhere[0])
    assert (full.status, "as many as one visitor can keep" in told(full)["error"]) == (409, True)
    buckets = limits.Buckets(1, 60)
    monkeypatch.setattr(gate, "buckets", lambda: buckets)
    assert [post("film.gif", b"GIF89a").status for _ in range(2)] == [400, 429]


def test_the_page_that_adds_data_asks_first(anna: str, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[dict[str, str]] = []
    monkeypatch.setattr(pages, "go", lambda page, **query: gone.append(query))
    file = tampered(file_of(take("focus=ARM"), "svg"))
    found = uploaded(file, "map.svg")
    assert "The relations in the file were changed after it was made" in said(found)
    press(found, "add-map-cancel")
    assert "changed after it was made" not in said(found)
    assert not store.mine(anna)
    found.file_uploader[0].set_value(("map.svg", file, "image/svg+xml")).run()
    press(found, "add-map-open")
    (entry,) = store.mine(anna)
    assert gone == [{"data": entry.id, "focus": "ARM"}]
