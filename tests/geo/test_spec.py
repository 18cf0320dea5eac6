"""A map as JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geo.plain import from_plain
from geo.snapshot import render, take
from geo.spec import Area, Legend, Line, MapSpec
from tests.samples import hostile_spec, sample_spec


def test_a_composed_map_comes_back_from_its_json() -> None:
    shot = take("measure=territory&at=2025-03-01&region=south-caucasus")
    text = shot.spec.to_json()
    again = MapSpec.from_json(text)
    assert again == shot.spec
    assert again.to_json() == text
    assert render(again, shot.atlas, "svg") == render(shot.spec, shot.atlas, "svg")


@pytest.mark.parametrize("spec", [sample_spec(), hostile_spec()], ids=["sample", "hostile"])
def test_a_map_made_by_hand_comes_back(spec: MapSpec) -> None:
    assert MapSpec.from_json(spec.to_json()) == spec


def test_fields_that_others_have_are_left_out_and_those_not_there_have_their_default() -> None:
    plain = {"key": "AZE", "name": "Azerbaijan", "fill": "#fff", "glow": {"by": 3}}
    assert from_plain(Area, plain) == Area("AZE", "Azerbaijan", "#fff")


LINE: dict[str, Any] = json.loads(sample_spec().to_json())["lines"][0]


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (Area, []),
        (Area, {"key": "AZE", "name": "Azerbaijan"}),
        (Area, {"key": "AZE", "name": 7, "fill": "#fff"}),
        (Area, {"key": "AZE", "name": "x", "fill": "#fff", "hatched": 1}),
        (Area, {"key": "AZE", "name": "x", "fill": "#fff", "value": "1"}),
        (Area, {"key": "AZE", "name": "x", "fill": "#fff", "label_at": [1, 2, 3]}),
        (Legend, {"title": "x", "notes": "one"}),
        (Line, {**LINE, "path": [[1, 2], [3]]}),
        (Line, {**LINE, "path": "here"}),
        (Line, {**LINE, "width": True}),
    ],
)
def test_what_does_not_fit_is_refused(kind: Any, plain: Any) -> None:
    with pytest.raises(ValueError, match=r"is no|is not of|lacks"):
        from_plain(kind, plain)


def test_text_that_is_no_map_is_refused() -> None:
    for text in ("", "[]", "null", '{"title": "x"}', "[" * 100):
        with pytest.raises(ValueError, match=r"\w"):
            MapSpec.from_json(text)
