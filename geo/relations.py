"""Dataset: validated relations in columns, with what is said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import process

from geo.canonical import Rows, digest_of, in_order
from geo.errors import DataError, Problem, UnknownDataset
from geo.io import as_text, to_csv_text, write_table
from geo.mapping import ColumnMapping, undated_rows
from geo.readers import RawTable, scan_table
from geo.reading import reading_of
from geo.regions import FIT
from geo.rows import Row, rows_of
from geo.sidecar import Sidecar, read_sidecar
from geo.validate import COLUMNS, DOMAINS, KINDS, STATUSES, check_table

__all__ = ["COLUMNS", "DEFAULT", "DOMAINS", "KINDS", "STATUSES", "Dataset"]

DEFAULT = "caucasus-2025"
FILE_COLUMNS = (*COLUMNS[1:], "id")  # files show who and whom first


@dataclass(frozen=True, eq=False)
class Dataset:
    """Relations between countries. Two data sets are equal when name and content are.

    Attributes
    ----------
    name : what `data=` in a link says
    table : columns `COLUMNS`, always all of them: `id`, `source` and `target` (ISO alpha-3), `kind`, `intensity`
        (float64, 1 to 5), `start` and `end` (datetime64[s]; NaT in `end` is "still in force"), `mutual` (bool) and
        texts ('' for none; `place` as in `geo.places`); sorted by start, then id; ids are unique
    title, description, version, licence : texts; the version is the short digest where none is given
    window : first and last day shown by default
    region : name of the region shown by default, or `fit`
    lead : ISO alpha-3 of the country that the headline is about, or ''
    scenarios : name -> a sentence that says what it imagines ('' where none is given)
    questions : (text, query) pairs
    digest : SHA-256 of the content in hex. It does not depend on the file's format or on the order of rows
    skipped : how many bad rows were left out
    problems : what was wrong with those
    numbers : of each row of the table, its row number in the file, counted from 1
    sidecar : what was said of it when it was made; see `said`
    notices : what was taken for granted in reading, a sentence each: the rule for numbers, defaults, former names
    undated : bool array, the rows that have no start of their own: the one that stands for all was put there
    """

    name: str
    table: pd.DataFrame
    title: str
    description: str
    version: str
    licence: str
    window: tuple[date, date]
    region: str
    lead: str
    scenarios: Mapping[str, str]
    questions: tuple[tuple[str, str], ...]
    digest: str
    skipped: int = 0
    problems: tuple[Problem, ...] = field(default=(), repr=False)
    numbers: Any = field(default=None, repr=False)
    undated: Any = field(default=None, repr=False)
    notices: tuple[str, ...] = ()
    sidecar: Sidecar = field(default=Sidecar(), repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dataset) and (self.name, self.digest) == (other.name, other.digest)

    def __hash__(self) -> int:
        return hash((self.name, self.digest))

    @cached_property
    def rows(self) -> list[Row]:
        """The relations of the table, in its order, as plain values."""
        return rows_of(self.table)

    @cached_property
    def selves(self) -> Any:
        """Bool array: the relations of a country with itself. They are kept, but never drawn or counted."""
        return (self.table["source"] == self.table["target"]).to_numpy()

    @property
    def said(self) -> Sidecar:
        """What is said of it, without what follows from its name and rows; a fact replaced since counts as said."""
        made = _facts(self.name, self.table, self.sidecar, self.digest)
        return replace(
            self.sidecar, **{name: getattr(self, name) for name in made if getattr(self, name) != made[name]}
        )

    @classmethod
    def of(cls, name: str, rows: Rows, said: Sidecar, *, skipped: int = 0) -> Dataset:
        """A data set of checked rows in order, and of what is said of them."""
        digest = digest_of(rows.texts, said.canonical())
        facts = _facts(name, rows.table, said, digest)
        return cls(name=name, table=rows.table, digest=digest, skipped=skipped, sidecar=said, **facts)

    @classmethod
    def read(
        cls,
        path: str | Path,
        *,
        skip_bad: bool = False,
        scheme: str | None = None,
        mapping: ColumnMapping | None = None,
    ) -> Dataset:
        """Read and check a table in any format of `geo.readers`, and the TOML file of the same name if there is one.

        Parameters
        ----------
        skip_bad : leave out the rows that have a problem instead of refusing the file
        scheme : how to read country codes that mean different countries in different schemes (`fips`, `cow`, ...)
        mapping : how to read the columns. None: a file in the columns of the contract as it is, any other as
            `geo.mapping.propose` says

        Raises
        ------
        DataError
            With every problem of the file. With `skip_bad` only if the file as a whole is no good.
        """
        path = Path(path)
        raw = scan_table(path)
        sidecar, said_wrong = read_sidecar(path.with_suffix(".toml"))
        return _build(str(path), path.stem, raw, sidecar, said_wrong, skip_bad, scheme, mapping)

    @classmethod
    def from_raw(
        cls,
        raw: RawTable,
        name: str,
        *,
        mapping: ColumnMapping | None = None,
        skip_bad: bool = False,
        scheme: str | None = None,
        sidecar: Sidecar = Sidecar(),  # noqa: B008  frozen
    ) -> Dataset:
        """Check a table that was read before; like `read`. Raises DataError, with `name` for the path."""
        return _build(name, name, raw, sidecar, (), skip_bad, scheme, mapping)

    @classmethod
    def from_frame(
        cls, frame: pd.DataFrame, name: str = "data", *, skip_bad: bool = False, scheme: str | None = None
    ) -> Dataset:
        """Check a data frame with the columns of the contract; cells may be texts or typed. Raises DataError."""
        numbered = as_text(frame).set_axis(pd.RangeIndex(1, len(frame) + 1))
        return _build(name, name, RawTable(numbered, ()), Sidecar(), (), skip_bad, scheme)

    @classmethod
    def load(cls, name: str = DEFAULT) -> Dataset:
        """A built-in data set. Raises UnknownDataset, which names those there are."""
        known = cls.names()
        if name not in known:
            near = process.extractOne(name, known, score_cutoff=60)
            hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(known)}"
            raise UnknownDataset(f'there is no data set "{name}"; {hint}')
        return _load(name)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Names of the built-in data sets, the default one first."""
        found = (Path(item.name) for item in files("data").joinpath("relations").iterdir())
        return tuple(sorted((path.stem for path in found if path.suffix == ".csv"), key=lambda n: (n != DEFAULT, n)))

    @property
    def extent(self) -> tuple[date, date]:
        """From the first start to the latest date; what is still in force says nothing about the end."""
        return _extent(self.table)

    def to_csv(self) -> str:
        """The table as CSV text in the columns of the contract."""
        return to_csv_text(self.table[list(FILE_COLUMNS)])

    def write(self, path: str | Path) -> None:
        """Write the table as CSV, Parquet, Excel, JSON or GraphML, by the ending of `path`: `geo.io.write_table`."""
        write_table(self.table[list(FILE_COLUMNS)], path)


@cache
def _load(name: str) -> Dataset:
    with as_file(files("data").joinpath("relations")) as folder:
        return Dataset.read(folder / f"{name}.csv")


def _build(
    path: str,
    name: str,
    raw: RawTable,
    sidecar: Sidecar,
    said_wrong: tuple[Problem, ...],
    skip_bad: bool,
    scheme: str | None,
    mapping: ColumnMapping | None = None,
) -> Dataset:
    reading = reading_of(raw, mapping, scheme)
    table = reading.table
    checked = check_table(table.frame, reading.scheme)
    unread = {problem.row for problem in table.problems}
    good = checked.good & ~table.frame.index.isin(unread)
    found = (*said_wrong, *table.problems, *_beside(table, reading.in_file(checked.problems)))
    problems = tuple(sorted(found, key=lambda problem: problem.row or 0))
    fatal = not good.any() or any(problem.row is None for problem in problems)
    if problems and (fatal or not skip_bad):
        raise DataError(path, problems)
    skipped = len(unread.union(table.frame.index[~good]))
    rows = in_order(checked.table[good])
    undated = undated_rows(raw, reading.mapping) if reading.mapping else []
    return replace(
        Dataset.of(name, rows, sidecar, skipped=skipped),
        problems=problems,
        numbers=rows.numbers,
        undated=np.isin(rows.numbers, undated),
        notices=reading.notices(np.sort(rows.numbers)),
    )


def _beside(raw: RawTable, problems: Sequence[Problem]) -> list[Problem]:
    """The problems that say more than those of reading: nothing of unread cells, nor that no row is left."""
    told = {(problem.row, problem.column) for problem in raw.problems}
    if raw.problems and raw.frame.empty:
        told.add((None, None))
        told |= {(None, problem.column) for problem in problems if raw.frame.columns.empty}
    return [problem for problem in problems if (problem.row, problem.column) not in told]


def _facts(name: str, table: pd.DataFrame, said: Sidecar, digest: str) -> dict[str, Any]:
    """What is known of a data set: as said, and where nothing is, as follows from its name and its rows."""
    unsaid = dict.fromkeys(sorted(set(table["scenario"]) - {""} - set(said.scenarios)), "")
    return {
        "title": said.title or _title(name),
        "description": said.description,
        "version": said.version or digest[:12],
        "licence": said.licence,
        "window": said.window or _extent(table),
        "region": said.region or FIT,
        "lead": said.lead,
        "scenarios": {**said.scenarios, **unsaid},
        "questions": said.questions,
    }


def _extent(table: pd.DataFrame) -> tuple[date, date]:
    latest = max(table["start"].max(), table["end"].max()) if table["end"].notna().any() else table["start"].max()
    return table["start"].min().date(), latest.date()


def _title(name: str) -> str:
    words = " ".join(name.replace("_", " ").replace("-", " ").split()) or name
    return words[:1].upper() + words[1:]
