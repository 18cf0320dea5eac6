"""Text of the static maps: measured, wrapped, shortened, and drawn in fonts that have the characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from geo.countries import Atlas
from geo.render.text import balanced, drawable, font_faces, font_files, shortened, width_of, wrapped

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


def test_every_country_name_in_every_language_can_be_drawn() -> None:
    atlas = Atlas.load()
    lost = [(key, lang) for key in atlas.countries for lang in atlas.languages if not drawable(atlas.name(key, lang))]
    assert lost == []


def test_what_the_fonts_lack_is_known() -> None:
    assert not drawable("\u1373")
    assert drawable("Faultlines")


def test_embedded_fonts_are_cut_to_the_texts_and_the_same_every_time() -> None:
    small, large = font_faces(["abc"], []), font_faces(["abcdefghijklmnopqrstuvwxyz"], ["ABC"])
    assert len(small) < len(large)
    assert small == font_faces(["cab"], [])
    assert "Faultlines Sans CJK" in font_faces(["日本"], [])
