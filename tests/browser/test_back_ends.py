"""Both back ends draw the same map: areas, lines, colours, widths, dashes, arrowheads and legend."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations
from math import hypot
from pathlib import Path
from typing import Any

import pytest

from geo import Atlas, MapSpec, palette, to_html, to_svg
from geo.moment import at_moment
from geo.render import assets
from geo.snapshot import take

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
QUERIES = (
    "",
    "focus=SYR&from=2024-11-01",
    "region=world",
    "focus=AZE&lang=tr",
    "scenario=second-front&status=documented,alleged,hypothetical",
    "since=2024-12-01",
)

AREAS = "all => Object.fromEntries(all.map(p => [p.dataset.key, p.getAttribute('fill')]))"
LINES = """all => Object.fromEntries(all.map(group => {
    const stroke = group.querySelector('.fl-stroke');
    return [group.dataset.id, [stroke.getAttribute('stroke'), +stroke.getAttribute('stroke-width'),
        stroke.getAttribute('stroke-dasharray'), group.querySelector('.fl-heads').getAttribute('fill'),
        +getComputedStyle(stroke).strokeOpacity]];
}))"""
SIGNS = """all => Object.fromEntries(all.map(sign => {
    const copy = sign.querySelector('g'), shape = copy.querySelector('path'), own = shape.getAttribute.bind(shape);
    const where = copy.getAttribute('transform').match(/[-0-9.]+/g).map(Number);
    const line = document.querySelector(`.fl-line[data-id="${sign.dataset.of}"] .fl-stroke`);
    const steps = Array.from({length: 101}, (_, at) => line.getPointAtLength(line.getTotalLength() * at / 100));
    const off = Math.min(...steps.map(point => Math.hypot(point.x - where[0], point.y - where[1])));
    const facts = [sign.dataset.mark, own('d'), own('fill'), own('stroke')];
    return [sign.dataset.of, [facts, off, where]];
}))"""
LEGEND = "all => all.map(row => [row.dataset.symbol, row.dataset.value])"


def elements(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter())


def dash_of(element: ET.Element) -> str:
    return (element.get("stroke-dasharray") or "none").replace(",", " ")


def static_picture(spec: MapSpec, atlas: Atlas) -> tuple[dict[str, str], dict[str, list[Any]], set[tuple[str, str]]]:
    """Fills by country; colour, width, dash, arrowhead colour and opacity by line; legend rows."""
    every = elements(to_svg(spec, atlas, (1600, 1000)))
    places = {area.key for area in atlas.disputed}
    fills = {
        e.get("data-key", ""): e.get("fill", "")
        for e in reversed(every)
        if e.tag.endswith("path") and e.get("data-key") not in (None, *places)
    }
    heads = {e.get("data-head"): e.get("fill") for e in every if e.get("data-head")}
    groups = [e for e in every if e.get("data-source")]
    lines = {
        key: [e.get("stroke"), float(e.get("stroke-width", 0)), dash_of(e), heads.get(key, e.get("stroke")), opacity]
        for group in groups
        for opacity in [float(group.get("opacity", 1))]
        for e in group.iter()
        if (key := e.get("data-id")) and e.get("stroke")
    }
    return fills, lines, {(e.get("data-symbol", ""), e.get("data-value", "")) for e in every if e.get("data-symbol")}


@pytest.mark.parametrize("query", QUERIES)
def test_the_same_map_is_drawn_twice(query: str, new_page: NewPage, tmp_path: Path) -> None:
    shot = take(query)
    spec, atlas = shot.spec, shot.atlas
    path = tmp_path / "map.html"
    path.write_text(to_html(spec, atlas), encoding="utf-8")
    page = new_page(1600, 1000, reduced_motion="reduce")
    page.goto(path.as_uri())
    page.wait_for_selector(".fl-line" if spec.lines else ".fl-shape", state="attached")
    fills, lines = page.eval_on_selector_all("path.fl-shape", AREAS), page.eval_on_selector_all(".fl-line", LINES)
    rows = {tuple(row) for row in page.eval_on_selector_all(".fl-legend [data-symbol]", LEGEND)}
    static_fills, static_lines, static_rows = static_picture(spec, atlas)

    assert fills.keys() <= {area.key for area in spec.areas}  # a plane round a region ends before its other side
    assert len(fills) > (230 if query == "region=world" else 200)
    assert len(static_fills) > (200 if query == "region=world" else 15)
    coloured = {area.key: area.fill for area in spec.areas if not area.hatched}
    assert {key: fills[key] for key in coloured} == coloured
    assert static_fills.items() >= {key: fill for key, fill in coloured.items() if key in static_fills}.items()
    assert not {key for key in fills if key not in coloured and not fills[key].startswith("url(")}

    assert lines.keys() == {line.id for line in spec.lines} == static_lines.keys()
    for line in spec.lines:
        for color, width, dash, head, opacity in (lines[line.id], static_lines[line.id]):
            assert (color, head) == (line.color, line.color)
            assert width == pytest.approx(line.width, abs=0.05)
            assert tuple(float(part) for part in dash.split() if part != "none") == line.dash
            assert opacity == pytest.approx(line.opacity)
    legend = {(row.symbol, row.value) for row in (*spec.legend.areas, *spec.legend.lines)}
    assert rows == legend == static_rows


def test_disputed_areas_have_their_colours_twice_on_any_day(new_page: NewPage, tmp_path: Path) -> None:
    page = new_page(1600, 1000, reduced_motion="reduce")
    for query in ("measure=territory&from=2013-01-01", "measure=territory&from=2013-01-01&at=2020-10-15"):
        shot = take(query)
        spec = at_moment(shot.spec)
        path = tmp_path / "map.html"
        path.write_text(to_html(shot.spec, shot.atlas), encoding="utf-8")
        page.goto(path.as_uri())
        page.wait_for_selector(".fl-line", state="attached")
        live = page.eval_on_selector_all("path.fl-disputed", AREAS)
        static = {e.get("data-key"): e.get("fill") for e in elements(to_svg(shot.spec, shot.atlas, (1600, 1000)))}
        coloured = {area.key: area.fill for area in spec.disputed if not area.hatched}
        assert 4 < len(coloured) < len(live) <= len(spec.disputed)  # the plane may not reach all of them
        for drawn in (live, static):
            there = coloured.keys() & drawn.keys()
            assert {key: drawn[key] for key in there} == {key: coloured[key] for key in there}
        assert len({live[key] for key in live.keys() - coloured.keys()}) == 1
        assert set(page.eval_on_selector_all("path.fl-shape", AREAS).values()) == {"var(--fl-land)"}
        rows = page.eval_on_selector_all(".fl-legend [data-symbol] .fl-count", "all => all.map(e => e.textContent)")
        assert rows[:6] == [str(row.count) for row in spec.legend.areas if row.count is not None]
        said = page.locator("[id^=fl-description]").first.text_content()
        assert all(sentence in said for sentence in spec.description if sentence.startswith("About "))


def test_the_same_signs_say_what_changed(new_page: NewPage, tmp_path: Path) -> None:
    """On their lines, apart from each other, and gone where the legend hides what they tell of."""
    shot = take("since=2024-12-01&at=2025-07-31")
    path = tmp_path / "map.html"
    path.write_text(to_html(shot.spec, shot.atlas), encoding="utf-8")
    page = new_page(1600, 1000, reduced_motion="reduce")
    page.goto(path.as_uri())
    page.wait_for_selector(".fl-sign", state="attached")
    found = page.eval_on_selector_all(".fl-sign", SIGNS)
    drawn = {
        group.get("data-of"): [group.get("data-mark"), sign.get("d"), sign.get("fill"), sign.get("stroke")]
        for group in elements(to_svg(shot.spec, shot.atlas, (1600, 1000)))
        if group.get("data-mark")
        for sign in group
        if sign.tag.endswith("path")
    }
    assert {key: facts for key, (facts, _, _) in found.items()} == drawn
    assert {key: facts[0] for key, facts in drawn.items()} == {line.id: line.change for line in shot.spec.lines}
    assert max(off for _, off, _ in found.values()) < 6
    places = [where for _, _, where in found.values()]
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(places, 2)) >= 13

    page.click('.fl-legend [data-value="began"] button')
    assert set(page.eval_on_selector_all(".fl-sign", "all => all.map(sign => sign.dataset.mark)")) == {
        "ended",
        "grew",
        "shrank",
        "turned",
    }


def test_both_use_the_same_ground() -> None:
    style = assets.style()
    for name, color in (("water", palette.WATER), ("land", palette.LAND), ("border", palette.BORDER)):
        assert f"--fl-{name}: {color};" in style
