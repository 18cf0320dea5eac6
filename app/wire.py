"""How a map travels to the browser: as what differs from a base map that the browser keeps.

The base holds every relation of the data set (the strongest, if there are very many) with its card, and every country
with its name; it is a file like the shapes. A message then holds what the view decides: fills, counts, and which lines
are in force, by their place in the base. No curve travels: the browser draws each line from its lane and the anchors of
its countries. `browser/wire.js` has the way back; `tests/app/test_wire.py` has it too, and checks that nothing is lost.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any

from geo.plain import to_plain
from geo.spec import Area, Bar, Disputed, Line, MapSpec, Provenance, SourceNote

__all__ = ["Base", "base_of", "pack", "reduced"]

Plain = dict[str, Any]
GONE = "-"
_NEVER_THE_SAME = (
    "headline", "subtitle", "description", "frames", "bars", "reserve", "at", "since", "notices", "bounds",
    "center_lon",
)  # fmt: skip
_IN_COLUMNS = ("areas", "disputed", "legend", "lines", "reserve", "frames", "bars", "provenance")
_OF_THE_VIEW = ("path", "lane", "lanes", "opacity")
_facts = attrgetter(*(field.name for field in fields(Line) if field.name not in _OF_THE_VIEW))


@dataclass(frozen=True)
class Base:
    """What browser and server both have of a data set.

    Attributes
    ----------
    plain : the map as the browser gets it
    areas, disputed : its countries, and its disputed areas
    lines : its lines
    places : relation id -> place in `lines`
    facts : of each line what no view changes
    sources : source -> place in the provenance's sources
    """

    plain: Plain
    areas: tuple[Area, ...]
    disputed: tuple[Disputed, ...]
    lines: tuple[Line, ...]
    places: Mapping[str, int]
    facts: Sequence[tuple[Any, ...]]
    sources: Mapping[SourceNote, int]


def base_of(spec: MapSpec) -> Base:
    """What of a map is worth keeping: texts and colours, but nothing of where its lines run."""
    names = [name for name in _names(spec) if name not in (*_NEVER_THE_SAME, "lines")]
    plain = {name: to_plain(getattr(spec, name)) for name in names}
    plain["lines"] = [_plain_line(line) for line in spec.lines]
    places = {line.id: place for place, line in enumerate(spec.lines)}
    sources = {source: place for place, source in enumerate(spec.provenance.sources)}
    return Base(plain, spec.areas, spec.disputed, spec.lines, places, list(map(_facts, spec.lines)), sources)


def pack(message: Plain) -> bytes:
    """JSON in gzip; the same message gives the same bytes. What is long is packed less tightly, to be there sooner."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(text, 9 if len(text) < 100_000 else 5, mtime=0)


def reduced(spec: MapSpec, base: Base) -> Plain:
    """What differs: countries, lines and sources by their place in the base, days and bars in columns."""
    rest = {name: to_plain(getattr(spec, name)) for name in _names(spec) if name not in _IN_COLUMNS}
    small = _changes(rest, {name: value for name, value in base.plain.items() if name not in _IN_COLUMNS})
    small["areas"] = _areas(spec.areas, base.areas, base.plain["areas"])
    if spec.disputed:
        small["disputed"] = _areas(spec.disputed, base.disputed, base.plain["disputed"])
    small["legend"] = _legend(to_plain(spec.legend), base.plain.get("legend", {}))
    small["lines"] = _lines(spec.lines, base)
    if spec.reserve:
        small["reserve"] = _lines(spec.reserve, base)
    if spec.frames:
        small["frames"] = _frames(spec, {area.key: place for place, area in enumerate((*base.areas, *base.disputed))})
    if spec.bars:
        small["bars"] = _bars(spec.bars)
    small["provenance"] = _provenance(spec.provenance, base)
    return small


def _names(spec: MapSpec) -> list[str]:
    """The fields that are not at their default."""
    return [field.name for field in fields(spec) if getattr(spec, field.name) != field.default]


def _plain_line(line: Line) -> Plain:
    """A line without what the view decides."""
    # A new Line costs less than the plain lists of its path, which would be thrown away.
    plain: Plain = to_plain(replace(line, path=(), lane=1, lanes=1, opacity=1.0))
    del plain["path"]
    return plain


def _changes(new: Mapping[str, Any], old: Mapping[str, Any]) -> Plain:
    """Fields that differ; a mapping is followed into, all else is replaced; `-` names what is gone."""
    changed = {name: _change(value, old.get(name)) for name, value in new.items() if value != old.get(name)}
    gone = [name for name in old if name not in new]
    return changed | ({GONE: gone} if gone else {})


def _change(value: Any, old: Any) -> Any:
    return _changes(value, old if isinstance(old, dict) else {}) if isinstance(value, dict) else value


def _areas(areas: Sequence[Area | Disputed], base: Sequence[Area | Disputed], plain: Sequence[Plain]) -> Plain:
    """Place in the base -> what differs. Both hold every country (or disputed area) of the atlas in the same order."""
    pairs = enumerate(zip(areas, base, plain, strict=True))
    return {str(place): _changes(to_plain(area), was) for place, (area, old, was) in pairs if area != old}


def _legend(new: Plain, old: Plain) -> Plain:
    """Entries that the base has are its place and what differs; they are the same by what they are called."""
    return {
        name: [_entry(entry, old.get(name, ())) for entry in value] if name in ("areas", "lines") else value
        for name, value in new.items()
    }


def _entry(entry: Plain, known: Sequence[Plain]) -> list[Any] | Plain:
    names = ("symbol", "label", "value")
    for place, was in enumerate(known):
        if all(entry.get(name) == was.get(name) for name in names):
            changes = _changes(entry, was)
            return [place, changes] if changes else [place]
    return entry


def _lines(lines: Sequence[Line], base: Base) -> Plain:
    """Columns: how far on in the base each line stands (0: it is not there), lane, lanes, and what else differs."""
    places = [base.places.get(line.id, -1) for line in lines]
    small: Plain = {
        "at": _steps(places),
        "lane": [line.lane for line in lines],
        "lanes": [line.lanes for line in lines],
    }
    if faint := {line.opacity for line in lines} - {1.0}:
        small["faint"] = [[opacity, _steps(_where(line.opacity == opacity for line in lines))] for opacity in faint]
    own = {}
    for at, (facts, place) in enumerate(zip(map(_facts, lines), places, strict=True)):
        if place < 0 or facts != base.facts[place]:
            own[str(at)] = _changes(_plain_line(lines[at]), base.plain["lines"][place] if place >= 0 else {})
    return small | ({"own": own} if own else {})


def _where(truths: Iterable[bool]) -> list[int]:
    return [at for at, true in enumerate(truths) if true]


def _steps(numbers: Sequence[int]) -> list[int]:
    """The first number, then the steps from one to the next: small numbers, which pack well."""
    return [b - a for a, b in pairwise((0, *numbers))]


def _frames(spec: MapSpec, keys: Mapping[str, int]) -> Plain:
    """Columns, with countries by their place in the base, and disputed areas by theirs behind them. Which lines begin
    and end is said only where their own days don't say it already."""
    texts, colors = _Numbered(), _Numbered()
    frames = spec.frames
    told = [frame.begun for frame in frames], [frame.ended for frame in frames]
    return ({} if told == _by_their_days(spec) else dict(zip(("begun", "ended"), told, strict=True))) | {
        "at": _days([frame.at for frame in frames]),
        "fills": [[part for key, color in frame.fills for part in (keys[key], colors(color))] for frame in frames],
        "headline": [texts(frame.headline) for frame in frames],
        "support": _steps([frame.support for frame in frames]),
        "tension": _steps([frame.tension for frame in frames]),
        "texts": list(texts.seen),
        "colors": list(colors.seen),
    }


def _by_their_days(spec: MapSpec) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """For each frame the ids of what begins on its day, and of what ended on the day before; the strongest first."""
    begun: dict[str, list[str]] = {frame.at: [] for frame in spec.frames}
    ended: dict[str, list[str]] = {frame.at: [] for frame in spec.frames}
    nowhere: list[str] = []
    first = spec.frames[0].at
    for line in (*spec.lines[::-1], *spec.reserve[::-1]):
        begun.get(max(line.start, first), nowhere).append(line.id)
        if line.end:
            ended.get(_day_after(line.end), nowhere).append(line.id)
    return [tuple(ids) for ids in begun.values()], [tuple(ids) for ids in ended.values()]


@lru_cache(maxsize=20_000)
def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(1)).isoformat()


def _days(days: Sequence[str]) -> list[int | str]:
    """The first day, then how many days later each other one is."""
    numbers = [date.fromisoformat(day).toordinal() for day in days]
    return [days[0], *(b - a for a, b in pairwise(numbers))]


def _bars(bars: Sequence[Bar]) -> list[list[Any]]:
    """One list per bar, in the order of its fields."""
    return [[getattr(bar, field.name) for field in fields(Bar)] for bar in bars]


class _Numbered:
    """Numbers values in the order in which they are first met."""

    def __init__(self) -> None:
        self.seen: dict[Hashable, int] = {}

    def __call__(self, value: Hashable) -> int:
        return self.seen.setdefault(value, len(self.seen))


def _provenance(new: Provenance, base: Base) -> Plain:
    sources = [base.sources.get(source, -1) for source in new.sources]
    known = [to_plain(source) if place < 0 else place for source, place in zip(new.sources, sources, strict=True)]
    rest = {name: value for name, value in base.plain["provenance"].items() if name != "sources"}
    return _changes(to_plain(replace(new, sources=())), rest) | {"sources": known}
