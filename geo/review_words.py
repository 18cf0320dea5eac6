"""The words of a review: what each kind of remark means, and a sentence for each remark."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from geo import doubts
from geo.doubts import STRONG
from geo.names import tables
from geo.view import STATUSES

__all__ = ["KINDS", "SENTENCES", "Cells", "Kind", "cell", "subject"]

Cells = Mapping[str, Sequence[Any]]  # column -> plain values, one for each row

MOST_NAMED = 4  # ids in a sentence
MADE_UP = re.compile(r"r[0-9a-f]{12}(-[0-9]+)?")  # an id that a row without one was given


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
            "Rows with neither a citation nor an address: nobody can check them. On the map they count all "
            "the same, as documented unless their status says otherwise.",
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
            "Long without news",
            "No end is given, so it counts as in force to this day; but it began more than a year ago, and no newer "
            "row is about these two countries. Is it still so?",
            "end",
            "write the end if it is over, or add a newer row",
        ),
    }
)


def subject(ids: Sequence[str], rows: Sequence[int]) -> str:
    """Which rows: by their ids, or by their numbers where an id is only made up from the content."""
    if not rows or not all(MADE_UP.fullmatch(name) for name in ids):
        return _named(ids)
    return f"row{'s' if len(rows) > 1 else ''} {_named([str(row) for row in rows])}"


def _named(names: Sequence[str]) -> str:
    shown = names if len(names) <= MOST_NAMED else names[: MOST_NAMED - 1]
    if len(shown) < len(names):
        return f"{', '.join(shown)} and {len(names) - len(shown):,} more"
    return " and ".join([*([", ".join(shown[:-1])] if shown[:-1] else []), shown[-1]])


def _label(key: str) -> str:
    return tables().labels.get(key, key)


def _who(cells: Cells, places: Sequence[int]) -> str:
    """The relation of one row: who, towards whom, what."""
    at = places[0]
    arrow = "↔" if cells["mutual"][at] else "→"
    return f"{cells['kind'][at]} {_label(cells['source'][at])} {arrow} {_label(cells['target'][at])}"


def _between(cells: Cells, places: Sequence[int]) -> str:
    """The relation of several rows of one pair."""
    at = places[0]
    first, second = sorted((_label(cells["source"][at]), _label(cells["target"][at])))
    return f"{cells['kind'][at]} between {first} and {second}"


def _contradictory(cells: Cells, places: Sequence[int]) -> str:
    statuses = sorted({cells["status"][place] for place in places}, key=STATUSES.index)
    return f"{_between(cells, places)} is {' and '.join(statuses)} at the same time"


def _itself(cells: Cells, places: Sequence[int]) -> str:
    return f"{_label(cells['source'][places[0]])} is both source and target; it is not drawn"


def _no_source(cells: Cells, places: Sequence[int]) -> str:
    return f"no citation and no address, and counted as {cells['status'][places[0]]}: {_who(cells, places)}"


def _one_source(cells: Cells, places: Sequence[int]) -> str:
    at = places[0]
    outlet = cells["citation"][at].partition(",")[0].strip() or doubts.outlet("", cells["url"][at])
    strength = f"intensity {cells['intensity'][at]:g}"
    return f"a strong claim ({strength}) on one source only, {outlet}: {_who(cells, places)}"


def _no_scenario(cells: Cells, places: Sequence[int]) -> str:
    return f"hypothetical, but of no scenario: {_who(cells, places)}"


def _undated(cells: Cells, places: Sequence[int]) -> str:
    return f"no start is given of {_who(cells, places)}; {cells['start'][places[0]]} stands for it"


def _mirrored(cells: Cells, places: Sequence[int]) -> str:
    return f"{_between(cells, places)} is told once in each direction; one row that is mutual would do"


def _out_of_line(cells: Cells, places: Sequence[int]) -> str:
    strength = f"intensity {cells['intensity'][places[0]]:g}"
    return f"{strength} is far from the others of the pair: {_who(cells, places)}"


def _stale(cells: Cells, places: Sequence[int]) -> str:
    since = cells["start"][places[0]]
    return f"no end is given since {since}, and no newer row is about the two: {_who(cells, places)}"


SENTENCES: Mapping[str, Callable[[Cells, Any], str]] = MappingProxyType(
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


def cell(value: Any) -> str:
    """A cell as it would stand in a file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value or "")
