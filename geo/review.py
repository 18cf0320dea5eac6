"""A look at a data set as an editor would give it: what is not wrong but should be looked at again.

Nothing here refuses anything. `review` finds, `KINDS` says in plain words what each kind means; the checks themselves
are in `geo.doubts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, overload

import numpy as np

from geo import doubts
from geo.doubts import STRONG, Columns, Groups, columns_of
from geo.names import tables
from geo.relations import DEFAULT, Dataset
from geo.view import DEFAULT_STATUSES, View

__all__ = ["KINDS", "Kind", "Remark", "Remarks", "review"]

MOST_NAMED = 4  # ids in a sentence
STORED = "own-"  # how the names of stored data sets begin


class Kind(NamedTuple):
    """One kind of remark in plain words: a short title, what it means, the column it is about, what would help."""

    title: str
    meaning: str
    column: str
    help: str


# The worst first; remarks come in this order.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "contradictory": Kind(
            "Contradictory",
            "Rows of the same two countries, kind and time that are not equally sure.",
            "status",
            "settle on one status, or give each its own domain or dates",
        ),
        "self-relation": Kind(
            "With itself",
            "A country's relation with itself: kept in the table, but there is no line to draw and nothing to count.",
            "target",
            "name two countries",
        ),
        "no-source": Kind(
            "No source",
            "Rows with neither a citation nor an address: nobody can check them.",
            "citation",
            "name outlet, title and date, or give an address",
        ),
        "one-source": Kind(
            "Only one source",
            f"Strong claims (intensity {STRONG:g} or more) that rest on a single outlet.",
            "citation",
            "add a second outlet, in the same cell behind a semicolon or in a row of its own",
        ),
        "no-scenario": Kind(
            "No scenario",
            "Hypothetical rows that do not say which what-if they belong to.",
            "scenario",
            "name the scenario",
        ),
        "undated": Kind(
            "Undated",
            "Rows without a start of their own: they were given the start that stands for all.",
            "start",
            "write when it began, a year will do",
        ),
        "mirrored": Kind(
            "Twice, once in each direction",
            "Rows that say the same of A and B as of B and A: one row that holds both ways is enough.",
            "mutual",
            "keep one row and write true in the column mutual",
        ),
        "out-of-line": Kind(
            "Out of line",
            "Intensities at least two steps away from what is usual between these two countries.",
            "intensity",
            "check the number",
        ),
        "stale": Kind(
            "Stale",
            "Still in force, it says, but began more than a year ago, and nothing newer is told of the two.",
            "end",
            "write the end, or add a newer row",
        ),
    }
)


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

    def __init__(self, dataset: Dataset, columns: Columns, found: Mapping[str, Groups]) -> None:
        self._dataset, self._columns = dataset, columns
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
    def _cells(self) -> Mapping[str, Any]:
        return {name: self._dataset.table[name].to_numpy(dtype=object) for name in self._dataset.table.columns}

    def _remark(self, kind: str, places: Any) -> Remark:
        cells = self._cells
        ids = tuple(cells["id"][places])
        what = _SENTENCES[kind](cells, places)
        column = KINDS[kind].column
        return Remark(
            kind=kind,
            sentence=f"{_named(ids)}: {what}",
            ids=ids,
            rows=_numbers(self._dataset, places),
            query=_view(self._dataset, self._columns, cells, places).to_query(),
            column=column,
            value=_text(cells[column][places[0]]),
        )


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
    found["stale"] = doubts.stale(columns, today or date.today())
    return Remarks(dataset, columns, found)


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


# --- words ---


def _named(ids: Sequence[str]) -> str:
    shown = ids if len(ids) <= MOST_NAMED else ids[: MOST_NAMED - 1]
    if len(shown) < len(ids):
        return f"{', '.join(shown)} and {len(ids) - len(shown):,} more"
    return " and ".join([*([", ".join(shown[:-1])] if shown[:-1] else []), shown[-1]])


def _label(key: str) -> str:
    return tables().labels.get(key, key)


def _who(cells: Mapping[str, Any], places: Any) -> str:
    """The relation of one row: who, towards whom, what."""
    at = places[0]
    arrow = "↔" if cells["mutual"][at] else "→"
    return f"{cells['kind'][at]} {_label(cells['source'][at])} {arrow} {_label(cells['target'][at])}"


def _between(cells: Mapping[str, Any], places: Any) -> str:
    """The relation of several rows of one pair."""
    at = places[0]
    first, second = sorted((_label(cells["source"][at]), _label(cells["target"][at])))
    return f"{cells['kind'][at]} between {first} and {second}"


def _contradictory(cells: Mapping[str, Any], places: Any) -> str:
    order = (*DEFAULT_STATUSES, "hypothetical")
    statuses = sorted(set(cells["status"][places]), key=order.index)
    return f"{_between(cells, places)} is {' and '.join(statuses)} at the same time"


def _itself(cells: Mapping[str, Any], places: Any) -> str:
    return f"{_label(cells['source'][places[0]])} is both source and target; it is not drawn"


def _no_source(cells: Mapping[str, Any], places: Any) -> str:
    return f"nobody is named as the source of {_who(cells, places)}"


def _one_source(cells: Mapping[str, Any], places: Any) -> str:
    at = places[0]
    outlet = cells["citation"][at].partition(",")[0].strip() or doubts.outlet("", cells["url"][at])
    strength = f"intensity {cells['intensity'][at]:g}"
    return f"a strong claim ({strength}) on one source only, {outlet}: {_who(cells, places)}"


def _no_scenario(cells: Mapping[str, Any], places: Any) -> str:
    return f"hypothetical, but of no scenario: {_who(cells, places)}"


def _undated(cells: Mapping[str, Any], places: Any) -> str:
    return f"no start is given of {_who(cells, places)}; {_day(cells['start'][places[0]])} stands for it"


def _mirrored(cells: Mapping[str, Any], places: Any) -> str:
    return f"{_between(cells, places)} is told once in each direction; one row that is mutual would do"


def _out_of_line(cells: Mapping[str, Any], places: Any) -> str:
    strength = f"intensity {cells['intensity'][places[0]]:g}"
    return f"{strength} is far from the others of the pair: {_who(cells, places)}"


def _stale(cells: Mapping[str, Any], places: Any) -> str:
    return f"in force since {_day(cells['start'][places[0]])}, and nothing newer: {_who(cells, places)}"


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], Any], str]] = MappingProxyType(
    {
        "contradictory": _contradictory,
        "self-relation": _itself,
        "no-source": _no_source,
        "one-source": _one_source,
        "no-scenario": _no_scenario,
        "undated": _undated,
        "mirrored": _mirrored,
        "out-of-line": _out_of_line,
        "stale": _stale,
    }
)


def _day(value: Any) -> str:
    return str(np.datetime64(value, "D"))


def _text(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else "" if value != value else _day(value)


# --- where to look ---


def _numbers(dataset: Dataset, places: Any) -> tuple[int, ...]:
    known = getattr(dataset, "numbers", None)
    return tuple(known[places].tolist()) if known is not None else ()


def _view(dataset: Dataset, columns: Columns, cells: Mapping[str, Any], places: Any) -> View:
    """The view that shows these rows, whatever the usual one hides."""
    at = places[0]
    ends = {cells["source"][at], cells["target"][at]}
    hypothetical = "hypothetical" in set(cells["status"][places])
    scenario = cells["scenario"][places[0]] if hypothetical else ""
    start = _date(cells["start"][places].min())
    until = max(_date(day) for name in ("start", "end") for day in cells[name][places] if day == day)
    return View(
        data=dataset.name if dataset.name.startswith(STORED) or dataset.name in Dataset.names() else DEFAULT,
        dir="between" if len(ends) > 1 else "all",
        countries=tuple(ends),
        kind=(cells["kind"][at],),
        status=(*DEFAULT_STATUSES, "hypothetical") if hypothetical else DEFAULT_STATUSES,
        scenario=scenario,
        start=start,
        end=until,
    )


def _date(value: Any) -> date:
    found: date = np.datetime64(value, "D").astype(object)
    return found
