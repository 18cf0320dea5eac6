"""Which relations of a version have no start of their own, as its origin says it.

It is no part of the content: the digest of two files that say the same is the same, whether their dates were written in
them or chosen for all. So it stands with what is known of the file, and follows each change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geo.compare import Differences
from geo.relations import Dataset

__all__ = ["changed_origin", "note_of", "with_undated"]

NAME = "undated"
Note = Mapping[str, Any]


def note_of(dataset: Dataset) -> Note | None:
    """What is kept of a data set that was read; None where every row has a start of its own.

    All that have none got the same day. So it is enough to name the day and the rows that have it for another reason
    (`{"start": ISO day, "but": ids}`); where they are fewer, the undated ones are named (`{"only": ids}`).
    """
    if dataset.undated is None or not np.any(dataset.undated):
        return None
    mask, table = np.asarray(dataset.undated), dataset.table
    starts = table["start"].to_numpy()
    only = [str(id) for id in table["id"].to_numpy()[mask]]
    but = [str(id) for id in table["id"].to_numpy()[(starts == starts[mask][0]) & ~mask]]
    if len(but) > len(only) or (starts[mask] != starts[mask][0]).any():
        return {"only": only}
    return {"start": pd.Timestamp(starts[mask][0]).date().isoformat(), "but": but}


def with_undated(dataset: Dataset, origin: str) -> Dataset:
    """The data set with what the origin of its version says of its starts."""
    note = json.loads(origin).get(NAME)
    if not note:
        return dataset
    ids = dataset.table["id"]
    if "only" in note:
        mask = ids.isin(note["only"]).to_numpy()
    else:
        day = np.datetime64(note["start"], "s")
        mask = (dataset.table["start"].to_numpy() == day) & ~ids.isin(note["but"]).to_numpy()
    return replace(dataset, undated=mask)


def changed_origin(origin: str, found: Differences) -> str:
    """The origin after changes by hand: whoever writes a start means it."""
    plain = json.loads(origin)
    note = plain.get(NAME)
    if not note:
        return origin
    written = {change.id: change.after.first for change in found.changed if "start" in [c[0] for c in change.cells]}
    written |= {row.id: row.first for row in found.added}
    gone = {row.id for row in found.removed}
    if "only" in note:
        note = {"only": [id for id in note["only"] if id not in written and id not in gone]}
    else:
        same = [id for id, day in written.items() if day == note["start"] and id not in note["but"]]
        note = {**note, "but": [id for id in note["but"] if id not in gone] + same}
    return json.dumps({**plain, NAME: note})
