"""The layer in Chromium: how headline, legend, sheet and footer share the room, on screens and on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.render.page import to_html
from geo.snapshot import take
from tests.browser.layer_page import MIDDLE_OF_LINE, NewPage, point_at, show, update
from tests.samples import SampleAtlas, sample_spec

pytestmark = pytest.mark.browser

SCREENS = ((1440, 900), (1168, 790), (1024, 768), (390, 844))
ALL = "status=documented,alleged,hypothetical"
LONG = "A headline that goes on and on, " * 6
PARTS = (".fl-header", ".fl-legend", ".leaflet-control-zoom", ".fl-footer", ".fl-card.fl-sheet")
PLACE = """() => JSON.stringify([
    document.querySelector('.fl-map').getBoundingClientRect(), handle.map.getCenter(), handle.map.getZoom()
])"""
TAPPED = (
    ".fl-questions a, .fl-legend-button, .fl-sources > summary, .leaflet-control-zoom a, .fl-close, .fl-more summary"
)


def boxes(page: Any) -> dict[str, Any]:
    found = {part: page.locator(part) for part in PARTS}
    return {part: node.bounding_box() for part, node in found.items() if node.count() and node.is_visible()}


def assert_apart(page: Any, width: int, height: int) -> None:
    found = list(boxes(page).items())
    for i, (name, a) in enumerate(found):
        assert a["x"] >= 0, name
        assert a["x"] + a["width"] <= width, name
        assert a["y"] + a["height"] <= height + 0.5, name
        for other, b in found[i + 1 :]:
            apart_x = a["x"] + a["width"] <= b["x"] + 0.5 or b["x"] + b["width"] <= a["x"] + 0.5
            apart_y = a["y"] + a["height"] <= b["y"] + 0.5 or b["y"] + b["height"] <= a["y"] + 0.5
            assert apart_x or apart_y, (name, other, a, b)


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize(("notices", "headline"), [(0, sample_spec().headline), (20, LONG)], ids=["plain", "crowded"])
def test_nothing_covers_anything(new_page: NewPage, size: tuple[int, int], notices: int, headline: str) -> None:
    said = tuple(f"x{i}={i} was ignored: there is no setting of that name" for i in range(notices))
    page = show(new_page(*size, reduced_motion="reduce"), replace(sample_spec(), notices=said, headline=headline))
    assert_apart(page, *size)
    assert page.locator(".fl-notice:visible").count() == min(notices, 3)
    assert page.locator(".fl-notice").count() == notices
    assert page.locator(".fl-stage").bounding_box()["height"] > size[1] * 0.35
    if size[0] > 720 and not page.locator(".fl-legend-body").is_visible():
        page.click(".fl-legend-button")
        assert_apart(page, *size)


@pytest.mark.parametrize(("query", "height"), [("focus=AZE", 790), (f"focus=AZE&scenario=second-front&{ALL}", 870)])
def test_the_legend_of_a_focus_needs_no_scrolling(new_page: NewPage, query: str, height: int) -> None:
    questions = [{"text": f"What if a {name} front opened?", "query": ""} for name in ("first", "second", "third")]
    page = show(new_page(1160, height, reduced_motion="reduce"), take(query).spec, questions=questions)
    assert page.locator(".fl-legend-body").is_visible()
    assert page.eval_on_selector(".fl-legend", "node => node.scrollHeight <= node.clientHeight")


@pytest.mark.parametrize("size", [(760, 740), (1024, 640)], ids=str)
def test_a_legend_that_was_folded_opens_whole(new_page: NewPage, size: tuple[int, int]) -> None:
    page = show(new_page(*size, reduced_motion="reduce"), replace(take("focus=AZE").spec, headline=LONG[:150]))
    assert not page.locator(".fl-legend-body").is_visible()
    page.click(".fl-legend-button")
    assert page.eval_on_selector(".fl-legend", "node => node.scrollHeight <= node.clientHeight")
    assert_apart(page, *size)


def test_a_phone_gives_fingers_room(new_page: NewPage) -> None:
    said = tuple(f"x{i} was ignored" for i in range(5))
    page = show(
        new_page(390, 844, has_touch=True, is_mobile=True, reduced_motion="reduce"),
        replace(sample_spec(), notices=said),
    )
    page.touchscreen.tap(*point_at(page, MIDDLE_OF_LINE, "ua-az"))
    page.locator(".fl-card.fl-sheet").wait_for()
    assert_apart(page, 390, 844)
    small = page.eval_on_selector_all(
        TAPPED,
        "all => all.filter(e => e.getBoundingClientRect().height < 40 || e.getBoundingClientRect().width < 40)"
        ".map(e => e.textContent)",
    )
    assert small == []


def test_paper_has_map_and_legend_on_one_page(new_page: NewPage, tmp_path: Path) -> None:
    place = tmp_path / "map.html"
    place.write_text(to_html(sample_spec(), SampleAtlas()), encoding="utf-8")
    for size in ((1440, 900), (390, 844)):
        page = new_page(*size, color_scheme="dark", reduced_motion="reduce")
        page.goto(place.as_uri())
        page.wait_for_selector(".fl-line", state="attached")
        page.evaluate("""() => addEventListener('beforeprint', () => {
            const legend = document.querySelector('.fl-legend');
            window.paper = [legend.open, document.querySelector('.faultlines').dataset.theme,
                document.querySelector('.fl-legend-body').offsetHeight > 100];
        })""")
        for paper in ("A4", "Letter"):
            pdf = page.pdf(format=paper, prefer_css_page_size=False, landscape=True)
            assert pdf.count(b"/Type /Page\n") == 1
        assert page.evaluate("paper") == [True, "light", True]
        page.wait_for_function("width => document.querySelector('.faultlines').clientWidth === width", arg=size[0])
        assert page.locator(".faultlines").get_attribute("data-theme") == "auto"


def test_on_a_phone_the_map_stays_where_it_is_while_its_words_change(new_page: NewPage) -> None:
    spec = sample_spec()
    page = show(new_page(390, 844, reduced_motion="reduce"), spec)
    before = page.evaluate(PLACE)
    header = page.locator(".fl-header")
    height = header.bounding_box()["height"]
    for words in (f"{spec.subtitle} and more and more" * 2, "Few"):
        update(page, replace(spec, subtitle=words))
        page.wait_for_timeout(100)
        assert page.evaluate(PLACE) == before
        assert header.bounding_box()["height"] >= height
        assert_apart(page, 390, 844)
        search = page.locator(".fl-search").bounding_box()
        assert search["y"] > header.bounding_box()["y"] + header.bounding_box()["height"]
    # Much more takes its room, and gives it back
    for many in (LONG * 2, spec.headline):
        update(page, replace(spec, headline=many))
        page.wait_for_timeout(100)
        head, stage = (page.locator(part).bounding_box() for part in (".fl-header", ".fl-stage"))
        assert head["y"] + head["height"] == pytest.approx(stage["y"], abs=1)
    assert head["height"] == pytest.approx(height, abs=1)
