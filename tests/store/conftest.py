"""An empty store on each back end: a SQLite file, and a PostgreSQL server of our own that goes when the tests go.

The server of the machine is used (Debian's `postgresql`), nothing is downloaded. Without one these tests are skipped,
but fail where CI is set.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geo.store.store import Store

USERS = ("postgres", "nobody")  # the server refuses to run as root

# Stands by the server and stops it when the tests end, however they end: the pipe it reads from closes with them.
GUARD = """
import shutil, signal, subprocess, sys
folder, user, *command = sys.argv[1:]
server = subprocess.Popen(command, stdin=subprocess.DEVNULL, user=user or None, cwd=folder)
sys.stdin.read()
server.send_signal(signal.SIGINT)
try:
    server.wait(timeout=20)
except subprocess.TimeoutExpired:
    server.kill()
    server.wait()
shutil.rmtree(folder, ignore_errors=True)
"""


def _programs() -> Path | None:
    """The folder with the server's programs: the newest of Debian's, or where the path leads."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("postgres")
    return Path(found).parent if found else None


def _user() -> str | None:
    """Whom to run the server as; None for ourselves."""
    if os.name != "posix" or os.getuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in USERS if name in known)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running server, up to the name of a database; nobody else can reach it."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("no PostgreSQL on this machine: install Debian's postgresql")
        pytest.skip("no PostgreSQL on this machine")
    # A short path, as a socket's address holds about a hundred characters; /tmp, as the server's user must get there.
    folder = Path(tempfile.mkdtemp(prefix="faultlines-pg-", dir="/tmp"))
    guard = None
    try:
        guard = _started(programs, folder)
        yield f"postgresql://tester@/{{}}?host={folder}"
    finally:
        if guard is not None:
            guard.communicate()
        shutil.rmtree(folder, ignore_errors=True)


def _started(programs: Path, folder: Path) -> subprocess.Popen[bytes]:
    """The guard of a server that answers on a socket in the folder."""
    user, data = _user(), folder / "data"
    if user:
        shutil.chown(folder, user)
    initdb = [programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(initdb, user=user, cwd=folder, check=True, capture_output=True)
    quick = ["-c", "fsync=off", "-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
    command = [sys.executable, "-c", GUARD, folder, user or "", programs / "postgres", "-D", data, *quick]
    with (folder / "log").open("wb") as log:
        guard = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
    ready = [programs / "pg_isready", "-h", folder, "-t", "1", "-q"]
    for _ in range(300):
        if subprocess.run(ready, check=False).returncode == 0:
            return guard
        if guard.poll() is not None:
            break
        time.sleep(0.1)
    said = (folder / "log").read_text()
    guard.communicate()
    pytest.fail(f"PostgreSQL does not start: {said}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'folder' / 'store.sqlite'}"
        return
    server, name = request.getfixturevalue("postgresql"), f"t{secrets.token_hex(8)}"
    admin = sa.create_engine(server.format("postgres").replace("postgresql:", "postgresql+psycopg:"))
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield server.format(name)
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], Store]]:
    """Opens the store, as often as one likes."""
    stores = []

    def make() -> Store:
        stores.append(Store.open(url))
        return stores[-1]

    yield make
    for one in stores:
        one.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    return opened()


@pytest.fixture
def cutting(store: Store, url: str) -> Callable[[str], None]:
    """Cuts the connection of the store right after a statement that begins so."""

    def cut(last: str) -> None:
        left = [last]

        def at(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if left and statement.lstrip().upper().startswith(left[0]):
                left.clear()
                raw = connection.connection.dbapi_connection
                if url.startswith("sqlite"):
                    raw.close()
                    return
                admin = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
                with admin.connect() as other:
                    other.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": raw.info.backend_pid})
                admin.dispose()

        sa.event.listen(store._database._engine, "after_cursor_execute", at)

    return cut
