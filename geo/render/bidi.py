"""Lines that are written from right to left, or in both directions: which part stands where.

Rasterisers lose letters where one piece of text has several fonts, and know nothing of a direction that is asked for;
so each part of one direction and one font gets its own place. What is needed of Unicode's bidirectional algorithm
(UAX 9, https://www.unicode.org/reports/tr9/) is here, with one addition: in a line that is written from left to right
each name from right to left stands apart, so that what is on either side of a comma or an arrow never changes places.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["LEFT", "RIGHT", "Run", "Span", "is_rtl", "led", "placed_runs", "span_of", "width_of_span"]

LEFT, RIGHT = "\u200e", "\u200f"  # marks without a width: from left to right, from right to left
_BACK = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ARROWS = re.compile("[\u2190-\u21ff]")
_LOWER_WORD = re.compile(r"(?<![^\W\d_])[a-z\u00df-\u00f6\u00f8-\u00ff]")
_KINDS = {
    "L": "L",
    "R": "R",
    "AL": "R",
    "EN": "N",
    "AN": "A",
    "WS": "S",
    "S": "S",
    "B": "S",
    "ES": "J",
    "CS": "J",
    "ET": "T",
}
_IN_NAMES = frozenset("'’\"-.")
# On the kinds of a text, a letter for each character: L and R letters, N and A digits, S blanks, J and T what stands
# between and beside digits, I what stands in names, O all else.
_NAME = re.compile("R(?:[RASI]*[RA])?")
_ISLAND = re.compile("(?:T?N(?:[NJI]*N)?)?L(?:[LNSJTI]*[LN]T?)?|T?N(?:[NJI]*N)?T?|A(?:[AJI]*A)?")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one direction and one font, and the blanks after it."""

    text: str
    font: str
    blanks: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Parts one after the other, in the order they are read."""

    parts: tuple[Span | Run, ...]
    rtl: bool


Part = Span | Run
Measure = Callable[[str, str], float]  # of a text in a font


def is_rtl(text: str) -> bool:
    """Is it as a whole written from right to left? A mark at its start says so.

    Without one it is if it starts so and most of its letters are so. A sentence of ours with names in such a script is
    not: it has words in small letters, or an arrow.
    """
    if text.startswith((LEFT, RIGHT)):
        return text[0] == RIGHT
    if not _BACK.search(text):
        return False
    kinds = _kinds(text)
    strong = [kind for kind in kinds if kind in "LR"]
    if not strong or strong[0] == "L" or 2 * strong.count("R") < len(strong):
        return False
    return not _ARROWS.search(text) and not _LOWER_WORD.search(text)


def led(text: str) -> str:
    """The mark that a line of this text needs to keep the direction of the whole; empty where there is no doubt."""
    if not _BACK.search(text):
        return ""
    return RIGHT if is_rtl(text) else LEFT


def span_of(text: str, runs: Callable[[str], list[tuple[str, str]]]) -> Span:
    """The parts of a line.

    Parameters
    ----------
    text : the line
    runs : gives the font and the text of the pieces of one font each
    """
    rtl, bare = is_rtl(text), text.lstrip(LEFT + RIGHT)
    if not rtl and not _BACK.search(bare):
        return Span(tuple(_run(font, part) for font, part in runs(bare)) if bare else (), False)
    pieces = [(bare, True)] if rtl else _cut(bare, _NAME)
    return Span(tuple(_directed(piece, is_name, runs) for piece, is_name in pieces if piece), rtl)


def width_of_span(part: Part, measure: Measure) -> float:
    """Without the blanks at its end."""
    if isinstance(part, Run):
        return measure(part.text, part.font)
    gaps = sum(measure(_blanks(each), "") for each in part.parts[:-1])
    return sum(width_of_span(each, measure) for each in part.parts) + gaps


def placed_runs(span: Span, measure: Measure, left: float = 0.0) -> Iterator[tuple[Run, float, bool]]:
    """Every run in the order it is read, where its left end is, and whether it is from right to left."""
    at = left + width_of_span(span, measure) if span.rtl else left
    for part in span.parts:
        width, gap = width_of_span(part, measure), measure(_blanks(part), "")
        start = at - width if span.rtl else at
        if isinstance(part, Run):
            yield part, start, span.rtl
        else:
            yield from placed_runs(part, measure, start)
        at = start - gap if span.rtl else start + width + gap


def _directed(text: str, rtl: bool, runs: Callable[[str], list[tuple[str, str]]]) -> Span:
    """One direction; from right to left it has islands: numbers, and words from left to right."""
    pieces = [(piece, rtl and not island) for piece, island in _cut(text, _ISLAND)] if rtl else [(text, False)]
    spans = [Span(tuple(_run(font, part) for font, part in runs(piece)), back) for piece, back in pieces if piece]
    return spans[0] if len(spans) == 1 else Span(tuple(spans), rtl)


def _run(font: str, text: str) -> Run:
    bare = text.rstrip(" ")
    return Run(bare, font, text[len(bare) :])


def _cut(text: str, pattern: re.Pattern[str]) -> list[tuple[str, bool]]:
    """What matches the pattern and what is between, in turn."""
    made, at = [], 0
    for match in pattern.finditer(_kinds(text)):
        made += [(text[at : match.start()], False), (text[match.start() : match.end()], True)]
        at = match.end()
    return _with_blanks([*made, (text[at:], False)])


def _with_blanks(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Blanks go to what is before them; nothing is empty."""
    made: list[tuple[str, bool]] = []
    for text, matches in pieces:
        bare = text.lstrip(" ")
        if made:
            made[-1] = (made[-1][0] + text[: len(text) - len(bare)], made[-1][1])
        if bare:
            made.append((bare, matches))
    return made


def _kinds(text: str) -> str:
    """A letter for each character; marks are as the letter they stand on."""
    made: list[str] = []
    for char in text:
        name = unicodedata.bidirectional(char)
        if name in ("NSM", "BN", "") and made:
            made.append(made[-1])
        else:
            made.append("I" if char in _IN_NAMES else _KINDS.get(name, "O"))
    return "".join(made)


def _blanks(part: Part) -> str:
    return part.blanks if isinstance(part, Run) else _blanks(part.parts[-1]) if part.parts else ""
