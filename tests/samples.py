"""A small MapSpec made by hand, for tests of the renderers: no data set, no atlas and no composing behind it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import Any

from geo.spec import Area, Card, Disputed, Legend, LegendRow, Line, MapSpec, Provenance, SourceNote

__all__ = [
    "BLUE",
    "HOSTILE",
    "RED",
    "SampleAtlas",
    "hostile_spec",
    "line_between",
    "named_spec",
    "sample_spec",
    "sample_topology",
]

BLUE = "#1b5fa6"
RED = "#c2410c"
GREY = "#f1efea"
HOSTILE = "</script><img src=x onerror=alert(1)> `${alert(1)}` <!-- \u2028 & {{ 7 * 7 }} {% x %} {# \"'"

# code: name, centre (lon, lat), fill, value, class position
COUNTRIES: dict[str, tuple[str, tuple[float, float], str, float | None, int | None]] = {
    "ARM": ("Armenia", (44.9, 40.3), "#f6c9a6", -0.4, 1),
    "AZE": ("Azerbaijan", (47.8, 40.4), "#d3cad2", 0.05, 2),
    "BHR": ("Bahrain", (50.5, 26.0), "#b2d0ec", 0.5, 3),
    "FJI": ("Fiji", (178.0, -17.8), GREY, None, None),
    "GEO": ("Georgia", (43.5, 42.2), "#f6c9a6", -0.3, 1),
    "IRN": ("Iran", (54.0, 32.5), "#e58a55", -0.7, 0),
    "ISR": ("Israel", (34.9, 31.4), "#b2d0ec", 0.3, 3),
    "KAZ": ("Kazakhstan", (67.0, 48.0), GREY, None, None),
    "RUS": ("Russia", (44.0, 52.5), "#e58a55", -0.8, 0),
    "TUR": ("Türkiye", (34.5, 39.1), "#669fd3", 0.8, 4),
    "UKR": ("Ukraine", (31.5, 49.0), "#f6c9a6", -0.25, 1),
    "USA": ("United States", (-100.0, 40.0), "#b2d0ec", 0.4, 3),
}
CLASSES = (
    ("mostly tension", "#e58a55", 2),
    ("more tension", "#f6c9a6", 3),
    ("in balance", "#d3cad2", 1),
    ("more support", "#b2d0ec", 3),
    ("mostly support", "#669fd3", 1),
)
# id, source, target, kind, status, intensity, mutual, how far it is bent more than usual, summary
RELATIONS = (
    ("tr-az", "TUR", "AZE", "support", "documented", 5, True, 0, "The Shusha Declaration makes them allies."),
    ("il-az", "ISR", "AZE", "support", "documented", 4, True, 0, "Arms for oil, and a shared worry about Iran."),
    ("ua-az", "UKR", "AZE", "support", "documented", 3, False, 0, "Kyiv backs Baku in its quarrel with Moscow."),
    ("az-ru", "AZE", "RUS", "tension", "documented", 3, True, 1, "Arrests on both sides after raids in Yekaterinburg."),
    ("ru-az", "RUS", "AZE", "support", "documented", 2, False, -1, "A gas contract is still in force."),
    ("ir-az", "IRN", "AZE", "tension", "alleged", 3, False, 0, "Tehran says that drones came from Azerbaijan."),
    ("ir-am", "IRN", "ARM", "support", "documented", 3, False, 0, "Tehran calls the border with Armenia a red line."),
    ("am-az", "ARM", "AZE", "tension", "documented", 4, True, 0, "No peace treaty is signed yet."),
    ("ru-ua", "RUS", "UKR", "tension", "documented", 5, False, 0, "Full-scale invasion since February 2022."),
    ("ge-ru", "GEO", "RUS", "tension", "hypothetical", 4, False, 0, "A second front is what some in Kyiv hope for."),
    ("bh-ir", "BHR", "IRN", "tension", "documented", 1, False, 0, "No diplomatic relations since 2016."),
    ("us-fj", "USA", "FJI", "support", "documented", 2, False, 0, "Aid after the cyclone."),
)
DASHES: dict[str, tuple[float, ...]] = {"documented": (), "alleged": (7.0, 4.0), "hypothetical": (1.5, 4.0)}


def mercator(lat: float) -> float:
    """Latitude to degrees of the Mercator plane."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def line_between(source: tuple[float, float], target: tuple[float, float], lane: int, steps: int = 24) -> Any:
    """A bent path in the Mercator plane that goes the short way round."""
    x0, x1 = source[0], source[0] + (target[0] - source[0] + 540) % 360 - 180
    y0, y1 = mercator(source[1]), mercator(target[1])
    bend = 0.14 + 0.12 * lane
    mx, my = (x0 + x1) / 2 - (y1 - y0) * bend, (y0 + y1) / 2 + (x1 - x0) * bend
    path = []
    for step in range(steps + 1):
        t = 0.04 + 0.92 * step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        y = math.radians(a * y0 + b * my + c * y1)
        lat = math.degrees(2 * math.atan(math.exp(y)) - math.pi / 2)
        path.append((round(a * x0 + b * mx + c * x1, 3), round(lat, 3)))
    return tuple(path)


def sample_area(key: str) -> Area:
    name, centre, fill, value, index = COUNTRIES[key]
    ids = [row for row in RELATIONS if key in (row[1], row[2])]
    strongest = "; ".join(row[8] for row in ids[:2])
    rows = (("Balance", "no data" if value is None else f"{value:+.2f}"), ("Relations", str(len(ids))))
    return Area(
        key=key,
        name=name,
        fill=fill,
        value=value,
        class_index=index,
        hatched=value is None,
        focus=key == "AZE",
        label_at=centre,
        anchor=centre,
        label_rank=0 if value is None else 1 + sorted(COUNTRIES).index(key),
        dot_at=centre if key == "BHR" else None,
        card=Card(title=name, rows=rows, text=strongest),
    )


def sample_line(row: tuple[str, str, str, str, str, int, bool, int, str]) -> Line:
    key, source, target, kind, status, intensity, mutual, bend, summary = row
    names = COUNTRIES[source][0], COUNTRIES[target][0]
    card = Card(
        title=f"{names[0]} {'and' if mutual else 'to'} {names[1]}: {kind}",
        rows=(("Since when", "February 2022"), ("How sure", status), ("How strong", f"{intensity} of 5")),
        text=summary,
        link_text="Sample Times, 1 July 2025",
        url="https://example.org/story?id=1&x=2",
    )
    return Line(
        id=key,
        source=source,
        target=target,
        kind=kind,
        status=status,
        intensity=float(intensity),
        mutual=mutual,
        path=line_between(COUNTRIES[source][1], COUNTRIES[target][1], bend),
        color=BLUE if kind == "support" else RED,
        width=1.0 + 0.8 * intensity,
        dash=DASHES[status],
        lane=1 if kind == "support" else -1,
        card=card,
    )


def sample_legend() -> Legend:
    areas = tuple(
        LegendRow("class", label, str(index), color, count=count) for index, (label, color, count) in enumerate(CLASSES)
    )
    return Legend(
        title="Balance of support and tension",
        areas=(*areas, LegendRow("no-data", "no relations in view", "", GREY, hatched=True, count=2)),
        lines=(
            LegendRow("kind", "support", "support", BLUE, 3.0, count=6),
            LegendRow("kind", "tension", "tension", RED, 3.0, count=6),
            LegendRow("status", "documented", "documented", "", 2.0, count=10),
            LegendRow("status", "alleged", "alleged", "", 2.0, DASHES["alleged"], count=1),
            LegendRow("status", "hypothetical", "hypothetical", "", 2.0, DASHES["hypothetical"], count=1),
            LegendRow("width", "words", "1", "", 1.8),
            LegendRow("width", "pressure", "3", "", 3.4),
            LegendRow("width", "war or alliance", "5", "", 5.0),
            LegendRow("mutual", "holds both ways", "mutual", "", 2.0),
        ),
        notes=("14 weaker relations are not drawn.",),
    )


def sample_disputed() -> Disputed:
    """An area that Georgia has on the map and Russia holds."""
    rows = (("Controlled by", "Russia"), ("Claimed by", "Georgia"), ("Since when", "26 August 2008"))
    card = Card("Abkhazia", rows, "Part of Georgia outside of its government's control.", "A judgment of 2021")
    return Disputed("abkhazia", "Abkhazia", ("RUS", "GEO"), card, (42.0, 43.1), owner="GEO")


def sample_spec() -> MapSpec:
    """Twelve countries and twelve relations: every kind, status and symbol, a dot, a line past the antimeridian."""
    return MapSpec(
        title="The South Caucasus, July 2025",
        headline="Azerbaijan in July 2025: backed by Türkiye, Israel and Ukraine, at odds with Russia and Iran",
        subtitle="1 to 31 July 2025, documented and alleged relations, UN borders",
        description=(
            "The map shows twelve relations between twelve countries in July 2025.",
            "Türkiye, Israel and Ukraine support Azerbaijan.",
            "Russia and Iran are in tension with Azerbaijan.",
        ),
        areas=tuple(sample_area(key) for key in sorted(COUNTRIES)),
        lines=tuple(sorted((sample_line(row) for row in RELATIONS), key=lambda line: (line.intensity, line.id))),
        legend=sample_legend(),
        bounds=(22.0, 24.0, 72.0, 57.0),
        center_lon=47.0,
        projection="mercator",
        worldview="un",
        language="en",
        measure="balance",
        provenance=Provenance(
            dataset="sample",
            title="The South Caucasus, July 2025",
            digest="0123456789abcdef" * 4,
            version="1.0",
            worldview="un",
            window=("2025-07-01", "2025-07-31"),
            permalink="?focus=AZE",
            licence="CC BY 4.0",
            geometry="Natural Earth 5.1.1, UN borders",
            sources=(
                SourceNote("Sample Times, 1 July 2025", "https://example.org/story?id=1&x=2"),
                SourceNote("A book without an address"),
            ),
        ),
        disputed=(sample_disputed(),),
        notices=("The region 'atlantis' is not known; the whole map is shown.",),
    )


def hostile_spec() -> MapSpec:
    """The sample with a text in every place that tries to break out of its markup, and links that must not be made."""
    spec = sample_spec()
    card = Card(HOSTILE, ((HOSTILE, HOSTILE),), HOSTILE, HOSTILE, "javascript:alert(1)")
    areas = tuple(replace(area, name=HOSTILE, card=card) for area in spec.areas)
    lines = tuple(replace(line, card=card) for line in spec.lines)
    legend = replace(spec.legend, title=HOSTILE, notes=(HOSTILE,), areas=(LegendRow("class", HOSTILE, "0", BLUE),))
    provenance = replace(
        spec.provenance,
        title=HOSTILE,
        licence=HOSTILE,
        permalink="javascript:alert(1)",
        sources=(SourceNote(HOSTILE, "javascript:alert(1)"),),
    )
    disputed = tuple(replace(area, name=HOSTILE, card=card) for area in spec.disputed)
    texts = {"title": HOSTILE, "headline": HOSTILE, "subtitle": HOSTILE}
    more = {"description": (HOSTILE,), "notices": (HOSTILE,), "provenance": provenance, "legend": legend}
    return replace(spec, areas=areas, lines=lines, disputed=disputed, **texts, **more)  # type: ignore[arg-type]


def named_spec(atlas: Any, lang: str) -> MapSpec:
    """The sample with the names of another language, and a headline that mixes them with English words."""
    spec = sample_spec()
    areas = tuple(replace(area, name=atlas.name(area.key, lang)) for area in spec.areas)
    headline = f"{atlas.name('AZE', lang)} in July 2025: {atlas.name('TUR', lang)} → {atlas.name('IRN', lang)}"
    return replace(spec, areas=areas, headline=headline, language=lang)


def sample_topology() -> dict[str, Any]:
    """A TopoJSON of boxes round the countries' centres, Fiji cut at the antimeridian, and one disputed area."""
    arcs: list[list[tuple[float, float]]] = []

    def box(west: float, south: float, east: float, north: float) -> list[list[int]]:
        arcs.append([(west, south), (east, south), (east, north), (west, north), (west, south)])
        return [[len(arcs) - 1]]

    shapes: list[dict[str, Any]] = []
    for key, (_, (lon, lat), *_rest) in COUNTRIES.items():
        size = 0.2 if key == "BHR" else 1.4
        polygons = [box(lon - size, lat - size, lon + size, lat + size)]
        if key == "FJI":
            polygons = [box(177.0, -18.5, 180.0, -16.5), box(-180.0, -18.5, -178.5, -16.5)]
        shapes.append({"type": "MultiPolygon", "id": key, "arcs": polygons})
    disputed = [{"type": "Polygon", "id": "abkhazia", "arcs": box(41.5, 42.8, 42.5, 43.4)}]
    objects = {
        "countries": {"type": "GeometryCollection", "geometries": shapes},
        "disputed": {"type": "GeometryCollection", "geometries": disputed},
    }
    return {"type": "Topology", "objects": objects, "arcs": arcs}


@dataclass(frozen=True)
class SampleAtlas:
    """What a renderer for the browser needs of an atlas."""

    worldview: str = "un"
    digest: str = "f" * 64
    source: str = "Natural Earth 5.1.1"

    def topojson(self) -> bytes:
        return json.dumps(sample_topology(), separators=(",", ":")).encode()
