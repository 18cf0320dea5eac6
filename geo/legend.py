"""The legend: what is drawn, how much of it, what is hidden and what could not be matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from geo.dates import day_name
from geo.lines import dash_of, width_of
from geo.measures import MEASURES
from geo.palette import FOCUS, INK, LINE_COLORS, NO_DATA, OVER_OPACITY
from geo.rows import KIND, STATUS, Row
from geo.scales import Scale
from geo.spec import Legend, LegendRow
from geo.view import KINDS, STATUSES
from geo.words import counted, joined

__all__ = ["legend", "notes"]

WIDTH_WORDS: Mapping[int, str] = MappingProxyType({1: "1: words", 3: "3: aid, sanctions", 5: "5: war, alliance"})
STATUS_WORDS = MappingProxyType(
    {"documented": "documented", "alleged": "alleged", "hypothetical": "hypothetical (a what-if)"}
)
DISPUTED = "disputed area"
MOST_UNMATCHED = 8


def legend(
    scale: Scale,
    classes: Sequence[int | None],
    rows: Sequence[Row],
    focus_name: str,
    disputed: bool,
    over: tuple[int, date],
    texts: Sequence[str],
) -> Legend:
    """Rows for the fills, then for the lines.

    Parameters
    ----------
    classes : the class of each country, None for "no data"; the focus country is not among them
    rows : the relations drawn
    focus_name : "" without a focus
    disputed : the map marks disputed areas
    over : how many relations are drawn lightly, and the day before which they ended
    texts : the notes
    """
    title = MEASURES[scale.measure].title
    if scale.measure == "stance":
        title = f"Stance towards {focus_name}"
    return Legend(
        title,
        _area_rows(scale, classes, focus_name, disputed),
        (*_line_rows(rows), *_over_rows(*over)),
        tuple(texts),
    )


def notes(
    hidden: int, undrawn: int, top: int, missing: Collection[str], skipped: int, selves: int = 0
) -> tuple[str, ...]:
    """What the reader does not see: hidden by filters, beyond `top`, without a shape, left out of a faulty file, of a
    country with itself."""
    said = []
    if hidden:
        said.append(f"{counted(hidden, 'relation', 'relations')} of the data not shown: other dates or choices")
    if undrawn:
        drawn = {0: "lines are turned off", 1: "only the strongest is"}.get(top, f"only the {top:,} strongest are")
        said.append(f"{undrawn:,} {'more ' if top else ''}counted but not drawn: {drawn}")
    if missing:
        shown = sorted(missing)[:MOST_UNMATCHED]
        rest = len(missing) - len(shown)
        said.append(f"Not on this map: {joined(shown) if not rest else ', '.join(shown) + f' and {rest} more'}")
    if skipped:
        said.append(f"{counted(skipped, 'faulty row', 'faulty rows')} of the file left out")
    if selves:
        said.append(f"{counted(selves, 'relation', 'relations')} of a country with itself left out")
    return tuple(said)


def _area_rows(scale: Scale, classes: Sequence[int | None], focus_name: str, disputed: bool) -> tuple[LegendRow, ...]:
    rows = [
        LegendRow("class", label, value=str(index), color=color, count=classes.count(index))
        for index, (label, color) in enumerate(zip(scale.labels, scale.colors, strict=True))
    ]
    if focus_name:
        rows.append(LegendRow("focus", f"{focus_name}, the country in focus", color=FOCUS))
    rows.append(LegendRow("no-data", "no relations in view", color=NO_DATA, hatched=True, count=classes.count(None)))
    if disputed:
        stripes = (scale.colors[0], scale.colors[-1])
        rows.append(LegendRow("disputed", DISPUTED, value="disputed", color=scale.colors[-1], stripes=stripes))
    return tuple(rows)


def _line_rows(rows: Sequence[Row]) -> tuple[LegendRow, ...]:
    kinds, statuses = Counter(map(KIND, rows)), Counter(map(STATUS, rows))
    made = [
        LegendRow("kind", kind, value=kind, color=LINE_COLORS[kind], width=width_of(3), count=kinds[kind])
        for kind in KINDS
        if kind in kinds
    ]
    made += [_status_row(status, statuses[status]) for status in STATUSES if status in statuses]
    made += [
        LegendRow("width", words, value=str(strength), color=INK, width=width_of(strength))
        for strength, words in WIDTH_WORDS.items()
        if rows
    ]
    if any(row.mutual for row in rows):
        made.append(LegendRow("mutual", "an arrowhead at both ends: it holds both ways", color=INK, width=width_of(3)))
    return tuple(made)


def _over_rows(count: int, past: date) -> tuple[LegendRow, ...]:
    """One row for what is drawn lightly, if there is any."""
    label = f"ended before {day_name(past)}"
    row = LegendRow("over", label, value="over", color=INK, width=width_of(3), opacity=OVER_OPACITY, count=count)
    return (row,) if count else ()


def _status_row(status: str, count: int) -> LegendRow:
    label, dash = STATUS_WORDS[status], dash_of(status)
    return LegendRow("status", label, value=status, color=INK, width=width_of(3), dash=dash, count=count)
