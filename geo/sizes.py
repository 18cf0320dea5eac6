"""How large a file's picture is: sizes by name, and what each format can do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from geo.errors import UsageError

__all__ = ["DEFAULT_SIZE", "SIZES", "check_options", "default_size", "parse_size"]

Size = tuple[int, int]

#: By name, in CSS pixels: for an article, a square post, a slide, a poster, and for the card of a link.
SIZES: Mapping[str, Size] = MappingProxyType(
    {"article": (1200, 750), "square": (1080, 1080), "slide": (1600, 900), "poster": (2400, 3200), "card": (1200, 630)}
)
DEFAULT_SIZE = SIZES["article"]
A4 = (1200, 823)  # the shape of a landscape A4 page within margins of 10 mm
FILM = (800, 500)
_DEFAULTS = {"pdf": A4, "pptx": SIZES["slide"], "gif": FILM, "webp": FILM}
LARGEST_SCALE = 4.0


def default_size(form: str) -> Size:
    """The size of a format's pictures where none is asked for."""
    return _DEFAULTS.get(form, DEFAULT_SIZE)


def parse_size(text: str) -> Size:
    """A name of `SIZES`, or `1200x750`, as width and height; UsageError says what would be right."""
    if text.lower() in SIZES:
        return SIZES[text.lower()]
    width, cross, height = text.lower().partition("x")
    if not (cross and text.isascii() and width.isdecimal() and height.isdecimal() and len(text) < 20):
        names = ", ".join(SIZES)
        raise UsageError(f"the size {text!r} is not WIDTHxHEIGHT in pixels, like 1200x750, and none of {names}")
    return int(width), int(height)


def check_options(form: str, scale: float, transparent: bool) -> None:
    """Can a format be had at this scale, and without its paper? UsageError says why not."""
    if not math.isfinite(scale) or not 1 <= scale <= LARGEST_SCALE:
        raise UsageError(f"the scale {scale:g} is not from 1 to {LARGEST_SCALE:g}")
    if scale != 1 and form != "png":
        raise UsageError(f"a {form} file has no scale, only png has; a larger size makes it larger")
    if transparent and form not in ("png", "svg"):
        raise UsageError(f"a {form} file can't be transparent, only png and svg can")
