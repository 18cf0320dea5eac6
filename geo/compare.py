"""What differs between two data sets: relations added, removed and changed, cell by cell."""

from __future__ import annotations

from typing import NamedTuple

from geo.relations import Dataset
from geo.rows import Row

__all__ = ["CellChange", "Differences", "RowChange", "differences"]


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
    raise NotImplementedError
