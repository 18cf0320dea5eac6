"""The browser's files: whole, and loading nothing."""

from __future__ import annotations

import re
from pathlib import Path

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
