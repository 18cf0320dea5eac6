"""What differs between two data sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from hypothesis import given, settings

from geo.compare import CellChange, cells_of, differences
from geo.relations import Dataset
from tests.relations import dataset, datasets, row


def named(id: str, **more: Any) -> dict[str, Any]:
    return row("AZE", "RUS", "tension", **{"id": id, **more})


def test_rows_added_removed_and_changed_by_id() -> None:
    old = dataset(named("same"), named("gone"), named("other", intensity=2, end="2025-03-01"))
    new = dataset(named("same"), named("other", intensity=2.5, end="", mutual="true"), named("fresh"))
    found = differences(old, new)
    assert [relation.id for relation in found.added] == ["fresh"]
    assert [relation.id for relation in found.removed] == ["gone"]
    (changed,) = found.changed
    assert (changed.id, changed.before.last, changed.after.last) == ("other", "2025-03-01", "")
    assert changed.cells == (
        CellChange("intensity", "2", "2.5"),
        CellChange("end", "2025-03-01", ""),
        CellChange("mutual", "false", "true"),
    )


def test_what_is_still_in_force_in_both_does_not_differ() -> None:
    found = differences(dataset(named("a", end="")), dataset(named("a", end=""), named("b", end="2025-03-01")))
    assert (found.changed, found.removed, len(found.added)) == ((), (), 1)


def test_facts_that_differ() -> None:
    old = dataset(named("a"), title="Before", scenarios={"one": "A."}, questions=(("Who?", "focus=AZE"),))
    found = differences(old, replace(old, title="After", scenarios={}))
    assert found.facts == (CellChange("title", "Before", "After"), CellChange("scenarios", "one: A.", ""))


@settings(max_examples=20)
@given(datasets)
def test_nothing_differs_from_itself(data: Dataset) -> None:
    assert differences(data, data) == ((), (), (), ())


@settings(max_examples=20)
@given(datasets, datasets)
def test_differences_turn_the_one_into_the_other(old: Dataset, new: Dataset) -> None:
    found = differences(old, new)
    cells = {one.id: cells_of(one) for one in old.rows}
    for one in found.removed:
        del cells[one.id]
    for change in found.changed:
        cells[change.id].update({cell.column: cell.after for cell in change.cells})
    cells.update({one.id: cells_of(one) for one in found.added})
    made = Dataset.from_frame(pd.DataFrame([{"id": id, **texts} for id, texts in cells.items()]), "test")
    pd.testing.assert_frame_equal(made.table, new.table)
