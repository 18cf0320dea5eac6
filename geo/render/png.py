"""The static map as a PNG file: the SVG, rasterised with the bundled fonts, with its facts in text chunks."""

from __future__ import annotations

import math
import struct
import zlib
from typing import TYPE_CHECKING

import resvg_py

from geo.envelope import KEYWORD
from geo.errors import UsageError
from geo.render.fitting import fitting
from geo.render.layout import LARGEST, checked_size
from geo.render.metadata import facts
from geo.render.svg import to_svg
from geo.render.typefaces import FAMILY, font_files
from geo.spec import MapSpec

if TYPE_CHECKING:
    from geo.countries import Atlas

__all__ = ["rasterised", "to_png"]

_HEADER_END = 8 + 25  # the signature and the IHDR chunk


def to_png(
    spec: MapSpec,
    atlas: Atlas,
    size: tuple[int, int] = (1200, 750),
    scale: float = 1.0,
    *,
    paper: bool = True,
    bare: bool = False,
    capsule: str = "",
) -> bytes:
    """Draw a composed map as a PNG file.

    Parameters
    ----------
    spec, atlas, size, paper, bare : as for `to_svg`
    scale : pixels of the file per pixel of `size`; 2 is for sharp screens
    capsule : see `geo.capsule`; goes into a text chunk

    Returns
    -------
    bytes
        the same for the same map; title, permalink, digest and sources are in its text chunks

    Raises
    ------
    UsageError : the size, or the size times the scale, can't be drawn
    """
    width, height = checked_size(size)
    if not math.isfinite(scale) or scale <= 0 or max(width, height) * scale > max(LARGEST):
        raise UsageError(
            f"scale {scale:g} of {width}x{height} pixels can't be drawn; the longest side is {max(LARGEST)}"
        )
    markup = to_svg(fitting(spec), atlas, (width, height), fonts=False, paper=paper, bare=bare)
    drawn = rasterised(markup, (round(width * scale), round(height * scale)))
    chunks = _plain_chunk(KEYWORD, capsule) if capsule else b""
    chunks += b"".join(_text_chunk(key, text) for key, text in facts(spec).items())
    return drawn[:_HEADER_END] + chunks + drawn[_HEADER_END:]


def rasterised(markup: str, size: tuple[int, int]) -> bytes:
    """An SVG document as a PNG file of `size` pixels, its texts in the bundled fonts."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=markup,
        width=size[0],
        height=size[1],
        skip_system_fonts=True,
        font_files=list(font_files()),
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return bytes(drawn)


def _text_chunk(key: str, text: str) -> bytes:
    """An iTXt chunk (PNG, 11.3.3.4): UTF-8, not compressed, no language."""
    return _chunk(b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8"))


def _plain_chunk(key: str, text: str) -> bytes:
    """A tEXt chunk (PNG, 11.3.3.2), which more programs keep than the other kind; `text` is ASCII."""
    return _chunk(b"tEXt", key.encode("latin-1") + b"\0" + text.encode("ascii"))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
