"""A relation as plain values: much faster to go through than a table, where each one is looked at by itself."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pandas as pd

__all__ = ["INTENSITY", "KIND", "SOURCE", "STATUS", "TARGET", "Row", "rows_of"]

# For `map`: a third of the time of asking each row in turn, where there are tens of thousands.
SOURCE, TARGET, KIND, STATUS, INTENSITY = map(attrgetter, ("source", "target", "kind", "status", "intensity"))


class Row(NamedTuple):
    """A relation as plain values. `first` and `last` are ISO dates, `last` is empty for what is still in force.

    `place` is as in `geo.places`.
    """

    id: str
    source: str
    target: str
    kind: str
    intensity: float
    first: str
    last: str
    mutual: bool
    domain: str
    status: str
    scenario: str
    summary: str
    citation: str
    url: str
    place: str = ""


def rows_of(table: pd.DataFrame) -> list[Row]:
    """The rows of a relation table as plain values; a hundred times faster to read than the table itself."""
    columns = {name: table[name].to_numpy(dtype=object) for name in Row._fields if name in table}
    for name, column in (("first", "start"), ("last", "end")):
        days = table[column].to_numpy().astype("datetime64[D]")
        columns[name] = np.where(np.isnat(days), "", days.astype(str))
    return [Row(*row) for row in zip(*(columns[name].tolist() for name in Row._fields), strict=True)]
