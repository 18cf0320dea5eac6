"""What is told about each country beside its shape: codes, names, region, label point, anchor, area, bounds."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from shapely import MultiPolygon, Point, Polygon, box
from shapely.affinity import translate

from data.build_shapes import BuildError, areas_km2

__all__ = ["TINY_KM2", "country_facts"]

TINY_KM2 = 3_000.0
NEAR_DEGREES = 18.0
LANGUAGE = re.compile(r"NAME_([A-Z]{2}|ZHT)")
ISO2 = {"XKX": "XK"}
# Where the middle of a label is far from where most people live, and lines to it would run off most maps.
BETTER_ANCHORS = {"RUS": (41.0, 53.2)}


def country_facts(
    source: gpd.GeoDataFrame, full: gpd.GeoDataFrame, drawn: gpd.GeoDataFrame, names: Path
) -> pd.DataFrame:
    """One row per country, indexed by ISO alpha-3 like the shapes.

    Parameters
    ----------
    source : Natural Earth's rows with `iso3`
    full : the shapes before simplification; areas are measured on them
    drawn : the simplified shapes; anchors lie inside them
    names : our table of better display names (iso3, lang, text)
    """
    rows = _main_rows(source).loc[full.index]
    table = pd.DataFrame(index=full.index)
    table["iso2"] = [ISO2.get(iso3, iso2) for iso3, iso2 in rows.ISO_A2_EH.items()]
    table["region"], table["subregion"] = rows.REGION_UN, rows.SUBREGION
    table["label_lon"], table["label_lat"] = rows.LABEL_X.round(4), rows.LABEL_Y.round(4)
    labels = {iso3: (x, y) for iso3, x, y in zip(rows.index, rows.LABEL_X, rows.LABEL_Y, strict=True)} | BETTER_ANCHORS
    anchors = [_anchor(shape, Point(*labels[iso3])) for iso3, shape in drawn.geometry.items()]
    table[["anchor_lon", "anchor_lat"]] = [(round(anchor.x, 4), round(anchor.y, 4)) for anchor in anchors]
    table["area_km2"] = areas_km2(full.geometry.values).round(2)
    table[["west", "south", "east", "north"]] = [_bounds(shape) for shape in drawn.geometry]
    table["tiny"] = [_largest_km2(shape) < TINY_KM2 for shape in drawn.geometry]
    return table.join(_names(rows, names))


def _main_rows(source: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The row that stands for each country: the largest of those with its code (dependencies are smaller)."""
    coded = source[source.iso3 != ""]
    return (
        coded.assign(size=areas_km2(coded.geometry.values))
        .sort_values("size")
        .drop_duplicates("iso3", keep="last")
        .set_index("iso3")
    )


def _names(rows: gpd.GeoDataFrame, overrides: Path) -> pd.DataFrame:
    """Columns `name_en`, `name_ar`, ...: Natural Earth's, a capital letter first, or ours where they are better."""
    languages = {column: f"name_{match[1].lower()}" for column in rows if (match := LANGUAGE.fullmatch(column))}
    names = rows[list(languages)].rename(columns=languages).map(lambda text: text[:1].upper() + text[1:])
    for better in pd.read_csv(overrides, dtype=str, keep_default_na=False).itertuples():
        if better.iso3 not in names.index or f"name_{better.lang}" not in names:
            raise BuildError(f"{overrides.name}: no such country or language: {better.iso3}, {better.lang}")
        names.loc[better.iso3, f"name_{better.lang}"] = better.text
    return names


def _largest(shape: Polygon | MultiPolygon) -> Polygon:
    """The main land: the part with the largest area (in km2, since degrees shrink towards the poles)."""
    parts = shapely.get_parts(shape)
    return parts[areas_km2(parts).argmax()]


def _largest_km2(shape: Polygon | MultiPolygon) -> float:
    return float(areas_km2(shapely.get_parts(shape)).max())


def _anchor(shape: Polygon | MultiPolygon, label: Point) -> Point:
    """The label point if it is well inside the main land, else the centre of the largest circle that fits into it."""
    main = _largest(shape)
    circle = shapely.maximum_inscribed_circle(main)
    if main.contains(label) and main.boundary.distance(label) > circle.length / 4:
        return label
    return Point(circle.coords[0])


def _bounds(shape: Polygon | MultiPolygon) -> tuple[float, float, float, float]:
    """Where most of a country is: its main land and what lies within 18 degrees of that, step by step.

    So France is the one in Europe, and Chile is without Easter Island. East may exceed 180.
    """
    home = box(*_largest(shape).bounds)
    away = [box(*part.bounds) for part in shapely.get_parts(shape)]
    while True:
        shifted = [min((translate(part, turn) for turn in (0, 360, -360)), key=home.distance) for part in away]
        near = [home.distance(part) <= NEAR_DEGREES for part in shifted]
        if not any(near):
            break
        home = box(
            *shapely.union_all([home, *(part for part, is_near in zip(shifted, near, strict=True) if is_near)]).bounds
        )
        away = [part for part, is_near in zip(away, near, strict=True) if not is_near]
    west, south, east, north = home.bounds
    turn = 360 if west < -180 else 0
    return round(west + turn, 4), round(south, 4), round(east + turn, 4), round(north, 4)
