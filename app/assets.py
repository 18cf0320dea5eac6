"""The files the app serves itself, under names that carry a digest, so that a browser may keep them for ever."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from weakref import WeakValueDictionary

from app import theme, visitor
from app.files import FILES, OPENED
from app.memory import Memory
from geo import worldviews
from geo.capsule import MAX_FILE
from geo.countries import Atlas, Detail
from geo.plane import Plane
from geo.render import assets
from geo.render.names import name_index
from geo.sizes import SIZES

__all__ = [
    "Asset",
    "drop_script",
    "find",
    "first_script",
    "icon",
    "keep",
    "layer_script",
    "layer_style",
    "lend",
    "loader",
    "map_modules",
    "map_script",
    "names",
    "page_style",
    "save_script",
    "shapes",
    "shapes_path",
    "share_script",
    "shots_script",
    "table_script",
    "tiles_script",
    "typing_script",
]

_SHAPES = re.compile(r"shapes-([A-Za-z-]+)-(now|\d{4}-\d{2}-\d{2})-(coarse|fine)-([a-z0-9-]+)-[0-9a-f]{12}\.topo\.json")
# What shapes are made by: a browser must not keep those that other code has made.
_MAKERS = (
    *(f"geo/{name}.py" for name in ("countries", "topology", "sphere", "rim", "clip", "plane")),
    "geo/render/assets.py",
)
_LARGE = 2_000_000  # bytes: to pack these tightly takes longer than it saves
_SCRIPT, _STYLE = "text/javascript; charset=utf-8", "text/css; charset=utf-8"
MERCATOR = Plane("mercator")
_KEPT: dict[str, Asset] = {}
_shapes = Memory["Asset"](80_000_000, lambda asset: len(asset.body))


@dataclass(frozen=True)
class Asset:
    """One file: `name` holds the digest of `body`."""

    name: str
    media_type: str
    body: bytes

    @property
    def path(self) -> str:
        """Where the server offers it."""
        return f"/assets/{self.name}"

    def packed(self) -> bytes:
        """`body` in gzip; made when first asked for, since a second is a long time when a server starts."""
        return self._packed

    @cached_property
    def _packed(self) -> bytes:
        return gzip.compress(self.body, 9 if len(self.body) < _LARGE else 5, mtime=0)


_LENT: WeakValueDictionary[str, Asset] = WeakValueDictionary()


def keep(stem: str, suffix: str, media_type: str, body: bytes) -> Asset:
    """Offer a file from now on, until the server stops."""
    asset = _named(stem, suffix, media_type, body)
    return _KEPT.setdefault(asset.name, asset)


def lend(stem: str, suffix: str, media_type: str, body: bytes) -> Asset:
    """Offer a file as long as somebody holds what this gives."""
    asset = _named(stem, suffix, media_type, body)
    return _LENT.setdefault(asset.name, asset)


def _named(stem: str, suffix: str, media_type: str, body: bytes) -> Asset:
    return Asset(f"{stem}-{sha256(body).hexdigest()[:12]}{suffix}", media_type, body)


def find(name: str) -> Asset | None:
    """The file of that name; None if this version has no such file."""
    scripts = (
        layer_script,
        first_script,
        table_script,
        drop_script,
        save_script,
        share_script,
        shots_script,
        tiles_script,
        typing_script,
    )
    for make in (*scripts, layer_style, page_style, icon, names):
        make()
    return _KEPT.get(name) or _LENT.get(name) or _find_shapes(name)


def loader(asset: Asset) -> str:
    """The script of a Streamlit component that is one of our modules: it travels with every run, so it is short.

    The line break is for Streamlit, which takes a single line for the name of a file.
    """
    return f"export default async (c) =>\n  (await import(new URL({asset.path!r}, location.href))).default(c);"


@cache
def layer_script() -> Asset:
    """Leaflet, the TopoJSON reader and our layer in one script."""
    return keep("faultlines", ".js", _SCRIPT, assets.script().encode())


@cache
def layer_style() -> Asset:
    """The style sheet of the map and its frame."""
    return keep("faultlines", ".css", _STYLE, assets.style().encode())


@cache
def map_script() -> Asset:
    """What holds the map inside the page."""
    text = _browser("map.js").replace("LAYER", layer_script().path)
    for name, asset in _parts_of_map().items():
        text = text.replace(f"./{name}", f"./{asset.name}")
    return keep("map", ".js", _SCRIPT, text.encode())


def map_modules() -> tuple[Asset, ...]:
    """What holds the map inside the page, and all that it imports."""
    return (map_script(), *_parts_of_map().values())


@cache
def _parts_of_map() -> dict[str, Asset]:
    """What gets, unpacks and asks ahead for the messages of the map, and what makes the page wait for the map."""
    message = keep("message", ".js", _SCRIPT, _browser("message.js").encode())
    wire = keep("wire", ".js", _SCRIPT, _browser("wire.js").encode())
    ahead = keep("ahead", ".js", _SCRIPT, _browser("ahead.js").replace("./MESSAGE", f"./{message.name}").encode())
    sending = keep("sending", ".js", _SCRIPT, _browser("sending.js").encode())
    return {"MESSAGE": message, "WIRE": wire, "AHEAD": ahead, "SENDING": sending}


@cache
def first_script() -> Asset:
    """What paints the map before the page is there."""
    return keep("first", ".js", _SCRIPT, _browser("first.js").replace("./MAP", f"./{map_script().name}").encode())


@cache
def table_script() -> Asset:
    """What shows the relations of the map as a table."""
    return keep("table", ".js", _SCRIPT, _browser("table.js").replace("./MAP", f"./{map_script().name}").encode())


@cache
def share_script() -> Asset:
    """The link to the view, and the files that keep it."""
    files = [[form, file.label, file.hint, int(file.sized)] for form, file in FILES.items()]
    sizes = [[name, f"{name.capitalize()}, {width} × {height}"] for name, (width, height) in SIZES.items()]
    text = _browser("share.js").replace('"FILES"', json.dumps(files)).replace('"SIZES"', json.dumps(sizes))
    for name, asset in (("MAP", map_script()), ("SAVE", save_script()), ("DROP", drop_script())):
        text = text.replace(f"./{name}", f"./{asset.name}")
    text = text.replace('"SAVES"', json.dumps(not visitor.read_only()))
    return keep("share", ".js", _SCRIPT, text.encode())


@cache
def drop_script() -> Asset:
    """What opens a file that is dropped on the page, or chosen."""
    text = (
        _browser("drop.js").replace('"ENDINGS"', json.dumps(",".join(OPENED))).replace('Number("MOST")', str(MAX_FILE))
    )
    return keep("drop", ".js", _SCRIPT, text.encode())


@cache
def save_script() -> Asset:
    """What keeps the view as a snapshot."""
    return keep("save", ".js", _SCRIPT, _browser("save.js").encode())


@cache
def shots_script() -> Asset:
    """The list of somebody's snapshots."""
    card = keep("shot-card", ".js", _SCRIPT, _browser("shot_card.js").encode())
    renaming = keep(
        "shot-words", ".js", _SCRIPT, _browser("shot_renaming.js").replace("./CARD", f"./{card.name}").encode()
    )
    text = _browser("shots.js").replace("./CARD", f"./{card.name}").replace("./RENAMING", f"./{renaming.name}")
    return keep("shots", ".js", _SCRIPT, text.encode())


@cache
def typing_script() -> Asset:
    """What watches the table that is edited."""
    return keep("typing", ".js", _SCRIPT, _browser("typing.js").encode())


@cache
def tiles_script() -> Asset:
    """What lays tiles below the map."""
    return keep("tiles", ".js", _SCRIPT, _browser("tiles.js").encode())


@cache
def page_style() -> Asset:
    """The style sheet of the page around the map."""
    return keep("app", ".css", _STYLE, theme.style_sheet())


@cache
def icon() -> Asset:
    """The icon in the browser's tab."""
    return keep("icon", ".svg", "image/svg+xml", theme.icon())


@cache
def names() -> Asset:
    """All names and codes of countries, for the search box; fetched when somebody looks for one."""
    return keep("names", ".json", "application/json", name_index().encode())


@cache
def shapes(worldview: str = "un", detail: Detail = "coarse", day: date | None = None, plane: Plane = MERCATOR) -> Asset:
    """The shapes of one worldview on a day, on a plane; the fine level is for those who look closer."""
    day = worldviews.moment(day)
    name = _shapes_name(worldview, detail, day, plane)

    def make() -> Asset:
        body = assets.shapes(plane.topojson(Atlas.load(worldview, day).topojson(detail)))
        return Asset(name, "application/json", body.encode())

    return _shapes(name, make)


def shapes_path(worldview: str, detail: Detail, day: date | None, plane: Plane = MERCATOR) -> str:
    """Where these shapes are; they are made when somebody asks for them."""
    return f"/assets/{_shapes_name(worldview, detail, worldviews.moment(day), plane)}"


def _shapes_name(worldview: str, detail: Detail, day: date | None, plane: Plane) -> str:
    """Known before the shapes are: they are a matter of their source, of the code, and of what the name says."""
    when = day.isoformat() if day else "now"
    digest = sha256(f"{_made_of(detail)} {worldview} {when} {detail} {plane.tag}".encode()).hexdigest()[:12]
    return f"shapes-{worldview}-{when}-{detail}-{plane.tag}-{digest}.topo.json"


@cache
def _made_of(detail: Detail) -> str:
    code = b"".join(files(top).joinpath(*path).read_bytes() for top, *path in (name.split("/") for name in _MAKERS))
    return sha256(code + Atlas.pieces(detail) + worldviews.table()).hexdigest()


def _browser(name: str) -> str:
    return files("app").joinpath("browser", name).read_text(encoding="utf-8")


def _find_shapes(name: str) -> Asset | None:
    """Shapes by a name that we gave them; for any other nothing is made."""
    found = _SHAPES.fullmatch(name)
    if not found or found[1] not in Atlas.worldviews():
        return None
    detail: Detail = "fine" if found[3] == "fine" else "coarse"
    days = {"now": None, **{day.isoformat(): day for day in (date.min, *worldviews.changes())}}
    day, plane = days.get(found[2]), Plane.tagged(found[4])
    if found[2] not in days or not plane or name != _shapes_name(found[1], detail, day, plane):
        return None
    return shapes(found[1], detail, day, plane)
