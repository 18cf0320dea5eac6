"""compose(view, dataset, atlas) -> MapSpec: the one place where they meet.

Here every choice is made; the renderers only draw.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from geo.borders import borders, day_of, disputed, steady, with_standing
from geo.cards import Namer
from geo.change_map import comparable, compose_changes
from geo.choropleth import Choropleth, choropleth
from geo.countries import Atlas
from geo.drawing import drawable, framed_of, lines_of, namer, of_window, protagonist, provenance, reserve_of
from geo.legend import legend, notes
from geo.measures import MEASURES
from geo.relations import Dataset
from geo.rows import SOURCE, TARGET, Row
from geo.select import Selection, over_before, select, window_of
from geo.spec import Area, Disputed, Frame, Legend, Line, MapSpec
from geo.territory import about_rows, coloured_areas, place_headline, place_headlines, place_legend, told_areas
from geo.timeline import bars, frames, span_of
from geo.view import View
from geo.words import described, headline, headlines_over_time, subtitle

__all__ = ["compose"]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python does not look for garbage meanwhile.

    With 20,000 relations it would go through all that is in memory tens of times and find nothing: what composing makes
    is either part of the map or free at once. That took up to half of the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@_uncollected()
def compose(
    view: View,
    dataset: Dataset,
    atlas: Atlas,
    *,
    permalink: str = "",
    notices: Sequence[str] = (),
    timed: bool = True,
) -> MapSpec:
    """Decide everything that is drawn.

    Parameters
    ----------
    view : what a person chose
    dataset : the relations
    atlas : the countries, in one worldview
    permalink : the address of this view, to print on the map; by default its query
    notices : what was dropped on the way here; what can't be done with this data set or atlas is added
    timed : False leaves out the frames of the timeline, which take longest where there are thousands of days
    """
    view, more = _possible(view, dataset, atlas)
    more = [*dataset.notices, *more]
    if view.since:
        return compose_changes(view, dataset, atlas, permalink=permalink, notices=(*notices, *more))
    selection = select(view, dataset)
    able = drawable(selection.rows, atlas)
    rows, spare = able[: view.top], reserve_of(able[view.top :])
    bounds = (framed := framed_of(view, dataset, atlas, rows))["bounds"]
    coloured = choropleth(view, selection)
    name = namer(atlas, view.lang)
    whose = borders(atlas, name, day_of(view, dataset))
    past = over_before(selection.window)
    drawn, reserve = lines_of(rows, spare, atlas, bounds, of_window(name, past), view.projection == "globe")
    over = sum(line.opacity < 1 for line in drawn), past
    areas = with_standing(coloured.areas(atlas.countries, selection.statements, rows, name, bounds), atlas, name)
    places = _places(atlas, selection, coloured, name)
    hero = protagonist(view, dataset, atlas, selection.statements)
    head = _headline(view, selection, coloured, places, hero, name)
    return MapSpec(
        title=dataset.title,
        headline=head,
        subtitle=subtitle(view, selection, whose),
        description=(*described(dataset.title, head, selection, rows, name), *about_rows(places, selection.rows, name)),
        areas=areas,
        lines=drawn,
        reserve=reserve,
        legend=_legend(view, dataset, atlas, selection, coloured, areas, places, rows, len(able) - len(rows), over),
        **framed,
        worldview=atlas.worldview,
        language=view.lang,
        measure=coloured.measure,
        provenance=provenance(dataset, atlas, selection.window, rows, permalink or f"?{view.to_query()}", whose),
        frames=_frames(view, selection, coloured, places, [*drawn, *reserve], hero, name) if timed else (),
        bars=bars(selection.window, selection.shown),
        at=view.at.isoformat() if view.at else "",
        disputed=places,
        notices=(*notices, *more),
    )


def _places(atlas: Atlas, selection: Selection, coloured: Choropleth, name: Namer) -> tuple[Disputed, ...]:
    """The disputed areas, with what is said about them in this view."""
    areas = disputed(atlas, name)
    if coloured.of_areas:
        areas = coloured_areas(areas, coloured)
    return told_areas(areas, selection.rows, name)


def _headline(
    view: View, selection: Selection, coloured: Choropleth, places: Sequence[Disputed], hero: str, name: Namer
) -> str:
    if coloured.of_areas:
        return place_headline(view, selection, coloured, {area.key for area in places})
    return headline(view, selection, hero, name)


def _frames(
    view: View,
    selection: Selection,
    coloured: Choropleth,
    places: Sequence[Disputed],
    lines: Sequence[Line],
    hero: str,
    name: Namer,
) -> tuple[Frame, ...]:
    span = span_of(selection.window, selection.shown)
    fills = coloured.fills_over_time(span)
    if coloured.of_areas:
        there = {area.key for area in places}
        fills = [[(key, color) for key, color in day if key in there] for day in fills]
        heads = place_headlines(view, coloured, there, span)
    else:
        heads = headlines_over_time(view, selection, hero, name, span)
    return frames(span, selection.shown, [line.id for line in lines], fills, heads)


def _possible(view: View, dataset: Dataset, atlas: Atlas) -> tuple[View, list[str]]:
    """Replace what this data set and this atlas can't do, and say so."""
    said = []
    if view.worldview != atlas.worldview:
        said.append(f"worldview={view.worldview} is not available; the map shows {atlas.worldview}")
        view = view.with_(worldview=atlas.worldview)
    if view.lang not in atlas.languages:
        said.append(f"lang={view.lang} is not available; names are in English (there are {', '.join(atlas.languages)})")
        view = view.with_(lang="en")
    scenarios = sorted((set(dataset.scenarios) | set(dataset.table["scenario"])) - {""})
    if view.scenario and view.scenario not in scenarios:
        known = f"there are {', '.join(scenarios)}" if scenarios else "this data set has none"
        said.append(f"scenario={view.scenario} was ignored: {known}")
        view = view.with_(scenario="")
    view, incomparable = comparable(view, dataset)
    said += incomparable
    if view.since and MEASURES[view.effective_measure].of_areas:
        said.append(f"measure={view.measure} was ignored: a map of changes colours countries")
        view = view.with_(measure="")
    first, last = window_of(view, dataset)
    if view.at and not view.since and not first <= view.at <= last:
        said.append(f"at={view.at} was ignored: the map shows {first} to {last}")
        view = view.with_(at=None)
    return view, said


def _legend(
    view: View,
    dataset: Dataset,
    atlas: Atlas,
    selection: Selection,
    coloured: Choropleth,
    areas: Sequence[Area],
    places: Sequence[Disputed],
    rows: Sequence[Row],
    undrawn: int,
    over: tuple[int, date],
) -> Legend:
    involved = {*map(SOURCE, selection.rows), *map(TARGET, selection.rows)}
    missing = {atlas.name(key, view.lang) for key in involved - set(atlas.countries)}
    texts = notes(selection.hidden, undrawn, view.top, missing, dataset.skipped, int(dataset.selves.sum()))
    texts += steady(atlas, selection.window, day_of(view, dataset))
    classes = [area.class_index for area in areas if not area.focus]
    focus_name = atlas.name(view.focus, view.lang) if view.focus else ""
    plain = legend(coloured.scale, classes, rows, focus_name, bool(atlas.disputed), over, texts)
    return place_legend(plain, coloured, places) if coloured.of_areas else plain
