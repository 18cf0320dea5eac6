"""The names and codes that `geo/codes.py` looks up, read from `data/`, and how a text is folded for that."""

from __future__ import annotations

import csv
import io
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

__all__ = ["MISSPELLED", "SCHEMES", "Tables", "accented", "exonyms", "fold", "tables"]

#: The schemes a caller may name: ISO 3166-1, FIPS 10-4, Correlates of War, Gleditsch-Ward, CAMEO.
SCHEMES = ("iso2", "iso3", "iso_n3", "fips", "cow", "gw", "cameo")

ENGLISH = frozenset({"label", "admin", "name", "long", "formal", "ciawf", "sort", "alt", "brk", "en"})
SHORTEST = 4  # a shorter name in another language than English counts only with its accents
LISTED = frozenset({"variant", "former"})
SUGGESTED = frozenset({"label", "name", "formal", "en", "variant", "former"})
CODE_FIELDS = frozenset({"iso2", "iso3", "iso_n3", "fips"})
MISSPELLED = "misspelling"  # the field of names that are wrong, but can only mean one country
TITLE_OF_NAME = re.compile(r"([^,(]{4,}) of (?:the )?([^,(]{4,})")
BETWEEN_WORDS = re.compile(r"[\s\-–,.()/&\[\]:;]+")  # not \W: the vowel signs of Hindi are no word characters
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ə": "e"}
    | {"ی": "ي", "ى": "ي", "ک": "ك", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ة": "ه", "ـ": ""}
)
#: Modifier letters used as apostrophes, accents, points of Hebrew, vowel signs and hamza of Arabic.
ACCENTS = (("\u02b0", "\u02ff"), ("\u0300", "\u036f"), ("\u0591", "\u05c7"), ("\u0610", "\u061a"), ("\u064b", "\u065f"))
NOT_ASCII_LETTER = re.compile("[^a-z0-9]+")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

#: Ways to write a word inside a longer name. Both forms are put in the index, so that a lookup stays exact.
WORDS = {
    "and": ("and", ""),
    "the": ("the", ""),
    "saint": ("saint", "st", "ste"),
    "st": ("saint", "st"),
    "republic": ("republic", "rep"),
    "rep": ("republic", "rep"),
    "democratic": ("democratic", "dem"),
    "dem": ("democratic", "dem"),
    "islands": ("islands", "island", "isles", "isl", "is"),
    "island": ("islands", "island", "isl", "is"),
    "is": ("islands", "island", "isles", "isl", "is"),
    "territory": ("territory", "terr", "ter"),
}


@dataclass(frozen=True)
class Tables:
    """What the data files say, by folded text."""

    labels: Mapping[str, str]  # iso3 -> name to show
    codes: Mapping[str, str]  # ISO alpha-2, alpha-3 (capitals) and numeric (three digits) -> iso3
    names: Mapping[str, str]  # folded name -> iso3
    nothing: Mapping[str, tuple[str, tuple[str, ...]]]  # folded name -> what it is, iso3 codes to suggest
    notes: Mapping[str, str]  # folded former or misspelled name -> remark
    close: Mapping[str, str]  # folded name in English -> iso3, for suggestions
    schemes: Mapping[str, Mapping[str, tuple[str, str]]]  # scheme -> code -> iso3 or "", what the code means


def fold(text: str) -> str:
    """The letters and digits of a text without case, accents, punctuation and spaces.

    Accents go in the Latin, Greek and Cyrillic scripts, vowel points and hamza in Arabic and Hebrew; the marks of
    other scripts belong to the letter and stay.
    """
    if text.isascii():
        return NOT_ASCII_LETTER.sub("", text.lower())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(LETTERS)
    return "".join(filter(belongs, plain))


def belongs(char: str) -> bool:
    """True for a letter, a digit, or a mark that is part of its letter."""
    if any(first <= char <= last for first, last in ACCENTS):
        return False
    return char.isalnum() or unicodedata.category(char).startswith("M")


def read(name: str) -> list[dict[str, str]]:
    """The rows of one of our CSV files."""
    text = files("data").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def exonyms() -> list[dict[str, str]]:
    """What the map calls countries other than the source does, and what else is read as that name, as rows of names.

    The last row of a country and a language is the name that is drawn.
    """
    found = []
    for row in read("exonyms.csv"):
        names = [*filter(None, row["also"].split("; ")), row["text"]]
        found += [{"iso3": row["iso3"], "field": row["lang"], "text": name} for name in names]
    return found


def capital(text: str) -> str:
    """With a capital letter at the start: some names begin with a small article."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """All tables, read once, at the first use."""
    source, shown = read("country_names.csv"), exonyms()
    natural_earth, aliases, others = source + shown, read("aliases.csv"), read("not_countries.csv")
    rows = natural_earth + aliases
    known, shared = by_name(natural_earth)
    preferred, shared_too = by_name(row for row in aliases if row["field"] != MISSPELLED)
    names = {key: iso3 for key, iso3 in (known | preferred).items() if key not in shared_too}
    nothing = {key: ("is a name that fits more than one country", isos) for key, isos in (shared | shared_too).items()}
    nothing = {key: found for key, found in nothing.items() if key not in names}
    for row in others:
        found = ("is " + row["what"], tuple(row["countries"].split()))
        nothing |= dict.fromkeys(map(fold, spellings(row["text"])), found)
    wrong = {fold(row["text"]): row["iso3"] for row in aliases if row["field"] == MISSPELLED}
    return Tables(
        labels={row["iso3"]: capital(row["text"]) for row in rows if row["field"] in ("en", "label")},
        codes={row["text"]: row["iso3"] for row in rows if row["field"] in {"iso2", "iso3", "iso_n3"}},
        names={key: iso3 for key, iso3 in (wrong | names).items() if key not in nothing},
        nothing={key: (f"this {what}", isos) for key, (what, isos) in nothing.items()},
        notes=dict.fromkeys(wrong, "a usual misspelling") | {fold(r["text"]): r["note"] for r in aliases if r["note"]},
        close=similar(rows),
        schemes=read_schemes(rows),
    )


def similar(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The names to compare a misspelled one with: in English or listed by us, four letters or more."""
    keys = ((fold(row["text"]), row["iso3"]) for row in rows if row["field"] in SUGGESTED)
    return {key: iso3 for key, iso3 in keys if len(key) >= SHORTEST}


def by_name(rows: Iterable[Mapping[str, str]]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Folded names that stand for one country, and those that several share."""
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for key in keys_of(row):
            owners[key].add(row["iso3"])
    single = {key: next(iter(isos)) for key, isos in owners.items() if len(isos) == 1}
    return single, {key: tuple(sorted(isos)) for key, isos in owners.items() if len(isos) > 1}


def keys_of(row: Mapping[str, str]) -> set[str]:
    """The folded spellings of one row of names; none for a code."""
    field, text = row["field"], row["text"]
    if field in CODE_FIELDS:
        return set()
    if field == MISSPELLED:
        return {fold(text)}
    if field in ENGLISH | LISTED:
        return {fold(spelling) for spelling in spellings(text)}
    if len(fold(text)) < SHORTEST and fold(text).isascii():
        return set() if text.isascii() else {accented(text)}
    return {fold(text), fold(text.translate(UMLAUTS))} if field == "de" else {fold(text)}


def accented(text: str) -> str:
    """The key of a short name that its accents tell from a code or a word: Ý (Italy in Vietnamese) is not Y."""
    return "=" + unicodedata.normalize("NFC", text).strip().casefold()


def spellings(text: str) -> Iterator[str]:
    """The usual ways to write a name: "Republic of Korea" is also "Korea, Rep. of" and "Korea, Rep."."""
    forms = [text]
    if match := TITLE_OF_NAME.fullmatch(text):
        forms += [f"{match[2]} {match[1]} of", f"{match[2]} {match[1]}"]
    for form in forms:
        words = BETWEEN_WORDS.split(form.casefold())
        choices = [WORDS.get(word, (word,)) for word in words] if len(words) > 1 else [tuple(words)]
        yield from ("".join(choice) for choice in itertools.product(*choices))


def read_schemes(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, tuple[str, str]]]:
    """Scheme -> code -> iso3 (or "") and meaning. Of a code used twice the later use counts; CAMEO extends ISO."""
    schemes: dict[str, dict[str, tuple[str, str]]] = {scheme: {} for scheme in SCHEMES}
    for row in rows:
        if row["field"] in CODE_FIELDS:
            schemes[row["field"]][row["text"]] = (row["iso3"], "")
    schemes["cameo"] |= schemes["iso3"]
    for row in sorted(read("schemes.csv"), key=lambda row: row["valid_from"]):
        for code in filter(None, (row["code"], row["letters"])):
            schemes[row["scheme"]][code] = (row["iso3"], row["name"])
    return schemes
