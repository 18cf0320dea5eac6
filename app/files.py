"""The kinds of files that keep a view, and those that can be opened again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["FILES", "FILMS", "OPENED", "File"]


class File(NamedTuple):
    """One kind of file: what it is called, its media type, what it is good for, and whether its size can be chosen."""

    label: str
    media_type: str
    hint: str
    sized: bool = False


_SLIDE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FILES: Mapping[str, File] = MappingProxyType(
    {
        "html": File("Live map", "text/html", "One file that opens in any browser, also without a network"),
        "png": File("Picture", "image/png", "For a message or a post", sized=True),
        "svg": File("Drawing", "image/svg+xml", "For drawing programs, with text as text", sized=True),
        "pdf": File("Page", "application/pdf", "For print, on A4", sized=True),
        "pptx": File("Slide", _SLIDE, "For PowerPoint, with the sources in the notes", sized=True),
        "gif": File("Film", "image/gif", "The timeline day by day; it takes some seconds to make"),
        "webp": File("Film", "image/webp", "The same, sharper; not every program shows it"),
        "json": File("Map as data", "application/json", "What is drawn, for programs"),
        "csv": File("Relations shown", "text/csv", "For a spreadsheet"),
        "geojson": File("Shapes and lines", "application/geo+json", "For a geographic information system"),
    }
)
FILMS = ("gif", "webp")
OPENED = (".png", ".svg", ".pdf", ".html", ".htm")  # hold their map, unless somebody took it out
