"""Snapshots: what is kept comes back as it was, whatever becomes of its data set; only its keeper changes anything."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from geo.errors import GoneSnapshot, NotYours, StoreError, TooMuch, UnknownSnapshot, UsageError
from geo.moment import at_moment
from geo.relations import Dataset
from geo.snapshot import take
from geo.spec import MapSpec
from geo.store import Change
from geo.store.keys import snapshot_id
from geo.store.schema import CONTENT, FROZEN, SNAPSHOT
from geo.store.store import Store
from tests.store.shots import PNG, SmallShot, shot

ANNA, BEN = "the key of Anna", "the key of Ben"
BIG = PNG.ljust(350_000, b"x")
HOSTILE = "=1+1 <script>alert(1)</script> ${x} `y` \u202e quote\" ' \0 \ud800 \U0001f30d"


def counted(store: Store) -> tuple[int, int, int]:
    """Rows of snapshots, maps and contents."""
    with store._database.reading() as connection:
        first, second, third = (
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (SNAPSHOT, FROZEN, CONTENT)
        )
    return first, second, third


def test_what_is_kept_comes_back(store: Store) -> None:
    given = shot("focus=AZE&at=2025-02-01")
    words = {"title": f" {HOSTILE} ", "note": f"one\n\n{HOSTILE}", "caption": "Two words"}
    parent = "x" * 22
    kept = store.keep_snapshot(given, ANNA, **words, parent=parent, thumbnail=PNG)
    again = store.snapshot(kept.id, ANNA)
    assert again == kept
    assert MapSpec.from_json(again.spec_json) == given.spec
    assert again.spec_json == given.spec.to_json()
    assert (kept.view_query, kept.dataset_name, kept.digest) == (
        "v=1&" + given.view.to_query(),
        "test",
        given.dataset.digest,
    )
    assert (kept.day, kept.parent, kept.thumbnail, kept.mine) == (date(2025, 2, 1), parent, PNG, True)
    assert kept.title == "=1+1 <script>alert(1)</script> ${x} `y` quote\" ' \U0001f30d"
    assert kept.note.startswith("one\n\n=1+1 <script>")
    data = store.snapshot_dataset(kept.id)
    assert (data.digest, data.title, data.table["id"].tolist()) == (kept.digest, "Test", ["a", "b"])
    (listed,) = store.snapshots(ANNA)
    assert listed == replace(kept, spec_json="", thumbnail=b"")
    assert (store.snapshot(kept.id).mine, store.snapshot(kept.id, BEN).mine, store.snapshots(BEN)) == (False, False, ())


def test_ids_are_not_to_be_guessed_and_keys_not_to_be_found(store: Store) -> None:
    ids = [store.keep_snapshot(shot(title=str(n)), ANNA).id for n in range(5)]
    assert all(re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]{20}[AQgw]", id) for id in ids)
    with store._database.reading() as connection:
        assert ANNA not in str(connection.execute(sa.select(SNAPSHOT)).all())
    for id in ("", ids[0][:-1], ids[0] + "A", "A" * 22, ids[0].swapcase(), "' OR 1=1 --", "\0" * 22):
        with pytest.raises(UnknownSnapshot):
            store.snapshot(id)
        with pytest.raises(UnknownSnapshot):
            store.delete_snapshot(id, ANNA)


def test_the_same_is_stored_once(store: Store, opened: Callable[[], Store]) -> None:
    first = store.keep_snapshot(shot(), ANNA)
    assert store.keep_snapshot(shot(), ANNA, thumbnail=PNG).id == first.id
    assert store.keep_snapshot(shot(), ANNA, parent=first.id).id == first.id  # nothing is its own parent
    store.rename_snapshot(first.id, ANNA, "Another title")
    assert store.keep_snapshot(shot(), ANNA).id == first.id
    assert store.keep_snapshot(shot(), ANNA, title="Another  title").id == first.id
    others = [
        store.keep_snapshot(shot(), ANNA, title="A third one"),
        store.keep_snapshot(shot(), ANNA, note="And a note"),
        store.keep_snapshot(shot(), ANNA, caption="In other words"),
        store.keep_snapshot(shot(), ANNA, parent="x" * 22),
        store.keep_snapshot(shot(), BEN),
        store.keep_snapshot(shot("focus=RUS"), ANNA),
    ]
    assert len({first.id, *(kept.id for kept in others)}) == 7
    assert counted(store) == (7, 1, 1)
    store.keep_snapshot(shot(subtitle="Another look"), ANNA)
    store.keep_snapshot(shot("focus=AZE", "c"), ANNA)
    assert counted(store) == (9, 2, 2)
    ids: list[str] = []
    stores = [store, opened(), opened()]
    given = shot("top=7")
    threads = [
        threading.Thread(target=lambda one=one: ids.append(one.keep_snapshot(given, ANNA).id)) for one in stores * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(ids), len(set(ids))) == (6, 1)


def test_a_snapshot_outlives_its_data_set(store: Store) -> None:
    """Its content may be what differs from another version; both go with the last snapshot."""
    many = shot("focus=AZE", *(f"r{n}" for n in range(300))).dataset
    entry = store.keep(many, ANNA)
    saved = store.change(entry.id, ANNA, entry.head, [Change("change", "r1", after={"intensity": "5"})])
    kept = store.keep_snapshot(shot(data=saved.dataset), ANNA)
    store.delete(entry.id, ANNA)
    store._contents._held.clear()
    data = store.snapshot_dataset(kept.id)
    assert (data.name, data.digest, len(data.table)) == (entry.id, saved.version.digest, 300)
    assert counted(store) == (1, 1, 2)
    store.delete_snapshot(kept.id, ANNA)
    assert counted(store) == (1, 1, 2)
    store.prune(0)
    assert counted(store) == (0, 0, 0)


def test_a_built_in_data_set_stays_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    given = replace(Dataset.load(), title="Called otherwise (version 12)")
    kept = store.keep_snapshot(shot(data=given), ANNA)
    monkeypatch.setattr(Dataset, "load", lambda *_: pytest.fail("it is another one now"))
    store._contents._held.clear()
    data = store.snapshot_dataset(kept.id)
    assert (data.digest, data.title, data.questions) == (given.digest, given.title, given.questions)
    assert data.table.equals(given.table)


def test_only_the_keeper_changes_anything_and_can_take_it_back(store: Store) -> None:
    kept = store.keep_snapshot(shot(), ANNA, title="Mine", note="A note")
    acts: list[Callable[[str], Any]] = [
        lambda who: store.rename_snapshot(kept.id, who, "Yours", "now"),
        lambda who: store.delete_snapshot(kept.id, who),
        lambda who: store.undelete_snapshot(kept.id, who),
    ]
    for act in acts:
        with pytest.raises(NotYours):
            act(BEN)
        with pytest.raises(UsageError):
            act("")
    assert store.snapshot(kept.id, ANNA) == kept
    store.rename_snapshot(kept.id, ANNA, "Another")
    store.rename_snapshot(kept.id, ANNA, note="")
    renamed = store.snapshot(kept.id)
    assert (renamed.title, renamed.note, renamed.spec_json) == ("Another", "", kept.spec_json)
    assert renamed.changed > kept.changed == kept.created == renamed.created
    store.delete_snapshot(kept.id, ANNA)
    store.delete_snapshot(kept.id, ANNA)
    for gone in (
        lambda: store.snapshot(kept.id, ANNA),
        lambda: store.snapshot_dataset(kept.id),
        lambda: store.rename_snapshot(kept.id, ANNA, "x"),
    ):
        with pytest.raises(GoneSnapshot):
            gone()
    assert store.snapshots(ANNA) == ()
    assert [found.id for found in store.snapshots(ANNA, deleted=True)] == [kept.id]
    assert store.prune(1).deleted == 0
    store.undelete_snapshot(kept.id, ANNA)
    assert store.snapshot(kept.id) == renamed
    store.delete_snapshot(kept.id, ANNA)
    assert (store.prune(0, dry=True).deleted, store.prune(0).deleted) == (1, 1)
    with pytest.raises(UnknownSnapshot):
        store.undelete_snapshot(kept.id, ANNA)


def test_a_map_of_one_day_is_called_by_what_it_says_of_that_day(store: Store) -> None:
    made = take("focus=AZE&at=2025-02-01")
    kept = store.keep_snapshot(made, ANNA)
    assert kept.title == kept.headline == at_moment(made.spec).headline
    assert "1 February 2025" in kept.title


def test_search_and_prune(store: Store) -> None:
    first = store.keep_snapshot(shot(), ANNA, title="Türkiye und Élysée", note="for Monday")
    second = store.keep_snapshot(shot("focus=RUS", headline="What Moscow sees"), ANNA, caption="Moscow")
    assert [kept.id for kept in store.snapshots(ANNA)] == [second.id, first.id]
    assert second.title == "What Moscow sees"
    for words, found in {
        "turkiye": [first], "ELYSEE monday": [first], "moscow": [second], "TEST": [second, first], "monday moscow": [],
        "%": [], "  ": [second, first],
    }.items():  # fmt: skip
        assert [kept.id for kept in store.snapshots(ANNA, words)] == [kept.id for kept in found], words
    store.delete_snapshot(first.id, ANNA)
    assert store.prune(0, others=True, dry=True) == store.prune(0, others=True)
    assert counted(store) == (0, 0, 0)
    for days in (-1, float("nan"), 1e9):
        with pytest.raises(UsageError):
            store.prune(days)


def test_there_is_room_for_so_much(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULTLINES_MAX_SNAPSHOTS", "2")
    first = store.keep_snapshot(shot(), ANNA)
    store.keep_snapshot(shot(title="2"), ANNA)
    with pytest.raises(TooMuch, match="you have 2 snapshots"):
        store.keep_snapshot(shot(title="3"), ANNA)
    assert counted(store)[0] == 2
    store.keep_snapshot(shot(title="3"), BEN)
    store.delete_snapshot(first.id, ANNA)
    store.keep_snapshot(shot(title="4"), ANNA)
    with pytest.raises(TooMuch):
        store.undelete_snapshot(first.id, ANNA)
    with pytest.raises(GoneSnapshot):
        store.snapshot(first.id)
    monkeypatch.setenv("FAULTLINES_MAX_SNAPSHOT_MB", "0")
    with pytest.raises(TooMuch, match=r"0\.0 MB"):
        store.keep_snapshot(shot(title="5"), "somebody else")
    for value in ("many", "-1", "1e9"):
        monkeypatch.setenv("FAULTLINES_MAX_SNAPSHOTS", value)
        with pytest.raises(UsageError, match="FAULTLINES_MAX_SNAPSHOTS"):
            store.keep_snapshot(shot(title="6"), ANNA)


def test_what_was_deleted_makes_room(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULTLINES_MAX_SNAPSHOT_MB", "1")
    kept = [store.keep_snapshot(shot(title=str(n)), ANNA, thumbnail=BIG) for n in range(2)]
    for one in kept:
        store.delete_snapshot(one.id, ANNA)
    store.keep_snapshot(shot(title="2"), ANNA, thumbnail=BIG)
    assert [found.id for found in store.snapshots(ANNA, deleted=True)] == [kept[1].id]
    store.keep_snapshot(shot(title="3"), ANNA, thumbnail=BIG)
    with pytest.raises(TooMuch, match=r"would take 1\.\d MB"):
        store.keep_snapshot(shot(title="4"), ANNA, thumbnail=BIG)
    assert [found.title for found in store.snapshots(ANNA)] == [shot().spec.headline] * 2


def test_what_can_not_be_kept(store: Store) -> None:
    wrong: list[dict[str, Any]] = [
        {"title": "x" * 201}, {"title": "\0"}, {"note": "x" * 4001}, {"caption": "x" * 4001}, {"parent": "../x"},
        {"thumbnail": b"<svg>"}, {"thumbnail": PNG.ljust(400_001, b"x")},
    ]  # fmt: skip
    for words in wrong:
        with pytest.raises((UsageError, TooMuch)):
            store.keep_snapshot(shot(), ANNA, **words)
    assert counted(store) == (0, 0, 0)


def test_a_damaged_or_a_newer_map_is_told(store: Store) -> None:
    kept = store.keep_snapshot(shot(), ANNA)
    for values, said in (({"schema": 99}, "newer Faultlines"), ({"schema": 1, "data": b"x\x9cnothing"}, "damaged")):
        with store._database.writing() as connection:
            connection.execute(sa.update(FROZEN).values(**values))
        with pytest.raises(StoreError, match=said):
            store.snapshot(kept.id)


def test_a_content_that_is_not_what_it_says_is_not_kept(store: Store) -> None:
    given = shot()
    wrong = SmallShot(given.view, replace(given.dataset, table=given.dataset.table.iloc[:1]), given.spec)
    with pytest.raises(StoreError, match="another digest"):
        store.keep_snapshot(wrong, ANNA)


ID = "aB3-_6789012345678901w"


@pytest.mark.parametrize(
    ("link", "id"),
    {
        f"/s/{ID}": ID, f"s/{ID}": ID, f"https://x.org/s/{ID}": ID, f"https://x.org/maps/s/{ID}.png?size=card": ID,
        f" /s/{ID}/embed#top ": ID, f"/s/{ID}/": ID, f"/s/{ID[1:]}": "", f"/s/{ID}x": "", f"/x/{ID}": "",
        f"focus=AZE&domain=/s/{ID}": "", f"?x=/s/{ID}": "", "focus=AZE": "", "http://[::1/s/": "", f"/s/{ID}/../..": "",
    }.items(),
)  # fmt: skip
def test_links(link: str, id: str) -> None:
    assert snapshot_id(link) == id
