"""A map as one PowerPoint slide: the headline is its title, the map a picture, the legend text that can be edited.

Where it all comes from is in the notes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from geo.caption import caption
from geo.citation import citation
from geo.moment import at_moment
from geo.palette import BORDER, INK
from geo.render.layout import LARGEST, Sheet, checked_size, footer_lines, sheet_for
from geo.render.legend import HEADINGS, MUTED
from geo.render.markup import clean
from geo.render.metadata import SOFTWARE, facts
from geo.render.png import to_png
from geo.render.projection import Box
from geo.spec import Legend, LegendRow, MapSpec

if TYPE_CHECKING:
    from geo.countries import Atlas

__all__ = ["to_slide"]

LONG_SIDE = 12192000  # EMU, 13.33 inches: the usual wide slide
EMU_PER_POINT = 12700
LANGUAGE = "en-GB"
SHARPNESS = 2.0  # pixels of the picture per CSS pixel
LEGEND_SHARE = 0.24
TITLE_SIZES = ((60, 28), (130, 22), (200, 18))  # letters, points
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a ZIP file can tell: the same for every file
MADE = datetime(1980, 1, 1)
THIN, MIDDLE = 2.0, 3.2  # pixels of a line
_GAP = [(" ", INK, False)]
_SYMBOLS = {"class": "■", "no-data": "▨", "land": "□", "focus": "■", "disputed": "▧", "mutual": "◀━▶", "change": "●"}
_DASHES = {"documented": "━━", "alleged": "╍╍", "hypothetical": "┅┅"}


def to_slide(spec: MapSpec, atlas: Atlas, size: tuple[int, int] = (1600, 900)) -> bytes:
    """Make a presentation of one slide.

    Parameters
    ----------
    spec, atlas : as for `to_svg`
    size : the slide's shape in CSS pixels; with a wide one the legend is beside the map, else below it

    Returns
    -------
    bytes
        a PPTX file, the same for the same map. The picture has twice as many pixels as `size` has; its alternative text
        is the caption. Caption, sources, licence and address are in the notes

    Raises
    ------
    UsageError : the size can't be drawn
    """
    from pptx import Presentation  # few need it
    from pptx.util import Emu

    width, height = checked_size(size)
    shown, sheet = at_moment(spec), sheet_for(size)
    deck = Presentation()
    unit = LONG_SIDE / max(sheet.width, sheet.height)
    deck.slide_width, deck.slide_height = Emu(round(sheet.width * unit)), Emu(round(sheet.height * unit))
    slide = deck.slides.add_slide(deck.slide_layouts[5])  # a title and nothing else
    layout = _Layout(sheet, unit)
    _title(slide, shown, layout)
    _picture(slide, spec, atlas, layout, min(sheet.scale * SHARPNESS, max(LARGEST) / max(width, height)))
    _legend(slide, shown.legend, layout)
    _footer(slide, shown, layout)
    slide.notes_slide.notes_text_frame.text = "\n".join(_notes(spec))
    _properties(deck, spec)
    target = io.BytesIO()
    deck.save(target)
    return _steady(target.getvalue())


class _Layout:
    """Boxes in layout pixels, and how large a pixel is in EMU."""

    def __init__(self, sheet: Sheet, unit: float) -> None:
        self.unit, margin = unit, 30.0
        inner, self.wide = sheet.width - 2 * margin, sheet.wide
        head, foot = 112.0, 40.0
        height = sheet.height - head - foot - margin
        self.title = Box(margin, 22.0, inner, 62.0)
        self.subtitle = Box(margin, 82.0, inner, 26.0)
        if sheet.wide:
            side = inner * LEGEND_SHARE
            self.map = Box(margin, head, inner - side - 16, height)
            self.legend = Box(self.map.right + 16, head - 4, side, height)
        else:
            self.map = Box(margin, head, inner, height * 0.7)
            self.legend = Box(margin, self.map.bottom + 12, inner, height * 0.3 - 16)
        self.footer = Box(margin, sheet.height - foot - 12, inner, foot)

    def emu(self, box: Box) -> tuple[int, int, int, int]:
        return tuple(round(length * self.unit) for length in (box.x, box.y, box.width, box.height))  # type: ignore[return-value]

    def points(self, pixels: float) -> int:
        """A font size in EMU, in half points."""
        return round(pixels * self.unit / EMU_PER_POINT * 2) * EMU_PER_POINT // 2


def _title(slide: Any, shown: MapSpec, layout: _Layout) -> None:
    from pptx.enum.text import MSO_ANCHOR

    text = clean(shown.headline or shown.title)
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = layout.emu(layout.title)
    size = next((points for letters, points in TITLE_SIZES if len(text) <= letters), 16)
    frame = _frame(title)
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _run(frame.paragraphs[0], text, size * EMU_PER_POINT if layout.wide else layout.points(size), INK, bold=True)
    _box(slide, layout, layout.subtitle, [[(clean(shown.subtitle), MUTED, False)]], layout.points(13.5), "Subtitle")


def _picture(slide: Any, spec: MapSpec, atlas: Atlas, layout: _Layout, scale: float) -> None:
    from geo.render.layout import SMALLEST

    box = layout.map
    size = max(SMALLEST[0], round(box.width)), max(SMALLEST[1], round(box.height))
    drawn = to_png(spec, atlas, size, scale, bare=True)
    picture = slide.shapes.add_picture(io.BytesIO(drawn), *layout.emu(box))
    picture.name = "Map"
    picture._element.nvPicPr.cNvPr.set("descr", clean(caption(spec)))


def _legend(slide: Any, legend: Legend, layout: _Layout) -> None:
    parts = [[(clean(legend.title), INK, True)], *(_row(row) for row in legend.areas)]
    rows = [row for row in legend.lines if row.symbol in HEADINGS]
    for heading in dict.fromkeys(HEADINGS[row.symbol] for row in rows):
        parts += [_GAP, [(heading, INK, True)], *(_row(row) for row in rows if HEADINGS[row.symbol] == heading)]
    parts += [_GAP, *([(clean(note), MUTED, False)] for note in legend.notes)] if legend.notes else []
    columns = 1 if layout.wide else 2
    letters = layout.legend.width / columns / 6.4  # of a line at the usual size
    lines = sum(max(1, -(-sum(len(text) for text, _, _ in part) // int(letters))) for part in parts) / columns
    size = max(7.0, min(13.0, layout.legend.height / (lines + 1) / 1.25))
    shape = _box(slide, layout, layout.legend, parts, layout.points(size), "Legend")
    if columns > 1:
        shape.text_frame._txBody.bodyPr.set("numCol", str(columns))


def _row(row: LegendRow) -> list[tuple[str, str, bool]]:
    """Symbol, words and count of one row as (text, colour, bold)."""
    symbol = _DASHES.get(row.value, "━━") if row.symbol == "status" else _SYMBOLS.get(row.symbol, "━▶")
    if row.symbol in ("width", "over"):
        symbol = "──" if row.width <= THIN else "━━" if row.width <= MIDDLE else "▬▬"
    color = BORDER if row.hatched or row.symbol == "land" else row.color or (row.stripes or (MUTED,))[0]
    count = [] if row.count is None else [(f"  {row.count}", MUTED, False)]
    return [(f"{symbol}  ", color, False), (clean(row.label), INK, False), *count]


def _footer(slide: Any, shown: MapSpec, layout: _Layout) -> None:
    size = layout.points(9.5)
    sheet = sheet_for((1200, 750))
    lines, _ = footer_lines(shown, sheet)
    told = " ".join(line.text for line in lines[:1])
    shape = _box(slide, layout, layout.footer, [[(clean(told), MUTED, False)]], size, "Source")
    link = facts(shown).get("Faultlines-Permalink", "")
    if link.startswith(("http://", "https://")):
        paragraph = shape.text_frame.add_paragraph()
        _run(paragraph, link, size, MUTED)
        paragraph.runs[0].hyperlink.address = link


def _box(
    slide: Any, layout: _Layout, box: Box, paragraphs: Iterable[list[tuple[str, str, bool]]], size: int, name: str
) -> Any:
    shape = slide.shapes.add_textbox(*layout.emu(box))
    shape.name = name
    frame = _frame(shape)
    for place, parts in enumerate(paragraphs):
        paragraph = frame.add_paragraph() if place else frame.paragraphs[0]
        for text, color, bold in parts:
            _run(paragraph, text, size, color, bold)
    return shape


def _frame(shape: Any) -> Any:
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def _run(paragraph: Any, text: str, size: int, color: str, bold: bool = False) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN

    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = text, size, bold
    run.font.color.rgb = RGBColor(*bytes.fromhex(color.removeprefix("#")))  # type: ignore[no-untyped-call]
    run._r.get_or_add_rPr().set("lang", LANGUAGE)
    paragraph.alignment = PP_ALIGN.LEFT


def _notes(spec: MapSpec) -> list[str]:
    made = spec.provenance
    sources = [f"{clean(source.text)} {source.url}".strip() for source in made.sources]
    version = f", version {clean(made.version)}" if made.version else ""
    parts = [
        clean(caption(spec)),
        f"Data: {clean(made.title)}{version}, SHA-256 {made.digest}",
        f"Licence: {clean(made.licence)}" if made.licence else "",
        f"Borders: {clean(made.borders or made.worldview)}",
        f"Shapes: {clean(made.geometry)}" if made.geometry else "",
        f"Map: {clean(made.permalink)}",
        f"To cite: {citation(spec).plain}",
        "Sources:" if sources else "",
        *sources,
    ]
    return [part for part in parts if part]


def _properties(deck: Any, spec: MapSpec) -> None:
    found, told = facts(spec), deck.core_properties
    told.title, told.author, told.last_modified_by = found.get("Title", "")[:255], SOFTWARE, SOFTWARE
    told.subject, told.comments = found.get("Faultlines-Dataset-Title", "")[:255], caption(spec)[:255]
    told.keywords = f"{found.get('Faultlines-Dataset', '')} {found.get('Faultlines-Digest', '')}"[:255]
    told.created = told.modified = MADE
    told.revision = 1


def _steady(file: bytes) -> bytes:
    """The same parts without the time at which they were packed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, EARLIEST)
            part.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, old.read(name))
    return target.getvalue()
