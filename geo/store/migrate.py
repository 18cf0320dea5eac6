"""Brings a database to the newest schema, one step after the other, all or nothing."""

from __future__ import annotations

from importlib.resources import as_file, files

from sqlalchemy import Connection, inspect, text

from geo.errors import StoreError

__all__ = ["NEWEST", "is_current", "migrate"]

NEWEST = "0002"
LOCK = 0x66617566  # any number, as long as nobody else uses it in the same database


def is_current(connection: Connection) -> bool:
    """Whether nothing is left to do; quick, without the migration library. StoreError for a newer Faultlines' store."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if found is not None and found > NEWEST:
        raise StoreError("a newer Faultlines made this store; update this one to open it")
    return bool(found == NEWEST)


def migrate(connection: Connection, target: str = NEWEST) -> None:
    """Go through the steps up to `target` inside the transaction of `connection`, which must be one that writes.

    Whoever comes second waits for the first and then finds nothing to do. A process that dies in a step leaves the
    database as it was before.
    """
    from alembic.config import Config  # takes a moment to load, and is needed once in the life of a store
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if is_current(connection):
        return
    with as_file(files("geo.store") / "migrations") as folder:
        steps = ScriptDirectory(str(folder), version_locations=[str(folder)])
        environment = EnvironmentContext(
            Config(), steps, fn=lambda revision, _: steps._upgrade_revs(target, revision), destination_rev=target
        )
        environment.configure(connection=connection, transactional_ddl=True)
        with environment:
            environment.run_migrations()
