"""A map of changes in words: headline, subtitle, text alternative, cards and legend rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from geo.cards import SURENESS
from geo.changes import CHANGES
from geo.dates import day_name
from geo.palette import INK, OVER_OPACITY
from geo.places import place_name
from geo.rows import Row
from geo.spec import Card, LegendRow
from geo.view import View
from geo.words import Standing, among, counted, joined, named, standing_of, ties_of

__all__ = ["Days", "Told", "change_card", "change_headline", "change_rows", "country_change_card", "described_changes"]

MOST_TOLD = 12
MOST_ON_CARD = 4
LABELS: Final = MappingProxyType(
    {
        "began": "began",
        "ended": "ended",
        "grew": "grew stronger",
        "shrank": "grew weaker",
        "turned": "turned around (the other kind prevails)",
    }
)

Namer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Days:
    """The two days that are compared, in words."""

    first: str
    last: str

    @classmethod
    def between(cls, first: date, last: date) -> Days:
        return cls(day_name(first), day_name(last))

    def __str__(self) -> str:
        return f"from {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Told:
    """One change, with all that a card tells of it.

    Attributes
    ----------
    row : the relation that stands for it, from its source to its target as the change has them
    change : one of `CHANGES`
    then, now : the relation that stood for it on each day; None where there was none
    begun, ended : relations that are in force on the later day only, and on the earlier only
    """

    row: Row
    change: str
    then: Row | None
    now: Row | None
    begun: tuple[Row, ...] = ()
    ended: tuple[Row, ...] = ()


def change_headline(
    view: View, days: Days, key: str, before: Sequence[Row], after: Sequence[Row], changes: Sequence[str], name: Namer
) -> str:
    """What has changed, in one sentence: for the country the map is about if anything has, else how much has."""
    prefix = f"What if: {view.scenario.replace('-', ' ')}. " if view.scenario else ""
    if not changes:
        return f"{prefix}Nothing changed {days}"
    if view.dir == "between" and view.countries and not view.focus:
        return f"{prefix}{among(view, name)} {days}: {counts_of(changes)}"
    then, now = (standing_of(ties_of(key, rows)) for rows in (before, after))
    said = _turns(view, then, now, name)
    if said:
        return f"{prefix}{name(key)} {days}: {said}"
    start = f"{name(view.focus)} {days}" if view.focus else f"{days}"
    return prefix + f"{start[0].upper()}{start[1:]}: {counts_of(changes)}"


def _turns(view: View, then: Standing, now: Standing, name: Namer) -> str:
    """Whose support was gained and lost, with whom it came to tension or to its end."""
    out = view.dir == "out"
    was, has = (standing.backs if out else standing.backed_by for standing in (then, now))
    friends, foes = set(was) - set(now.at_odds), set(then.at_odds) - set(now.at_odds)
    gained, lost = ("began to support ", "stopped supporting ") if out else ("gained the support of ", "lost that of ")
    parts = [
        named(gained, [key for key in has if key not in was and key not in foes], name),
        named("fell out with ", [key for key in now.at_odds if key not in then.at_odds], name),
        named("made up with ", [key for key in has if key in foes], name),
        named("no longer at odds with ", [key for key in then.at_odds if key in foes and key not in has], name),
    ]
    gone = [key for key in was if key in friends and key not in has]
    after = lost if parts[0] or out else "lost the support of "
    parts.insert(1, named(after, gone, name))
    return ", ".join(part for part in parts if part)


def counts_of(changes: Sequence[str]) -> str:
    """`3 relations began, 2 ended and 1 turned around`."""
    found = [(change, changes.count(change)) for change in CHANGES if change in changes]
    verbs = {**LABELS, "turned": "turned around"}
    said = [f"{number} {verbs[change]}" for change, number in found]
    first, number = found[0]
    said[0] = f"{counted(number, 'relation', 'relations')} {verbs[first]}"
    return joined(said)


def described_changes(
    title: str, head: str, days: Days, told: Sequence[Told], changes: Sequence[str], drawn: int, name: Namer
) -> tuple[str, ...]:
    """The text alternative, a sentence each. `told` are changes that are drawn, the strongest first; `changes` are all
    of them, `drawn` is how many of them have a line."""
    if not changes:
        return (f"{title}. {head}.", "The map shows no change.")
    sentences = [f"{title}. {head}.", f"The map shows what changed {days}: {counts_of(changes)}."]
    sentences += [_sentence(change, days, name) for change in told[:MOST_TOLD]]
    if drawn > MOST_TOLD:
        sentences.append(f"{drawn - MOST_TOLD} more changes are drawn.")
    if len(changes) > drawn:
        sentences.append(f"{len(changes) - drawn:,} changes are counted but not drawn.")
    return tuple(sentences)


def _sentence(told: Told, days: Days, name: Namer) -> str:
    row = told.row
    ends = f"between {name(row.source)} and {name(row.target)}" if row.mutual else _from_to(row, name)
    happened = {**LABELS, "turned": "now prevails where it did not"}[told.change]
    return f"{row.kind.capitalize()} {ends} {happened}: {_then_and_now(told, days)}."


def _from_to(row: Row, name: Namer) -> str:
    return f"from {name(row.source)} to {name(row.target)}"


def _then_and_now(told: Told, days: Days) -> str:
    then, now = (f"{row.intensity:g} of 5" if row else "none" for row in (told.then, told.now))
    return f"{then} on {days.first}, {now} on {days.last}"


def change_card(told: Told, days: Days, name: Namer) -> Card:
    """Both days with strength and sureness, and what began or ended in between, with its source."""
    row = told.row
    arrow = "⇄" if row.mutual else "→"
    other = "tension" if row.kind == "support" else "support"
    happened = f"now prevails, as {other} did before" if told.change == "turned" else LABELS[told.change]
    rows = [("What", f"{row.kind.capitalize()} {happened}")]
    rows += [("About", place_name(row.place))] if row.place else []
    rows += [(days.first, _standing(told.then)), (days.last, _standing(told.now))]
    news = [("Ended", item, item.last) for item in told.ended] + [("Began", item, item.first) for item in told.begun]
    rows += [(label, _news(item, day, row.citation)) for label, item, day in news[:MOST_ON_CARD]]
    if len(news) > MOST_ON_CARD:
        rows.append(("And", f"{len(news) - MOST_ON_CARD} more that began or ended"))
    return Card(
        title=f"{name(row.source)} {arrow} {name(row.target)}",
        rows=tuple(rows),
        link_text=row.citation or (row.url and "Source"),
        url=row.url,
    )


def _standing(row: Row | None) -> str:
    return f"{row.intensity:g} of 5 · {SURENESS[row.status].partition(':')[0].lower()}" if row else "none"


def _news(row: Row, day: str, linked: str) -> str:
    """When, what and who says so, unless that stands on the card already."""
    doubt = "" if row.status == "documented" else f" ({row.status})"
    when = day_name(date.fromisoformat(day)) if day else ""
    said = f"{when}, {row.intensity:g} of 5{doubt}"
    text = f"{said}: {row.summary}" if row.summary else said
    return f"{text.removesuffix('.')} ({row.citation})" if row.citation not in ("", linked) else text


def country_change_card(
    key: str, figures: Mapping[str, tuple[float, float]], change: str, told: Sequence[Told], days: Days, name: Namer
) -> Card:
    """Both gross sums on both days and the difference of a country, and its strongest changes.

    `figures` has support and tension by day, empty for "no data"; `told` are the changes of this country.
    """
    if not figures and not told:
        return Card(title=name(key), text="No relations in this view on either day.")
    rows = [("Change", change)] if change else []
    rows += [(day, f"support {support:g}, tension {tension:g}") for day, (support, tension) in figures.items()]
    rows += [_in_short(item, key, name) for item in told[:MOST_ON_CARD]]
    return Card(title=name(key), rows=tuple(rows))


def _in_short(told: Told, key: str, name: Namer) -> tuple[str, str]:
    row = told.row
    other = name(row.target if row.source == key else row.source)
    side = "with" if row.mutual else "towards" if row.source == key else "from"
    then, now = (f"{item.intensity:g}" if item else "0" for item in (told.then, told.now))
    label = {**LABELS, "turned": "turned around"}[told.change].capitalize()
    return label, f"{row.kind} {side} {other}, {then} to {now} of 5"


def change_rows(changes: Sequence[str], width: float) -> tuple[LegendRow, ...]:
    """A row of the legend for each kind of change there is."""
    return tuple(
        LegendRow(
            "change",
            LABELS[change],
            value=change,
            color=INK,
            width=width,
            opacity=OVER_OPACITY if change == "ended" else 1.0,
            count=changes.count(change),
        )
        for change in CHANGES
        if change in changes
    )
