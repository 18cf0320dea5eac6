"""A look at a data set as an editor would give it: what is not wrong but should be looked at again.

Nothing here refuses anything. The checks are in `geo.doubts`, the words in `geo.review_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, overload

import numpy as np

from geo import doubts
from geo.doubts import Columns, Groups, columns_of
from geo.relations import DEFAULT, Dataset
from geo.review_words import KINDS, SENTENCES, Cells, Kind, cell, subject
from geo.view import DEFAULT_STATUSES, STATUSES, View

__all__ = ["KINDS", "Kind", "Remark", "Remarks", "review"]

TOLD = ("id", "source", "target", "kind", "intensity", "mutual", "status", "scenario", "citation", "url")
STORED = "own-"  # how the names of stored data sets begin


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at again.

    Attributes
    ----------
    kind : a word of `KINDS`
    sentence : in plain words, the ids first
    ids : ids of the rows it is about
    rows : their row numbers in the file, counted from 1; empty where they are not known
    query : of the view that shows them on the map
    column : name of the contract's column it is about
    value : what stands there in the first of the rows
    """

    kind: str
    sentence: str
    ids: tuple[str, ...]
    rows: tuple[int, ...]
    query: str
    column: str
    value: str


class Remarks(Sequence[Remark]):
    """All remarks on a data set, the worst kind first, in each kind the strongest relations first.

    They are worded when they are looked at, so that those on 250,000 rows take no more than a few arrays.
    """

    def __init__(self, dataset: Dataset, found: Mapping[str, Groups]) -> None:
        self._dataset = dataset
        self._found = {kind: found[kind] for kind in KINDS if kind in found and len(found[kind])}

    @property
    def counts(self) -> Mapping[str, int]:
        """Kind -> how many remarks; only kinds that have any, the worst first."""
        return {kind: len(groups) for kind, groups in self._found.items()}

    def of(self, kind: str, most: int | None = None) -> tuple[Remark, ...]:
        """The first `most` remarks of one kind, or all of them."""
        groups = self._found.get(kind)
        return tuple(self._remark(kind, groups[i]) for i in range(len(groups))[:most]) if groups else ()

    def __len__(self) -> int:
        return sum(self.counts.values())

    def __iter__(self) -> Iterator[Remark]:
        for kind, groups in self._found.items():
            for number in range(len(groups)):
                yield self._remark(kind, groups[number])

    @overload
    def __getitem__(self, place: int) -> Remark: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Remark, ...]: ...
    def __getitem__(self, place: int | slice) -> Remark | tuple[Remark, ...]:
        if isinstance(place, slice):
            return tuple(self[number] for number in range(len(self))[place])
        number = range(len(self))[place]
        for kind, groups in self._found.items():
            if number < len(groups):
                return self._remark(kind, groups[number])
            number -= len(groups)
        raise IndexError(place)

    @cached_property
    def _cells(self) -> Cells:
        """The columns that are told of, as plain values; dates as dates, None for what is still in force."""
        table = self._dataset.table
        cells = {name: table[name].to_numpy(dtype=object).tolist() for name in TOLD}
        for name in ("start", "end"):
            cells[name] = table[name].to_numpy().astype("datetime64[D]").astype(object).tolist()
        return cells

    def _remark(self, kind: str, group: Any) -> Remark:
        cells, places = self._cells, group.tolist()
        ids = tuple([cells["id"][place] for place in places])
        numbers = self._dataset.numbers
        rows = tuple(numbers[group].tolist()) if numbers is not None else ()
        what = SENTENCES[kind](cells, places)
        column = KINDS[kind].column
        return Remark(
            kind=kind,
            sentence=f"{subject(ids, rows)}: {what}",
            ids=ids,
            rows=rows,
            query=self._view(cells, places).to_query(),
            column=column,
            value=cell(cells[column][places[0]]),
        )

    def _view(self, cells: Cells, places: Sequence[int]) -> View:
        """The view that shows these rows, whatever the usual one hides."""
        at = places[0]
        ends = {cells["source"][at], cells["target"][at]}
        imagined = next((place for place in places if cells["status"][place] == "hypothetical"), None)
        starts, stops = ([cells[name][place] for place in places] for name in ("start", "end"))
        lasting = (self._dataset.window[1],) if None in stops else ()
        return View(
            data=self._data,
            dir="between" if len(ends) > 1 else "all",
            countries=tuple(ends),
            kind=(cells["kind"][at],),
            status=DEFAULT_STATUSES if imagined is None else STATUSES,
            scenario="" if imagined is None else cells["scenario"][imagined],
            start=min(starts),
            end=max(*starts, *filter(None, stops), *lasting, date.min),
        )

    @cached_property
    def _data(self) -> str:
        """The name in a link; what is read from a file has none and stands in for the usual data set."""
        name = self._dataset.name
        return name if name.startswith(STORED) or name in Dataset.names() else DEFAULT


def review(dataset: Dataset, today: date | None = None) -> Remarks:
    """What an editor would ask about. Each kind is defined where it is found, in `geo.doubts`.

    Parameters
    ----------
    dataset : any data set
    today : what `stale` is measured by; the day it is by default

    Returns
    -------
    A sequence of `Remark`, the worst kind first; made when looked at, so that length and slices are cheap.
    """
    columns = columns_of(dataset.table)
    found = {kind: check(columns) for kind, check in _CHECKS.items()}
    undated = np.zeros(len(dataset.table), dtype=bool) if dataset.undated is None else dataset.undated
    found["undated"] = doubts.singles(columns, undated)
    found["stale"] = doubts.stale(columns, today or date.today(), undated)
    return Remarks(dataset, found)


_CHECKS: Mapping[str, Callable[[Columns], Groups]] = MappingProxyType(
    {
        "contradictory": doubts.contradictory,
        "self-relation": doubts.itself,
        "no-source": doubts.no_source,
        "one-source": doubts.one_source,
        "no-scenario": doubts.no_scenario,
        "mirrored": doubts.mirrored,
        "out-of-line": doubts.out_of_line,
    }
)
