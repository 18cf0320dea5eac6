"""What Faultlines costs beside the usual ways to show the same, in one run on one machine: `make bench`.

The same countries and relations in four apps: Faultlines, and the peers in `peers/`, each as a good user would write
it. `film` says how paints are timed, `visit` what is done, `copies` how the peers work without a network. What
counts is the ratio, as machines differ. The newest table is kept in `RESULTS.md`; BENCH=quick measures less, and keeps
nothing.
"""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from geo import Atlas, Dataset, View, compose
from geo.select import select
from tests.bench.apps import APPS
from tests.bench.browsing import Effort, Subject, exports, measured
from tests.bench.film import Calibration, calibrate
from tests.bench.inputs import Start, peer_files, sovereign, table
from tests.bench.python_side import composing, exported, reading, rendering
from tests.bench.report import Row, markdown, targets
from tests.bench.visit import WINDOW

RESULTS = Path(__file__).with_name("RESULTS.md")
LIBRARIES = ("streamlit", "folium", "streamlit-folium", "pydeck", "plotly", "geopandas", "pandas", "shapely")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WORLD = Start((20.0, 10.0), 2, (-170.0, -56.0, 180.0, 80.0))
HEAD = "# Measured beside the usual ways\n\n`make bench` writes this file.\n\n"
SIZES = {60: Effort(1, 1, 1), 2_000: Effort(1, 1, 1), 20_000: Effort(1, 1, 1)}
QUICK = Effort(1, 1, 1)
Known = Callable[[list[Row], Calibration, str], None]
QUIET = 0.15  # of the cores: what other programs may use


def default_subject(folder: Path) -> tuple[Subject, View, Dataset]:
    """The first view of the default data; the peers get the same relations, and look at the same place."""
    view, data, atlas = View(), Dataset.load(), Atlas.load()
    spec = compose(view, data, atlas)
    west, south, east, north = spec.bounds
    start = Start(((south + north) / 2, (west + east) / 2), 4, spec.bounds)
    return Subject("", peer_files(folder / "default", select(view, data).shown, atlas, start), None, ""), view, data


def sized_subject(count: int, folder: Path) -> tuple[Subject, View, Dataset]:
    """So many relations among all states of the world, all of them drawn."""
    atlas = Atlas.load()
    path = table(count, folder / f"{count}.csv", sovereign(atlas))
    data = Dataset.read(path)
    files = peer_files(folder / f"for-peers-{count}", data.table, atlas, WORLD)
    name = f"{count:,} relations"
    return Subject(name, files, path, "?top=20000&region=world"), View(top=20_000, region="world"), data


async def browsed(folder: Path, quick: bool, known: Known) -> tuple[list[Row], Calibration, str]:
    """All rows of the four apps, how exact the film is, and the browser's version."""
    from playwright.async_api import async_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit(f"no browser on this machine: none of {', '.join(BROWSERS)} is on the path")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = await browser.new_page(viewport=WINDOW)
        exact = await calibrate(page)
        await page.close()
        subject, view, data = default_subject(folder)
        rows = await measured(browser, subject, QUICK if quick else Effort(5, 7, 7), folder)
        rows += await exports(browser, exported(view, data, subject.peer_data), folder)
        tell(rows)
        known(rows, exact, browser.version)
        for count, effort in SIZES.items():
            found = await of_size(browser, count, QUICK if quick else effort, folder)
            tell(found)
            rows += found
            known(rows, exact, browser.version)
        return rows, exact, browser.version


def tell(rows: list[Row]) -> None:
    """What is known already, for who does not want to wait, or can't."""
    print(markdown(rows, [app.name for app in APPS]), flush=True)


async def of_size(browser: Any, count: int, effort: Effort, folder: Path) -> list[Row]:
    subject, view, data = sized_subject(count, folder)
    seconds = composing(view, data, subject.peer_data)
    rows = [Row(f"{subject.name}: compose", "s", seconds)]
    # The files are the same as with any other data
    found = await measured(browser, subject, effort, folder)
    return rows + [row for row in found if not row.what.endswith("files")]


def busy() -> float:
    """Share of all cores that other programs use now, from 0 to 1; not a number where the system does not say."""
    counters = Path("/proc/stat")
    if not counters.exists():
        return float("nan")

    def read() -> tuple[int, int]:
        times = [int(text) for text in counters.read_text().splitlines()[0].split()[1:9]]
        return sum(times), times[3] + times[4]

    (whole, idle), _ = read(), time.sleep(2)
    later, rested = read()
    return 1 - (rested - idle) / max(1, later - whole)


def machine(chromium: str) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB of memory, "
        f"no graphics card; Python {platform.python_version()}, Chromium {chromium} without a window; {versions}"
    )


def report(rows: list[Row], alone: list[Row], exact: Calibration, chromium: str, load: float) -> str:
    names = [app.name for app in APPS]
    peers = "\n".join(f"- {app.name}: {app.title}" for app in APPS)
    warning = "; too much for good figures" if load > QUIET else ""
    return f"""Measured on {date.today()}: {machine(chromium)}.
When it began, other programs used {load:.0%} of the cores{warning}.

{markdown(rows, names)}
{peers}

## To reach

{targets(rows, names)}
## How it was measured

- The window (1440 by 900) is filmed; the last paint is the first picture from which on the map's box does not change.
  A page that changes at a known time was stamped {exact.late:.0f} ms late (at most {exact.latest:.0f}); the film leaves
  it {exact.filmed} of {exact.plain} frames a second, or {exact.filmed_gl} of {exact.plain_gl} drawn with WebGL, which
  the processor has to do without a graphics card.
- One change: the kind control is switched by keyboard, the pointer off the map; from the key press to the last paint,
  animations included.
  Bytes are counted in the page, as the page sees them: over the socket, both ways, and of what is fetched (address and
  body), from when the control gets the focus; Faultlines then asks for the map that a key press would bring.
- First map: cold cache, warm server; from the start of navigation to the picture from which on at most 0.5 % of the map
  changes. Files: as transferred, packed; those of other hosts come from local copies and cost the peers no time.
- Pan: a drag by a quarter of the map's width, for about a second; from the hand's last move to the last paint, without
  the time that the hand then rests before it lets go.
  Zoom: one notch of the wheel. "no answer": the map did not move. A figure over 120 s counts as that.
- Compose: to build in Python what is sent. The peers keep shapes and table in `st.cache_data`.

## Without a browser

{markdown(alone, ["Faultlines", "other"])}"""


def main() -> int:
    quick, begun = os.environ.get("BENCH") == "quick", time.time()
    print(
        f"This takes {'more than 10' if quick else 'about 25'} minutes; leave the machine alone meanwhile.", flush=True
    )
    load = busy()
    with tempfile.TemporaryDirectory() as folder:
        alone = [*reading(Path(folder)), *rendering()]

        def keep(rows: list[Row], exact: Calibration, chromium: str) -> None:
            """After each part, so that a run that is cut short has not been for nothing."""
            text = report(rows, alone, exact, chromium, load)
            if not quick:
                RESULTS.write_text(f"{HEAD}{text}", encoding="utf-8")

        rows, exact, chromium = asyncio.run(browsed(Path(folder), quick, keep))
    print(report(rows, alone, exact, chromium, load))
    print(f"{time.time() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
