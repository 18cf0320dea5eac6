"""What stands on a static map, group by group: the areas, lines, names, legend and texts of one picture in pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.palette import BORDER, CASING, FOCUS, INK, WATER
from geo.render.arrows import Drawn, drawn_line, line_markup
from geo.render.ground import boundary, edge, inner_point, outlines, path_data, visible
from geo.render.hatching import drawn_area
from geo.render.labels import Label, Wish, drawn_leader, drawn_name, language, placed, tight_names
from geo.render.layout import (
    LEADING,
    SMALL,
    Sheet,
    TextLine,
    below,
    beside,
    footer_lines,
    title_lines,
)
from geo.render.legend import MUTED, Flow, flowed, legend_levels
from geo.render.marks import Mark, boxes_of, drawn_mark, marks_of
from geo.render.markup import clean, element, escaped, group, named
from geo.render.projection import Box, Projection, fitted
from geo.render.strokes import runs
from geo.render.text import drawable, label, width_of
from geo.spec import Area, MapSpec

if TYPE_CHECKING:
    from geo.countries import Atlas

__all__ = ["PAPER", "Picture"]

DOT_RADIUS = 3.6
FAINT_RADIUS = 2.0  # of countries without data
MOST_CASED = 400  # lines; with more than that a rim round each only makes a fog
PAPER = "#ffffff"
CLIP = "url(#frame)"


@dataclass(frozen=True)
class Picture:
    """What the groups share: the frame, the projection, the shapes and lines in pixels.

    Attributes
    ----------
    paper : white behind it all; without, what is not map can be seen through
    bare : the map alone, from edge to edge: what is round it is told elsewhere
    traced : the halo of the names is a copy below them: not all programs can stroke a text behind its letters
    stage : a picture of the same map at the same size, whose frame, shapes and names this one stands on, so that
        nothing moves from one picture of a film to the next
    """

    spec: MapSpec
    atlas: Atlas
    sheet: Sheet
    paper: bool = True
    bare: bool = False
    traced: bool = False
    stage: Picture | None = None

    @cached_property
    def title(self) -> tuple[list[TextLine], float]:
        return ([], 0.0) if self.bare else title_lines(self.spec, self.sheet)

    @cached_property
    def footer(self) -> tuple[list[TextLine], float]:
        return ([], 0.0) if self.bare else footer_lines(self.spec, self.sheet)

    @cached_property
    def band(self) -> tuple[float, float]:
        """From where to where map and legend go."""
        if self.stage:
            return self.stage.band
        style = self.sheet.style
        top = style.margin + self.title[1] + style.gap * 0.7
        return top, self.sheet.height - style.margin - self.footer[1] - style.gap

    @cached_property
    def plan(self) -> tuple[Box, Box, Flow]:
        """The map's frame, the legend's box, and the legend."""
        if self.bare:
            whole = Box(0.0, 0.0, self.sheet.width, self.sheet.height)
            return whole, whole, Flow((), 0.0)
        frame, box, flow = self._beside() if self.sheet.wide else self._below()
        return (*self.stage.plan[:2], flow) if self.stage else (frame, box, flow)

    def _beside(self) -> tuple[Box, Box, Flow]:
        style, width = self.sheet.style, min(230.0, max(170.0, self.sheet.width * 0.19))
        frame, box = beside(self.sheet, *self.band, width)
        return frame, box, flowed(legend_levels(self.spec.legend, style, width), style, width, 1, box.height)

    def _below(self) -> tuple[Box, Box, Flow]:
        sheet, style, (top, bottom) = self.sheet, self.sheet.style, self.band
        columns = max(1, min(4, int(sheet.inner_width // 165)))
        width = (sheet.inner_width - 2 * style.gap * (columns - 1)) / columns
        levels = legend_levels(self.spec.legend, style, width)
        flow = flowed(levels, style, width, columns, 0.42 * (bottom - top))
        return *below(sheet, top, bottom, flow.height), flow

    @property
    def frame(self) -> Box:
        return self.plan[0]

    @cached_property
    def projection(self) -> Projection:
        spec = self.spec
        return fitted(spec.bounds, self.frame, spec.projection, spec.center)

    @cached_property
    def areas(self) -> dict[str, Area]:
        return {area.key: area for area in self.spec.areas}

    @cached_property
    def shapes(self) -> dict[str, Any]:
        return self.stage.shapes if self.stage else visible(self.atlas.shapes, self.areas, self.projection)

    @cached_property
    def outlines(self) -> dict[str, str]:
        """Path data of the countries."""
        return self.stage.outlines if self.stage else {key: path_data(shape) for key, shape in self.shapes.items()}

    @cached_property
    def disputed(self) -> dict[str, str]:
        """Path data of the disputed areas."""
        if self.stage:
            return self.stage.disputed
        shapes = {area.key: area.geometry for area in self.atlas.areas}
        there = [place.key for place in self.spec.disputed if place.key in shapes]
        return {key: outlines(shapes[key], self.projection) for key in there}

    @cached_property
    def lines(self) -> list[Drawn]:
        anchors = {key: area.anchor for key, area in self.areas.items()}
        laid = runs(self.spec.lines, anchors, self.projection)
        return [drawn_line(line, run) for line, run in zip(self.spec.lines, laid, strict=True)]

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        return marks_of(self.lines, self.frame)

    @cached_property
    def dots(self) -> dict[str, tuple[float, float]]:
        found = {area.key: area.dot_at for area in self.spec.areas if area.dot_at is not None}
        made = {key: self.projection.point(*at) for key, at in found.items() if self.projection.shows(*at)}
        return {key: at for key, at in made.items() if self.frame.has(*at)}

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        if self.stage:
            return self.stage.labels
        wishes = list(_wishes(self))
        lands = {wish.key: self.shapes[wish.key] for wish in wishes if wish.key in self.shapes}
        others = {key: shape for key, shape in self.shapes.items() if key not in lands}
        strokes = [stroke for drawn in self.lines for stroke in drawn.strokes]
        return placed(wishes, self.frame, _taken(self), strokes, lands, others, far=self.sheet.style is not SMALL)

    def groups(self) -> Iterable[str]:
        """The picture from the ground up."""
        if self.paper:
            yield element("rect", width="100%", height="100%", fill=PAPER, id="paper")
        yield from self.ground(self.shapes)
        yield from self.action()
        yield from self.foot()

    def ground(self, keys: Iterable[str], water: bool = True) -> Iterable[str]:
        """Water, and those countries."""
        if water:
            yield group("water", [element("path", d=boundary(self.projection), fill=WATER)])
        yield group("countries", map(self._country, keys), clip_path=CLIP, **_BORDERS)
        if water and (rim := edge(self.projection)):
            yield group("rim", [element("path", d=rim)], clip_path=CLIP, fill="none", stroke=BORDER, stroke_width=0.6)

    def action(self) -> Iterable[str]:
        """All that stands on the ground, and what is told round the map."""
        yield group("disputed", self._disputed(), clip_path=CLIP)
        yield group("focus", self._focus(), clip_path=CLIP, fill="none", stroke=FOCUS, stroke_width=1.4)
        yield group("dots", (self._dot(key, at) for key, at in self.dots.items()), clip_path=CLIP)
        yield group("lines", self._lines(), clip_path=CLIP, fill="none", stroke_linecap="butt")
        if self.marks:
            yield group("changes", map(drawn_mark, self.marks), clip_path=CLIP)
        yield group("leaders", filter(None, map(drawn_leader, self.labels)), stroke=INK, stroke_width=0.7)
        lang = language(self.spec.language)
        if self.traced:
            yield group("labels", self._traced(), **lang)
        else:
            yield group("labels", self._names(), paint_order="stroke", **_HALO, **lang)
        if self.bare:
            return
        yield group("legend", self.plan[2].parts, transform=f"translate({self.plan[1].x:.1f} {self.plan[1].y:.1f})")
        margin = self.sheet.style.margin
        yield group("title", [self._rule(), *self._texts(self.title[0], margin)])

    def foot(self) -> Iterable[str]:
        """Where it all comes from."""
        if not self.bare:
            margin = self.sheet.style.margin
            top = self.sheet.height - margin - self.footer[1]
            yield group("footer", self._texts(self.footer[0], top))

    def _names(self) -> Iterable[str]:
        lang, tight = self.spec.language, tight_names(self.labels, _taken(self), self.frame)
        return [drawn_name(made, self.areas[made.key].focus, lang, made.key in tight) for made in self.labels]

    def _traced(self) -> Iterable[str]:
        yield element("use", **_TRACE, **_HALO)
        yield element("g", "\n".join(["", *self._names(), ""]), id="names", **named("names"))

    def _country(self, key: str) -> str:
        area, data = self.areas[key], self.outlines[key]
        note = element("title", escaped(clean(area.card.title if area.card else area.name)))
        shape = element("path", note, d=data, fill=area.fill, data_key=key, **named(area.name))
        return shape + (element("path", d=data, fill="url(#no-data-hatch)", stroke="none") if area.hatched else "")

    def _disputed(self) -> Iterable[str]:
        for place in self.spec.disputed:
            if data := self.disputed.get(place.key):
                yield drawn_area(place, data, self.areas)

    def _focus(self) -> Iterable[str]:
        keys = [key for key in self.shapes if self.areas[key].focus]
        return (element("path", d=self.outlines[key], data_focus=key) for key in keys)

    def _dot(self, key: str, at: tuple[float, float]) -> str:
        area = self.areas[key]
        note = element("title", escaped(clean(area.card.title if area.card else area.name)))
        edge = {"stroke": BORDER if area.hatched else FOCUS, "stroke_width": 1.4 if area.focus else 0.8}
        where: dict[str, object] = {"cx": at[0], "cy": at[1], "r": FAINT_RADIUS if area.hatched else DOT_RADIUS}
        return element("circle", note, **where, fill=area.fill, data_dot=key, **edge)

    def _lines(self) -> Iterable[str]:
        cased = len(self.lines) <= MOST_CASED
        return (line_markup(drawn, cased) for drawn in self.lines)

    def _texts(self, lines: Iterable[TextLine], top: float) -> Iterable[str]:
        colors = {"kicker": MUTED, "headline": INK, "subtitle": INK, "footer": MUTED}
        left, room, lang = self.sheet.style.margin, self.sheet.inner_width, self.spec.language
        for line in lines:
            look: dict[str, Any] = {"bold": line.bold, "fill": colors[line.role]}
            yield label(line.text, left, top + line.y, line.size, **look, lang=lang, room=room)

    def _rule(self) -> str:
        """A short bar over the title, as newspapers have it."""
        style = self.sheet.style
        return element("rect", x=style.margin, y=style.margin - 6.0, width=34.0, height=2.6, fill=INK)


_BORDERS: dict[str, object] = {
    "stroke": BORDER,
    "stroke_width": 0.6,
    "stroke_linejoin": "round",
    "fill_rule": "evenodd",
}
_TRACE: dict[str, object] = {"xlink:href": "#names", "id": "halo", **named("halo")}
_HALO: dict[str, object] = {
    "stroke": CASING,
    "stroke_width": 2.6,
    "stroke_opacity": "0.85",
    "stroke_linejoin": "round",
}


def _wishes(picture: Picture) -> Iterable[Wish]:
    """A name for every country that may have one and is seen."""
    size = picture.sheet.style.text
    for area in picture.spec.areas:
        if area.label_rank <= 0:
            continue
        text = clean(area.name if drawable(area.name) else picture.atlas.name(area.key, "en"))
        place = _place(picture, area)
        if text and place:
            bold = area.focus
            yield Wish(
                area.key,
                text,
                place[:2],
                size * LEADING,
                width_of(text, size, bold) + 2,
                0 if area.focus else area.label_rank,
                place[2],
            )


def _place(picture: Picture, area: Area) -> tuple[float, float, float] | None:
    """Where a country's name goes and how much room is there; None if the country is not in the picture."""
    if area.key in picture.dots:
        return (*picture.dots[area.key], 0.0)
    shape = picture.shapes.get(area.key)
    if shape is None:
        return None
    x, y, room = inner_point(shape, picture.frame.grown(-6))
    if picture.projection.shows(*area.label_at):
        at = picture.projection.point(*area.label_at)
        if picture.frame.grown(-24).has(*at):
            return (*at, max(room, 3.0))
    return (x, y, room) if room > picture.sheet.style.text * 0.8 else None


def _taken(picture: Picture) -> list[Box]:
    """Where no name may stand: arrowheads, dots and signs."""
    boxes = [Box(x - DOT_RADIUS, y - DOT_RADIUS, 2 * DOT_RADIUS, 2 * DOT_RADIUS) for x, y in picture.dots.values()]
    for drawn in picture.lines:
        for points in drawn.heads:
            (left, top), (right, bottom) = np.min(points, axis=0), np.max(points, axis=0)
            boxes.append(Box(float(left), float(top), float(right - left), float(bottom - top)))
    return boxes + boxes_of(picture.marks)
