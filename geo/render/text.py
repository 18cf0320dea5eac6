"""Text of the static maps: measured in the bundled fonts, wrapped, shortened, and set in its own direction."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import partial

from geo.render.bidi import LEFT, RIGHT, Run, led, placed_runs, span_of, width_of_span
from geo.render.markup import clean, element, escaped
from geo.render.typefaces import MISSING, families, font_runs, run_width, written_in

__all__ = [
    "COUNT_GAP",
    "WIDER",
    "ascent",
    "balanced",
    "counted",
    "drawable",
    "label",
    "loosened",
    "shortened",
    "width_of",
    "without_gaps",
    "wrapped",
]

ELLIPSIS = "…"
CAP_HEIGHT = 0.66  # of the font size, for centring a line on a point
WIDER = 1.35  # so much wider than ours is the widest font that may stand for it: DejaVu Sans in bold
COUNT_GAP = 6.0  # pixels between words and the number after them
_HELD = re.compile(r' textLength="[\d.]+" lengthAdjust="spacingAndGlyphs"')
_WIDE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
# A line of Chinese or Japanese may end after any character, but not before a closing mark.
_CHARACTERS = re.compile(
    f"{_WIDE.pattern}[\u3001\u3002\u300d\u300f\uff01\uff09\uff0c\uff1f\u30fb\u30fc]*|[^ \u3041-\u30ff\u3400-\u9fff]+"
)
_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Width in pixels of one line at a font size; a missing character counts as a full square."""
    return size * sum(run_width(part, font, bold) for font, part in font_runs(text))


def drawable(text: str) -> bool:
    """Do the bundled fonts have every character of the text?"""
    return all(font != MISSING for font, _ in font_runs(text))


def without_gaps(text: str) -> str:
    """The text with an ellipsis for each stretch that none of the fonts can draw."""
    if drawable(text):
        return text
    kept = "".join(ELLIPSIS + part[len(part.rstrip()) :] if font == MISSING else part for font, part in font_runs(text))
    return re.sub(f"{ELLIPSIS}(?:[\\s.-]*{ELLIPSIS})+", ELLIPSIS, kept)


def ascent(size: float) -> float:
    """From the middle of a line of capitals to its baseline, in pixels."""
    return size * CAP_HEIGHT / 2


def shortened(text: str, size: float, width: float, bold: bool = False) -> str:
    """The text, cut at the end with an ellipsis if it is wider than `width` pixels."""
    text = clean(text)
    if width_of(text, size, bold) <= width:
        return text
    text = led(text) + text.lstrip(LEFT + RIGHT)
    while text and width_of(text + ELLIPSIS, size, bold) > width:
        text = _without_last(text).rstrip(" ,;:·")
    return text + ELLIPSIS


def wrapped(text: str, size: float, width: float, bold: bool = False, lines: int = 99) -> list[str]:
    """Lines no wider than `width` pixels, at most `lines` of them; the last one ends in an ellipsis if text is left."""
    text = clean(text)
    words, made = _words(text, size, width, bold), [""]
    for place, (gap, word) in enumerate(words):
        longer = f"{made[-1]}{gap}{word}".strip()
        if width_of(longer, size, bold) <= width or not made[-1]:
            made[-1] = longer
        elif len(made) == lines:
            made[-1] = "".join([made[-1], *(left for pair in words[place:] for left in pair)])
            break
        else:
            made.append(word)
    mark = led(text)
    return [shortened(mark + line.lstrip(LEFT + RIGHT), size, width, bold) for line in made if line]


def _words(text: str, size: float, width: float, bold: bool) -> list[tuple[str, str]]:
    """The words with the blank before each; the characters of Chinese and Japanese where a word fills a line."""
    made = []
    for word in text.split(" "):
        cut = _WIDE.search(word) and width_of(word, size, bold) > width
        first, *rest = _CHARACTERS.findall(word) if cut else [word]
        made += [(" ", first), *(("", part) for part in rest)]
    return made


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
    lang: str = "",
    room: float = math.inf,
    **more: object,
) -> str:
    """A text with its baseline at (x, y).

    Where it changes its font or direction, each part is a text element in its own place, in a group: set as one,
    Arabic letters are lost in some rasterisers, and parts meet where a program takes a wider font than ours. The parts
    stand in the file in the order in which they are read.

    Parameters
    ----------
    anchor : `start`, `middle` or `end` of the text is at x
    lang : the language it is in, as `View.lang`; empty where it may be any
    room : pixels that it can fill; a text that might not do with them in another font is held to its width
    """
    placed, width = _placed(text, size, bold, lang)
    look: dict[str, object] = {"font_size": size, "font_weight": "600" if bold else None, "fill": fill}
    if len(placed) == 1:
        (run, _, rtl), held = placed[0], width * WIDER > room
        return _markup(run, rtl, x, y, width if held else None, "", **look, text_anchor=anchor, **more)
    left = x - _SHIFT[anchor or "start"] * width
    parts = [
        _markup(run, rtl, left + at, y, size * run_width(run.text, run.font, bold), run.blanks, **look)
        for run, at, rtl in placed
    ]
    return element("g", "".join(parts), **more)


def counted(text: str, count: str, x: float, y: float, size: float, room: float, fills: tuple[str, str]) -> str:
    """Words and a number after them, which stays behind them in any font; `fills` are their colours."""
    made = label(text, x, y, size, fill=fills[0], room=room - width_of(count, size))
    if not count:
        return made
    if "tspan" in made or _HELD.search(made):  # a place of its own, as what is before it has
        return made + label(count, x + width_of(text, size) + COUNT_GAP, y, size, fill=fills[1])
    gap = COUNT_GAP - width_of(" ", size)  # the blank is for who copies the words or has them read out
    return made.removesuffix("</text>") + " " + element("tspan", escaped(count), dx=gap, fill=fills[1]) + "</text>"


def loosened(markup: str) -> str:
    """No text held to its width, for rasterisers that have our fonts: their kerning stays as it is."""
    return _HELD.sub("", markup)


def _placed(text: str, size: float, bold: bool, lang: str) -> tuple[list[tuple[Run, float, bool]], float]:
    """The runs of a line, as `placed_runs` has them, and the width of the whole."""
    span = span_of(clean(text), partial(font_runs, lang=written_in(text) or lang))

    def measure(part: str, font: str) -> float:
        return size * run_width(part, font, bold)

    return list(placed_runs(span, measure)), width_of_span(span, measure)


def _markup(run: Run, rtl: bool, x: float, y: float, width: float | None, blanks: str, **more: object) -> str:
    """One run. A script's font is named outright: rasterisers do not look for one of another weight by themselves.

    Inkscape loses a text from right to left that is held to a width.
    """
    content = escaped(f"{_turned(run.text) if rtl else run.text}{blanks}")
    if run.font not in ("", MISSING):
        content = element("tspan", content, font_family=families(run.font), font_weight="400")
    held: dict[str, object] = {}
    if width is not None and not rtl and run.font != MISSING:
        held = {"textLength": width, "lengthAdjust": "spacingAndGlyphs"}
    return element("text", content, x=x, y=y, **more, **held)


def _turned(text: str) -> str:
    """From right to left, also where it begins or ends with something that has no direction of its own."""
    strong = all(unicodedata.bidirectional(char) in ("R", "AL") for char in (text[0], text[-1]))
    return text if strong else f"{RIGHT}{text}{RIGHT}"


def _without_last(text: str) -> str:
    """Without its last character and the marks on it."""
    at = len(text) - 1
    while at > 0 and unicodedata.category(text[at]) in ("Mn", "Mc", "Me", "Cf"):
        at -= 1
    return text[:at]
