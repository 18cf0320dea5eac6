"""What is measured in Python alone: reading data, building what is sent to the browser, writing exports."""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import pandas as pd
from streamlit_folium import generate_leaflet_string

from app import wire
from geo import Atlas, Dataset, View, compose, to_html, to_png, to_svg
from tests.bench.inputs import sovereign, table
from tests.bench.report import Row
from tests.bench.usual import checked_row_by_row

__all__ = ["composing", "exported", "reading", "rendering", "timed"]

PEERS = Path(__file__).with_name("peers")
RUNS = 3


def timed(action: Callable[[], object]) -> float:
    """Median seconds, after one run that does not count."""
    action()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def reading(folder: Path) -> list[Row]:
    """Reading a large table, beside two simpler ways to read it."""
    path = table(100_000, folder / "large.csv", sovereign(Atlas.load()))
    ours = timed(lambda: Dataset.read(path))
    by_row, bare = timed(lambda: checked_row_by_row(path)), timed(lambda: pd.read_csv(path))
    what = "read and check 100,000 relations"
    return [
        Row(f"{what} / the same checks row by row, without country names", "s", (ours, by_row)),
        Row(f"{what} / pandas.read_csv alone, nothing checked", "s", (ours, bare)),
    ]


def rendering() -> list[Row]:
    """Still pictures, beside each other."""
    atlas = Atlas.load()
    spec = compose(View(), Dataset.load(), atlas)
    return [Row("SVG / PNG", "s", (timed(lambda: to_svg(spec, atlas)), timed(lambda: to_png(spec, atlas))))]


def composing(view: View, data: Dataset, peer_data: Path) -> tuple[float, ...]:
    """Seconds to build what a change sends: for Faultlines and for each peer, in their order."""
    atlas = Atlas.load()
    base = wire.base_of(compose(view, data, atlas))
    folium_app, pydeck_app, plotly_app = (_peer(name) for name in ("folium_app", "pydeck_app", "plotly_app"))
    inputs = folium_app.read.__wrapped__(str(peer_data))
    return (
        timed(lambda: wire.pack(wire.reduced(compose(view, data, atlas), base))),
        timed(lambda: _sent_by_streamlit_folium(folium_app.build(*inputs))),
        timed(lambda: pydeck_app.build(*inputs).to_json()),
        timed(lambda: plotly_app.build(*inputs).to_json()),
    )


def exported(view: View, data: Dataset, peer_data: Path) -> tuple[str, ...]:
    """The exported page of each, as its library writes it by default."""
    atlas = Atlas.load()
    folium_app, pydeck_app, plotly_app = (_peer(name) for name in ("folium_app", "pydeck_app", "plotly_app"))
    inputs = folium_app.read.__wrapped__(str(peer_data))
    return (
        to_html(compose(view, data, atlas), atlas),
        str(folium_app.build(*inputs).get_root().render()),
        str(pydeck_app.build(*inputs).to_html(as_string=True, notebook_display=False)),
        str(plotly_app.build(*inputs).to_html()),
    )


def _sent_by_streamlit_folium(made: folium.Map) -> str:
    """What st_folium does with a map before it sends it."""
    made.render()
    return str(generate_leaflet_string(made))


def _peer(name: str) -> Any:
    """A peer's script as a module; its page is made only where Streamlit runs it."""
    if str(PEERS) not in sys.path:
        sys.path.append(str(PEERS))
    return importlib.import_module(name)
