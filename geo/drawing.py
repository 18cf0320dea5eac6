"""What a map of a window and a map of changes have in common: which relations can be drawn, where, by what line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypedDict, TypeVar

import numpy as np
import numpy.typing as npt

from geo.cards import relation_card
from geo.countries import Atlas
from geo.framing import Bounds, bounds_around, center_of, frame, in_frame, plane_of, whole_around
from geo.lines import curves, dash_of, great_circles, lanes, toward, widths_of
from geo.measures import values
from geo.palette import LINE_COLORS, OVER_OPACITY
from geo.plain import Path, Paths
from geo.regions import FIT, REGIONS
from geo.relations import Dataset
from geo.rows import INTENSITY, KIND, SOURCE, TARGET, Row
from geo.spec import Card, Line, Provenance, SourceNote
from geo.statements import Statements
from geo.version import __version__
from geo.view import View

__all__ = [
    "Told",
    "drawable",
    "framed_of",
    "lines_of",
    "namer",
    "of_window",
    "protagonist",
    "provenance",
    "reserve_of",
]

# The gaps between the lines of a pair are laid out for a frame drawn this many pixels wide; they scale with the map.
FRAME_PIXELS = 1140.0
# Beyond the lines drawn, so many of each country are at hand where a reader looks closer.
IN_RESERVE = 25

Namer = Callable[[str], str]


class _Directed(Protocol):
    """What runs from one country to another."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...


R = TypeVar("R", bound=_Directed)


def namer(atlas: Atlas, lang: str) -> Namer:
    """Names of countries in one language, looked up once; the code of one that is not in the atlas."""
    names = {key: atlas.name(key, lang) for key in atlas.countries}
    return lambda key: names.get(key, key)


def drawable(rows: Iterable[Row], atlas: Atlas) -> list[Row]:
    """Relations whose two countries are both on the map, and differ."""
    there = atlas.countries
    return [row for row in rows if row.source in there and row.target in there and row.source != row.target]


class Framed(TypedDict):
    """Where a map looks and how it is projected: fields of a MapSpec."""

    bounds: Bounds
    projection: str
    center: tuple[float, float]
    center_lon: float


def framed_of(view: View, dataset: Dataset, atlas: Atlas, rows: Sequence[Row]) -> Framed:
    """The frame of the map, and its projection; `rows` are the relations drawn.

    Who asks for the world or for the globe, and for no region, sees all of it.
    """
    involved = {*map(SOURCE, rows), *map(TARGET, rows)}
    bounds = frame(view, dataset.region, involved, {key: country.anchor for key, country in atlas.countries.items()})
    projection, center = plane_of(view.projection, bounds, _home(view, dataset, atlas) or bounds)
    if view.region == FIT and view.projection in ("equal-earth", "globe"):
        bounds = whole_around(center, view.projection)
    return Framed(bounds=bounds, projection=projection, center=center, center_lon=center_of(bounds))


def _home(view: View, dataset: Dataset, atlas: Atlas) -> Bounds | None:
    """Of the region that a map is about, whatever it shows of it; None where no country is known."""
    region = dataset.region if view.region == FIT else view.region
    if region in REGIONS:
        return REGIONS[region].bounds
    named = {*dataset.table["source"], *dataset.table["target"]} & set(atlas.countries)
    return bounds_around([atlas.countries[key].anchor for key in sorted(named)]) if named else None


def protagonist(view: View, dataset: Dataset, atlas: Atlas, shown: Statements) -> str:
    """The country the headline is about: the focus, else the lead of the data set, else the most involved.

    Where countries are listed, it is the most involved of those; where another region than the data set's own is
    chosen, the most involved there.
    """
    if view.focus:
        return view.focus
    volume = values("volume", shown)
    named = [key for key in view.countries or _leads(view, dataset, atlas) if key in volume]
    return max(named or list(volume), key=lambda key: (volume[key], key), default="")


def _leads(view: View, dataset: Dataset, atlas: Atlas) -> Sequence[str]:
    if view.region in (FIT, dataset.region):
        return (dataset.lead,)
    bounds = REGIONS[view.region].bounds
    return [key for key, country in atlas.countries.items() if in_frame(country.anchor, bounds)]


def reserve_of(beyond: Iterable[R]) -> list[R]:
    """Of the relations that are too many to draw the strongest of each country, for who looks closer."""
    found, count = [], Counter[str]()
    for row in beyond:
        if min(count[row.source], count[row.target]) < IN_RESERVE:
            found.append(row)
        count.update((row.source, row.target))
    return found


class Told(NamedTuple):
    """What a line says of its relation."""

    card: Card
    opacity: float = 1.0
    change: str = ""


def of_window(name: Namer, past: date) -> Callable[[Row], Told]:
    """What the lines of a window say; what ended before the day `past` is drawn lightly."""
    first_day = past.isoformat()

    def told(row: Row) -> Told:
        return Told(relation_card(row, name), OVER_OPACITY if row.last and row.last < first_day else 1.0)

    return told


def lines_of(
    rows: Sequence[Row], spare: Sequence[Row], atlas: Atlas, bounds: Bounds, told: Callable[[Row], Told], globe: bool
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Lines and those in reserve, in drawing order: the strongest last, on top. On a globe they follow great circles.

    `told` gives what a line says besides where it runs, how strong and how sure it is.
    """
    every = [*rows, *spare]
    if not every:
        return (), ()
    source, target, kind = (list(map(column, every)) for column in (SOURCE, TARGET, KIND))
    layout = lanes(source, target, kind)

    def lay_out() -> npt.NDArray[np.float64]:
        start, end = (np.array([atlas.countries[key].anchor for key in column]) for column in (source, target))
        pixel = (bounds[2] - bounds[0]) / FRAME_PIXELS
        paths = (great_circles if globe else curves)(start, end, layout, degrees_per_pixel=pixel)
        return toward(paths, (bounds[0] + bounds[2]) / 2)

    paths, widths = Paths(lay_out), widths_of(list(map(INTENSITY, every)))
    drawn = enumerate(zip(every, layout.number.tolist(), layout.size.tolist(), widths, strict=True))
    made = [_line(row, Path(paths, at), lane, size, width, told(row)) for at, (row, lane, size, width) in drawn]
    return tuple(made[: len(rows)][::-1]), tuple(made[len(rows) :][::-1])


def _line(row: Row, path: Path, lane: int, size: int, width: float, told: Told) -> Line:
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
        opacity=told.opacity,
        lane=lane,
        lanes=size,
        start=row.first,
        end=row.last,
        place=row.place,
        change=told.change,
        card=told.card,
    )


def provenance(
    dataset: Dataset, atlas: Atlas, window: tuple[date, date], rows: Sequence[Row], permalink: str, borders: str
) -> Provenance:
    """Where the map comes from; `rows` are the relations it cites, `borders` says whose borders it has."""
    first, last = window
    return Provenance(
        dataset=dataset.name,
        title=dataset.title,
        digest=dataset.digest,
        version=dataset.version,
        worldview=atlas.worldview,
        borders=borders,
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
