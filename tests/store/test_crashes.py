"""A killed process, a full disk, a cut connection: no version by halves, a clear word, and all the earlier ones."""

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
from geo.relations import Dataset
from geo.store import Change
from geo.store.store import Store
from tests.relations import dataset, row

ANNA = "the key of Anna"
ROOT = Path(__file__).parents[2]
CHANGE = [Change("change", "a", after={"intensity": "5"})]

# Saves a change, and is killed without a warning right after a statement has begun its work for good.
KILLED = """
import os, signal, sys
import sqlalchemy as sa
from geo.store import Change
from geo.store.store import Store

url, id, base, last = sys.argv[1:]
store = Store.open(url)

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def die(connection, cursor, statement, *_):
    if statement.lstrip().upper().startswith(last):
        os.kill(os.getpid(), signal.SIGKILL)

store.change(id, "the key of Anna", base, [Change("change", "a", after={"intensity": "5"})])
"""

# Saves a data set where no file may grow any more.
NO_ROOM = """
import resource, signal, sys
from pathlib import Path
from geo.errors import StoreError
from geo.relations import Dataset
from geo.store.store import Store

url, folder = sys.argv[1:]
store = Store.open(url)
largest = max(path.stat().st_size for path in Path(folder).iterdir())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 4096, resource.RLIM_INFINITY))
try:
    store.keep(Dataset.load(), "the key of Anna")
except StoreError as error:
    print(error)
"""


def sample() -> Dataset:
    return dataset(row("AZE", "RUS", id="a"), row("AZE", "RUS", id="b"))


def noise(count: int) -> Dataset:
    """Texts that no compression makes small."""
    return dataset(*(row("AZE", "RUS", id=f"n{n}", summary=secrets.token_hex(400)) for n in range(count)))


def unharmed(store: Store, id: str, digests: list[str]) -> None:
    """Every version is there, and no other; the store takes another one."""
    assert [version.digest for version in store.versions(id)] == digests[::-1]
    for digest in digests:
        assert store.load(id, digest).digest == digest
    assert len(store.mine(ANNA)) == 1
    saved = store.change(id, ANNA, digests[-1], CHANGE)
    assert store.entry(id).head == saved.version.digest


@pytest.fixture
def kept(store: Store) -> tuple[str, list[str]]:
    """A data set with two versions, and their digests."""
    entry = store.keep(sample(), ANNA)
    second = store.change(entry.id, ANNA, entry.head, [Change("change", "b", after={"intensity": "1"})])
    return entry.id, [entry.head, second.version.digest]


@pytest.mark.skipif(os.name != "posix", reason="no signals")
def test_killed_in_the_middle_of_saving(store: Store, url: str, kept: tuple[str, list[str]]) -> None:
    """After the last statement, when all is written and nothing confirmed."""
    id, digests = kept
    command = [sys.executable, "-c", KILLED, url, id, digests[-1], "INSERT INTO LOG"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    unharmed(store, id, digests)


@pytest.mark.skipif(os.name != "posix", reason="no signals")
def test_killed_while_the_store_is_made(url: str) -> None:
    code = KILLED.replace("store = Store.open(url)\n", "").replace("store.change", "Store.open(url).change")
    command = [sys.executable, "-c", code, url, "x", "x", "CREATE TABLE LOG"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    store = Store.open(url)
    assert store.load(store.keep(sample(), ANNA).id).table["id"].tolist() == ["a", "b"]
    store.close()


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file may not grow any more, which SQLite tells as it tells of a full disk."""
    store = Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    entry = store.keep(sample(), ANNA)
    with monkeypatch.context() as patched:

        def full(connection: Any, _: Any) -> None:
            connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0] + 4}")

        engine = store._database._engine
        engine.dispose()
        sa.event.listen(engine, "connect", full)
        patched.setattr("time.sleep", lambda _: None)
        for act in (lambda: store.keep(noise(200), ANNA), lambda: store.replace(entry.id, ANNA, noise(200))):
            with pytest.raises(StoreError, match=r"the disk is full: nothing was saved"):
                act()
        sa.event.remove(engine, "connect", full)
        engine.dispose()
    unharmed(store, entry.id, [entry.head])
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="no limits to set")
def test_a_disk_that_takes_no_more_bytes(tmp_path: Path) -> None:
    """The same, told by the operating system in the middle of writing."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = Store.open(url)
    entry = store.keep(sample(), ANNA)
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, url, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing was saved" in done.stdout
    unharmed(store, entry.id, [entry.head])
    store.close()


@pytest.mark.parametrize("last", ["UPDATE DATASET", "INSERT INTO CONTENT", "INSERT INTO LOG"])
def test_a_connection_cut_in_the_middle_of_saving(
    store: Store, kept: tuple[str, list[str]], cutting: Callable[[str], None], last: str
) -> None:
    id, digests = kept
    cutting(last)
    with pytest.raises(StoreError, match="was cut: what was not confirmed is not saved"):
        store.change(id, ANNA, digests[-1], CHANGE)
    unharmed(store, id, digests)


def test_a_connection_cut_while_nothing_was_done(store: Store, kept: tuple[str, list[str]], url: str) -> None:
    """A server that was started again is found again, without a word."""
    if url.startswith("postgresql"):
        admin = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        query = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
        with admin.connect() as other:
            assert other.execute(sa.text(query)).all()
        admin.dispose()
    unharmed(store, *kept)
