"""The back ends: they draw a MapSpec and decide nothing."""

from geo.render.folium_map import to_folium
from geo.render.page import to_html
from geo.render.png import to_png
from geo.render.svg import to_svg

__all__ = ["to_folium", "to_html", "to_png", "to_svg"]
