"""Text of the static maps: measured, wrapped, shortened, and drawn in fonts that have the characters."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import resvg_py
import uharfbuzz
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont

from geo.countries import Atlas
from geo.render.embedding import font_faces
from geo.render.text import balanced, drawable, label, shortened, width_of, without_gaps, wrapped
from geo.render.typefaces import FAMILY, font_files, font_path, font_runs

SENTENCES = st.text(st.sampled_from("abc WMil.,–ÄЖω"), max_size=120)


@pytest.mark.parametrize(
    "text", ["Azerbaijan", "Türkiye, Israel and Ukraine", "Україна", "Ελλάδα", "Việt Nam", "AVATAR To"]
)
@pytest.mark.parametrize("bold", [False, True])
def test_the_measured_width_is_that_of_the_font(text: str, bold: bool) -> None:
    """FreeType, another reader of the same file, agrees; kerning may only make a text narrower."""
    font = ImageFont.truetype(font_files()[int(bold)], 200, layout_engine=ImageFont.Layout.BASIC)
    assert width_of(text, 200, bold) == pytest.approx(font.getlength(text), rel=0.04)


@given(SENTENCES, st.floats(20, 300))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = wrapped(text, 12, width)
    assert all(width_of(line, 12) <= width or len(line) == 1 for line in lines)
    if not any("…" in line for line in lines):
        assert " ".join(lines).split() == text.split()


@given(SENTENCES, st.floats(60, 300), st.integers(1, 3))
def test_no_more_lines_than_allowed(text: str, width: float, most: int) -> None:
    assert len(wrapped(text, 12, width, lines=most)) <= most
    assert len(balanced(text, 12, width, lines=most)) == len(wrapped(text, 12, width, lines=most))


@given(SENTENCES)
def test_a_text_that_fits_is_not_shortened(text: str) -> None:
    assert shortened(text, 12, 10_000) == " ".join(text.split())


def rasterised(markup: str, width: int, height: int) -> np.ndarray:
    """Ink, row by row: True where something is drawn with the bundled fonts only."""
    settings = f'width="{width}" height="{height}" font-family="{FAMILY}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {settings}>{markup}</svg>'
    png = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=list(font_files()))
    return np.asarray(Image.open(io.BytesIO(bytes(png))).getchannel("A")) > 100


def edges(ink: np.ndarray) -> tuple[int, int]:
    columns = np.flatnonzero(ink.any(axis=0))
    return int(columns[0]), int(columns[-1]) + 1


def shaped_edges(font: str, text: str, size: float, left: float) -> tuple[float, float]:
    """Left and right end of the ink as HarfBuzz sets the text."""
    face = uharfbuzz.Font(uharfbuzz.Face(font_path(font).read_bytes()))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(face, buffer)
    at, lefts, rights = 0.0, [], []
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        box = face.get_glyph_extents(glyph.codepoint)
        if box.width:
            lefts.append(at + place.x_offset + box.x_bearing)
            rights.append(at + place.x_offset + box.x_bearing + box.width)
        at += place.x_advance
    return left + min(lefts) * size / 1000, left + max(rights) * size / 1000


def test_every_name_in_every_language_can_be_drawn() -> None:
    atlas = Atlas.load()
    assert len(atlas.languages) >= 21
    lost = [(key, lang) for key in atlas.countries for lang in atlas.languages if not drawable(atlas.name(key, lang))]
    assert lost == []
    assert all(drawable(area.name) for area in atlas.areas)


@pytest.mark.parametrize("lang", ["ar", "fa", "ur", "hi", "bn"])
def test_the_picture_shapes_every_name_as_harfbuzz_does(lang: str) -> None:
    """Letters joined, conjuncts formed: the ink of each name ends where HarfBuzz has its ends."""
    atlas, size, step = Atlas.load(), 12.0, 24
    names = [name for key in atlas.countries if len(font_runs(name := atlas.name(key, lang))) == 1]
    assert len(names) > 200
    rows = "".join(label(name, 20.0, row * step + 16, size, fill="#000") for row, name in enumerate(names))
    ink = rasterised(rows, 500, len(names) * step)
    font = font_runs(names[0])[0][0]
    for row, name in enumerate(names):
        left, right = shaped_edges(font, name, size, 20.0)
        assert edges(ink[row * step : (row + 1) * step]) == pytest.approx((left, right), abs=1.2), name


def test_letters_of_arabic_and_hebrew_go_from_right_to_left() -> None:
    for word in ("دار", "שיא"):
        ink, first = (rasterised(label(text, 20.0, 60.0, 50, fill="#000"), 200, 90) for text in (word, word[0]))
        width = edges(first)[1] - edges(first)[0]
        end = edges(ink)[1]
        shown, alone = ink[:, end - width : end], first[:, edges(first)[0] : edges(first)[1]]
        assert np.sum(shown & alone) > 0.8 * np.sum(alone)


def test_what_the_fonts_lack_is_known_and_left_out() -> None:
    assert not drawable("\u1373")
    assert drawable("Faultlines → ایران ⇄ 日本 ≈ Հայաստան საქართველო")
    assert without_gaps("ไทย abc ไทยไทย 2025 😀") == "… abc … 2025 …"
    assert without_gaps("भारत, Đà Nẵng") == "भारत, Đà Nẵng"


def test_chinese_characters_have_the_shapes_of_the_language() -> None:
    assert font_runs("日本", "ja")[0][0] == "jp"
    assert font_runs("中國", "zht")[0][0] == "tc"
    assert font_runs("中国", "zh")[0][0] == "cjk"


def test_a_line_of_a_wrapped_text_keeps_the_direction_of_the_whole() -> None:
    lines = wrapped("at odds with ارمنستان, ایران", 12, 90)
    assert lines[-1].startswith("\u200e")
    assert all(line.startswith("\u200f") for line in wrapped("جمهوری آذربایجان و ایران NATO Reuters", 12, 60))


def test_embedded_fonts_are_cut_to_the_texts_and_the_same_every_time() -> None:
    small, large = (font_faces(f"<text>{text}</text>") for text in ("abc", "abcdefghijklmnopqrstuvwxyz"))
    assert len(small) < len(large)
    assert small == font_faces("<text>cab</text>")
    assert "Faultlines Sans Arabic" in font_faces(label("ایران in 2025", 0.0, 0.0, 12, fill="#000"))


def test_the_fonts_are_small() -> None:
    assert sum(file.stat().st_size for file in Path(font_files()[0]).parent.iterdir()) < 1_000_000
