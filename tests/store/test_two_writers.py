"""Many writers at once, in threads and in processes: nothing is lost, whoever comes later is told."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from geo.errors import Conflict
from geo.store import Change, saving
from geo.store.content import Content, Packed
from geo.store.store import Store
from tests.relations import dataset, row

ANNA = "the key of Anna"
ROOT = Path(__file__).parents[2]
WRITERS, EDITS = 3, 2

# Each process changes relations of its own, always from the version that all began with.
WRITER = """
import sys
from geo.store import Change
from geo.store.store import Store

url, id, base, number, edits = sys.argv[1:]
store = Store.open(url)
for count in range(int(edits)):
    store.change(id, "the key of Anna", base, [Change("change", f"{number}-{count}", after={"intensity": "5"})])
store.close()
"""


def large() -> list[str]:
    return [f"{number}-{count}" for number in range(WRITERS) for count in range(EDITS)]


def at_once(*works: Callable[[], object]) -> None:
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        barrier.wait()
        work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_writers_in_processes_lose_nothing(store: Store, url: str) -> None:
    entry = store.keep(dataset(*(row("AZE", "RUS", id=id) for id in large())), ANNA)
    command = [sys.executable, "-c", WRITER, url, entry.id, entry.head]
    running = [
        subprocess.Popen([*command, str(number), str(EDITS)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for number in range(WRITERS)
    ]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * WRITERS, said
    assert set(store.load(entry.id).table["intensity"]) == {5}
    assert [version.number for version in store.versions(entry.id)] == list(range(WRITERS * EDITS + 1, 0, -1))


def test_of_writers_to_one_relation_one_wins_and_all_are_kept(opened: Callable[[], Store]) -> None:
    store = opened()
    entry = store.keep(dataset(row("AZE", "RUS", id="a", intensity=3)), ANNA)
    told: list[Conflict] = []

    def write(one: Store, intensity: float) -> None:
        try:
            one.change(entry.id, ANNA, entry.head, [Change("change", "a", after={"intensity": str(intensity)})])
        except Conflict as conflict:
            told.append(conflict)

    wished = [1, 1.5, 2, 4, 4.5, 5]
    stores = [store, opened(), opened()]
    at_once(*(partial(write, stores[n % 3], wish) for n, wish in enumerate(wished)))
    kept = {store.load(entry.id, conflict.digest).table["intensity"].item() for conflict in told}
    assert len(told) == len(wished) - 1
    assert kept | {store.load(entry.id).table["intensity"].item()} == set(wished)
    assert all(conflict.ids == ("a",) for conflict in told)


def test_one_who_comes_in_the_middle_is_merged(
    store: Store, opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head moves between the plan and the saving, where it matters most."""
    entry = store.keep(dataset(row("AZE", "RUS", id="a"), row("AZE", "RUS", id="b")), ANNA)
    other, pack = opened(), saving.packed
    waiting = [Change("change", "b", after={"intensity": "5"})]

    def meanwhile(content: Content) -> Packed:
        if waiting:
            other.change(entry.id, ANNA, entry.head, [waiting.pop()])
        return pack(content)

    monkeypatch.setattr(saving, "packed", meanwhile)
    saved = store.change(entry.id, ANNA, entry.head, [Change("change", "a", after={"intensity": "1"})])
    assert saved.merged
    assert saved.dataset.table.set_index("id")["intensity"].to_dict() == {"a": 1, "b": 5}
    assert saved.version.number == 3


def test_many_open_a_new_store_at_once(url: str) -> None:
    code = "import sys; from geo.store.store import Store; Store.open(sys.argv[1]).close()"
    running = [
        subprocess.Popen([sys.executable, "-c", code, url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * 3, said
    stores: list[Store] = []
    at_once(*[lambda: stores.append(Store.open(url))] * 4)
    assert len(stores) == 4
    for one in stores:
        one.close()
