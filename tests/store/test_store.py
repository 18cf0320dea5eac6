"""Keeping data sets, and what comes back."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from geo.errors import NotYours, StoreError, TooMuch, UnknownDataset, UsageError
from geo.relations import Dataset
from geo.sidecar import Sidecar
from geo.store import Change, saving
from geo.store.store import Store
from tests.relations import dataset, datasets, row

ANNA, BEN = "the key of Anna", "the key of Ben"

HOSTILE = "=1+1 <script>alert(1)</script> ${x} `y` \u202e quote\" ' comma, line\nend \U0001f30d"


def sample(*ids: str, **more: Any) -> Dataset:
    return dataset(*(row("AZE", "RUS", "tension", id=id, **more) for id in ids or ("a", "b", "c")))


def whole(path: Path) -> Dataset:
    """A data set that says everything about itself."""
    facts = """
title = "Three relations"
description = "What is said of them."
version = "2.1"
licence = "CC0"
window = ["2024-12-01", "2025-07-31"]
region = "south-caucasus"
lead = "AZE"
questions = [["Who backs Azerbaijan?", "focus=AZE"]]
[scenarios]
front = "A second front opens."
"""
    path.with_suffix(".toml").write_text(facts)
    rows = [
        row(
            "AZE", "RUS", id="x", status="hypothetical", scenario="front", url="https://example.org/a", summary=HOSTILE
        ),
        row("Kosovo", "SRB", "tension", 2.25, start="2008-02", end="2013", mutual="true", domain="a word of ours"),
    ]
    pd.DataFrame(rows).to_csv(path, index=False)
    return Dataset.read(path)


def test_what_is_kept_comes_back_equal(store: Store, tmp_path: Path) -> None:
    given = replace(whole(tmp_path / "file.csv"), skipped=3)
    mapping = {"columns": {"source": "Land"}, "assigned": {"Burma ": "MMR"}}
    entry = store.keep(given, ANNA, mapping=mapping, source="file.csv", notices=["read as UTF-8"])
    kept = store.load(entry.id)
    pd.testing.assert_frame_equal(kept.table, given.table)
    facts = ("title", "description", "version", "licence", "window", "region", "lead", "scenarios", "questions")
    for name in (*facts, "digest", "skipped"):
        assert getattr(kept, name) == getattr(given, name), name
    assert (kept.name, entry.head, entry.count, entry.skipped) == (entry.id, given.digest, 2, 3)
    assert (entry.title, entry.source, entry.mapping) == ("Three relations", "file.csv", mapping)
    assert entry.notices == ("read as UTF-8",)
    assert abs((datetime.now(UTC) - entry.created).total_seconds()) < 600
    assert store.load(entry.id, entry.head[:12]) == kept


def test_a_title_made_from_the_name_of_the_file_stays(store: Store) -> None:
    given = Dataset.from_frame(sample("a", scenario="one", status="hypothetical").table, "my_table")
    entry = store.keep(given, ANNA)
    assert (entry.title, entry.head, store.load(entry.id).version) == ("My table", given.digest, given.version)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=datasets)
def test_any_data_set_comes_back_equal(store: Store, data: Dataset) -> None:
    entry = store.keep(data, ANNA)
    kept = store.load(entry.id)
    assert kept.digest == entry.head
    pd.testing.assert_frame_equal(kept.table, data.table)
    assert kept.window == data.window
    store.delete(entry.id, ANNA)


def test_every_built_in_data_set_comes_back_equal(store: Store) -> None:
    for name in Dataset.names():
        given = Dataset.load(name)
        assert store.load(store.keep(given, ANNA).id).digest == given.digest


def test_another_process_reads_what_was_kept(opened: Callable[[], Store]) -> None:
    entry = opened().keep(sample(), ANNA)
    assert opened().load(entry.id).digest == entry.head


def test_visitors_see_only_their_own(store: Store) -> None:
    first, second = store.keep(sample("a"), ANNA), store.keep(sample("b"), ANNA)
    others = store.keep(sample("c"), BEN)
    assert [entry.id for entry in store.mine(ANNA)] == [second.id, first.id]
    assert [entry.id for entry in store.mine(BEN)] == [others.id]
    assert store.mine("somebody else") == ()
    assert (store.entry(first.id, ANNA).owner_is_you, store.entry(first.id, BEN).owner_is_you) == (True, False)
    assert store.load(others.id).table["id"].tolist() == ["c"]  # a link shows anybody's


def test_nobody_else_can_change_anything(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    head = store.change(entry.id, ANNA, entry.head, [Change("delete", "a")]).version.digest
    acts: list[Callable[[str], object]] = [
        lambda who: store.change(entry.id, who, head, [Change("delete", "b")]),
        lambda who: store.replace(entry.id, who, sample("z")),
        lambda who: store.undo(entry.id, who),
        lambda who: store.redo(entry.id, who),
        lambda who: store.restore(entry.id, who, entry.head),
        lambda who: store.rename(entry.id, who, "Mine now"),
        lambda who: store.keep_draft(entry.id, who, {"1": {"source": "x"}}),
        lambda who: store.delete(entry.id, who),
    ]
    for act in acts:
        with pytest.raises(NotYours):
            act(BEN)
        with pytest.raises(UsageError):
            act("")
    assert store.entry(entry.id).head == head
    assert len(store.versions(entry.id)) == 2


def test_ids_are_not_to_be_guessed_and_keys_not_to_be_found(store: Store, url: str) -> None:
    ids = {store.keep(sample(), ANNA).id for _ in range(5)}
    assert len(ids) == 5
    assert all(re.fullmatch("own-[a-z2-7]{26}", id) for id in ids)
    store.keep_draft("new", ANNA, {"1": {"source": "x"}})
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        rows = [row for table in metadata.tables.values() for row in connection.execute(sa.select(table))]
    engine.dispose()
    assert rows
    assert ANNA not in repr(rows)


@pytest.mark.parametrize(
    "id", ["", "own-", "own-" + "a" * 26, "caucasus-2025", "own-\0" + "a" * 25, "' OR 1=1 --", "É" * 30]
)
def test_what_is_not_there_is_said(store: Store, id: str) -> None:
    for act in (store.load, store.entry, store.versions, store.log, lambda id: store.undo(id, ANNA)):
        with pytest.raises(UnknownDataset):
            act(id)
    kept = store.keep(sample(), ANNA)
    for digest in ("0" * 64, kept.head[:11], kept.head.upper(), "%", "\0"):
        with pytest.raises(UnknownDataset):
            store.load(kept.id, digest)


def test_deleting_takes_everything_of_one_data_set_and_nothing_of_others(store: Store, url: str) -> None:
    entry, twin = store.keep(sample(), ANNA), store.keep(sample(), BEN)
    assert entry.head == twin.head  # one content, kept once
    changed = store.change(entry.id, ANNA, entry.head, [Change("delete", "a")])
    store.keep_draft(entry.id, ANNA, {"1": {"source": "x"}})
    store.delete(entry.id, ANNA)
    with pytest.raises(UnknownDataset):
        store.load(entry.id)
    assert store.mine(ANNA) == ()
    assert store.draft(entry.id, ANNA) == {}
    assert store.load(twin.id).digest == twin.head
    store.delete(twin.id, BEN)
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        left = {
            name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in ("content", "version", "log")
        }
    engine.dispose()
    assert left == {"content": 0, "version": 0, "log": 0}
    assert changed.version.count == 2


def test_renaming_is_a_version_of_its_own(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    saved = store.rename(entry.id, ANNA, "  Another\x00 title ")
    assert store.entry(entry.id).title == store.load(entry.id).title == "Another title"
    assert (saved.version.what, saved.version.digest != entry.head) == ("rename", True)
    assert store.rename(entry.id, ANNA, "Another title").told
    assert store.load(entry.id, entry.head).title == entry.title
    store.undo(entry.id, ANNA)
    assert store.entry(entry.id).title == entry.title
    for title in ("", " \n", "x" * 201):
        with pytest.raises(UsageError):
            store.rename(entry.id, ANNA, title)


def test_a_visitor_has_so_much_room_and_no_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MAX_VISITOR_DATASETS", 2)
    entry = store.keep(sample("a"), ANNA)
    store.keep(sample("b"), ANNA)
    with pytest.raises(TooMuch, match="2 data sets"):
        store.keep(sample("c"), ANNA)
    store.keep(sample("c"), BEN)
    monkeypatch.setattr(saving, "MAX_VISITOR_BYTES", 10)
    with pytest.raises(TooMuch, match="MB"):
        store.change(entry.id, ANNA, entry.head, [Change("change", "a", after={"intensity": "5"})])
    assert store.entry(entry.id).head == entry.head
    assert len(store.versions(entry.id)) == 1


def test_what_is_damaged_is_said_and_not_shown(store: Store, opened: Callable[[], Store], url: str) -> None:
    entry, other = store.keep(sample(), ANNA), store.keep(sample("z"), ANNA)
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        swap = "UPDATE content SET data = (SELECT data FROM content WHERE digest = :other) WHERE digest = :own"
        connection.execute(sa.text(swap), {"own": entry.head, "other": other.head})
        connection.execute(
            sa.text("UPDATE content SET data = :bytes WHERE digest = :d"), {"bytes": b"PAR1", "d": other.head}
        )
    engine.dispose()
    for id in (entry.id, other.id):
        with pytest.raises(StoreError, match="damaged"):
            opened().load(id)


def test_replacing_keeps_what_was_there(store: Store) -> None:
    entry = store.keep(sample(), ANNA, source="first.csv")
    facts = Sidecar(title="New", window=(date(2025, 1, 1), date(2025, 2, 1)))
    other = replace(sample("a", "d", intensity=5), title=facts.title, window=facts.window, skipped=1)
    saved = store.replace(entry.id, ANNA, other, source="second.csv", mapping={"columns": {}})
    now = store.entry(entry.id)
    assert (now.source, now.skipped, now.title, now.head) == ("second.csv", 1, "New", saved.version.digest)
    assert (saved.version.added, saved.version.changed, saved.version.removed) == (1, 1, 2)
    store.undo(entry.id, ANNA)
    before = store.entry(entry.id)
    assert (before.source, before.skipped, before.head) == ("first.csv", 0, entry.head)


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
def test_the_file_is_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAULTLINES_DATABASE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    (tmp_path / "faultlines").mkdir(mode=0o755)
    store = Store.open()
    store.keep(sample(), ANNA)
    folder = tmp_path / "faultlines"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert folder / "store.sqlite" in set(folder.iterdir())
    store.close()
