"""Composed maps for the store: small, and without an atlas behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from geo.relations import Dataset
from geo.spec import MapSpec
from geo.view import View
from tests.relations import dataset, row
from tests.samples import sample_spec

__all__ = ["PNG", "SmallShot", "shot"]

PNG = b"\x89PNG\r\n\x1a\n and so on"


@dataclass(frozen=True)
class SmallShot:
    """What `Store.keep_snapshot` takes."""

    view: View
    dataset: Dataset
    spec: MapSpec


def shot(query: str = "focus=AZE", *ids: str, data: Dataset | None = None, **more: Any) -> SmallShot:
    """The small map, of relations with these ids; `more` are fields of its spec."""
    made = data or relations(*ids or ("a", "b"))
    return SmallShot(View.from_query(query)[0], made, replace(sample_spec(), **more))


@cache
def relations(*ids: str) -> Dataset:
    """A data set of relations with these ids; the same one each time, as checking rows takes long."""
    return dataset(*(row("AZE", "RUS", "tension", id=id) for id in ids))
