"""The files the browser needs: Leaflet, topojson-client and our own layer, joined into one script and one style sheet.

Names carry a digest of the content, so that they can be cached for ever.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

__all__ = ["Asset", "BrowserAtlas", "inflate_script", "script", "script_asset", "shapes_asset", "style", "style_asset"]

# Later files use what earlier ones define; together they are one function.
PARTS = ("util", "shapes", "lines", "dots", "card", "legend", "frame", "view", "mount")
LIBRARIES = ("leaflet.js", "topojson-client.min.js")


class BrowserAtlas(Protocol):
    """What the browser back end needs of an atlas."""

    @property
    def worldview(self) -> str: ...

    def topojson(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Asset:
    """A file to serve: `name` holds a digest of `content`."""

    name: str
    content: bytes
    media_type: str


def _read(path: str) -> str:
    return files("geo.render").joinpath("assets", *path.split("/")).read_text(encoding="utf-8")


@cache
def script() -> str:
    """Leaflet, topojson-client and Faultlines as one classic script: globals `L`, `topojson` and `Faultlines`."""
    libraries = [re.sub(r"//# sourceMappingURL=\S+", "", _read(f"vendor/{name}")).strip() for name in LIBRARIES]
    own = "\n".join(_read(f"js/{part}.js") for part in PARTS)
    # The page may have a module loader; the libraries must become globals all the same.
    shelter = "var define = undefined, exports = undefined, module = undefined;"
    bundle = "\n".join(f"(function () {{ {shelter}\n{library}\n}}).call(globalThis);" for library in libraries)
    return f'{bundle}\n(function () {{\n"use strict";\n{own}\nglobalThis.Faultlines = {{ mount, attach }};\n}})();\n'


@cache
def style() -> str:
    """Leaflet's style sheet without the pictures it would load, then ours."""
    leaflet = re.sub(r"[\w-]+:\s*url\([^)]*\);?", "", _read("vendor/leaflet.css"))
    return leaflet + _read("css/faultlines.css")


@cache
def inflate_script() -> str:
    """The small script that unpacks the rest of an exported file."""
    return _read("js/inflate.js")


def script_asset() -> Asset:
    return _asset("faultlines", "js", script().encode(), "text/javascript; charset=utf-8")


def style_asset() -> Asset:
    return _asset("faultlines", "css", style().encode(), "text/css; charset=utf-8")


def shapes_asset(atlas: BrowserAtlas) -> Asset:
    return _asset(f"countries-{atlas.worldview}", "json", atlas.topojson(), "application/json")


def _asset(stem: str, suffix: str, content: bytes, media_type: str) -> Asset:
    return Asset(f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{suffix}", content, media_type)
