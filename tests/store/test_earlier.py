"""Stores that earlier schemas left: each one is brought to the newest, and everything in it can still be read.

`earlier/` holds a dump of one store for every step of the migrations, made when that step was the newest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from geo.errors import GoneSnapshot
from geo.frozen import thawed
from geo.spec import MapSpec
from geo.store import migrate
from geo.store.store import Store

ANNA = "the key of Anna"
DUMPS = sorted((Path(__file__).parent / "earlier").glob("*.sql"))
FIRST = "911d2c1c1f147966"
SECOND = "e640c9e963db953c"
KEPT, CHILD, DELETED = "xNpfyf0MFLMFoJJp8H_Htw", "Mfv_gRDU6URkrlFgLbVFbA", "BQ_-xi8Z7pkMX3KDzFe5Vw"


def test_there_is_a_dump_of_every_schema() -> None:
    steps = sorted(path.stem[1:5] for path in Path(migrate.__file__).with_name("migrations").glob("m*.py"))
    assert [path.stem for path in DUMPS] == steps


@pytest.fixture(params=DUMPS, ids=lambda path: path.stem)
def step(request: pytest.FixtureRequest, url: str) -> str:
    """An earlier schema, and a store that is as it was then."""
    dump: Path = request.param
    old = sqlite3.connect(":memory:")
    old.executescript(dump.read_text(encoding="utf-8"))
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir()
        with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
            old.backup(file)
        file.close()
    else:
        _copy(old, url.replace("postgresql:", "postgresql+psycopg:"), dump.stem)
    old.close()
    return dump.stem


def _copy(old: sqlite3.Connection, url: str, step: str) -> None:
    """The same rows into tables that the steps up to this one make."""
    engine, tables = sa.create_engine(url), sa.MetaData()
    with engine.begin() as connection:
        migrate.migrate(connection, step)
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                found = old.execute(f"SELECT * FROM {table.name}")
                names = [column[0] for column in found.description]
                rows = [dict(zip(names, row, strict=True)) for row in found]
                connection.execute(sa.insert(table), sorted(rows, key=lambda row: str(row.get("base") or "")))
    engine.dispose()


def test_an_earlier_store_stays_readable(step: str, opened: Callable[[], Store]) -> None:
    store = opened()
    (entry,) = store.mine(ANNA)
    assert (entry.title, entry.source, entry.notices) == ("Three relations", "relations.csv", ("read as UTF-8",))
    assert [version.what for version in store.versions(entry.id)] == ["redo", "undo", "change", "read"]
    for version in store.versions(entry.id):
        assert store.load(entry.id, version.digest).digest == version.digest
    first, second = (store.load(entry.id, digest) for digest in (FIRST, SECOND))
    assert (len(first.table), len(second.table), first.version, first.lead) == (2, 3, "2.1", "AZE")
    assert second.table.set_index("id")["intensity"]["x"] == 4.5
    assert {row.what for row in store.log(entry.id)} >= {"read", "changed", "added", "deleted (undo)"}
    assert store.draft(entry.id, ANNA) == {"new-1": {"source": "Gerogia"}}
    assert store.undo(entry.id, ANNA).version.digest == first.digest
    if step >= "0002":
        snapshots_are_as_they_were(store, entry.id)


def snapshots_are_as_they_were(store: Store, entry: str) -> None:
    """Also when the data set they were made of is gone."""
    store.delete(entry, ANNA)
    assert [(kept.id, kept.parent) for kept in store.snapshots(ANNA)] == [(CHILD, KEPT), (KEPT, "")]
    kept = store.snapshot(KEPT)
    assert (kept.title, kept.note) == ("Türkiye and its neighbours", "The first line.\nThe second.")
    assert kept.view_query == f"v=1&data={entry}-{SECOND[:12]}&focus=AZE&at=2025-03-01"
    assert (kept.caption, kept.day) == ("In July 2025 Azerbaijan has three friends.", date(2025, 3, 1))
    assert (kept.thumbnail[1:4], kept.digest[:16]) == (b"PNG", SECOND)
    spec, atlas = thawed(kept)
    assert (len(spec.areas), len(spec.lines), atlas.worldview) == (12, 12, "un")
    assert spec.headline == kept.headline
    assert spec.headline.startswith("Azerbaijan in July 2025: backed by Türkiye, Israel and Ukraine")
    assert spec.lines[0].card
    data = store.snapshot_dataset(KEPT)
    assert (data.digest, data.title, len(data.table)) == (kept.digest, "Three relations", 3)
    assert store.snapshot_dataset(CHILD).table["id"].tolist() == ["only"]
    assert MapSpec.from_json(store.snapshot(CHILD).spec_json).lines == ()
    with pytest.raises(GoneSnapshot):
        store.snapshot(DELETED)
    store.undelete_snapshot(DELETED, ANNA)
    assert MapSpec.from_json(store.snapshot(DELETED).spec_json).areas == ()
