"""A file on its way to the map: read, understood, checked. Everything the "Add data" page does but showing it."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, NamedTuple

import numpy as np

from geo.errors import DataError, FaultlinesError, Problem
from geo.mapping import ColumnMapping, Proposal, UnknownName, mapped, propose, unresolved, without
from geo.rawtable import Progress, RawTable
from geo.readers import scan_bytes
from geo.relations import COLUMNS, Dataset
from geo.review import Remarks, review
from geo.store import Entry
from geo.validate import REQUIRED, Checked, check_table

__all__ = [
    "LEAVE_OUT", "SMALL", "Cell", "Outcome", "Plan", "Upload", "Work", "busy", "check", "missing", "names", "pasted",
    "preview", "proposed", "read_upload", "titled", "understood",
]  # fmt: skip

LEAVE_OUT = "-"  # what stands for a country where the rows that name it are not wanted
SMALL = 5_000  # rows that are checked without being asked
PREVIEW_ROWS = 6
MOST_DISTINCT = 3_000  # texts of one column that a preview looks at
_HEAVY_ROWS = 20_000
_AGAIN = re.compile(r"[ _-]*\(\d+\)$")  # what browsers add to the name of a file that is there already
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Plan:
    """What a visitor decided about a file.

    Attributes
    ----------
    mapping : how the columns are read; its `assigned` holds the names given a country by hand
    left_out : texts that name no country; rows with one of them are not wanted
    """

    mapping: ColumnMapping
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Upload:
    """A table as it came, with what we think of it."""

    name: str
    raw: RawTable
    proposal: Proposal
    _names: dict[Any, tuple[UnknownName, ...]] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePath(self.name).stem or "data"

    @property
    def rows(self) -> int:
        """How many rows could be split into cells."""
        return len(self.raw.frame)

    @property
    def columns(self) -> list[str]:
        """The headings of the file."""
        return [str(name) for name in self.raw.frame.columns]


class Outcome(NamedTuple):
    """What the check found.

    Attributes
    ----------
    dataset : the good rows; None if there are none, or the file as a whole is no good
    problems : all of them
    bad : how many rows have a problem
    unwanted : how many rows were left out by their names or words
    remarks : what an editor would ask; None without a data set
    """

    dataset: Dataset | None
    problems: tuple[Problem, ...]
    bad: int
    unwanted: int
    remarks: Remarks | None

    @property
    def good(self) -> int:
        return 0 if self.dataset is None else len(self.dataset.table)

    @property
    def whole(self) -> tuple[Problem, ...]:
        """Problems of the file as a whole: nothing can be loaded while there is one."""
        return tuple(problem for problem in self.problems if problem.row is None)


@dataclass(eq=False)
class Work:
    """A file that a visitor is about to add, and everything chosen so far."""

    upload: Upload
    plan: Plan
    token: str = field(default_factory=lambda: secrets.token_hex(6))
    without_bad: bool = False
    title: str = ""
    licence: str = ""
    sources: str = ""
    outcome: Outcome | None = None
    checked: Plan | None = None  # the plan that `outcome` is of
    kept: Entry | None = None
    target: str = ""  # id of the data set that this is to be a new version of
    told: str = ""  # what the store was told last of the choices

    @property
    def settled(self) -> bool:
        """Whether the outcome is that of what is chosen now."""
        return self.outcome is not None and self.checked == self.plan

    def settle(self, plan: Plan, outcome: Outcome) -> None:
        """Remember what the check of a plan found."""
        self.outcome, self.checked, self.kept = outcome, plan, None

    def aim(self, target: Entry | None) -> None:
        """Make it a new version of a data set, or a new one; the names given by hand there are known here too.

        It gets a new token, so that every control starts from what is said now.
        """
        self.target = target.id if target else ""
        self.plan = Plan(understood(self.upload, target.mapping if target else None))
        self.title = target.title if target else titled(self.upload.stem)
        self.outcome = self.checked = self.kept = None
        self.token = secrets.token_hex(6)

    @property
    def size(self) -> int:
        """About how many bytes it holds on to."""
        table = len(self.outcome.dataset.table) * 700 if self.outcome and self.outcome.dataset else 0
        return int(self.upload.raw.frame.memory_usage(deep=False).sum()) + table


@contextmanager
def busy(rows: int) -> Iterator[None]:
    """Large files one after the other, so that ten visitors do not need ten times the memory at once."""
    if rows < _HEAVY_ROWS:
        yield
    else:
        with _one_at_a_time:
            yield


# --- reading and understanding ---


def pasted(text: str) -> tuple[str, bytes]:
    """A table from the clipboard, as a file: its name and its bytes."""
    return "pasted table.txt", text.strip("\n\r").encode("utf-8", "replace")


def titled(stem: str) -> str:
    """A title for a file of that name; one that comes with Faultlines was changed, or nobody would add it."""
    name = _AGAIN.sub("", stem)
    if name in Dataset.names():
        return f"{Dataset.load(name).title} (changed)"
    words = " ".join(stem.replace("_", " ").replace("-", " ").split()) or stem
    return words[:1].upper() + words[1:200]


def read_upload(name: str, data: bytes, progress: Progress | None = None) -> Upload:
    """Read a file and propose how to understand it. Raises DataError."""
    raw = scan_bytes(name, data, progress)
    if progress:
        progress(1.0, "finding out what the columns are")
    return Upload(name, raw, proposed(raw))


def proposed(raw: RawTable, scheme: str | None = None) -> Proposal:
    """What the columns seem to be; whoever writes the columns of the contract means them as they are."""
    proposal = propose(raw, scheme)
    named = {str(name).strip().lower(): str(name) for name in raw.frame.columns}
    if not named.keys() <= set(COLUMNS):
        return proposal
    found = {name: named[name] for name in COLUMNS if name in named}
    wanted = {name: value for name, value in proposal.mapping.defaults.items() if name not in found}
    mapping = ColumnMapping(found, defaults=wanted, scheme=scheme)
    reasons = dict.fromkeys(found, "has the name of our column")
    lacking = tuple(name for name in REQUIRED if name not in found and name not in wanted)
    return replace(proposal, mapping=mapping, reasons=reasons, missing=lacking, rule="", unused=())


def understood(upload: Upload, earlier: Mapping[str, Any] | None) -> ColumnMapping:
    """How an earlier file of the same data set was read, as far as this file has the same columns; else the proposal.

    Names that were given a country then keep it in any case.
    """
    fresh = upload.proposal.mapping
    try:
        old = ColumnMapping.from_plain(earlier or {})
    except FaultlinesError:
        return fresh
    used = {*old.columns.values(), *([old.signed.column] if old.signed else [])}
    if used and used <= set(upload.columns):
        return old
    by_hand = {name: {**getattr(old, name), **getattr(fresh, name)} for name in ("assigned", "places", "dates")}
    return replace(fresh, **by_hand)  # type: ignore[arg-type]


def missing(mapping: ColumnMapping) -> tuple[str, ...]:
    """Columns that are needed and come from nowhere."""
    return tuple(name for name in REQUIRED if not mapping.file_column(name) and not mapping.defaults.get(name))


def names(upload: Upload, mapping: ColumnMapping) -> tuple[UnknownName, ...]:
    """Every text where a country should be that names none, also those that were given one by hand."""
    key = (mapping.columns.get("source"), mapping.columns.get("target"), mapping.scheme)
    if key not in upload._names:
        upload._names.clear()
        upload._names[key] = unresolved(upload.raw, replace(mapping, assigned={}))
    return upload._names[key]


# --- a look at the first rows ---


class Cell(NamedTuple):
    """One cell of the preview: as it is in the file, as it is read, and what is wrong with it."""

    given: str
    read: str
    wrong: str


def preview(upload: Upload, plan: Plan) -> list[tuple[int, dict[str, Cell]]]:
    """The first rows, by row number: column of the contract -> cell.

    Only as many rows are looked at as it takes to tell how a column is to be read (whether the day comes before the
    month, whether the comma is a decimal one), so that it follows each choice at once.
    """
    (raw, _), mapping = _wanted(upload.raw, plan), plan.mapping
    part = raw._replace(frame=raw.frame[_telling(raw, mapping)], problems=())
    table = mapped(part, mapping)
    checked = check_table(table.frame, mapping.scheme)
    wrong = {(problem.row, problem.column): problem.message for problem in checked.problems}
    unread = {(problem.row, problem.column): problem.message for problem in table.problems}
    numbers = raw.frame.index[:PREVIEW_ROWS].tolist()
    return [(number, _cells(number, part, mapping, checked, wrong, unread)) for number in numbers]


def _telling(raw: RawTable, mapping: ColumnMapping) -> Any:
    """The first rows, and one for each different text of the columns that are read as a whole."""
    frame = raw.frame
    chosen = np.zeros(len(frame), dtype=bool)
    chosen[:PREVIEW_ROWS] = True
    for name in ("kind", "intensity", "start", "end"):
        given = mapping.file_column(name)
        if given in frame.columns:
            first = np.flatnonzero(~frame[given].duplicated().to_numpy())[:MOST_DISTINCT]
            chosen[first] = True
    return chosen


def _cells(
    number: int,
    part: RawTable,
    mapping: ColumnMapping,
    checked: Checked,
    wrong: Mapping[tuple[int | None, str | None], str],
    unread: Mapping[tuple[int | None, str | None], str],
) -> dict[str, Cell]:
    cells = {}
    for name in COLUMNS:
        given = mapping.file_column(name)
        if not given and not mapping.defaults.get(name):
            continue
        text = str(part.frame.at[number, given]) if given in part.frame.columns else ""
        why = unread.get((number, given)) or wrong.get((number, name)) or ""
        cells[name] = Cell(text, "" if why else _shown(checked.table.at[number, name]), why)
    return cells


def _shown(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if hasattr(value, "date"):
        return "" if value != value else value.date().isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)


# --- checking ---


def check(upload: Upload, plan: Plan) -> Outcome:
    """Check every row. What is wrong is in the result; nothing is raised for what stands in the file."""
    raw, unwanted = _wanted(upload.raw, plan)
    try:
        dataset = Dataset.from_raw(raw, upload.stem, mapping=plan.mapping, skip_bad=True)
    except DataError as error:
        rows = {problem.row for problem in error.problems} - {None}
        return Outcome(None, error.problems, len(rows), unwanted, None)
    return Outcome(dataset, dataset.problems, dataset.skipped, unwanted, review(dataset))


def _wanted(raw: RawTable, plan: Plan) -> tuple[RawTable, int]:
    """The table without the rows whose names or words for the kind are not wanted, and how many these are."""
    words = [word for word, kind in plan.mapping.kinds.items() if not kind]
    return without(raw, plan.mapping, plan.left_out, words)
