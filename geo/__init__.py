"""Faultlines: a map explorer of relations between countries.

from geo import Atlas, Dataset, View, compose, to_folium

spec = compose(View(focus="AZE"), Dataset.load("caucasus-2025"), Atlas.load())
to_folium(spec, Atlas.load())  # a folium.Map, in a notebook
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from geo.version import __version__

if TYPE_CHECKING:
    from geo.compose import compose
    from geo.countries import Atlas
    from geo.errors import DataError, FaultlinesError
    from geo.relations import Dataset
    from geo.render import to_folium, to_html, to_png, to_svg
    from geo.spec import MapSpec
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

# Loaded when first asked for: a command that only looks up a name must not wait for pandas and folium.
_HOMES = {
    "Atlas": "geo.countries",
    "DataError": "geo.errors",
    "Dataset": "geo.relations",
    "FaultlinesError": "geo.errors",
    "MapSpec": "geo.spec",
    "View": "geo.view",
    "to_folium": "geo.render",
    "to_html": "geo.render",
    "to_png": "geo.render",
    "to_svg": "geo.render",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """The package, where `compose` is the function, though Python puts the module of that name there."""

    def _compose(self) -> Any:
        return import_module("geo.compose").compose

    def _kept(self, value: Any) -> None:
        """Leave the function in its place when the module is imported."""

    if not TYPE_CHECKING:
        compose = property(_compose, _kept)


sys.modules[__name__].__class__ = _Package
