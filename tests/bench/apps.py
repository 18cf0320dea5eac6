"""The four apps that are measured: how each is started, where its map is, and how its kind control is reached."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server

__all__ = ["APPS", "App", "running"]

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).with_name("peers")
SETTINGS = ("server.headless=true", "server.fileWatcherType=none", "browser.gatherUsageStats=false")


@dataclass(frozen=True, slots=True)
class App:
    """One way to show the map.

    Attributes
    ----------
    name : of the column
    title : what it is, for the notes under the table
    script : of a peer; none for Faultlines
    box : CSS selector of the map
    """

    name: str
    title: str
    script: str
    box: str

    def command(self, port: int, data: Path | None) -> list[str]:
        if self.script:
            settings = [f"--{setting}" for setting in (*SETTINGS, f"server.port={port}")]
            return [sys.executable, "-m", "streamlit", "run", str(PEERS / self.script), *settings]
        own = ["--data", str(data)] if data else []
        return [sys.executable, "-m", "geo.cli", "serve", "--port", str(port), *own]


APPS = (
    App("Faultlines", "`faultlines serve`", "", ".fl-stage"),
    App(
        "(a) folium",
        "folium and streamlit-folium, the map built again on every run",
        "folium_app.py",
        'iframe[title^="streamlit_folium"]',
    ),
    App("(b) pydeck", "`st.pydeck_chart`: GeoJsonLayer and GreatCircleLayer", "pydeck_app.py", ".stDeckGlJsonChart"),
    App("(c) plotly", "`st.plotly_chart`: Choropleth and Scattergeo", "plotly_app.py", ".stPlotlyChart"),
)


@contextmanager
def running(app: App, folder: Path, peer_data: Path, own_data: Path | None) -> Iterator[str]:
    """The address of a running app, in an empty home folder."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    paths = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "BENCH_DATA": str(peer_data)}
    with (folder / "log").open("w") as log:
        command = app.command(port, own_data)
        server = subprocess.Popen(command, cwd=folder, env={**os.environ, **paths}, stdout=log, stderr=log)
        try:
            _wait_for(f"http://localhost:{port}/_stcore/health", server, folder / "log")
            yield f"http://localhost:{port}/"
        finally:
            server.terminate()
            server.wait(30)


def _free_port() -> int:
    with create_server(("localhost", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"an app did not start:\n{log.read_text()}")
