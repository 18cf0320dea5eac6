"""The static map on a page of A4 as a PDF file: lines as lines, text as text in the bundled fonts."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from geo.caption import caption
from geo.moment import at_moment
from geo.render.fitting import fitting
from geo.render.layout import LEADING, sheet_for
from geo.render.metadata import SOFTWARE, facts
from geo.render.svg import to_svg
from geo.render.typefaces import font_path
from geo.spec import MapSpec

if TYPE_CHECKING:
    from geo.countries import Atlas

__all__ = ["to_pdf"]

PAGE = (297.0, 210.0)  # A4 in millimetres
MARGIN = 10.0
# All that differs from map to map comes in as values, never as source: no text of a data set is read as a program.
_PAGE = """
#let told = sys.inputs
#set document(title: told.title, author: told.author, description: told.caption,
  keywords: json(bytes(told.keywords)), date: none)
#set text(lang: "en")
#let mm(name) = float(told.at(name)) * 1mm
#set page(width: mm("page-width"), height: mm("page-height"), margin: 0mm)
#place(dx: mm("left"), dy: mm("top"),
  image(bytes(told.map), format: "svg", width: mm("width"), height: mm("height"), alt: told.caption))
#if told.link != "" {
  place(dx: mm("left"), dy: mm("link-top"), link(told.link, box(width: mm("width"), height: mm("link-height"))))
}
"""


def to_pdf(spec: MapSpec, atlas: Atlas, size: tuple[int, int] = (1200, 823), *, capsule: str = "") -> bytes:
    """Draw a composed map on one page of A4, upright or lying as the picture is.

    Parameters
    ----------
    spec, atlas, size : as for `to_svg`; the picture is as large as fits on the page within margins of 10 mm
    capsule : see `geo.capsule`; goes into the metadata

    Returns
    -------
    bytes
        the same for the same map, whatever the day; title, caption and keywords are in its metadata, the caption is its
        alternative text too, and the line with the map's address can be followed

    Raises
    ------
    UsageError : the size can't be drawn
    """
    import typst  # 80 MB, and only this needs it

    markup = to_svg(fitting(spec), atlas, size, fonts=False)
    told = _texts(spec) | {name: f"{length:.3f}" for name, length in _places(size).items()} | {"map": markup}
    made = typst.compile(_PAGE.encode(), font_paths=_fonts(), sys_inputs=told, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("a document of one page is one file")
    return _with_capsule(made, capsule) if capsule else made


def _with_capsule(made: bytes, capsule: str) -> bytes:
    """The document with the capsule in its metadata, which is replaced as editors do it: the new one stands behind the
    end, with a table that says so (ISO 32000-1, 7.5.6)."""
    metadata, trailer = list(_METADATA.finditer(made))[-1:], _TRAILER.search(made)
    if not metadata or not trailer:
        raise TypeError("a document is not as it is expected to be")
    number, packet = int(metadata[0][1]), metadata[0][2].decode()
    body = packet.replace("</rdf:RDF>", f"{_CAPSULE.format(capsule)}</rdf:RDF>", 1).encode()
    start = len(made) + 1
    head = f"\n{number} 0 obj\n<</Length {len(body)}/Type/Metadata/Subtype/XML>>\nstream\n".encode()
    end = b"\nendstream\nendobj\n"
    table = f"xref\n0 1\n0000000000 65535 f\r\n{number} 1\n{start:010} 00000 n\r\n".encode()
    told = b"trailer\n<<%s/Prev %s>>\nstartxref\n" % (trailer[1], trailer[2])
    at = len(made) + len(head) + len(body) + len(end)
    return b"".join((made, head, body, end, table, told, b"%d\n%%%%EOF\n" % at))


@cache
def _fonts() -> Any:
    import typst

    folder = str(font_path("regular").parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _texts(spec: MapSpec) -> dict[str, str]:
    found, shown = facts(spec), at_moment(spec)
    link = found.get("Faultlines-Permalink", "")
    words = [shown.title, *(f"{name}: {text}" for name, text in found.items() if name not in _LONG)]
    return {
        "title": shown.headline or shown.title,
        "author": SOFTWARE,
        "caption": caption(spec),
        "keywords": json.dumps(words, ensure_ascii=False),
        "link": link if link.startswith(("http://", "https://")) else "",
    }


_METADATA = re.compile(
    rb"([0-9]+) 0 obj\n<</Length [0-9]+/Type/Metadata/Subtype/XML>>\nstream\n(.*?)\nendstream", re.DOTALL
)
_TRAILER = re.compile(rb"trailer\n<<(.*)>>\nstartxref\n([0-9]+)\n%%EOF\s*\Z")
_CAPSULE = (
    '<rdf:Description rdf:about="" xmlns:faultlines="urn:faultlines">'
    "<faultlines:capsule>{}</faultlines:capsule></rdf:Description>"
)
_LONG = ("Title", "Description", "Software", "Source", "Faultlines-Sources")


def _places(size: tuple[int, int]) -> dict[str, float]:
    """Where things go on the page, in millimetres."""
    width, height = size
    page = PAGE if width >= height else PAGE[::-1]
    scale = min((page[0] - 2 * MARGIN) / width, (page[1] - 2 * MARGIN) / height)
    left, top = (page[0] - width * scale) / 2, (page[1] - height * scale) / 2
    sheet = sheet_for(size)
    pixel = scale * sheet.scale
    line = sheet.style.small * (LEADING + 0.06) * pixel
    bottom = top + height * scale - sheet.style.margin * pixel
    return {
        "page-width": page[0],
        "page-height": page[1],
        "left": left,
        "top": top,
        "width": width * scale,
        "height": height * scale,
        "link-top": bottom - line,
        "link-height": line,
    }
