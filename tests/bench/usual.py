"""The usual ways: what one would write without Faultlines."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import folium
import pandas as pd

from geo import Atlas

COLORS = {"support": "#1b5fa6", "tension": "#c2410c"}


def checked_row_by_row(path: Path) -> int:
    """Read a relation table and check it one row after the other; gives the number of problems."""
    problems = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            problems += row["kind"] not in COLORS
            problems += not 1 <= float(row["intensity"]) <= 5
            problems += date.fromisoformat(row["start"]).year < 1800
            problems += row["mutual"] not in ("true", "false", "")
            problems += row["status"] not in ("documented", "alleged", "hypothetical", "")
    return problems


def usual_map(table: pd.DataFrame, atlas: Atlas) -> folium.Map:
    """A folium map of country shapes with tooltips, as coarse as those of our browser, and a line for each relation."""
    made = folium.Map(location=(40, 45), zoom_start=4, tiles=None)
    coarse = atlas.shapes.set_geometry(atlas.shapes.simplify(0.05))
    shapes = coarse.assign(name=[country.name for country in atlas.countries.values()])
    folium.GeoJson(shapes, tooltip=folium.GeoJsonTooltip(["name"])).add_to(made)
    for row in table.itertuples():
        ends = (atlas.countries[key].anchor[::-1] for key in (row.source, row.target))
        folium.PolyLine(list(ends), color=COLORS[row.kind], weight=row.intensity, tooltip=row.summary).add_to(made)
    return made


def outside_addresses(page: str) -> int:
    """Scripts, styles and pictures that a page loads from another host."""
    return len(set(re.findall(r"<(?:script|link|img)\b[^>]*\b(?:src|href)=[\"'](https?://[^\"']+)", page)))
