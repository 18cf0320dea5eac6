"""The names and codes by which the search box of the browser finds a country or a disputed area, as one compact file.

The box folds texts as `geo.names.fold` does. A name that stands for one country only (`geo.codes.resolve`) is listed
for that one, even where another list gives it to a second country as well.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from geo.codes import resolve
from geo.names import CODE_FIELDS, ENGLISH, LISTED, MISSPELLED, SCHEMES, exonyms, fold, read, tables
from geo.places import MARK

__all__ = ["SCHEME_NAMES", "name_index"]

#: How each scheme of codes is called where a code is shown.
SCHEME_NAMES = {
    "iso2": "ISO 2",
    "iso3": "ISO 3",
    "iso_n3": "ISO number",
    "fips": "FIPS",
    "cow": "Correlates of War",
    "gw": "Gleditsch-Ward",
    "cameo": "CAMEO",
}


def name_index(languages: Collection[str] | None = None) -> str:
    """JSON of all names and codes, the same text for the same tables.

    `schemes` names the schemes; `countries` has for each ISO alpha-3 two texts: its codes, the schemes parted by "|"
    and the codes of one scheme by spaces, and its names, parted by "|", each folded text once. `places` has for each
    disputed area its names besides the first one, of whatever language.

    Parameters
    ----------
    languages : besides English, former and other usual names, those in these languages (`de`, `zht` ...); None is all
    """
    codes = _codes()
    names = {iso3: "|".join(found.values()) for iso3, found in _names(frozenset(languages or ()), languages is None)}
    countries = {iso3: [codes.get(iso3, ""), text] for iso3, text in sorted(names.items())}
    plain = {"schemes": [SCHEME_NAMES[scheme] for scheme in SCHEMES], "countries": countries, "places": _places()}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _names(languages: frozenset[str], every: bool) -> Iterator[tuple[str, Mapping[str, str]]]:
    """ISO alpha-3 and its names by their folded text, English first."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for iso3, field, text in _rows():
        if every or field in ENGLISH | LISTED | languages:
            found[iso3].setdefault(fold(text), text)
    return iter(found.items())


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    """ISO alpha-3, field and text of every name that may stand for the country."""
    rows = [*read("country_names.csv"), *exonyms(), *read("aliases.csv")]
    names = ((row["iso3"], row["field"], row["text"]) for row in rows if row["field"] not in CODE_FIELDS | {MISSPELLED})
    kept = [(iso3, field, text) for iso3, field, text in names if (resolve(text) or iso3) == iso3]
    return tuple(sorted(kept, key=lambda row: row[1] not in ENGLISH))


def _places() -> dict[str, str]:
    """Area -> its names. One that stands for several areas is a name of each."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in read("place_names.csv"):
        for key in row["areas"].split(MARK):
            found[key].append(row["text"])
    return {key: "|".join(texts) for key, texts in sorted(found.items())}


def _codes() -> dict[str, str]:
    """ISO alpha-3 -> its codes; what another scheme has of ISO's letters is not said twice."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: {scheme: [] for scheme in SCHEMES})
    for scheme in SCHEMES:
        for code, (iso3, _) in tables().schemes[scheme].items():
            if iso3 and (code != iso3 or scheme == "iso3"):
                found[iso3][scheme].append(code)
    return {iso3: "|".join(" ".join(codes) for codes in schemes.values()) for iso3, schemes in found.items()}
