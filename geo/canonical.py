"""The one form of checked rows: in order, each with an id, and one digest for one content."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.cells import column_text
from geo.validate import COLUMNS

__all__ = ["Rows", "digest_of", "in_order"]

LATER = ("place",)  # columns that the contract got later: a row without one is told as it was before
# Control characters that no cell can hold, so that two different tables never run into the same text.
CELL_END, ROW_END = "\x1f", "\x1e"


class Rows(NamedTuple):
    """Checked rows by start and id.

    Attributes
    ----------
    table : columns `COLUMNS`; ids are there and unique
    texts : each row as one text that tells it from any other
    numbers : what the index of each row was before
    """

    table: pd.DataFrame
    texts: list[str]
    numbers: Any


def in_order(good: pd.DataFrame) -> Rows:
    """Checked rows (of `geo.validate.check_table`) with an id each, by start and id."""
    table = good.reset_index(drop=True)
    given, rows = table["id"].tolist(), _texts(table)
    ids = _ids(given, rows)
    table["id"] = ids
    order = table.sort_values(["start", "id"], kind="stable").index
    whole = [
        made + row[len(old) :] for made, old, row in zip(ids, given, rows, strict=True)
    ]  # a row starts with its id
    ordered = _plain_keys(table.loc[order].reset_index(drop=True))
    return Rows(ordered, [whole[place] for place in order], good.index.to_numpy()[order])


def digest_of(texts: Sequence[str], said: str) -> str:
    """SHA-256 over what is said of the rows and the rows; these are sorted, so their order is settled."""
    return hashlib.sha256(ROW_END.join([said, *texts]).encode()).hexdigest()


def _plain_keys(table: pd.DataFrame) -> pd.DataFrame:
    """What is compared in every view, as plain Python strings: small tables are filtered much faster so."""
    return table.astype(
        dict.fromkeys(("id", "source", "target", "kind", "domain", "status", "scenario", "place"), object)
    )


def _ids(given: Sequence[str], rows: Sequence[str]) -> list[str]:
    """Ids as given; the others are made from the row's content, so that they are the same in every file and process.

    Rows that are alike in everything get the numbers 2, 3, ... behind their id.
    """
    taken, uses = set(given), Counter[str]()
    return [
        name or _fresh("r" + hashlib.sha256(row.encode()).hexdigest()[:12], taken, uses)
        for name, row in zip(given, rows, strict=True)
    ]


def _fresh(base: str, taken: set[str], uses: Counter[str]) -> str:
    name = base
    while name in taken:
        uses[base] += 1
        name = f"{base}-{uses[base] + 1}"
    taken.add(name)
    return name


def _texts(table: pd.DataFrame) -> list[str]:
    first = [name for name in COLUMNS if name not in LATER]
    cells = [pc.cast(column_text(table[name]), pa.large_string()) for name in first]
    rows: list[str] = pc.binary_join_element_wise(*cells, pa.scalar(CELL_END, pa.large_string())).to_pylist()
    for name in LATER:
        if (table[name] != "").any():
            later = column_text(table[name]).to_pylist()
            rows = [f"{row}{CELL_END}{cell}" if cell else row for row, cell in zip(rows, later, strict=True)]
    return rows
