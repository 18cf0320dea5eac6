"""MapSpec: what is drawn, fully decided.

Renderers only draw what stands here. There are no library objects in it, no callbacks and no choices left; every text
is plain (a renderer escapes it). Lengths are CSS pixels of the screen, coordinates are (longitude, latitude) in
degrees, colours are `#rrggbb`. `MapSpec.to_dict` is what `faultlines render -o map.json` writes and what the browser
gets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from geo.plain import LonLat, Path, from_plain, to_plain

__all__ = [
    "SCHEMA",
    "Area",
    "Bar",
    "Card",
    "Disputed",
    "Frame",
    "Legend",
    "LegendRow",
    "Line",
    "MapSpec",
    "Provenance",
    "SourceNote",
]

# Of the JSON of a map. A field more, or one less, is no other schema; a field that means something else is. It then
# takes the next number, and `MapSpec.from_json` the way from the ones before.
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Card:
    """The text of a hover card.

    Attributes
    ----------
    title : first line
    rows : (label, text) pairs
    text : a sentence under the rows
    link_text, url : a source to follow; `url` is empty or http(s)
    """

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    text: str = ""
    link_text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """One country of the choropleth.

    Attributes
    ----------
    key : ISO 3166-1 alpha-3, the geometry's key in the atlas
    name : in the language of the view
    fill : colour
    value : the measure; None is "no data"
    class_index : position in the legend's classes; None is "no data"
    hatched : drawn hatched ("no data"), never in the colour of zero
    focus : this is the country the map is seen from
    label_at : where its name goes
    label_rank : 1 is labelled first; 0 is never labelled
    anchor : where its lines begin and end
    dot_at : where a minimum-size dot stands for a country too small to see; None for all others
    """

    key: str
    name: str
    fill: str
    value: float | None = None
    class_index: int | None = None
    hatched: bool = False
    focus: bool = False
    label_at: LonLat = (0.0, 0.0)
    label_rank: int = 0
    anchor: LonLat = (0.0, 0.0)
    dot_at: LonLat | None = None
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Disputed:
    """A disputed area, drawn hatched over the fill of the country that it is part of in the map's worldview.

    Attributes
    ----------
    key, name : the geometry's key in the atlas, and in words
    stripes : ISO alpha-3 of those whose fills make the hatching, who holds it first, then who claims it; `own` for
        authorities of its own, which have a neutral grey. At most three; with none it is hatched in grey
    owner : ISO alpha-3 of the country it is part of in this worldview; empty where it is no country's, and grey
    stands_for : ISO alpha-3 of the country whose land it is elsewhere and that has no other in this worldview
    fill : colour of the area itself, which then has no stripes, where a measure colours areas; empty: the owner's
    value, class_index, hatched : of such a measure, as `Area` has them
    card : who controls it, who claims it, since when
    label_at : a place well inside of it
    """

    key: str
    name: str
    stripes: tuple[str, ...]
    card: Card
    label_at: LonLat
    owner: str = ""
    stands_for: str = ""
    fill: str = ""
    value: float | None = None
    class_index: int | None = None
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One relation.

    Attributes
    ----------
    id : relation id
    source, target : ISO alpha-3
    kind : `support` or `tension`
    status : `documented`, `alleged` or `hypothetical`
    intensity : 1 to 5
    mutual : an arrowhead at both ends
    path : from source to target, ends trimmed; longitudes run on past +-180 so that the line never jumps. Laid out
        for the map's own frame; the browser lays it out anew at each zoom, so that lanes keep their distance
    color, width, dash : `dash` is () for a solid line, else on/off lengths
    opacity : less than 1 for a relation that was over some time before the end of the window
    lane : 1, 2, ... outwards on the northern side of the pair's chord, -1, -2, ... on the southern
    lanes : how many there are on that side
    start, end : ISO dates; `end` is empty for what is still in force
    place : the disputed areas it is about, as `geo.places` writes them
    change : on a map of changes `began`, `ended`, `grew`, `shrank` or `turned`; empty on all others
    """

    id: str
    source: str
    target: str
    kind: str
    status: str
    intensity: float
    mutual: bool
    path: Path | tuple[LonLat, ...]
    color: str
    width: float
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    lane: int = 1
    lanes: int = 1
    start: str = ""
    end: str = ""
    place: str = ""
    change: str = ""
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One row of the legend.

    Attributes
    ----------
    symbol : `class`, `no-data`, `land`, `focus`, `disputed`, `kind`, `status`, `width`, `mutual`, `over` or `change`
    value : what the row stands for (`support`, `alleged`, `3`, a class's position ...), for linking with the map
    count : how many relations or countries it stands for; None where a count says nothing
    stripes : colours of a sample of the hatching of disputed areas, over `color`
    """

    symbol: str
    label: str
    value: str = ""
    color: str = ""
    width: float = 0.0
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    hatched: bool = False
    count: int | None = None
    stripes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Legend:
    """`areas` explains the fills under `title`, `lines` the lines; `notes` says what is hidden or unmatched."""

    title: str
    areas: tuple[LegendRow, ...] = ()
    lines: tuple[LegendRow, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is different from one day on, until the day of the next frame.

    Attributes
    ----------
    at : ISO date; the first frame stands at the first day of the window
    begun, ended : ids of lines (and of those in reserve) that are in force from this day on, and that no longer are;
        the first frame has all that are in force on its day in `begun`
    fills : (ISO alpha-3, colour) of the countries whose fill is another one; an empty colour is "no data". The first
        frame starts from "no data" everywhere. Where the measure colours disputed areas it is (key, colour) of these,
        and countries stay as they are
    headline : in words, what is seen on this day; empty where it is that of the frame before
    support, tension : how many relations of each kind are in force, drawn or not
    """

    at: str
    begun: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    fills: tuple[tuple[str, str], ...] = ()
    headline: str = ""
    support: int = 0
    tension: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the timeline (or a longer step, where the window is very long).

    Attributes
    ----------
    first, last : ISO dates of its days in the window
    support, tension : how many relations of each kind were in force on some day of it
    support_weight, tension_weight : the sums of their intensities
    support_begun, tension_begun : how many of them began in it
    """

    first: str
    last: str
    support: int = 0
    tension: int = 0
    support_weight: float = 0.0
    tension_weight: float = 0.0
    support_begun: int = 0
    tension_begun: int = 0


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source of what is drawn: a citation and, if there is one, its http(s) address."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a map comes from. `digest` is the SHA-256 of the data set, `version` its version, `permalink` a query or a
    full address, `generator` the program and its version, `borders` says whose borders of which day are drawn,
    `geometry` is the source of the shapes."""

    dataset: str
    title: str
    digest: str
    version: str
    worldview: str
    window: tuple[str, str]
    permalink: str
    licence: str = ""
    borders: str = ""
    geometry: str = ""
    generator: str = ""
    sources: tuple[SourceNote, ...] = ()


@dataclass(frozen=True, slots=True)
class MapSpec:
    """A composed map.

    Attributes
    ----------
    title : of the data set
    headline : what is seen, in words
    subtitle : window, filters and worldview in words
    description : the text alternative, one sentence each
    areas : every country of the atlas, in the order of their codes
    lines : in drawing order, the strongest last (on top)
    reserve : in the same order, what is not drawn for there being stronger ones, but may come in where a reader looks
        closer: the strongest of each country
    bounds : west, south, east, north of the frame; east may exceed 180, always west < east
    projection : `mercator`, `equal-earth`, `regional` (Lambert azimuthal equal-area) or `globe` (orthographic)
    center_lon : the meridian in the middle of the frame, -180 to 180
    center : where the plane of the projection touches the globe, or its middle meridian on the equator; on a grid of 5
        degrees, and the same while filters change (but for Mercator, which looks the same from everywhere)
    measure : name of the measure the areas are coloured by
    frames : how the map goes through the days of its window: areas and lines above are those of the whole window
    bars : what happened when, at a glance
    at : ISO date of the moment shown; empty for the whole window. `geo.moment.at_moment` gives the map of that moment
    since : ISO date that a map of changes compares `at` with; empty for all other maps
    disputed : areas that the worldview shows as disputed on the day of its borders, by key
    notices : what was dropped or is not available, for the reader
    caption : the text alternative as somebody wrote it; empty for the one that `geo.caption` writes from the data
    """

    title: str
    headline: str
    subtitle: str
    description: tuple[str, ...]
    areas: tuple[Area, ...]
    lines: tuple[Line, ...]
    legend: Legend
    bounds: tuple[float, float, float, float]
    center_lon: float
    projection: str
    worldview: str
    language: str
    measure: str
    provenance: Provenance
    frames: tuple[Frame, ...] = ()
    reserve: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    at: str = ""
    since: str = ""
    center: LonLat = (0.0, 0.0)
    disputed: tuple[Disputed, ...] = ()
    notices: tuple[str, ...] = ()
    caption: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists and numbers; fields at their default are left out."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    def to_json(self) -> str:
        """Compact JSON, the same bytes for the same map."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> MapSpec:
        """The map whose `to_json` this is; fields that nobody knows are left out. Raises ValueError."""
        return from_plain(cls, json.loads(text))
