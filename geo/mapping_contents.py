"""What a column holds, whatever it is called: countries, dates, numbers, addresses, words for kinds, long texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo import codes
from geo.mapping_dates import Ambiguous, iso_end
from geo.mapping_levels import level_of
from geo.mapping_values import is_blank, kind_words, numbers_of, truth_of
from geo.mapping_words import DOMAIN_WORDS, MUTUAL, ONE_WAY, OPEN_END, STATUS_WORDS
from geo.names import fold
from geo.places import is_place
from geo.validate import DATE, MAX_LENGTH, YEARS

__all__ = ["Look", "look_at"]

SAMPLE = 300  # distinct values looked at; a column of a quarter of a million texts tells no more than that
MOSTLY = 0.3  # with fewer numbers than that among its texts no column is one of numbers
YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
WEB = re.compile(r"(?i)(https?://|www\.)\S+")


@dataclass(frozen=True)
class Look:
    """What is in a column; the shares are of distinct values, 0 to 1.

    Attributes
    ----------
    name : the column
    filled : share of the rows that have something in it
    distinct : how many different texts there are
    unique : no text stands twice and none is missing
    countries : share of names and codes that we know, groups like NATO among them
    dates, years, numbers, kinds, truths, ways, statuses, domains, urls, places, levels : shares of what can be read as
        one; levels are words for how strong a relation is
    in_years : share of texts with a year in them, like "spring 2024"
    length : mean number of characters
    values : the numbers of all rows that have one; empty if hardly any has
    """

    name: str
    filled: float
    distinct: int
    unique: bool
    countries: float = 0.0
    dates: float = 0.0
    years: float = 0.0
    numbers: float = 0.0
    kinds: float = 0.0
    truths: float = 0.0
    ways: float = 0.0
    statuses: float = 0.0
    domains: float = 0.0
    urls: float = 0.0
    places: float = 0.0
    levels: float = 0.0
    in_years: float = 0.0
    length: float = 0.0
    longest: int = 0
    values: Any = None

    @property
    def wordy(self) -> bool:
        """Words rather than countries, dates, numbers or addresses."""
        return max(self.countries, self.dates, self.numbers, self.urls) < 0.5

    @property
    def few(self) -> bool:
        """Some short words again and again, as a column of categories has them."""
        return self.wordy and self.distinct <= 40 and self.length <= 40

    @property
    def signed(self) -> bool:
        """Numbers on both sides of zero, or below it."""
        return self.numbers >= 0.5 and len(self.values) > 0 and bool(self.values.min() < 0)

    @property
    def counted(self) -> bool:
        """Numbers that look like those of rows or keys: whole, each one once."""
        return self.unique and self.distinct > 5 and bool(np.all(self.values == np.floor(self.values)))


def look_at(column: pd.Series, scheme: str | None = None) -> Look:
    """Look at a column of texts; countries are read in `scheme` if one is named."""
    places, found = pd.factorize(column)
    texts = [str(text) for text in found]
    full = [place for place, text in enumerate(texts) if not is_blank(text)]
    kept = [texts[place] for place in full]
    rows = np.isin(places, full)
    name, unique = str(column.name), len(kept) == len(column)
    if not kept:
        return Look(name, 0.0, 0, False, values=np.empty(0))
    sample = kept if len(kept) <= SAMPLE else [kept[i] for i in np.linspace(0, len(kept) - 1, SAMPLE).astype(int)]
    lengths = [len(text) for text in sample]
    digits = numbers_of(sample)
    wanted = (~np.isnan(digits)).mean() >= MOSTLY
    spread = numbers_of(texts)[places] if wanted else np.empty(0)
    return Look(
        name,
        float(rows.mean()),
        len(kept),
        unique,
        values=spread[~np.isnan(spread)],
        numbers=float((~np.isnan(digits)).mean()),
        years=float(((digits >= YEARS[0]) & (digits <= YEARS[1]) & (digits == np.floor(digits))).mean()),
        length=sum(lengths) / len(lengths),
        longest=max(lengths),
        **_shares(sample, scheme),
    )


def _shares(sample: Sequence[str], scheme: str | None) -> dict[str, float]:
    tests: dict[str, Callable[[str], bool]] = {
        "countries": lambda text: len(text) <= MAX_LENGTH["source"] and codes.known(text, scheme),
        "dates": _is_date,
        "truths": lambda text: truth_of(text) in ("true", "false"),
        "ways": lambda text: fold(text) in MUTUAL | ONE_WAY,
        "statuses": lambda text: fold(text) in STATUS_WORDS,
        "domains": lambda text: fold(text) in DOMAIN_WORDS,
        "levels": lambda text: level_of(text) != "",
        "in_years": lambda text: YEAR.search(text) is not None,
        "urls": lambda text: WEB.match(text.strip()) is not None,
        "places": lambda text: len(text) <= MAX_LENGTH["place"] and is_place(text),
    }
    shares = {name: sum(map(test, sample)) / len(sample) for name, test in tests.items()}
    return {**shares, "kinds": len(kind_words(sample, {})) / len(sample)}


def _is_date(text: str) -> bool:
    if len(text) > 40:
        return False
    try:
        return re.match(DATE, iso_end(text)) is not None or fold(text) in OPEN_END
    except Ambiguous:
        return True
