"""Map tiles of another host below the areas of the live map: off, unless who keeps the server names one.

    FAULTLINES_TILES         https://tiles.example.org/{z}/{x}/{y}.png
    FAULTLINES_TILES_CREDIT  whose map that is, as its terms ask to say

Only Mercator has tiles. The policy of the page then lets pictures through from that one host, and the map says so.
Files that keep a view never have tiles.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace

from geo.errors import UsageError
from geo.spec import MapSpec
from geo.view import View

__all__ = ["CREDIT", "TILES", "Tiles", "configured", "live", "origin", "told"]

TILES, CREDIT = "FAULTLINES_TILES", "FAULTLINES_TILES_CREDIT"
_ADDRESS = re.compile(r"https://(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?)/[A-Za-z0-9._~/{}?=&%@:+-]*")


@dataclass(frozen=True, slots=True)
class Tiles:
    """`url` has {z}, {x} and {y} for zoom, column and row; `host` is who is asked; `credit` may be empty."""

    url: str
    host: str
    credit: str

    @property
    def note(self) -> str:
        """What a reader has to know of them."""
        whose = f" by {self.credit}" if self.credit else ""
        return f"Map tiles{whose}: your browser contacts {self.host}"


def configured() -> Tiles | None:
    """The tiles of this server; None as a rule.

    Raises
    ------
    UsageError : the address is none of tiles
    """
    url = os.environ.get(TILES, "").strip()
    if not url:
        return None
    found = _ADDRESS.fullmatch(url)
    if not found or any(url.count(part) != 1 for part in ("{z}", "{x}", "{y}")) or url.count("{") != 3:
        raise UsageError(
            f"{TILES} has to be an address like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png, not {url!r}"
        )
    return Tiles(url, found["host"], os.environ.get(CREDIT, "").strip())


def live(view: View) -> View:
    """The view as the live map shows it: on tiles, unless another projection is asked for."""
    return view.with_(projection="mercator") if configured() and not view.projection else view


def told(spec: MapSpec) -> tuple[MapSpec, Tiles | None]:
    """The map, which says that another host is contacted, and its tiles; the map as it is where it has none."""
    tiles = configured() if spec.projection == "mercator" else None
    if not tiles:
        return spec, None
    text = f"{spec.provenance.geometry}. {tiles.note}"
    return replace(spec, provenance=replace(spec.provenance, geometry=text)), tiles


def origin() -> str:
    """From where pictures may come beside this server; empty as a rule."""
    try:
        tiles = configured()
    except UsageError:
        return ""
    return f"https://{tiles.host}" if tiles else ""
