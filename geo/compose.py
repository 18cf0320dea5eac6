"""compose(view, dataset, atlas) -> MapSpec: the one place where they meet.

Here every choice is made; the renderers only draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from geo.cards import relation_card
from geo.choropleth import Choropleth, choropleth
from geo.countries import Atlas
from geo.framing import Bounds, center_of, frame, in_frame
from geo.legend import legend, notes
from geo.lines import curves, dash_of, lanes, toward, widths_of
from geo.measures import values
from geo.palette import LINE_COLORS, OVER_OPACITY
from geo.regions import FIT, REGIONS
from geo.relations import Dataset
from geo.select import Row, Selection, over_before, rows_of, select, window_of
from geo.spec import Area, Legend, Line, MapSpec, Path, Provenance, SourceNote
from geo.timeline import bars, frames, span_of
from geo.version import __version__
from geo.view import View
from geo.words import described, headline, headlines_over_time, subtitle

__all__ = ["compose"]

WORLDVIEWS = {"un": "internationally recognised borders"}
# The gaps between the lines of a pair are laid out for a frame drawn this many pixels wide; they scale with the map.
FRAME_PIXELS = 1140.0
# Beyond the lines drawn, so many of each country are at hand where a reader looks closer.
IN_RESERVE = 25

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
    rows, spare = rows_of(drawable.head(view.top)), rows_of(_reserve(drawable.iloc[view.top :]))
    bounds = _bounds(view, dataset, atlas, rows)
    coloured = choropleth(view, selection)

    names = {key: atlas.name(key, view.lang) for key in atlas.countries}

    def name(key: str) -> str:
        return names.get(key, key)

    past = over_before(selection.window)
    drawn, reserve = _lines(rows, spare, atlas, bounds, name, past)
    over = sum(line.opacity < 1 for line in drawn), past
    areas = coloured.areas(atlas.countries, selection.shown, rows, name, bounds)
    protagonist = _protagonist(view, dataset, atlas, selection)
    head = headline(view, selection, protagonist, name)
    span = span_of(selection.window, selection.shown)
    return MapSpec(
        title=dataset.title,
        headline=head,
        subtitle=subtitle(view, selection, WORLDVIEWS.get(atlas.worldview, atlas.worldview)),
        description=described(dataset.title, head, selection, rows, name),
        areas=areas,
        lines=drawn,
        reserve=reserve,
        legend=_legend(view, dataset, atlas, selection, coloured, areas, rows, over),
        bounds=bounds,
        center_lon=center_of(bounds),
        projection=view.projection,
        worldview=atlas.worldview,
        language=view.lang,
        measure=coloured.measure,
        provenance=_provenance(dataset, atlas, selection, rows, permalink or f"?{view.to_query()}"),
        frames=frames(
            span,
            selection.shown,
            [line.id for line in (*drawn, *reserve)],
            coloured.fills_over_time(selection.directed, span),
            headlines_over_time(view, selection, protagonist, name, span),
        ),
        bars=bars(selection.window, selection.shown),
        at=view.at.isoformat() if view.at else "",
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
    first, last = window_of(view, dataset)
    if view.at and not first <= view.at <= last:
        said.append(f"at={view.at} was ignored: the map shows {first} to {last}")
        view = view.with_(at=None)
    return view, said


def _drawable(shown: pd.DataFrame, atlas: Atlas) -> pd.DataFrame:
    """Relations whose two countries are both on the map, and differ."""
    there = list(atlas.countries)
    return shown[shown["source"].isin(there) & shown["target"].isin(there) & (shown["source"] != shown["target"])]


def _bounds(view: View, dataset: Dataset, atlas: Atlas, rows: Sequence[Row]) -> Bounds:
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


def _reserve(beyond: pd.DataFrame) -> pd.DataFrame:
    """Of the relations that are too many to draw the strongest of each country, for who looks closer."""
    ranks = (beyond.groupby(beyond[end], observed=True).cumcount().to_numpy() for end in ("source", "target"))
    return beyond[np.minimum(*ranks) < IN_RESERVE] if len(beyond) else beyond


def _lines(
    rows: Sequence[Row], spare: Sequence[Row], atlas: Atlas, bounds: Bounds, name: Namer, past: date
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Lines and those in reserve, in drawing order: the strongest last, on top.

    What ended before the day `past` is drawn lightly.
    """
    every = [*rows, *spare]
    if not every:
        return (), ()
    source, target, kind = ([getattr(row, column) for row in every] for column in ("source", "target", "kind"))
    layout = lanes(source, target, kind)
    start, end = (np.array([atlas.countries[key].anchor for key in column]) for column in (source, target))
    paths = curves(start, end, layout, degrees_per_pixel=(bounds[2] - bounds[0]) / FRAME_PIXELS)
    drawn = zip(
        every,
        toward(paths, (bounds[0] + bounds[2]) / 2),
        layout.number.tolist(),
        layout.size.tolist(),
        widths_of([row.intensity for row in every]),
        strict=True,
    )
    first_day = past.isoformat()
    made = [_line(row, Path(path), lane, size, width, name, first_day) for row, path, lane, size, width in drawn]
    return tuple(made[: len(rows)][::-1]), tuple(made[len(rows) :][::-1])


def _line(row: Row, path: Path, lane: int, size: int, width: float, name: Namer, past: str) -> Line:
    return Line(
        id=row.id,
        source=row.source,
        target=row.target,
        kind=row.kind,
        status=row.status,
        intensity=row.intensity,
        mutual=row.mutual,
        path=path,
        color=LINE_COLORS[row.kind],
        width=width,
        dash=dash_of(row.status),
        opacity=OVER_OPACITY if row.last and row.last < past else 1.0,
        lane=lane,
        lanes=size,
        start=row.first,
        end=row.last,
        card=relation_card(row, name),
    )


def _legend(
    view: View,
    dataset: Dataset,
    atlas: Atlas,
    selection: Selection,
    coloured: Choropleth,
    areas: Sequence[Area],
    rows: Sequence[Row],
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
    dataset: Dataset, atlas: Atlas, selection: Selection, rows: Sequence[Row], permalink: str
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


def _sources(rows: Sequence[Row]) -> tuple[SourceNote, ...]:
    """Every source of the lines drawn, once, those of the strongest first."""
    noted = (SourceNote(row.citation or row.url, row.url) for row in rows if row.citation or row.url)
    return tuple(dict.fromkeys(noted))
