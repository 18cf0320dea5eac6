"""A MapSpec as a folium map that needs no network, in a notebook or in a file.

folium itself loads Leaflet, jQuery, Bootstrap and icon fonts from other hosts. Here everything that is needed travels
inside the page, packed, and nothing else is asked for.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from typing import Any

import folium
from branca.element import MacroElement
from jinja2 import Template

from geo.plane import Plane
from geo.render import assets
from geo.render.assets import BrowserAtlas
from geo.render.names import name_index
from geo.spec import MapSpec

__all__ = ["FaultlinesLayer", "OfflineMap", "json_for_script", "to_folium"]

# Base 85 in signs that mean nothing to HTML, scripts or templates; the page turns them back
SIGNS = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
    bytes(code for code in range(33, 127) if code not in b"\"$&'<\\`{}"),
)
# Signs that end a script element, start a template literal or break a line in older scripts
RISKY = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&`$\u2028\u2029"})


# The layer zooms by itself, at once.
STILL: dict[str, Any] = {"zoom_animation": False, "scroll_wheel_zoom": False}


class OfflineMap(folium.Map):
    """A folium map that names no script and no style sheet of another host."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  (folium's own attribute)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class FaultlinesLayer(MacroElement):
    """Everything drawn on the map, as one layer of ours.

    Parameters
    ----------
    packed : scripts, style sheet, shapes and MapSpec
    identity : a fixed part of all names in the page, so that the same map gives the same bytes
    theme : `light`, `dark` or `auto`
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}<script>{{ this.unpacker }}</script>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = Faultlines.attach({{ this._parent.get_name() }}, {
            shapes: JSON.parse(faultlinesParts.shapes),
            names: JSON.parse(faultlinesParts.names),
            spec: JSON.parse(faultlinesParts.spec),
            theme: {{ this.theme }}
        });
        {% endmacro %}
        """
    )

    def __init__(self, packed: str, identity: str, theme: str = "auto") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Faultlines"
        self._id = identity
        self.theme = json_for_script(theme)
        self.unpacker = _unpacker(packed)


def to_folium(spec: MapSpec, atlas: BrowserAtlas, *, theme: str = "auto") -> folium.Map:
    """Make a map for a notebook, or for `save`: self-contained, the same bytes for the same spec and atlas.

    Parameters
    ----------
    spec : what is drawn
    atlas : gives the shapes of the countries
    theme : `light`, `dark` or `auto` (as the reader's system)
    """
    packed = _pack(spec, Plane.of(spec.projection, spec.center).topojson(atlas.topojson()))
    identity = hashlib.sha256((theme + packed).encode()).hexdigest()[:32]
    west, south, east, north = spec.bounds
    middle = ((south + north) / 2, (west + east) / 2)
    made = OfflineMap(location=middle, zoom_start=3, tiles=None, zoom_control=False, attribution_control=False, **STILL)
    made._id = identity
    made.add_child(FaultlinesLayer(packed, identity, theme))
    return made


def _pack(spec: MapSpec, topology: bytes) -> str:
    """Scripts, style sheet, shapes and the map itself as one deflated text of harmless signs."""
    parts = {
        "style": assets.style(),
        "script": assets.script(),
        "shapes": assets.shapes(topology),
        # All languages would take 45 kB more
        "names": name_index({spec.language}),
        "spec": json.dumps(_for_browser(spec), ensure_ascii=False, separators=(",", ":")),
    }
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    data = squeeze.compress(json.dumps(parts, ensure_ascii=False).encode()) + squeeze.flush()
    return base64.b85encode(data).translate(SIGNS).decode()


def _for_browser(spec: MapSpec) -> dict[str, Any]:
    """The map without the paths of its lines, which the browser lays out at each zoom."""
    plain = spec.to_dict()
    for line in (*plain.get("lines", ()), *plain.get("reserve", ())):
        line.pop("path", None)
    return plain


def json_for_script(value: Any) -> str:
    """Plain values as JSON that can stand in a script element or a template literal, whatever the texts hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(RISKY)
    # branca reads what it has rendered as a template once more; JSON itself never has these pairs outside of a text
    return re.sub(r"\{(?=[{%#])", r"\\u007b", text)


def _unpacker(packed: str) -> str:
    """Unpack at once, while the page is read, so that scripts further down find Leaflet and Faultlines."""
    return (
        f"{assets.inflate_script()}\n"
        f'var faultlinesParts = JSON.parse(faultlinesUnpack("{packed}"));\n'
        '["style", "script"].forEach(function (kind) {\n'
        "  var node = document.createElement(kind);\n"
        "  node.textContent = faultlinesParts[kind];\n"
        "  document.head.appendChild(node);\n"
        "});"
    )
