"""A small writer of XML: everything that goes in is escaped, nothing is forgotten to be closed."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["attributes", "clean", "element", "escaped", "group", "named", "number", "points_path"]

# XML 1.0 has no way to write these characters, not even as references.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def clean(text: str) -> str:
    """One line of text that XML can hold: forbidden characters replaced, white space made single blanks."""
    return " ".join(_FORBIDDEN.sub("\ufffd", text).split())


def escaped(text: str) -> str:
    """Fit for the content of an element and for a quoted attribute."""
    return _FORBIDDEN.sub("\ufffd", text).translate(_ESCAPES)


def number(value: float) -> str:
    """At most one decimal, no `-0`, no trailing `.0`."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def attributes(values: dict[str, object]) -> str:
    """` name="value"` for each; None is left out, floats get one decimal, `_` in a name stands for `-`."""
    parts = []
    for name, value in values.items():
        if value is None:
            continue
        text = number(value) if isinstance(value, float) else str(value)
        parts.append(f' {name.replace("_", "-")}="{escaped(text)}"')
    return "".join(parts)


def element(name: str, content: str = "", /, **values: object) -> str:
    """An element; `content` is markup already, the attributes are escaped here."""
    opening = f"<{name}{attributes(values)}"
    return f"{opening}>{content}</{name}>" if content else f"{opening}/>"


def group(key: str, parts: Iterable[str], /, **values: object) -> str:
    """A named group, one part a line. Inkscape shows it as a layer of that name."""
    opening = f'<g id="{escaped(key)}" inkscape:groupmode="layer" inkscape:label="{escaped(key)}"{attributes(values)}>'
    return "\n".join([opening, *parts, "</g>"])


def named(text: str) -> dict[str, object]:
    """The attribute that Inkscape shows an object's name from."""
    return {"inkscape:label": clean(text) or None}


def points_path(rings: Iterable[Iterable[tuple[float, float]]], close: bool = True) -> str:
    """SVG path data in tenths of a pixel, relative after the first point of each ring, which keeps files small."""
    return "".join(_ring_path([(round(x * 10), round(y * 10)) for x, y in ring], close) for ring in rings)


def _ring_path(points: list[tuple[int, int]], close: bool) -> str:
    if close and len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    (x0, y0), steps = points[0], []
    for x, y in points[1:]:
        if (x, y) != (x0, y0):
            steps.append(_pair(x - x0, y - y0))
            x0, y0 = x, y
    data = f"M{_pair(*points[0])}" + (f"l{' '.join(steps)}" if steps else "l0 0")
    return f"{data}z" if close else data


def _pair(x: int, y: int) -> str:
    return f"{_tenths(x)} {_tenths(y)}"


def _tenths(value: int) -> str:
    sign, size = "-" if value < 0 else "", abs(value)
    whole, part = divmod(size, 10)
    if not part:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{part}"
