"""What was typed and is no relation yet."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from geo.errors import NotYours, TooMuch, UnknownDataset, UsageError
from geo.store import NEW
from geo.store.store import Store
from tests.relations import dataset, row

ANNA, BEN = "the key of Anna", "the key of Ben"


def test_a_draft_stays_until_it_is_dropped(opened: Callable[[], Store]) -> None:
    store = opened()
    id = store.keep(dataset(row("AZE", "RUS", id="a")), ANNA).id
    typed = {"a": {"intensity": "fi", "end": None}, "new-1": {"source": "\0 \ud800 <b>", "intensity": float(2)}}
    store.keep_draft(id, ANNA, typed)
    assert opened().draft(id, ANNA) == typed  # as after the server was started anew
    store.drop_draft(id, ANNA, ["a"])
    assert set(store.draft(id, ANNA)) == {"new-1"}
    store.drop_draft(id, ANNA)
    assert store.draft(id, ANNA) == {}


def test_two_tabs_keep_each_other_s_rows(store: Store) -> None:
    store.keep_draft(NEW, ANNA, {"1": {"source": "one"}, "2": {"source": "two"}})
    store.keep_draft(NEW, ANNA, {"2": {"source": "other"}, "3": {"source": "three"}})
    store.keep_draft(NEW, ANNA, {"1": None})
    assert store.draft(NEW, ANNA) == {"2": {"source": "other"}, "3": {"source": "three"}}
    assert store.draft(NEW, BEN) == {}


def test_tabs_that_type_at_once_lose_nothing(opened: Callable[[], Store]) -> None:
    stores = [opened() for _ in range(4)]

    def type_rows(number: int) -> None:
        for count in range(10):
            stores[number].keep_draft(
                NEW, ANNA, {f"{number}-{count}": {"source": "x"}, "same": {"source": str(number)}}
            )

    threads = [threading.Thread(target=type_rows, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores[0].draft(NEW, ANNA)) == 41


def test_drafts_of_built_in_and_of_unknown_data_sets(store: Store) -> None:
    store.keep_draft("caucasus-2025", ANNA, {"1": {"source": "x"}})
    assert store.draft("caucasus-2025", ANNA) == {"1": {"source": "x"}}
    for name in ("own-" + "a" * 26, "anything", "\0"):
        with pytest.raises(UnknownDataset):
            store.keep_draft(name, ANNA, {"1": {"source": "x"}})
        assert store.draft(name, ANNA) == {}
        store.drop_draft(name, ANNA)
    id = store.keep(dataset(row("AZE", "RUS")), ANNA).id
    with pytest.raises(NotYours):
        store.keep_draft(id, BEN, {"1": {"source": "x"}})


def test_a_draft_has_an_end(store: Store) -> None:
    store.keep_draft(NEW, ANNA, {"1": {"source": "x" * 600_000}})
    with pytest.raises(TooMuch):
        store.keep_draft(NEW, ANNA, {"2": {"source": "x" * 600_000}})
    assert set(store.draft(NEW, ANNA)) == {"1"}
    for key in ("", "x" * 201, "a\0b"):
        with pytest.raises(UsageError):
            store.keep_draft(NEW, ANNA, {key: {"source": "x"}})
