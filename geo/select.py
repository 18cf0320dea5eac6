"""Which relations a view shows, which it hides, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from geo.relations import Dataset
from geo.rows import Row
from geo.statements import Statements, statements_of
from geo.view import DEFAULT_STATUSES, View

__all__ = ["Selection", "over_before", "select", "window_of"]

RECENT = timedelta(days=62)  # two months: what ended longer before the end of the window is past

Mask = Any  # a numpy array of truth values, one for each row


@dataclass(frozen=True)
class Selection:
    """The relations of one view.

    Attributes
    ----------
    shown : rows of the data set's table that pass every filter, strongest first
    rows : the same as plain values
    directed : the same rows as the measures count them: with a focus and one direction, a mutual relation is only
        counted in that direction
    hidden : how many rows the filters hide; relations of a country with itself never show, and are not among them
    lifted : filter name -> how many relations would show if that one filter were lifted; only those that hide any;
        `dir` is the direction alone, `who` all that is said of countries
    window : first and last day, both included
    """

    shown: pd.DataFrame
    rows: Sequence[Row]
    directed: pd.DataFrame
    hidden: int
    lifted: Mapping[str, int]
    window: tuple[date, date]

    @cached_property
    def statements(self) -> Statements:
        """What is shown, as it is counted in every direction."""
        return statements_of(self.shown)

    @cached_property
    def directed_statements(self) -> Statements:
        """The same for `directed`."""
        return self.statements if self.directed is self.shown else statements_of(self.directed)


def select(view: View, dataset: Dataset) -> Selection:
    """Apply the filters of the view to the data set."""
    table = dataset.table
    window = window_of(view, dataset)
    masks = _masks(view, table, window)
    two = ~dataset.selves
    every = np.logical_and.reduce([two, *masks.values()])
    shown = _strongest_first(table[every])
    return Selection(
        shown,
        list(map(dataset.rows.__getitem__, shown.index.tolist())),
        _directed(view, shown),
        int(two.sum() - every.sum()),
        _lifted(masks, every, two) | _other_way(view, table, masks, every, two),
        window,
    )


def over_before(window: tuple[date, date]) -> date:
    """Relations that ended before this day were over some time before the end of the window.

    They are part of the view, but a map of July should not show what ended in December as if it still held.
    """
    return max(window[0], window[1] - RECENT)


def window_of(view: View, dataset: Dataset) -> tuple[date, date]:
    """The window of the view, each end from the data set's default where the view leaves it open.

    An end that would fall before its start is moved to it, so that a view with one end set always has a window.
    """
    start, end = view.start or dataset.window[0], view.end or dataset.window[1]
    if start > end:
        return (start, start) if view.start else (end, end)
    return start, end


def _masks(view: View, table: pd.DataFrame, window: tuple[date, date]) -> dict[str, Mask]:
    """Filter name -> rows that pass it. The names are those of the URL."""
    hypothetical = (table["status"] == "hypothetical").to_numpy()
    masks = {
        "kind": table["kind"].isin(view.kind).to_numpy(),
        "status": _sure_enough(view, table, hypothetical),
        "min": table["intensity"].to_numpy() >= view.min,
        "window": _overlaps(table, window),
        "who": _concerns(view, table),
    }
    if view.domain:
        masks["domain"] = table["domain"].isin(view.domain).to_numpy()
    return masks


def _sure_enough(view: View, table: pd.DataFrame, hypothetical: Mask) -> Mask:
    """Status, with the scenario laid over it: its rows show, those of other scenarios do not."""
    wanted = table["status"].isin(view.status).to_numpy()
    if not view.scenario:
        return wanted
    of_scenario = (table["scenario"] == view.scenario).to_numpy()
    return (wanted & ~hypothetical) | (hypothetical & of_scenario)


def _overlaps(table: pd.DataFrame, window: tuple[date, date]) -> Mask:
    first, last = (np.datetime64(day, "s") for day in window)
    start, end = table["start"].to_numpy(), table["end"].to_numpy()
    return (start <= last) & (np.isnat(end) | (end >= first))


def _concerns(view: View, table: pd.DataFrame) -> Mask:
    source, target = table["source"], table["target"]
    if view.dir == "between" and view.countries:
        among = [*view.countries, view.focus]
        return (source.isin(among) & target.isin(among)).to_numpy()
    ends = np.ones(len(table), dtype=bool)
    if view.focus:
        ends &= _touches(view, table, [view.focus])
        if view.countries:
            others = source.where(source != view.focus, target)
            ends &= others.isin(view.countries).to_numpy()
    elif view.countries:
        ends &= _touches(view, table, list(view.countries))
    return ends


def _touches(view: View, table: pd.DataFrame, codes: list[str]) -> Mask:
    """Rows that act on, come from, or concern one of the countries, as `dir` says; mutual rows do both."""
    acts, receives = (table[end].isin(codes).to_numpy() for end in ("source", "target"))
    if view.dir == "in":
        return receives | (acts & table["mutual"].to_numpy())
    if view.dir == "out":
        return acts | (receives & table["mutual"].to_numpy())
    return acts | receives


def _strongest_first(table: pd.DataFrame) -> pd.DataFrame:
    """By intensity, then how sure, then newest, then id: the order in which `top` keeps them."""
    if table.empty:
        return table
    sureness = table["status"].map({name: i for i, name in enumerate((*DEFAULT_STATUSES, "hypothetical"))})
    age = -table["start"].to_numpy().astype("datetime64[s]").astype(np.int64)
    order = np.lexsort((table["id"].to_numpy().astype(str), age, sureness.to_numpy(), -table["intensity"].to_numpy()))
    return table.iloc[order]


def _directed(view: View, shown: pd.DataFrame) -> pd.DataFrame:
    if not view.focus or view.dir not in ("in", "out"):
        return shown
    here, there = ("target", "source") if view.dir == "in" else ("source", "target")
    turn = (shown[here] != view.focus).to_numpy()
    turned = shown.copy()
    turned.loc[turn, [here, there]] = shown.loc[turn, [there, here]].to_numpy()
    turned["mutual"] = False
    return turned


def _lifted(masks: Mapping[str, Mask], every: Mask, two: Mask) -> dict[str, int]:
    found = {}
    for name in masks:
        rest = [mask for other, mask in masks.items() if other != name]
        without = int(np.logical_and.reduce([two, *rest]).sum())
        if without > every.sum():
            found[name] = without
    return found


def _other_way(view: View, table: pd.DataFrame, masks: Mapping[str, Mask], every: Mask, two: Mask) -> dict[str, int]:
    """How many would show if the other direction did as well, if any more."""
    if view.dir not in ("in", "out"):
        return {}
    rest = [mask for name, mask in masks.items() if name != "who"]
    count = int(np.logical_and.reduce([two, *rest, _concerns(view.with_(dir="all"), table)]).sum())
    return {"dir": count} if count > every.sum() else {}
