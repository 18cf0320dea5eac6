"""Statements: who says something about whom, how strongly, and with which sign.

A row of the relation table is one statement, a mutual row is two (one each way), and a relation of a country with
itself is none. Everything that is counted is counted in statements.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.places import areas_of

__all__ = ["Statements", "statements_about", "statements_of"]


@dataclass(frozen=True, slots=True)
class Statements:
    """Directed statements in columns; `actor` and `other` are places in `names` (sorted ISO3), `row` in the table."""

    actor: npt.NDArray[np.intp]
    other: npt.NDArray[np.intp]
    weight: npt.NDArray[np.float64]
    support: npt.NDArray[np.bool_]
    row: npt.NDArray[np.intp]
    names: npt.NDArray[np.object_]

    def where(self, mask: npt.NDArray[np.bool_]) -> Statements:
        return Statements(
            self.actor[mask], self.other[mask], self.weight[mask], self.support[mask], self.row[mask], self.names
        )


def statements_of(table: pd.DataFrame) -> Statements:
    """Rows as directed statements: mutual rows twice, relations of a country with itself not at all."""
    count = len(table)
    codes, names = pd.factorize(pd.concat([table["source"], table["target"]], ignore_index=True), sort=True)
    source, target = codes[:count], codes[count:]
    back = np.flatnonzero(table["mutual"].to_numpy(dtype=bool))
    rows = np.concatenate([np.arange(count), back])
    found = Statements(
        actor=np.concatenate([source, target[back]]),
        other=np.concatenate([target, source[back]]),
        weight=table["intensity"].to_numpy(dtype=np.float64)[rows],
        support=(table["kind"] == "support").to_numpy(dtype=bool)[rows],
        row=rows,
        names=np.asarray(names, dtype=object),
    )
    return found.where(found.actor != found.other)


def statements_about(table: pd.DataFrame, found: Statements | None = None) -> Statements:
    """The statements about disputed areas, each at both its ends: `names` are keys of areas.

    One about several areas counts for each of them. `found` are the statements of the table, where they are known.
    """
    found = found or statements_of(table)
    labels, distinct = pd.factorize(table["place"]) if "place" in table else (np.zeros(len(table), dtype=int), [""])
    lists = [areas_of(str(place)) for place in distinct]
    names = sorted({key for keys in lists for key in keys})
    size = np.array([len(keys) for keys in lists], dtype=np.intp)
    columns = [np.array([names.index(key) for key in keys], dtype=np.intp) for keys in lists]
    about = labels[found.row]
    at = np.repeat(np.arange(len(about)), size[about])
    area = np.concatenate([np.empty(0, dtype=np.intp), *(columns[label] for label in about if size[label])])
    taken = found.where(at)  # type: ignore[arg-type]  # places, so that a statement comes as often as it has areas
    return Statements(area, area, taken.weight, taken.support, taken.row, np.array(names, dtype=object))
