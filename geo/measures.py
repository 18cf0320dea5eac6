"""One number per country.

Every measure starts from *statements*: who says something about whom, how strongly, and with which sign. A row of the
relation table is one statement, a mutual row is two (one each way), and a relation of a country with itself is none.
With S the summed intensity of support and T that of tension over the statements that concern a country:

    support = S        tension = T        volume = S + T        balance, stance = (S - T) / (S + T)

Opposite signs are never summed into nothing: `gross` gives both sides of every net figure. A country without a
statement is absent ("no data"), never zero; one that has only tension in view has support 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import UsageError
from geo.timeline import Span

__all__ = ["DIRECTIONS", "MEASURES", "Measure", "gross", "gross_with", "over_time", "values"]

DIRECTIONS: Final = ("both", "in", "out")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is, in words.

    Attributes
    ----------
    name : as it stands in a link
    title : over the legend
    sentence : the formula in plain words
    diverging : from -1 (tension only) over 0 to 1 (support only); else from 0 upwards
    needs_focus : says something about one country as seen by the others
    """

    name: str
    title: str
    sentence: str
    diverging: bool = False
    needs_focus: bool = False


MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure(
                "balance",
                "Balance of support and tension",
                "Support minus tension, as a share of both: +1 is only support, -1 only tension.",
                diverging=True,
            ),
            Measure(
                "stance",
                "Stance towards the country in focus",
                "Support minus tension towards the country in focus, as a share of both: +1 is only support, "
                "-1 only tension.",
                diverging=True,
                needs_focus=True,
            ),
            Measure("support", "Support", "The strength of all support a country gives and gets, added up."),
            Measure("tension", "Tension", "The strength of all tension a country is part of, added up."),
            Measure("volume", "How much is going on", "The strength of all support and all tension, added up."),
        )
    }
)


@dataclass(frozen=True, slots=True)
class _Statements:
    """Directed statements in columns; `actor` and `other` are places in `names` (sorted ISO3), `row` in the table."""

    actor: npt.NDArray[np.intp]
    other: npt.NDArray[np.intp]
    weight: npt.NDArray[np.float64]
    support: npt.NDArray[np.bool_]
    row: npt.NDArray[np.intp]
    names: npt.NDArray[np.object_]

    def where(self, mask: npt.NDArray[np.bool_]) -> _Statements:
        return _Statements(
            self.actor[mask], self.other[mask], self.weight[mask], self.support[mask], self.row[mask], self.names
        )


_Sides = tuple[_Statements, list[npt.NDArray[np.intp]]]


def gross(table: pd.DataFrame, direction: str = "both") -> pd.DataFrame:
    """Support and tension of every country that has relations.

    Parameters
    ----------
    table : relations, with columns source, target, kind, intensity and mutual
    direction : `out` counts what a country says, `in` what is said about it, `both` is the sum of the two

    Returns
    -------
    Columns `support` and `tension` (sums of intensity), indexed by ISO3 in alphabetical order. A country without a
    statement in that direction has no row.

    Raises
    ------
    UsageError : for an unknown direction
    """
    return _sums(*_counted(table, direction))


def gross_with(table: pd.DataFrame, focus: str, direction: str = "both") -> pd.DataFrame:
    """Support and tension of every country towards the `focus` (an ISO3), in the form of `gross`.

    With direction `out` it is the other way round: what the focus says about them.
    """
    return _sums(*_counted_with(table, focus, direction))


def values(measure: str, table: pd.DataFrame, *, direction: str = "both", focus: str = "") -> dict[str, float]:
    """The measure of every country that has data, by ISO3 in alphabetical order.

    With S and T the sums of `gross` (for `stance`: of `gross_with`): support = S, tension = T, volume = S + T,
    balance = stance = (S - T) / (S + T), which lies in [-1, 1].

    Parameters
    ----------
    measure : a key of `MEASURES`
    table : relations, with columns source, target, kind, intensity and mutual
    direction : `both`, `in` or `out`. Stance is what others say about the focus; with `out`, what it says about them
    focus : ISO3, for `stance` only

    Raises
    ------
    UsageError : for an unknown measure or direction, or a stance without a focus
    """
    if measure not in MEASURES:
        raise UsageError(f"no measure {measure!r}; there are {', '.join(MEASURES)}")
    if MEASURES[measure].needs_focus and not focus:
        raise UsageError(f"the measure {measure!r} needs a country in focus")
    sums = gross_with(table, focus, direction) if MEASURES[measure].needs_focus else gross(table, direction)
    result: dict[str, float] = _combine(measure, sums["support"], sums["tension"]).to_dict()
    return result


def over_time(
    measure: str, table: pd.DataFrame, span: Span, *, direction: str = "both", focus: str = ""
) -> tuple[list[str], npt.NDArray[np.float64]]:
    """The measure of every country on each day of a span.

    Parameters
    ----------
    table, span : relations and when they hold, in the same order
    measure, direction, focus : as for `values`

    Returns
    -------
    ISO3 codes in alphabetical order, and an array (days, countries) of what `values` gives for the relations in force;
    NaN is "no data".
    """
    stance = MEASURES[measure].needs_focus
    found, sides = _counted_with(table, focus, direction) if stance else _counted(table, direction)
    width, places, column = len(found.names), np.tile(found.row, len(sides)), np.concatenate(sides)
    support, tension, present = (
        span.sums(places, column, np.tile(weight, len(sides)), width)
        for weight in (found.weight * found.support, found.weight * ~found.support, np.ones(len(found.row)))
    )
    values = np.full(present.shape, np.nan)
    there = present > 0
    combined = _combine(measure, pd.Series(support[there]), pd.Series(tension[there]))
    values[there] = combined.reindex(range(int(there.sum()))).to_numpy()
    return found.names.tolist(), values


def _counted(table: pd.DataFrame, direction: str) -> _Sides:
    """The statements, and the columns that name the countries they count for."""
    _check_direction(direction)
    found = _statements(table)
    return found, {"out": [found.actor], "in": [found.other], "both": [found.actor, found.other]}[direction]


def _counted_with(table: pd.DataFrame, focus: str, direction: str) -> _Sides:
    """The same for what is said about the focus; with `out`, for what it says."""
    _check_direction(direction)
    found = _statements(table)
    if direction == "out":
        said = found.where(found.names[found.actor] == focus)
        return said, [said.other]
    said = found.where(found.names[found.other] == focus)
    return said, [said.actor]


def _combine(measure: str, support: pd.Series, tension: pd.Series) -> pd.Series:
    if measure == "support":
        return support
    if measure == "tension":
        return tension
    total = support + tension
    if measure == "volume":
        return total
    return ((support - tension) / total)[total > 0]


def _check_direction(direction: str) -> None:
    if direction not in DIRECTIONS:
        raise UsageError(f"no direction {direction!r}; there are {', '.join(DIRECTIONS)}")


def _statements(table: pd.DataFrame) -> _Statements:
    """Rows as directed statements: mutual rows twice, relations of a country with itself not at all."""
    count = len(table)
    codes, names = pd.factorize(pd.concat([table["source"], table["target"]], ignore_index=True), sort=True)
    source, target = codes[:count], codes[count:]
    back = np.flatnonzero(table["mutual"].to_numpy(dtype=bool))
    rows = np.concatenate([np.arange(count), back])
    found = _Statements(
        actor=np.concatenate([source, target[back]]),
        other=np.concatenate([target, source[back]]),
        weight=table["intensity"].to_numpy(dtype=np.float64)[rows],
        support=(table["kind"] == "support").to_numpy(dtype=bool)[rows],
        row=rows,
        names=np.asarray(names, dtype=object),
    )
    return found.where(found.actor != found.other)


def _sums(found: _Statements, sides: list[npt.NDArray[np.intp]]) -> pd.DataFrame:
    """Sum the statements by the countries in each of `sides`."""
    size = len(found.names)
    present = sum(np.bincount(side, minlength=size) for side in sides) > 0
    columns = {
        kind: sum(np.bincount(side, weights=found.weight * mask, minlength=size) for side in sides)
        for kind, mask in (("support", found.support), ("tension", ~found.support))
    }
    index = pd.Index(found.names, dtype=object, name="iso3")
    return pd.DataFrame(columns, index=index, dtype=np.float64)[present]
