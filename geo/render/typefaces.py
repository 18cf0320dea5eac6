"""The bundled fonts: which one draws a character, and how wide a text is in it.

Widths of the scripts are those of HarfBuzz, letters joined and marks placed, so that they are the same on every
machine. Those of Latin, Greek and Cyrillic text are sums of advance widths: they leave out kerning, which only ever
makes a text a little narrower.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uharfbuzz

__all__ = [
    "FAMILY",
    "FONT_STACK",
    "MISSING",
    "REGULAR",
    "SCRIPTS",
    "SEMIBOLD",
    "advances",
    "families",
    "family_of",
    "font_files",
    "font_path",
    "font_runs",
    "run_width",
    "written_in",
]

FAMILY = "Faultlines Sans"
# Ours is a cut of Source Sans 3; the others stand from the most like it in width to the least.
FONT_STACK = (
    "'Faultlines Sans','Source Sans 3','Source Sans Pro','Myriad Pro',Calibri,Carlito,'PT Sans',Helvetica,Arial,"
    "'Liberation Sans','Noto Sans',sans-serif"
)
REGULAR, SEMIBOLD = "regular", "semibold"
MISSING = "missing"  # drawn by no font of ours; in an SVG file the reader's machine may have one
#: Font -> what to draw its script in where ours cannot be used.
SCRIPTS: Mapping[str, str] = {
    "arabic": "'Noto Sans Arabic','Noto Naskh Arabic'",
    "hebrew": "'Noto Sans Hebrew'",
    "armenian": "'Noto Sans Armenian'",
    "georgian": "'Noto Sans Georgian'",
    "devanagari": "'Noto Sans Devanagari'",
    "bengali": "'Noto Sans Bengali'",
    "signs": "'Noto Sans Math','Noto Sans Symbols'",
    "cjk": "'Noto Sans SC','Noto Sans CJK SC','Noto Sans KR'",
    "jp": "'Noto Sans JP','Noto Sans CJK JP'",
    "tc": "'Noto Sans TC','Noto Sans CJK TC'",
}
_FIRST = {"ja": "jp", "zht": "tc"}  # language -> whose shapes of Chinese characters it writes
_KANA = re.compile("[\u3041-\u30ff]")
_IGNORED = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff")
_INVISIBLE = {"Mn", "Me", "Cf", "Cc"}


def font_files() -> tuple[str, ...]:
    """Paths of the bundled fonts, the two main ones first."""
    return tuple(str(font_path(font)) for font in (REGULAR, SEMIBOLD, *SCRIPTS))


def families(font: str) -> str:
    """Names of a script's font and of those that may stand for it, as CSS has them."""
    return f"'{family_of(font)}',{SCRIPTS[font]},sans-serif"


def font_runs(text: str, lang: str = "") -> list[tuple[str, str]]:
    """The text in pieces of one font each: a script's font, `missing`, or `` for the main ones.

    Blanks, and marks without a width, join what is before them.

    Parameters
    ----------
    lang : Chinese characters have the shapes that this language writes
    """
    if _is_main(text):
        return [("", text)]
    first = _FIRST.get(lang, "")
    runs: list[tuple[str, str]] = []
    for char in text:
        font = runs[-1][0] if runs and _joins(char, runs[-1][0]) else _font_of(char, first)
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + char)
        else:
            runs.append((font, char))
    return runs


def written_in(text: str) -> str:
    """The language, where the letters tell and it matters for Chinese characters: Japanese."""
    return "ja" if _KANA.search(text) else ""


def run_width(text: str, font: str, bold: bool = False) -> float:
    """Width of a text in one font, as a share of the font size; a character no font has counts as a square."""
    if font == MISSING:
        return float(sum(unicodedata.category(char) not in _INVISIBLE for char in text))
    if font:
        return _shaped(font, text)
    widths = advances(SEMIBOLD if bold else REGULAR)
    return sum([widths.get(char, 0.0) for char in text])


def _is_main(text: str) -> bool:
    return advances(REGULAR).keys() >= set(text)


def _joins(char: str, font: str) -> bool:
    """Blanks and marks without a width are of any font; other marks, dots and hyphens of a font that has them."""
    if char == " " or char in _IGNORED:
        return True
    joining = char in ".-" or unicodedata.category(char) == "Mn"
    return joining and (font == MISSING or char in advances(font or REGULAR))


@lru_cache(maxsize=4096)
def _font_of(char: str, first: str) -> str:
    if char in advances(REGULAR) or char in _IGNORED:
        return ""
    order = (first, *SCRIPTS) if first else tuple(SCRIPTS)
    return next((font for font in order if char in advances(font)), MISSING)


def family_of(font: str) -> str:
    """The name of a script's font."""
    return f"{FAMILY} {font.upper() if len(font) <= 3 else font.title()}"


def font_path(font: str) -> Path:
    """The file of a font."""
    return Path(__file__).parent / "fonts" / f"faultlines-sans-{font}.ttf"


@cache
def advances(font: str) -> dict[str, float]:
    """Character -> advance width as a share of the font size."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    opened = TTFont(font_path(font), lazy=True)
    unit, widths = opened["head"].unitsPerEm, opened["hmtx"].metrics
    found = {chr(code): widths[glyph][0] / unit for code, glyph in opened.getBestCmap().items()}
    opened.close()
    return found


@cache
def _shaper(font: str) -> uharfbuzz.Font:
    import uharfbuzz  # only pictures with other scripts need it

    return uharfbuzz.Font(uharfbuzz.Face(font_path(font).read_bytes()))


@lru_cache(maxsize=8192)
def _shaped(font: str, text: str) -> float:
    import uharfbuzz

    shaper = _shaper(font)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(shaper, buffer)
    return float(sum(place.x_advance for place in buffer.glyph_positions)) / float(shaper.face.upem)
