"""The files the browser needs: Leaflet, topojson-client and our own layer as one script and one style sheet."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol

__all__ = ["BrowserAtlas", "inflate_script", "script", "shapes", "style"]

# Later files use what earlier ones define; together they are one function.
PARTS = (
    "util",
    "sheet",
    "ground",
    "clip",
    "plane",
    "picture",
    "backdrop",
    "borders",
    "outlines",
    "disputed",
    "shapes",
    "detail",
    "curves",
    "arcs",
    "strokes",
    "marks",
    "canvas",
    "moving",
    "near",
    "lines",
    "dots",
    "owners",
    "boxes",
    "leaders",
    "labels",
    "card",
    "fold",
    "names",
    "search",
    "swatches",
    "legend",
    "frame",
    "address",
    "moments",
    "told",
    "bars",
    "play",
    "strip",
    "painter",
    "timeline",
    "view",
    "hands",
    "layer",
    "zoom",
    "mount",
)
STYLES = ("faultlines", "ground", "lines", "marks", "legend", "search", "timeline")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LIBRARIES = ("leaflet.js", "topojson-client.min.js")


class BrowserAtlas(Protocol):
    """What the browser back end needs of an atlas."""

    def topojson(self) -> bytes: ...


def _read(path: str) -> str:
    return files("geo.render").joinpath("assets", *path.split("/")).read_text(encoding="utf-8")


def _lean(path: str) -> str:
    """One of our files without its comments and indents: every exported map carries it."""
    comment = r"/\*.*?\*/" if path.endswith(".css") else r"^\s*//[^\n]*$"
    return re.sub(r"^\s+", "", re.sub(comment, "", _read(path), flags=re.MULTILINE | re.DOTALL), flags=re.MULTILINE)


@cache
def script() -> str:
    """Leaflet, topojson-client and Faultlines as one classic script: globals `L`, `topojson` and `Faultlines`."""
    libraries = [re.sub(r"//# sourceMappingURL=\S+", "", _read(f"vendor/{name}")).strip() for name in LIBRARIES]
    own = "\n".join(_lean(f"js/{part}.js") for part in PARTS)
    # The page may have a module loader; the libraries must become globals all the same.
    shelter = "var define = undefined, exports = undefined, module = undefined;"
    bundle = "\n".join(f"(function () {{ {shelter}\n{library}\n}}).call(globalThis);" for library in libraries)
    return f'{bundle}\n(function () {{\n"use strict";\n{own}\nglobalThis.Faultlines = {{ mount, attach }};\n}})();\n'


@lru_cache(maxsize=16)
def shapes(topology: bytes) -> str:
    """TopoJSON as our script takes it: each arc of whole numbers as one text, a seventh smaller when packed.

    A step is written as in a source map, by variable-length quantities: five bits a letter, the lowest first, the sixth
    bit says that more follow; the lowest bit of a number is its sign. `js/ground.js` reads it.
    """
    whole = json.loads(topology)
    if "transform" in whole:
        whole["arcs"] = ["".join(_letters(number) for point in arc for number in point) for arc in whole["arcs"]]
    return json.dumps(whole, separators=(",", ":"))


@lru_cache(maxsize=1 << 17)
def _letters(number: int) -> str:
    left, text = abs(number) * 2 + (number < 0), ""
    while left > 31:
        text += LETTERS[left % 32 + 32]
        left //= 32
    return text + LETTERS[left]


@cache
def style() -> str:
    """Leaflet's style sheet without the pictures it would load, then ours."""
    leaflet = re.sub(r"[\w-]+:\s*url\([^)]*\);?", "", _read("vendor/leaflet.css"))
    return "\n".join((leaflet, *(_lean(f"css/{name}.css") for name in STYLES)))


@cache
def inflate_script() -> str:
    """The small script that unpacks the rest of an exported file."""
    return _read("js/inflate.js")
