"""The folium map: a real folium.Map that needs no other host and survives any text."""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.render.folium_map import json_for_script, to_folium
from geo.render.names import name_index
from tests.samples import HOSTILE, SampleAtlas, hostile_spec, sample_spec

ATLAS = SampleAtlas()


class Page(HTMLParser):
    """The elements, and which of them could load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self.loads += [(tag, values[name] or "") for name in ("src", "href", "srcset", "data") if name in values]


def unpacked(text: str) -> dict[str, str]:
    """What the page unpacks when it is read."""
    found = re.search(r'faultlinesUnpack\("([^"]*)"\)', text)
    assert found
    signs = [chr(code) for code in range(33, 127) if chr(code) not in "\"$&'<\\`{}"]
    standard = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
    packed = found.group(1).translate(str.maketrans("".join(signs), standard))
    parts: dict[str, str] = json.loads(zlib.decompress(base64.b85decode(packed), wbits=-15))
    return parts


def test_it_is_a_folium_map_that_loads_nothing() -> None:
    made = to_folium(sample_spec(), ATLAS)
    assert isinstance(made, folium.Map)
    page = Page(made.get_root().render())
    assert page.loads == []
    assert "script" in page.tags


def test_a_notebook_gets_the_same_without_any_other_host(tmp_path: Path) -> None:
    shown = to_folium(sample_spec(), ATLAS)._repr_html_()
    inner = re.search(r'srcdoc="(.*?)"', shown, re.DOTALL)
    assert inner
    assert Page(html.unescape(inner.group(1))).loads == []
    to_folium(sample_spec(), ATLAS).save(tmp_path / "map.html")
    assert Page((tmp_path / "map.html").read_text()).loads == []


def test_plain_folium_maps_stay_as_they_are() -> None:
    to_folium(sample_spec(), ATLAS)
    assert folium.Map().default_js
    assert folium.Map().default_css


def test_the_same_map_gives_the_same_bytes() -> None:
    one, two = (to_folium(sample_spec(), ATLAS).get_root().render() for _ in range(2))
    assert one == two
    assert one != to_folium(sample_spec(), ATLAS, theme="dark").get_root().render()


def test_the_spec_and_the_shapes_arrive_unchanged_whatever_the_texts_hold() -> None:
    for spec in (sample_spec(), hostile_spec()):
        parts = unpacked(to_folium(spec, ATLAS).get_root().render())
        plain = spec.to_dict()
        for line in plain["lines"]:
            del line["path"]  # the browser lays lines out itself
        assert json.loads(parts["spec"]) == plain
        assert parts["names"] == name_index({"en"})
        assert parts["shapes"].encode() == ATLAS.topojson()


def test_hostile_texts_make_no_element_and_run_no_template() -> None:
    plain, hostile = (Page(to_folium(spec, ATLAS).get_root().render()).tags for spec in (sample_spec(), hostile_spec()))
    assert hostile == plain
    assert "img" not in hostile


@pytest.mark.parametrize("text", [HOSTILE, "{{{ {%% {##", "\\u007b{{", "</ScRiPt>", "\u2028\u2029"])
def test_json_for_script_examples(text: str) -> None:
    assert json.loads(json_for_script({"a": [text]})) == {"a": [text]}


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_for_script_round_trips_and_is_harmless(value: object) -> None:
    text = json_for_script(value)
    assert json.loads(text) == value
    assert not re.search(r"[<>&`$\u2028\u2029]|\{[{%#]", text)
