"""What all tests share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Examples here read tables and draw maps; how long that takes says nothing about whether it is right.
settings.register_profile("faultlines", deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("faultlines")

TAKES_LONG = {"browser", "fuzz", "test_readme.py", "test_wheel.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first; else, with several workers, one is busy with it when all others are done."""
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(here).parts[0] not in TAKES_LONG)


@pytest.fixture(scope="session", autouse=True)
def _never_the_users_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test ever writes to the user's own store; what a test starts inherits that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAULTLINES_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite'}")
        patch.setenv("FAULTLINES_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
        if "app.kept" in sys.modules:
            sys.modules["app.kept"].close()
