"""Stores that earlier schemas left: each one is brought to the newest, and everything in it can still be read.

`earlier/` holds a dump of one store for every step of the migrations, made when that step was the newest.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from geo.store import migrate
from geo.store.store import Store

ANNA = "the key of Anna"
DUMPS = sorted((Path(__file__).parent / "earlier").glob("*.sql"))
FIRST = "911d2c1c1f147966"
SECOND = "e640c9e963db953c"


def test_there_is_a_dump_of_every_schema() -> None:
    steps = sorted(path.stem[1:5] for path in Path(migrate.__file__).with_name("migrations").glob("m*.py"))
    assert [path.stem for path in DUMPS] == steps


@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.stem)
def test_an_earlier_store_stays_readable(dump: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    store = Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
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
    store.close()
