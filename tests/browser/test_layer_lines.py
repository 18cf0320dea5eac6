"""The lines in Chromium: their curves, a moment, a closer look, what a hover keeps, and very many of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from geo.lines import Lanes, curves, lanes
from geo.spec import Bar, Frame, Line, MapSpec
from tests.browser.layer_page import MIDDLE_OF_LINE, MIDDLE_OF_SHAPE, NewPage, point_at, show
from tests.samples import BLUE, COUNTRIES, RED, sample_spec

pytestmark = pytest.mark.browser

POINTS = 33
ALL_CURVES = """([anchors, lines, pixel, count]) => 
    lines.map((line) => placesAlong(curveOf(...[line.source, line.target].map((key) => anchorInPlane(anchors[key])),
        line, pixel), count))"""
SHOWN = "() => [...document.querySelectorAll('.fl-line:not(.fl-gone)')].map(g => g.dataset.id)"
ON_SCREEN = """([lat, lon]) => {
    const point = handle.map.latLngToContainerPoint([lat, lon]);
    const box = handle.map.getContainer().getBoundingClientRect();
    return [point.x + box.x, point.y + box.y];
}"""
KEPT = "() => [...document.querySelectorAll('.fl-line.fl-on')].map(g => g.dataset.id).sort()"


def pixel_at(zoom: float) -> float:
    """Degrees of longitude for each pixel of a map at this zoom."""
    return float(360 / (256 * 2**zoom))


def scattered(count: int) -> tuple[dict[str, tuple[float, float]], list[dict[str, Any]], Lanes]:
    """Relations between random places, some of them close together, in the far north or on the antimeridian."""
    dice = np.random.default_rng(5)
    places = np.column_stack([dice.uniform(-180, 180, 24), dice.uniform(-70, 80, 24)])
    places[:4] = [[10, 50], [10.2, 50], [10, 88], [179.9, -18]]
    anchors = {f"C{n:02}": (float(lon), float(lat)) for n, (lon, lat) in enumerate(places)}
    pairs = [dice.choice(sorted(anchors), 2, replace=False) for _ in range(count)]
    kinds = dice.choice(["support", "tension"], count)
    layout = lanes([str(pair[0]) for pair in pairs], [str(pair[1]) for pair in pairs], list(kinds))
    lines = [
        {"source": str(source), "target": str(target), "lane": int(number), "lanes": int(size)}
        for (source, target), number, size in zip(pairs, layout.number, layout.size, strict=True)
    ]
    return anchors, lines, layout


@pytest.fixture
def curves_page(new_page: NewPage) -> Any:
    page = new_page()
    for part in ("util", "curves"):
        text = files("geo.render").joinpath("assets", "js", f"{part}.js").read_text(encoding="utf-8")
        page.add_script_tag(content=text)
    return page


def test_the_browser_draws_the_curves_of_python(curves_page: Any) -> None:
    anchors, lines, layout = scattered(300)
    ends = ([anchors[line[end]] for line in lines] for end in ("source", "target"))
    sources, targets = map(np.array, ends)
    for zoom in (2, 5.25, 9):
        want = curves(sources, targets, layout, degrees_per_pixel=pixel_at(zoom), points=POINTS)
        got = np.array(curves_page.evaluate(ALL_CURVES, [anchors, lines, pixel_at(zoom), POINTS]))
        off = np.abs(got - want)
        off[..., 0] = np.minimum(off[..., 0] % 360, 360 - off[..., 0] % 360)
        assert off.max() < 0.01


def test_two_lanes_stay_apart_at_every_zoom(curves_page: Any) -> None:
    anchors = {"A": (44.0, 40.0), "B": (45.0, 41.5), "C": (-100.0, 40.0), "D": (178.0, -18.0), "E": (46.5, 38.0)}
    pairs = [(a, b) for a in anchors for b in anchors if a < b]
    lines = [{"source": a, "target": b, "lane": lane, "lanes": 2} for a, b in pairs for lane in (1, 2, -1, -2)]
    checked = 0
    for zoom in range(2, 10):
        got = np.array(curves_page.evaluate(ALL_CURVES, [anchors, lines, pixel_at(zoom), 3])).reshape(-1, 4, 3, 2)
        plane = np.stack([got[..., 0], np.degrees(np.arcsinh(np.tan(np.radians(got[..., 1]))))], axis=-1) / pixel_at(
            zoom
        )
        long = np.hypot(*(plane[:, 0, 0] - plane[:, 0, 2]).T) > 40
        middles = plane[long, :, 1]
        gaps = np.hypot(*np.moveaxis(middles[:, :, None] - middles[:, None], -1, 0))
        assert (gaps[:, ~np.eye(4, dtype=bool)] >= 3).all()
        checked += int(long.sum())
    assert checked > 40


def test_a_moment_shows_its_lines_and_the_whole_window_all(new_page: NewPage, watch: Any) -> None:
    spec = sample_spec()
    frames = (
        Frame("2025-07-01", begun=("tr-az", "il-az", "ru-ua")),
        Frame("2025-07-10", begun=("us-fj",), ended=("il-az",)),
    )
    page = show(new_page(), replace(spec, frames=frames, bars=(Bar("2025-07-01", "2025-07-31"),)))
    page.wait_for_function("() => !document.querySelector('.fl-growing')")
    page.evaluate("() => handle.showMoment('2025-07-01')")
    assert sorted(page.evaluate(SHOWN)) == ["il-az", "ru-ua", "tr-az"]
    assert page.locator(".fl-begun, .fl-ending").count() == 0
    flashing = page.evaluate("""() => {
        handle.showMoment('2025-07-10', { animate: true });
        return ['.fl-begun', '.fl-ending'].map((name) => [...document.querySelectorAll(name)].map(g => g.dataset.id));
    }""")
    assert flashing == [["us-fj"], ["il-az"]]
    page.wait_for_function("() => !document.querySelector('.fl-begun, .fl-ending')")
    assert sorted(page.evaluate(SHOWN)) == ["ru-ua", "tr-az", "us-fj"]
    assert page.locator("[data-id=il-az]").is_hidden()
    page.locator(".fl-line[tabindex='0']").focus()
    walked = [page.evaluate("() => document.activeElement.dataset.id")]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        walked.append(page.evaluate("() => document.activeElement.dataset.id"))
    assert walked == ["tr-az", "ru-ua", "us-fj", "tr-az"]
    page.evaluate("() => handle.showMoment('')")
    assert len(page.evaluate(SHOWN)) == len(spec.lines)
    assert watch.complaints == []


def test_a_closer_look_brings_in_the_next_strongest(new_page: NewPage) -> None:
    spec = sample_spec()
    drawn = tuple(line for line in spec.lines if line.id in ("tr-az", "us-fj", "ru-ua"))
    kept_back = tuple(line for line in spec.lines if line not in drawn)
    page = show(new_page(reduced_motion="reduce"), replace(spec, lines=drawn, reserve=kept_back))
    at_home = page.evaluate("() => [handle.map.getCenter(), handle.map.getZoom()]")
    assert sorted(page.evaluate(SHOWN)) == ["ru-ua", "tr-az", "us-fj"]
    page.evaluate("() => handle.map.setView([28, 52], 6, { animate: false })")  # Iran and Bahrain in sight
    touching = [line.id for line in kept_back if {"IRN", "BHR"} & {line.source, line.target}]
    assert len(touching) == 3
    assert sorted(page.evaluate(SHOWN)) == sorted(["ru-ua", "tr-az", "us-fj", *touching])
    page.locator(f"[data-id={touching[0]}]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("log") == [["relation", touching[0]]]
    page.evaluate("([at, zoom]) => handle.map.setView(at, zoom, { animate: false })", at_home)
    assert sorted(page.evaluate(SHOWN)) == ["ru-ua", "tr-az", "us-fj"]


def test_hovering_a_line_keeps_the_pair_and_a_click_holds_it(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    page.mouse.move(*point_at(page, MIDDLE_OF_LINE, "az-ru"))
    assert page.evaluate(KEPT) == ["az-ru", "ru-az"]
    assert page.locator(".fl-line.fl-at").get_attribute("data-id") == "az-ru"
    named = page.eval_on_selector_all(".fl-labels.fl-some [data-key].fl-on", "all => all.map(t => t.dataset.key)")
    assert sorted(named) == ["AZE", "RUS"]
    assert page.locator(".fl-mark-hover").get_attribute("d").count("M") == 2
    page.mouse.move(700, 880)
    assert page.locator(".fl-some").count() == 0
    for _ in range(2):
        page.mouse.click(*point_at(page, MIDDLE_OF_LINE, "az-ru"))
        page.mouse.move(700, 880)
        assert page.evaluate(KEPT) == ["az-ru", "ru-az"]
    assert page.evaluate("log") == [["relation", "az-ru"]] * 2
    page.keyboard.press("Escape")
    assert page.locator(".fl-some").count() == 0


def test_a_tap_on_a_country_keeps_its_lines(new_page: NewPage) -> None:
    page = show(new_page(1024, 768, has_touch=True, reduced_motion="reduce"), sample_spec(), embedded=False)
    x, y = point_at(page, MIDDLE_OF_SHAPE, "TUR")
    page.touchscreen.tap(x - 12, y + 12)
    assert page.evaluate(KEPT) == ["tr-az"]
    page.touchscreen.tap(*point_at(page, MIDDLE_OF_SHAPE, "KAZ"))
    assert page.evaluate(KEPT) == []
    assert page.evaluate("log") == [["country", "TUR"], ["country", "KAZ"]]


@cache
def crowded(count: int) -> MapSpec:
    """The sample with very many lines, the strongest from Kazakhstan to Iran."""
    spec, keys = sample_spec(), sorted(set(COUNTRIES) - {"KAZ"})
    pairs = [(a, b) for a in keys for b in keys if a != b]
    ends = [*(pairs[n % len(pairs)] for n in range(count - 1)), ("KAZ", "IRN")]
    kinds = ["support" if n % 3 else "tension" for n in range(count)]
    layout = lanes([a for a, _ in ends], [b for _, b in ends], kinds)

    def line(n: int) -> Line:
        pattern = spec.lines[n % len(spec.lines)]
        source, target = ends[n]
        lane, size = int(layout.number[n]), int(layout.size[n])
        return replace(
            pattern,
            card=pattern.card if n >= count - 3 else None,
            id=f"x{n}",
            source=source,
            target=target,
            kind=kinds[n],
            color=BLUE if n % 3 else RED,
            path=(),
            lane=lane,
            lanes=size,
        )

    return replace(spec, lines=tuple(map(line, range(count))))


def test_very_many_lines_are_a_picture_that_answers(new_page: NewPage, watch: Any) -> None:
    spec = crowded(20_000)
    strongest, last = spec.lines[-1], len(spec.lines) - 1
    page = show(new_page(), spec)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.fl-all canvas')].some(c => c.style.visibility === '')"
    )
    ends = ([COUNTRIES[key][1]] for key in (strongest.source, strongest.target))
    layout = Lanes(np.array([strongest.lane]), np.array([strongest.lanes]), np.array([False]))
    path = curves(*ends, layout, degrees_per_pixel=pixel_at(page.evaluate("() => handle.map.getZoom()")), points=3)
    lon, lat = path[0, 1]
    x, y = page.evaluate(ON_SCREEN, [lat, lon])

    page.mouse.move(x, y)
    assert page.evaluate(KEPT) == [f"x{last}"]
    assert page.inner_text(".fl-card-title") == strongest.card.title
    assert page.locator(".fl-faded").count() == 1
    page.mouse.click(x, y)
    assert page.evaluate("log") == [["relation", f"x{last}"]]
    page.keyboard.press("Escape")
    page.mouse.move(700, 880)
    assert page.locator(".fl-faded").count() == 0

    page.locator(".fl-line[tabindex='0']").focus()
    for key, at in (("ArrowRight", last - 1), ("ArrowRight", last - 2), ("End", 0), ("ArrowDown", last)):
        page.keyboard.press(key)
        assert page.evaluate("() => document.activeElement.dataset.id") == f"x{at}"
    assert strongest.card.title in page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert page.locator(".fl-card-title").inner_text() == strongest.card.title
    page.keyboard.press("Enter")
    assert page.evaluate("log")[-1] == ["relation", f"x{last}"]
    assert page.locator(".fl-line").count() <= 3
    assert watch.complaints == []


PICTURE = """() => {
    const canvas = [...document.querySelectorAll('.fl-all canvas')].find((one) => one.style.visibility === '');
    if (!canvas) return false;
    const box = canvas.getBoundingClientRect(), map = handle.map.getContainer().getBoundingClientRect();
    const whole = box.left <= map.left && box.top <= map.top && box.right >= map.right && box.bottom >= map.bottom;
    const middle = [canvas.width / 2 - 100, canvas.height / 2 - 100, 200, 200];
    return whole && canvas.getContext('2d').getImageData(...middle).data.some((value) => value > 0);
}"""


def test_a_picture_gives_way_to_lines_and_comes_back(new_page: NewPage) -> None:
    many = crowded(1_005)
    spec = replace(many, lines=many.lines[5:], reserve=many.lines[:5])
    page = show(new_page(reduced_motion="reduce"), spec)
    page.wait_for_function(PICTURE)
    page.evaluate("() => handle.map.panBy([900, 0], { animate: false })")
    page.wait_for_function(PICTURE)
    page.evaluate("spec => handle.update(spec)", sample_spec().to_dict())
    assert page.locator(".fl-canvas canvas").count() == 0
    assert page.locator(".fl-line").count() == len(sample_spec().lines)
    page.evaluate("spec => handle.update(spec)", spec.to_dict())
    page.wait_for_function(PICTURE)
    assert page.locator(".fl-line").count() <= 1
