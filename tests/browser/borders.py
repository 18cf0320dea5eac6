"""Which edges of the ground are drawn, read from its paths."""

from __future__ import annotations

# The edges of paths, each as a text that is the same in both directions
_EDGES = """const edges = (selector) => [...document.querySelectorAll(selector)].flatMap((path) => {
    const found = [];
    for (const piece of path.getAttribute('d').split('M').slice(1)) {
        const [x, y, ...steps] = piece.match(/-?[0-9.]+/g).map(Number);
        let place = [x, y];
        for (let at = 0; at + 1 < steps.length; at += 2) {
            const next = [place[0] + steps[at], place[1] + steps[at + 1]];
            found.push([place, next].map(String).sort().join(' '));
            place = next;
        }
    }
    return found;
});"""
# Country -> whether it has an outline, and whether each edge of that is a border
DRAWN = f"""(key) => {{
    {_EDGES}
    const borders = new Set(edges('path.fl-border'));
    const outline = edges(`path.fl-shape[data-key=${{key}}]`);
    return [outline.length > 0, outline.every((edge) => borders.has(edge))];
}}"""
# How many edges are drawn more than once as borders; of the outlines, how many edges off the antimeridian are no
# borders; and how many borders are no edges of an outline. Of the world itself, without its copies.
COMPARED = f"""() => {{
    {_EDGES}
    const off = (x) => x > 300 && x < 2 ** 22 - 300;
    const own = (edge) => edge.split(/[ ,]/).every((value, at) => at % 2 || off(Number(value)));
    const borders = edges('path.fl-border').filter(own);
    const outlines = new Set(edges('path.fl-shape').filter(own));
    const once = new Set(borders);
    const beyond = (some, others) => [...some].filter((edge) => !others.has(edge)).length;
    return [borders.length - once.size, beyond(outlines, once), beyond(once, outlines)];
}}"""
