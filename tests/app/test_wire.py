"""What travels to the browser: small, and nothing is lost on the way."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict, fields, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import pytest

from app import cache, wire
from geo.spec import Bar, MapSpec
from geo.view import View

QUERIES = (
    "",
    "min=3",
    "focus=AZE&dir=in&kind=support",
    "focus=RUS&measure=stance",
    "measure=territory&from=2013-01-01",
    "scenario=second-front",
    "measure=volume&top=5",
    "from=1850-01-01&to=1850-12-31",
    "region=world&status=documented,alleged,hypothetical",
    "top=12&at=2025-07-01",
)
BAR = [field.name for field in fields(Bar)]


def restored(small: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """The way back, as `browser/wire.js` goes it."""
    columns = ("areas", "disputed", "legend", "lines", "reserve", "frames", "bars", "provenance")
    kept = {name: value for name, value in base.items() if name not in columns}
    spec = merged(kept, {name: value for name, value in small.items() if name not in columns})
    spec["areas"] = [merged(area, small["areas"].get(str(at), {})) for at, area in enumerate(base["areas"])]
    spec["disputed"] = [
        merged(area, small.get("disputed", {}).get(str(at), {})) for at, area in enumerate(base.get("disputed", []))
    ]
    spec["legend"] = small["legend"] | {
        name: entries_of(small["legend"][name], base["legend"].get(name, []))
        for name in ("areas", "lines")
        if name in small["legend"]
    }
    spec["lines"] = lines_of(small["lines"], base["lines"])
    spec["reserve"] = lines_of(small["reserve"], base["lines"]) if "reserve" in small else []
    spec["frames"] = frames_of(small["frames"], [*spec["reserve"], *spec["lines"]], [*spec["areas"], *spec["disputed"]])
    spec["bars"] = [dict(zip(BAR, bar, strict=True)) for bar in small["bars"]]
    sources = [base["provenance"]["sources"][s] if isinstance(s, int) else s for s in small["provenance"]["sources"]]
    spec["provenance"] = merged(base["provenance"], small["provenance"] | {"sources": sources})
    return spec


def entries_of(entries: list[Any], base: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [merged(base[entry[0]], (entry[1:] or [{}])[0]) if isinstance(entry, list) else entry for entry in entries]


def lines_of(small: dict[str, Any], base: list[dict[str, Any]]) -> list[dict[str, Any]]:
    columns = zip(accumulate(small["at"]), small["lane"], small["lanes"], strict=True)
    lines = [(base[at] if at >= 0 else {}) | {"lane": lane, "lanes": lanes} for at, lane, lanes in columns]
    for opacity, steps in small.get("faint", ()):
        for at in accumulate(steps):
            lines[at]["opacity"] = opacity
    for at, own in small.get("own", {}).items():
        lines[int(at)] = merged(lines[int(at)], own)
    return lines


def frames_of(small: dict[str, Any], lines: list[Any], areas: list[Any]) -> list[dict[str, Any]]:
    first, *later = small["at"]
    days = [date.fromordinal(day) for day in accumulate([date.fromisoformat(first).toordinal(), *later])]
    strongest_first = [*reversed(lines)]
    if "begun" not in small:
        begins = [(max(date.fromisoformat(line["start"]), days[0]), line["id"]) for line in strongest_first]
        over = [
            (date.fromisoformat(line["end"]) + timedelta(1), line["id"]) for line in strongest_first if "end" in line
        ]
        for name, pairs in (("begun", begins), ("ended", over)):
            small[name] = [[key for on, key in pairs if on == day] for day in days]
    counts = (list(accumulate(small[kind])) for kind in ("support", "tension"))
    columns = zip(days, small["begun"], small["ended"], small["fills"], small["headline"], *counts, strict=True)
    return [
        {
            "at": day.isoformat(),
            "begun": begun,
            "ended": ended,
            "fills": [[areas[at]["key"], small["colors"][c]] for at, c in zip(fills[::2], fills[1::2], strict=True)],
            "headline": small["texts"][headline],
            "support": support,
            "tension": tension,
        }
        for day, begun, ended, fills, headline, support, tension in columns
    ]


def in_full(spec: MapSpec) -> dict[str, Any]:
    """What the browser should have: no paths, and what the layer counts on even where it is at its default."""
    plain = spec.to_dict()
    for line in (*plain["lines"], *plain.setdefault("reserve", [])):
        del line["path"]
        line.update({name: line.get(name, 1) for name in ("lane", "lanes")})
    plain.setdefault("disputed", [])
    plain["frames"] = [asdict(frame) for frame in spec.frames]
    plain["bars"] = [asdict(bar) for bar in spec.bars]
    return json.loads(json.dumps(plain))  # type: ignore[no-any-return]


def merged(old: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    result = {name: value for name, value in old.items() if name not in changes.get("-", ())}
    for name, value in changes.items():
        if name != "-":
            inner = old.get(name) if isinstance(old.get(name), dict) else {}
            result[name] = merged(inner or {}, value) if isinstance(value, dict) else value
    return result


@pytest.mark.parametrize("query", QUERIES)
def test_nothing_is_lost(query: str) -> None:
    view = View.from_query(query)[0]
    spec, base = cache.drawn(view, "https://example.org/"), cache.base(view).known
    back = restored(json.loads(gzip.decompress(wire.pack(wire.reduced(spec, base)))), base.plain)
    back["provenance"] = {name: value for name, value in back["provenance"].items() if value != []}
    assert back == in_full(spec)


def test_a_line_that_is_not_in_the_base_or_differs_from_it_travels_in_full() -> None:
    spec, base = cache.drawn(View(), ""), cache.base(View()).known
    first, second, *others = spec.lines
    strange = (replace(first, id="new", change="began"), replace(second, width=9.0, card=None), *others)
    frames = (replace(spec.frames[0], begun=("new", "nobody")), *spec.frames[1:])
    changed = replace(spec, lines=strange, frames=frames)
    back, expected = restored(json.loads(json.dumps(wire.reduced(changed, base))), base.plain), in_full(changed)
    assert back["lines"] == expected["lines"]
    assert back["frames"] == expected["frames"]


@pytest.mark.parametrize("query", QUERIES)
def test_a_change_is_small(query: str) -> None:
    view = View.from_query(query)[0]
    assert len(wire.pack(wire.reduced(cache.drawn(view, ""), cache.base(view).known))) < 6_000


def test_the_same_map_gives_the_same_bytes() -> None:
    spec, base = cache.drawn(View(), ""), cache.base(View()).known
    assert wire.pack(wire.reduced(spec, base)) == wire.pack(wire.reduced(spec, base))
