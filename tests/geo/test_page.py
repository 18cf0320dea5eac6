"""The standalone page: small, closed to the network, with its provenance."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

from geo.compose import compose
from geo.countries import Atlas
from geo.relations import Dataset
from geo.render import assets
from geo.render.page import to_html
from geo.view import View
from tests.geo.test_folium_map import Page
from tests.samples import SampleAtlas, hostile_spec, sample_spec

ATLAS = SampleAtlas()


def policy(html: str) -> dict[str, list[str]]:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found
    rules = (rule.split() for rule in found.group(1).split(";"))
    return {name: values for name, *values in rules}


def test_the_policy_forbids_every_request() -> None:
    rules = policy(to_html(sample_spec(), ATLAS))
    for name in ("default-src", "connect-src", "base-uri", "form-action"):
        assert rules[name] == ["'none'"]
    assert rules["img-src"] == ["data:"]
    assert all(value.startswith("'sha256-") for value in rules["script-src"] + rules["style-src"])


def test_the_policy_names_each_inline_script_and_what_is_unpacked() -> None:
    html = to_html(hostile_spec(), ATLAS)
    scripts = [*re.findall(r"<script>(.*?)</script>", html, re.DOTALL), assets.script()]
    digests = [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts]
    assert policy(html)["script-src"] == digests


def test_the_policy_stands_before_the_first_script_and_style() -> None:
    html = to_html(sample_spec(), ATLAS)
    first = min(html.index("<script"), html.index("<style"))
    assert html.index("Content-Security-Policy") < first


def test_nothing_is_loaded() -> None:
    for spec in (sample_spec(), hostile_spec()):
        page = Page(to_html(spec, ATLAS))
        assert page.loads == []
        assert "img" not in page.tags


def test_the_same_spec_gives_the_same_bytes() -> None:
    assert to_html(sample_spec(), ATLAS) == to_html(sample_spec(), ATLAS)
    other = replace(sample_spec(), headline="Another")
    assert to_html(sample_spec(), ATLAS) != to_html(other, ATLAS)


def test_the_page_without_shapes_leaves_room_for_them() -> None:
    # 400 kB are allowed; shapes, seventy lines and all countries with cards take 182 kB, the data to open it from 14 kB
    assert len(to_html(sample_spec(), ATLAS).encode()) < 185_000


def test_provenance_can_be_read_by_machines() -> None:
    spec = sample_spec()
    html = to_html(spec, ATLAS)
    for name in ("dataset", "version", "digest", "worldview", "permalink", "licence"):
        assert f'<meta name="faultlines:{name}" content="{getattr(spec.provenance, name)}">' in html
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    linked = json.loads(found.group(1))
    assert linked["isBasedOn"]["identifier"] == ["sample", f"sha256:{spec.provenance.digest}"]
    assert [note["name"] for note in linked["isBasedOn"]["citation"]] == [note.text for note in spec.provenance.sources]


def test_the_page_has_a_title_a_description_and_words_for_those_without_scripts() -> None:
    spec = sample_spec()
    html = to_html(spec, ATLAS)
    assert f"<title>{spec.headline}</title>" in html
    assert '<html lang="en">' in html
    assert "user-scalable" not in html
    silent = re.search(r"<noscript>(.*?)</noscript>", html, re.DOTALL)
    assert silent
    assert all(sentence in silent.group(1) for sentence in spec.description)


def test_the_default_view_fits_into_400_kb() -> None:
    atlas = Atlas.load()
    spec = compose(View(), Dataset.load(), atlas)
    assert len(spec.lines) >= 50
    assert len(to_html(spec, atlas).encode()) <= 400_000
