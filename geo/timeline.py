"""Frames of the timeline: the map on one day of each month (or quarter, or year) of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from geo.dates import month_end
from geo.spec import Frame

__all__ = ["frames", "moments"]

MOST_FRAMES = 60
STEPS_IN_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240)

Filler = Callable[[pd.DataFrame], Sequence[tuple[str, str]]]


def moments(window: tuple[date, date]) -> tuple[date, ...]:
    """The last days of the months in the window, thinned to at most 60, and last the window's own last day."""
    first, last = window
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in STEPS_IN_MONTHS if months / step < MOST_FRAMES), STEPS_IN_MONTHS[-1])
    ends = {month_end(last.year, last.month - back) for back in range(step, months + 1, step)}
    return (*sorted(day for day in ends if first <= day < last), last)


def frames(
    window: tuple[date, date], shown: pd.DataFrame, directed: pd.DataFrame, drawn: Sequence[str], fill: Filler
) -> tuple[Frame, ...]:
    """The map on each of the `moments`.

    Parameters
    ----------
    shown, directed : the relations of the view, as in `Selection`; the same rows in the same order
    drawn : ids of the relations that have a line
    fill : gives the fills (ISO alpha-3, colour) for the relations in force on a day
    """
    start = shown["start"].to_numpy().astype("datetime64[D]")
    end = shown["end"].to_numpy().astype("datetime64[D]")
    ids, with_line = shown["id"].to_numpy(), shown["id"].isin(drawn).to_numpy()
    made = []
    for day in moments(window):
        at = np.datetime64(day, "D")
        there = (start <= at) & (np.isnat(end) | (end >= at))
        lines = tuple(str(key) for key in ids[there & with_line])
        made.append(Frame(day.isoformat(), lines, tuple(fill(directed[there]))))
    return tuple(made)
