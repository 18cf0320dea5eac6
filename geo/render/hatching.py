"""The hatching of disputed areas, in the colours of who holds them and who claims them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.palette import FOCUS, NO_DATA, OWN
from geo.render.markup import clean, element, escaped
from geo.spec import Area, Disputed

__all__ = ["BAND", "bands_of", "bands_on", "drawn_area", "ground_of", "hatching"]

BAND = 2.5  # pixels
SEEN = 90  # of the 765 that black and white differ by
DARKER = 0.75
_OWN = "own"
_DASHED: dict[str, object] = {"stroke": FOCUS, "stroke_width": 0.8, "stroke_dasharray": "3 2", "fill_rule": "evenodd"}


def drawn_area(place: Disputed, data: str, areas: Mapping[str, Area]) -> str:
    """A disputed area of that outline for an SVG: hatched, or in its own colour where a measure gives it one."""
    note = element("title", escaped(clean(place.name)))
    if place.fill:
        none = element("path", d=data, fill="url(#no-data-hatch)") if place.hatched else ""
        return element("path", note, d=data, data_key=place.key, fill=place.fill, **_DASHED) + none
    name, ground = f"hatch-{place.key}", "" if place.owner else OWN
    pattern = hatching(name, bands_of(place, areas), ground)
    return pattern + element("path", note, d=data, data_key=place.key, fill=f"url(#{name})", **_DASHED)


def ground_of(place: Disputed, areas: Mapping[str, Area]) -> str:
    """The colour between the bands: of the area itself, of the country it is part of, or grey."""
    return place.fill or (_fill(place.owner, areas) if place.owner else OWN)


def bands_of(place: Disputed, areas: Mapping[str, Area]) -> tuple[str, ...]:
    """The colours of the bands, one after the other."""
    return bands_on(ground_of(place, areas), [_fill(code, areas) for code in place.stripes])


def bands_on(ground: str, colors: Sequence[str]) -> tuple[str, ...]:
    """Bands as they can be seen on a ground.

    Where they hardly differ from it they are darker than the fills that they stand for; where that does not help there
    is one of a darker tone of the ground. `assets/js/disputed.js` has the same.
    """
    dark = [color if color == ground else _darker(color) for color in colors]
    for bands in (colors, dark):
        if any(_apart(color, ground) >= SEEN for color in bands):
            return tuple(bands)
    return (_darker(ground),)


def hatching(name: str, bands: Sequence[str], ground: str = "") -> str:
    """An SVG pattern of that name; without a ground, what is drawn below shows between the bands."""
    width = BAND * (len(bands) + 1)
    parts = [element("rect", width=width, height=BAND, fill=ground)] if ground else []
    parts += [element("rect", x=BAND * at, width=BAND, height=BAND, fill=band) for at, band in enumerate(bands)]
    turned = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(-45)"}
    return element("pattern", "".join(parts), id=name, width=width, height=BAND, **turned)


def _fill(code: str, areas: Mapping[str, Area]) -> str:
    if code == _OWN:
        return OWN
    return areas[code].fill if code in areas else NO_DATA


def _lights(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def _apart(one: str, other: str) -> int:
    return sum(abs(a - b) for a, b in zip(_lights(one), _lights(other), strict=True))


def _darker(color: str) -> str:
    return "#" + "".join(f"{int(light * DARKER):02x}" for light in _lights(color))
