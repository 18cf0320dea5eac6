"""How well a column of a file fits one of the contract, from its heading and its contents; 0 is not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

from geo.mapping_contents import Look
from geo.mapping_words import HEADINGS
from geo.names import fold
from geo.validate import MAX_LENGTH

__all__ = ["FITS"]

# Numbers under such headings count or name something: case_id, disno, 2019; "column 1" has no heading at all.
NO_MEASURE = re.compile(r"(?i)(id|no|nr|num|number|code|index)$|^#$|^(19|20)[0-9]{2}$|^column [0-9]+$")
MANY = 0.5  # so many of the texts of a column must be words for how strong a relation is


# `rank` is that of the heading, 0 to 3.


def _fits_country(rank: int, look: Look) -> float:
    if look.countries >= (0.2 if rank else 0.6):
        sure = 0.5 if "country" in fold(look.name) else 0.0  # of Actor1Code and Actor1CountryCode the second is meant
        return 2 + rank + sure + look.countries if rank else 1 + look.countries
    other = max(look.dates, look.urls) >= 0.5 or look.length > 40 or look.truths == 1
    return 0.0 if rank < 2 or other else rank - 1.5


def _fits_kind(rank: int, look: Look) -> float:
    if look.countries >= 0.5 or not 0 < look.distinct <= 200 or look.ways == 1:
        return 0.0
    if look.kinds >= (0.3 if rank else 0.7):
        return 2 + rank + look.kinds if rank else 1 + look.kinds
    return 0.5 + 0.3 * rank if rank >= 2 and look.few and look.statuses < 0.5 else 0.0


def _fits_intensity(rank: int, look: Look) -> float:
    if rank and look.levels >= MANY:
        return 2 + rank + look.levels
    if look.numbers < (0.5 if rank else 0.9) or (look.kinds == 1 and look.distinct <= 2):
        return 0.0
    if rank:
        return 2 + rank + look.numbers
    if NO_MEASURE.search(look.name):
        return 0.0
    plain = look.years < 0.5 and look.dates < 0.5 and not look.counted and np.abs(look.values).max() <= 100
    return 1.5 if plain and look.countries < 0.5 else 0.0


def _fits_date(rank: int, look: Look) -> float:
    dated = max(look.dates, look.years)
    if dated < (0.3 if rank else 0.8):  # dates that can't be read are faults to be told
        return 1.0 if rank >= 2 and look.in_years >= 0.5 and look.countries < 0.5 else 0.0
    return 2 + rank + dated if rank else 1 + dated


def _fits_end(rank: int, look: Look) -> float:
    if rank and look.filled == 0:
        return 1.0  # everything is still in force
    return _fits_date(rank, look) if rank else 0.0


def _fits_mutual(rank: int, look: Look) -> float:
    if look.ways == 1:  # "directed" and "undirected" tell what they are under any heading
        return 3.0 + rank
    return 3.0 + rank if rank >= 2 and look.truths >= 0.5 else 0.0


def _fits_status(rank: int, look: Look) -> float:
    if look.statuses >= (0.3 if rank else 0.8):
        return 2 + rank + look.statuses if rank else 1 + look.statuses
    return 1.0 if rank == 3 else 0.0


def _fits_domain(rank: int, look: Look) -> float:
    if look.domains >= 0.8:
        return 1.5 + rank + look.domains if rank else 1 + look.domains
    return 1.5 + rank if rank >= 2 and look.wordy and look.longest <= MAX_LENGTH["domain"] else 0.0


def _fits_url(rank: int, look: Look) -> float:
    if look.urls >= 0.5:
        return 3 + rank + look.urls
    return 1.0 if rank == 3 else 0.0


def _fits_citation(rank: int, look: Look) -> float:
    if rank < 2 or not (look.wordy or rank == 3):
        return 0.0
    return 1.2 if fold(look.name) in HEADINGS["source"] else 1.5 + rank


def _fits_text(rank: int, look: Look) -> float:
    return 1.5 + rank if rank >= 2 and (look.wordy or rank == 3) else 0.0


def _fits_summary(rank: int, look: Look) -> float:
    return _fits_text(rank, look) or (1.0 if look.wordy and look.length >= 40 and look.urls == 0 else 0.0)


def _fits_id(rank: int, look: Look) -> float:
    return 1.5 + rank if rank >= 2 and (look.unique or rank == 3) and look.longest <= MAX_LENGTH["id"] else 0.0


def _fits_place(rank: int, look: Look) -> float:
    return 2 + rank + look.places if rank and look.places >= 0.5 else 0.0


FITS: Mapping[str, Callable[[int, Look], float]] = {
    "source": _fits_country,
    "target": _fits_country,
    "kind": _fits_kind,
    "intensity": _fits_intensity,
    "start": _fits_date,
    "end": _fits_end,
    "mutual": _fits_mutual,
    "domain": _fits_domain,
    "status": _fits_status,
    "scenario": _fits_text,
    "summary": _fits_summary,
    "citation": _fits_citation,
    "url": _fits_url,
    "id": _fits_id,
    "place": _fits_place,
}
