"""Country names and codes: what resolves, what must not, and that nothing is ever guessed."""

from __future__ import annotations

import csv
import io
import string
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo import names
from geo.codes import SCHEMES, Unresolved, fold, note, resolve, resolve_column
from geo.countries import Atlas
from geo.errors import UsageError

AWKWARD_TEXT = (Path(__file__).parent / "awkward_names.csv").read_text(encoding="utf-8")
AWKWARD = list(csv.DictReader(io.StringIO(AWKWARD_TEXT, newline="")))
NATURAL_EARTH = [row for row in names.read("country_names.csv") if row["field"] not in names.CODE_FIELDS]
ALIASES = [row for row in names.read("aliases.csv") if row["field"] not in names.CODE_FIELDS]
NOT_COUNTRIES = names.read("not_countries.csv")
ISO3 = set(names.tables().codes.values())

# Names of Natural Earth that must not stand for the country they are given for, each for a reason.
COLLISIONS = {
    ("COG", "Kongo"): "Polish for the Republic, but the bare name fits two countries",
    ("GUY", "Guiana"): "Portuguese for Guyana, but the bare name fits three places",
    ("VIR", "Virgin Islands"): "the British ones are called that too",
    ("MAF", "San Martín"): "Spanish for both parts of the island",
    ("SXM", "San Martín"): "Spanish for both parts of the island",
    ("MAF", "São Martinho"): "Portuguese for both parts of the island",
    ("SXM", "São Martinho"): "Portuguese for both parts of the island",
    ("MAF", "Άγιος Μαρτίνος"): "Greek for both parts of the island",
    ("SXM", "Άγιος Μαρτίνος"): "Greek for both parts of the island",
    ("SXM", "Saint-Martin"): "French for both parts, but English for the French one: goes to MAF",
    ("MAF", "Sint-Maarten"): "Dutch for both parts, but English for the Dutch one: goes to SXM",
    ("RUS", "Nga"): "Vietnamese, but the ISO code of Nigeria",
    ("IMN", "Man"): "Dutch, but too short to be sure",
    ("MAR", "Fas"): "Turkish, but too short to be sure",
}

# Names that are right as they stand; other countries may have one a letter away (Iran and Iraq, Gambia and Zambia).
LISTED = {key for row in NATURAL_EARTH + ALIASES for key in names.keys_of(row)}


def code_of(text: object, scheme: str | None = None) -> str:
    found = resolve(text, scheme)
    return found if isinstance(found, str) else ""


@pytest.mark.parametrize("row", AWKWARD, ids=[ascii(row["text"]) for row in AWKWARD])
def test_awkward_names(row: dict[str, str]) -> None:
    assert code_of(row["text"]) == row["iso3"]


def test_the_awkward_list_is_long_enough() -> None:
    assert len({row["text"] for row in AWKWARD}) >= 150
    assert sum(not row["iso3"] for row in AWKWARD) >= 60


def test_every_name_of_natural_earth_resolves_to_its_country() -> None:
    wrong = {(row["iso3"], row["text"]) for row in NATURAL_EARTH if code_of(row["text"]) != row["iso3"]}
    assert wrong == set(COLLISIONS)


def test_every_alias_resolves_to_its_country() -> None:
    assert not [row for row in ALIASES if code_of(row["text"]) != row["iso3"]]


def test_what_is_not_a_country_never_resolves() -> None:
    assert not [row["text"] for row in NOT_COUNTRIES if resolve(row["text"])]


def test_what_is_not_a_country_is_named_for_what_it_is() -> None:
    for text, words in {
        "NATO": "alliance",
        "Hamas": "armed group",
        "Abkhazia": "disputed",
        "Crimea": "disputed",
        "West Africa": "part of the world",
        "European Union": "organisation",
        "England": "part of a country",
        "Kremlin": "city",
        "Yugoslavia": "former state",
        "Congo": "more than one country",
    }.items():
        found = resolve(text)
        assert isinstance(found, Unresolved)
        assert words in found.reason, text


def test_no_entry_is_in_two_tables() -> None:
    aliases = {key for row in ALIASES for key in names.keys_of(row)}
    others = {names.fold(spelling) for row in NOT_COUNTRIES for spelling in names.spellings(row["text"])}
    assert not aliases & others
    assert not others & {code.casefold() for code in names.tables().codes}
    assert {iso3 for row in NOT_COUNTRIES for iso3 in row["countries"].split()} <= ISO3
    assert not names.by_name(ALIASES)[1], "an alias of two countries"


def test_codes_resolve_to_their_country() -> None:
    assert len(ISO3) == 250  # the 249 of ISO 3166-1 and Kosovo
    for code in ISO3:
        assert resolve(code) == resolve(code.lower()) == resolve(code, "iso3") == code
    for code, iso3 in names.tables().codes.items():
        assert code_of(code) == ("" if code == "NA" else iso3)


def test_every_country_has_a_label_that_names_it() -> None:
    labels = names.tables().labels
    assert labels.keys() == ISO3
    for iso3, label in labels.items():
        assert resolve(label) == iso3
        assert resolve(f"{label} ({iso3})") == iso3


def test_exonyms_are_drawn_and_what_else_they_are_called_is_read() -> None:
    """One table decides: each row is the name on the map, says why, and its other names are accepted."""
    atlas, rows = Atlas.load(), names.read("exonyms.csv")
    assert all(None not in row and None not in row.values() and row["text"] and row["note"] for row in rows)
    assert len({(row["iso3"], row["lang"]) for row in rows}) == len(rows)
    for row in rows:
        assert atlas.name(row["iso3"], row["lang"]) == row["text"]
        for name in filter(None, [row["text"], *row["also"].split("; ")]):
            assert resolve(name) == row["iso3"], name
    assert {key: atlas.name(key) for key in ("TUR", "CZE", "SWZ", "CIV")} == {
        "TUR": "Türkiye",
        "CZE": "Czechia",
        "SWZ": "Eswatini",
        "CIV": "Côte d'Ivoire",
    }
    assert names.tables().labels.items() >= {key: atlas.name(key) for key in atlas.countries}.items()


@pytest.mark.parametrize("text", ["", "  ", "NA", "n/a", "None", "nan", "NULL", "?", "-", None, np.nan, pd.NA, pd.NaT])
def test_missing_values(text: object) -> None:
    found = resolve(text)
    assert isinstance(found, Unresolved)
    assert found.reason == "there is no value"
    assert not found.suggestions


def test_values_that_are_not_text() -> None:
    assert resolve(840) == resolve(840.0) == resolve(np.int64(840)) == "USA"
    assert not resolve(51)  # leading zero lost, or a code of another scheme
    assert resolve(51, "iso_n3") == "ARM"
    for value in (True, ["ARM"], b"ARM", 3.5, float("inf"), object()):
        assert isinstance(resolve(value), Unresolved)


def test_suggestions_are_close_and_few() -> None:
    found = resolve("Azerbaydjann")
    assert isinstance(found, Unresolved)
    assert not found
    assert found.suggestions[0] == "Azerbaijan (AZE)"
    assert len(found.suggestions) <= 3
    assert resolve("Syria (HTS)") == Unresolved("Syria (HTS)", ("Syria (SYR)",), "no country has this name or code")
    assert resolve("Hamas").suggestions == ()  # type: ignore[union-attr]  # not the Bahamas
    assert resolve("Vereinigte Staten").suggestions == ("United States (USA)",)  # type: ignore[union-attr]
    both = resolve("Congo").suggestions  # type: ignore[union-attr]
    assert both == ("DR Congo (COD)", "Congo-Brazzaville (COG)")


def test_former_names_carry_a_note() -> None:
    assert resolve("USSR") == "RUS"
    assert "1991" in note("Soviet Union")
    assert note("Zaïre")
    assert note("Armenia") == ""


@pytest.mark.parametrize(
    ("code", "scheme", "iso3"),
    [
        ("RS", None, "SRB"),
        ("RS", "fips", "RUS"),
        ("NO", "fips", "NOR"),
        ("IS", "fips", "ISR"),
        ("GZ", "fips", "PSE"),
        ("od", "fips", "SSD"),
        ("RI", "fips", "SRB"),
        ("KV", "fips", "XKX"),
        ("AM", "fips", "ARM"),
        ("NT", "fips", ""),  # the Netherlands Antilles are no more
        ("NA", "iso2", "NAM"),
        ("NA", None, ""),
        ("373", "cow", "AZE"),
        ("AZE", "cow", "AZE"),
        (2, "cow", "USA"),
        ("002", "cow", "USA"),
        (365.0, "cow", "RUS"),
        ("345", "cow", "SRB"),
        ("345", "gw", ""),
        ("GDR", "cow", ""),
        ("678", "cow", "YEM"),
        ("817", "cow", ""),
        ("340", "gw", "SRB"),
        ("USA", "gw", ""),  # Gleditsch and Ward have numbers only
        ("GZS", "cameo", "PSE"),
        ("ARM", "cameo", "ARM"),
        ("AFR", "cameo", ""),
        ("051", "iso_n3", "ARM"),
        ("Armenia", "iso2", ""),
    ],
)
def test_schemes(code: object, scheme: str | None, iso3: str) -> None:
    assert code_of(code, scheme) == iso3


def test_codes_of_a_scheme_without_a_country_say_what_they_mean() -> None:
    found = resolve("265", "gw")
    assert isinstance(found, Unresolved)
    assert "German Democratic Republic" in found.reason
    assert found.suggestions == ("Germany (DEU)",)


def test_unknown_codes_of_a_scheme_suggest_what_the_text_means_without_it() -> None:
    assert resolve("Armenia", "fips") == Unresolved("Armenia", ("Armenia (ARM)",), "the scheme fips has no such code")


def test_an_unknown_scheme_is_wrong_use_and_lists_the_schemes() -> None:
    for call in (lambda: resolve("RS", "nato"), lambda: resolve_column(pd.Series(["RS"]), "nato")):
        with pytest.raises(UsageError) as caught:
            call()
        assert all(scheme in str(caught.value) for scheme in SCHEMES)


def test_every_row_of_the_schemes_can_be_looked_up() -> None:
    for row in names.read("schemes.csv"):
        assert row["iso3"] in ISO3 | {""}
        found = code_of(row["code"], row["scheme"])
        later = row["valid_to"] and row["code"] == "345"  # Yugoslavia's number, which Serbia took over
        assert found == row["iso3"] or (later and found == "SRB")


def test_a_column_is_resolved_by_distinct_values() -> None:
    values = pd.Series(
        ["Armenia", "NATO", None, "armenia", np.nan, "NATO", ["x"]], index=list("abcdefg"), name="source"
    )
    codes, unresolved = resolve_column(values)
    assert codes.where(codes.notna(), None).tolist() == ["ARM", None, None, "ARM", None, None, None]
    assert codes.index.equals(values.index)
    assert codes.name == "source"
    assert set(unresolved) == {"NATO", "['x']", ""}
    assert unresolved["NATO"] == resolve("NATO")


def test_a_column_of_codes_and_an_empty_column() -> None:
    codes, unresolved = resolve_column(pd.Series([2, 365, 999]), "cow")
    assert codes.tolist() == ["USA", "RUS", None]
    assert list(unresolved) == ["999"]
    codes, unresolved = resolve_column(pd.Series([], dtype=object))
    assert len(codes) == 0
    assert unresolved == {}


def test_a_hopeless_column_stops_suggesting() -> None:
    values = pd.Series([f"Armenja {number}" for number in range(1200)])
    _, unresolved = resolve_column(values)
    assert len(unresolved) == 1200
    assert sum(bool(found.suggestions) for found in unresolved.values()) == 1000


NAMES = st.sampled_from(sorted({row["text"] for row in NATURAL_EARTH + ALIASES if len(fold(row["text"])) >= 4}))
NOISE = st.sampled_from(["", " ", "  ", "-", ".", ",", "_", "'", "’", "\u00a0", "\u200b", "/", "\t", "*"])


@given(NAMES, st.lists(NOISE, min_size=4, max_size=4), st.sampled_from([str.upper, str.lower, str.title, str.casefold]))
def test_case_and_punctuation_do_not_matter(name: str, noise: list[str], case) -> None:  # type: ignore[no-untyped-def]
    half = len(name) // 2
    noisy = noise[0] + case(name[:half]) + noise[1] + case(name[half:]) + noise[2] + noise[3]
    assert code_of(noisy) == code_of(name)


@given(NAMES.filter(str.isascii), st.integers(0, 30), st.sampled_from("\u0301\u0308\u0327\u030c\u0306"))
def test_accents_do_not_matter(name: str, position: int, accent: str) -> None:
    place = 1 + position % len(name)
    if name[place - 1].isalpha():
        assert code_of(name[:place] + accent + name[place:]) == code_of(name)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none()), st.sampled_from([None, *SCHEMES]))
def test_anything_gives_a_code_or_a_reason(value: object, scheme: str | None) -> None:
    found = resolve(value, scheme)
    if isinstance(found, str):
        assert found in ISO3
    else:
        assert found.reason
        assert len(found.suggestions) <= 3


@given(st.text(alphabet=string.ascii_letters + " ", min_size=4, max_size=12))
def test_only_what_is_listed_resolves(text: str) -> None:
    tables = names.tables()
    listed = tables.names.get(fold(text)) or tables.codes.get(text.strip().upper(), "")
    assert code_of(text) == listed or "the" in text.casefold()


@given(NAMES, st.integers(0, 99), st.sampled_from(string.ascii_lowercase), st.sampled_from(["change", "drop", "add"]))
def test_a_misspelled_name_is_never_another_country(name: str, position: int, letter: str, how: str) -> None:
    place = position % len(name)
    rest = name[place:] if how == "add" else name[place + 1 :]
    wrong = name[:place] + ("" if how == "drop" else letter) + rest
    assert code_of(wrong) in {"", code_of(name)} or fold(wrong) in LISTED


@pytest.mark.parametrize("wrong", ["Azerbaidjam", "Iseral", "New Zeelandt"])
def test_a_misspelled_name_that_is_not_listed_is_suggested_not_guessed(wrong: str) -> None:
    found = resolve(wrong)
    assert isinstance(found, Unresolved)
    right = {"A": "Azerbaijan (AZE)", "I": "Israel (ISR)", "N": "New Zealand (NZL)"}[wrong[0]]
    assert found.suggestions[0] == right


def test_a_listed_misspelling_resolves_and_says_so() -> None:
    wrong = [row["text"] for row in ALIASES if row["field"] == names.MISSPELLED]
    assert len(wrong) > 200
    assert {note(text) for text in wrong} == {"a usual misspelling"}
    assert note("“Isreal”") == note("the Untied States") == "a usual misspelling"
    assert note("Israel") == ""


def test_no_misspelling_is_listed_otherwise_or_one_letter_from_a_name_of_another_country() -> None:
    listed = [row for row in NATURAL_EARTH + ALIASES if row["field"] != names.MISSPELLED]
    right = {key: row["iso3"] for row in listed for key in names.keys_of(row)}
    for row in ALIASES:
        if row["field"] == names.MISSPELLED:
            key = fold(row["text"])
            assert key not in right.keys() | names.tables().nothing.keys(), row
            near = process.extract(key, [name for name in right if len(name) > 3], scorer=OSA.distance, score_cutoff=1)
            assert {right[name] for name, *_ in near} <= {row["iso3"]}, row
