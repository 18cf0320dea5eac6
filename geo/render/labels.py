"""Country names on the static maps: placed one after the other, the most important first, never on each other.

A name stands in its country, or next to it over the sea. Where there is no such place, it stands over a country that
has no name of its own, or further off, with a thin leader line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import cos, hypot, inf, pi, sin
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.palette import CASING, INK
from geo.render.layout import LEADING
from geo.render.markup import element
from geo.render.projection import Box
from geo.render.text import WIDER, ascent, label

__all__ = ["Label", "Wish", "drawn_leader", "drawn_name", "language", "placed", "tight_names"]

Points = NDArray[np.float64]
GAP = 2.0  # pixels kept free round every name
ROUND = 5.5  # pixels between a dot's middle and a name beside it
LINE_COST, SHIFT_COST, ABROAD_COST, OTHER_COST, LEADER_COST = 1.0, 0.25, 4.0, 1.0, 0.1
AT_HOME, ABROAD = 0.4, 0.25  # shares of a name: with less at home and more abroad it seems to be of another country
LEADER_RADII = (24.0, 36.0, 50.0, 68.0)
MOST_FAR = 14  # wishes of a higher rank get no leader line


@dataclass(frozen=True, slots=True)
class Wish:
    """A name that wants a place.

    Attributes
    ----------
    key : country
    text : the name
    at : where its middle would be best, in pixels
    size, width : height and width of the text in pixels
    rank : the smallest is placed first
    room : radius in pixels that is free round `at`; 0 for a dot, whose name goes beside it
    """

    key: str
    text: str
    at: tuple[float, float]
    size: float
    width: float
    rank: int
    room: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """A name with its place: the middle of the text, the box it fills, and the ends of its leader line, if any."""

    key: str
    text: str
    x: float
    y: float
    size: float
    box: Box
    leader: tuple[tuple[float, float], tuple[float, float]] | None = None


@dataclass
class _Board:
    """What is on the map already."""

    frame: Box
    blocked: list[Box]
    lands: Mapping[str, Any]
    keys: Sequence[str]
    ground: shapely.STRtree
    lines: shapely.STRtree
    names: list[Box] = field(default_factory=list)
    leaders: list[Any] = field(default_factory=list)

    def is_free(self, label: Label) -> bool:
        inside = self.frame.holds(label.box.grown(GAP))
        return inside and not any(label.box.overlaps(other) for other in self.blocked) and self._clear(label)

    def _clear(self, label: Label) -> bool:
        """No name stands on a leader line, no leader line runs through a name or across another."""
        if any(shapely.intersects(line, _shape(label.box)) for line in self.leaders):
            return False
        if label.leader is None:
            return True
        line = shapely.LineString(label.leader)
        crossed = any(shapely.intersects(line, other) for other in self.leaders)
        return not crossed and not any(shapely.intersects(line, _shape(box)) for box in self.names)

    def cost(self, label: Label, wish: Wish, shares: tuple[float, float, float]) -> float:
        crossed = LINE_COST * len(self.lines.query(_shape(label.box), predicate="intersects"))
        if label.leader:
            crossed += LEADER_COST * len(self.lines.query(shapely.LineString(label.leader), predicate="intersects"))
        shift = hypot(label.x - wish.at[0], label.y - wish.at[1]) / wish.size
        return crossed + SHIFT_COST * shift + ABROAD_COST * shares[1] + OTHER_COST * shares[2]

    def shares(self, label: Label) -> tuple[float, float, float]:
        """How much of the name stands in its own country, in another named one, in one without a name: 0 to 1 each."""
        box, found = label.box, [0.0, 0.0, 0.0]
        spots = shapely.points(np.linspace(box.x, box.right, 7), np.full(7, label.y))
        for at in self.ground.query(_shape(box)):
            key = self.keys[at]
            kind = 0 if key == label.key else 1 if key in self.lands else 2
            found[kind] += float(shapely.contains(self.ground.geometries[at], spots).mean())
        return found[0], found[1], found[2]

    def touches_home(self, label: Label) -> bool:
        home = self.lands.get(label.key)
        return home is None or bool(shapely.dwithin(home, _shape(label.box), ROUND))

    def take(self, label: Label) -> None:
        self.blocked.append(label.box.grown(GAP))
        self.names.append(label.box)
        if label.leader is not None:
            self.leaders.append(shapely.LineString(label.leader))


def placed(
    wishes: Iterable[Wish],
    frame: Box,
    taken: Sequence[Box] = (),
    lines: Sequence[Points] = (),
    lands: Mapping[str, Any] | None = None,
    others: Mapping[str, Any] | None = None,
    far: bool = True,
) -> tuple[Label, ...]:
    """Give names their places.

    Parameters
    ----------
    wishes : in any order
    frame : no name leaves it
    taken : boxes that no name may touch (arrowheads, dots)
    lines : (n, 2) arrays of pixels; a name avoids them where it can
    lands, others : key -> polygon in pixels of the countries that have a name, and of those that have none
    far : may a name stand off with a leader line

    Returns
    -------
    tuple of Label
        names without a free place are left out; no two boxes overlap
    """
    tree = shapely.STRtree([shapely.LineString(line) for line in lines if len(line) > 1])
    lands = dict(lands or {})
    ground = dict(others or {}) | lands
    for land in ground.values():
        shapely.prepare(land)
    board = _Board(frame, list(taken), lands, tuple(ground), shapely.STRtree(list(ground.values())), tree)
    queue = sorted(wishes, key=lambda wish: (wish.rank, wish.key))
    led = {wish.key for wish in queue[: MOST_FAR if far else 0]}
    near = {wish.key: found for wish in queue if (found := _best(board, wish, _near(wish), 0.5, wish.key in led))}
    off = {
        wish.key: found
        for wish in queue
        if wish.key in led and wish.key not in near and (found := _best(board, wish, _far(wish), 0.3))
    }
    return tuple((near | off)[wish.key] for wish in queue if wish.key in near or wish.key in off)


def _best(board: _Board, wish: Wish, choices: Sequence[Label], most_abroad: float, led: bool = False) -> Label | None:
    """The cheapest free place, which is then taken; `led` are names that may have a leader line near their country."""
    best, least = None, inf
    for choice in choices:
        if not board.is_free(choice) or not (choice.leader or board.touches_home(choice)):
            continue
        shares, label = board.shares(choice), choice
        if shares[1] >= most_abroad:
            continue
        if led and wish.room > 0 and _astray(choice, wish, shares):
            label = replace(choice, leader=(_edge(choice.box, wish.at), wish.at))
            if not board.is_free(label):
                continue
        cost = board.cost(label, wish, shares)
        if cost < least:
            best, least = label, cost
    if best:
        board.take(best)
    return best


def _astray(label: Label, wish: Wish, shares: tuple[float, float, float]) -> bool:
    """Does the name seem to be of a country that it is not of?"""
    return shares[0] < AT_HOME and shares[1] + shares[2] > ABROAD and not label.box.has(*wish.at)


def _near(wish: Wish) -> list[Label]:
    """Round the wished place and just outside the country; beside it for a dot."""
    x, y = wish.at
    side, rise = wish.width / 2, wish.size / 2
    if wish.room <= 0:
        beside = [(side + ROUND, 0.0), (-side - ROUND, 0.0), (0.0, -rise - ROUND), (0.0, rise + ROUND)]
        slant = [(sx * (side + ROUND * 0.7), sy * (rise + 1)) for sx in (1, -1) for sy in (-1, 1)]
        return [_at(wish, x + dx, y + dy) for dx, dy in beside + slant]
    reach = max(wish.size, min(wish.room, 3 * wish.size))
    steps = [0.0, -0.5, 0.5, -1.0, 1.0]
    inside = [_at(wish, x + dx * reach, y + dy * reach) for dy in steps for dx in steps]
    turns = [pi * step / 8 for step in range(16)]
    outside = [(cos(turn) * (wish.room + side), sin(turn) * (wish.room + rise)) for turn in turns]
    return inside + [_at(wish, x + more * dx, y + more * dy) for more in (1.0, 1.35) for dx, dy in outside]


def _far(wish: Wish) -> list[Label]:
    """In rings round the wished place, each with a leader line."""
    made = []
    for radius in LEADER_RADII:
        for step in range(24):
            dx, dy = cos(pi * step / 12), sin(pi * step / 12)
            x = wish.at[0] + dx * (radius + wish.width / 2)
            y = wish.at[1] + dy * (radius + wish.size / 2)
            made.append(_at(wish, x, y, leader=True))
    return made


def _at(wish: Wish, x: float, y: float, leader: bool = False) -> Label:
    box = Box(x - wish.width / 2, y - wish.size / 2, wish.width, wish.size)
    ends = (_edge(box, wish.at), wish.at) if leader else None
    return Label(wish.key, wish.text, x, y, wish.size, box, ends)


def _edge(box: Box, at: tuple[float, float]) -> tuple[float, float]:
    """The point of a box's rim that is nearest to a place outside it, a little off the box."""
    around = box.grown(0.5)
    return min(max(at[0], around.x), around.right), min(max(at[1], around.y), around.bottom)


def _shape(box: Box) -> Any:
    return shapely.box(box.x, box.y, box.right, box.bottom)


def tight_names(labels: Sequence[Label], taken: Sequence[Box], frame: Box) -> frozenset[str]:
    """Keys of the names that would leave the frame, or meet another one or what is taken, in a wider font."""
    grown = [_wider(made.box) for made in labels]
    blocks = [_shape(box) for box in (*grown, *taken)]
    if not grown:
        return frozenset()
    found, others = shapely.STRtree(blocks).query(blocks[: len(grown)], predicate="intersects")
    met = set(found[found != others].tolist())
    return frozenset(made.key for at, made in enumerate(labels) if at in met or not frame.holds(grown[at]))


def _wider(box: Box) -> Box:
    width = box.width * WIDER
    return Box(box.x - (width - box.width) / 2, box.y, width, box.height)


def drawn_name(made: Label, bold: bool, lang: str, tight: bool = False) -> str:
    """The markup of a name in a language; where it is tight, it is held to its width in any font."""
    size, x = made.size / LEADING, made.x
    y, room = made.y + ascent(size), 0.0 if tight else inf
    look: dict[str, Any] = {"bold": bold, "fill": INK, "anchor": "middle"}
    return label(made.text, x, y, size, **look, lang=lang, room=room, data_label=made.key)


def drawn_leader(made: Label) -> str:
    """The markup of its leader line, with a rim that sets it off from other lines; empty where there is none."""
    if made.leader is None:
        return ""
    (x1, y1), (x2, y2) = made.leader
    rim = {"stroke": CASING, "stroke_width": "2.4", "stroke_opacity": "0.8"}
    end: dict[str, object] = {"cx": x2, "cy": y2, "r": 1.6, "fill": INK, "stroke_width": "0.8"}
    line: dict[str, object] = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return element("line", **line, **rim) + element("circle", **end, stroke=CASING) + element("line", **line)


def language(lang: str) -> dict[str, object]:
    """The attribute that names the language of the names, as XML has it; none for English."""
    return {} if lang == "en" else {"xml:lang": {"zh": "zh-Hans", "zht": "zh-Hant"}.get(lang, lang)}
