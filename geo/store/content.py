"""Contents: a data set as bytes, in full or as what differs from a full one, and back through the checks of a file."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.canonical import in_order
from geo.errors import DataError, StoreError
from geo.io import as_text
from geo.rawtable import RawTable
from geo.relations import Dataset
from geo.sidecar import Sidecar, parse_sidecar
from geo.validate import COLUMNS

__all__ = ["Content", "Delta", "Packed", "as_it_is", "cells_by_id", "checked", "packed", "spliced", "unpacked"]

LEAST_FULL, MOST_DELTA = 4_000, 64_000  # bytes


@dataclass(frozen=True)
class Delta:
    """What differs from a full content.

    Attributes
    ----------
    put : relations that are new or other than there: id -> the other cells as texts, in the order of COLUMNS
    gone : ids of relations that are only there
    """

    put: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def then(self, put: Mapping[str, tuple[str, ...]], gone: Collection[str]) -> Delta:
        """This and then more of it."""
        kept = {id: cells for id, cells in self.put.items() if id not in gone}
        return Delta({**kept, **put}, (self.gone | frozenset(gone)) - put.keys())


@dataclass(frozen=True)
class Content:
    """A data set as the store keeps it.

    Attributes
    ----------
    dataset : the data set; its digest names the content
    facts : what its sidecar says
    base : digest of the full content that `delta` builds on; empty if this one is full
    base_size : bytes of the full content
    delta : what differs from there
    ready : as it goes into the database, where that is made already
    """

    dataset: Dataset
    facts: Sidecar
    base: str = ""
    base_size: int = 0
    delta: Delta = Delta()
    ready: Packed | None = None


class Packed(NamedTuple):
    """A content as the database holds it.

    Attributes
    ----------
    facts : JSON
    base : digest of the full content that this one builds on; empty for a full one
    delta : JSON; None for a full one
    full : the rows as Parquet, of this one or of its base; None where they are not needed
    full_size : bytes of these, where they are not there
    """

    facts: str
    base: str
    delta: bytes | None
    full: bytes | None
    full_size: int = 0


def checked(dataset: Dataset, name: str, *, exact: bool = False) -> Content:
    """A full content, put through the same bytes and checks as it will be when it is read. Raises DataError.

    What it is called is part of the content, unless it has to be `exact`: of the very digest that the data set has.
    """
    made = as_it_is(replace(dataset, name=name)) if exact else _in_full(dataset, name, dataset.said)
    return replace(made, dataset=_titled(made.dataset, dataset.title, dataset.skipped))


def as_it_is(dataset: Dataset) -> Content:
    """A full content of the very digest that the data set has, whatever it is called now.

    Raises StoreError if it can't be had: its rows are not those it was made with.
    """
    made = _in_full(dataset, dataset.name, dataset.sidecar)
    if made.dataset.digest != dataset.digest:
        raise StoreError(f"{dataset.title} can't be kept: its content has another digest than it says")
    return made


def _in_full(dataset: Dataset, name: str, facts: Sidecar) -> Content:
    data = _pack_table(dataset.table)
    made = Dataset.from_raw(_unpack_table(data), name, sidecar=facts)
    return Content(made, facts, base_size=len(data), ready=Packed(_facts_text(facts), "", None, data))


def packed(content: Content) -> Packed:
    """As it goes into the database."""
    if content.ready:
        return content.ready
    facts = _facts_text(content.facts)
    if content.base:
        return Packed(facts, content.base, _pack_delta(content.delta), None, content.base_size)
    return Packed(facts, "", None, _pack_table(content.dataset.table))


def unpacked(made: Packed, digest: str, shown: tuple[str, str, int], held: Dataset | None = None) -> Content:
    """The content of that digest; `shown` is name, title and count of skipped rows.

    `held` is the data set, where somebody still has it. Raises StoreError if what is stored is damaged.
    """
    name, title, skipped = shown
    try:
        sidecar, wrong = parse_sidecar(json.loads(made.facts), "facts")
        delta = _unpack_delta(made.delta) if made.delta is not None else Delta()
        dataset = held or Dataset.from_raw(_with_delta(_unpack_table(made.full or b""), delta), name, sidecar=sidecar)
    except (DataError, ValueError, KeyError, TypeError, OSError, pa.ArrowException) as error:
        raise StoreError(f"version {digest[:12]} of {name} is damaged: {error}") from error
    if wrong or dataset.digest != digest:
        raise StoreError(f"version {digest[:12]} of {name} is damaged: what is stored has another digest")
    size = len(made.full) if made.full is not None else made.full_size
    return Content(_titled(dataset, title, skipped), sidecar, made.base, size, delta)


def spliced(content: Content, put: pd.DataFrame | None, gone: Collection[str], facts: Sidecar) -> Content:
    """Another content, made by putting checked rows (of a `Dataset.table`) in and taking others out."""
    old, into = content.dataset, put["id"].tolist() if put is not None else []
    kept = old.table[~old.table["id"].isin([*into, *gone])]
    table = kept if put is None else pd.concat([kept, put], ignore_index=True)
    made = Dataset.of(old.name, in_order(table), facts, skipped=old.skipped)
    cells = cells_by_id(put) if put is not None else {}
    delta = content.delta.then(cells, gone)
    full = len(_pack_delta(delta)) > np.clip(content.base_size // 4, LEAST_FULL, MOST_DELTA)
    made = _titled(made, facts.title or old.title, old.skipped)
    if full:
        return Content(made, facts)
    return Content(made, facts, content.base or old.digest, content.base_size, delta)


def _titled(dataset: Dataset, title: str, skipped: int) -> Dataset:
    if (dataset.title, dataset.skipped) == (title, skipped):
        return dataset
    return replace(dataset, title=title, skipped=skipped)


def _facts_text(facts: Sidecar) -> str:
    """What the TOML file would say, as JSON."""
    return json.dumps(facts.to_plain())


def _pack_table(table: pd.DataFrame) -> bytes:
    out = BytesIO()
    pq.write_table(pa.Table.from_pandas(as_text(table[list(COLUMNS)]), preserve_index=False), out, compression="zstd")
    return out.getvalue()


def _unpack_table(data: bytes) -> RawTable:
    frame = pq.read_table(BytesIO(data)).to_pandas()
    return RawTable(frame.set_axis(pd.RangeIndex(1, len(frame) + 1)), ())


def _pack_delta(delta: Delta) -> bytes:
    plain = {"put": {id: list(cells) for id, cells in delta.put.items()}, "gone": sorted(delta.gone)}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _unpack_delta(data: bytes) -> Delta:
    plain = json.loads(data)
    return Delta({id: _whole(cells) for id, cells in plain["put"].items()}, frozenset(plain["gone"]))


def _whole(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells of a relation; one that was kept before there were as many columns has none in the last ones."""
    return (*cells, *[""] * (len(COLUMNS) - 1 - len(cells)))


def _with_delta(raw: RawTable, delta: Delta) -> RawTable:
    frame = raw.frame[~raw.frame["id"].isin([*delta.put, *delta.gone])]
    put = pd.DataFrame([(id, *cells) for id, cells in delta.put.items()], columns=list(COLUMNS), dtype="str")
    whole = pd.concat([frame, put], ignore_index=True) if len(put) else frame
    return RawTable(whole.set_axis(pd.RangeIndex(1, len(whole) + 1)), ())


def cells_by_id(table: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The other cells as texts, in the order of COLUMNS."""
    frame = as_text(table[list(COLUMNS)])
    return {row[0]: tuple(row[1:]) for row in zip(*(frame[name].tolist() for name in COLUMNS), strict=True)}
