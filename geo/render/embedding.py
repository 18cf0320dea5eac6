"""The fonts in an SVG file: just the characters that stand in it, so that it looks alike wherever it is opened."""

from __future__ import annotations

import base64
import html
import io
import re
from collections import defaultdict
from functools import lru_cache

from geo.render.typefaces import FAMILY, REGULAR, SCRIPTS, SEMIBOLD, advances, family_of, font_path

__all__ = ["font_faces"]

_TEXTS = re.compile(r"<text([^>]*)>(.*?)</text>")
_PARTS = re.compile(rf"<tspan[^>]*?font-family=\"&#39;{FAMILY} (\w+)&#39;[^>]*>([^<]*)|<[^>]*>|([^<]+)")


def font_faces(markup: str) -> str:
    """CSS that embeds the bundled fonts, cut down to the characters that the text elements of this markup need."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for settings, content in _TEXTS.findall(markup):
        main = SEMIBOLD if 'font-weight="600"' in settings else REGULAR
        for script, text, plain in _PARTS.findall(content):
            wanted[script.lower() or main].update(html.unescape(text or plain))
    return "".join(_face(font, frozenset(wanted[font])) for font in (REGULAR, SEMIBOLD, *SCRIPTS) if font in wanted)


def _face(font: str, chars: frozenset[str]) -> str:
    found = "".join(sorted(char for char in chars if char in advances(font)))
    if not found.strip(" .-"):
        return ""
    main = font in (REGULAR, SEMIBOLD)
    source = f"url(data:font/woff;base64,{_subset(font, found)}) format('woff')"
    weight = 600 if font == SEMIBOLD else 400
    return f"@font-face{{font-family:'{FAMILY if main else family_of(font)}';font-weight:{weight};src:{source}}}"


@lru_cache(maxsize=32)
def _subset(font: str, chars: str) -> str:
    """Base64 of a WOFF file that has just these characters; the same bytes for the same characters."""
    from fontTools import subset  # type: ignore[import-untyped]  # slow to load, and no PNG needs it
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    options = subset.Options()
    options.notdef_outline = True
    options.flavor = "woff"
    options.harfbuzz_repacker = False  # the same bytes whichever HarfBuzz is installed
    opened = TTFont(font_path(font), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=chars)
    cutter.subset(opened)
    opened.flavor = "woff"
    opened.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False
    target = io.BytesIO()
    opened.save(target)
    return base64.b64encode(target.getvalue()).decode("ascii")
