"""Checks a table of relations, column by column, and gives it types.

Every check works on whole columns; only what is wrong is looked at cell by cell, to word the problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import process

from geo import codes
from geo.errors import Problem
from geo.places import UnknownPlace, resolve_place

__all__ = ["COLUMNS", "DOMAINS", "KINDS", "REQUIRED", "STATUSES", "YEARS", "Checked", "check_table", "parse_dates"]

COLUMNS = (
    "id", "source", "target", "kind", "intensity", "start", "end", "mutual", "domain", "status", "scenario", "summary",
    "citation", "url", "place",
)  # fmt: skip
REQUIRED = ("source", "target", "kind", "intensity", "start")
KINDS = ("support", "tension")
STATUSES = ("documented", "alleged", "hypothetical")
DOMAINS = ("military", "diplomatic", "territorial", "economic", "energy", "humanitarian", "information")
YEARS = (1800, 2100)
MAX_LENGTH = MappingProxyType(
    {
        "id": 100,
        "source": 200,
        "target": 200,
        "domain": 60,
        "scenario": 80,
        "summary": 1000,
        "citation": 500,
        "url": 2000,
        "place": 500,
    }
)
IN_LINKS = ("domain", "scenario")  # a link must be able to name them
MAX_LISTED = 100_000

TRUTHS = MappingProxyType({"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False})
# What no text may hold: control characters (but tab and line end), and code points XML has no room for.
FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]"
NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
DATE = r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}[0-9:.]*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?$"
URL = r"(?i)https?://[^\s/?#@<>\"`\\]+([/?#][^\s<>\"`\\]*)?"

Wording = Callable[[str], tuple[str, str]]
WordingAt = Callable[[str, int], tuple[str, str]]


@dataclass
class Findings:
    """Collects the problems of one table; `bad` marks the rows that have any."""

    rows: Any
    absent: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)
    bad: Any = None

    def __post_init__(self) -> None:
        self.bad = np.zeros(len(self.rows), dtype=bool)

    def add(self, column: str, wrong: Any, values: pd.Series, wording: Wording) -> None:
        """Note a problem for every row where `wrong` is true; `wording` gives message and suggestion for a value."""
        self.add_at(column, wrong, values, lambda value, _: wording(value))

    def add_at(self, column: str, wrong: Any, values: pd.Series, wording: WordingAt) -> None:
        """The same where the words need more than the value: `wording` also gets the position of the row."""
        if column in self.absent:
            return  # that the column is missing is said once
        places = np.flatnonzero(np.asarray(wrong, dtype=bool))
        self.bad[places] = True
        for place in places[:MAX_LISTED].tolist():
            value = str(values.iat[place])
            message, suggestion = wording(value, place)
            self.problems.append(Problem(message, int(self.rows[place]), column, value, suggestion))
        if len(places) > MAX_LISTED:
            message = f"{len(places) - MAX_LISTED:,} more rows from here on have such a problem"
            self.problems.append(Problem(message, int(self.rows[places[MAX_LISTED]]), column))


@dataclass(frozen=True)
class Checked:
    """What the check found.

    Attributes
    ----------
    table : typed columns of all rows, index = row numbers; cells of bad rows may hold anything
    good : bool array, the rows without a problem
    problems : by row, then by column
    """

    table: pd.DataFrame
    good: Any
    problems: tuple[Problem, ...]


def check_table(raw: pd.DataFrame, scheme: str | None = None) -> Checked:
    """Check every column of a table of texts (see `geo.readers.RawTable`).

    Columns that the contract does not know are left out. Ids that are missing stay empty.
    """
    names = {str(name).strip().lower(): name for name in raw.columns}
    absent = tuple(name for name in COLUMNS if name not in names)
    findings = Findings(raw.index.to_numpy(), absent)
    findings.problems += _missing_columns(names)
    if raw.empty:
        findings.problems.append(Problem("there are no rows", suggestion="write one relation a row under the header"))
    frame = _contract_columns(raw, names)
    _check_texts(frame, findings)
    table = _typed(frame, scheme, findings)
    order = {name: place for place, name in enumerate(COLUMNS)}
    problems = sorted(findings.problems, key=lambda p: (p.row or 0, order.get(p.column or "", -1)))
    return Checked(table, ~findings.bad, tuple(problems))


def _missing_columns(names: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(f'the column "{name}" is missing', column=name, suggestion=_nearest_column(name, names))
        for name in REQUIRED
        if name not in names
    ]


def _nearest_column(name: str, names: Mapping[str, Any]) -> str:
    near = process.extractOne(name, [other for other in names if other not in COLUMNS], score_cutoff=70)
    return f'rename "{near[0]}" to "{name}"' if near else f"the columns are {', '.join(COLUMNS)}"


def _contract_columns(raw: pd.DataFrame, names: Mapping[str, Any]) -> pd.DataFrame:
    blank = pd.Series("", raw.index, dtype="str")
    return pd.DataFrame(
        {name: raw[names[name]].str.strip() if name in names else blank for name in COLUMNS}, index=raw.index
    )


def _typed(frame: pd.DataFrame, scheme: str | None, findings: Findings) -> pd.DataFrame:
    source, target = (_countries(frame[name], scheme, findings) for name in ("source", "target"))
    start = _dates(frame["start"], findings, last=False)
    end = _dates(frame["end"], findings, last=True)
    _check_order(frame, start, end, findings)
    _check_url(frame["url"], findings)
    _check_ids(frame["id"], findings)
    typed = {
        "source": source, "target": target, "kind": _choice(frame["kind"], KINDS, "", findings),
        "intensity": _intensity(frame["intensity"], findings), "start": start, "end": end,
        "mutual": _mutual(frame["mutual"], findings), "domain": _domain(frame["domain"]),
        "status": _choice(frame["status"], STATUSES, "documented", findings),
        "place": _places(frame["place"], findings),
    }  # fmt: skip
    return pd.DataFrame({name: typed.get(name, frame[name]) for name in COLUMNS}, index=frame.index)


def _quoted(value: str) -> str:
    shown = value if len(value) <= 60 else f"{value[:59]}…"
    return '"' + re.sub(FORBIDDEN, "\ufffd", shown) + '"'


def _one_of(allowed: Sequence[str]) -> str:
    return f"write {', '.join(allowed[:-1])} or {allowed[-1]}"


def _check_texts(frame: pd.DataFrame, findings: Findings) -> None:
    for name in COLUMNS:
        wrong = frame[name].str.contains(FORBIDDEN, regex=True)
        findings.add(name, wrong, frame[name], lambda v: (f"{_quoted(v)} holds a control character", "take it out"))
        if name in IN_LINKS:
            odd = [value for value in frame[name].unique() if not value.isprintable()]
            findings.add(name, frame[name].isin(odd) & ~wrong, frame[name], _not_for_links)
        if name in MAX_LENGTH:
            findings.add(name, frame[name].str.len() > MAX_LENGTH[name], frame[name], _too_long(MAX_LENGTH[name]))


def _not_for_links(value: str) -> tuple[str, str]:
    shown = _quoted("".join(char if char.isprintable() else "\ufffd" for char in value))
    return f"{shown} holds a line end or a mark that can't be seen", "write it in plain letters on one line"


def _too_long(most: int) -> Wording:
    return lambda value: (f"{_quoted(value)} has {len(value):,} characters", f"at most {most:,}")


def _countries(column: pd.Series, scheme: str | None, findings: Findings) -> pd.Series:
    name = str(column.name)
    blank = [value for value in column.unique() if codes.is_missing(value, scheme)]
    empty = column.isin(blank).to_numpy()
    findings.add(name, empty, column, lambda v: _no_country(name, v))
    given = column[~empty]
    found, unknown = codes.resolve_column(given, scheme) if len(given) else (given, {})
    findings.add(name, column.isin(list(unknown)), column, lambda v: _unknown_country(v, unknown[v]))
    good = found.where(~given.isin(list(unknown)), "").fillna("")
    return good.reindex(column.index, fill_value="").astype("str").rename(name)


def _no_country(name: str, value: str) -> tuple[str, str]:
    if not value:
        return f"the {name} is missing", "name a country"
    hint = "write NAM for Namibia, or name another country" if value.upper() == "NA" else "name a country"
    return f"the {name} is missing: {_quoted(value)} stands for no value", hint


def _unknown_country(value: str, unknown: codes.Unresolved) -> tuple[str, str]:
    reason = f": {unknown.reason}" if unknown.reason else ""
    near = f"did you mean {' or '.join(unknown.suggestions)}?" if unknown.suggestions else ""
    return f"{_quoted(value)} is not a country we know{reason}", near or "write a country's name or ISO code"


def _places(column: pd.Series, findings: Findings) -> pd.Series:
    answers = {text: resolve_place(text) for text in map(str, column.unique())}
    unknown = {text: found for text, found in answers.items() if isinstance(found, UnknownPlace)}
    findings.add("place", column.isin(list(unknown)), column, lambda v: _unknown_place(unknown[v]))
    return column.map({text: found or "" for text, found in answers.items()}).astype("str")


def _unknown_place(unknown: UnknownPlace) -> tuple[str, str]:
    near = f"did you mean {' or '.join(unknown.suggestions)}?" if unknown.suggestions else ""
    right = "write the name of a disputed area, or leave it empty"
    return f"{_quoted(unknown.text)} is not a disputed area we know", near or right


def _choice(column: pd.Series, allowed: Sequence[str], default: str, findings: Findings) -> pd.Series:
    name, folded = str(column.name), column.str.lower()
    if default:
        folded = folded.where(folded != "", default)
    wrong = ~folded.isin(allowed)
    hint = _one_of(allowed)
    said = "is neither support nor tension" if name == "kind" else f"is not a {name}"
    findings.add(name, wrong, column, lambda v: (f"{_quoted(v)} {said}" if v else f"the {name} is missing", hint))
    return folded


def _intensity(column: pd.Series, findings: Findings) -> pd.Series:
    labels, distinct = pd.factorize(column)
    texts = pd.Series(distinct, dtype="str")
    shaped = texts.str.fullmatch(NUMBER).to_numpy(dtype=bool)
    looks_right = shaped[labels]
    numbers = pd.Series(texts.where(shaped, "nan").astype("float64").to_numpy()[labels], column.index)
    in_range = ((numbers >= 1) & (numbers <= 5)).to_numpy()
    findings.add(
        "intensity",
        looks_right & ~in_range,
        column,
        lambda v: (f"{_quoted(v)} is outside 1 to 5", "1 is words, 5 is war or an alliance"),
    )
    findings.add("intensity", ~looks_right, column, _not_a_number)
    return numbers


def _not_a_number(value: str) -> tuple[str, str]:
    if not value:
        return "the intensity is missing", "write a number from 1 to 5"
    dotted = value.replace(",", ".")
    hint = f"write {dotted}" if re.fullmatch(NUMBER, dotted) else "write a number from 1 to 5"
    return f"{_quoted(value)} is not a number", hint


def parse_dates(column: pd.Series, *, last: bool) -> tuple[Any, Any]:
    """Read ISO dates; `YYYY` and `YYYY-MM` stand for their first day, or for their last one.

    Returns
    -------
    (datetime64[D] array with NaT where there is no date, bool array of what looks like a date but is not in the
    calendar or not within `YEARS`). A time of day is left out.
    """
    labels, distinct = pd.factorize(column)
    parts = pd.Series(distinct, dtype="str").str.extract(DATE)
    year, month, day = (pd.to_numeric(parts[i]).to_numpy(dtype="float64", na_value=np.nan) for i in range(3))
    shaped = ~np.isnan(year)
    month_open, day_open = np.isnan(month), np.isnan(day)
    month = np.where(month_open, 12 if last else 1, month)
    in_calendar = shaped & (year >= YEARS[0]) & (year <= YEARS[1]) & (month >= 1) & (month <= 12)
    months = np.where(in_calendar, (year - 1970) * 12 + month - 1, 0).astype("int64").astype("datetime64[M]")
    first, following = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    length = (following - first).astype("int64")
    day = np.where(day_open, length if last else 1, day)
    in_calendar &= (day >= 1) & (day <= length)
    dates = first + np.where(in_calendar, day - 1, 0).astype("int64")
    dates[~in_calendar] = np.datetime64("NaT")
    return dates[labels], (shaped & ~in_calendar)[labels]


def _dates(column: pd.Series, findings: Findings, *, last: bool) -> pd.Series:
    name = str(column.name)
    dates, impossible = parse_dates(column, last=last)
    empty = (column == "").to_numpy()
    hint = "write YYYY-MM-DD, YYYY-MM or YYYY" + (", or leave it empty while it is in force" if last else "")
    if not last:
        findings.add(name, empty, column, lambda _: ("the start is missing", hint))
    findings.add(name, impossible, column, _impossible_date)
    findings.add(name, np.isnat(dates) & ~impossible & ~empty, column, lambda v: _unread_date(v, hint))
    return pd.Series(dates.astype("datetime64[s]"), column.index, name=name)


def _unread_date(value: str, hint: str) -> tuple[str, str]:
    """Years of two digits are not guessed; a number may be a day as spreadsheets count them, from 1954 to 2064."""
    if re.fullmatch(r"\d{1,2}([./-])\d{1,2}\1\d{2}", value):
        return f"the year of {_quoted(value)} has only two digits", "write all four: two-digit years are not guessed"
    day = np.datetime64("1899-12-30") + int(value) if re.fullmatch(r"[2-5][0-9]{4}", value) else None
    said = f"write {day} if this is the number of a day in a spreadsheet, else YYYY-MM-DD" if day else hint
    return f"{_quoted(value)} is not a date we can read", said


def _impossible_date(value: str) -> tuple[str, str]:
    if not YEARS[0] <= int(value[:4]) <= YEARS[1]:
        return f"the year of {_quoted(value)} is out of range", f"years go from {YEARS[0]} to {YEARS[1]}"
    return f"{_quoted(value)} is not in the calendar", "check month and day"


def _check_order(frame: pd.DataFrame, start: pd.Series, end: pd.Series, findings: Findings) -> None:
    starts = frame["start"]

    def wording(value: str, place: int) -> tuple[str, str]:
        return f"{_quoted(value)} is before the start {_quoted(starts.iat[place])}", "swap them, or leave end empty"

    findings.add_at("end", end < start, frame["end"], wording)


def _mutual(column: pd.Series, findings: Findings) -> pd.Series:
    truths = column.str.lower().map(TRUTHS)
    findings.add(
        "mutual", truths.isna(), column, lambda v: (f"{_quoted(v)} is neither true nor false", "write true or false")
    )
    return truths.where(truths.notna(), False).astype(bool)


def _domain(column: pd.Series) -> pd.Series:
    folded = column.str.lower()
    return folded.where(folded.isin(DOMAINS), column)


def _check_url(column: pd.Series, findings: Findings) -> None:
    wrong = (column != "") & ~column.str.fullmatch(URL)
    findings.add("url", wrong, column, lambda v: (f"{_quoted(v)} is not an http or https address", "write https://…"))


def _check_ids(column: pd.Series, findings: Findings) -> None:
    given = column[column != ""]
    again = (column != "") & column.duplicated(keep="first")
    first = given[~given.duplicated()]
    first_row = dict(zip(first, first.index, strict=True)) if again.any() else {}
    findings.add("id", again, column, lambda v: (f"{_quoted(v)} is the id of row {first_row[v]} too", "ids are unique"))
