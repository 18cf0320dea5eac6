"""The tree of errors a caller may catch.

FaultlinesError             everything below; its text is fit for a user's eyes
├── DataError               a data file has problems; `.problems` lists all of them
├── UnknownDataset          no built-in data set of that name
├── UnknownWorldview        no such worldview in the atlas
├── UnknownSnapshot         no snapshot of that id in this store
├── GoneSnapshot            its keeper deleted it
├── StoreError              the store can't be reached, is full or broken; nothing was saved by halves
│   ├── NotYours            only the owner of a data set or a snapshot may change it
│   ├── Conflict            others changed the same relations; `.ids` names them, `.digest` where the changes are kept
│   └── TooMuch             no room left for this visitor
└── UsageError              a value that a caller passed is not usable (a size, a format, a date)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "Conflict",
    "DataError",
    "FaultlinesError",
    "GoneSnapshot",
    "NotYours",
    "Problem",
    "StoreError",
    "TooMuch",
    "UnknownDataset",
    "UnknownSnapshot",
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
        """`PATH:ROW:COLUMN: message (suggestion)` in one line, whatever the values hold.

        Without a column it is `PATH:ROW: message`, without either `PATH: message`; without a row alone `PATH::COLUMN:`.
        """
        place = ":".join([path, str(self.row or ""), self.column or ""]).rstrip(":")
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


class UnknownSnapshot(FaultlinesError):
    """There is no snapshot of that id, or no longer."""


class GoneSnapshot(FaultlinesError):
    """There was a snapshot of that id, but its keeper deleted it."""


class StoreError(FaultlinesError):
    """The store can't be reached, is full or broken; nothing was saved by halves."""


class NotYours(StoreError):
    """Only the owner of a data set or a snapshot may change it."""


class Conflict(StoreError):
    """Others changed the same relations in the meantime.

    Attributes
    ----------
    ids : the relations that both have changed
    digest : the version in which the changes of the one who came later are kept, beside what is shown
    """

    def __init__(self, message: str, ids: Sequence[str], digest: str) -> None:
        super().__init__(message)
        self.ids = tuple(ids)
        self.digest = digest


class TooMuch(StoreError):
    """No room left for this visitor."""


class UsageError(FaultlinesError):
    """A value that a caller passed can't be used: a size, a format, a date."""
