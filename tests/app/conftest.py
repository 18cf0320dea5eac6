"""What the tests of the app share: a store of their own, and a visitor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import kept, visitor
from geo.store.store import Store

ANNA, BELA = "a" * 43, "b" * 43


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The empty store of the app."""
    kept.close()
    monkeypatch.setenv("FAULTLINES_DATABASE_URL", f"sqlite:///{tmp_path / 'app.sqlite'}")
    yield kept.store()
    kept.close()


@pytest.fixture
def anna(store: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """The key of the visitor whose browser it is."""
    monkeypatch.setattr(visitor, "key", lambda: ANNA)
    return ANNA


@pytest.fixture
def no_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database that nobody answers for."""
    kept.close()
    monkeypatch.setenv("FAULTLINES_DATABASE_URL", "postgresql://anna:s3cr3t@127.0.0.1:1/faultlines")
    monkeypatch.setattr(visitor, "key", lambda: ANNA)
    yield
    kept.close()
