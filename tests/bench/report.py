"""The table: figures, ratios, and which of the targets are reached. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["Row", "markdown", "number", "ratio", "targets"]

SLOW = math.inf  # a figure that was not reached within the limit
LIMIT = 120


class Row(NamedTuple):
    """One comparison: what, its unit, and a figure for each, Faultlines first; none where a map gave no answer."""

    what: str
    unit: str
    figures: tuple[float | None, ...]


def number(figure: float | None, unit: str) -> str:
    """A figure as a reader wants it: three digits that count."""
    if figure is None:
        return "no answer"
    if math.isinf(figure):
        return f"> {LIMIT} {unit}"
    if unit == "":
        return f"{figure:,.0f}"
    digits = 0 if figure >= 100 else 1 if figure >= 10 else 2 if figure >= 1 else 3
    return f"{figure:,.{digits}f} {unit}"


def ratio(ours: float | None, theirs: float | None) -> str:
    """Ours to theirs: `1/20` is a twentieth of theirs."""
    if ours is None or theirs is None or math.isinf(ours):
        return "–"
    if math.isinf(theirs):
        return f"< 1/{LIMIT / ours:.0f}" if ours else "0"
    if ours == 0 or theirs == 0:
        return "0" if ours == 0 < theirs else "1" if ours == theirs else "–"
    share = theirs / ours
    return f"1/{share:.1f}" if 1 < share < 10 else f"1/{share:,.0f}" if share >= 10 else f"{1 / share:.2f}"


def markdown(rows: Sequence[Row], names: Sequence[str]) -> str:
    """A table with the figures of each, and ours as a share of each other one."""
    heads = [*names, *(f"ours / {name.partition(' ')[0]}" for name in names[1:])]
    lines = [f"| what | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for what, unit, figures in rows:
        cells = [number(figure, unit) for figure in figures]
        cells += [ratio(figures[0], figure) for figure in figures[1:]]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


class Target(NamedTuple):
    """Of `row`, ours may be at most `share` of the figure of `peer` (a place), or `share` itself for place 0."""

    row: str
    peer: int
    share: float


TARGETS = (
    Target("one change, to the last paint", 1, 1 / 25),
    Target("one change, bytes", 1, 1 / 300),
    Target("first map", 1, 1 / 2),
    Target("20,000 relations: compose", 0, 1.0),
    Target("20,000 relations: redraw after a pan", 1, 1 / 3),
)


def targets(rows: Sequence[Row], names: Sequence[str]) -> str:
    """What was to be reached, and whether it is."""
    found = {row.what: row for row in rows}
    lines = [_verdict(target, found, names) for target in TARGETS]
    for peer in range(2, len(names)):
        behind = [row for row in rows if not _ahead(row.figures[0], row.figures[peer])]
        lines.append(f"- {_mark(not behind)}: ahead of {names[peer]} in every row{_but(behind, peer)}")
    return "\n".join(lines) + "\n"


def _verdict(target: Target, found: Mapping[str, Row], names: Sequence[str]) -> str:
    wanted = (
        f"under {target.share:g} s" if not target.peer else f"at most 1/{1 / target.share:.0f} of {names[target.peer]}"
    )
    row = found.get(target.row)
    if row is None:
        return f"- not measured: {target.row}, {wanted}"
    ours, theirs = row.figures[0], row.figures[target.peer]
    most = target.share if not target.peer else target.share * (theirs if theirs is not None else SLOW)
    if ours is None:
        return f"- missed: {target.row}, {wanted}: no answer"
    seen = number(ours, row.unit) if not target.peer else ratio(ours, theirs)
    return f"- {_mark(ours <= most)}: {target.row}, {wanted}: {seen}"


def _ahead(ours: float | None, theirs: float | None) -> bool:
    """Less is better everywhere; nothing is as good as nothing, and a map without an answer is behind."""
    if ours is None or theirs is None:
        return theirs is None and ours is not None
    return ours < theirs or ours == theirs == 0


def _mark(reached: bool) -> str:
    return "reached" if reached else "missed"


def _but(behind: Sequence[Row], peer: int) -> str:
    """Two that took one frame of the film each are level: less can't be told, but that is not ahead."""
    level = [row.what for row in behind if row.figures[0] is not None and row.figures[0] == row.figures[peer]]
    said = {"not in": [row.what for row in behind if row.what not in level], "level in": level}
    return "".join(f"; {word}: {', '.join(rows)}" for word, rows in said.items() if rows)
