"""The back ends: they draw a MapSpec and decide nothing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.render.film import to_film
    from geo.render.folium_map import to_folium
    from geo.render.page import to_html
    from geo.render.pdf import to_pdf
    from geo.render.png import to_png
    from geo.render.slide import to_slide
    from geo.render.svg import to_svg

__all__ = ["to_film", "to_folium", "to_html", "to_pdf", "to_png", "to_slide", "to_svg"]

# Each back end loads when first asked for: folium takes as long to load as a picture takes to draw.
_HOMES = {
    "to_film": "geo.render.film",
    "to_folium": "geo.render.folium_map",
    "to_html": "geo.render.page",
    "to_pdf": "geo.render.pdf",
    "to_png": "geo.render.png",
    "to_slide": "geo.render.slide",
    "to_svg": "geo.render.svg",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
