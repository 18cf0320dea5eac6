"""Where things go on a static map: bands for title, map, legend and footer, at any size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geo.errors import UsageError
from geo.render.projection import Box
from geo.render.text import balanced, width_of, wrapped
from geo.spec import MapSpec, Provenance

__all__ = [
    "LEADING",
    "SMALL",
    "Sheet",
    "Style",
    "TextLine",
    "below",
    "beside",
    "checked_size",
    "footer_lines",
    "sheet_for",
    "title_lines",
]

SMALLEST, LARGEST = (300, 200), (8000, 8000)
REFERENCE = (1200.0, 750.0)
LEADING = 1.22  # line height as a share of the font size
DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Style:
    """Four font sizes, the margin round the picture and the gap between its bands, in pixels."""

    headline: float
    lead: float
    text: float
    small: float
    margin: float
    gap: float
    headline_lines: int
    source_lines: int


LARGE = Style(27.0, 14.5, 12.5, 10.5, 26.0, 14.0, 2, 2)
MEDIUM = Style(21.0, 13.0, 11.5, 9.5, 18.0, 11.0, 3, 2)
SMALL = Style(14.5, 10.0, 9.5, 8.0, 10.0, 5.0, 2, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture before anything is drawn.

    Attributes
    ----------
    width, height : in layout pixels; the picture may be `scale` times larger
    scale : pictures larger than the usual 1200 by 750 are drawn larger as a whole
    """

    width: float
    height: float
    scale: float
    style: Style

    @property
    def inner_width(self) -> float:
        return self.width - 2 * self.style.margin

    @property
    def wide(self) -> bool:
        """Room for the legend beside the map."""
        return self.width >= 760 and self.width / self.height >= 1.2


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text; `y` is its baseline, counted from the top of its band."""

    text: str
    y: float
    size: float
    role: str
    bold: bool = False


def checked_size(size: tuple[int, int]) -> tuple[int, int]:
    """Two whole numbers within what can be drawn.

    Raises
    ------
    UsageError : it is not
    """
    try:
        width, height = (int(length) for length in size)
    except (TypeError, ValueError, OverflowError):
        raise UsageError(f"{size!r} is not a size; give width and height in pixels, for example 1200x750") from None
    inside = SMALLEST[0] <= width <= LARGEST[0] and SMALLEST[1] <= height <= LARGEST[1]
    if not inside:
        raise UsageError(
            f"a picture of {width}x{height} pixels can't be drawn; "
            f"{SMALLEST[0]}x{SMALLEST[1]} to {LARGEST[0]}x{LARGEST[1]} is possible"
        )
    return width, height


def sheet_for(size: tuple[int, int]) -> Sheet:
    """The sheet of a picture of `size` pixels."""
    width, height = checked_size(size)
    scale = max(1.0, min(width / REFERENCE[0], height / REFERENCE[1]))
    w, h = width / scale, height / scale
    style = SMALL if w < 520 or h < 400 else MEDIUM if w < 960 or h < 560 else LARGE
    return Sheet(w, h, scale, style)


def title_lines(spec: MapSpec, sheet: Sheet) -> tuple[list[TextLine], float]:
    """The title band: data set, headline, subtitle; and the height of the band."""
    style, width = sheet.style, sheet.inner_width
    lines: list[TextLine] = []
    y = 0.0
    if style is not SMALL and spec.title and spec.title != spec.headline:
        for text in wrapped(spec.title, style.text, width, True, 1):
            y += style.text * LEADING
            lines.append(TextLine(text, y, style.text, "kicker", True))
        y += 2.0
    for text in balanced(spec.headline or spec.title, style.headline, width, True, style.headline_lines):
        y += style.headline * 1.12
        lines.append(TextLine(text, y, style.headline, "headline", True))
    y += style.headline * 0.12
    for text in wrapped(spec.subtitle, style.lead, width, False, 1 if style is SMALL else 2):
        y += style.lead * LEADING
        lines.append(TextLine(text, y, style.lead, "subtitle"))
    return lines, y + style.lead * 0.3


def footer_lines(spec: MapSpec, sheet: Sheet) -> tuple[list[TextLine], float]:
    """The footer band: window, worldview, data, licence; sources; shapes, digest and link; and its height."""
    style, width, made = sheet.style, sheet.inner_width, spec.provenance
    most = 1 if style is SMALL else 2
    texts = [*wrapped(_facts(made), style.small, width, False, most), *_sources(made, sheet)]
    texts += wrapped(_origin(made), style.small, width, False, most)
    step = style.small * (LEADING + 0.06)
    lines = [TextLine(text, step * (place + 0.8), style.small, "footer") for place, text in enumerate(texts)]
    return lines, step * len(lines)


def _facts(made: Provenance) -> str:
    told = made.version and not made.digest.startswith(made.version)
    version = f", version {made.version}" if told else ""
    borders = made.borders or f"Worldview: {made.worldview}"
    licence = f"Licence: {made.licence}" if made.licence else ""
    window = " – ".join(dict.fromkeys(_day(day) for day in made.window))
    return " · ".join(part for part in (window, borders, f"Data: {made.title}{version}", licence) if part)


def _origin(made: Provenance) -> str:
    digest = f"Data digest {made.digest[:DIGEST_LENGTH]}" if made.digest else ""
    link = made.permalink or "?"
    return " · ".join(part for part in (f"Map: {link}", digest, made.geometry) if part)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = "January February March April May June July August September October November December".split()


def _sources(made: Provenance, sheet: Sheet) -> list[str]:
    """As many sources as fit, and how many more there are."""
    names = list(dict.fromkeys(source.text for source in made.sources if source.text))
    size, width, most = sheet.style.small, sheet.inner_width, sheet.style.source_lines
    if not names:
        return []
    for count in range(min(len(names), 40), 0, -1):
        rest = f" and {len(names) - count} more" if count < len(names) else ""
        text = f"Sources: {'; '.join(names[:count])}{rest}"
        if width_of(text, size) <= most * width * 0.97 and len(wrapped(text, size, width)) <= most:
            return wrapped(text, size, width)
    rest = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return wrapped(
        f"{len(names)} sources, among them {names[0]}" if rest else f"Source: {names[0]}", size, width, lines=most
    )


def below(sheet: Sheet, top: float, bottom: float, legend_height: float) -> tuple[Box, Box]:
    """Map above, legend under it."""
    style = sheet.style
    height = bottom - top - legend_height - style.gap
    frame = Box(style.margin, top, sheet.inner_width, height)
    return frame, Box(style.margin, frame.bottom + style.gap, sheet.inner_width, legend_height)


def beside(sheet: Sheet, top: float, bottom: float, legend_width: float) -> tuple[Box, Box]:
    """Map on the left, legend on the right."""
    style = sheet.style
    gap = style.gap + 6
    frame = Box(style.margin, top, sheet.inner_width - legend_width - gap, bottom - top)
    return frame, Box(frame.right + gap, top, legend_width, bottom - top)
