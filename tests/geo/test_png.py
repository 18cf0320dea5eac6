"""The PNG back end: the size, the facts inside, the same bytes again, and that something is on it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from geo.countries import Atlas
from geo.errors import UsageError
from geo.render.png import to_png
from geo.render.typefaces import font_files
from tests.samples import hostile_spec, named_spec, sample_spec


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.load()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("size", "scale"), [((1200, 750), 1.0), ((600, 900), 1.0), ((400, 300), 2.0), ((2400, 1350), 0.5)]
)
def test_the_picture_has_the_size_asked_for(atlas: Atlas, size: tuple[int, int], scale: float) -> None:
    image = opened(to_png(sample_spec(), atlas, size, scale))
    assert image.size == (size[0] * scale, size[1] * scale)


def test_the_facts_can_be_read_back(atlas: Atlas) -> None:
    made = sample_spec().provenance
    facts = opened(to_png(sample_spec(), atlas, (400, 300))).text
    assert facts["Title"] == sample_spec().headline
    assert facts["Description"] == " ".join(sample_spec().description)
    assert facts["Software"].startswith("Faultlines ")
    assert facts["Faultlines-Digest"] == made.digest
    assert facts["Faultlines-Permalink"] == made.permalink
    assert facts["Faultlines-Worldview"] == made.worldview
    assert facts["Faultlines-Window"] == "2025-07-01/2025-07-31"
    assert json.loads(facts["Faultlines-Sources"])[1] == {"text": "A book without an address", "url": ""}


def test_the_same_map_gives_the_same_bytes(atlas: Atlas) -> None:
    assert to_png(sample_spec(), atlas, (600, 400)) == to_png(sample_spec(), atlas, (600, 400))


def test_another_process_gives_the_same_bytes(atlas: Atlas) -> None:
    """Also where letters have to be joined, whatever is installed beside: nothing comes from the machine's fonts."""
    code = (
        "import hashlib, sys; from geo.countries import Atlas; from geo.render.png import to_png; "
        "from tests.samples import named_spec; "
        "print(hashlib.sha256(to_png(named_spec(Atlas.load(), 'fa'), Atlas.load(), (600, 400))).hexdigest())"
    )
    clean = {name: text for name, text in os.environ.items() if name.startswith(("PYTHON", "PATH"))}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=clean | {"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True)
    here = to_png(named_spec(atlas, "fa"), atlas, (600, 400))
    assert done.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_fills_and_lines_are_seen_in_their_colours(atlas: Atlas) -> None:
    spec = sample_spec()
    image = opened(to_png(spec, atlas)).convert("RGB")
    counts = {f"#{r:02x}{g:02x}{b:02x}": count for count, (r, g, b) in image.getcolors(maxcolors=2**24) or []}
    for key in ("TUR", "IRN", "UKR"):
        fill = next(area.fill for area in spec.areas if area.key == key)
        assert counts[fill] > 1000
    for color in {line.color for line in spec.lines}:
        assert counts[color] > 500


def test_texts_are_drawn_by_the_bundled_fonts(atlas: Atlas) -> None:
    """Were the fonts missing, the rasteriser would leave the title band empty."""
    band = opened(to_png(sample_spec(), atlas)).convert("L").crop((26, 48, 1000, 80))
    dark = sum(band.histogram()[:100])
    assert dark > 2000


def test_hostile_texts_do_no_harm(atlas: Atlas) -> None:
    assert opened(to_png(hostile_spec(), atlas, (800, 600))).size == (800, 600)


@pytest.mark.parametrize(
    ("size", "scale"), [((100, 100), 1.0), ((1200, 750), 0.0), ((1200, 750), 9.0), ((1200, 750), float("nan"))]
)
def test_sizes_that_can_not_be_drawn_are_refused(atlas: Atlas, size: tuple[int, int], scale: float) -> None:
    with pytest.raises(UsageError):
        to_png(sample_spec(), atlas, size, scale)


def test_the_fonts_and_their_licence_are_there() -> None:
    paths = [Path(path) for path in font_files()]
    assert all(path.stat().st_size > 1000 for path in paths)
    assert "SIL OPEN FONT LICENSE" in (paths[0].parent / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["ar", "he", "hi", "bn", "ja", "ko", "zh"])
def test_a_headline_in_another_script_is_not_boxes(atlas: Atlas, lang: str) -> None:
    """Different names leave different marks; a missing glyph would be the same box for every letter."""
    marks = set()
    for key in ("AZE", "IRN"):
        spec = replace(sample_spec(), headline=atlas.name(key, lang)[:3], title="")
        marks.add(opened(to_png(spec, atlas, (400, 300))).convert("L").crop((8, 8, 200, 28)).tobytes())
    assert len(marks) == 2
