"""Any usual country name or code to ISO 3166-1 alpha-3 (XKX for Kosovo).

A text resolves if it equals a listed name or code once case, accents, punctuation and spaces are folded away;
otherwise it comes back as `Unresolved`, with the reason and the closest names, never as a guess.

What is listed, in order of precedence:

1. `data/not_countries.csv`: places, groups and former states that are not a country, and names that fit several;
2. `data/aliases.csv`: short, official and former names, usual variants, codes Natural Earth lacks; and, where no other
   name is meant, usual misspellings;
3. `data/country_names.csv`: Natural Earth's names in all its languages, and its ISO codes; with them
   `data/exonyms.csv`: the names we show in place of some of these, and why.

A name that two countries share within one list stands for neither. Two letters are always ISO alpha-2, so FIPS,
Correlates of War, Gleditsch-Ward and CAMEO codes (`data/schemes.csv`) are read only where their scheme is named.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from geo.errors import UsageError
from geo.names import SCHEMES, accented, fold, tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SCHEMES", "Unresolved", "fold", "is_missing", "known", "note", "resolve", "resolve_column"]

MISSING = frozenset({"na", "nan", "nat", "none", "null", "nil", "unknown", "missing", "unspecified", "tbd"})
LONGEST = 120  # characters; the longest name listed has 98
MOST_SUGGESTED = 1000  # distinct values of a column that get suggestions: a wrong column would take minutes
CLOSE = 68.0  # least similarity (0 to 100) of a suggestion
WORSE = 15.0  # one that is so much less like it than the best is no help

FOOTNOTE = re.compile(r"(?:\s*(?:\[\s*(?:note\s*|nb\s*)?\w{1,2}\s*\]|\(\s*\d{1,2}\s*\)|[*†‡§¶#¹²³⁰⁴-⁹]))+\s*$")
NAME_AND_CODE = re.compile(r"(.{2,}?)\s*\(\s*([A-Za-z]{2,3})\s*\)\s*")
AROUND = " \t\n\r\"'`“”‘’„«»"  # quotation marks around a code
THE = re.compile(r"\bthe\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A text that names no country we know; false in a condition.

    Attributes
    ----------
    text : the text as it came
    suggestions : at most three countries as "Name (ISO)", the closest first; empty if nothing is close
    reason : in plain words why it was not resolved
    """

    text: str
    suggestions: tuple[str, ...]
    reason: str

    def __bool__(self) -> bool:
        return False


def resolve(text: object, scheme: str | None = None) -> str | Unresolved:
    """ISO 3166-1 alpha-3 code of the country that a name or code stands for.

    Parameters
    ----------
    text : a name in any language Natural Earth has, or an ISO code. "NA", "None", "nan" and blank are missing values.
        Whole numbers are read as their digits: three digits are the ISO numeric code. Other types never resolve.
    scheme : one of `SCHEMES`: the text is a code of that scheme and nothing else ("NA" with "iso2" is Namibia).
        A number that a later state took over stands for that state (COW 345 is Serbia).

    Returns
    -------
    The code, or an `Unresolved` with the reason and suggestions. Never raises for any text.

    Raises
    ------
    UsageError
        There is no such scheme.
    """
    return answer(as_text(text), scheme, suggest=True)


def resolve_column(values: pd.Series, scheme: str | None = None) -> tuple[pd.Series, dict[str, Unresolved]]:
    """Resolve every value of a column, each distinct one once.

    Parameters
    ----------
    values : names or codes
    scheme : as in `resolve`

    Returns
    -------
    codes : Series of dtype object with the same index and name; None where a value was not resolved
    unresolved : each distinct value that was not resolved, as text, in order of appearance, then "" if any is
        missing; only the first 1,000 carry suggestions

    Raises
    ------
    UsageError
        There is no such scheme.
    """
    import numpy as np
    import pandas as pd

    positions, distinct = distinct_values(values)
    unresolved: dict[str, Unresolved] = {}
    answers = np.full(len(distinct) + 1, None, dtype=object)
    for position, value in enumerate([*distinct, None]):
        text = as_text(value)
        found = answer(text, scheme, suggest=len(unresolved) < MOST_SUGGESTED)
        if isinstance(found, str):
            answers[position] = found
        elif value is not None or (positions == -1).any():
            unresolved.setdefault(text, found)
    return pd.Series(answers[positions], index=values.index, name=values.name, dtype=object), unresolved


def known(text: str, scheme: str | None = None) -> bool:
    """Whether a text is a country or something we know to be none, like NATO; cheap, as nothing is suggested."""
    if scheme:
        return isinstance(scheme_code(text, scheme), str)
    return isinstance(name_or_code(text), str) or fold(text) in tables().nothing


def is_missing(text: str, scheme: str | None = None) -> bool:
    """Whether a text stands for no value, like "NA", "None" or a dash; codes of a named scheme go first."""
    if fold(text) and fold(text) not in MISSING:
        return False
    return not isinstance(answer(text, scheme, suggest=False), str)


def note(text: str) -> str:
    """What to tell of a former or misspelled name that resolves all the same ("the name until 1997"), or ""."""
    notes = tables().notes
    return next((notes[key] for key in map(fold, attempts(text)) if key in notes), "")


# --- looking up ---


def as_text(value: object) -> str:
    """A value as text: "" for None, NaN, NaT and the like; whole floats without the decimals."""
    if isinstance(value, str):
        return value
    import numpy as np
    import pandas as pd  # not at the top: to look up one name must not take a second

    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float | np.floating):
        return "" if math.isnan(value) else f"{value:.0f}" if float(value).is_integer() else str(value)
    return str(value)


def distinct_values(values: pd.Series) -> tuple[Any, Any]:
    """Position of each value among the distinct ones (-1 for missing), and these; whatever the values are."""
    import numpy as np
    import pandas as pd

    raw = values.to_numpy(dtype=object)
    try:
        positions, distinct = pd.factorize(raw)
    except TypeError:  # lists and dictionaries from JSON
        positions, distinct = pd.factorize(np.array([as_text(value) for value in raw], dtype=object))
    return positions, distinct


def answer(text: str, scheme: str | None, *, suggest: bool) -> str | Unresolved:
    """`resolve` for a text; without suggestions where they are not wanted."""
    if scheme is not None and scheme not in SCHEMES:
        raise UsageError(f"there is no code scheme “{scheme}”; the schemes are {', '.join(SCHEMES)}")
    found = scheme_code(text, scheme) if scheme else name_or_code(text)
    if isinstance(found, str):
        return found
    reason, countries = found
    if countries is None:
        countries = closest(text) if suggest else ()
    labels = tables().labels
    return Unresolved(text, tuple(f"{labels[iso3]} ({iso3})" for iso3 in countries[:3]), reason)


NO_VALUE = "there is no value"
NO_NAME = "no country has this name or code"

#: Either the ISO alpha-3 code, or why there is none and which countries to suggest (None: those spelled like it).
Finding = str | tuple[str, tuple[str, ...] | None]


@lru_cache(maxsize=8192)
def name_or_code(text: str) -> Finding:
    """The country of a name or ISO code; tried as it is, then without footnote marks and articles around it."""
    if len(text) > LONGEST:
        return "this is too long for the name of a country", ()
    for attempt in attempts(text):
        found = exactly(attempt)
        if found is not None:
            return found
    return name_with_code(FOOTNOTE.sub("", text).strip(AROUND)) or (NO_NAME, None)


def attempts(text: str) -> list[str]:
    """The text as it is, without footnote marks and quotation marks around it, and without the article."""
    bare = FOOTNOTE.sub("", text).strip(AROUND)
    return list(dict.fromkeys([text.strip(), bare, THE.sub(" ", bare).strip()]))


def exactly(text: str) -> Finding | None:
    """The country of a text that is an ISO code or a listed name; None if it is neither."""
    known, key = tables(), fold(text)
    if not key or key in MISSING:
        return NO_VALUE, ()
    if re.fullmatch(r"[A-Za-z]{2,3}|[0-9]{3}", text) and text.upper() in known.codes:
        return known.codes[text.upper()]
    if re.fullmatch(r"[0-9]+", text):
        return "this is not an ISO numeric code (three digits); codes of other schemes need the scheme named", ()
    if key in known.nothing and accented(text) not in known.names:
        return known.nothing[key]
    return known.names.get(accented(text)) or known.names.get(key)


def name_with_code(text: str) -> str | None:
    """The country of "Armenia (ARM)", if name and code agree."""
    match = NAME_AND_CODE.fullmatch(text)
    if match is None:
        return None
    name, code = exactly(match[1]), exactly(match[2])
    return name if isinstance(name, str) and name == code else None


def scheme_code(text: str, scheme: str) -> Finding:
    """The country of a code of the scheme."""
    code = text.strip().upper()
    known = tables().schemes[scheme]
    if re.fullmatch(r"[0-9]+(\.0+)?", code):
        digits = code.partition(".")[0].lstrip("0")
        code = digits.zfill(3) if scheme == "iso_n3" else digits
    if code in known:
        iso3, meaning = known[code]
        return iso3 or (f"{scheme} {code} is “{meaning}”, which is not a country of today", suggested(meaning))
    if not code or fold(code) in MISSING:
        return NO_VALUE, ()
    return f"the scheme {scheme} has no such code", suggested(text)


def suggested(text: str) -> tuple[str, ...] | None:
    """What to suggest for a text read without a scheme: the country itself, if it names one."""
    found = name_or_code(text)
    return (found,) if isinstance(found, str) else found[1]


def closest(text: str) -> tuple[str, ...]:
    """At most three countries whose names are contained in the text or are spelled most like it."""
    key = fold(text[:LONGEST])
    if len(key) < 3 or key.isdigit():
        return ()
    close = tables().close
    words = re.split(r"[\W_]+", text[:LONGEST])
    runs = (fold("".join(words[i:j])) for i, j in itertools.combinations(range(len(words) + 1), 2) if j - i <= 4)
    inside = [close[run] for run in runs if len(run) >= 4 and run in close]
    alike = process.extract(key, close.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=12)
    near = [close[name] for name, score, _ in alike if score > alike[0][1] - WORSE]
    return tuple(dict.fromkeys(inside + near))[:3]
