"""The database: where it is, how it is spoken to, and what is said when that goes wrong."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from platformdirs import user_data_path
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError

from geo.errors import StoreError
from geo.store.migrate import is_current, migrate

__all__ = ["URL_VARIABLE", "Database", "Moved"]

URL_VARIABLE = "FAULTLINES_DATABASE_URL"
FORMS = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
PATIENCE = 30  # seconds to wait for another writer
RETRIED = ("40001", "40P01")  # PostgreSQL: others came first


class Moved(StoreError):
    """Others have changed what this transaction was about; it has to be done again from the start."""

    def __init__(self) -> None:
        super().__init__("others came first: nothing was saved; try again")


class Database:
    """An open database. `reading` and `writing` give a connection in a transaction, whole or not at all."""

    def __init__(self, url: str | None = None) -> None:
        self.url = _address(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _private_file(Path(self.url.database or ""), shared=url or os.environ.get(URL_VARIABLE))
        self._engine = _engine(self.url)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of everything."""
        with self._told(), self._engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes. Raises Moved where others came first."""
        with self._told(), self._engine.connect() as connection:
            connection = connection.execution_options(faultlines_writes=True)
            with connection.begin():
                yield connection

    def _prepare(self) -> None:
        if self.is_sqlite:
            self._write_ahead()
        with self.reading() as connection:
            current = is_current(connection)
        if not current:
            with self.writing() as connection:
                migrate(connection)

    def _write_ahead(self) -> None:
        """Readers never wait for a writer. Switching needs the file for itself, so others may have to let go first."""
        until = time.monotonic() + PATIENCE
        while True:
            with self._told():
                try:
                    with self._engine.connect() as connection:
                        raw: Any = connection.connection.dbapi_connection
                        raw.execute("PRAGMA journal_mode = WAL")
                    return
                except DBAPIError as error:
                    if not _is_locked(error) or time.monotonic() > until:
                        raise
                except Exception as error:
                    if not _is_locked(error) or time.monotonic() > until:
                        raise StoreError(f"{self._place()} can't be used: {error}") from error
            time.sleep(0.05)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise Moved() from error
        except SQLAlchemyError as error:
            if getattr(getattr(error, "orig", None), "sqlstate", None) in RETRIED:
                raise Moved() from error
            raise StoreError(self._reason(error)) from error

    def _reason(self, error: SQLAlchemyError) -> str:
        cause = getattr(error, "orig", None) or error
        said = " ".join(str(cause).split()) or type(cause).__name__
        for secret in filter(None, (self.url.password, self.url.query.get("password"))):
            said = said.replace(str(secret), "…")
        state = getattr(cause, "sqlstate", None) or ""
        if "disk is full" in said or state == "53100":
            return f"the disk is full: nothing was saved in {self._place()}; what was saved before is still there"
        if "disk I/O error" in said:
            return f"the disk of {self._place()} fails: nothing was saved; what was saved before is still there"
        if _is_locked(cause) or state == "55P03":
            return f"{self._place()} is busy with somebody else's changes: nothing was saved; try again"
        if "not a database" in said or "malformed" in said:
            return f"{self._place()} is damaged, or no store of Faultlines"
        if isinstance(error, DBAPIError) and (error.connection_invalidated or state.startswith(("08", "57P"))):
            return f"the connection to {self._place()} was cut: what was not confirmed is not saved"
        return f"{self._place()} can't be used: {said}"

    def _place(self) -> str:
        if self.is_sqlite:
            return f"the store {self.url.database}"
        port = f":{self.url.port}" if self.url.port else ""
        return f"the store {self.url.database or ''} on {self.url.host or 'this machine'}{port}"


def _is_locked(error: BaseException) -> bool:
    said = str(error)
    return "database is locked" in said or "database table is locked" in said


def _address(url: str | None) -> URL:
    given = url or os.environ.get(URL_VARIABLE) or ""
    if not given:
        return URL.create("sqlite", database=str(user_data_path("faultlines", appauthor=False) / "store.sqlite"))
    try:
        read = make_url(given)
    except (ArgumentError, ValueError):
        raise StoreError(f"the address of the store can't be read; write {FORMS}") from None
    driver = DRIVERS.get(read.drivername)
    if driver is None:
        raise StoreError(f'"{read.drivername}" is no database we can use; write {FORMS}')
    if driver == "sqlite" and read.database in (None, "", ":memory:"):
        raise StoreError("the address of the store names no file; write sqlite:///FILE")
    return read.set(drivername=driver)


def _private_file(path: Path, shared: str | None) -> None:
    """Make file and folder, for nobody else to read. A folder that was there already is left as it is, unless it is the
    one we use by default.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not shared:
            path.parent.chmod(0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with contextlib.suppress(PermissionError):
            path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"the store {path} can't be opened: {error.strerror or error}") from error


def _engine(url: URL) -> sa.Engine:
    # The parameters of a statement are people's data, and have no place in an error.
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, hide_parameters=True, max_overflow=20, connect_args={"timeout": PATIENCE})
        sa.event.listen(engine, "connect", _sqlite_connected)
        sa.event.listen(engine, "begin", _sqlite_begins)
        return engine
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
    engine = sa.create_engine(url, hide_parameters=True, max_overflow=20, pool_pre_ping=True, connect_args=patience)
    sa.event.listen(engine, "connect", _postgresql_connected)
    return engine


def _sqlite_connected(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, the driver would do so too late
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _sqlite_begins(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("faultlines_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_connected(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.commit()
