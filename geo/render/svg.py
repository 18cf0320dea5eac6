"""The static map as an SVG file: one self-contained text, the same bytes for the same MapSpec."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from geo.caption import described
from geo.moment import at_moment
from geo.palette import HATCH
from geo.render.embedding import font_faces
from geo.render.layout import sheet_for
from geo.render.markup import clean, element, escaped, number
from geo.render.metadata import rdf
from geo.render.picture import Picture
from geo.render.projection import Box
from geo.render.text import loosened
from geo.render.typefaces import FONT_STACK
from geo.spec import MapSpec

if TYPE_CHECKING:
    from geo.countries import Atlas

__all__ = ["document", "to_svg"]


_SPACES = {
    "xmlns": "http://www.w3.org/2000/svg",
    "xmlns:inkscape": "http://www.inkscape.org/namespaces/inkscape",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
    "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:faultlines": "urn:faultlines",
}
# Browsers heed a style wherever it stands. Inkscape cannot use the fonts and says so with all of their bytes, unless
# they stand in RDF, which it keeps as it is.
_FONTS = (
    '<rdf:RDF><rdf:Description rdf:about=""><faultlines:fonts rdf:parseType="Literal"><style>{}</style>'
    "</faultlines:fonts></rdf:Description></rdf:RDF>"
)


def to_svg(
    spec: MapSpec,
    atlas: Atlas,
    size: tuple[int, int] = (1200, 750),
    *,
    fonts: bool = True,
    paper: bool = True,
    bare: bool = False,
    capsule: str = "",
) -> str:
    """Draw a composed map.

    Parameters
    ----------
    spec : what is drawn; if it shows a moment, the picture is of that day
    atlas : the shapes; countries that it does not have are not drawn
    size : width and height in pixels, 300x200 to 8000x8000; beyond 1200x750 everything grows with the picture
    fonts : embed them; a rasteriser that has their files can do without
    paper : white behind it; without, what is not map can be seen through
    capsule : see `geo.capsule`; goes into the metadata
    bare : the map alone, from edge to edge, where title, legend and sources are told beside it

    Returns
    -------
    str
        an SVG document with its fonts inside; nothing in it is loaded from elsewhere

    Raises
    ------
    UsageError : the size can't be drawn
    """
    shown = at_moment(spec)
    words = " ".join(described(spec))
    picture = Picture(shown, atlas, sheet_for(size), paper, bare, traced=fonts)
    return document(picture, size, words, fonts=fonts, capsule=capsule)


def document(
    picture: Picture,
    size: tuple[int, int],
    words: str = "",
    *,
    fonts: bool = True,
    groups: Iterable[str] | None = None,
    capsule: str = "",
) -> str:
    """A picture as an SVG document of `size` pixels.

    `words` is its alternative text, `groups` is what to draw of it, if not all.
    """
    spec, sheet = picture.spec, picture.sheet
    body = "\n".join(picture.groups() if groups is None else groups)
    scaled = {"width": f"{size[0]}", "height": f"{size[1]}", "viewBox": f"0 0 {sheet.width:.6g} {sheet.height:.6g}"}
    spaces = "".join(f' {name}="{address}"' for name, address in _SPACES.items())
    sizes = "".join(f' {name}="{value}"' for name, value in scaled.items())
    told = 'role="img" aria-labelledby="map-title map-text" direction="ltr"'
    opening = f'<svg{spaces}{sizes} {told} font-family="{FONT_STACK}">'
    head = [
        element("title", escaped(clean(spec.headline or spec.title)), id="map-title"),
        element("desc", escaped(clean(words)), id="map-text"),
        rdf(spec, capsule),
        *([_FONTS.format(font_faces(body))] if fonts else []),
        _definitions(picture.frame),
    ]
    return (
        "\n".join(
            ['<?xml version="1.0" encoding="UTF-8"?>', opening, *head, body if fonts else loosened(body), "</svg>"]
        )
        + "\n"
    )


def _definitions(frame: Box) -> str:
    hatch = element("path", d="M0 0V5", stroke=HATCH, stroke_width="0.9")
    turned = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    x, y, width, height = (number(part) for part in (frame.x, frame.y, frame.width, frame.height))
    clip = element("rect", x=x, y=y, width=width, height=height)
    parts = [
        element("clipPath", clip, id="frame"),
        element("pattern", hatch, id="no-data-hatch", width=5, height=5, **turned),
    ]
    return element("defs", "".join(parts))
