"""Data sets of the store on the map, as files, and while the store is away."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import pytest

from app import cache, kept, server, visitor
from geo.cli import main
from geo.errors import StoreError
from geo.relations import Dataset
from geo.snapshot import take
from geo.store import Change
from geo.store.store import Store
from geo.view import View
from tests.app.asking import ask
from tests.app.conftest import ANNA, BELA
from tests.app.test_explore import control, opened, shown, view_of
from tests.relations import dataset, row

NOBODY = "own-" + "a" * 26
ROWS = (row("KEN", "UGA", id="one"), row("KEN", "ETH", "tension", 4, id="two"))


@pytest.fixture
def routes() -> Any:
    from starlette.applications import Starlette

    return Starlette(routes=server.ROUTES)


@pytest.fixture
def own(store: Store) -> str:
    """A data set of Anna's."""
    return store.keep(dataset(*ROWS, title="East Africa", skipped=3), ANNA).id


def cookie(key: str) -> str:
    return f"{visitor.COOKIE}={key}"


def message(routes: Any, query: str) -> dict[str, Any]:
    status, _, body = ask(routes, f"/first?{query}")
    assert status == 200
    found: dict[str, Any] = json.loads(gzip.decompress(body))
    return found


def test_whoever_has_the_link_sees_the_map(own: str) -> None:
    page = opened(f"data={own}")
    assert shown(page) == 2
    assert view_of(page).data == own


def test_the_first_map_tells_of_the_rows_that_are_missing(own: str, routes: Any) -> None:
    spec = message(routes, f"data={own}")["spec"]
    assert "3 faulty rows of the file left out" in spec["legend"]["notes"]


def test_only_ones_own_data_sets_can_be_chosen(store: Store, anna: str, own: str) -> None:
    theirs = store.keep(dataset(*ROWS, title="Not Anna's"), BELA).id
    choices = control(opened(), "selectbox", "data").options
    assert "East Africa" in choices
    assert "Not Anna's" not in choices
    page = opened(f"data={theirs}")
    assert control(page, "selectbox", "data").value == theirs
    control(page, "selectbox", "data").set_value(own).run()
    assert view_of(page) == View(data=own)


def test_without_own_data_there_is_nothing_to_choose(store: Store, anna: str) -> None:
    assert not [box for box in opened().selectbox if (box.key or "").startswith("c_data")]


def test_a_change_shows_with_the_next_run(store: Store, own: str) -> None:
    page = opened(f"data={own}")
    head = store.entry(own).head
    store.change(own, ANNA, head, [Change("delete", "one")])
    page.run()
    assert shown(page) == 1


def test_an_older_version_can_be_opened_on_the_map(store: Store, own: str, routes: Any) -> None:
    old = store.entry(own).head
    store.change(own, ANNA, old, [Change("delete", "one")])
    name = f"{own}-{old[:12]}"
    assert shown(opened(f"data={name}")) == 2
    assert take(f"data={name}").spec.title == f"East Africa (version {old[:12]})"
    assert b"one" in ask(routes, f"/export/csv?data={name}")[2]
    assert b"no such data set" in gzip.decompress(ask(routes, f"/first?data={own}-{'0' * 11}")[2])
    assert b"has no version" in gzip.decompress(ask(routes, f"/first?data={own}-{'0' * 12}")[2])
    store.delete(own, ANNA)
    assert b"no such data set" in gzip.decompress(ask(routes, f"/first?data={name}")[2])


def test_nothing_of_the_content_is_read_again(own: str, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(f"data={own}")
    reads: list[str] = []
    monkeypatch.setattr(store, "load", lambda *given: reads.append(str(given)))
    control(page, "select_slider", "min").set_value(4.0).run()
    assert shown(page) == 1
    assert reads == []


def test_an_unknown_data_set_is_dropped_with_a_notice(store: Store, routes: Any) -> None:
    page = opened(f"data={NOBODY}")
    assert shown(page) > 10
    (notice,) = message(routes, f"data={NOBODY}")["notices"]
    assert "no such data set" in notice
    assert ask(routes, f"/export/csv?data={NOBODY}")[2] == ask(routes, "/export/csv")[2]


def test_files_of_a_view_are_of_the_own_data(own: str, routes: Any) -> None:
    status, headers, body = ask(routes, f"/export/csv?data={own}&min=4")
    assert status == 200
    assert [line["id"] for line in csv.DictReader(io.StringIO(body.decode()))] == ["two"]
    assert headers["content-disposition"] == 'attachment; filename="faultlines-east-africa-2025-07-31.csv"'


def test_render_reads_the_same_store(own: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert [line.id for line in take(f"http://here/?data={own}").spec.lines] == ["one", "two"]
    out = tmp_path / "map.json"
    assert main(["render", f"data={own}", "-o", str(out)]) == 0
    assert json.loads(out.read_text())["title"] == "East Africa"
    assert main(["render", f"data={NOBODY}", "-o", str(out)]) == 0
    assert "no such data set" in capsys.readouterr().err


def test_questions_of_a_copy_are_about_the_copy(store: Store, routes: Any) -> None:
    copied = store.keep(Dataset.load(), ANNA).id
    base = json.loads(ask(routes, message(routes, f"data={copied}")["base"])[2])
    assert base["questions"]
    assert all(f"data={copied}" in question["query"] for question in base["questions"])


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "json", "graphml"])
def test_the_whole_data_set_as_a_file_reads_back_equal(own: str, routes: Any, tmp_path: Any, form: str) -> None:
    status, headers, body = ask(routes, f"/data-files/{own}.{form}")
    assert status == 200
    assert headers["content-disposition"].startswith(f'attachment; filename="east-africa.{form}"')
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"].startswith("private")
    (tmp_path / f"back.{form}").write_bytes(body)
    back = Dataset.read(tmp_path / f"back.{form}")
    assert back.table.equals(cache.dataset(own).table)


def test_older_versions_and_the_log_are_for_the_owner(store: Store, own: str, routes: Any) -> None:
    old = store.entry(own).head
    store.change(own, ANNA, old, [Change("change", "one", after={"summary": "=SUM(A1)"})])
    for path in (f"/data-files/{own}.csv?version={old}", f"/data-files/{own}.log.csv"):
        assert ask(routes, path)[0] == 403
        assert ask(routes, path, cookie=cookie(BELA))[0] == 403
        assert ask(routes, path, cookie=cookie(ANNA))[0] == 200
    assert b"SUM" not in ask(routes, f"/data-files/{own}.csv?version={old}", cookie=cookie(ANNA))[2]
    assert b"'=SUM(A1)" in ask(routes, f"/data-files/{own}.log.csv", cookie=cookie(ANNA))[2]
    assert ask(routes, f"/data-files/{own}.review.csv")[2].startswith(b"row,column,warning")


@pytest.mark.parametrize(
    "path", [f"{NOBODY}.csv", "nowhere.csv", "x.exe", f"{NOBODY}.log.csv", f"{NOBODY}.csv?version=abc", "..csv"]
)
def test_a_file_that_is_not_there_is_a_helpful_404(store: Store, routes: Any, path: str) -> None:
    status, headers, body = ask(routes, f"/data-files/{path}", cookie=cookie(ANNA))
    assert (status, headers["cache-control"]) == (404, "no-store")
    assert body.startswith(b"there is no" if not path.startswith(("x", ".")) else b"There is no")


def test_without_a_store_the_map_goes_on(no_store: None, routes: Any) -> None:
    with pytest.raises(StoreError):
        kept.store()
    assert shown(opened()) > 10
    assert shown(opened(f"data={NOBODY}")) > 10
    (notice,) = message(routes, f"data={NOBODY}")["notices"]
    assert "try again later" in notice
    for path in (f"/data-files/{NOBODY}.csv", f"/export/csv?data={NOBODY}"):
        status, _, body = ask(routes, path)
        assert status == 503
        assert b"s3cr3t" not in body
    assert ask(routes, "/data-files/caucasus-2025.csv")[0] == 200


def test_a_store_that_is_back_is_found(no_store: None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError):
        kept.mine(ANNA)
    monkeypatch.setenv("FAULTLINES_DATABASE_URL", f"sqlite:///{tmp_path / 'back.sqlite'}")
    with pytest.raises(StoreError):  # asked for again only when somebody wants to, or after a while
        kept.mine(ANNA)
    kept.retry()
    assert kept.mine(ANNA) == ()


def test_what_is_kept_of_a_data_set_goes_with_its_maps(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from app import assets

    monkeypatch.setattr(cache, "_bases", cache.Memory(1, lambda base: 1))
    first = cache.base(View(data=own)).file.name
    assert assets.find(first)
    cache.base(View())
    assert assets.find(first) is None
