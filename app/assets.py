"""The files the app serves itself, under names that carry a digest, so that a browser may keep them for ever."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from app import theme
from geo.countries import Atlas
from geo.errors import UnknownWorldview
from geo.render import assets

__all__ = [
    "Asset",
    "copy_script",
    "find",
    "icon",
    "layer_script",
    "layer_style",
    "loader",
    "map_script",
    "page_style",
    "shapes",
]

_SHAPES = re.compile(r"shapes-(.+)-[0-9a-f]{12}\.topo\.json")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: `name` holds the digest of `body`; `packed` is `body` in gzip."""

    name: str
    media_type: str
    body: bytes
    packed: bytes

    @property
    def path(self) -> str:
        """Where the server offers it."""
        return f"/assets/{self.name}"


def _asset(stem: str, suffix: str, media_type: str, body: bytes) -> Asset:
    digest = sha256(body).hexdigest()[:12]
    return Asset(f"{stem}-{digest}{suffix}", media_type, body, gzip.compress(body, 9, mtime=0))


def loader(asset: Asset) -> str:
    """The script of a Streamlit component that is one of our modules: it travels with every run, so it is one line.

    The line break is for Streamlit, which takes a single line for the name of a file.
    """
    return f"export default async (c) =>\n  (await import(new URL({asset.path!r}, location.href))).default(c);"


@cache
def layer_script() -> Asset:
    """Leaflet, the TopoJSON reader and our layer in one script."""
    return _asset("faultlines", ".js", "text/javascript; charset=utf-8", assets.script().encode())


@cache
def layer_style() -> Asset:
    """The style sheet of the map and its frame."""
    return _asset("faultlines", ".css", "text/css; charset=utf-8", assets.style().encode())


@cache
def map_script() -> Asset:
    """What holds the map inside the page."""
    return _asset("map", ".js", "text/javascript; charset=utf-8", files("app").joinpath("map.js").read_bytes())


@cache
def copy_script() -> Asset:
    """The field with the link and its button."""
    return _asset("copy", ".js", "text/javascript; charset=utf-8", files("app").joinpath("copy.js").read_bytes())


@cache
def page_style() -> Asset:
    """The style sheet of the page around the map."""
    return _asset("app", ".css", "text/css; charset=utf-8", theme.style_sheet())


@cache
def icon() -> Asset:
    """The icon in the browser's tab."""
    return _asset("icon", ".svg", "image/svg+xml", theme.icon())


@cache
def shapes(worldview: str = "un") -> Asset:
    """The shapes of all countries in one worldview."""
    body = Atlas.load(worldview).topojson()
    return _asset(f"shapes-{worldview}", ".topo.json", "application/json", body)


def find(name: str) -> Asset | None:
    """The file of that name; None if this version has no such file."""
    made = (layer_script(), layer_style(), map_script(), copy_script(), page_style(), icon())
    return {asset.name: asset for asset in made}.get(name) or _find_shapes(name)


def _find_shapes(name: str) -> Asset | None:
    found = _SHAPES.fullmatch(name)
    if not found:
        return None
    try:
        asset = shapes(found[1])
    except UnknownWorldview:
        return None
    return asset if asset.name == name else None
