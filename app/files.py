"""The kinds of files that keep a view."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["FILES", "File"]


class File(NamedTuple):
    """One kind of file: what it is called, its media type, what it is good for."""

    label: str
    media_type: str
    hint: str


FILES: Mapping[str, File] = MappingProxyType(
    {
        "html": File("Live map", "text/html", "One file that opens in any browser, also without a network"),
        "png": File("Picture", "image/png", "For a message or a slide"),
        "svg": File("Drawing", "image/svg+xml", "For print and for drawing programs"),
        "csv": File("Relations shown", "text/csv", "For a spreadsheet"),
        "geojson": File("Shapes and lines", "application/geo+json", "For a geographic information system"),
    }
)
