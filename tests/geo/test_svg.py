"""The SVG back end: what it draws, where its texts stand, and that nothing gets out of its quotes."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from geo.caption import caption
from geo.countries import Atlas
from geo.errors import UsageError
from geo.render.layout import sheet_for
from geo.render.markup import clean
from geo.render.projection import Box
from geo.render.svg import to_svg
from geo.render.text import counted, label, width_of
from geo.spec import LegendRow, MapSpec, SourceNote
from tests.samples import HOSTILE, hostile_spec, sample_spec

SVG = "{http://www.w3.org/2000/svg}"
SIZES = [(1200, 750), (800, 800), (1600, 900), (2400, 1350), (600, 900), (400, 300), (300, 200), (390, 844)]
GROUPS = ["water", "countries", "disputed", "focus", "dots", "lines", "leaders", "labels", "legend", "title", "footer"]


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.load()


@pytest.fixture(scope="module")
def picture(atlas: Atlas) -> ET.Element:
    return drawn(sample_spec(), atlas)


def drawn(spec: MapSpec, atlas: Atlas, size: tuple[int, int] = (1200, 750)) -> ET.Element:
    return ET.fromstring(to_svg(spec, atlas, size))


def group(picture: ET.Element, key: str) -> ET.Element:
    return next(item for item in picture if item.get("id") == key)


def by_key(picture: ET.Element, attribute: str) -> dict[str, ET.Element]:
    return {item.attrib[attribute]: item for item in picture.iter() if attribute in item.attrib}


def texts(
    picture: ET.Element, x: float = 0.0, y: float = 0.0, anchor: str = "start", wider: float = 1.0
) -> Iterator[tuple[str, Box]]:
    """Every text of a picture with the box it fills, as measured in the bundled fonts, or in `wider` ones where it is
    not held to its width."""
    for item in picture:
        shift = re.fullmatch(r"translate\(([-\d.]+) ([-\d.]+)\)", item.get("transform", ""))
        dx, dy = (float(shift[1]), float(shift[2])) if shift else (0.0, 0.0)
        here = item.get("text-anchor", anchor)
        if item.tag == f"{SVG}text":
            size, text = float(item.attrib["font-size"]), "".join(item.itertext())
            set_off = sum(float(part.get("dx", "0")) for part in item)
            width = width_of(text, size, item.get("font-weight") == "600") * wider + set_off
            width = float(item.get("textLength", width))
            left = x + float(item.attrib["x"]) - {"start": 0.0, "middle": width / 2, "end": width}[here]
            yield text, Box(left, y + float(item.attrib["y"]) - size * 0.72, width, size * 0.92)
        else:
            yield from texts(item, x + dx, y + dy, here, wider)


def test_the_picture_has_the_size_asked_for_and_named_groups_in_drawing_order(picture: ET.Element) -> None:
    assert (picture.get("width"), picture.get("height")) == ("1200", "750")
    assert [item.get("id") for item in picture if item.get("id") in GROUPS] == GROUPS


def test_the_same_map_gives_the_same_bytes(atlas: Atlas) -> None:
    assert to_svg(sample_spec(), atlas) == to_svg(sample_spec(), atlas)


def test_every_country_of_the_spec_in_the_frame_is_drawn_in_its_fill(picture: ET.Element) -> None:
    spec = sample_spec()
    shapes = by_key(group(picture, "countries"), "data-key")
    west, south, east, north = spec.bounds
    inside = {a.key for a in spec.areas if west < a.label_at[0] < east and south < a.label_at[1] < north}
    assert inside <= shapes.keys() <= {area.key for area in spec.areas}
    assert {area.key: area.fill for area in spec.areas if area.key in shapes} == {
        key: shape.get("fill") for key, shape in shapes.items()
    }


def test_countries_without_data_are_hatched_and_only_those(picture: ET.Element) -> None:
    hatched, before = set(), ""
    for path in group(picture, "countries"):
        if path.get("fill") == "url(#no-data-hatch)":
            hatched.add(before)
        before = path.get("data-key", "")
    shapes = by_key(group(picture, "countries"), "data-key")
    assert hatched == {area.key for area in sample_spec().areas if area.hatched and area.key in shapes}
    assert "KAZ" in hatched


def test_every_line_is_drawn_with_its_colour_width_and_dash(picture: ET.Element) -> None:
    strokes = by_key(group(picture, "lines"), "data-id")
    assert list(strokes) == [line.id for line in sample_spec().lines]
    for line in sample_spec().lines:
        made = strokes[line.id]
        assert made.get("stroke") == line.color
        assert float(made.attrib["stroke-width"]) == pytest.approx(line.width)
        assert tuple(float(part) for part in made.get("stroke-dasharray", "").split()) == line.dash


def test_a_mutual_line_has_two_arrowheads_and_another_one(picture: ET.Element) -> None:
    heads = by_key(group(picture, "lines"), "data-head")
    for line in sample_spec().lines:
        if line.id == "us-fj":  # ends on the far side of the Earth, where this map has no place
            continue
        assert heads[line.id].attrib["d"].count("z") == (2 if line.mutual else 1)
        assert heads[line.id].get("fill") == line.color


def test_disputed_areas_dots_and_the_focus_are_marked(picture: ET.Element, atlas: Atlas) -> None:
    places = by_key(group(picture, "disputed"), "data-key")
    assert places
    assert places.keys() == {"abkhazia"}
    assert places["abkhazia"].get("stroke-dasharray")
    pattern = next(item for item in picture.iter() if item.get("id") == "hatch-abkhazia")
    assert places["abkhazia"].get("fill") == "url(#hatch-abkhazia)"
    # in the colours of Russia and of Georgia, over what is drawn of Georgia
    assert [band.get("fill") for band in pattern] == ["#e58a55", "#f6c9a6"]
    assert by_key(picture, "data-dot")["BHR"].get("fill") == next(a.fill for a in sample_spec().areas if a.key == "BHR")
    assert set(by_key(picture, "data-focus")) == {"AZE"}


def test_the_legend_has_every_row_with_its_symbol(picture: ET.Element) -> None:
    legend = sample_spec().legend
    rows = [item for item in group(picture, "legend").iter() if "data-symbol" in item.attrib]
    shown = [(row.attrib["data-symbol"], row.get("data-value", "")) for row in rows]
    for row in (*legend.areas, *legend.lines):
        assert (row.symbol, row.value) in shown
    words = " ".join(text for text, _ in texts(group(picture, "legend")))
    for row in (*legend.areas, *legend.lines):
        assert row.label in words
    assert legend.notes[0] in words


def test_provenance_stands_on_the_picture(picture: ET.Element) -> None:
    words = " ".join(text for text, _ in texts(group(picture, "footer")))
    for part in ("1 July 2025", "31 July 2025", "UN", "CC BY 4.0", "Sample Times", "?focus=AZE", "0123456789ab"):
        assert part in words
    headline = " ".join(text for text, _ in texts(group(picture, "title")))
    assert sample_spec().headline in headline
    assert sample_spec().subtitle in headline


@pytest.mark.parametrize("size", SIZES)
def test_no_text_is_cut_off_or_covers_another_at_any_size(atlas: Atlas, size: tuple[int, int]) -> None:
    sheet = sheet_for(size)
    page = Box(0.0, 0.0, sheet.width, sheet.height)
    boxes = list(texts(drawn(sample_spec(), atlas, size)))
    assert len(boxes) > 8
    for text, box in boxes:
        assert page.holds(box), text
    for (text, box), (other, beside) in combinations(boxes, 2):
        assert not box.overlaps(beside), (text, other)


@pytest.mark.parametrize("size", SIZES)
def test_long_texts_are_shortened_not_cut_off(atlas: Atlas, size: tuple[int, int]) -> None:
    sources = tuple(SourceNote(f"A newspaper with a long name, number {count}, 2025-07-01") for count in range(60))
    spec = sample_spec()
    legend = replace(spec.legend, areas=(LegendRow("class", "W" * 80, "0", "#ffffff", count=200), *spec.legend.areas))
    long = replace(
        spec,
        headline=" ".join([spec.headline] * 5),
        subtitle="a subtitle that never ends " * 12,
        legend=replace(legend, notes=("A note that goes on and on, " * 12,) * 3),
        provenance=replace(spec.provenance, sources=sources, permalink="https://example.org/?" + "x" * 600),
    )
    picture, sheet = drawn(long, atlas, size), sheet_for(size)
    boxes = list(texts(picture))
    page = Box(0.0, 0.0, sheet.width, sheet.height)
    assert all(page.holds(box) for _, box in boxes)
    assert not any(box.overlaps(other) for (_, box), (_, other) in combinations(boxes, 2))
    assert re.search(r"and \d+ more|60 sources", " ".join(text for text, _ in boxes))


@pytest.mark.parametrize("size", [(1200, 750), (600, 900)])
def test_in_a_wider_font_no_text_is_cut_off_or_covers_another(atlas: Atlas, size: tuple[int, int]) -> None:
    """For programs that take another font than the one in the file, as Inkscape does."""
    sheet, spec = sheet_for(size), sample_spec()
    notes = ("A note that fills its line, word by word, to the end. " * 3,)
    rows = tuple(replace(row, label=f"{row.label}, and in more words") for row in spec.legend.areas)
    mixed = "Azerbaijan: at odds with 日本国, Հայաստան and საქართველო, backed by 中国"
    wordy = replace(spec, headline=mixed, subtitle="words " * 200, legend=replace(spec.legend, areas=rows, notes=notes))
    boxes = list(texts(drawn(wordy, atlas, size), wider=1.2))
    page = Box(0.0, 0.0, sheet.width, sheet.height)
    assert [text for text, box in boxes if not page.holds(box)] == []
    # places are rounded to tenths of a pixel
    met = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.grown(-0.1).overlaps(other)]
    assert met == []


def test_a_number_stays_behind_its_words_in_any_font() -> None:
    row = ET.fromstring(f"<g>{counted('support', '37', 38.0, 31.0, 12.5, 190.0, ('#000', '#666'))}</g>")
    assert ["".join(item.itertext()) for item in row] == ["support 37"]
    assert "textLength" not in row[0].attrib


def test_no_text_from_right_to_left_is_held_to_a_width() -> None:
    """Inkscape would lose it."""
    made = ET.fromstring(label("at odds with ایران, 2025", 0.0, 0.0, 12.5, fill="#000"))
    held = {"".join(item.itertext()).strip(): "textLength" in item.attrib for item in made}
    assert held == {"at odds with": True, "ایران": False, ", 2025": True}


def test_the_halo_is_a_copy_of_the_names_for_programs_that_stroke_over_letters(picture: ET.Element) -> None:
    names = group(picture, "labels")
    halo = names.find(f"{SVG}use")
    assert halo is not None
    assert halo.get("{http://www.w3.org/1999/xlink}href") == "#names"
    assert halo.get("stroke-width") == "2.6"
    assert [item.get("id") for item in names] == ["halo", "names"]


def test_hostile_texts_stay_texts(atlas: Atlas) -> None:
    source = to_svg(hostile_spec(), atlas)
    picture = ET.fromstring(source)
    assert "<script" not in source
    assert "<img" not in source
    assert picture.findtext(f"{SVG}title") == clean(HOSTILE)
    tags = {item.tag.removeprefix(SVG) for item in picture.iter()}
    assert not tags & {"script", "img", "image", "a", "foreignObject"}
    assert not any(name.startswith("on") for item in picture.iter() for name in item.attrib)


def test_characters_that_xml_forbids_are_replaced(atlas: Atlas) -> None:
    spec = replace(sample_spec(), headline="a\x00b\x1b\ud800\uffff c")
    assert drawn(spec, atlas).findtext(f"{SVG}title") == "a\ufffdb\ufffd\ufffd\ufffd c"


def test_nothing_is_loaded_from_elsewhere(atlas: Atlas) -> None:
    source = to_svg(sample_spec(), atlas)
    assert all(address.startswith(("#", "data:font/woff;base64,")) for address in re.findall(r"url\(([^)]*)\)", source))
    assert re.findall(r'href="([^"]*)"', source) == ["#names"]
    assert "@import" not in source
    assert len(source.encode()) < 400_000


def test_the_metadata_says_where_the_map_comes_from(picture: ET.Element) -> None:
    facts = json.loads(next(item.text or "" for item in picture.iter("{urn:faultlines}facts")))
    made = sample_spec().provenance
    assert facts["Faultlines-Digest"] == made.digest
    assert facts["Faultlines-Permalink"] == made.permalink
    assert json.loads(facts["Faultlines-Sources"])[0]["url"] == made.sources[0].url
    assert picture.findtext(f"{SVG}desc") == " ".join((caption(sample_spec()), *sample_spec().description[2:]))


@pytest.mark.parametrize("size", [(0, 0), (299, 200), (300, 199), (8001, 500), (-5, 400), ("a", 3), (float("nan"), 3)])
def test_sizes_that_can_not_be_drawn_are_refused(atlas: Atlas, size: tuple[int, int]) -> None:
    with pytest.raises(UsageError):
        to_svg(sample_spec(), atlas, size)


def test_an_empty_map_is_still_a_map(atlas: Atlas) -> None:
    spec = sample_spec()
    empty = replace(spec, lines=(), areas=(), legend=replace(spec.legend, areas=(), lines=(), notes=()))
    assert list(group(drawn(empty, atlas), "countries")) == []


def test_country_names_are_drawn_in_their_script(atlas: Atlas) -> None:
    spec = sample_spec()
    areas = tuple(replace(area, name=atlas.name(area.key, "ja")) for area in spec.areas)
    names = by_key(drawn(replace(spec, areas=areas), atlas), "data-label")
    assert "".join(names["IRN"].itertext()) == atlas.name("IRN", "ja")
    assert "CJK" in names["IRN"][0].attrib["font-family"]


def test_a_name_that_the_fonts_lack_is_given_in_english(atlas: Atlas) -> None:
    spec = sample_spec()
    areas = tuple(replace(area, name="\u1373") for area in spec.areas)
    assert by_key(drawn(replace(spec, areas=areas), atlas), "data-label")["IRN"].text == "Iran"
