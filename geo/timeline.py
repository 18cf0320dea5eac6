"""The timeline: how a map goes through the days of its window, and what happened when, month by month.

A frame stands at each day on which something begins, or on the day after something ended; it says what is different
from then on. So the map of any day is exact, and all frames together grow with the number of relations, not with the
number of days.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.dates import month_end
from geo.spec import Bar, Frame

__all__ = ["Span", "bars", "frames", "span_of"]

MOST_BARS = 600
STEPS_IN_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240)

Days = npt.NDArray[np.datetime64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Span:
    """When relations begin and end, counted in the days on which anything changes.

    Attributes
    ----------
    days : those days, ascending; the first is the first day of the window
    begin : for each relation the position in `days` from which on it is in force
    stop : for each relation the position from which on it no longer is; `len(days)` if it lasts to the window's end
    """

    days: Days
    begin: Places
    stop: Places

    def sums(
        self, places: Places, columns: Places, weight: npt.NDArray[np.float64], width: int
    ) -> npt.NDArray[np.float64]:
        """(days, width): on each day the sums, by column, of the weights of what is in force.

        `places` are positions of relations; each adds its weight to its column. Rid of what rounding leaves behind.
        """
        cells = (len(self.days) + 1) * width
        begun = np.bincount(self.begin[places] * width + columns, weight, cells)
        stopped = np.bincount(self.stop[places] * width + columns, weight, cells)
        sums: npt.NDArray[np.float64] = np.cumsum((begun - stopped).reshape(len(self.days) + 1, width)[:-1], axis=0)
        return sums.round(9)

    def running(self, mask: npt.NDArray[np.bool_]) -> list[int]:
        """How many of some relations are in force from each day on."""
        count: list[int] = _in_steps(self.begin, self.stop, mask.astype(float), len(self.days)).astype(int).tolist()
        return count


def span_of(window: tuple[date, date], shown: pd.DataFrame) -> Span:
    """The days of the window on which anything changes; `shown` are relations that overlap it."""
    first, last = (np.datetime64(day, "D") for day in window)
    start, over = _days(shown["start"]), _days(shown["end"]) + np.timedelta64(1, "D")
    lasts = np.isnat(over) | (over > last)
    start = np.maximum(start, first)
    days = np.unique(np.concatenate([[first], start, over[~lasts]]))
    stop = np.where(lasts, len(days), np.searchsorted(days, np.where(lasts, last, over)))
    return Span(days, np.searchsorted(days, start), stop)


def frames(
    span: Span,
    shown: pd.DataFrame,
    drawn: Collection[str],
    fills: Sequence[Sequence[tuple[str, str]]],
    headline: Callable[[int], str],
) -> tuple[Frame, ...]:
    """A frame for each day of the span.

    Parameters
    ----------
    shown : the relations of the span, in the same order
    drawn : ids of the relations that have a line, or a line in reserve
    fills : for each day the countries whose fill changes on it, with the new colour
    headline : gives the words for the day at a position
    """
    with_line = shown["id"].isin(drawn).to_numpy()
    ids = shown["id"].to_numpy(dtype=object)[with_line]
    begun, ended = (_by_day(places[with_line], ids, len(span.days)) for places in (span.begin, span.stop))
    counts = {kind: span.running((shown["kind"] == kind).to_numpy()) for kind in ("support", "tension")}
    made, said = [], ""
    for at, day in enumerate(span.days.astype(str).tolist()):
        words = headline(at)
        made.append(
            Frame(
                day,
                begun[at],
                ended[at],
                tuple(fills[at]),
                "" if words == said else words,
                counts["support"][at],
                counts["tension"][at],
            )
        )
        said = words
    return tuple(made)


def bars(window: tuple[date, date], shown: pd.DataFrame) -> tuple[Bar, ...]:
    """How much support and tension there was in each month of the window, or in each longer step of a very long one."""
    edges = _steps(window)
    first = np.array([a for a, _ in edges], dtype="datetime64[D]")
    start, end = _days(shown["start"]), _days(shown["end"])
    begin = np.maximum(np.searchsorted(first, start, side="right") - 1, 0)
    stop = np.where(np.isnat(end), len(edges), np.searchsorted(first, end, side="right"))
    inside = start >= first[0]
    sums = {}
    for kind in ("support", "tension"):
        of_kind = (shown["kind"] == kind).to_numpy()
        weight = np.where(of_kind, shown["intensity"].to_numpy(dtype=float), 0.0)
        sums[kind] = (
            _in_steps(begin, stop, of_kind.astype(float), len(edges)).astype(int).tolist(),
            _in_steps(begin, stop, weight, len(edges)).round(4).tolist(),
            np.bincount(begin[of_kind & inside], minlength=len(edges)).tolist(),
        )
    columns = (column for pair in zip(sums["support"], sums["tension"], strict=True) for column in pair)
    return tuple(
        Bar(a.isoformat(), b.isoformat(), *row) for (a, b), row in zip(edges, zip(*columns, strict=True), strict=True)
    )


def _days(column: pd.Series) -> Days:
    return np.asarray(column.to_numpy()).astype("datetime64[D]")


def _by_day(places: Places, ids: npt.NDArray[np.object_], count: int) -> list[tuple[str, ...]]:
    """The ids at each of `count` positions, in the order they came in."""
    found: list[list[str]] = [[] for _ in range(count)]
    for place, key in zip(places.tolist(), ids.tolist(), strict=True):
        if place < count:
            found[place].append(key)
    return [tuple(keys) for keys in found]


def _in_steps(begin: Places, stop: Places, weight: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """Sum of the weights of what has begun and not stopped, at each of `count` positions."""
    change = np.bincount(begin, weight, count + 1)[:count] - np.bincount(stop, weight, count + 1)[:count]
    return np.asarray(np.cumsum(change))


def _steps(window: tuple[date, date]) -> list[tuple[date, date]]:
    """First and last days of the months in the window; of quarters, years and so on if there are too many months."""
    first, last = window
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((step for step in STEPS_IN_MONTHS if months / step <= MOST_BARS), STEPS_IN_MONTHS[-1])
    begin = (first.year * 12 + first.month - 1) // step * step
    edges = []
    for month in range(begin, last.year * 12 + last.month, step):
        begins = date(month // 12, month % 12 + 1, 1) if month >= 12 else first
        edges.append((max(first, begins), min(last, month_end(month // 12, month % 12 + step))))
    return edges
