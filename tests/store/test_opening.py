"""Where the store is, how it is made, and what is said when it can't be opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from geo.errors import FaultlinesError, StoreError
from geo.store import migrate
from geo.store.engine import Database
from geo.store.schema import METADATA
from geo.store.store import Store
from tests.relations import dataset, row

ROOT = Path(__file__).parents[2]
SECRET = "s3cr3t"


def test_the_steps_lead_to_the_schema_that_is_used(url: str) -> None:
    database = Database(url)
    with database.reading() as connection:
        assert migrate.is_current(connection)
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    database.close()


def test_the_newest_step_is_the_last_one() -> None:
    names = sorted(path.stem for path in (ROOT / "geo" / "store" / "migrations").glob("m*.py"))
    assert names[-1].startswith(f"m{migrate.NEWEST}_")
    assert len({name[:5] for name in names}) == len(names)


def test_what_a_newer_faultlines_made_is_left_alone(url: str) -> None:
    store = Store.open(url)
    kept = store.keep(dataset(row("AZE", "RUS")), "Anna")
    with store._database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer"):
        Store.open(url)
    assert store.load(kept.id).digest == kept.head
    store.close()


def test_the_address_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULTLINES_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'file.db'}")
    Store.open().close()
    assert (tmp_path / "new" / "file.db").stat().st_size


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://anna:{SECRET}@127.0.0.1:1/faultlines",
        f"postgresql+psycopg://anna:{SECRET}@127.0.0.1:1/faultlines",
        f"postgresql://anna@127.0.0.1:1/faultlines?password={SECRET}",
        f"postgresql://anna@127.0.0.1:1/faultlines?passwort={SECRET}",
        f"postgresql://anna:{SECRET}@no.such.host.invalid/faultlines",
        f"postgresql://anna:{SECRET}@[::1/faultlines",
        f"postgresql://anna:{SECRET}@host:port/faultlines",
        f"mysql://anna:{SECRET}@127.0.0.1/faultlines",
        f"{SECRET}",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_password(url: str) -> None:
    with pytest.raises(FaultlinesError) as told:
        Store.open(url)
    assert isinstance(told.value, StoreError)
    assert SECRET not in str(told.value)
    assert "store" in str(told.value) or "database" in str(told.value)


def test_files_that_are_no_store(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("source,target\nAZE,RUS\n" * 200)
    with pytest.raises(StoreError, match="no store of Faultlines"):
        Store.open(f"sqlite:///{text}")
    assert text.read_text().startswith("source,target")
    with pytest.raises(StoreError):
        Store.open(f"sqlite:///{tmp_path}")
    with pytest.raises(StoreError):
        Store.open(f"sqlite:///{text / 'below.db'}")


def test_nobody_waits_for_the_database_who_does_not_use_it() -> None:
    code = (
        "import sys, geo, geo.store, geo.relations; sys.exit('sqlalchemy' in sys.modules or 'alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
