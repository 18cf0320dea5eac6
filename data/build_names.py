"""The names table: what Natural Earth calls each country, in every language and code it has.

`build(natural_earth)` is a pure function; `data/build.py` downloads, calls it and writes the result::

    frame = geopandas.read_file(zip_path, encoding="utf-8")   # the .dbf is UTF-8, there is no .cpg
    build(frame).to_csv("data/country_names.csv", index=False, lineterminator="\n")

`geo/names.py` reads that file together with `exonyms.csv`, `aliases.csv`, `not_countries.csv` and `schemes.csv`, which
are kept by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

__all__ = ["KOSOVO", "LANGUAGES", "MISTAKES", "NAME_FIELDS", "build"]

KOSOVO = "XKX"

#: Our field -> Natural Earth's column. The names that count as English come first.
#: ABBREV and POSTAL are left out: "Ang." is Angola and Anguilla, "S.L." Sierra Leone and Saint Lucia.
NAME_FIELDS = {
    "admin": "ADMIN",
    "name": "NAME",
    "long": "NAME_LONG",
    "formal": "FORMAL_EN",
    "ciawf": "NAME_CIAWF",
    "sort": "NAME_SORT",
    "alt": "NAME_ALT",
    "brk": "BRK_NAME",
    "formal_fr": "FORMAL_FR",
}

LANGUAGES = (
    "ar", "bn", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru",
    "sv", "tr", "uk", "ur", "vi", "zh", "zht",
)  # fmt: skip

CODE_FIELDS = {"iso2": "ISO_A2_EH", "iso3": "ISO_A3_EH", "iso_n3": "ISO_N3_EH", "fips": "FIPS_10"}

#: Natural Earth's own keys of what it lists apart under the ISO code of the owner: the Indian Ocean Territories, the
#: Coral Sea Islands, Ashmore and Cartier (all Australia), Brazilian Island, Clipperton (France).
DEPENDENCIES = frozenset({"IOA", "CSI", "ATC", "BRI", "CLP"})

#: Values in the source that are wrong; (iso3, field, text).
MISTAKES = frozenset(
    {
        ("PSE", "he", "ארץ ישראל"),  # "Land of Israel", given as the Hebrew name of Palestine
        ("CUW", "fips", "NT"),  # the Netherlands Antilles, which are no more
        ("SXM", "fips", "NT"),
    }
)


def build(natural_earth: pd.DataFrame) -> pd.DataFrame:
    """Names and codes of every country in Natural Earth, one row each.

    Parameters
    ----------
    natural_earth : the admin-0 countries table at 1:10m as read from the shapefile; the geometry is not used

    Returns
    -------
    DataFrame with the text columns `iso3`, `field` and `text`, sorted by iso3, in a fixed order within a country.
    Fields: `iso2`, `iso3`, `iso_n3`, `fips`, the keys of NAME_FIELDS and of LANGUAGES.
    Kosovo, which has no ISO code, is XKX. Small dependencies that share the code of their owner (Clipperton, the
    Coral Sea Islands, ...) add nothing: their names are not names of the owner.
    """
    rows = [row for _, record in natural_earth.iterrows() for row in country_rows(record)]
    table = pd.DataFrame(rows, columns=["iso3", "field", "text"]).drop_duplicates()
    return table.sort_values("iso3", kind="stable", ignore_index=True)


def country_rows(record: pd.Series) -> Iterator[tuple[str, str, str]]:
    """The rows of one record of Natural Earth; none if it is not a country of its own."""
    iso3 = KOSOVO if record["ADM0_A3"] == "KOS" else record["ISO_A3_EH"]
    if iso3 == "-99" or shares_code_of_owner(record):
        return
    columns = CODE_FIELDS | NAME_FIELDS | {language: f"NAME_{language.upper()}" for language in LANGUAGES}
    for field, column in columns.items():
        for text in parts(iso3 if field == "iso3" else record[column], field):
            if (iso3, field, text) not in MISTAKES:
                yield iso3, field, text


def shares_code_of_owner(record: pd.Series) -> bool:
    """True for reefs and islets that Natural Earth lists apart but under the ISO code of their owner."""
    return bool(record["ADM0_A3"] in DEPENDENCIES)


def parts(value: object, field: str) -> list[str]:
    """The usable texts of one cell; `NAME_ALT` may hold several, separated by commas."""
    if not isinstance(value, str) or value in {"", "-99"}:
        return []
    texts = value.split(",") if field == "alt" else [value]
    return [text.strip() for text in texts if text.strip()]
