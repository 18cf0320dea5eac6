"""Changing data sets: versions, undo, two writers, the log."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from geo.compare import differences
from geo.errors import Conflict, DataError, UnknownDataset, UsageError
from geo.io import as_text
from geo.mapping import ColumnMapping
from geo.rawtable import RawTable
from geo.relations import Dataset
from geo.sidecar import Sidecar
from geo.store import Change
from geo.store.store import Store
from tests.relations import dataset, row

ANNA = "the key of Anna"
NEW = {"source": "Türkiye", "target": "AZE", "kind": "support", "intensity": "4", "start": "2025-02"}


def sample(*ids: str) -> Dataset:
    return dataset(*(row("AZE", "RUS", "tension", id=id) for id in ids or ("a", "b", "c")))


def set_to(id: str, **cells: Any) -> Change:
    return Change("change", id, after={name: str(value) for name, value in cells.items()})


def ids_of(data: Dataset) -> set[str]:
    return set(data.table["id"])


def test_changes_make_a_version(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    edit = [set_to("a", intensity=4.5, end="2025-06"), Change("delete", "b"), Change("add", after=NEW)]
    saved = store.change(entry.id, ANNA, entry.head, edit, note="looked  up\nagain")
    now = store.load(entry.id)
    assert now == saved.dataset
    assert (saved.version.number, saved.version.parent, saved.version.note) == (2, 1, "looked up again")
    assert (saved.version.added, saved.version.changed, saved.version.removed) == (1, 1, 1)
    assert (saved.merged, saved.told, store.entry(entry.id).head) == (False, "", now.digest)
    found = differences(store.load(entry.id, entry.head), now)
    assert [cell[0] for cell in found.changed[0].cells] == ["intensity", "end"]
    (added,) = found.added
    assert (added.source, added.target, added.first) == ("TUR", "AZE", "2025-02-01")
    assert ids_of(now) == {"a", "c", added.id}


def test_what_a_change_makes_is_what_a_file_would_make(store: Store) -> None:
    """The short way of an edit and the checks of a whole file agree, to the digest."""
    entry = store.keep(Dataset.from_frame(sample().table, "plain"), ANNA)
    saved = store.change(entry.id, ANNA, entry.head, [set_to("a", start="2031"), Change("add", "z", after=NEW)])
    again = Dataset.from_frame(saved.dataset.table, entry.id)
    assert saved.dataset.digest == Dataset.from_frame(again.table, "other").digest == again.digest
    pd.testing.assert_frame_equal(saved.dataset.table, again.table)


def test_a_place_is_changed_logged_and_taken_back(store: Store) -> None:
    """And a data set without one keeps the digest that it had before there were places."""
    entry = store.keep(sample(), ANNA)
    saved = store.change(entry.id, ANNA, entry.head, [set_to("a", place="Artsakh")])
    assert store.load(entry.id).table.set_index("id")["place"].to_dict() == {"a": "nagorno-karabakh", "b": "", "c": ""}
    (line,) = store.log(entry.id)[:1]
    assert (line.id, line.column, line.before, line.after) == ("a", "place", "", "nagorno-karabakh")
    assert store.load(entry.id, saved.version.digest).digest != entry.head
    assert store.change(entry.id, ANNA, saved.version.digest, [set_to("a", place="")]).version.digest == entry.head
    assert store.undo(entry.id, ANNA).version.digest == saved.version.digest
    with pytest.raises(DataError, match="Nowhere"):
        store.change(entry.id, ANNA, saved.version.digest, [set_to("a", place="Nowhere")])


def test_a_change_that_is_not_valid_is_refused_with_all_its_problems(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    edit = [set_to("a", intensity=9), set_to("b", source="Atlantis", start=""), Change("delete", "c")]
    with pytest.raises(DataError) as refused:
        store.change(entry.id, ANNA, entry.head, edit)
    places = [(problem.row, problem.column) for problem in refused.value.problems]
    assert places == [(1, "intensity"), (2, "source"), (2, "start")]
    wrong: list[Change] = [
        Change("add", "a", after=NEW),
        set_to("nobody", intensity=2),
        Change("delete", ""),
        set_to("a", colour="red"),
        Change("change", "a", after={"id": "b"}),
    ]
    with pytest.raises(DataError) as refused:
        store.change(entry.id, ANNA, entry.head, wrong)
    assert [problem.row for problem in refused.value.problems] == [1, 2, 3, 4, 5]
    assert store.entry(entry.id).head == entry.head
    with pytest.raises(UsageError, match="at least one"):
        store.change(entry.id, ANNA, entry.head, [Change("delete", id) for id in "abc"])
    with pytest.raises(UnknownDataset):
        store.change(entry.id, ANNA, "f" * 64, [Change("delete", "a")])


def test_relations_that_are_alike_get_ids_of_their_own(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    first = store.change(entry.id, ANNA, entry.head, [Change("add", after=NEW)])
    both = store.change(entry.id, ANNA, first.version.digest, [Change("add", after=NEW), Change("add", after=NEW)])
    assert len(ids_of(both.dataset)) == 6
    assert both.version.added == 2


def test_nothing_changed_is_no_version(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    for edit in ([], [set_to("a", intensity="3.0")], [Change("add", "n", after=NEW), Change("delete", "n")]):
        saved = store.change(entry.id, ANNA, entry.head, edit)
        assert (saved.version.number, saved.dataset.digest) == (1, entry.head)
        assert saved.told
    assert len(store.versions(entry.id)) == 1


def test_undo_and_redo_go_along_the_states(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    states = [entry.head]
    for intensity in (4, 5, 2):
        states.append(store.change(entry.id, ANNA, states[-1], [set_to("a", intensity=intensity)]).version.digest)
    back = [store.undo(entry.id, ANNA).version.digest for _ in range(3)]
    assert back == states[2::-1]
    with pytest.raises(UsageError, match="nothing left to undo"):
        store.undo(entry.id, ANNA)
    assert [store.redo(entry.id, ANNA).version.digest for _ in range(2)] == states[1:3]
    store.undo(entry.id, ANNA)
    other = store.change(entry.id, ANNA, states[1], [set_to("b", intensity=1)]).version.digest
    with pytest.raises(UsageError, match="nothing to redo"):
        store.redo(entry.id, ANNA)
    assert [store.undo(entry.id, ANNA).version.digest for _ in range(2)] == [states[1], states[0]]
    assert store.restore(entry.id, ANNA, states[3][:16]).version.digest == states[3]
    assert store.undo(entry.id, ANNA).version.digest == states[0]
    numbers = [version.number for version in store.versions(entry.id)]
    assert numbers == list(range(len(numbers), 0, -1))  # nothing was ever taken away
    for digest in (*states, other):
        assert store.load(entry.id, digest).digest == digest


def test_a_random_history_opens_at_every_version(opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.store.content.LEAST_FULL", 600)  # full copies come often
    chance, store = random.Random(7), opened()
    entry = store.keep(sample(*map(str, range(8))), ANNA)
    seen = {entry.head: store.load(entry.id).table}
    for step in range(25):
        head = store.entry(entry.id)
        old = chance.choice(sorted(ids_of(store.load(entry.id))))
        kind = chance.choice(("add", "change", "delete", "undo", "restore"))
        if kind == "undo" and head.number > 1 and chance.random() < 0.9:
            try:
                saved = store.undo(entry.id, ANNA)
            except UsageError:
                continue
        elif kind == "restore":
            saved = store.restore(entry.id, ANNA, chance.choice(sorted(seen)))
        elif kind == "add":
            saved = store.change(entry.id, ANNA, head.head, [Change("add", f"n{step}", after=NEW)])
        elif kind == "delete" and head.count > 1:
            saved = store.change(entry.id, ANNA, head.head, [Change("delete", old)])
        else:
            saved = store.change(entry.id, ANNA, head.head, [set_to(old, summary=f"sentence {step}")])
        seen[saved.version.digest] = saved.dataset.table
    fresh = opened()
    for digest, table in seen.items():
        pd.testing.assert_frame_equal(fresh.load(entry.id, digest).table, table)
    assert {version.digest for version in fresh.versions(entry.id)} == set(seen)


def test_changes_of_other_relations_are_merged_and_told(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    store.change(entry.id, ANNA, entry.head, [set_to("a", intensity=5), Change("delete", "b")])
    saved = store.change(entry.id, ANNA, entry.head, [set_to("c", intensity=1), Change("add", "n", after=NEW)])
    assert saved.merged
    assert "both" in saved.told
    intensity = saved.dataset.table.set_index("id")["intensity"].to_dict()
    assert intensity == {"a": 5, "c": 1, "n": 4}
    assert store.load(entry.id) == saved.dataset


def test_changes_of_the_same_relation_lose_nothing(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    first = store.change(entry.id, ANNA, entry.head, [set_to("a", intensity=5), Change("delete", "b")])
    with pytest.raises(Conflict) as told:
        store.change(
            entry.id,
            ANNA,
            entry.head,
            [set_to("a", intensity=1), set_to("b", end="2025-03"), set_to("c", url="http://x.y")],
        )
    assert told.value.ids == ("a", "b")
    assert "a, b" in str(told.value)
    assert told.value.digest[:12] in str(told.value)
    assert store.entry(entry.id).head == first.version.digest
    beside = store.load(entry.id, told.value.digest)
    assert beside.table.set_index("id")["intensity"].to_dict() == {"a": 1, "b": 3, "c": 3}
    kept = store.versions(entry.id, ANNA)[0]
    assert (kept.what, kept.who, kept.parent, kept.digest) == ("beside", "you", 1, told.value.digest)
    assert store.restore(entry.id, ANNA, told.value.digest).dataset == beside
    assert store.undo(entry.id, ANNA).version.digest == first.version.digest


def test_the_same_change_twice_is_no_conflict(store: Store) -> None:
    entry = store.keep(sample(), ANNA)
    edit = [set_to("a", intensity=5), Change("delete", "b"), Change("add", "n", after=NEW)]
    first = store.change(entry.id, ANNA, entry.head, edit)
    second = store.change(entry.id, ANNA, entry.head, edit)
    assert second.version.digest == first.version.digest
    with pytest.raises(Conflict):
        store.change(entry.id, ANNA, entry.head, [Change("add", "n", after={**NEW, "intensity": "1"})])


def test_a_version_in_words_of_its_own_ends_with_a_change(store: Store) -> None:
    raw = RawTable(as_text(sample().table).set_axis([1, 2, 3]), ())
    entry = store.keep(Dataset.from_raw(raw, "named", sidecar=Sidecar(version="2.1")), ANNA)
    assert store.load(entry.id).version == "2.1"
    saved = store.change(entry.id, ANNA, entry.head, [set_to("a", intensity=5)])
    assert saved.dataset.version == saved.dataset.digest[:12]
    assert store.undo(entry.id, ANNA).dataset.version == "2.1"


def test_the_log_tells_every_cell(store: Store) -> None:
    entry = store.keep(sample(), ANNA, source="file.csv")
    edit = [set_to("a", summary="=SUM(A1)"), Change("delete", "b"), Change("add", "n", after=NEW)]
    store.change(entry.id, ANNA, entry.head, edit)
    store.undo(entry.id, ANNA)
    store.rename(entry.id, ANNA, "@Other")
    rows = store.log(entry.id, ANNA)
    assert [row.version for row in rows] == sorted((row.version for row in rows), reverse=True)
    assert {row.who for row in rows} == {"you"}
    assert {row.who for row in store.log(entry.id)} == {"another"}
    (changed,) = [row for row in rows if row.version == 2 and row.what == "changed"]
    assert (changed.id, changed.column, changed.before, changed.after) == ("a", "summary", "", "=SUM(A1)")
    assert changed.relation == "AZE → RUS, tension since 2025-01-15"
    assert {row.column: row.after for row in rows if row.version == 2 and row.what == "added"}["source"] == "TUR"
    assert {row.column: row.before for row in rows if row.version == 2 and row.what == "deleted"}["target"] == "RUS"
    assert {row.what for row in rows if row.version == 3} == {"added (undo)", "changed (undo)", "deleted (undo)"}
    assert (rows[0].column, rows[0].after) == ("title", "@Other")


def test_the_log_as_csv_holds_no_formula(store: Store) -> None:
    entry = store.keep(sample(), ANNA, source="file.csv")
    store.change(entry.id, ANNA, entry.head, [set_to("a", summary='=cmd|"x"', citation="@a\nb")])
    read = list(csv.DictReader(io.StringIO(store.log_csv(entry.id, ANNA))))
    assert [row["what"] for row in read] == ["read", "changed", "changed"]
    assert read[0]["relation"] == "3 relations from file.csv"
    assert [row["after"] for row in read[1:]] == ['\'=cmd|"x"', "'@a\nb"]
    assert list(read[0]) == "when (UTC),who,what,id,relation,column,before,after,version".split(",")


def test_very_many_changes_are_counted_in_the_log(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.store.log.MAX_LOGGED", 2)
    entry = store.keep(sample(), ANNA)
    store.replace(entry.id, ANNA, sample("x", "y"), source="other.csv")
    told = [row for row in store.log(entry.id) if row.version == 2]
    assert [(row.what, row.relation[:11]) for row in told if not row.column] == [
        ("added (read from other.csv)", "2 relations"),
        ("deleted (read from other.csv)", "3 relations"),
    ]


def test_rows_without_a_start_of_their_own_stay_known(store: Store) -> None:
    """Whatever is saved; the digest says nothing of it. Whoever writes a start means it."""
    starts = {"a": "", "b": "2024", "c": "", "d": ""}
    rows = [row("AZE", "RUS", "tension", id=id, start=start) for id, start in starts.items()]
    frame = pd.DataFrame(rows).astype(str)
    columns = {name: name for name in frame.columns}
    raw = RawTable(frame.set_axis(pd.RangeIndex(1, 5)), ())

    def known(data: Dataset) -> set[str]:
        return set(data.table["id"][data.undated]) if data.undated is not None else set()

    for default in ("2024", "2025-03-01"):
        read = Dataset.from_raw(raw, "some", mapping=ColumnMapping(columns, defaults={"start": default}))
        assert known(read) == {"a", "c", "d"}
        entry = store.keep(read, ANNA)
        assert known(store.load(entry.id)) == known(read)
        first = store.change(entry.id, ANNA, entry.head, [set_to("a", intensity=1), set_to("c", start="2023")])
        assert known(first.dataset) == {"a", "d"}
        added = Change("add", "z", after={**NEW, "start": default})
        second = store.change(entry.id, ANNA, first.version.digest, [added, Change("delete", "d")])
        assert known(second.dataset) == known(store.load(entry.id)) == {"a"}
        assert known(store.undo(entry.id, ANNA).dataset) == {"a", "d"}
        assert known(store.rename(entry.id, ANNA, "Called otherwise").dataset) == {"a", "d"}
        assert known(store.load(entry.id, entry.head)) == {"a", "c", "d"}
        copy = store.keep(store.load(entry.id), ANNA)
        assert known(store.load(copy.id)) == {"a", "d"}
        assert copy.head == store.entry(entry.id).head
