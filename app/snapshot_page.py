"""The pages of a snapshot: around its map, in other people's pages, and where there is none. All text is escaped."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape as xml_escape

from app import theme
from geo.frozen import THUMBNAIL
from geo.render.markup import clean
from geo.render.page import VIEWPORT, Around, framed, policy
from geo.sizes import SIZES

__all__ = [
    "CARD", "COLOURS", "FRAME", "THUMB", "Link", "embed", "icon", "iframe", "missing", "oembed_xml", "page", "policy",
    "style",
]  # fmt: skip

CARD, THUMB = SIZES["card"], THUMBNAIL
FRAME = (800, 500)  # CSS pixels of a frame in somebody else's page
_MAY = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
COLOURS = """:root{--paper:#fffefb;--ink:#1f1e1b;--soft:#5f5b53;--rule:#dcd7cd;--link:#1b5fa6;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--paper:#191c20;--ink:#f0ece4;--soft:#aba69b;--rule:#363a40;--link:#8db9e2}}
body{font:400 14px/1.4 "Source Sans 3","Source Sans Pro",system-ui,sans-serif;background:var(--paper);color:var(--ink)}
"""
_BESIDE = """body{display:flex;flex-direction:column;height:100dvh}
.folium-map{flex:1 1 auto;min-height:0}
.about{flex:none;box-sizing:border-box;padding:8px 16px;display:flex;flex-wrap:wrap;gap:4px 18px;align-items:baseline;
max-height:40dvh;overflow:auto;border-bottom:1px solid var(--rule)}
.about h1{font-size:15px;font-weight:650;margin:0;overflow-wrap:anywhere}
.about>div{flex:1 1 16em}
.about p{margin:0;color:var(--soft);white-space:pre-line;overflow-wrap:anywhere}
.about p.said{color:var(--ink)}
.about nav{display:flex;flex-wrap:wrap;gap:4px 14px}
.about a,.about summary{color:var(--link);padding:2px 0}
.about summary{cursor:pointer}
.about details[open]{flex-basis:100%}
.about code{display:block;margin:6px 0 2px;padding:6px 8px;border:1px solid var(--rule);user-select:all;
font:12px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
.about.small{padding:3px 10px;font-size:12px;border-bottom:0;border-top:1px solid var(--rule);flex-wrap:nowrap}
.about.small strong{font-weight:400;color:var(--soft);flex:1;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.about :focus-visible{outline:2px solid var(--ink);outline-offset:1px}
"""
_ALONE = """body{margin:0 auto;max-width:34em;padding:12vh 20px;font-size:17px}
h1{font-size:1.5em;line-height:1.2;margin:0 0 .6em}a{color:var(--link)}li{margin:.3em 0}
a:focus-visible{outline:2px solid var(--ink);outline-offset:1px}
"""
_NAMES = {"png": "Picture", "svg": "Drawing", "pdf": "PDF", "pptx": "Slide", "csv": "Relations", "html": "File",
          "txt": "Citation", "bib": "BibTeX"}  # fmt: skip


@dataclass(frozen=True)
class Link:
    """A snapshot as it is passed on.

    Attributes
    ----------
    home : the public address of the app, with `/` at its end
    title, caption, note : as text; the note may have several lines
    headline : what the map says by itself
    query : of the view, to go on from
    created : the day, as ISO date
    forms : endings of the files that there are
    """

    id: str
    home: str
    title: str
    caption: str
    note: str
    headline: str
    query: str
    created: str
    forms: tuple[str, ...]

    def at(self, rest: str = "") -> str:
        """The address of the snapshot, or of something of it: `.png`, `/embed`."""
        return f"{self.home}s/{self.id}{rest}"

    def oembed(self, form: str) -> str:
        """Where other sites ask how to show it."""
        return f"{self.home}oembed?{urlencode({'url': self.at(), 'format': form})}"


def page(html: str, link: Link, said: str = "") -> str:
    """The map with its title and what it says to those that unfold links; `said` is the caption somebody wrote."""
    return framed(html, Around(link.title, link.caption, _head(link), _about(link, said)))


def embed(html: str, link: Link) -> str:
    """The map for a frame in another page: with one line that says what it is and leads to the whole."""
    line = (
        f'<footer class="about small"><strong>{escape(link.title)}</strong>'
        f'<a href="{escape(link.at())}" target="_blank" rel="noopener">Faultlines</a></footer>'
    )
    head = f'<link rel="canonical" href="{escape(link.at())}">\n{icon()}\n{style(COLOURS + _BESIDE)}'
    return framed(html, Around(link.title, link.caption, head, after=line))


def iframe(link: Link, size: tuple[int, int] = FRAME) -> str:
    """What somebody copies into another page. The frame may run its own scripts and open links, nothing else."""
    width, height = size
    return (
        f'<iframe src="{escape(link.at("/embed"))}" title="{escape(link.title)}" width="{width}" height="{height}"'
        f' style="border:0;max-width:100%" loading="lazy" sandbox="{_MAY}"></iframe>'
    )


def missing(title: str, sentences: tuple[str, ...], home: str) -> str:
    """A page that stands for a snapshot that is not to be had: what may be wrong, and how to make one."""
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{VIEWPORT}\n'
        f'<title>{escape(title)}</title>\n<meta name="robots" content="noindex">\n{icon()}\n'
        f"{style(COLOURS + _ALONE)}\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n{said}\n"
        "<p>To make a snapshot of your own:</p>\n<ol>"
        f'<li>Open <a href="{escape(home)}">the map</a> and choose what it shows.</li>'
        "<li>Press <strong>Share</strong>, then <strong>Save snapshot</strong>.</li>"
        "<li>Pass on the link that you get.</li></ol>\n"
        "</main>\n</body>\n</html>\n"
    )


def oembed_xml(values: dict[str, object]) -> str:
    """The same answer in XML, for those who ask for that."""
    rows = "".join(f"<{name}>{xml_escape(clean(str(value)))}</{name}>" for name, value in values.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{rows}</oembed>\n'


def _head(link: Link) -> str:
    picture = link.at(".png?size=card")
    graph = {
        "og:type": "article",
        "og:site_name": "Faultlines",
        "og:title": link.title,
        "og:description": link.caption,
        "og:url": link.at(),
        "og:image": picture,
        **({"og:image:secure_url": picture} if picture.startswith("https:") else {}),
        "og:image:type": "image/png",
        "og:image:width": str(CARD[0]),
        "og:image:height": str(CARD[1]),
        "og:image:alt": link.caption,
        "article:published_time": link.created,
    }
    twitter = {"card": "summary_large_image", "title": link.title, "description": link.caption, "image": picture}
    rows = [
        *(f'<meta property="{name}" content="{escape(text)}">' for name, text in graph.items()),
        *(f'<meta name="twitter:{name}" content="{escape(text)}">' for name, text in twitter.items()),
        f'<meta name="twitter:image:alt" content="{escape(link.caption)}">',
        f'<link rel="canonical" href="{escape(link.at())}">',
        *(
            f'<link rel="alternate" type="{kind}+oembed" href="{escape(link.oembed(form))}"'
            f' title="{escape(link.title)}">'
            for form, kind in (("json", "application/json"), ("xml", "text/xml"))
        ),
        icon(),
        style(COLOURS + _BESIDE),
    ]
    return "\n".join(rows)


def _about(link: Link, said: str) -> str:
    """The bar above the map; what the map or the line before says already is left out."""
    caption = "" if said in (link.title, link.headline) else said
    note = "" if link.note == caption else link.note
    words = f'<p class="said">{escape(caption)}</p>' if caption else ""
    if note or not caption:
        words += f"<p>{escape(note or f'A snapshot of {link.created}')}</p>"
    title = f"<h1>{escape(link.title)}</h1>" if link.title != link.headline else ""
    files = "".join(
        f'<a href="{escape(link.at(f".{form}"))}">{name}</a>' for form, name in _NAMES.items() if form in link.forms
    )
    onward = f"{link.home}?{link.query}#from={link.id}"
    return (
        f'<header class="about">{title}<div>{words}</div>'
        f'<nav aria-label="This snapshot">{files}<a href="{escape(onward)}">Open in Faultlines</a>'
        f'<a href="{escape(link.home)}snapshots">Your snapshots</a>'
        f"</nav><details><summary>Put it into a page</summary><code>{escape(iframe(link))}</code></details></header>"
    )


def icon() -> str:
    """The mark in the tab, inside of the page."""
    data = base64.b64encode(theme.icon()).decode()
    return f'<link rel="icon" href="data:image/svg+xml;base64,{quote(data)}">'


def style(rules: str) -> str:
    """A style element."""
    return f"<style>{rules}</style>"
