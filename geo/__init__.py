"""Faultlines: a map explorer of relations between countries.

from geo import Atlas, Dataset, View, compose, to_folium

spec = compose(View(focus="AZE"), Dataset.load("caucasus-2025"), Atlas.load())
to_folium(spec, Atlas.load())  # a folium.Map, in a notebook
"""

from __future__ import annotations

from geo.compose import compose
from geo.countries import Atlas
from geo.errors import DataError, FaultlinesError
from geo.relations import Dataset
from geo.render import to_folium, to_html, to_png, to_svg
from geo.spec import MapSpec
from geo.version import __version__
from geo.view import View

__all__ = [
    "Atlas",
    "DataError",
    "Dataset",
    "FaultlinesError",
    "MapSpec",
    "View",
    "__version__",
    "compose",
    "to_folium",
    "to_html",
    "to_png",
    "to_svg",
]
