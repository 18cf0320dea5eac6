"""Every file a snapshot can be had as: what is in it, and that it is the same each time, in every process."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pptx import Presentation

from geo.caption import caption
from geo.cli import main
from geo.errors import UsageError
from geo.render.film import MOST_PICTURES, days_of, durations
from geo.snapshot import FORMATS, SIZES, Snapshot, file_of, render, take
from tests.geo.digests import KEPT, digests

BASE = "https://maps.example/"
QUERY = "countries=ARM,AZE&dir=between&from=2025-01-01"
SMALL = (480, 300)


@pytest.fixture(scope="module")
def shot() -> Snapshot:
    return take(QUERY, base_url=BASE)


@pytest.fixture(scope="module")
def files(shot: Snapshot) -> dict[str, bytes]:
    return {form: file_of(shot, form, SMALL) for form in (*FORMATS, "csv")}


def test_every_format_is_the_same_in_another_process(files: dict[str, bytes]) -> None:
    code = (
        "import hashlib, json; from geo.snapshot import FORMATS, file_of, take; "
        f"shot = take({QUERY!r}, base_url={BASE!r}); "
        f"made = {{form: file_of(shot, form, {SMALL}) for form in (*FORMATS, 'csv')}}; "
        "print(json.dumps({form: hashlib.sha256(file).hexdigest() for form, file in made.items()}))"
    )
    kept = {name: text for name, text in os.environ.items() if name.startswith(("PYTHON", "PATH"))}
    there = {**kept, "PYTHONHASHSEED": "11", "TZ": "Asia/Tokyo"}
    done = subprocess.run([sys.executable, "-c", code], env=there, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {form: hashlib.sha256(file).hexdigest() for form, file in files.items()}


def test_three_snapshots_are_what_they_were() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert digests() == kept, "if this is meant, run python -m tests.geo.digests"


def test_a_page_is_text_on_a4(files: dict[str, bytes], shot: Snapshot) -> None:
    document = pypdfium2.PdfDocument(files["pdf"])
    page, told = document[0], document.get_metadata_dict()
    text = " ".join(page.get_textpage().get_text_range().split())
    assert len(document) == 1
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [297, 210]
    assert all(word in text for word in ("Armenia", "Azerbaijan", "support", "Relations"))
    assert told["Title"] == shot.spec.headline
    assert shot.dataset.digest in told["Keywords"]
    assert shot.spec.provenance.permalink in told["Keywords"]
    assert told["CreationDate"] == ""
    assert b"FaultlinesSans" in files["pdf"]
    document.close()


def test_a_slide_can_be_edited(files: dict[str, bytes], shot: Snapshot) -> None:
    slide = Presentation(io.BytesIO(files["pptx"])).slides[0]
    shapes = {shape.name: shape for shape in slide.shapes}
    assert slide.shapes.title.text_frame.text == shot.spec.headline
    legend = shapes["Legend"].text_frame.text
    assert all(row.label in legend for row in (*shot.spec.legend.areas, *shot.spec.legend.lines))
    assert shapes["Map"]._element.nvPicPr.cNvPr.get("descr") == caption(shot.spec)
    notes = slide.notes_slide.notes_text_frame.text
    told = (shot.spec.provenance.licence, shot.spec.provenance.permalink, shot.spec.provenance.sources[0].text)
    assert all(text in notes for text in told)
    with zipfile.ZipFile(io.BytesIO(files["pptx"])) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        picture = next(name for name in parts.namelist() if name.endswith(".png"))
        assert Image.open(io.BytesIO(parts.read(picture))).width > SMALL[0]


@pytest.mark.parametrize("form", ["gif", "webp"])
def test_a_film_goes_through_the_days_and_rests(files: dict[str, bytes], shot: Snapshot, form: str) -> None:
    days = days_of(shot.spec)
    film = Image.open(io.BytesIO(files[form]))
    assert (film.size, film.n_frames) == (SMALL, len(days))
    assert film.info["loop"] == 0
    seen = set()
    for place, length in enumerate(durations(days)):
        film.seek(place)
        film.load()
        seen.add(film.convert("RGB").tobytes())
        assert film.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
        assert film.info["duration"] == length
    assert length == 4000
    assert len(seen) == len(days)  # the date differs, if nothing else does


def test_a_long_story_is_told_in_few_pictures() -> None:
    spec = take("from=1988").spec
    days = days_of(spec)
    assert len(spec.frames) > MOST_PICTURES == len(days)
    assert list(days) == sorted(set(days))
    assert (days[0], days[-1]) == ("1988-01-01", "2025-07-31")
    assert days_of(take("at=2025-06-20").spec)[-1] == "2025-06-20"


def test_pictures_at_a_scale_and_without_paper(shot: Snapshot) -> None:
    large = Image.open(io.BytesIO(render(shot.spec, shot.atlas, "png", SMALL, 3, True)))
    assert large.size == (1440, 900)
    assert large.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)
    assert b'id="paper"' not in render(shot.spec, shot.atlas, "svg", SMALL, transparent=True)
    assert b'id="paper"' in render(shot.spec, shot.atlas, "svg", SMALL)


def test_drawing_programs_see_layers_and_names(files: dict[str, bytes]) -> None:
    drawing = files["svg"].decode()
    for layer in ("water", "countries", "lines", "labels", "legend", "title", "footer"):
        assert f'<g id="{layer}" inkscape:groupmode="layer" inkscape:label="{layer}"' in drawing
    assert 'inkscape:label="Azerbaijan"' in drawing


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["map.png", "--size", "billboard"], "none of article, square, slide, poster, card"),
        (["map.png", "--scale", "9"], "the scale 9 is not from 1 to 4"),
        (["map.png", "--scale", "nan"], "the scale nan"),
        (["map.svg", "--scale", "2"], "a svg file has no scale"),
        (["map.pdf", "--transparent"], "a pdf file can't be transparent"),
        (["map.gif", "--size", "poster"], "the longest side is 1600"),
        (["map.doc"], "must end in one of .html"),
    ],
)
def test_what_can_not_be_had_is_said(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", "", "-o", str(tmp_path / words[0]), *words[1:]]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_sizes_have_names(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    assert main(["render", "focus=FJI", "-o", str(path), "--size", "card", "--scale", "2"]) == 0
    with Image.open(path) as image:
        assert image.size == tuple(2 * side for side in SIZES["card"])


def test_scales_are_checked_in_the_library_too(shot: Snapshot) -> None:
    with pytest.raises(UsageError, match="scale"):
        render(shot.spec, shot.atlas, "png", scale=0.5)
