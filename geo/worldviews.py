"""Whose borders: who holds and who claims each disputed area, and whose land it is in each worldview, day by day.

Everything is in one table, `data/disputed_areas.csv`: a row per area and period. `un` is what the United Nations and
the codes of ISO 3166 draw, `de-facto` who controls an area (shared control leaves it where `un` has it), an ISO alpha-3
code the view of that state; where a state's cell is empty, it sees the area as `un` does.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from geo.dates import widen_start

__all__ = [
    "NOBODY",
    "OWN",
    "Period",
    "assignments",
    "changes",
    "moment",
    "periods",
    "span",
    "standing",
    "table",
    "table_json",
    "worldviews",
]

TABLE = "disputed_areas.csv"
UN, DE_FACTO = "un", "de-facto"
OWN = "own"  # seen as a state of its own, one without an ISO code
NOBODY = "none"  # no state's land
PLAIN = ("key", "name", "since", "until", "note", "source")
LISTS = ("controllers", "claimants")


@dataclass(frozen=True, slots=True)
class Period:
    """What holds of one area for some time.

    Attributes
    ----------
    key, name : of the area
    since, until : `1967`, `1967-06` or `1967-06-10`; until is the first day on which it no longer holds, empty: it does
    controllers : ISO alpha-3 of who holds it; several hold a part each; `own` for authorities of its own
    claimants : ISO alpha-3 of the other states that claim it
    owners : worldview -> ISO alpha-3, `own` or `none`
    note, source : a neutral sentence, and what it rests on
    """

    key: str
    name: str
    since: str
    until: str
    controllers: tuple[str, ...]
    claimants: tuple[str, ...]
    owners: Mapping[str, str]
    note: str
    source: str

    def holds(self, day: date | None) -> bool:
        """Whether it holds on a day; None is the present."""
        if day is None:
            return not self.until
        return widen_start(self.since) <= day and not (self.until and widen_start(self.until) <= day)

    def disputed(self, worldview: str) -> bool:
        """Whether others than its owner in a worldview hold or claim it, or its owner does not hold it."""
        owner = self.owners[worldview]
        return set(self.controllers) != {owner} or bool({*self.claimants} - {owner})


def worldviews() -> tuple[str, ...]:
    """Names of the worldviews: `un`, `de-facto`, then the codes of states, sorted."""
    first, *others = periods()[0].owners
    return (first, *others)


def standing(day: date | None = None) -> Mapping[str, Period]:
    """What holds of each area on a day, by key; areas about which nothing is told then are not in it."""
    return MappingProxyType({period.key: period for period in periods() if period.holds(day)})


def moment(day: date | None) -> date | None:
    """The day of the last change until a day: all days in between have the same borders. None is the present, and all
    days since the last change of all."""
    if day is None or day >= changes()[-1]:
        return None
    return max((change for change in changes() if change <= day), default=date.min)


def span(period: Period) -> tuple[str, str]:
    """Since when and until when an area is held and claimed as in this period; it may be one of several such."""
    own = [other for other in periods() if other.key == period.key]
    at = first = last = own.index(period)
    while first and _held_alike(own[first - 1], own[at]):
        first -= 1
    while last + 1 < len(own) and _held_alike(own[last + 1], own[at]):
        last += 1
    return own[first].since, own[last].until


def _held_alike(one: Period, other: Period) -> bool:
    return (one.controllers, one.claimants) == (other.controllers, other.claimants)


def assignments(worldview: str, day: date | None = None) -> Mapping[str, str]:
    """Whose land each area is in a worldview: key -> ISO alpha-3, empty where it is no country's with a code."""
    owners = {key: period.owners[worldview] for key, period in standing(day).items()}
    return {key: "" if owner in (OWN, NOBODY) else owner for key, owner in owners.items()}


@cache
def periods() -> tuple[Period, ...]:
    """All rows of the table in its order."""
    return tuple(map(_period, csv.DictReader(table().decode().splitlines())))


def table() -> bytes:
    """The file of the table."""
    return (files("data") / TABLE).read_bytes()


def _period(row: Mapping[str, str]) -> Period:
    states = sorted(column for column in row if column not in (*PLAIN, *LISTS, UN, DE_FACTO))
    owners = {name: row[name] or row[UN] for name in (UN, DE_FACTO, *states)}
    lists = {name: tuple(filter(None, row[name].split(";"))) for name in LISTS}
    return Period(**{name: row[name] for name in PLAIN}, **lists, owners=MappingProxyType(owners))  # type: ignore[arg-type]


@cache
def changes() -> tuple[date, ...]:
    """All days on which something becomes different anywhere."""
    ends = {widen_start(text) for period in periods() for text in (period.since, period.until) if text}
    return tuple(sorted(ends))


def table_json(day: date | None = None) -> str:
    """For the browser: worldview -> area -> owner (ISO alpha-3 or empty); states tell what they see unlike `un`."""
    usual = assignments(UN, day)
    views = {UN: dict(usual)} | {
        name: {key: owner for key, owner in assignments(name, day).items() if owner != usual[key]}
        for name in worldviews()
        if name != UN
    }
    return json.dumps(views, separators=(",", ":"))
