"""How a table is read when nobody says how, and what is told of it: problems in words of the file, and notices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from geo import codes
from geo.errors import Problem
from geo.mapping import ColumnMapping, Proposal, mapped, propose
from geo.mapping_levels import level_of, level_rule
from geo.mapping_values import is_blank, scale_rule, signed_rule
from geo.names import tables
from geo.rawtable import RawTable
from geo.validate import COLUMNS, REQUIRED

__all__ = ["Reading", "proposal_of", "reading_of"]

MOST_NAMES = 12  # names that a notice tells of; a map has little room


@dataclass(frozen=True)
class Reading:
    """A table as it was read.

    Attributes
    ----------
    given : the table of the file
    table : the same in the columns of the contract
    mapping : how it was read; None where the file is in these columns itself
    left : columns of the file that nothing was taken from
    scheme : the scheme of its country codes
    """

    given: RawTable
    table: RawTable
    mapping: ColumnMapping | None
    left: tuple[str, ...]
    scheme: str | None

    def in_file(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems of the table with the column and the value as they are in the file."""
        return list(problems) if self.mapping is None else [self._in_file(problem) for problem in problems]

    def _in_file(self, problem: Problem) -> Problem:
        assert self.mapping is not None
        column = problem.column or ""
        given = self.mapping.file_column(column)
        if problem.row is None and column and not given:
            return replace(problem, suggestion=self._where_to_look(column))
        if given is None or given not in self.given.frame.columns:
            return problem
        value = str(self.given.frame.at[problem.row, given]) if problem.row is not None else problem.value
        # What is said of a value that was read in our way, say a date, is said of it as it stands in the file.
        said = problem.message.replace(f'"{problem.value}"', f'"{value}"') if problem.value else problem.message
        return replace(problem, column=given, value=value, message=said)

    def _where_to_look(self, column: str) -> str:
        names = ", ".join(f'"{name}"' for name in self.left)
        what = "give one value for all rows" if column in ("kind", "intensity", "start") else "add one"
        if not names:
            return f"no column of the file is left for it; {what}"
        return f"no other column looks like it; left are {names}: name the right one “{column}”, or {what}"

    def notices(self, rows: Any) -> tuple[str, ...]:
        """What was taken for granted in reading, a sentence each; `rows` are the numbers of the rows that are kept."""
        return (*self._rules(), *self._defaults(rows), *self._names(rows))

    def _rules(self) -> list[str]:
        plan = self.mapping
        if plan is None:
            return []
        found = [f"“{plan.signed.column}” from {signed_rule(plan.signed)}."] if plan.signed else []
        if plan.scale and "intensity" in plan.columns and not plan.signed:
            found.append(f"“{plan.columns['intensity']}” from {scale_rule(*plan.scale)}.")
        strength = plan.columns.get("intensity")
        if strength in self.given.frame.columns and not plan.signed:
            said = level_rule(map(str, self.given.frame[strength].unique()))
            found += [f"“{strength}” from {said}."] if said else []
        return found

    def _defaults(self, rows: Any) -> list[str]:
        return [] if self.mapping is None else [
            f"{_many(count, len(rows))} {TAKEN.get(column, f'no {column} of their own and get')} {value}."
            for column, value in self.mapping.defaults.items()
            if value and (count := self._without(column, rows))
        ]  # fmt: skip

    def _without(self, column: str, rows: Any) -> int:
        """How many of these rows have no value of their own in a column."""
        assert self.mapping is not None
        given = self.mapping.file_column(column)
        if given not in self.given.frame.columns:
            return len(rows)
        cells = self.given.frame.loc[rows, given]
        return int(cells.isin([text for text in cells.unique() if is_blank(str(text))]).sum())

    def _names(self, rows: Any) -> list[str]:
        if self.scheme:
            return []
        names = {str(name).strip().lower(): name for name in self.table.frame.columns}
        cells = [self.table.frame.loc[rows, names[name]] for name in ("source", "target") if name in names]
        said = _notes(dict.fromkeys(str(text).strip() for column in cells for text in column.unique()))
        more = len(said) - MOST_NAMES
        return said if more <= 0 else [*said[:MOST_NAMES], f"{more} more former or misspelled names were understood."]


TAKEN = {
    "intensity": "no intensity, which counts as",
    "start": "no date, which counts as in force from",
    "kind": "no kind, which is taken for",
}


def _many(count: int, of: int) -> str:
    if count == of:
        return "The relation has" if of == 1 else "All relations have"
    return f"{count:,} of {of:,} relations have"


def _notes(texts: Iterable[str]) -> list[str]:
    found = {}
    for text in texts:
        note = codes.note(text)
        iso3 = codes.answer(text, None, suggest=False) if note else ""
        if isinstance(iso3, str) and iso3:
            found[text] = f"“{text}” is read as {tables().labels[iso3]}: {note}."
    return list(found.values())


def reading_of(raw: RawTable, mapping: ColumnMapping | None = None, scheme: str | None = None) -> Reading:
    """Read a table as the mapping says; without one as it is if its columns are the contract's, else as proposed."""
    if mapping is None:
        proposal = proposal_of(raw, scheme)
        mapping = proposal.mapping if proposal else None
    if mapping is None:
        return Reading(raw, raw, None, (), scheme)
    scheme = mapping.scheme or scheme
    used = {*mapping.columns.values(), mapping.signed.column if mapping.signed else ""}
    left = tuple(str(name) for name in raw.frame.columns if name not in used)
    # What is wrong in a column that nothing is taken from does no harm.
    used_raw = raw._replace(problems=tuple(found for found in raw.problems if found.column not in left))
    return Reading(raw, mapped(used_raw, mapping), mapping, left, scheme)


def proposal_of(raw: RawTable, scheme: str | None = None) -> Proposal | None:
    """How to read a table that is in other columns than the contract's; None for one that is read as it is.

    It is read as it is where every column is one of the contract's (whoever writes these means them as they are), and
    where a proposal finds nothing but columns of the contract, and all that are needed. An intensity in words never is.
    """
    names = {str(name).strip().lower() for name in raw.frame.columns}
    in_words = _strength_in_words(raw)
    if names <= set(COLUMNS) and not in_words:
        return None
    proposal = propose(raw, scheme)
    mapping = proposal.mapping
    as_named = all(given.strip().lower() == name for name, given in mapping.columns.items())
    as_it_is = as_named and not mapping.signed and not in_words and set(REQUIRED) <= names
    return None if as_it_is else proposal


def _strength_in_words(raw: RawTable) -> bool:
    """Whether a column `intensity` has words like "low" and "high" in most of its cells."""
    for name in raw.frame.columns:
        if str(name).strip().lower() == "intensity":
            texts = [str(text) for text in raw.frame[name].unique()]
            return 2 * sum(map(bool, map(level_of, texts))) >= max(1, len(texts))
    return False
