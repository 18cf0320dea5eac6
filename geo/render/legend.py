"""The legend of the static maps: blocks of rows, flowed into the room there is and shortened where it is small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.palette import BORDER, FOCUS, INK, OWN
from geo.render.arrows import head, head_length
from geo.render.hatching import bands_on, hatching
from geo.render.layout import LEADING, Style
from geo.render.marks import RADIUS, sign
from geo.render.markup import clean, element, points_path
from geo.render.text import COUNT_GAP, ascent, counted, label, shortened, width_of, wrapped
from geo.spec import Legend, LegendRow

__all__ = ["MUTED", "Flow", "flowed", "legend_levels"]

MUTED = "#6b665d"
SWATCH = (20.0, 11.0)
LINE_LENGTH = 30.0
HEADINGS = {
    "change": "What changed",
    "kind": "Relations",
    "mutual": "Relations",
    "over": "Relations",
    "status": "How sure",
    "width": "How strong",
}


@dataclass(frozen=True, slots=True)
class Block:
    """Markup drawn from (0, 0) down, and its height."""

    parts: tuple[str, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Flow:
    """A legend laid out in columns from (0, 0)."""

    parts: tuple[str, ...]
    height: float


def legend_levels(legend: Legend, style: Style, width: float) -> list[list[Block]]:
    """The legend in full, and ever shorter: without its notes, without widths, and as a bar of classes."""
    rows = [row for row in legend.lines if row.symbol in HEADINGS]
    first = _rows_block(legend.title, legend.areas, style, width)
    kinds = _rows_block("Relations", [row for row in rows if HEADINGS[row.symbol] == "Relations"], style, width)
    sure = _rows_block("How sure", [row for row in rows if row.symbol == "status"], style, width)
    strong = _rows_block("How strong", [row for row in rows if row.symbol == "width"], style, width)
    notes, short = _notes(legend.notes, style, width, 12), _notes(legend.notes, style, width, 3)
    bar = _bar(legend, style, width)
    changed = _rows_block("What changed", [row for row in rows if row.symbol == "change"], style, width)
    only = _rows_block("", [row for row in rows if row.symbol == "kind"], style, width)
    levels = [[first, kinds, sure, strong, notes], [first, kinds, sure, strong, short], [first, kinds, sure, strong]]
    levels += [[first, kinds, sure], [first, kinds], [bar, kinds, sure], [bar, kinds], [bar, only], [bar]]
    signs, bare = (_signs_block(legend, style, width, heading) for heading in ("What changed", ""))
    places = [[first, changed, kinds, sure, strong, notes]]
    places += [[level[0], bare if level[0] is bar else signs, *level[1:]] for level in levels]
    return [[block for block in level if block.height] for level in places]


def flowed(levels: Sequence[Sequence[Block]], style: Style, width: float, columns: int, most: float) -> Flow:
    """The fullest level that fits in `columns` of `width` and a height of `most`; the shortest one if none does."""
    for level in levels:
        made = _in_columns(level, style, width, columns)
        if made.height <= most:
            return made
    return _in_columns(levels[-1], style, width, columns)


def _in_columns(blocks: Sequence[Block], style: Style, width: float, columns: int) -> Flow:
    """Blocks in their order, columns as even as that allows."""
    gap = style.gap
    places = _spread(blocks, gap, columns)
    parts, height = [], 0.0
    step = width + 2 * gap
    for block, (column, y) in zip(blocks, places, strict=True):
        parts.append(element("g", "".join(block.parts), transform=f"translate({column * step:.1f} {y:.1f})"))
        height = max(height, y + block.height)
    return Flow(tuple(parts), height)


def _spread(blocks: Sequence[Block], gap: float, columns: int) -> list[tuple[int, float]]:
    """Columns of even height; if the first block is the tallest it has the first column, the others share the rest."""
    limit = max((block.height for block in blocks), default=0.0)
    if columns > 1 and len(blocks) > 1 and blocks[0].height == limit:
        rest = _spread(blocks[1:], gap, columns - 1)
        if max(y + block.height for block, (_, y) in zip(blocks[1:], rest, strict=True)) <= limit:
            return [(0, 0.0), *((column + 1, y) for column, y in rest)]
    while (places := _packed(blocks, gap, limit, columns)) is None:
        limit += 4.0
    return places


def _packed(blocks: Sequence[Block], gap: float, limit: float, columns: int) -> list[tuple[int, float]] | None:
    column, y, places = 0, 0.0, []
    for block in blocks:
        if y and y + block.height > limit:
            column, y = column + 1, 0.0
        places.append((column, y))
        y += block.height + gap
    return places if column < columns else None


def _rows_block(title: str, rows: Sequence[LegendRow], style: Style, width: float) -> Block:
    if not rows:
        return Block((), 0.0)
    parts: list[str] = []
    y = 0.0
    for line in wrapped(title, style.text, width, True, 3):
        y += style.text * LEADING
        parts.append(label(line, 0.0, y - style.text * 0.25, style.text, bold=True, fill=INK, room=width))
    y += 3.0 if title else 0.0
    for row in rows:
        markup, height = _row(row, y, style, width)
        parts.append(markup)
        y += height
    return Block(tuple(parts), y)


def _row(row: LegendRow, top: float, style: Style, width: float) -> tuple[str, float]:
    """A symbol, its words on one line or two, and the count after them; and the height of the row."""
    is_area = row.symbol in ("class", "no-data", "land", "focus", "disputed")
    size, step = style.text, round(style.text * 1.42, 1)
    left = (SWATCH[0] if is_area else LINE_LENGTH) + 8.0
    count = "" if row.count is None else str(row.count)
    room = width - left - (width_of(count, size) + COUNT_GAP if count else 0.0)
    lines = _two_lines(row.label, size, room)
    middle = top + step / 2
    parts = [_swatch(row, middle) if is_area else _stroke(row, middle)]
    for place, text in enumerate(lines):
        y = middle + ascent(size) + place * size * LEADING
        parts.append(counted(text, "" if place else count, left, y, size, width - left, (INK, MUTED)))
    height = step + max(0, len(lines) - 1) * size * LEADING
    return element("g", "".join(parts), data_symbol=row.symbol, data_value=row.value or None), height


def _two_lines(text: str, size: float, room: float) -> list[str]:
    """On one line if it fits, else broken before a bracket if there is one."""
    head, bracket, rest = text.partition(" (")
    if bracket and width_of(clean(text), size) > room:
        return [shortened(head, size, room), shortened(f"({rest}", size, room)]
    return wrapped(text, size, room, lines=2)


def _swatch(row: LegendRow, middle: float) -> str:
    width, height = SWATCH
    box: dict[str, object] = {"x": 0.5, "y": round(middle - height / 2, 1), "width": width, "height": height}
    if row.symbol == "focus":
        return element("rect", **box, fill=row.color or "none", stroke=FOCUS, stroke_width=1.6)
    if row.symbol == "disputed":
        ground = row.color or OWN
        pattern = hatching("hatch-sample", bands_on(ground, row.stripes), ground)
        edge: dict[str, object] = {"stroke": FOCUS, "stroke_width": 0.8, "stroke_dasharray": "3 2"}
        return pattern + element("rect", **box, fill="url(#hatch-sample)", **edge)
    base = element("rect", **box, fill=row.color or "none", stroke=BORDER, stroke_width=0.5)
    return base + (element("rect", **box, fill="url(#no-data-hatch)") if row.hatched else "")


def _stroke(row: LegendRow, middle: float) -> str:
    """A sample of the line, with the arrowheads that its kind of row is about."""
    color, width = row.color or MUTED, row.width or 2.0
    heads = {"kind": 1, "mutual": 2}.get(row.symbol, 0)
    length = head_length(width) * 0.85 if heads else 0.0
    x0, x1 = (length * 0.8 if heads == 2 else 0.0), LINE_LENGTH - length * 0.8
    dash = " ".join(f"{part:g}" for part in row.dash) or None
    data = f"M{x0:.1f} {middle:.1f}H{x1:.1f}"
    faint = f"{row.opacity:g}" if row.opacity < 1 else None
    line = {"stroke": color, "stroke_width": f"{width:g}", "stroke_dasharray": dash, "stroke_opacity": faint}
    parts = [element("path", d=data, fill="none", **line)]
    ends = [(LINE_LENGTH, 0.0), (0.0, LINE_LENGTH)][:heads]
    for tip, tail in ends:
        shape = head(np.array([tip, middle]), np.array([tail, middle]), width, length)
        parts.append(element("path", d=points_path([[(float(x), float(y)) for x, y in shape]]), fill=color))
    if row.symbol == "change":
        parts.append(element("g", sign(row.value, color), transform=f"translate({LINE_LENGTH / 2:.1f} {middle:.1f})"))
    return "".join(parts)


def _signs_block(legend: Legend, style: Style, width: float, heading: str) -> Block:
    """What the signs of changes stand for, one after the other in two columns: where there is little room."""
    size, step, column = style.small, round(max(style.small * 1.5, 2 * RADIUS + 1.5), 1), width / 2
    rows = [row for row in legend.lines if row.symbol == "change"]
    if not rows:
        return Block((), 0.0)
    top = style.text * LEADING + 3.0 if heading else 0.0
    parts = [label(heading, 0.0, style.text, style.text, bold=True, fill=INK)] if heading else []
    for place, row in enumerate(rows):
        x, middle = place % 2 * column, top + (place // 2 + 0.5) * step
        disc = element("g", sign(row.value, row.color or MUTED), transform=f"translate({x + RADIUS:.1f} {middle:.1f})")
        words = f"{row.label.partition(' (')[0]} {row.count if row.count is not None else ''}".strip()
        left = 2 * RADIUS + 5.0
        y, room = middle + ascent(size), column - left
        text = label(shortened(words, size, room), x + left, y, size, fill=INK, room=room - 4.0)
        parts.append(element("g", disc + text, data_symbol=row.symbol, data_value=row.value))
    return Block(tuple(parts), top + (len(rows) + 1) // 2 * step)


def _notes(notes: Sequence[str], style: Style, width: float, most: int) -> Block:
    lines = [line for note in notes for line in wrapped(note, style.small, width)]
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(f"{lines[most - 1]} …", style.small, width)]
    step = style.small * (LEADING + 0.04)
    parts = [label(line, 0.0, step * (at + 0.8), style.small, fill=MUTED, room=width) for at, line in enumerate(lines)]
    return Block(tuple(parts), step * len(lines))


def _bar(legend: Legend, style: Style, width: float) -> Block:
    """The classes side by side, the first and the last one named: for the smallest pictures."""
    classes = [row for row in legend.areas if row.symbol == "class"]
    if not classes:
        return Block((), 0.0)
    size, step = style.text, min(26.0, width / len(classes))
    total = step * len(classes)
    parts = [label(shortened(legend.title, size, width, True), 0.0, size, size, bold=True, fill=INK, room=width)]
    y = size * 1.35
    for place, row in enumerate(classes):
        swatch = element(
            "rect", x=place * step, y=y, width=step, height=8.0, fill=row.color, stroke=BORDER, stroke_width=0.5
        )
        parts.append(element("g", swatch, data_symbol=row.symbol, data_value=row.value or None))
    baseline = y + 8.0 + size
    first = shortened(classes[0].label.partition(" (")[0], style.small, width * 0.48)
    last = shortened(classes[-1].label.partition(" (")[0], style.small, width * 0.48)
    end = max(total, width_of(first, style.small) + width_of(last, style.small) + 8.0)
    parts.append(label(first, 0.0, baseline, style.small, fill=MUTED, room=end / 2))
    if len(classes) > 1:
        parts.append(label(last, end, baseline, style.small, fill=MUTED, anchor="end", room=end / 2))
    return Block(tuple(parts), baseline + size * 0.3)
