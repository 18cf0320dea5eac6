"""The browser's files: whole, and loading nothing."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from geo import Atlas
from geo.render import assets

HERE = Path(assets.__file__).parent / "assets"


def test_every_source_file_is_in_the_script() -> None:
    text = assets.script()
    sources = {path.stem for path in (HERE / "js").glob("*.js")} - {"inflate"}
    assert sources == set(assets.PARTS)
    for part in assets.PARTS:
        lines = [line.strip() for line in (HERE / "js" / f"{part}.js").read_text().splitlines()]
        assert "\n".join(line for line in lines if line and not line.startswith("//")) in text
    assert not re.search(r"^\s*// ", text.rpartition('"use strict"')[2], re.MULTILINE)


def test_no_text_runs_over_lines_so_that_indents_mean_nothing() -> None:
    for part in assets.PARTS:
        for line in (HERE / "js" / f"{part}.js").read_text().splitlines():
            assert line.count("`") % 2 == 0, (part, line)


def test_source_files_can_be_read_in_one_sitting() -> None:
    own = [*(HERE / "js").glob("*.js"), *(HERE / "css").glob("*.css")]
    assert own
    assert {path.name: lines for path in own if (lines := len(path.read_text().splitlines())) >= 350} == {}


def test_the_style_sheet_loads_nothing() -> None:
    assert ".faultlines" in assets.style()
    assert ".leaflet-pane" in assets.style()
    assert not re.search(r"@import|url\(\s*['\"]?(?!#)", assets.style())


def test_the_script_points_to_no_source_map() -> None:
    assert "sourceMappingURL" not in assets.script()


def test_text_never_becomes_markup_in_our_code() -> None:
    risky = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(")
    assert [path.name for path in (HERE / "js").glob("*.js") if risky.search(path.read_text())] == []


def unpacked(text: str) -> list[list[int]]:
    """The steps of an arc, as `js/ground.js` reads them."""
    numbers, number, shift = [], 0, 0
    for letter in text:
        value = assets.LETTERS.index(letter)
        number += (value & 31) << shift
        shift += 5
        if not value & 32:
            numbers.append(-(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    return [list(step) for step in zip(numbers[::2], numbers[1::2], strict=True)]


@given(st.lists(st.lists(st.tuples(*[st.integers(-(2**24), 2**24)] * 2), max_size=5), max_size=5))
def test_arcs_come_back_from_their_letters(arcs: list[list[tuple[int, int]]]) -> None:
    packed = json.loads(assets.shapes(json.dumps({"transform": {}, "arcs": arcs}).encode()))
    assert [unpacked(text) for text in packed["arcs"]] == [[list(step) for step in arc] for arc in arcs]


def test_packed_arcs_are_a_seventh_smaller() -> None:
    plain = Atlas.load().topojson()
    assert len(gzip.compress(assets.shapes(plain).encode())) < 0.86 * len(gzip.compress(plain))
