"""The map in words: headline, subtitle and the text alternative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.cards import period
from geo.dates import day_name, month_name
from geo.rows import KIND, Row
from geo.select import Selection, over_before
from geo.timeline import Span
from geo.view import KINDS, View

__all__ = [
    "LONG_WINDOW_DAYS",
    "WHEN",
    "Standing",
    "among",
    "counted",
    "described",
    "headline",
    "headlines_over_time",
    "joined",
    "named",
    "standing_of",
    "subtitle",
    "ties_of",
    "when_of",
]

MOST_NAMED = 3
MOST_AMONG = 4
MOST_TOLD = 12
LONG_WINDOW_DAYS = 550
WHEN = "{when}"  # stands in the headlines of frames for the day that is shown

Namer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a country stands with others in the relations shown, each list strongest first."""

    backed_by: tuple[str, ...] = ()
    backs: tuple[str, ...] = ()
    at_odds: tuple[str, ...] = ()


class Tie(NamedTuple):
    """A relation as one of its two countries sees it."""

    partner: str
    tension: bool
    gives: bool
    gets: bool
    intensity: float


def ties_of(key: str, rows: Iterable[Any]) -> list[Tie]:
    """The relations of a country, in the order of the rows; those with itself are none."""
    return [_tie(key, row) for row in rows if (row.source == key) != (row.target == key)]


def _tie(key: str, row: Any) -> Tie:
    acts = row.source == key
    partner = row.target if acts else row.source
    return Tie(partner, row.kind == "tension", acts or row.mutual, not acts or row.mutual, row.intensity)


def standing_of(ties: Iterable[Tie]) -> Standing:
    """Partners whose support of a country (or its of them) outweighs the tension between the two, and the reverse.

    Support towards, support from and tension between are sums of intensities over the relations given; a mutual
    relation counts in both directions. A partner stands in `at_odds` when the tension between the two is greater than
    the greater of the two supports.
    """
    sums: tuple[dict[str, float], ...] = ({}, {}, {})
    for tie in ties:
        for side, size in zip(sums, _shares(tie), strict=True):
            if size:
                side[tie.partner] = side.get(tie.partner, 0.0) + size
    return _stand(*sums)


def _shares(tie: Tie) -> tuple[float, float, float]:
    """What a relation adds to the support given to the partner, the support got from it, the tension between them."""
    if tie.tension:
        return 0.0, 0.0, tie.intensity * (tie.gives + tie.gets)
    return tie.intensity * tie.gives, tie.intensity * tie.gets, 0.0


def _stand(given: Mapping[str, float], got: Mapping[str, float], tension: Mapping[str, float]) -> Standing:
    partners = given.keys() | got.keys() | tension.keys()
    odds = {p for p in partners if tension.get(p, 0) > max(given.get(p, 0), got.get(p, 0))}
    return Standing(
        backed_by=_by_size({p: w for p, w in got.items() if p not in odds}),
        backs=_by_size({p: w for p, w in given.items() if p not in odds}),
        at_odds=_by_size({p: w for p, w in tension.items() if p in odds}),
    )


def headline(view: View, selection: Selection, key: str, name: Namer) -> str:
    """What is seen, in one sentence: who stands where with the country the map is about."""
    when = when_of(selection.window)
    if selection.shown.empty:
        return _nothing(view, when, name)
    if view.dir == "between" and view.countries and not view.focus:
        text = f"{among(view, name)} {when}: {_counts(selection.rows)}"
    else:
        said = _stand_words(view, *_now_and_before(key, selection), name)
        text = f"{name(key)} {when}: {said or _counts(_own(key, selection))}"
    return f"What if: {view.scenario.replace('-', ' ')}. {text}" if view.scenario else text


def _nothing(view: View, when: str, name: Namer) -> str:
    """What there is nothing of: with a focus, who is meant, in which direction, and of what kind."""
    if not view.focus:
        return f"No relations to show {when}"
    others = [key for key in view.countries if key != view.focus]
    whom = "any of those chosen" if len(others) > 2 else " or ".join(map(name, others)) or "anybody"
    one = view.kind[0] if len(view.kind) == 1 else ""
    both = view.dir not in ("in", "out")
    if both and one != "support":
        said = f"no {one or 'relations'} with {whom}"
    elif one == "support":
        said = f"no support {'from or for' if both else 'from' if view.dir == 'in' else 'for'} {whom}"
    else:
        said = f"no {one or 'support or tension'} {'from' if view.dir == 'in' else 'towards'} {whom}"
    narrow = view.min > View().min or view.domain or not {*View().status} <= {*(view.status or View().status)}
    prefix = f"What if: {view.scenario.replace('-', ' ')}. " if view.scenario else ""
    return f"{prefix}{name(view.focus)} {when}: {said} {'for these choices' if narrow else 'in these data'}"


def headlines_over_time(view: View, selection: Selection, key: str, name: Namer, span: Span) -> Callable[[int], str]:
    """The headline for the relations in force from a day of the span on, with `{when}` where the day belongs."""
    own = np.zeros(len(selection.rows), dtype=bool)
    own[places := _own_places(key, selection)] = True
    kinds = selection.shown["kind"].to_numpy(dtype=object)
    of_kind = [kinds == kind for kind in KINDS]
    support, tension = (span.running(mask) for mask in of_kind)
    own_support, own_tension = (span.running(mask & own) for mask in of_kind)
    standing = _standings(key, _own(key, selection), places, span)
    listed = view.dir == "between" and view.countries and not view.focus
    prefix = f"What if: {view.scenario.replace('-', ' ')}. " if view.scenario else ""
    nothing = _nothing(view, WHEN, name)

    def at(day: int) -> str:
        counts = _kind_counts(support[day], tension[day])
        if not counts:
            return nothing
        if listed:
            return f"{prefix}{among(view, name)} {WHEN}: {counts}"
        said = _stand_words(view, standing(day), Standing(), name)
        mine = _kind_counts(own_support[day], own_tension[day]) or "no relations of its own"
        return f"{prefix}{name(key)} {WHEN}: {said or mine}"

    return at


def _standings(key: str, own: Iterable[Row], place: npt.NDArray[np.intp], span: Span) -> Callable[[int], Standing]:
    """How a country stands with others from each day of the span on; `own` are its relations, at `place` in it."""
    ties = ties_of(key, own)
    partners = sorted({tie.partner for tie in ties})
    column = np.array([partners.index(tie.partner) for tie in ties], dtype=np.intp)
    weight = np.array([_shares(tie) for tie in ties], dtype=float).reshape(-1, 3)
    sums = [span.sums(place, column, weight[:, side], len(partners)) for side in range(3)]

    def at(day: int) -> Standing:
        rows = (dict(zip(partners, side[day].tolist(), strict=True)) for side in sums)
        return _stand(*({partner: size for partner, size in row.items() if size > 0} for row in rows))

    return at


def _own(key: str, selection: Selection) -> list[Row]:
    """The relations of a country with others."""
    return [selection.rows[place] for place in _own_places(key, selection).tolist()]


def _own_places(key: str, selection: Selection) -> npt.NDArray[np.intp]:
    """Where they are among all that is shown."""
    acts, receives = (selection.shown[end].to_numpy(dtype=object) == key for end in ("source", "target"))
    return np.flatnonzero(acts != receives)


def _now_and_before(key: str, selection: Selection) -> tuple[Standing, Standing]:
    """Standing by what is in force at the end of the window, or was shortly before; and by what ended earlier.

    A headline about July must not count who fell out in December among the friends.
    """
    past = over_before(selection.window).isoformat()
    mine = _own(key, selection)
    now = [row for row in mine if not row.last or row.last >= past]
    before = [row for row in mine if row.last and row.last < past]
    if len(before) == len(mine) and not any(not row.last or row.last >= past for row in selection.rows):
        return standing_of(ties_of(key, mine)), Standing()
    return standing_of(ties_of(key, now)), standing_of(ties_of(key, before))


def subtitle(view: View, selection: Selection, worldview: str) -> str:
    """Window, filters and worldview in words."""
    first, last = selection.window
    when = f"on {day_name(first)}" if first == last else f"between {day_name(first)} and {day_name(last)}"
    parts = [f"Relations in force {when}"]
    if view.kind != KINDS:
        parts.append(f"only {joined(view.kind)}")
    parts.append(_sureness(view))
    if view.domain:
        parts.append(joined(view.domain))
    if view.min > 1:
        parts.append(f"strength {view.min:g} and above")
    parts.append(worldview)
    return " · ".join(parts)


def described(title: str, head: str, selection: Selection, rows: Sequence[Row], name: Namer) -> tuple[str, ...]:
    """The text alternative, a sentence each. `rows` are the relations drawn, strongest first."""
    count = len(selection.shown)
    sentences = [f"{title}. {head}.", f"The map shows {_counts(selection.rows)}." if count else "The map is empty."]
    sentences += [_told(row, name) for row in rows[:MOST_TOLD]]
    if len(rows) > MOST_TOLD:
        sentences.append(f"{len(rows) - MOST_TOLD:,} more relations are drawn.")
    if count > len(rows):
        sentences.append(f"{count - len(rows):,} relations are counted but not drawn.")
    return tuple(sentences)


def joined(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def counted(number: int, one: str, many: str) -> str:
    """`1 relation`, `2,000 relations`."""
    return f"{number:,} {one if number == 1 else many}"


def _by_size(sums: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(sums, key=lambda key: (-sums[key], key)))


def _stand_words(view: View, now: Standing, before: Standing, name: Namer) -> str:
    if view.dir == "out":
        parts = [named("supports ", now.backs, name)]
    else:
        lost = [partner for partner in before.backed_by if partner not in now.backed_by]
        parts = [named("backed by ", now.backed_by, name), named("no longer by ", lost, name)]
    parts.append(named("at odds with ", now.at_odds, name))
    return ", ".join(part for part in parts if part) or named("supports ", now.backs, name)


def named(words: str, keys: Sequence[str], name: Namer) -> str:
    """The strongest by name, and how many more there are: a list that stops short would read as complete."""
    if len(keys) <= MOST_NAMED + 1:
        return words + joined([name(key) for key in keys]) if keys else ""
    return words + joined([*(name(key) for key in keys[:MOST_NAMED]), f"{len(keys) - MOST_NAMED} others"])


def when_of(window: tuple[date, date]) -> str:
    """A window in a headline: `in July 2025`, `from 2014 to 2025`."""
    first, last = window
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"in {last.year}"
    if (last - first).days <= LONG_WINDOW_DAYS:
        return f"in {month_name(last)}"
    return f"from {first.year} to {last.year}"


def among(view: View, name: Namer) -> str:
    """The countries that were listed, by name if they are few."""
    keys = view.countries
    return joined([name(key) for key in keys]) if len(keys) <= MOST_AMONG else f"Between {len(keys)} countries"


def _counts(rows: Iterable[Row]) -> str:
    kinds = Counter(map(KIND, rows))
    return _kind_counts(kinds["support"], kinds["tension"])


def _kind_counts(support: int, tension: int) -> str:
    said = []
    if support:
        said.append(f"{counted(support, 'relation', 'relations')} of support")
    if tension:
        said.append(f"{tension:,} of tension" if said else f"{counted(tension, 'relation', 'relations')} of tension")
    return joined(said)


def _sureness(view: View) -> str:
    said = joined(view.status)
    if view.scenario:
        said += f", with the what-if “{view.scenario.replace('-', ' ')}”"
    return f"only {said}" if len(view.status) == 1 else said


def _told(row: Row, name: Namer) -> str:
    doubt = "" if row.status == "documented" else f" ({row.status})"
    when = period(row.first, row.last)
    when = when[0].lower() + when[1:]
    rest = f"{row.intensity:g} of 5, {when}{doubt}."
    if row.mutual:
        return f"{name(row.source)} and {name(row.target)}: mutual {row.kind}, {rest}"
    return f"{row.kind.capitalize()} from {name(row.source)} to {name(row.target)}, {rest}"
