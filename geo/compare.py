"""What differs between two data sets: relations added, removed and changed, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geo.cells import cell_text
from geo.relations import Dataset
from geo.rows import Row, rows_of
from geo.validate import COLUMNS

__all__ = ["CellChange", "Differences", "RowChange", "cells_of", "differences", "table_differences"]

FACTS = ("title", "description", "version", "licence", "window", "region", "lead", "scenarios", "questions")


class CellChange(NamedTuple):
    """A cell that differs; `column` is one of the contract, the values are texts."""

    column: str
    before: str
    after: str


class RowChange(NamedTuple):
    """A relation that differs."""

    id: str
    before: Row
    after: Row
    cells: tuple[CellChange, ...]


class Differences(NamedTuple):
    """What differs.

    Attributes
    ----------
    added, removed : relations that only the new or only the old one has, in the order of their tables
    changed : relations of the same id that differ, in the order of the new table
    facts : title, description, licence, ... that differ
    """

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[RowChange, ...]
    facts: tuple[CellChange, ...]


def differences(old: Dataset, new: Dataset) -> Differences:
    """Compare two data sets, relation by relation with the same id; both may have 250,000."""
    return table_differences(old.table, new.table)._replace(facts=tuple(_facts(old, new)))


def table_differences(old: pd.DataFrame, new: pd.DataFrame) -> Differences:
    """Compare two relation tables (see `Dataset.table`); of the facts nothing is known here."""
    places = pd.Index(old["id"].astype(object)).get_indexer(pd.Index(new["id"].astype(object)))
    kept = np.flatnonzero(places >= 0)
    differs = _differing(old.iloc[places[kept]], new.iloc[kept])
    before, after = rows_of(old.iloc[places[kept][differs]]), rows_of(new.iloc[kept[differs]])
    gone = np.ones(len(old), dtype=bool)
    gone[places[kept]] = False
    return Differences(
        added=tuple(rows_of(new.iloc[np.flatnonzero(places < 0)])),
        removed=tuple(rows_of(old.iloc[np.flatnonzero(gone)])),
        changed=tuple(_row_change(*pair) for pair in zip(before, after, strict=True)),
        facts=(),
    )


def cells_of(row: Row) -> dict[str, str]:
    """The cells of a relation as texts, by column of the contract; `id` is not one of them."""
    plain = row._asdict()
    plain["start"], plain["end"] = plain.pop("first"), plain.pop("last")
    return {name: cell_text(plain[name]) for name in COLUMNS if name != "id"}


def _differing(old: pd.DataFrame, new: pd.DataFrame) -> Any:
    """Places where two tables of the same relations in the same order differ."""
    differs = np.zeros(len(new), dtype=bool)
    for name in COLUMNS:
        if new[name].dtype.kind == "M":
            before, after = old[name].to_numpy(), new[name].to_numpy()
            differs |= (before != after) & ~(np.isnat(before) & np.isnat(after))
        else:
            differs |= old[name].to_numpy(dtype=object) != new[name].to_numpy(dtype=object)
    return np.flatnonzero(differs)


def _row_change(before: Row, after: Row) -> RowChange:
    old, new = cells_of(before), cells_of(after)
    cells = tuple(CellChange(name, old[name], new[name]) for name in new if old[name] != new[name])
    return RowChange(after.id, before, after, cells)


def _facts(old: Dataset, new: Dataset) -> Iterator[CellChange]:
    for name in FACTS:
        before, after = (_fact_text(getattr(dataset, name)) for dataset in (old, new))
        follows = name == "version" and (old.version, new.version) == (old.digest[:12], new.digest[:12])
        if before != after and not follows:  # a version that is only the digest always differs
            yield CellChange(name, before, after)


def _fact_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "; ".join(f"{name}: {sentence}" for name, sentence in sorted(value.items()))
    return "; ".join(str(item) if not isinstance(item, tuple) else f"{item[0]} ({item[1]})" for item in value)
