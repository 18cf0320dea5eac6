"""Text of the static maps: measured in the bundled fonts, wrapped, shortened, and embedded in the SVG.

The widths are sums of advance widths. They leave out kerning, which only ever makes these texts a little narrower, and
the joining of Arabic letters, which does too; so what fits here fits in the picture.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from geo.render.markup import clean, element, escaped

__all__ = [
    "FAMILY",
    "ascent",
    "balanced",
    "drawable",
    "font_faces",
    "font_files",
    "label",
    "shortened",
    "width_of",
    "wrapped",
]

FAMILY = "Faultlines Sans"
FONT_STACK = "'Faultlines Sans','Source Sans 3','Noto Sans',Helvetica,Arial,sans-serif"
REGULAR, SEMIBOLD = "faultlines-sans-regular.ttf", "faultlines-sans-semibold.ttf"
SCRIPTS = tuple(f"faultlines-sans-{script}.ttf" for script in ("arabic", "hebrew", "devanagari", "bengali", "cjk"))
ELLIPSIS = "…"
CAP_HEIGHT = 0.66  # of the font size, for centring a line on a point
_IGNORED = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\ufeff")


def font_files() -> tuple[str, ...]:
    """Paths of the bundled fonts, the two main ones first."""
    return tuple(str(_folder() / name) for name in (REGULAR, SEMIBOLD, *SCRIPTS))


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Width in pixels of one line at a font size; a missing character counts as a full square."""
    main = _advances(SEMIBOLD if bold else REGULAR)
    return size * sum(main[char] if char in main else _fallback_advance(char) for char in text)


def drawable(text: str) -> bool:
    """Do the bundled fonts have every character of the text?"""
    return all(char in _advances(REGULAR) or _script_of(char) or char in _IGNORED for char in text)


def ascent(size: float) -> float:
    """From the middle of a line of capitals to its baseline, in pixels."""
    return size * CAP_HEIGHT / 2


def shortened(text: str, size: float, width: float, bold: bool = False) -> str:
    """The text, cut at the end with an ellipsis if it is wider than `width` pixels."""
    text = clean(text)
    if width_of(text, size, bold) <= width:
        return text
    while text and width_of(text + ELLIPSIS, size, bold) > width:
        text = text[:-1].rstrip(" ,;:·")
    return text + ELLIPSIS


def wrapped(text: str, size: float, width: float, bold: bool = False, lines: int = 99) -> list[str]:
    """Lines no wider than `width` pixels, at most `lines` of them; the last one ends in an ellipsis if text is left."""
    words, made = clean(text).split(" "), [""]
    for place, word in enumerate(words):
        longer = f"{made[-1]} {word}".strip()
        if width_of(longer, size, bold) <= width or not made[-1]:
            made[-1] = longer
        elif len(made) == lines:
            made[-1] = " ".join([made[-1], *words[place:]])
            break
        else:
            made.append(word)
    return [shortened(line, size, width, bold) for line in made if line]


def balanced(text: str, size: float, width: float, bold: bool = False, lines: int = 99) -> list[str]:
    """Like `wrapped`, with lines of about the same length."""
    made = wrapped(text, size, width, bold, lines)
    if len(made) < 2 or made[-1].endswith(ELLIPSIS):
        return made
    low, high = width / len(made) * 0.9, width
    while high - low > 2:
        middle = (low + high) / 2
        low, high = (low, middle) if len(wrapped(text, size, middle, bold)) <= len(made) else (middle, high)
    return wrapped(text, size, high, bold, lines)


def label(
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    bold: bool = False,
    fill: str,
    anchor: str | None = None,
    **more: object,
) -> str:
    """A text element with its baseline at (x, y)."""
    weight = "600" if bold else None
    content = _content(clean(text), x, size, bold) if anchor is None else _content(clean(text))
    return element(
        "text",
        content,
        x=x,
        y=y,
        font_size=size,
        font_weight=weight,
        fill=fill,
        text_anchor=anchor,
        **more,
    )


def _runs(text: str) -> list[tuple[str, str]]:
    """The text in pieces of one font each: a script's font, or `` for the main ones. Blanks join what is before."""
    runs: list[tuple[str, str]] = []
    for char in text:
        name = runs[-1][0] if runs and (char in " .-" or char in _IGNORED) else _font_of(char)
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + char)
        else:
            runs.append((name, char))
    return runs


def _content(text: str, x: float | None = None, size: float = 0.0, bold: bool = False) -> str:
    """Markup of a text. Where it changes fonts each piece gets its own place, so that it is shaped by itself: shaped
    together, Arabic letters are lost in some rasterisers."""
    runs, made = _runs(text), []
    for name, part in runs:
        at = x if len(runs) > 1 else None
        made.append(_run(name, part, at))
        x = None if x is None else x + (_shaped_width(name, part) * size if name else width_of(part, size, bold))
    return "".join(made)


def _run(name: str, part: str, x: float | None) -> str:
    """A script's font is named outright: rasterisers do not look for one of another weight by themselves."""
    if not name:
        return escaped(part) if x is None else element("tspan", escaped(part), x=x)
    return element("tspan", escaped(part), x=x, font_family=f"'{_family(name)}',{FONT_STACK}", font_weight="400")


@lru_cache(maxsize=512)
def _shaped_width(name: str, part: str) -> float:
    """Width as a share of the font size, with letters joined where the library at hand can do that."""
    return float(ImageFont.truetype(str(_folder() / name), 1000).getlength(part)) / 1000


def _family(name: str) -> str:
    script = name.removeprefix("faultlines-sans-").removesuffix(".ttf")
    return f"{FAMILY} {script.upper() if script == 'cjk' else script.title()}"


def _font_of(char: str) -> str:
    return "" if char in _advances(REGULAR) else _script_of(char)


def font_faces(regular: Iterable[str], bold: Iterable[str]) -> str:
    """CSS that embeds the bundled fonts, cut down to the characters of these texts."""
    wanted = {REGULAR: frozenset("".join(regular)), SEMIBOLD: frozenset("".join(bold))}
    others = wanted[REGULAR] | wanted[SEMIBOLD]
    faces = [_face(name, wanted[name], weight) for name, weight in ((REGULAR, 400), (SEMIBOLD, 600))]
    foreign = others - set(_advances(REGULAR))
    faces += [_face(name, foreign | {" ", ".", "-"} if foreign else foreign, None) for name in SCRIPTS]
    return "".join(faces)


def _face(name: str, chars: frozenset[str] | set[str], weight: int | None) -> str:
    found = "".join(sorted(char for char in chars if char in _advances(name)))
    if not found.strip(" .-"):
        return ""
    data = _subset(name, found)
    family = FAMILY if weight else _family(name)
    source = f"url(data:font/woff;base64,{data}) format('woff')"
    return f"@font-face{{font-family:'{family}';font-weight:{weight or 400};src:{source}}}"


@lru_cache(maxsize=32)
def _subset(name: str, chars: str) -> str:
    """Base64 of a WOFF file that has just these characters; the same bytes for the same characters."""
    from fontTools import subset  # type: ignore[import-untyped]  # slow to load, and no PNG needs it
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    options = subset.Options()
    options.notdef_outline = True
    options.flavor = "woff"
    font = TTFont(_folder() / name, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=chars)
    cutter.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    return base64.b64encode(target.getvalue()).decode("ascii")


@cache
def _folder() -> Path:
    return Path(__file__).parent / "fonts"


@cache
def _advances(name: str) -> dict[str, float]:
    """Character -> advance width as a share of the font size."""
    from fontTools.ttLib import TTFont

    font = TTFont(_folder() / name, lazy=True)
    unit, widths = font["head"].unitsPerEm, font["hmtx"].metrics
    advances = {chr(code): widths[glyph][0] / unit for code, glyph in font.getBestCmap().items()}
    font.close()
    return advances


@lru_cache(maxsize=4096)
def _script_of(char: str) -> str:
    return next((name for name in SCRIPTS if char in _advances(name)), "")


def _fallback_advance(char: str) -> float:
    if char in _IGNORED:
        return 0.0
    script = _script_of(char)
    return _advances(script)[char] if script else 1.0
