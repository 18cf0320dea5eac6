"""What Faultlines costs, beside the usual way to do the same, in one run on one machine: `make bench`.

Each figure is the median of several runs; what counts is the ratio, as machines differ. The newest table is kept in
`tests/bench/RESULTS.md`.
"""

from __future__ import annotations

import csv
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import folium
import pandas as pd

from geo import Atlas, Dataset, View, compose, to_html, to_png, to_svg
from tests.bench.usual import checked_row_by_row, outside_addresses, usual_map

RESULTS = Path(__file__).with_name("RESULTS.md")
LIBRARIES = ("streamlit", "folium", "geopandas", "pandas", "shapely")
CODES = ("AZE", "ARM", "GEO", "RUS", "IRN", "ISR", "TUR", "UKR", "USA", "CHN", "IND", "PAK", "FRA", "DEU", "SYR", "EGY")


class Row(NamedTuple):
    """One comparison; `unit` says what both figures are in."""

    what: str
    ours: float
    usual: float
    unit: str
    beside: str


def timed(action: Callable[[], object], runs: int = 5) -> float:
    """Median seconds, after one run that does not count."""
    action()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def table(count: int, path: Path) -> Path:
    """A relation table of `count` rows, the same every time."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source", "target", "kind", "intensity", "start", "mutual", "status", "summary", "id"])
        for number in range(count):
            source, target = dice.sample(CODES, 2)
            start = date(2025, dice.randint(1, 6), dice.randint(1, 28)).isoformat()
            kind, strength = dice.choice(["support", "tension"]), dice.randint(1, 5)
            writer.writerow([source, target, kind, strength, start, "false", "documented", "Something.", f"x{number}"])
    return path


def reading(folder: Path) -> list[Row]:
    path = table(100_000, folder / "large.csv")
    ours = timed(lambda: Dataset.read(path), 3)
    by_row, bare = timed(lambda: checked_row_by_row(path), 3), timed(lambda: pd.read_csv(path), 3)
    return [
        Row("read and check 100,000 relations", ours, by_row, "s", "the same checks row by row, without country names"),
        Row("read and check 100,000 relations", ours, bare, "s", "pandas.read_csv alone, nothing checked"),
    ]


def composing(folder: Path) -> list[Row]:
    atlas, rows = Atlas.load(), []
    for count in (60, 2_000, 20_000):
        data = Dataset.read(table(count, folder / f"{count}.csv"))
        view = View(top=20_000)
        ours = timed(lambda view=view, data=data: compose(view, data, atlas))
        usual = timed(lambda data=data: usual_map(data.table, atlas), 1)
        rows.append(
            Row(f"compose {count:,} relations", ours, usual, "s", "build a folium map of GeoJson and PolyLines")
        )
    return rows


def exporting() -> list[Row]:
    atlas, data = Atlas.load(), Dataset.load()
    spec = compose(View(), data, atlas)

    def usual() -> str:
        return str(usual_map(data.table, atlas).get_root().render())

    ours, theirs, beside = to_html(spec, atlas), usual(), "folium's own page"
    sizes, hosts = (len(page.encode()) / 1e3 for page in (ours, theirs)), map(outside_addresses, (ours, theirs))
    return [
        Row("standalone HTML, size", *sizes, "kB", beside),
        Row("standalone HTML, files from other hosts", *hosts, "", beside),
        Row("standalone HTML, time", timed(lambda: to_html(spec, atlas)), timed(usual, 3), "s", beside),
        Row(
            "SVG, time", timed(lambda: to_svg(spec, atlas)), timed(lambda: to_png(spec, atlas)), "s", "the same as PNG"
        ),
    ]


def report(rows: list[Row]) -> str:
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    lines = [f"Measured on {date.today()}: {machine}; {versions}.", ""]
    lines += ["| what | Faultlines | the usual way | ratio | the usual way is |", "|---|---|---|---|---|"]
    for row in rows:
        ratio = f"1/{row.usual / row.ours:.1f}" if 0 < row.ours < row.usual else f"{row.ours / row.usual:.2f}"
        figures = (f"{number:.3g} {row.unit}".strip() for number in (row.ours, row.usual))
        lines.append(f"| {row.what} | {' | '.join(figures)} | {ratio} | {row.beside} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    print(f"folium {folium.__version__}; this takes a few minutes", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        rows = [*reading(Path(folder)), *composing(Path(folder)), *exporting()]
    text = report(rows)
    RESULTS.write_text(
        f"# Measured beside the usual ways\n\n`make bench` writes this file.\n\n{text}", encoding="utf-8"
    )
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
