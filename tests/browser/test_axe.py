"""axe-core finds no violation of WCAG 2.2 A or AA: in the map alone, in an exported file and in the app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.render.page import to_html
from geo.snapshot import take
from tests.browser.app_page import LIMIT, Opener, turn, until
from tests.browser.axe import violations
from tests.browser.layer_page import NewPage, show
from tests.samples import SampleAtlas, sample_spec

pytestmark = pytest.mark.browser

# Inside of Streamlit's own widgets, which we can't mend:
# day, month and year of a date are spin buttons of one line's height that touch one another
STREAMLITS_OWN = ("[data-testid=stDateInput] [role=spinbutton]",)


def test_axe_sees_what_is_wrong(new_page: NewPage) -> None:
    """Else all other tests here would say nothing."""
    page = show(new_page(), sample_spec())
    page.evaluate("() => document.querySelector('.fl-close, .fl-toggle').replaceChildren()")
    small = "all: unset; font-size: 8px; display: block; width: 9px; z-index: 9999; position: relative"
    page.add_style_tag(content=f".fl-subtitle {{ color: #ccc !important }} .small {{ {small} }}")
    page.evaluate("""() => document.querySelector('.fl-map').insertAdjacentHTML('beforeend',
        '<button class="small">a</button><button class="small">b</button>')""")
    assert {line.partition(":")[0] for line in violations(page)} == {"button-name", "color-contrast", "target-size"}


@pytest.mark.parametrize(
    ("size", "theme"), [((1440, 900), "light"), ((1440, 900), "dark"), ((390, 844), "dark")], ids=str
)
def test_the_map_with_all_its_parts(new_page: NewPage, size: tuple[int, int], theme: str) -> None:
    page = show(new_page(*size, reduced_motion="reduce"), take("focus=AZE").spec, theme=theme)
    page.evaluate("() => { document.querySelectorAll('details').forEach((part) => { part.open = true; }); }")
    page.locator("[data-row='kind/tension']").evaluate("button => button.click()")
    page.locator(".fl-naming").evaluate("button => button.click()")
    page.evaluate("() => handle.select('relation', document.querySelector('.fl-line').dataset.id)")
    assert violations(page) == []
    page.evaluate("() => { handle.select('none', ''); document.querySelector('.fl-legend').open = false; }")
    page.get_by_role("combobox", name="Find a country").fill("a")
    page.locator(".fl-option").first.wait_for()
    assert violations(page) == []


def test_an_exported_file(new_page: NewPage, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(to_html(sample_spec(), SampleAtlas()), encoding="utf-8")
    page = new_page(color_scheme="dark", reduced_motion="reduce")
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector(".fl-line", state="attached")
    page.click(".fl-sources summary")
    assert violations(page) == []


@pytest.mark.parametrize(
    ("size", "schemes"), [((1440, 900), ("light", "dark")), ((390, 844), ("dark", "light"))], ids=str
)
def test_the_app(opened: Opener, size: tuple[int, int], schemes: tuple[str, str]) -> None:
    phone: dict[str, Any] = {"has_touch": True, "is_mobile": True} if size[0] < 500 else {}
    page = opened(width=size[0], height=size[1], color_scheme=schemes[0], reduced_motion="reduce", **phone)
    page.wait_for_selector(".app-table tbody tr", state="attached")
    page.locator(".app-table td button").first.click()
    page.wait_for_selector(".app-evidence", timeout=LIMIT)
    page.get_by_role("button", name="Share", exact=True).click()
    page.locator(".app-share").wait_for()
    for scheme in schemes:
        turn(page, scheme)
        until(page, f"document.querySelector('.faultlines').dataset.theme === '{scheme}'")
        assert violations(page, *STREAMLITS_OWN) == [], scheme
