"""The map of changes between two days: what began, ended, grew, shrank and turned around, as lines and as fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from geo import drawing
from geo.borders import borders, day_of, disputed, steady, with_standing
from geo.change_fills import Difference, difference
from geo.change_words import (
    Days,
    Told,
    change_card,
    change_headline,
    change_rows,
    country_change_card,
    described_changes,
)
from geo.changes import compare, to_draw
from geo.countries import Atlas, Country
from geo.drawing import drawable, framed_of, namer, protagonist, provenance, reserve_of
from geo.framing import Bounds, in_frame
from geo.legend import legend, notes
from geo.lines import width_of
from geo.palette import FOCUS, OVER_OPACITY
from geo.relations import Dataset
from geo.rows import Row
from geo.select import Selection, select, window_of
from geo.spec import Area, Card, Legend, LegendRow, Line, MapSpec
from geo.statements import statements_of
from geo.territory import told_areas
from geo.timeline import bars
from geo.view import View
from geo.words import counted, subtitle

__all__ = ["comparable", "compose_changes", "in_force", "shown_rows"]

Namer = Callable[[str], str]
Dyad = tuple[str, str, str]


def comparable(view: View, dataset: Dataset) -> tuple[View, list[str]]:
    """The view with both days of its comparison; without `since`, and a notice, where they can't be compared."""
    if not view.since:
        return view, []
    last = view.at or window_of(view, dataset)[1]
    if view.since >= last:
        return view.with_(since=None), [f"since={view.since} was ignored: it is not before {last}"]
    begin = dataset.extent[0]
    if view.since < begin:
        return view.with_(since=None), [f"since={view.since} was ignored: the data begin on {begin}"]
    return view.with_(at=last), []


def in_force(view: View, dataset: Dataset, day: date) -> Selection:
    """What passes the filters of the view and is in force on a day, whatever its window."""
    return select(view.with_(start=day, end=day, at=None, since=None), dataset)


def shown_rows(view: View, dataset: Dataset, spec: MapSpec) -> pd.DataFrame:
    """The rows that a map is made from: of its window, of the day it shows, or of both days it compares."""
    days = [date.fromisoformat(day) for day in (spec.since, spec.at) if day]
    if not days:
        return select(view, dataset).shown
    return pd.concat([in_force(view, dataset, day).shown for day in days]).drop_duplicates("id")


@dataclass(frozen=True)
class _Compared:
    """All that the parts of the map are made from.

    `lines` are the changes on the map of `to_draw`, `unchanged` is how many are left out for being as they were.
    """

    view: View
    dataset: Dataset
    atlas: Atlas
    before: Selection
    after: Selection
    lines: pd.DataFrame
    unchanged: int
    days: Days
    name: Namer


def compose_changes(
    view: View, dataset: Dataset, atlas: Atlas, *, permalink: str = "", notices: Sequence[str] = ()
) -> MapSpec:
    """Decide everything that is drawn, as `geo.compose.compose` does; `view` is one that `comparable` gave."""
    made = _compared(view, dataset, atlas)
    told = _told(made)
    at_hand = {row.id for row in reserve_of(change.row for change in told[view.top :])}
    drawn, reserve = told[: view.top], [change for change in told[view.top :] if change.row.id in at_hand]
    rows = [change.row for change in drawn]
    framed = framed_of(view, dataset, atlas, rows)
    bounds = framed["bounds"]
    lines = _lines(made, drawn, reserve, bounds)
    coloured = difference(view, made.before, made.after)
    areas = with_standing(_areas(made, coloured, told, bounds), atlas, made.name)
    changes = [change.change for change in told]
    both = pd.concat([made.before.shown, made.after.shown])
    key = protagonist(view, dataset, atlas, statements_of(both))
    head = change_headline(view, made.days, key, made.before.rows, made.after.rows, changes, made.name)
    since, at = (day.isoformat() for day in _days(view))
    window, whose = _around(view, dataset), borders(atlas, made.name, day_of(view, dataset))
    return MapSpec(
        title=dataset.title,
        headline=head,
        subtitle=_subtitle(made, window, whose),
        description=described_changes(dataset.title, head, made.days, drawn, changes, len(drawn), made.name),
        areas=areas,
        lines=lines[0],
        reserve=lines[1],
        legend=_legend(made, coloured, areas, drawn),
        **framed,
        worldview=atlas.worldview,
        language=view.lang,
        measure=coloured.measure,
        provenance=provenance(dataset, atlas, _days(view), _cited(drawn), permalink or f"?{view.to_query()}", whose),
        bars=bars(window.window, window.shown),
        at=at,
        since=since,
        disputed=told_areas(disputed(atlas, made.name), _about(made), made.name),
        notices=tuple(notices),
    )


def _about(made: _Compared) -> list[Row]:
    """The relations of both days, for what is told of places: those that still hold first."""
    now = {row.id for row in made.after.rows}
    return [*made.after.rows, *(row for row in made.before.rows if row.id not in now)]


def _around(view: View, dataset: Dataset) -> Selection:
    """What a timeline shows that both days stand on: the window of the view, widened to them."""
    days = sorted([*_days(view), *window_of(view, dataset)])
    return select(view.with_(start=days[0], end=days[-1], at=None, since=None), dataset)


def _days(view: View) -> tuple[date, date]:
    if not view.since or not view.at:
        raise ValueError("two days are compared; comparable() makes sure of them")
    return view.since, view.at


def _compared(view: View, dataset: Dataset, atlas: Atlas) -> _Compared:
    first, last = _days(view)
    before, after = (in_force(view, dataset, day) for day in (first, last))
    lines, unchanged = to_draw(compare(*(_on_map(day, atlas) for day in (before, after))))
    return _Compared(
        view, dataset, atlas, before, after, lines, unchanged, Days.between(first, last), namer(atlas, view.lang)
    )


def _on_map(day: Selection, atlas: Atlas) -> pd.DataFrame:
    return day.shown[day.shown["id"].isin([row.id for row in drawable(day.rows, atlas)])]


def _told(made: _Compared) -> list[Told]:
    """The changes with the relations behind them, in the order of the lines."""
    then, now = ({row.id: row for row in day.rows} for day in (made.before, made.after))
    begun = _by_dyad(row for key, row in now.items() if key not in then)
    ended = _by_dyad(row for key, row in then.items() if key not in now)

    def told(line: Any) -> Told:
        stood, stands = then.get(line.row_before), now.get(line.row_after)
        ways = [(line.source, line.target, line.kind), (line.target, line.source, line.kind)][: 1 + line.mutual]
        news = (tuple(dict.fromkeys(row for way in ways for row in found.get(way, ()))) for found in (begun, ended))
        row = (stands or then[line.row_before])._replace(
            id=line.id, source=line.source, target=line.target, mutual=line.mutual
        )
        return Told(row, line.change, stood, stands, *news)

    return [told(line) for line in made.lines.itertuples(index=False)]


def _by_dyad(rows: Iterable[Row]) -> Mapping[Dyad, list[Row]]:
    """Relations by source, target and kind, strongest first; mutual ones both ways."""
    found: dict[Dyad, list[Row]] = {}
    for row in rows:
        found.setdefault((row.source, row.target, row.kind), []).append(row)
        if row.mutual:
            found.setdefault((row.target, row.source, row.kind), []).append(row)
    return found


def _lines(made: _Compared, drawn: Sequence[Told], reserve: Sequence[Told], bounds: Bounds) -> list[tuple[Line, ...]]:
    """Lines and those in reserve; what ended is light."""
    rows, spare = ([change.row for change in part] for part in (drawn, reserve))
    found = {change.row.id: change for change in (*drawn, *reserve)}

    def told(row: Row) -> drawing.Told:
        change = found[row.id]
        opacity = OVER_OPACITY if change.now is None else 1.0
        return drawing.Told(change_card(change, made.days, made.name), opacity, change.change)

    return list(drawing.lines_of(rows, spare, made.atlas, bounds, told, made.view.projection == "globe"))


def _areas(made: _Compared, coloured: Difference, told: Sequence[Told], bounds: Bounds) -> tuple[Area, ...]:
    mine: dict[str, list[Told]] = {}
    for change in told:
        for key in (change.row.source, change.row.target):
            mine.setdefault(key, []).append(change)
    ranks = _ranks(coloured, mine)

    def area(key: str, country: Country) -> Area:
        focus, value = key == coloured.focus, coloured.found.get(key)
        index = coloured.scale.index_of(value)
        return Area(
            key=key,
            name=made.name(key),
            fill=FOCUS if focus else coloured.scale.color_of(value),
            value=None if value is None else round(value, 4),
            class_index=index,
            hatched=index is None and not focus,
            focus=focus,
            label_at=country.label if in_frame(country.label, bounds) else country.anchor,
            label_rank=ranks.get(key, 0),
            anchor=country.anchor,
            dot_at=country.anchor if country.tiny else None,
            card=_country_card(made, coloured, key, mine.get(key, ())),
        )

    return tuple(area(key, country) for key, country in made.atlas.countries.items())


def _ranks(coloured: Difference, mine: Mapping[str, Sequence[Told]]) -> dict[str, int]:
    """Who is labelled first: the focus, then by how strong its changes are, then by how much is going on."""

    def order(key: str) -> tuple[bool, float, float, str]:
        changed = sum(change.row.intensity for change in mine.get(key, ()))
        return key != coloured.focus, -changed, -sum(coloured.sums.get(key, ())), key

    return {key: rank for rank, key in enumerate(sorted(mine.keys() | coloured.sums.keys(), key=order), start=1)}


def _country_card(made: _Compared, coloured: Difference, key: str, mine: Sequence[Told]) -> Card:
    sums, figures = coloured.sums.get(key), {}
    if sums:
        figures = {made.days.first: (sums[0], sums[1]), made.days.last: (sums[2], sums[3])}
    return country_change_card(key, figures, coloured.text(key), mine, made.days, made.name)


def _subtitle(made: _Compared, window: Selection, whose: str) -> str:
    """Both days, then filters and worldview as every map has them."""
    rest = subtitle(made.view, window, whose).split(" · ")[1:]
    return " · ".join([f"Changes between {made.days.first} and {made.days.last}", *rest])


def _legend(made: _Compared, coloured: Difference, areas: Sequence[Area], drawn: Sequence[Told]) -> Legend:
    shown = pd.concat([day.shown for day in (made.before, made.after)])
    missing = {made.atlas.name(key, made.view.lang) for key in {*shown["source"], *shown["target"]}}
    missing -= {made.name(key) for key in made.atlas.countries}
    selves = int(made.dataset.selves.sum())
    hidden, undrawn = len(made.dataset.table) - selves - shown["id"].nunique(), len(made.lines) - len(drawn)
    texts = notes(hidden, undrawn, made.view.top, missing, made.dataset.skipped, selves)
    texts += steady(made.atlas, _days(made.view), _days(made.view)[1])
    if made.unchanged:
        texts = (f"{counted(made.unchanged, 'unchanged relation', 'unchanged relations')} not drawn", *texts)
    classes = [area.class_index for area in areas if not area.focus]
    focus = made.name(coloured.focus) if coloured.focus else ""
    rows = [change.row for change in drawn]
    plain = legend(coloured.scale, classes, rows, focus, bool(made.atlas.disputed), (0, date.min), texts)
    return replace(
        plain,
        title=f"Change in {coloured.title(made.name)}, {made.days}",
        areas=tuple(_neither_day(row) for row in plain.areas),
        lines=(*change_rows([change.change for change in drawn], width_of(3)), *plain.lines),
    )


def _neither_day(row: LegendRow) -> LegendRow:
    return replace(row, label="no relations on either day") if row.symbol == "no-data" else row


def _cited(drawn: Sequence[Told]) -> list[Row]:
    """Every relation that the cards of the lines tell of."""
    return list(dict.fromkeys(row for told in drawn for row in (told.now or told.row, *told.begun, *told.ended)))
