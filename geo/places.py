"""The places that relations can concern: the disputed areas, by key or by any usual name.

A place is written as the keys of its areas in `data/disputed_areas.csv`, in alphabetical order and parted by
semicolons: `crimea`, `abkhazia;south-ossetia`. A key stands for itself exactly as it is written. Any other text
resolves if it equals a listed name once case, accents, punctuation and spaces are folded away: a name of the table, one
of `data/place_names.csv`, which also has names of several areas (Donbas, Kashmir), or a country's where one of these is
a disputed area as a whole. Otherwise it comes back as `UnknownPlace`, with the closest names, never as a guess.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz, process

from geo import codes
from geo.names import fold, read, spellings
from geo.worldviews import periods

__all__ = ["MARK", "UnknownPlace", "areas_of", "is_place", "place_name", "places", "resolve_place", "short_names"]

MARK = ";"
LONGEST = 200  # characters of one name
CLOSE = 75.0  # least similarity (0 to 100) of a suggestion
SHORTEST = 4  # letters of a name that is looked for inside a longer text
MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class UnknownPlace:
    """A text that names no disputed area we know; false in a condition.

    Attributes
    ----------
    text : the text as it came, or that part of it which is not known
    suggestions : names of at most three areas, the closest first; empty if nothing is close
    """

    text: str
    suggestions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return False


def places() -> Mapping[str, str]:
    """Key -> name of all disputed areas, in the order of their names."""
    return _tables()[0]


def areas_of(place: str) -> tuple[str, ...]:
    """The keys of the areas that a place is made of; () for none."""
    return tuple(place.split(MARK)) if place else ()


def place_name(place: str) -> str:
    """A place in words: `Abkhazia and South Ossetia`."""
    keys = areas_of(place)
    if len(keys) == 1:
        return places().get(place, place)
    *names, last = short_names(keys) or ("",)
    return f"{', '.join(names)} and {last}" if names else last


def short_names(keys: Iterable[str]) -> list[str]:
    """Names of areas without what says which part of something it is; of several parts of one thing, one name."""
    return list(dict.fromkeys(places().get(key, key).partition(", ")[0] for key in keys))


def resolve_place(text: str) -> str | UnknownPlace:
    """The place of a text: keys or names, parted by semicolons; empty for an empty text. Never raises."""
    found: set[str] = set()
    for part in filter(None, map(str.strip, text.split(MARK))):
        keys = _keys(part)
        if not keys:
            return UnknownPlace(part, _closest(part))
        found.update(keys)
    return MARK.join(sorted(found))


def is_place(text: str) -> bool:
    """Whether a text names disputed areas and nothing else; cheap, as nothing is suggested."""
    parts = [part for part in map(str.strip, text.split(MARK)) if part]
    return bool(parts) and all(map(_keys, parts))


@cache
def _tables() -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    """Key -> name, and folded name -> keys. Names that we list go before keys: Donetsk is more than `donetsk`."""
    names = dict(sorted({period.key: period.name for period in periods()}.items(), key=lambda item: fold(item[1])))
    keys: dict[str, tuple[str, ...]] = {fold(key): (key,) for key in names}
    keys |= {fold(form): (key,) for key, name in names.items() for form in spellings(name)}
    listed = [(row["text"], tuple(row["areas"].split(MARK))) for row in read("place_names.csv")]
    keys |= {fold(form): areas for text, areas in listed for form in (text, *spellings(text)) if fold(form)}
    return MappingProxyType(names), MappingProxyType(keys)


@lru_cache(maxsize=4096)
def _keys(text: str) -> tuple[str, ...]:
    """The areas of one name; () if it is not known."""
    names, known = _tables()
    if text in names:
        return (text,)
    if len(text) > LONGEST:
        return ()
    bare = codes.FOOTNOTE.sub("", text).strip(codes.AROUND)
    for form in dict.fromkeys((text, bare, codes.THE.sub(" ", bare))):
        if (key := fold(form)) in known:
            return known[key]
    country = codes.answer(text, None, suggest=False)
    return known.get(fold(country), ()) if isinstance(country, str) else ()


def _closest(text: str) -> tuple[str, ...]:
    """Names of the areas that are named in a longer text, or spelled most like it."""
    names, known = _tables()
    words = re.split(r"[\W_]+", text[:LONGEST])
    pairs = itertools.combinations(range(len(words) + 1), 2)
    runs = [fold("".join(words[i:j])) for i, j in pairs if j - i <= MOST_WORDS]
    inside = [run for run in runs if len(run) >= SHORTEST and run in known]
    key = fold(text[:LONGEST])
    around = [name for name in known if len(key) >= SHORTEST and key in name]
    alike = [name for name, _, _ in process.extract(key, known.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=12)]
    keys = dict.fromkeys(key for name in (*inside, *alike, *around) for key in known[name])
    return tuple(names[key] for key in keys)[:3]
