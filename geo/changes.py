"""What changed between two days: the relations in force on the one beside those in force on the other.

A *dyad* is a source, a target and a kind; a mutual relation stands in two of them, one each way. Of the relations in
force in a dyad on a day the strongest is its strength, as on the map the strongest line is what the eye takes for it;
where none is in force, the strength is 0. (Measures add up all of them, and so do the pairs that turned around.)
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["CHANGES", "compare", "to_draw"]

CHANGES: Final = ("began", "ended", "grew", "shrank", "turned")

_SIDES: Final = ("before", "after")
_MOST: Final = 100_000  # names of countries

Places = npt.NDArray[np.int64]


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """What happened to each dyad.

    Parameters
    ----------
    before, after : the relations in force on each of the two days, with columns id, source, target, kind, intensity and
        mutual; of equally strong ones the first stands for its dyad. Relations of a country with itself are left out

    Returns
    -------
    A row for each dyad that is there on one of the days, in the order of its names, with these columns:

    source, target, kind : the dyad
    before, after : its strength on each day; 0 is "not there"
    row_before, row_after : id of the relation that stands for it on each day; "" where there is none
    back_before, back_after : that relation is mutual, and this is its way back
    change : `began`, `ended`, `grew`, `shrank`, or "" if it is as strong as it was
    turned : more tension than support between the two countries before and more support than tension after, or the
        reverse; by the sums of all their relations, mutual ones counted both ways
    net : support minus tension between the two countries after, by the same sums
    pair : a number that all dyads of the two countries share
    """
    codes, names = _codes(before, after)
    days = [_statements(table, *ends) for table, ends in zip((before, after), codes, strict=True)]
    dyads = np.union1d(*(day.dyad for day in days))
    source, target = dyads // 2 // _MOST, dyads // 2 % _MOST
    columns: dict[str, Any] = {"source": names[source], "target": names[target]}
    columns["kind"] = np.where(dyads % 2 == 0, "support", "tension").astype(object)
    for side, day in zip(_SIDES, days, strict=True):
        columns |= _strongest(day, dyads, side)
    pairs, columns["pair"] = np.unique(_pairs(dyads), return_inverse=True)
    then, now = (_nets(day, pairs)[columns["pair"]] for day in days)
    happened = _happened(columns["before"], columns["after"])
    return pd.DataFrame(columns | {"change": happened, "turned": then * now < 0, "net": now})


def to_draw(compared: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The lines of a map of changes, strongest first, and how many lines are left out for being as they were.

    A mutual relation that changed alike both ways is one line. Where a pair turned around, the strongest line of the
    kind that prevails now says so, whatever happened to itself; all others say what happened to them.

    Parameters
    ----------
    compared : what `compare` gives

    Returns
    -------
    A table with the same columns (without `back_...`) and these:

    mutual : drawn with two heads
    strength : that of the later day, or of the earlier one for what ended
    id : of the relation that stands for the line: on the later day, else on the earlier. Where one mutual relation
        stands for two lines that changed differently, one of them goes by that of the earlier day; no id comes twice
    change : one of `CHANGES`

    and a number.
    """
    lines = _once(compared)
    ended = (lines["change"] == "ended").to_numpy()
    lines["strength"] = np.where(ended, lines["before"], lines["after"])
    lines["id"] = np.where(ended, lines["row_before"], lines["row_after"])
    lines = lines.sort_values(["strength", "id"], ascending=[False, True], kind="stable")
    lines.loc[_says_turned(lines), "change"] = "turned"
    drawn = lines["change"].ne("").to_numpy()
    lines, unchanged = lines[drawn].reset_index(drop=True), int(len(lines) - drawn.sum())
    other = (lines["id"].duplicated(keep=False) & (lines["row_before"] != "")).to_numpy()
    first = other & ~lines["id"].where(other).duplicated().to_numpy()
    lines.loc[first, "id"] = lines.loc[first, "row_before"]
    return lines, unchanged


class _Statements(NamedTuple):
    """Directed statements of a day, strongest first: a mutual relation is two.

    `dyad` names source, target and kind by one number; `back` is the way back.
    """

    dyad: Places
    weight: npt.NDArray[np.float64]
    row: npt.NDArray[np.object_]
    back: npt.NDArray[np.bool_]


def _codes(*tables: pd.DataFrame) -> tuple[list[tuple[Places, Places]], npt.NDArray[np.object_]]:
    """Sources and targets of each table as places in a sorted array of names."""
    columns = [table[end].astype(object) for table in tables for end in ("source", "target")]
    every, names = pd.factorize(pd.concat(columns, ignore_index=True), sort=True)
    parts = np.split(every, np.cumsum([len(column) for column in columns])[:-1])
    return list(zip(parts[::2], parts[1::2], strict=True)), np.asarray(names, dtype=object)


def _statements(table: pd.DataFrame, source: Places, target: Places) -> _Statements:
    tension = (table["kind"] != "support").to_numpy(dtype=np.int64)
    mutual, abroad = table["mutual"].to_numpy(dtype=bool), source != target
    away, home = np.flatnonzero(abroad), np.flatnonzero(abroad & mutual)
    dyad = np.concatenate(
        [
            (source[away] * _MOST + target[away]) * 2 + tension[away],
            (target[home] * _MOST + source[home]) * 2 + tension[home],
        ]
    )
    row = np.concatenate([away, home])
    weight = table["intensity"].to_numpy(dtype=np.float64)[row]
    order = np.argsort(-weight, kind="stable")
    ids = table["id"].to_numpy(dtype=object)[row]
    return _Statements(dyad[order], weight[order], ids[order], (np.arange(len(row)) >= len(away))[order])


def _strongest(day: _Statements, dyads: Places, side: str) -> dict[str, Any]:
    """For each dyad its strength on a day and the relation that stands for it, in columns named after the side."""
    found, first = np.unique(day.dyad, return_index=True)
    place = np.searchsorted(dyads, found)
    strength, row, back = np.zeros(len(dyads)), np.full(len(dyads), "", dtype=object), np.zeros(len(dyads), dtype=bool)
    strength[place], row[place], back[place] = day.weight[first], day.row[first], day.back[first]
    return {side: strength, f"row_{side}": row, f"back_{side}": back}


def _pairs(dyads: Places) -> Places:
    """A number for the two countries of each dyad, the same whichever way round and of whichever kind."""
    source, target = dyads // 2 // _MOST, dyads // 2 % _MOST
    return np.asarray(np.minimum(source, target) * _MOST + np.maximum(source, target))


def _nets(day: _Statements, pairs: Places) -> npt.NDArray[np.float64]:
    """Support minus tension between the countries of each pair."""
    signed = np.where(day.dyad % 2 == 0, day.weight, -day.weight)
    sums = np.bincount(np.searchsorted(pairs, _pairs(day.dyad)), signed, len(pairs))
    return np.asarray(sums.round(9))


def _happened(before: npt.NDArray[np.float64], after: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    cases = [before == after, before == 0, after == 0, after > before]
    return np.asarray(np.select(cases, ["", "began", "ended", "grew"], "shrank").astype(object))


def _once(compared: pd.DataFrame) -> pd.DataFrame:
    """Mutual relations that changed alike both ways as one row, the way the relation is written."""
    mutual = compared.duplicated(["pair", "kind", "row_before", "row_after"], keep=False).to_numpy()
    ended = (compared["row_after"] == "").to_numpy()
    back = np.where(ended, compared["back_before"], compared["back_after"])
    return compared.assign(mutual=mutual)[~(mutual & back)].drop(columns=["back_before", "back_after"])


def _says_turned(lines: pd.DataFrame) -> pd.Index:
    """Of the lines, strongest first, the one of each pair that turned around that says so."""
    prevailing = np.where(lines["net"] > 0, "support", "tension")
    able = lines[(lines["turned"] & (lines["kind"] == prevailing) & (lines["after"] > 0)).to_numpy()]
    return able.index[~able["pair"].duplicated().to_numpy()]
