"""The tree of errors a caller may catch.

FaultlinesError             everything below; its text is fit for a user's eyes
├── DataError               a data file has problems; `.problems` lists all of them
├── UnknownDataset          no built-in data set of that name
├── UnknownWorldview        no such worldview in the atlas
└── UsageError              a value that a caller passed is not usable (a size, a format, a date)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "DataError",
    "FaultlinesError",
    "Problem",
    "UnknownDataset",
    "UnknownWorldview",
    "UsageError",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a data file.

    Attributes
    ----------
    message : what is wrong, quoting the value
    row : data row counted from 1 (the header is not counted); None for the whole file
    column : name of the column; None where no single column is to blame
    value : the offending value as text
    suggestion : what would be right; empty if nothing better can be said
    """

    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    suggestion: str = ""

    def line(self, path: str) -> str:
        """`PATH:ROW:COLUMN: message (suggestion)` in one line, whatever the values hold; what is not known is empty."""
        place = ":".join([path, str(self.row or ""), self.column or ""])
        hint = f" ({self.suggestion})" if self.suggestion else ""
        return " ".join(f"{place}: {self.message}{hint}".split())


class FaultlinesError(Exception):
    """Base of all errors that Faultlines raises on purpose."""


class DataError(FaultlinesError):
    """A data file can't be used as it is; every problem is listed, not just the first."""

    def __init__(self, path: str, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.line(path) for problem in self.problems))


class UnknownDataset(FaultlinesError):
    """No built-in data set of that name."""


class UnknownWorldview(FaultlinesError):
    """The atlas does not have that worldview."""


class UsageError(FaultlinesError):
    """A value that a caller passed can't be used: a size, a format, a date."""
