"""The layer in Chromium: disputed areas."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from geo.palette import EVEN, NO_DATA
from geo.render.hatching import bands_of
from geo.spec import Bar, Frame, MapSpec
from tests.browser.layer_page import NewPage, show, update
from tests.samples import sample_disputed, sample_spec

pytestmark = pytest.mark.browser

BANDS = """() => [...document.querySelector(
    'pattern[id$="-map-abkhazia"]').children].map((band) => band.getAttribute('fill'))"""
PLACE = """([lon, lat]) => {
    const { x, y } = handle.map.latLngToContainerPoint([lat, lon]);
    const box = handle.map.getContainer().getBoundingClientRect();
    return [x + box.x, y + box.y];
}"""


def near(page: Any) -> None:
    page.evaluate("() => { handle.map.setView([43.1, 43], 7, { animate: false }); }")


def at(page: Any, lon: float, lat: float) -> tuple[float, float]:
    x, y = page.evaluate(PLACE, [lon, lat])
    return x, y


def title(page: Any) -> str:
    return str(page.inner_text(".fl-card-title"))


def coloured(spec: MapSpec, fills: dict[str, str]) -> MapSpec:
    areas = (
        replace(area, fill=fills[area.key] or NO_DATA, hatched=not fills[area.key]) if area.key in fills else area
        for area in spec.areas
    )
    return replace(spec, areas=tuple(areas))


def test_an_area_is_pointed_at_held_and_let_go(new_page: NewPage, watch: Any) -> None:
    spec = sample_spec()
    lines = tuple(replace(line, place="abkhazia") if line.id == "ge-ru" else line for line in spec.lines)
    page = show(new_page(reduced_motion="reduce"), replace(spec, lines=lines))
    near(page)
    page.mouse.move(*at(page, 42.0, 43.1))
    assert title(page) == "Abkhazia"
    assert "Controlled by" in page.inner_text(".fl-card")
    outline = page.get_attribute(".fl-mark-hover", "d")
    assert outline != "M0 0"
    page.mouse.move(*at(page, 43.6, 42.2))  # the country goes on around it
    assert title(page) == "Georgia"
    assert page.get_attribute(".fl-mark-hover", "d") != outline
    page.mouse.click(*at(page, 42.0, 43.1))
    page.mouse.move(700, 880)
    assert page.locator(".fl-card.fl-pinned").is_visible()
    assert title(page) == "Abkhazia"
    assert page.eval_on_selector_all(".fl-line.fl-on", "all => all.map(g => g.dataset.id)") == ["ge-ru"]
    assert page.evaluate("log") == []  # the view stays as it is
    page.keyboard.press("Escape")
    assert page.locator(".fl-card").is_hidden()
    assert watch.complaints == []


def test_the_smallest_area_is_found_from_afar_and_by_the_keyboard(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    page.evaluate("() => { handle.map.setView([43.1, 42], 3, { animate: false }); }")
    x, y = at(page, 41.5, 43.1)
    page.mouse.move(x - 3, y)
    assert title(page) == "Abkhazia"
    stop = page.locator(".fl-disputed[tabindex='0']")
    assert stop.get_attribute("aria-label").startswith("Abkhazia. Controlled by: Russia")
    stop.focus()
    page.keyboard.press("Enter")
    assert page.locator(".fl-card.fl-pinned").is_visible()


def test_the_hatching_takes_the_fills_of_the_day(new_page: NewPage) -> None:
    tension, support = "#e58a55", "#b2d0ec"
    frame = Frame("2025-07-01", fills=(("GEO", support), ("RUS", tension)))
    month = Bar("2025-07-01", "2025-07-31", support=6, tension=6)
    whole = replace(sample_spec(), frames=(frame,), bars=(month,))
    page = show(new_page(reduced_motion="reduce"), whole)
    for fills in (
        {"GEO": tension, "RUS": tension},
        {"GEO": EVEN, "RUS": support},
        {"GEO": "#f6c9a6", "RUS": "#e58a55"},
    ):
        spec = coloured(whole, fills)
        update(page, spec)
        known = {area.key: area for area in spec.areas}
        assert page.evaluate(BANDS) == ["none", *bands_of(sample_disputed(), known)]
    page.evaluate("() => handle.showMoment('2025-07-02')")
    assert page.evaluate(BANDS) == ["none", tension, support]
    update(page, coloured(replace(whole, frames=(), bars=()), {"GEO": "", "RUS": ""}))
    assert page.evaluate(BANDS) == ["none", "var(--fl-own-band)"]


def test_bands_keep_their_size_on_the_screen(new_page: NewPage) -> None:
    """All of them hang on one pattern: what is seen counts, not what is written."""
    page = show(
        new_page(reduced_motion="reduce"), coloured(replace(sample_spec(), lines=()), {"GEO": "", "RUS": "#111111"})
    )
    for zoom in (7, 8, 8.5, 7.25):
        page.evaluate("zoom => { handle.map.setView([43.1, 42], zoom, { animate: false }); }", zoom)
        x, y = at(page, 41.6, 43.1)
        page.mouse.move(x, y - 300)
        clip = {"x": int(x), "y": int(y), "width": 70, "height": 1}
        with Image.open(BytesIO(page.screenshot(clip=clip))) as row:
            dark = np.asarray(row.convert("L"), dtype=int)[0] < 100
        begins = np.flatnonzero(dark[1:] & ~dark[:-1])
        # Two bands and what is between them are 2.5 pixels each, at 45 degrees
        assert np.diff(begins).mean() == pytest.approx(7.5 * 2**0.5, abs=0.3), zoom
