"""What is seen of the map as pictures on canvases: the ground always, and the lines after a zoom."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.browser.layer_page import MIDDLE_OF_LINE, MIDDLE_OF_SHAPE, NewPage, point_at, show, update
from tests.samples import sample_spec

pytestmark = pytest.mark.browser

PICTURED = "document.querySelectorAll('.fl-unpainted').length === 2"
STRETCHED = "document.querySelectorAll('.fl-unpainted[transform]').length"
LANDED = f"() => !{STRETCHED}"
# Left of it, above it and right of it are the panels
FREE = (700, 200, 1300, 800)


def seen(page: Any, box: tuple[int, int, int, int] = FREE) -> np.ndarray:
    with Image.open(BytesIO(page.screenshot())) as whole:
        return np.asarray(whole.convert("RGB").crop(box), dtype=int)


def colour_at(page: Any, x: float, y: float) -> str:
    red, green, blue = seen(page, (int(x), int(y), int(x) + 1, int(y) + 1))[0, 0]
    return f"#{red:02x}{green:02x}{blue:02x}"


def zoom(page: Any, x: float, y: float, by: int) -> None:
    """A notch of the wheel, with the map as it is in the very next frame."""
    page.mouse.move(x, y)
    page.mouse.wheel(0, -100 * by)
    page.wait_for_function(PICTURED)


def without_lines(page: Any) -> Any:
    return show(page, replace(sample_spec(), lines=()))


def test_the_ground_is_a_picture_of_what_its_paths_say(new_page: NewPage) -> None:
    page = without_lines(new_page(reduced_motion="reduce"))
    fills = page.eval_on_selector_all(
        "path.fl-shape", "all => Object.fromEntries(all.map(path => [path.dataset.key, path.getAttribute('fill')]))"
    )
    for key in ("IRN", "RUS", "UKR"):
        x, y = point_at(page, MIDDLE_OF_SHAPE, key)
        assert colour_at(page, x + 12, y + 12) == fills[key]
    assert page.evaluate("getComputedStyle(document.querySelector('path.fl-shape')).fill") == "none"


def test_a_fill_changes_with_the_map_and_with_the_theme(new_page: NewPage) -> None:
    page = without_lines(new_page(reduced_motion="reduce"))
    spec = replace(sample_spec(), lines=())
    areas = tuple(replace(area, fill="#123456") if area.key == "IRN" else area for area in spec.areas)
    x, y = point_at(page, MIDDLE_OF_SHAPE, "IRN")
    update(page, replace(spec, areas=areas))
    assert colour_at(page, x + 12, y + 12) == "#123456"
    kazakhstan = point_at(page, MIDDLE_OF_SHAPE, "KAZ")
    light = colour_at(page, *kazakhstan)
    page.evaluate("() => handle.setTheme('dark')")
    assert int(colour_at(page, *kazakhstan)[1:3], 16) < 0x60 < int(light[1:3], 16)


def test_land_without_data_is_hatched(new_page: NewPage) -> None:
    page = without_lines(new_page(reduced_motion="reduce"))
    page.evaluate("() => handle.map.setView([48, 67], 6, { animate: false })")
    x, y = point_at(page, MIDDLE_OF_SHAPE, "KAZ")
    patch = seen(page, (int(x) - 17, int(y) + 20, int(x) + 17, int(y) + 54))
    assert patch[..., 0].min() <= 0xE7
    assert patch[..., 0].max() == 0xF1
    # Two lines in a tile of 17 pixels, so both halves look the same
    assert (patch[:17] == patch[17:]).all()
    assert (patch[:, :17] == patch[:, 17:]).all()


def test_the_ground_goes_on_where_a_pan_leads(new_page: NewPage) -> None:
    page = without_lines(new_page(reduced_motion="reduce"))
    spot = "() => { const { x, y } = handle.map.latLngToContainerPoint([32, 53.2]); return [x, y]; }"
    for step in (-1400, 700, 350):
        page.evaluate("x => handle.map.panBy([x, 0], { animate: false })", step)
    page.evaluate("() => handle.map.setView([33, 54], handle.map.getZoom(), { animate: false })")
    x, y = point_at(page, spot, None)
    assert colour_at(page, x, y) == "#e58a55"


def test_on_paper_paths_are_seen(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    zoom(page, 900, 760, 1)
    page.wait_for_function(LANDED)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    looks = """() => ['.fl-backdrop', '.fl-moving-lines', '.fl-ground-borders'].map(
        (part) => getComputedStyle(document.querySelector(part)).display)"""
    assert page.evaluate(looks) == ["none", "none", "inline"]
    fills = "all => all.map(path => getComputedStyle(path).fill)"
    assert "none" not in page.eval_on_selector_all("path.fl-shape", fills)
    assert page.locator(".fl-border").count() > 0
    assert set(page.eval_on_selector_all(".fl-unpainted", "all => all.map(g => getComputedStyle(g).opacity)")) == {"1"}
    page.emulate_media(media="screen")


def test_after_a_zoom_lines_look_as_their_paths_do(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    zoom(page, 900, 760, 1)
    page.wait_for_function(LANDED)
    page.wait_for_timeout(200)
    pictured = seen(page)
    page.evaluate(
        """() => {
            document.querySelectorAll('.fl-unpainted').forEach((group) => group.classList.remove('fl-unpainted'));
            document.querySelector('.fl-moving-lines').remove();
        }"""
    )
    apart = np.abs(pictured - seen(page)).max(axis=2)
    # A curve is a part of a pixel off here and there; a line that were missing would be a thousand pixels
    assert (apart > 60).sum() < 200
    page.evaluate("() => document.querySelector('.fl-lines').remove()")
    assert (np.abs(pictured - seen(page)).max(axis=2) > 60).sum() > 2_000


def test_a_line_stays_under_the_pointer_while_it_is_stretched(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    x, y = point_at(page, MIDDLE_OF_LINE, "ru-ua")
    page.mouse.move(x + 60, y + 60)
    zoomed = f"""([x, y]) => {{
        const {{ map }} = handle;
        map.setZoomAround(map.containerPointToLatLng([x, y]), map.getZoom() + 0.5, {{ animate: false }});
        return [{STRETCHED}, document.elementFromPoint(x, y).closest('.fl-line')?.dataset.id];
    }}"""
    assert page.evaluate(zoomed, [x, y]) == [2, "ru-ua"]
    page.wait_for_function(LANDED)


def test_a_line_that_is_pointed_at_is_itself_again(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    zoom(page, 900, 760, 1)
    page.wait_for_function(LANDED)
    page.mouse.move(*point_at(page, MIDDLE_OF_LINE, "ir-az"))
    page.wait_for_selector(".fl-lines.fl-some", state="attached")
    assert not page.evaluate(PICTURED)
    drawn = "document.querySelector('.fl-moving-lines canvas').style.visibility"
    assert page.evaluate(drawn) == "hidden"


def test_a_pan_and_other_relations_end_the_picture_of_lines(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    zoom(page, 900, 760, 1)
    page.evaluate("() => handle.map.panBy([300, 0], { animate: false })")
    assert not page.evaluate(PICTURED)
    assert page.evaluate(STRETCHED) == 0
    zoom(page, 900, 760, -1)
    update(page, replace(sample_spec(), lines=sample_spec().lines[:4]))
    assert not page.evaluate(PICTURED)
    assert page.locator(".fl-line").count() == 4


def test_the_same_map_once_more_keeps_the_picture_but_not_with_lines_elsewhere(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    zoom(page, 900, 760, 1)
    update(page, sample_spec())
    assert page.evaluate(PICTURED)
    moved = tuple(replace(area, anchor=(50.0, 50.0)) if area.key == "RUS" else area for area in sample_spec().areas)
    update(page, replace(sample_spec(), areas=moved))
    assert not page.evaluate(PICTURED)


def test_where_some_countries_stand_out_the_paths_are_seen(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    page.evaluate("() => document.querySelector('.faultlines').classList.add('fl-picking')")
    hidden = "getComputedStyle(document.querySelector('.fl-backdrop')).display"
    fill = "getComputedStyle(document.querySelector('path.fl-shape[data-key=IRN]')).fill"
    assert page.evaluate(hidden) == "none"
    assert page.evaluate(fill) == "rgb(229, 138, 85)"


def test_a_line_reached_by_keyboard_keeps_its_ring_through_a_zoom(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec())
    page.locator("[data-id=ru-ua]").focus()
    page.evaluate("() => handle.map.setZoom(handle.map.getZoom() + 0.5, { animate: false })")
    assert not page.evaluate(PICTURED)
    assert page.evaluate("document.activeElement.dataset.id") == "ru-ua"
