"""Files that are made once, and what limits how often somebody may ask."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from app import limits
from app.shelf import FOLDER, Shelf
from geo.errors import UsageError
from tests.app.asking import aside


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts how often something was made."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    return []


def one(shelf: Shelf, made: list[int], key: str = "k", askers: int = 1) -> list[bytes]:
    def make() -> bytes:
        time.sleep(0.05)
        made.append(1)
        return b"picture" * 100

    async def all_of_them() -> list[bytes]:
        impatient = asyncio.ensure_future(shelf.get(key, "image/png", make))
        await asyncio.sleep(0.01)
        others = asyncio.gather(*(shelf.get(key, "image/png", make) for _ in range(askers)))
        impatient.cancel()
        return [body.data for body in await others]

    found: list[bytes] = aside(all_of_them())
    return found


def test_ten_askers_one_rendering(made: list[int]) -> None:
    shelf = Shelf()
    assert one(shelf, made, askers=10) == [b"picture" * 100] * 10
    assert (len(made), shelf.held("k") is not None) == (1, True)
    assert (one(Shelf(), made), len(made)) == ([b"picture" * 100], 1)  # from the disk, after a restart


def test_a_torn_file_is_made_again(made: list[int], tmp_path: Path) -> None:
    one(Shelf(), made)
    (file,) = (tmp_path / "snapshots").iterdir()
    file.write_bytes(file.read_bytes()[:50])
    assert (one(Shelf(), made), len(made)) == ([b"picture" * 100], 2)


def test_a_disk_that_takes_nothing_only_costs_time(made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, os.devnull)
    assert one(Shelf(), made) == [b"picture" * 100]


def test_what_fails_is_tried_again(made: list[int]) -> None:
    shelf = Shelf()

    def fails() -> bytes:
        raise UsageError("no")

    with pytest.raises(UsageError):
        aside(shelf.get("k", "image/png", fails))
    assert one(shelf, made) == [b"picture" * 100]


def test_the_disk_has_an_end(made: list[int], tmp_path: Path) -> None:
    shelf = Shelf(disk=1_500)
    for key in "abcd":
        one(shelf, made, key)
    assert sum(file.stat().st_size for file in (tmp_path / "snapshots").iterdir()) <= 1_500


@pytest.mark.parametrize(
    ("host", "whom"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:0:1::9", "2001:db8:0:1::/64"), ("fe80::1%eth0", "fe80::/64"),
     ("::ffff:192.0.2.7", "192.0.2.7"), ("there", "there")],
)  # fmt: skip
def test_whom_an_address_stands_for(host: str, whom: str) -> None:
    assert limits.asker(host) == whom


def test_proxies_are_believed_only_if_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    for given in ("", "10.0.0.0/8,127.0.0.1", "*"):
        monkeypatch.setenv(limits.PROXIES, given)
        limits.trust_proxies()
        assert os.environ["FORWARDED_ALLOW_IPS"] == given
    monkeypatch.setenv(limits.PROXIES, "my proxy")
    with pytest.raises(UsageError, match="my proxy"):
        limits.trust_proxies()
    for wrong in ("many", "0", "-1", "9999999"):
        monkeypatch.setenv(limits.SAVES, wrong)
        with pytest.raises(UsageError, match=limits.SAVES):
            limits.saves_per_hour()
