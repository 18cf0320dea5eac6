"""compose(view, dataset, atlas) -> MapSpec: the one place where they meet.

Here every choice is made; the renderers only draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.cards import relation_card
from geo.choropleth import Choropleth, choropleth
from geo.countries import Atlas
from geo.framing import Bounds, center_of, frame, in_frame
from geo.legend import legend, notes
from geo.lines import curves, dash_of, lanes, toward, width_of
from geo.measures import values
from geo.palette import LINE_COLORS, OVER_OPACITY
from geo.regions import FIT, REGIONS
from geo.relations import Dataset
from geo.select import Selection, over_before, select
from geo.spec import Area, Legend, Line, MapSpec, Provenance, SourceNote
from geo.timeline import frames
from geo.version import __version__
from geo.view import View
from geo.words import described, headline, subtitle

__all__ = ["compose"]

WORLDVIEWS = {"un": "internationally recognised borders"}
# The gaps between the lines of a pair are laid out for a frame drawn this many pixels wide; they scale with the map.
FRAME_PIXELS = 1140.0

Namer = Callable[[str], str]


def compose(view: View, dataset: Dataset, atlas: Atlas, *, permalink: str = "", notices: Sequence[str] = ()) -> MapSpec:
    """Decide everything that is drawn.

    Parameters
    ----------
    view : what a person chose
    dataset : the relations
    atlas : the countries, in one worldview
    permalink : the address of this view, to print on the map; by default its query
    notices : what was dropped on the way here; what can't be done with this data set or atlas is added
    """
    view, more = _possible(view, dataset, atlas)
    selection = select(view, dataset)
    drawable = _drawable(selection.shown, atlas)
    rows = list(drawable.head(view.top).itertuples(index=False))
    bounds = _bounds(view, dataset, atlas, rows)
    coloured = choropleth(view, selection)

    def name(key: str) -> str:
        return atlas.name(key, view.lang)

    past = over_before(selection.window)
    lines = _lines(rows, atlas, bounds, name, past)
    over = sum(line.opacity < 1 for line in lines), past
    areas = coloured.areas(atlas.countries, selection.shown, rows, name, bounds)
    head = headline(view, selection, _protagonist(view, dataset, atlas, selection), name)
    return MapSpec(
        title=dataset.title,
        headline=head,
        subtitle=subtitle(view, selection, WORLDVIEWS.get(atlas.worldview, atlas.worldview)),
        description=described(dataset.title, head, selection, rows, name),
        areas=areas,
        lines=lines,
        legend=_legend(view, dataset, atlas, selection, coloured, areas, rows, over),
        bounds=bounds,
        center_lon=center_of(bounds),
        projection=view.projection,
        worldview=atlas.worldview,
        language=view.lang,
        measure=coloured.measure,
        provenance=_provenance(dataset, atlas, selection, rows, permalink or f"?{view.to_query()}"),
        frames=frames(selection.window, selection.shown, selection.directed, [row.id for row in rows], coloured.fills),
        notices=(*notices, *more),
    )


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
    return view, said


def _drawable(shown: pd.DataFrame, atlas: Atlas) -> pd.DataFrame:
    """Relations whose two countries are both on the map, and differ."""
    there = list(atlas.countries)
    return shown[shown["source"].isin(there) & shown["target"].isin(there) & (shown["source"] != shown["target"])]


def _bounds(view: View, dataset: Dataset, atlas: Atlas, rows: Sequence[Any]) -> Bounds:
    involved = {key for row in rows for key in (row.source, row.target)}
    return frame(view, dataset.region, involved, {key: country.anchor for key, country in atlas.countries.items()})


def _protagonist(view: View, dataset: Dataset, atlas: Atlas, selection: Selection) -> str:
    """The country the headline is about: the focus, else the lead of the data set, else the most involved.

    Where countries are listed, it is the most involved of those; where another region than the data set's own is
    chosen, the most involved there.
    """
    if view.focus:
        return view.focus
    volume = values("volume", selection.shown)
    named = [key for key in view.countries or _leads(view, dataset, atlas) if key in volume]
    return max(named or list(volume), key=lambda key: (volume[key], key), default="")


def _leads(view: View, dataset: Dataset, atlas: Atlas) -> Sequence[str]:
    if view.region in (FIT, dataset.region):
        return (dataset.lead,)
    bounds = REGIONS[view.region].bounds
    return [key for key, country in atlas.countries.items() if in_frame(country.anchor, bounds)]


def _lines(rows: Sequence[Any], atlas: Atlas, bounds: Bounds, name: Namer, past: date) -> tuple[Line, ...]:
    """Lines in drawing order: the strongest last, on top. What ended before the day `past` is drawn lightly."""
    if not rows:
        return ()
    source, target, kind = ([getattr(row, column) for row in rows] for column in ("source", "target", "kind"))
    lane = lanes(source, target, kind)
    start, end = (np.array([atlas.countries[key].anchor for key in column]) for column in (source, target))
    paths = curves(start, end, lane, degrees_per_pixel=(bounds[2] - bounds[0]) / FRAME_PIXELS)
    middle = (bounds[0] + bounds[2]) / 2
    drawn = zip(rows, toward(paths, middle).tolist(), lane.number.tolist(), strict=True)
    first_day = pd.Timestamp(past)
    return tuple(_line(row, path, number, name, row.end < first_day) for row, path, number in reversed(list(drawn)))


def _line(row: Any, path: Sequence[Sequence[float]], lane: int, name: Namer, over: bool) -> Line:
    return Line(
        id=row.id,
        source=row.source,
        target=row.target,
        kind=row.kind,
        status=row.status,
        intensity=row.intensity,
        mutual=bool(row.mutual),
        path=tuple((lon, lat) for lon, lat in path),
        color=LINE_COLORS[row.kind],
        width=width_of(row.intensity),
        dash=dash_of(row.status),
        opacity=OVER_OPACITY if over else 1.0,
        lane=lane,
        card=relation_card(row, name),
    )


def _legend(
    view: View,
    dataset: Dataset,
    atlas: Atlas,
    selection: Selection,
    coloured: Choropleth,
    areas: Sequence[Area],
    rows: Sequence[Any],
    over: tuple[int, date],
) -> Legend:
    involved = set(selection.shown["source"]) | set(selection.shown["target"])
    missing = {atlas.name(key, view.lang) for key in involved - set(atlas.countries)}
    undrawn = len(_drawable(selection.shown, atlas)) - len(rows)
    texts = notes(selection.hidden, undrawn, view.top, missing, dataset.skipped)
    classes = [area.class_index for area in areas if not area.focus]
    focus_name = atlas.name(view.focus, view.lang) if view.focus else ""
    return legend(coloured.scale, classes, rows, focus_name, bool(atlas.disputed), over, texts)


def _provenance(
    dataset: Dataset, atlas: Atlas, selection: Selection, rows: Sequence[Any], permalink: str
) -> Provenance:
    first, last = selection.window
    return Provenance(
        dataset=dataset.name,
        title=dataset.title,
        digest=dataset.digest,
        version=dataset.version,
        worldview=atlas.worldview,
        window=(first.isoformat(), last.isoformat()),
        permalink=permalink,
        licence=dataset.licence,
        geometry=atlas.source,
        generator=f"Faultlines {__version__}",
        sources=_sources(rows),
    )


def _sources(rows: Sequence[Any]) -> tuple[SourceNote, ...]:
    """Every source of the lines drawn, once, those of the strongest first."""
    noted = (SourceNote(row.citation or row.url, row.url) for row in rows if row.citation or row.url)
    return tuple(dict.fromkeys(noted))
