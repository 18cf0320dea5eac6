"""The page that compares two snapshots, and each of its two maps. All text is escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html import escape
from importlib.resources import files

from app.snapshot_page import COLOURS, Link, icon, style
from geo.render.page import VIEWPORT, Around, framed

__all__ = ["SIDES", "half", "pair", "policy"]

SIDES = ("left", "right")
# The map alone: what it is called, and how to zoom, stands around both.
_BARE = """body{display:flex;flex-direction:column;height:100dvh;margin:0}
.folium-map{flex:1 1 auto;min-height:0}
.faultlines :is(.fl-header,.fl-time,.fl-search,.fl-footer,.leaflet-control-zoom){display:none!important}
"""
_RIGHT = ".faultlines .fl-legend{left:auto!important;right:8px}"
_DIFFERENT = "The two maps have different projections: they look at the same place in the middle, not at the edges."


def half(html: str, link: Link, side: str) -> str:
    """One of the two maps; the second one has its legend at the right."""
    head = f"{icon()}\n{style(COLOURS + _BARE + (_RIGHT if side == 'right' else ''))}"
    return framed(html, Around(link.title, link.caption, head))


def pair(one: Link, other: Link, facts: tuple[str, str]) -> str:
    """The page around both; `facts` says of which data each is."""
    title = f"{one.title} | {other.title}"
    frames = "".join(
        f'<iframe src="../../{escape(link.id)}/half?side={side}" title="{escape(link.title)}"></iframe>'
        for link, side in zip((one, other), SIDES, strict=True)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{VIEWPORT}\n'
        f'<title>{escape(title)}</title>\n<meta name="robots" content="noindex">\n{icon()}\n'
        f"{style(COLOURS + _read('theme', 'compare.css'))}\n</head>\n<body>\n<header>\n<h1>Two maps compared</h1>\n"
        f"{_name(one, facts[0])}{_TOOLS}{_name(other, facts[1])}"
        f'<p class="hint" role="status" hidden>{_DIFFERENT}</p>\n</header>\n'
        f'<main class="stage" data-mode="swipe">'
        '<input class="handle" type="range" min="0" max="100" step="0.1" value="50"'
        f' aria-label="How far the first map is shown">{frames}<div class="line"></div></main>\n'
        f"<noscript>{_picture(one)}{_picture(other)}</noscript>\n"
        f"<script>{_read('browser', 'compare.js')}</script>\n</body>\n</html>\n"
    )


def policy(html: str) -> str:
    """Its own script and style, pictures and frames of this server, and no request."""
    scripts, styles = (
        " ".join(map(_digest, re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL))) for tag in ("script", "style")
    )
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
            "img-src 'self' data:",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


_TOOLS = (
    '<div class="tools" role="group" aria-label="How they are shown">'
    '<button type="button" data-mode-of="swipe" aria-pressed="true">One over the other</button>'
    '<button type="button" data-mode-of="beside" aria-pressed="false">Side by side</button>'
    '<button type="button" data-zoom="-0.75" aria-label="Zoom out">−</button>'
    '<button type="button" data-zoom="0.75" aria-label="Zoom in">+</button>'
    '<a href="../../../snapshots">Your snapshots</a></div>'
)


def _name(link: Link, facts: str) -> str:
    headline = f'<p class="head">{escape(link.headline)}</p>' if link.headline != link.title else ""
    return (
        f'<div class="name"><h2><a href="../../{escape(link.id)}">{escape(link.title)}</a></h2>{headline}'
        f'<p class="said"></p><p>{escape(facts)}</p></div>'
    )


def _picture(link: Link) -> str:
    return f'<p><img src="../../{escape(link.id)}.png?size=slide" alt="{escape(link.caption)}"></p>'


@cache
def _read(folder: str, name: str) -> str:
    return files("app").joinpath(folder, name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
