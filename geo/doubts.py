"""What an editor would ask about in a relation table, found on whole columns at once.

Each check takes `Columns` and gives `Groups` of rows that belong together. What is counted as doubtful is said in the
docstring of each check; the words for it are in `geo.review`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

__all__ = [
    "STRONG",
    "Columns",
    "Groups",
    "columns_of",
    "contradictory",
    "itself",
    "mirrored",
    "no_scenario",
    "no_source",
    "one_source",
    "out_of_line",
    "outlet",
    "singles",
    "stale",
]

STRONG = 4.0  # from this intensity on a claim is a strong one
FAR = 2.0  # steps of intensity
FEWEST = 3  # rows of a pair that make up a usual intensity
SEVERAL = re.compile(r"[;|\n]")

Ints = Any  # a numpy array of whole numbers, one for each row
Mask = Any  # a numpy array of truth values, one for each row


@dataclass(frozen=True)
class Columns:
    """The columns of a relation table as the checks need them, one entry for each row.

    Attributes
    ----------
    pair : a number for the two countries, whichever comes first
    topic : a number for pair and kind
    forward : whether the source comes before the target in the alphabet
    same : whether source and target are one country
    first, last : days since 1970; `last` is far away for what is still in force
    intensity : 1 to 5
    table : the table itself
    """

    pair: Ints
    topic: Ints
    forward: Mask
    same: Mask
    first: Ints
    last: Ints
    intensity: Any
    table: pd.DataFrame

    def text(self, name: str) -> Any:
        return self.table[name].to_numpy(dtype=object)

    def filled(self, name: str) -> Mask:
        return np.asarray(self.table[name] != "", dtype=bool)

    def is_(self, name: str, value: str) -> Mask:
        return np.asarray(self.table[name] == value, dtype=bool)


@dataclass(frozen=True)
class Groups:
    """Rows that belong together: `places[bounds[i]:bounds[i + 1]]` are the places of group `i` in the table."""

    places: Ints
    bounds: Ints

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, number: int) -> Ints:
        return self.places[self.bounds[number] : self.bounds[number + 1]]


OPEN = 10**7  # days: later than any date of a table


def columns_of(table: pd.DataFrame) -> Columns:
    """The columns of a data set's table."""
    count = len(table)
    codes, _ = pd.factorize(pd.concat([table["source"], table["target"]], ignore_index=True), sort=True)
    source, target = codes[:count].astype("int64"), codes[count:].astype("int64")
    pair = np.minimum(source, target) * (codes.max(initial=0) + 1) + np.maximum(source, target)
    end = table["end"].to_numpy()
    return Columns(
        pair=pair,
        topic=_numbered(pair, table["kind"]),
        forward=source < target,
        same=source == target,
        first=_days(table["start"].to_numpy()),
        last=np.where(np.isnat(end), OPEN, _days(end)),
        intensity=table["intensity"].to_numpy(dtype=np.float64),
        table=table,
    )


# --- one row at a time ---


def no_source(columns: Columns) -> Groups:
    """Rows with neither a citation nor an address."""
    return singles(columns, ~columns.filled("citation") & ~columns.filled("url"))


def no_scenario(columns: Columns) -> Groups:
    """Hypothetical rows that belong to no scenario."""
    return singles(columns, columns.is_("status", "hypothetical") & ~columns.filled("scenario"))


def itself(columns: Columns) -> Groups:
    """Rows whose source is their target."""
    return singles(columns, columns.same)


def one_source(columns: Columns) -> Groups:
    """Strong claims (intensity 4 or more, not hypothetical) that rest on one outlet.

    Another outlet counts if it stands in the same row (citations parted by semicolons, bars or lines), or in a row of
    the same two countries and kind whose dates overlap. The outlet is what `outlet` says. Rows without any source are
    left to `no_source`.
    """
    known = columns.filled("citation") | columns.filled("url")
    real = ~columns.is_("status", "hypothetical")
    source, several = _outlets(columns)
    witness = known & real
    same = _numbered(columns.topic, source)
    others = _overlapping(columns, columns.topic, witness) - _overlapping(columns, same, witness)
    strong = columns.intensity >= STRONG
    return singles(columns, strong & witness & ~several & (others == 0))


def stale(columns: Columns, today: date, undated: Mask) -> Groups:
    """Rows without an end that began more than a year before `today`, where no row of the same two countries and kind
    began later. What is only imagined is no news of what is claimed, and the other way round. Of `undated` rows nobody
    knows when they began."""
    topic = _numbered(columns.topic, columns.is_("status", "hypothetical"))
    newest = pd.Series(columns.first).groupby(topic).transform("max").to_numpy()
    old = columns.first < _days(np.array([_a_year_before(today)], dtype="datetime64[D]"))[0]
    return singles(columns, (columns.last == OPEN) & old & (columns.first == newest) & ~undated)


def out_of_line(columns: Columns) -> Groups:
    """Rows whose intensity is far from the median of the same two countries and kind, where there are three or more.

    Far is at least two steps, and at least twice the median distance from the median: where strengths vary a lot
    anyway, none stands out. Hypothetical rows are left out.
    """
    real = ~columns.is_("status", "hypothetical")
    values = pd.Series(np.where(real, columns.intensity, np.nan))
    by_topic = values.groupby(columns.topic)
    distance = (values - by_topic.transform("median")).abs()
    usual = distance.groupby(columns.topic).transform("median")
    enough = by_topic.transform("count") >= FEWEST
    return singles(columns, (enough & (distance >= FAR) & (distance >= 2 * usual)).to_numpy())


# --- rows that belong together ---


def mirrored(columns: Columns) -> Groups:
    """Rows of both directions that are alike in kind, dates, intensity, domain, status and scenario."""
    alike = columns.topic
    for column in (columns.first, columns.last, columns.intensity):
        alike = _numbered(alike, column)
    for name in ("domain", "status", "scenario"):
        alike = _numbered(alike, columns.table[name])
    ahead = pd.Series(columns.forward).groupby(alike)
    both = (ahead.transform("max") != ahead.transform("min")).to_numpy() & ~columns.same
    return _together(columns, np.flatnonzero(both), alike)


def contradictory(columns: Columns) -> Groups:
    """Rows of the same two countries and kind that overlap in time and have a different status.

    Rows of two different domains are about different things; a row without a domain may be about any. What belongs to
    a scenario is meant to differ from what is known, and is left out. Rows that overlap are one group.
    """
    candidate = ~(columns.is_("status", "hypothetical") & columns.filled("scenario"))
    flagged = candidate & (_at_odds(columns, candidate) > 0)
    places = np.flatnonzero(flagged)
    return _together(columns, places, _clusters(columns, places))


def _at_odds(columns: Columns, candidate: Mask) -> Ints:
    """How many candidates of another status overlap each row."""
    status = columns.table["status"]
    topic, blank = columns.topic, ~columns.filled("domain")
    with_domain = _numbered(topic, columns.table["domain"])

    def different(groups: Ints, among: Mask) -> Ints:
        return _overlapping(columns, groups, among) - _overlapping(columns, _numbered(groups, status), among)

    narrow = different(with_domain, candidate) + different(topic, candidate & blank)
    return np.where(blank, different(topic, candidate), narrow)


def _clusters(columns: Columns, places: Ints) -> Ints:
    """A number for each row: those among `places` of one topic that follow each other without a gap have the same."""
    topic, first, last = columns.topic[places], columns.first[places], columns.last[places]
    order = np.lexsort((first, topic))
    reach = pd.Series(last[order]).groupby(topic[order]).cummax().to_numpy()
    fresh = np.ones(len(places), dtype=bool)
    fresh[1:] = (topic[order][1:] != topic[order][:-1]) | (first[order][1:] > reach[:-1])
    numbers = np.zeros(len(columns.topic), dtype="int64")
    numbers[places[order]] = np.cumsum(fresh)
    return numbers


# --- sources ---


def outlet(citation: str, url: str) -> str:
    """Who says it: the first part of the citation up to a comma, else the host of the address."""
    name = " ".join(citation.partition(",")[0].casefold().split())
    if name:
        return name
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def _outlets(columns: Columns) -> tuple[Ints, Mask]:
    """A number for the outlets of each row, and which rows name several."""
    pairs = pd.Series(list(zip(columns.text("citation"), columns.text("url"), strict=True)), dtype=object)
    labels, distinct = pd.factorize(pairs)
    named = [_named(citation, url) for citation, url in distinct]
    numbers, _ = pd.factorize(np.array(["\n".join(sorted(names)) for names in named], dtype=object))
    several = np.array([len(names) > 1 for names in named], dtype=bool)
    return numbers[labels], several[labels]


def _named(citation: str, url: str) -> set[str]:
    parts = [part for part in SEVERAL.split(citation) if part.strip()]
    return {outlet(part, url) for part in parts} or {outlet("", url)}


# --- on columns ---


def singles(columns: Columns, mask: Mask) -> Groups:
    """Each row by itself, the strongest first."""
    places = np.flatnonzero(mask)
    order = np.argsort(-columns.intensity[places], kind="stable")
    return Groups(places[order], np.arange(len(places) + 1))


def _together(columns: Columns, places: Ints, group: Ints) -> Groups:
    """Those of one group together; the group with the strongest row first."""
    of = group[places]
    strongest = pd.Series(columns.intensity[places]).groupby(of).transform("max").to_numpy()
    order = np.lexsort((places, of, -strongest))
    changes = np.flatnonzero(np.diff(of[order])) + 1
    bounds = np.concatenate([[0], changes, [len(places)]]) if len(places) else np.array([0])
    return Groups(places[order], bounds)


def _numbered(groups: Ints, values: Any) -> Ints:
    """A number for each distinct combination of group and value."""
    codes, distinct = pd.factorize(values)
    numbers, _ = pd.factorize(groups * (len(distinct) + 1) + codes)
    return numbers.astype("int64")


def _overlapping(columns: Columns, group: Ints, among: Mask) -> Ints:
    """For each row the number of rows among those of its group whose dates overlap its own.

    All of the group, but those that begin after the row ends and those that end before it begins.
    """
    width = 4 * OPEN
    begins, ends = (np.sort(group[among] * width + days[among]) for days in (columns.first, columns.last))
    begun = np.searchsorted(begins, group * width + columns.last, side="right")
    over = np.searchsorted(ends, group * width + columns.first, side="left")
    return begun - over


def _days(values: Any) -> Ints:
    """Days since 1970, moved so that none is below zero."""
    return values.astype("datetime64[D]").astype("int64") + OPEN // 4


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
