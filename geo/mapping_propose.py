"""Proposes where each column of the contract comes from: by what the columns are called, and by what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from geo.mapping_contents import Look, look_at
from geo.mapping_dates import Ambiguous, day_first_of, iso_end
from geo.mapping_fits import FITS
from geo.mapping_levels import level_rule
from geo.mapping_types import ColumnMapping, Proposal, Signed
from geo.mapping_values import kind_words, nice_range, scale_rule, signed_rule
from geo.mapping_words import ONE_WAY, heading_rank
from geo.names import fold
from geo.rawtable import RawTable
from geo.validate import COLUMNS, REQUIRED

__all__ = ["DEFAULT_INTENSITY", "propose"]

DEFAULT_INTENSITY = "3"
SEVERAL = 8  # numbers, among which a single one outside of 1 to 5 is a slip
ODD = 0.02  # so many of the numbers may lie outside of their scale: they are slips, not a wider scale

WORDS = {
    "source": "who acts",
    "target": "towards whom",
    "kind": "support or tension",
    "intensity": "how strongly",
    "start": "since when",
    "end": "until when",
    "mutual": "whether it holds both ways",
    "domain": "the field",
    "status": "how sure it is",
    "scenario": "the scenario",
    "summary": "the summary",
    "citation": "who says so",
    "url": "the link",
    "id": "the key of the row",
    "place": "the disputed area it is about",
}


def propose(
    raw: RawTable, scheme: str | None = None, today: date | None = None, given: Mapping[str, str] | None = None
) -> Proposal:
    """What each column of a table seems to be, from its name and from its contents.

    Parameters
    ----------
    scheme : the countries are codes of this scheme (see `geo.names.SCHEMES`)
    today : for the default start of a table without dates, which is the first of January of this year
    given : columns of the contract that somebody has named the column of the file for

    Returns
    -------
    A proposal. `missing` lists what no column was found for: nobody can guess who, whom and of what kind. Where there
    is no intensity or no date, a default is proposed, and `questions` says so.
    """
    frame = raw.frame
    looks = [look_at(frame[name], scheme) for name in frame.columns]
    taken = _assigned(looks, given or {})
    if "intensity" not in (given or {}):
        _drop_doubtful(looks, taken)
    by_place = _put_left_first(looks, taken, given or {})
    reasons = {name: _reason(name, look) for name, look in taken.items()}
    _add_open_end(looks, taken, reasons)
    if by_place:
        reasons["source"] += "; of two columns of countries the left one is taken for the source"
    signed, scale, rule = _numbers(taken, reasons)
    columns = {name: taken[name].name for name in COLUMNS if name in taken}
    if said := level_rule(map(str, raw.frame[columns["intensity"]].unique())) if "intensity" in columns else "":
        rule = f"{rule}; {said}" if rule else f"“{columns['intensity']}” from {said}"
    defaults, questions = _defaults(taken, signed, today or date.today())
    mapping = ColumnMapping(
        columns,
        signed,
        scale,
        defaults,
        scheme=scheme,
        one_way="mutual" in taken and fold(columns["mutual"]) in ONE_WAY,
    )
    missing = tuple(name for name in REQUIRED if not mapping.file_column(name) and name not in defaults)
    unknown = _unknown_kinds(raw, columns)
    questions |= _asked(missing, unknown, mapping) | _asked_order(raw, columns, reasons)
    used = {*columns.values(), signed.column if signed else ""}
    unused = tuple(look.name for look in looks if look.name not in used)
    return Proposal(mapping, reasons, unused, missing, rule, questions, unknown)


def _rank(column: str, look: Look) -> int:
    rank = heading_rank(column, look.name)
    if column == "intensity" and look.signed:  # "relation" from -10 to 10 is a number, not a word for the kind
        return max(rank, min(heading_rank("kind", look.name), 2))
    return rank


def _assigned(looks: Sequence[Look], given: Mapping[str, str]) -> dict[str, Look]:
    """Contract column -> file column: those given, then the best fit first, each once; of equal ones the left one."""
    pairs = [
        (-FITS[name](_rank(name, look), look), order, place)
        for order, name in enumerate(FITS)
        for place, look in enumerate(looks)
    ]
    places = {look.name: place for place, look in enumerate(looks)}
    taken = {name: looks[places[heading]] for name, heading in given.items()}
    used = {places[heading] for heading in given.values()}
    for score, order, place in sorted(pairs):
        name = list(FITS)[order]
        if score < 0 and name not in taken and place not in used:
            taken[name] = looks[place]
            used.add(place)
    return taken


def _put_left_first(looks: Sequence[Look], taken: dict[str, Look], given: Mapping[str, str]) -> bool:
    """Whether only their places tell who acts of two columns of countries: not how many of their names are known."""
    ends = ("source", "target")
    if not all(name in taken and name not in given and not _rank(name, taken[name]) for name in ends):
        return False
    pair = (taken["source"].name, taken["target"].name)
    taken["source"], taken["target"] = (look for look in looks if look.name in pair)
    return True


def _drop_doubtful(looks: Sequence[Look], taken: dict[str, Look]) -> None:
    """Of several columns of numbers under unknown headings none is the intensity, but for one with a sign."""
    look = taken.get("intensity")
    if look is None or _rank("intensity", look) or look.signed:
        return
    used = {other.name for name, other in taken.items() if name != "intensity"}
    if sum(FITS["intensity"](0, other) > 0 for other in looks if other.name not in used) > 1:
        del taken["intensity"]


def _add_open_end(looks: Sequence[Look], taken: dict[str, Look], reasons: dict[str, str]) -> None:
    """Two columns of dates with unknown names are start and end, in this order."""
    if "start" not in taken or "end" in taken or _rank("start", taken["start"]):
        return
    used = {look.name for look in taken.values()}
    free = [look for look in looks if look.name not in used and FITS["start"](0, look)]
    if len(free) == 1:
        taken["end"] = free[0]
        reasons["end"] = f"“{free[0].name}” is the second column of dates"


def _reason(column: str, look: Look) -> str:
    rank = heading_rank(column, look.name)
    share = {
        "source": (look.countries, "countries"), "target": (look.countries, "countries"),
        "kind": (look.kinds, "words for support or tension"),
        "intensity": max((look.numbers, "numbers"), (look.levels, "words for how strong it is")),
        "start": (max(look.dates, look.years), "dates"), "end": (max(look.dates, look.years), "dates"),
        "mutual": (look.truths, "words for yes and no"), "status": (look.statuses, "words for how sure it is"),
        "domain": (look.domains, "fields we know"), "url": (look.urls, "web addresses"),
        "place": (look.places, "disputed areas"),
    }.get(column)  # fmt: skip
    called = {3: "has the name of the column", 2: "is a usual name for it", 1: "is nearly a usual name for it"}
    said = [f"“{look.name}” {called[rank]}"] if rank else []
    if share and share[0] > 0:
        texts = "all of its texts" if share[0] == 1 else f"{max(round(100 * share[0]), 1)}% of its texts"
        said.append(f"{texts} are {share[1]}" if rank else f"{texts} in “{look.name}” are {share[1]}")
    elif not rank:
        said.append(f"“{look.name}” holds long texts")
    return f"{WORDS[column]}: {' and '.join(said)}"


def _numbers(taken: dict[str, Look], reasons: dict[str, str]) -> tuple[Signed | None, tuple[float, float] | None, str]:
    """How the numbers are read; a column that is kind and intensity in one is taken out of `taken`."""
    look = taken.get("intensity")
    if look is None or not len(look.values):
        return None, None, ""
    low, high = _scale(look)
    if "kind" not in taken and look.signed:
        del taken["intensity"]
        signed = Signed(look.name, low, high)
        reasons.pop("intensity")
        reasons["kind"] = f"support or tension, and how strongly: “{look.name}” has numbers on both sides of zero"
        return signed, None, f"“{look.name}” from {signed_rule(signed)}"
    if (low, high) == (1.0, 5.0):
        return None, None, ""
    return None, (low, high), f"“{look.name}” from {scale_rule(low, high)}"


def _scale(look: Look) -> tuple[float, float]:
    """The usual scale that all but a few of the numbers fit in."""
    spare = int(len(look.values) * (0.1 if heading_rank("intensity", look.name) == 3 else ODD))
    middle = np.sort(look.values)
    tries = [middle[low : len(middle) - (spare - low)] for low in range(0, spare + 1, max(spare // 4, 1))]
    if heading_rank("intensity", look.name) >= 2 and len(middle) >= SEVERAL and _all_but_one_ours(middle):
        return 1.0, 5.0
    ranges = [nice_range(middle), *(nice_range(part) for part in tries if len(part))]
    return min(ranges, key=lambda found: (found != (1.0, 5.0), found[1] - found[0]))


def _all_but_one_ours(ordered: Any) -> bool:
    """Whether all but the least or the greatest number are from 1 to 5, as on hardly any wider scale."""
    return bool((ordered[0] >= 1 and ordered[-2] <= 5) or (ordered[1] >= 1 and ordered[-1] <= 5))


def _defaults(taken: Mapping[str, Look], signed: Signed | None, today: date) -> tuple[dict[str, str], dict[str, str]]:
    defaults, questions = {}, {}
    if "intensity" not in taken and signed is None:
        defaults["intensity"] = DEFAULT_INTENSITY
        questions["intensity"] = (
            f"No column says how strong a relation is: every one gets {DEFAULT_INTENSITY} of 5 unless you say another."
        )
    if "start" not in taken:
        defaults["start"] = date(today.year, 1, 1).isoformat()
        questions["start"] = (
            f"No column has dates: every relation counts from {defaults['start']} on unless you say another day."
        )
    return defaults, questions


def _unknown_kinds(raw: RawTable, columns: Mapping[str, str]) -> tuple[str, ...]:
    if "kind" not in columns:
        return ()
    distinct = [str(text) for text in raw.frame[columns["kind"]].unique() if str(text).strip()]
    known = kind_words(distinct, {})
    return tuple(dict.fromkeys(text.strip() for text in distinct if text not in known))


def _asked(missing: Sequence[str], unknown: Sequence[str], mapping: ColumnMapping) -> dict[str, str]:
    asked = {}
    if "kind" in missing:
        asked["kind"] = "No column says whether a relation is support or tension: choose one for all, or a column."
    if unknown:
        shown = ", ".join(f"“{word[:40]}”" for word in unknown[:8]) + (" …" if len(unknown) > 8 else "")
        asked["kinds"] = f"Say for each of these words whether it is support or tension: {shown}."
    return asked


def _asked_order(raw: RawTable, columns: Mapping[str, str], reasons: dict[str, str]) -> dict[str, str]:
    """What to ask where day and month can't be told apart; the reasons say so where a date proves the order."""
    dated = {
        name: [str(text) for text in raw.frame[columns[name]].unique()] for name in ("start", "end") if name in columns
    }
    proofs = {found for found in map(day_first_of, dated.values()) if found is not None}
    for name, texts in dated.items():
        if day_first_of(texts) is not None:
            reasons[name] += f"; a date shows that the {'day' if day_first_of(texts) else 'month'} comes first"
            continue
        doubt = next((text for text in texts if len(proofs) != 1 and _is_ambiguous(text)), "")
        if doubt:
            said = f"Does the day or the month come first in “{columns[name]}”? “{doubt}” can be read in both ways."
            return {"day_first": said}
    return {}


def _is_ambiguous(text: str) -> bool:
    try:
        iso_end(text)
    except Ambiguous:
        return True
    return False
