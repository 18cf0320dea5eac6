"""What travels to the browser: small, and nothing is lost on the way."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import cache, wire
from geo.view import View

QUERIES = (
    "",
    "min=3",
    "focus=AZE&dir=in&kind=support",
    "focus=RUS&measure=stance",
    "scenario=second-front",
    "measure=volume&top=5",
    "from=1850-01-01&to=1850-12-31",
    "region=world&status=documented,alleged,hypothetical",
)
DEGREES = st.integers(-400_000, 400_000).map(lambda value: value / 1000)


def restored(small: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """The way back, as `browser/wire.js` goes it."""
    whole = ("areas", "lines", "provenance")
    old = {line["id"]: line for line in base["lines"]}
    rest = {name: value for name, value in small.items() if name not in whole}
    kept = {name: value for name, value in base.items() if name not in whole}
    areas = [merged(area, small["areas"].get(str(at), {})) for at, area in enumerate(base["areas"])]
    lines = [merged(old.get(line["id"], {}), line | {"path": unfolded(line["path"])}) for line in small["lines"]]
    sources = [base["provenance"]["sources"][s] if isinstance(s, int) else s for s in small["provenance"]["sources"]]
    provenance = merged(base["provenance"], small["provenance"] | {"sources": sources})
    return merged(kept, rest) | {"areas": areas, "lines": lines, "provenance": provenance}


def merged(old: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    result = {name: value for name, value in old.items() if name not in changes.get("-", ())}
    for name, value in changes.items():
        if name != "-":
            inner = old.get(name) if isinstance(old.get(name), dict) else {}
            result[name] = merged(inner or {}, value) if isinstance(value, dict) else value
    return result


def unfolded(numbers: list[int]) -> list[list[float]]:
    half = len(numbers) // 2
    return [[x / 1000, y / 1000] for x, y in zip(summed(numbers[:half]), summed(numbers[half:]), strict=True)]


def summed(numbers: list[int]) -> list[int]:
    whole, step = [numbers[0]], 0
    for change in numbers[1:]:
        step += change
        whole.append(whole[-1] + step)
    return whole


@pytest.mark.parametrize("query", QUERIES)
def test_nothing_is_lost(query: str) -> None:
    view = View.from_query(query)[0]
    spec = cache.drawn(view, "https://example.org/").to_dict()
    base = cache.base(view).spec
    back = restored(json.loads(gzip.decompress(wire.pack(wire.reduced(spec, base)))), base)
    back["provenance"] = {name: value for name, value in back["provenance"].items() if value != []}
    assert back == json.loads(json.dumps(spec))


@given(st.lists(st.tuples(DEGREES, DEGREES), min_size=2, max_size=40))
def test_a_path_comes_back_as_it_was(path: list[tuple[float, float]]) -> None:
    assert unfolded(wire._folded(path)) == [list(point) for point in path]


@pytest.mark.parametrize("query", QUERIES)
def test_a_change_is_small(query: str) -> None:
    view = View.from_query(query)[0]
    base = cache.base(view).spec
    spec = cache.drawn(view, "").to_dict()
    assert len(wire.pack(wire.reduced(spec, base))) < 8_000


def test_the_same_map_gives_the_same_bytes() -> None:
    spec = cache.drawn(View(), "").to_dict()
    base = cache.base(View()).spec
    assert wire.pack(wire.reduced(spec, base)) == wire.pack(wire.reduced(spec, base))
