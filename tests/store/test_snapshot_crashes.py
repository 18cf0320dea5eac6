"""Keeping a snapshot while the process is killed, the disk is full, the connection is cut: all of it or nothing."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geo.errors import StoreError
from geo.spec import MapSpec
from geo.store.schema import CONTENT, FROZEN, SNAPSHOT
from geo.store.store import Store
from tests.relations import dataset, row
from tests.store.shots import PNG, shot

ANNA = "the key of Anna"
ROOT = Path(__file__).parents[2]

# Keeps another map of other data, and is killed without a warning after the last statement, before it is confirmed.
KILLED = """
import os, signal, sys
import sqlalchemy as sa
from geo.store.store import Store
from tests.store.shots import shot

store = Store.open(sys.argv[1])

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def die(connection, cursor, statement, *_):
    if statement.upper().startswith("INSERT INTO SNAPSHOT"):
        os.kill(os.getpid(), signal.SIGKILL)

store.keep_snapshot(shot("focus=RUS", "c", subtitle="Another"), "the key of Anna")
"""


@pytest.fixture
def kept(store: Store) -> str:
    """A snapshot that was there before."""
    return store.keep_snapshot(shot(), ANNA, title="The first", thumbnail=PNG).id


def unharmed(store: Store, kept: str) -> None:
    """The first one is there as it was, nothing of another one, and the store takes that now."""
    with store._database.reading() as connection:
        for table in (SNAPSHOT, FROZEN, CONTENT):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 1
    (listed,) = store.snapshots(ANNA)
    found = store.snapshot(kept)
    assert (listed.title, found.thumbnail, found.spec_json) == ("The first", PNG, shot().spec.to_json())
    store._contents._held.clear()
    assert store.snapshot_dataset(kept).table["id"].tolist() == ["a", "b"]
    another = store.keep_snapshot(shot("focus=RUS", "c", subtitle="Another"), ANNA)
    assert MapSpec.from_json(another.spec_json).subtitle == "Another"
    assert store.snapshot_dataset(another.id).table["id"].tolist() == ["c"]


@pytest.mark.skipif(os.name != "posix", reason="no signals")
def test_killed_in_the_middle_of_keeping(store: Store, url: str, kept: str) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, url], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    unharmed(store, kept)


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    kept = store.keep_snapshot(shot(), ANNA, title="The first", thumbnail=PNG).id

    def full(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0] + 4}")

    engine = store._database._engine
    engine.dispose()
    sa.event.listen(engine, "connect", full)
    noise = dataset(*(row("AZE", "RUS", id=f"n{n}", summary=secrets.token_hex(400)) for n in range(100)))
    for large in ({"thumbnail": PNG + secrets.token_bytes(100_000)}, {"data": noise}):
        picture = large.pop("thumbnail", b"")
        with pytest.raises(StoreError, match=r"the disk is full: nothing was saved .* before is still there"):
            store.keep_snapshot(shot("focus=RUS", "c", subtitle="Another", **large), ANNA, thumbnail=picture)
    sa.event.remove(engine, "connect", full)
    engine.dispose()
    unharmed(store, kept)
    store.close()


@pytest.mark.parametrize("last", ["INSERT INTO CONTENT", "INSERT INTO SNAPSHOT"])
def test_a_connection_cut_in_the_middle_of_keeping(
    store: Store, kept: str, cutting: Callable[[str], None], last: str
) -> None:
    cutting(last)
    with pytest.raises(StoreError, match="was cut: what was not confirmed is not saved"):
        store.keep_snapshot(shot("focus=RUS", "c", subtitle="Another"), ANNA)
    unharmed(store, kept)
