"""Reads a table in any columns as one in the columns of the contract.

    raw = scan_table("trade_wars.xlsx")
    proposal = propose(raw)                # what each column seems to be, with reasons; can be corrected
    mapped(raw, proposal.mapping)          # the same rows in the columns and words of the contract
    unresolved(raw, proposal.mapping)      # the names no country is known for, to be assigned by hand
    unread_dates(raw, proposal.mapping)    # the dates nobody can read, likewise

Every column is changed by its distinct values, so that a quarter of a million rows take a second or two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geo import codes
from geo.errors import Problem
from geo.mapping_dates import Ambiguous, day_first_of, iso_date, iso_end
from geo.mapping_levels import level_of
from geo.mapping_propose import propose
from geo.mapping_types import ColumnMapping, Proposal, Signed, UnknownName
from geo.mapping_values import (
    as_intensity,
    domain_of,
    dotted,
    intensity_of_signed,
    is_blank,
    kind_words,
    numbers_of,
    status_of,
    truth_of,
)
from geo.rawtable import RawTable
from geo.validate import COLUMNS, parse_dates

__all__ = [
    "ColumnMapping", "Proposal", "Signed", "UnknownName", "is_date", "mapped", "propose", "undated_rows",
    "unread_dates", "unresolved", "without",
]  # fmt: skip

MOST_SUGGESTED = 300  # distinct names; beyond these a wrong column was chosen, and each costs some milliseconds
FEW = 5

Wrong = tuple[str, str]  # what is wrong with a cell, what would be right
Changed = tuple[str, Wrong | None]
Reader = Callable[[Sequence[str]], list[Changed]]


def mapped(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """The rows of a table in the columns and words of the contract.

    Cells that can't be read stay as they are; what is wrong with them is among the problems of the result, or found by
    `geo.validate.check_table`. Problems name the columns of the file.
    """
    frame, problems = raw.frame, list(raw.problems)
    problems += _absent(frame, mapping)
    cells: dict[str, pd.Series] = {}
    for column in COLUMNS:
        given = mapping.file_column(column)
        if given in frame.columns and given is not None:
            cells[column] = _changed(frame[given], _reader(column, frame, mapping), problems)
        if mapping.defaults.get(column):
            cells[column] = _filled(cells.get(column), mapping.defaults[column], frame)
    return raw._replace(frame=pd.DataFrame(cells, index=frame.index), problems=tuple(dict.fromkeys(problems)))


def undated_rows(raw: RawTable, mapping: ColumnMapping) -> Any:
    """The numbers of the rows that have no start of their own but the default one of the mapping, as an array."""
    given = mapping.columns.get("start")
    rows = raw.frame.index.to_numpy()
    if not mapping.defaults.get("start"):
        return rows[:0]
    if given not in raw.frame.columns or given is None:
        return rows
    return rows[raw.frame[given].isin([text for text in raw.frame[given].unique() if is_blank(str(text))]).to_numpy()]


def without(
    raw: RawTable, mapping: ColumnMapping, names: Collection[str], words: Collection[str]
) -> tuple[RawTable, int]:
    """The table without the rows that name one of `names` where a country should be, or that have one of `words` for
    the kind, and how many these are.
    """
    frame = raw.frame
    ends = [mapping.columns.get(end) for end in ("source", "target") if names]
    found = [frame[end].isin(names) for end in ends if end in frame.columns]
    kind = mapping.columns.get("kind")
    if words and kind in frame.columns:
        found.append(frame[kind].str.strip().isin(words))
    if not found:
        return raw, 0
    gone = np.logical_or.reduce([part.to_numpy(dtype=bool) for part in found])
    numbers = set(frame.index[gone].tolist())
    problems = tuple(problem for problem in raw.problems if problem.row not in numbers)
    return raw._replace(frame=frame[~gone], problems=problems), int(gone.sum())


def _absent(frame: pd.DataFrame, mapping: ColumnMapping) -> list[Problem]:
    wanted = [*mapping.columns.values(), *([mapping.signed.column] if mapping.signed else [])]
    have = f"the columns are {', '.join(map(str, frame.columns))}"
    return [
        Problem(f'the file has no column "{name}"', column=name, suggestion=have)
        for name in dict.fromkeys(wanted)
        if name not in frame.columns
    ]


def _filled(column: pd.Series | None, value: str, frame: pd.DataFrame) -> pd.Series:
    if column is None:
        return pd.Series(value, frame.index, dtype="str")
    return column.where(column != "", value)


def _changed(column: pd.Series, read: Reader | None, problems: list[Problem]) -> pd.Series:
    """The column with each distinct value changed; adds a problem for every cell whose value can't be."""
    if read is None:
        return column
    places, distinct = pd.factorize(column)
    texts = [str(text) for text in distinct]
    answers = read(texts)
    wrong = {place: why for place, (_, why) in enumerate(answers) if why is not None}
    if wrong:
        rows = column.index.to_numpy()
        for at in np.flatnonzero(np.isin(places, list(wrong))).tolist():
            message, right = wrong[places[at]]
            problems.append(Problem(message, int(rows[at]), str(column.name), texts[places[at]], right))
    if all(new == old for (new, _), old in zip(answers, texts, strict=True)):
        return column
    return pd.Series([new for new, _ in answers], dtype="str").take(places).set_axis(column.index)


# --- the distinct values of one column; each function gives the new text of every value, and what is wrong with it ---


def _reader(column: str, frame: pd.DataFrame, mapping: ColumnMapping) -> Reader | None:
    """How the distinct values of a column are read; None for texts that stay as they are."""
    if column in ("source", "target"):
        return lambda texts: _plain(texts, lambda text: _country(text, mapping))
    if column in ("kind", "intensity") and mapping.signed:
        signed = mapping.signed
        return lambda texts: _signed(texts, signed, column)
    if column == "kind":
        return lambda texts: _kinds(texts, mapping.kinds)
    if column == "intensity":
        return lambda texts: _intensities(texts, mapping.scale or (1.0, 5.0))
    if column in ("start", "end"):
        order = _order(column, frame, mapping)
        read = iso_end if column == "end" else iso_date
        return lambda texts: [_dated(text, read, order, mapping.dates) for text in texts]
    change = {"mutual": lambda text: truth_of(text, mapping.one_way), "status": status_of, "domain": domain_of}.get(
        column
    )
    if column == "place":
        given = {text.strip(): place for text, place in mapping.places.items()}
        return lambda texts: _plain(texts, lambda text: given.get(text.strip(), "" if is_blank(text) else text))
    if column == "url":
        return lambda texts: _plain(texts, lambda text: "" if is_blank(text) else text)
    return (lambda texts: _plain(texts, change)) if change else None


def _plain(texts: Iterable[str], change: Callable[[str], str]) -> list[Changed]:
    return [(change(text), None) for text in texts]


def _country(text: str, mapping: ColumnMapping) -> str:
    return mapping.assigned.get(text) or mapping.assigned.get(text.strip()) or text


def _kinds(texts: Sequence[str], kinds: Mapping[str, str]) -> list[Changed]:
    found = kind_words(texts, kinds)
    return [(found.get(text) or ("" if is_blank(text) and text.strip() not in kinds else text), None) for text in texts]


def _quoted(text: str) -> str:
    return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'


def _intensities(texts: Sequence[str], scale: tuple[float, float]) -> list[Changed]:
    """Numbers on their scale, and words for how strong it is."""
    read = zip(texts, _scaled(texts, scale), strict=True)
    return [(level, None) if (level := level_of(text)) else found for text, found in read]


def _scaled(texts: Sequence[str], scale: tuple[float, float]) -> list[Changed]:
    if scale == (1.0, 5.0):
        return [("" if is_blank(text) else new, None) for text, new in zip(texts, dotted(texts), strict=True)]
    numbers, (low, high) = numbers_of(texts), scale
    right = f"this column goes from {low:g} to {high:g}"
    outside = (numbers < low) | (numbers > high)
    new = as_intensity(numbers, low, high)
    return [
        _number(
            text,
            value,
            not np.isnan(number),
            (f"{_quoted(text)} is outside {low:g} to {high:g}", right) if out else None,
        )
        for text, value, number, out in zip(texts, new, numbers, outside, strict=True)
    ]


def _number(text: str, value: str, read: bool, wrong: Wrong | None) -> Changed:
    if is_blank(text):
        return "", None
    if not read:
        return text, (f"{_quoted(text)} is not a number", "write a number")
    return (text, wrong) if wrong else (value, None)


def _signed(texts: Sequence[str], signed: Signed, column: str) -> list[Changed]:
    numbers = numbers_of(texts)
    kinds = np.where(numbers < 0, "tension", "support").tolist()
    new = kinds if column == "kind" else intensity_of_signed(numbers, signed)
    right = f"below zero is tension, above zero support, from {signed.low:g} to {signed.high:g}"
    found = []
    for text, value, number in zip(texts, new, numbers.tolist(), strict=True):
        wrong = None
        if number == 0:
            wrong = ("0 is neither support nor tension", right)
        elif not signed.low <= number <= signed.high:
            wrong = (f"{_quoted(text)} is outside {signed.low:g} to {signed.high:g}", right)
        found.append(_number(text, value, number == number, wrong))
    return found


def _order(column: str, frame: pd.DataFrame, mapping: ColumnMapping) -> bool | None:
    """Whether the day comes first: as said, as the column proves, or as the other column of dates does."""
    if mapping.day_first is not None:
        return mapping.day_first
    other = "start" if column == "end" else "end"
    for name in (column, other):
        given = mapping.columns.get(name)
        found = day_first_of(map(str, frame[given].unique())) if given in frame.columns else None
        if found is not None:
            return found
    return None


def _dated(
    text: str, read: Callable[[str, bool | None], str], day_first: bool | None, given: Mapping[str, str]
) -> Changed:
    try:
        return read(given.get(text.strip(), text), day_first), None
    except Ambiguous as both:
        return text, (f"{_quoted(text)} is {both}", "say whether the day or the month comes first, or write YYYY-MM-DD")


# --- dates that nobody can read ---


def unread_dates(raw: RawTable, mapping: ColumnMapping) -> tuple[UnknownName, ...]:
    """Every distinct text where a date should be that is none, also those that were given one by hand, the most
    frequent first. Those that only want the order of day and month are not among them.
    """
    counts: Counter[str] = Counter()
    rows: dict[str, list[int]] = {}
    for name in ("start", "end"):
        given = mapping.columns.get(name)
        if given not in raw.frame.columns or given is None:
            continue
        column = raw.frame[given]
        read = _reader(name, raw.frame, replace(mapping, dates={}))
        assert read is not None
        texts = [str(text) for text in column.unique()]
        answers = read(texts)
        dated = _are_dates([new for new, _ in answers])
        bad = {
            text for text, (new, why), is_one in zip(texts, answers, dated, strict=True) if new and not (why or is_one)
        }
        found = column[column.isin(bad)]
        for text, row in zip(found.tolist(), found.index.tolist(), strict=True):
            counts[text.strip()] += 1
            rows.setdefault(text.strip(), []).append(int(row))
    return tuple(
        UnknownName(text, count, tuple(sorted(set(rows[text]))[:FEW]), (), "it can't be read as a date")
        for text, count in counts.most_common()
    )


def is_date(text: str) -> bool:
    """Whether a text is a date that can be read by itself."""
    try:
        return _are_dates([iso_date(text)])[0]
    except Ambiguous:
        return False


def _are_dates(texts: Sequence[str]) -> list[bool]:
    dates, _ = parse_dates(pd.Series(texts, dtype="str"), last=False)
    found: list[bool] = (~np.isnat(dates)).tolist()
    return found


# --- names of countries ---


def unresolved(raw: RawTable, mapping: ColumnMapping) -> tuple[UnknownName, ...]:
    """Every distinct text where a country should be that names none, the most frequent first.

    Cells without anything are no names. "NA" and the like are listed: they stand for nothing, unless somebody says
    that they are meant for Namibia.
    """
    counts: Counter[str] = Counter()
    for name in ("source", "target"):
        given = mapping.columns.get(name)
        if given in raw.frame.columns:
            counts.update({str(text): int(count) for text, count in raw.frame[given].value_counts().items()})
    known = {
        text for text in counts if not text.strip() or _country(text, mapping) != text or _names_one(text, mapping)
    }
    unknown = [text for text, _ in counts.most_common() if text not in known]
    rows = _first_rows(raw, mapping, unknown)
    return tuple(
        _unknown(text, counts[text], tuple(rows[text]), mapping.scheme, suggest=place < MOST_SUGGESTED)
        for place, text in enumerate(unknown)
    )


def _names_one(text: str, mapping: ColumnMapping) -> bool:
    return isinstance(codes.answer(text, mapping.scheme, suggest=False), str)


def _first_rows(raw: RawTable, mapping: ColumnMapping, texts: Sequence[str]) -> dict[str, list[int]]:
    wanted: dict[str, list[int]] = {text: [] for text in texts}
    for name in ("source", "target"):
        given = mapping.columns.get(name)
        if given in raw.frame.columns:
            column = raw.frame[given]
            hits = column[column.isin(texts)]
            for text, row in zip(hits.tolist(), hits.index.tolist(), strict=True):
                wanted[text].append(int(row))
    return {text: sorted(set(rows))[:FEW] for text, rows in wanted.items()}


def _unknown(text: str, count: int, rows: tuple[int, ...], scheme: str | None, *, suggest: bool) -> UnknownName:
    found = codes.answer(text, scheme, suggest=suggest)
    assert not isinstance(found, str)
    near = [(label[-4:-1], label[:-6]) for label in found.suggestions]
    if not near and text.strip().upper() == "NA" and not scheme:
        near = [("NAM", "Namibia")]  # suggested only: as a rule it is a missing value
    return UnknownName(text, count, rows, tuple(near), found.reason)
