"""Runs axe-core in a page and says what it finds, in lines that can be read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The colours of what stands over the map are told only without the map: axe does not say which of both is on top. The
# size of what can be hit is looked at without the countries, which are as large as they are; it takes a minute for them
RUN = """async ([tags, exclude]) => {
    const found = async (type, values, rules = {}) =>
        (await axe.run({ exclude }, { runOnly: { type, values }, rules, resultTypes: ['violations'] })).violations;
    const without = async (hidden, rule) => {
        const parts = [...document.querySelectorAll(hidden)];
        parts.forEach((part) => { part.style.visibility = 'hidden'; });
        const violations = await found('rule', [rule]);
        parts.forEach((part) => { part.style.visibility = ''; });
        return violations;
    };
    const all = await found('tag', tags, { 'target-size': { enabled: false } });
    const colours = await without('.fl-map', 'color-contrast');
    const sizes = await without('.fl-map .leaflet-pane svg', 'target-size');
    return [...all, ...colours, ...sizes].flatMap(({ id, nodes }) => nodes.map((node) => {
        const said = [...node.any, ...node.all, ...node.none].map((check) => check.message).join(' ');
        return `${id}: ${node.target} ${node.html.slice(0, 160)} | ${said.slice(0, 300)}`;
    }));
}"""


@cache
def _source() -> str:
    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, *but: str) -> list[str]:
    """What violates WCAG 2.2 A or AA, a line each; elements inside of the selectors `but` are left out."""
    page.evaluate(_source())  # not as a script element, which the policy of an exported page forbids
    found = page.evaluate(RUN, [TAGS, [[selector] for selector in but]])
    return list(dict.fromkeys(found))
