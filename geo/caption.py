"""A caption: what a picture of the map shows, in one to three sentences, written from the data unless somebody did."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from geo.dates import month_name
from geo.measures import MEASURES
from geo.moment import at_moment
from geo.spec import Line, MapSpec
from geo.words import LONG_WINDOW_DAYS

__all__ = ["caption", "described", "hero_of"]

_TOLD = 2  # sentences at the start of a description, on what the caption says too

_DAY = r"\d{1,2} \w+ \d{4}"
_WHEN = rf"in (?:\w+ )?\d{{4}}|on {_DAY}|from (?:{_DAY}|\d{{4}}) to (?:{_DAY}|\d{{4}})"
_HEADLINE = re.compile(rf"(?:What if: (?P<scenario>.+?)\. )?(?P<who>.+?) (?P<when>{_WHEN}): (?P<said>.+)")
_NOTHING = re.compile(rf"(?:What if: (?P<scenario>.+?)\. )?(?P<said>No relations .+|Nothing changed) (?P<when>{_WHEN})")
_COUNTS = re.compile(r"\d relations? of ")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NONE = "no (support|tension|relations with) "
_VERBS = "began|stopped|gained|lost|fell|made|no longer at odds"


class Trend(NamedTuple):
    """How far the strength of one kind of relation between two countries came since the window's first day.

    `given` and `got`: does any of it come from the country the map is about, and does any go to it?
    """

    kind: str
    pair: tuple[str, str]
    change: float
    since: date
    given: bool
    got: bool


def caption(spec: MapSpec) -> str:
    """What is seen, what changed most in the window, and which data that is: from the map alone, never the clock.

    Where the map brings a caption of its own, it is that one, on one line.

    Strengths of relations are sums of intensities, as they are in force at the end of the window (or on the day shown)
    and on its first day.
    """
    if own := " ".join(_UNSEEN.sub(" ", spec.caption).split()):
        return own
    shown = at_moment(spec)
    sentences = [_seen(shown.headline or shown.title) + _moved(spec)]
    if len(shown.description) > 1 and not spec.since and not _COUNTS.search(sentences[0]):
        sentences.append(shown.description[1])
    made = spec.provenance
    version = f", version {made.version}" if made.version and not made.digest.startswith(made.version) else ""
    return " ".join(f"{text.rstrip('.')}." for text in (*sentences, f"Data: {made.title}{version}") if text)


def described(spec: MapSpec) -> tuple[str, ...]:
    """The whole text alternative, a sentence each: the caption, and what of the description it does not say."""
    return (caption(spec), *at_moment(spec).description[_TOLD:])


def hero_of(spec: MapSpec) -> str:
    """ISO alpha-3 of the country that the headline is about; empty where it is about more than one, or about none."""
    focus = next((area.key for area in spec.areas if area.focus), "")
    parts = _HEADLINE.fullmatch(spec.headline)
    who = parts["who"] if parts else ""
    return focus or next((area.key for area in spec.areas if area.name == who), "")


def _seen(headline: str) -> str:
    """A headline as a sentence: `Azerbaijan in July 2025: backed by ...` is `In July 2025 Azerbaijan has ...`."""
    if nothing := _NOTHING.fullmatch(headline):
        said = nothing["said"].replace("No relations to show", "there are no relations to show")
        said = said.replace("No relations about", "there are no relations about").replace("Nothing", "nothing")
        return _dated(nothing["when"], nothing["scenario"], said)
    parts = _HEADLINE.fullmatch(headline)
    if not parts:
        return headline
    return _dated(parts["when"], parts["scenario"], _clause(parts["who"], parts["said"]))


def _dated(when: str, scenario: str | None, said: str) -> str:
    start = f"In the what-if “{scenario}”, {when}" if scenario else f"{when[0].upper()}{when[1:]}"
    return f"{start} {said}"


def _clause(who: str, said: str) -> str:
    """Subject and verb for what a headline lists; lists are left as they are."""
    comma = "," if ", no longer by " in said else ""
    said = said.replace(", at odds with ", f"{comma} and is at odds with ").replace(
        ", no longer by ", ", no longer that of "
    )
    if said.startswith("backed by "):
        return f"{who} has the support of {said.removeprefix('backed by ')}"
    if said.startswith(("at odds with ", "no longer by ")):
        return f"{who} is {said.replace('no longer by ', 'no longer backed by ', 1)}"
    if said.startswith("no longer at odds "):
        return f"{who} is {said}"
    if said.startswith("supports ") or re.match(_VERBS, said):
        return f"{who} {said}"
    if re.match(_NONE, said):
        return f"{who} has {said}"
    if who == "Disputed areas":
        return f"there is {said}"
    among = who[0].lower() + who[1:] if who.startswith("Between ") else f"for {who}"
    return f"the map shows, {among}, {said}"


def _moved(spec: MapSpec) -> str:
    """The greatest change in the window, of the country that the map is about, else of any two."""
    if spec.since or not spec.lines or MEASURES[spec.measure].of_areas:
        return ""
    hero = hero_of(spec)
    lines = [*spec.lines, *spec.reserve]
    days = (date.fromisoformat(spec.provenance.window[0]), date.fromisoformat(spec.at or spec.provenance.window[1]))
    found = max(_trends(lines, days, hero), key=lambda trend: (abs(trend.change), trend.pair, trend.kind), default=None)
    if not found:
        return ""
    whose = _whose(found, hero, {area.key: area.name for area in spec.areas})
    long = (days[1] - days[0]).days > LONG_WINDOW_DAYS
    since = str(found.since.year) if long else month_name(found.since)
    return f"; {found.kind} {whose} {'rose' if found.change > 0 else 'fell'} since {since}"


def _whose(found: Trend, hero: str, names: Mapping[str, str]) -> str:
    """Tension is with somebody; support has a direction."""
    one, other = (names.get(key, key) for key in found.pair)
    if not hero:
        return f"between {one} and {other}"
    partner = other if found.pair[0] == hero else one
    if found.kind == "tension":
        return f"with {partner}"
    return f"{'from' if not found.given else 'to and from' if found.got else 'for'} {partner}"


def _trends(lines: Iterable[Line], days: tuple[date, date], hero: str) -> list[Trend]:
    groups: dict[tuple[str, tuple[str, str]], list[Line]] = defaultdict(list)
    for line in lines:
        if line.source != line.target and hero in ("", line.source, line.target):
            first, second = sorted((line.source, line.target))
            groups[line.kind, (first, second)].append(line)
    found = (_trend(kind, pair, group, days, hero) for (kind, pair), group in groups.items())
    return [trend for trend in found if trend]


def _trend(kind: str, pair: tuple[str, str], lines: Sequence[Line], days: tuple[date, date], hero: str) -> Trend | None:
    """The change from the first day to the last, and the day since which the strength is beyond that of the first."""
    first, last = (day.isoformat() for day in days)
    turns = {first, last} | {line.start for line in lines} | {_after(line.end) for line in lines if line.end}
    stops = sorted(day for day in turns if first <= day <= last)
    level = [sum(line.intensity for line in lines if _holds(line, day)) for day in stops]
    change = round(level[-1] - level[0], 6)
    if not change:
        return None
    sign = 1 if change > 0 else -1
    back = max(at for at, height in enumerate(level) if (height - level[0]) * sign <= 0)
    given, got = (any(line.mutual or getattr(line, end) == hero for line in lines) for end in ("source", "target"))
    return Trend(kind, pair, change, date.fromisoformat(stops[back + 1]), given, got)


def _holds(line: Line, day: str) -> bool:
    return line.start <= day and (not line.end or day <= line.end)


def _after(day: str) -> str:
    found = date.fromisoformat(day)
    return date.fromordinal(found.toordinal() + 1).isoformat() if found < date.max else day
