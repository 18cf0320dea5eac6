"""The words on hover cards: what is known of a relation and of a country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from geo.dates import day_name
from geo.places import place_name
from geo.rows import SOURCE, TARGET, Row
from geo.spec import Card

__all__ = ["SURENESS", "Figures", "between", "country_card", "gist", "period", "relation_card"]

SURENESS = {
    "documented": "Documented",
    "alleged": "Alleged: claimed by one side or unnamed sources",
    "hypothetical": "Hypothetical: a what-if, not a plan anybody has announced",
}
STRONGEST_SHOWN = 4

Namer = Callable[[str], str]


class Figures(NamedTuple):
    """What a country gives and gets in the relations shown, as sums of intensities."""

    support_given: float
    support_received: float
    tension_given: float
    tension_received: float


def relation_card(row: Row, name: Namer) -> Card:
    """Who, whom, what, since when, how sure, and the source."""
    return _relation_card(row, name(row.source), name(row.target))


# The same in every view of a data set; as many are kept as one map can hold.
@lru_cache(maxsize=20_000)
def _relation_card(row: Row, source: str, target: str) -> Card:
    what = f"{row.kind.capitalize()} · {row.domain}" if row.domain else row.kind.capitalize()
    rows = [("What", what), ("Strength", f"{row.intensity:g} of 5"), ("When", period(row.first, row.last))]
    rows.append(("How sure", SURENESS[row.status]))
    if row.place:
        rows.insert(1, ("About", place_name(row.place)))
    if row.scenario:
        rows.append(("What-if", row.scenario.replace("-", " ")))
    return Card(
        title=_between(row, source, target),
        rows=tuple(rows),
        text=row.summary,
        link_text=row.citation or (row.url and "Source"),
        url=row.url,
    )


def between(row: Row, name: Namer) -> str:
    """The two countries of a relation: `Russia → Ukraine`."""
    return _between(row, name(row.source), name(row.target))


def _between(row: Row, source: str, target: str) -> str:
    return f"{source} {'⇄' if row.mutual else '→'} {target}"


def country_card(
    key: str,
    name: Namer,
    figures: Figures | None,
    value_text: tuple[str, str] | None,
    strongest: Sequence[Row],
) -> Card:
    """Figures of a country and its strongest relations; without figures it has no relations in view."""
    if figures is None:
        return Card(title=name(key), text="No relations in this view.")
    rows = [value_text] if value_text else []
    rows.append(("Support", _given_received(figures.support_given, figures.support_received)))
    rows.append(("Tension", _given_received(figures.tension_given, figures.tension_received)))
    rows += [(row.kind.capitalize(), gist(row, key, name)) for row in strongest[:STRONGEST_SHOWN]]
    return Card(title=name(key), rows=tuple(rows))


def gist(row: Row, key: str, name: Namer) -> str:
    """A relation in half a line, as seen from one of its two countries."""
    if row.mutual:
        side = f"with {name(row.target if row.source == key else row.source)}"
    else:
        side = f"towards {name(row.target)}" if row.source == key else f"from {name(row.source)}"
    doubt = "" if row.status == "documented" else f", {row.status}"
    return f"{side}, {row.intensity:g} of 5{doubt}"


@lru_cache(maxsize=10_000)
def period(first: str, last: str) -> str:
    """`Since 15 June 2021`, `On 27 June 2025` or `13 June 2025 to 24 June 2025`, from ISO dates."""
    start = day_name(date.fromisoformat(first))
    if not last:
        return f"Since {start}"
    if first == last:
        return f"On {start}"
    return f"{start} to {day_name(date.fromisoformat(last))}"


def strongest_of(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Country -> its relations in the order given, at most as many as a card shows."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    wanting = {*map(SOURCE, rows), *map(TARGET, rows)}
    for row in rows:
        if not wanting:
            break
        for key in wanting.intersection((row.source, row.target)):
            found[key].append(row)
            if len(found[key]) == STRONGEST_SHOWN:
                wanting.remove(key)
    return found


def _given_received(given: float, received: float) -> str:
    return f"total strength {given:g} to others, {received:g} from others"
