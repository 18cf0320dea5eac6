"""The timeline on a page, for browser tests: what is shown of a day, and what it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from geo import MapSpec
from geo.moment import at_moment
from tests.browser.layer_page import show

HOOKS = 'onMoment: (day) => log.push(["day", day]), onCompare: (pair) => log.push(["compare", pair]),'
HANDLE = ".fl-time-handle"
CHART = ".fl-time-chart"
TOLD = ".fl-time-told"
SHOWN = """() => ({
    lines: [...document.querySelectorAll('.fl-line:not(.fl-gone)')].map(node => node.dataset.id),
    fills: Object.fromEntries([...document.querySelectorAll('path.fl-shape')].map(
        path => [path.dataset.key, path.getAttribute('fill').replace(/^url.*/, 'hatch')])),
    counts: [...document.querySelectorAll('.fl-count')].map(count => [count.closest('li').dataset, count.textContent])
        .filter(([row]) => row.symbol !== 'over').map(([row, count]) => [row.symbol, row.value, +count]),
    headline: document.querySelector('h1').textContent,
    subtitle: document.querySelector('.fl-subtitle').textContent,
})"""
SPOKEN = "() => [...document.querySelectorAll('[id^=fl-description] p')].map(line => line.textContent)"


def opened(page: Any, spec: MapSpec, **options: Any) -> Any:
    return show(page, spec, **{"hooks": HOOKS, "questions": [], **options})


def day_shown(page: Any) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(page.get_attribute(HANDLE, "aria-valuenow")))).isoformat()


def told(page: Any) -> list[Any]:
    """What the layer told its host, once the reader rests."""
    page.wait_for_timeout(450)
    return [entry for entry in page.evaluate("log.splice(0)") if entry[0] in ("day", "compare")]


def at_share(page: Any, share: float) -> tuple[float, float]:
    box = page.locator(CHART).bounding_box()
    return box["x"] + box["width"] * share, box["y"] + 15


def expected(spec: MapSpec, day: str) -> dict[str, Any]:
    """What geo/moment.py says of a day, in the form of SHOWN."""
    spec = at_moment(replace(spec, at=day))
    rows = (*spec.legend.areas, *spec.legend.lines)
    return {
        "lines": [line.id for line in spec.lines],
        "fills": {area.key: "hatch" if area.hatched else area.fill for area in spec.areas},
        "counts": sorted([row.symbol, row.value, row.count] for row in rows if row.count is not None),
        "headline": spec.headline,
        "subtitle": spec.subtitle,
    }
