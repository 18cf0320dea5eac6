"""What stands round the map in Chromium: changed in place, it is as if it had been made so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo.spec import MapSpec
from tests.browser.layer_page import NewPage, show, update
from tests.samples import sample_spec

pytestmark = pytest.mark.browser

SPEC = sample_spec()
FRAME = """() => ['.fl-header', '.fl-legend-body', '.fl-footer', '[id^=fl-description]'].map(
    (part) => document.querySelector(part).outerHTML.replace(/fl-hatch-\\d+|fl-description-\\d+/g, ''))"""
SOON = "() => new Promise((done) => setTimeout(done, 150))"


@st.composite
def specs(draw: st.DrawFn) -> MapSpec:
    """The sample with some of its rows, counts, notes, sources and sentences."""

    def some(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(item for item in items if draw(st.booleans()))

    counted = [
        replace(row, count=draw(st.integers(0, 9))) if row.count is not None else row for row in SPEC.legend.lines
    ]
    legend = replace(
        SPEC.legend,
        title=draw(st.sampled_from(("Balance", "Support", ""))),
        areas=some(SPEC.legend.areas),
        lines=some(tuple(counted)),
        notes=some(("A note.", "Another one.")),
    )
    provenance = replace(
        SPEC.provenance,
        sources=some(SPEC.provenance.sources),
        permalink=draw(st.sampled_from(("", "https://example.org/?focus=AZE", "https://example.org/"))),
    )
    return replace(
        SPEC,
        legend=legend,
        provenance=provenance,
        headline=draw(st.sampled_from(("One", "Two, and more of it"))),
        notices=some(("Be careful.", "Look twice.")),
        description=("All of it.", *some(("First.", "Second."))),
    )


def test_after_any_changes_the_frame_is_as_if_it_had_been_made_so(new_page: NewPage) -> None:
    changed, fresh = (show(new_page(reduced_motion="reduce"), SPEC) for _ in range(2))

    @settings(max_examples=12, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
    @given(specs())
    def agrees(spec: MapSpec) -> None:
        update(changed, spec)
        show(fresh, spec)
        changed.evaluate(SOON)
        assert changed.evaluate(FRAME) == fresh.evaluate(FRAME)

    agrees()


def test_what_stays_is_not_touched(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), SPEC)
    page.evaluate("""() => {
        window.moved = [];
        const note = ({ addedNodes, removedNodes }) =>
            moved.push(...[...addedNodes, ...removedNodes].map((node) => node.textContent));
        const watcher = new MutationObserver((changes) => changes.forEach(note));
        for (const part of ['.fl-legend', '.fl-header'])
            watcher.observe(document.querySelector(part), { subtree: true, childList: true });
    }""")
    rows = tuple(replace(row, count=7) if row.value == "support" else row for row in SPEC.legend.lines)
    without = tuple(row for row in rows if row.value != "tension")
    update(page, replace(SPEC, headline="Another", legend=replace(SPEC.legend, lines=without)))
    gone = next(row.label for row in SPEC.legend.lines if row.value == "tension")
    count = next(row.count for row in SPEC.legend.lines if row.value == "support")
    moved = page.evaluate("moved")
    assert {"Another", SPEC.headline, "7", str(count)} < set(moved)
    assert [text for text in moved if text.startswith(gone)]
    assert len(moved) == 5, moved


def test_sources_that_are_open_are_told_at_once(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), SPEC)
    page.locator(".fl-sources summary").click()
    page.locator(".fl-sources summary").focus()
    update(page, replace(SPEC, provenance=replace(SPEC.provenance, licence="None at all")))
    assert "None at all" in page.inner_text(".fl-sources-body")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
