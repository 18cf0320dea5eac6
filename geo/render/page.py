"""A MapSpec as one HTML file that works offline for ever.

The page carries a content security policy that allows the scripts and styles in it by their digests and forbids every
request, whatever a text in the data might try.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from html import escape

from geo.caption import caption, described
from geo.moment import at_moment
from geo.render import assets
from geo.render.assets import BrowserAtlas
from geo.render.folium_map import json_for_script, to_folium
from geo.spec import MapSpec, Provenance

__all__ = ["Around", "framed", "policy", "to_html", "without_capsule"]

# No browser knows the type, so that the block is never run; the page's policy has no say in it for the same reason.
_CAPSULE = '<script type="application/x-faultlines-capsule" id="faultlines-capsule">'
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'


def to_html(spec: MapSpec, atlas: BrowserAtlas, *, theme: str = "auto", capsule: str = "") -> str:
    """Make a standalone page: the same bytes for the same spec and atlas.

    Parameters
    ----------
    spec : what is drawn; it stands in the page as JSON, too
    atlas : gives the shapes of the countries
    theme : `light`, `dark` or `auto` (as the reader's system)
    capsule : see `geo.capsule`; stands in the page as a block of data that nobody runs
    """
    told = at_moment(spec)
    html = to_folium(spec, atlas, theme=theme).get_root().render()
    html = re.sub(r'<meta name="viewport".*?/>', "", html, count=1, flags=re.DOTALL)
    html = re.sub(r'<meta http-equiv="content-type".*?/>', "", html, count=1)
    head = f'<html lang="en">\n<head>\n<meta charset="utf-8">\n{_policy(html)}\n{_head(told)}'
    html = html.replace("<html>\n<head>", head, 1)
    if capsule:
        html = html.replace("</body>\n<script>", f"{_CAPSULE}{capsule}</script>\n</body>\n<script>", 1)
    return html.replace("<body>", f"<body>\n{_without_script(told)}", 1)


@dataclass(frozen=True)
class Around:
    """What a page says beside its map.

    Attributes
    ----------
    title, description : as text
    head, before, after : markup in the head, ahead of all that is long (who unfolds links reads no further), and before
        and after the map; scripts and styles as plain `<script>` and `<style>`
    """

    title: str
    description: str
    head: str = ""
    before: str = ""
    after: str = ""


def framed(html: str, around: Around) -> str:
    """A page of `to_html` with another title and description and more around its map; its policy allows just that."""
    described = _meta("description", around.description)
    parts = (
        (r"<title>.*?</title>", f"<title>{escape(around.title)}</title>"),
        (r'<meta name="description" content="[^"]*">', f"{described}\n{around.head}"),
        ("</head>\n<body>", f"</head>\n<body>\n{around.before}"),
        ("</body>\n<script>", f"{around.after}\n</body>\n<script>"),
    )
    for place, text in parts:
        html = re.sub(place, lambda _, text=text: text, html, count=1, flags=re.DOTALL)  # type: ignore[misc]
    return re.sub(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">', _policy(html), html, count=1)


def without_capsule(html: str, longer: int = 0) -> str:
    """A page of `to_html` without its capsule, if that has more characters than so."""
    start, end = html.find(_CAPSULE), html.find("</script>", html.find(_CAPSULE))
    if start < 0 or end - start - len(_CAPSULE) <= longer:
        return html
    return html[:start] + html[end + len("</script>\n") :]


def policy(html: str) -> str:
    """The policy of a page: the scripts and styles that stand in it, and no request."""
    scripts = [*re.findall(r"<script>(.*?)</script>", html, re.DOTALL), assets.script()]
    styles = [*re.findall(r"<style>(.*?)</style>", html, re.DOTALL), assets.style()]
    rules = (
        "default-src 'none'",
        f"script-src {' '.join(map(_digest, scripts))}",
        f"style-src {' '.join(map(_digest, styles))}",
        "img-src data:",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _policy(html: str) -> str:
    """The policy as a meta element; it has to stand before the first script."""
    return f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'


def _digest(text: str) -> str:
    """How a policy names an inline script or style: the SHA-256 of its text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _head(spec: MapSpec) -> str:
    rows = [
        VIEWPORT,
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape(spec.headline or spec.title)}</title>",
        _meta("description", _in_short(spec)),
        *(_meta(f"faultlines:{name}", text) for name, text in _facts(spec.provenance)),
        f'<script type="application/ld+json">{json_for_script(_linked_data(spec))}</script>',
    ]
    return "\n".join(rows)


def _meta(name: str, text: str) -> str:
    return f'<meta name="{name}" content="{escape(text)}">'


def _facts(origin: Provenance) -> list[tuple[str, str]]:
    return [
        ("dataset", origin.dataset),
        ("version", origin.version),
        ("digest", origin.digest),
        ("window", "/".join(origin.window)),
        ("worldview", origin.worldview),
        ("borders", origin.borders),
        ("permalink", origin.permalink),
        ("licence", origin.licence),
        ("geometry", origin.geometry),
    ]


def _linked_data(spec: MapSpec) -> dict[str, object]:
    """Provenance in the words of schema.org."""
    origin = spec.provenance
    sources = [{"@type": "CreativeWork", "name": note.text, "url": note.url} for note in origin.sources]
    dataset = {
        "@type": "Dataset",
        "name": origin.title,
        "identifier": [origin.dataset, f"sha256:{origin.digest}"],
        "version": origin.version,
        "license": origin.licence,
        "temporalCoverage": "/".join(origin.window),
        "citation": sources,
    }
    return {
        "@context": "https://schema.org",
        "@type": "Map",
        "name": spec.headline or spec.title,
        "description": _in_short(spec),
        "identifier": origin.permalink,
        "creditText": origin.geometry,
        "isBasedOn": dataset,
    }


def _in_short(spec: MapSpec) -> str:
    return caption(spec) if spec.caption else " ".join(spec.description)


def _told(spec: MapSpec) -> tuple[str, ...]:
    """The text alternative, with the caption that somebody wrote at its head."""
    return described(spec) if spec.caption else spec.description


def _without_script(spec: MapSpec) -> str:
    """The text alternative, for readers whose browser runs no scripts."""
    origin = spec.provenance
    source = (
        f"{origin.title}, version {origin.version}, {' to '.join(origin.window)}. {origin.borders}, {origin.geometry}"
    )
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in (*_told(spec), source))
    return f"<noscript><h1>{escape(spec.headline or spec.title)}</h1>{sentences}</noscript>"
