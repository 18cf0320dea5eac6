"""One number per country.

Every measure starts from statements (`geo.statements`). With S the summed intensity of support and T that of tension
over the statements that concern a country:

    support = S        tension = T        volume = S + T        balance, stance = (S - T) / (S + T)

Opposite signs are never summed into nothing: `gross` gives both sides of every net figure. A country without a
statement is absent ("no data"), never zero; one that has only tension in view has support 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import UsageError
from geo.statements import Statements, statements_about, statements_of
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
    of_areas : of disputed areas, not of countries
    """

    name: str
    title: str
    sentence: str
    diverging: bool = False
    needs_focus: bool = False
    of_areas: bool = False


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
            Measure(
                "territory",
                "Relations about disputed areas",
                "Of the relations about each disputed area support minus tension, as a share of both: +1 is only "
                "support, -1 only tension.",
                diverging=True,
                of_areas=True,
            ),
        )
    }
)


Countable: TypeAlias = pd.DataFrame | Statements
_Sides = tuple[Statements, list[npt.NDArray[np.intp]]]
_Floats = npt.NDArray[np.float64]


class _Sums(NamedTuple):
    """Support and tension of the countries in `names`, those with a statement."""

    names: npt.NDArray[np.object_]
    support: _Floats
    tension: _Floats


def gross(table: Countable, direction: str = "both") -> pd.DataFrame:
    """Support and tension of every country that has relations.

    Parameters
    ----------
    table : relations, with columns source, target, kind, intensity and mutual; or their statements
    direction : `out` counts what a country says, `in` what is said about it, `both` is the sum of the two

    Returns
    -------
    Columns `support` and `tension` (sums of intensity), indexed by ISO3 in alphabetical order. A country without a
    statement in that direction has no row.

    Raises
    ------
    UsageError : for an unknown direction
    """
    return _framed(_sums(*_counted(table, direction)))


def gross_with(table: Countable, focus: str, direction: str = "both") -> pd.DataFrame:
    """Support and tension of every country towards the `focus` (an ISO3), in the form of `gross`.

    With direction `out` it is the other way round: what the focus says about them.
    """
    return _framed(_sums(*_counted_with(table, focus, direction)))


def values(measure: str, table: Countable, *, direction: str = "both", focus: str = "") -> dict[str, float]:
    """The measure of every country that has data, by ISO3 in alphabetical order.

    With S and T the sums of `gross` (for `stance`: of `gross_with`): support = S, tension = T, volume = S + T,
    balance = stance = (S - T) / (S + T), which lies in [-1, 1]. Territory is the balance of disputed areas, by their
    keys: of the relations about them (with statements: of those that `statements_about` gives).

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
    sums = _sums(*_of(measure, table, direction, focus))
    found = _combine(measure, sums.support, sums.tension)
    there = np.isfinite(found)
    return dict(zip(sums.names[there].tolist(), found[there].tolist(), strict=True))


def over_time(
    measure: str, table: Countable, span: Span, *, direction: str = "both", focus: str = ""
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
    found, sides = _of(measure, table, direction, focus)
    width, places, column = len(found.names), np.tile(found.row, len(sides)), np.concatenate(sides)
    support, tension, present = (
        span.sums(places, column, np.tile(weight, len(sides)), width)
        for weight in (found.weight * found.support, found.weight * ~found.support, np.ones(len(found.row)))
    )
    values = np.full(present.shape, np.nan)
    there = present > 0
    values[there] = _combine(measure, support[there], tension[there])
    return found.names.tolist(), values


def _of(measure: str, table: Countable, direction: str, focus: str) -> _Sides:
    """The statements that a measure counts, and the columns that name whom they count for."""
    if MEASURES[measure].needs_focus:
        return _counted_with(table, focus, direction)
    if MEASURES[measure].of_areas:  # an area does not act: it is both ends of its statements
        _check_direction(direction)
        return _counted(table if isinstance(table, Statements) else statements_about(table), "out")
    return _counted(table, direction)


def _counted(table: Countable, direction: str) -> _Sides:
    """The statements, and the columns that name the countries they count for."""
    _check_direction(direction)
    found = table if isinstance(table, Statements) else statements_of(table)
    return found, {"out": [found.actor], "in": [found.other], "both": [found.actor, found.other]}[direction]


def _counted_with(table: Countable, focus: str, direction: str) -> _Sides:
    """The same for what is said about the focus; with `out`, for what it says."""
    _check_direction(direction)
    found = table if isinstance(table, Statements) else statements_of(table)
    if direction == "out":
        said = found.where(found.names[found.actor] == focus)
        return said, [said.other]
    said = found.where(found.names[found.other] == focus)
    return said, [said.actor]


def _combine(measure: str, support: _Floats, tension: _Floats) -> _Floats:
    """NaN where a share of nothing would be taken."""
    if measure == "support":
        return support
    if measure == "tension":
        return tension
    total = support + tension
    if measure == "volume":
        return total
    share: _Floats = np.divide(support - tension, total, out=np.full(len(total), np.nan), where=total > 0)
    return share


def _check_direction(direction: str) -> None:
    if direction not in DIRECTIONS:
        raise UsageError(f"no direction {direction!r}; there are {', '.join(DIRECTIONS)}")


def _sums(found: Statements, sides: list[npt.NDArray[np.intp]]) -> _Sums:
    """Sum the statements by the countries in each of `sides`."""
    size = len(found.names)
    present = np.sum([np.bincount(side, minlength=size) for side in sides], axis=0) > 0
    support, tension = (
        np.sum([np.bincount(side, found.weight * mask, size) for side in sides], axis=0)[present]
        for mask in (found.support, ~found.support)
    )
    return _Sums(found.names[present], support, tension)


def _framed(sums: _Sums) -> pd.DataFrame:
    index = pd.Index(sums.names, dtype=object, name="iso3")
    return pd.DataFrame({"support": sums.support, "tension": sums.tension}, index=index, dtype=np.float64)
