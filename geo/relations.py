"""Dataset: validated relations in columns, with what is said about them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process

from geo.cells import column_text
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

# Control characters that no cell can hold, so that two different tables never run into the same text.
CELL_END, ROW_END = "\x1f", "\x1e"


@dataclass(frozen=True, eq=False)
class Dataset:
    """Relations between countries. Two data sets are equal when name and content are.

    Attributes
    ----------
    name : what `data=` in a link says
    table : columns `COLUMNS`, always all of them: `id`, `source` and `target` (ISO alpha-3), `kind`, `intensity`
        (float64, 1 to 5), `start` and `end` (datetime64[s]; NaT in `end` is "still in force"), `mutual` (bool) and
        texts ('' for none); sorted by start, then id; ids are unique
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
        """Write the table as CSV, Parquet, Excel or JSON, by the ending of `path`; see `geo.io.write_table`."""
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
    kept, rows, numbers = _numbered(checked.table[good])
    undated = undated_rows(raw, reading.mapping) if reading.mapping else []
    made = _dataset(name, kept, rows, sidecar, skipped, problems)
    return replace(made, numbers=numbers, undated=np.isin(numbers, undated), notices=reading.notices(np.sort(numbers)))


def _beside(raw: RawTable, problems: Sequence[Problem]) -> list[Problem]:
    """The problems that say more than those of reading: nothing of unread cells, nor that no row is left."""
    told = {(problem.row, problem.column) for problem in raw.problems}
    if raw.problems and raw.frame.empty:
        told.add((None, None))
        told |= {(None, problem.column) for problem in problems if raw.frame.columns.empty}
    return [problem for problem in problems if (problem.row, problem.column) not in told]


def _dataset(
    name: str,
    table: pd.DataFrame,
    rows: Sequence[str],
    sidecar: Sidecar,
    skipped: int,
    problems: tuple[Problem, ...],
) -> Dataset:
    digest = _digest(rows, sidecar)
    unsaid = dict.fromkeys(sorted(set(table["scenario"]) - {""} - set(sidecar.scenarios)), "")
    return Dataset(
        name=name,
        table=table,
        title=sidecar.title or _title(name),
        description=sidecar.description,
        version=sidecar.version or digest[:12],
        licence=sidecar.licence,
        window=sidecar.window or _extent(table),
        region=sidecar.region or FIT,
        lead=sidecar.lead,
        scenarios={**sidecar.scenarios, **unsaid},
        questions=sidecar.questions,
        digest=digest,
        skipped=skipped,
        problems=problems,
    )


def _sorted(good: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The good rows with an id each, by start and id; and each as one text that tells it from any other."""
    return _numbered(good)[:2]


def _numbered(good: pd.DataFrame) -> tuple[pd.DataFrame, list[str], Any]:
    """The good rows with an id each, by start and id; each as one text that tells it from any other; their numbers."""
    table = good.reset_index(drop=True)
    given, rows = table["id"].tolist(), _canonical_rows(table)
    ids = _ids(given, rows)
    table["id"] = ids
    order = table.sort_values(["start", "id"], kind="stable").index
    whole = [
        made + row[len(old) :] for made, old, row in zip(ids, given, rows, strict=True)
    ]  # a row starts with its id
    sorted_table = _plain_keys(table.loc[order].reset_index(drop=True))
    return sorted_table, [whole[place] for place in order], good.index.to_numpy()[order]


def _plain_keys(table: pd.DataFrame) -> pd.DataFrame:
    """What is compared in every view, as plain Python strings: small tables are filtered much faster so."""
    return table.astype(dict.fromkeys(("id", "source", "target", "kind", "domain", "status", "scenario"), object))


def _ids(given: Sequence[str], rows: Sequence[str]) -> list[str]:
    """Ids as given; the others are made from the row's content, so that they are the same in every file and process.

    Rows that are alike in everything get the numbers 2, 3, ... behind their id.
    """
    taken, uses = set(given), Counter[str]()
    return [
        name or _fresh("r" + hashlib.sha256(row.encode()).hexdigest()[:12], taken, uses)
        for name, row in zip(given, rows, strict=True)
    ]


def _fresh(base: str, taken: set[str], uses: Counter[str]) -> str:
    name = base
    while name in taken:
        uses[base] += 1
        name = f"{base}-{uses[base] + 1}"
    taken.add(name)
    return name


def _canonical_rows(table: pd.DataFrame) -> list[str]:
    cells = [pc.cast(column_text(table[name]), pa.large_string()) for name in COLUMNS]
    rows: list[str] = pc.binary_join_element_wise(*cells, pa.scalar(CELL_END, pa.large_string())).to_pylist()
    return rows


def _digest(rows: Sequence[str], sidecar: Sidecar) -> str:
    """SHA-256 over the sidecar and the rows; these are sorted and their ids are unique, so the order is settled."""
    content = ROW_END.join([sidecar.canonical(), *rows])
    return hashlib.sha256(content.encode()).hexdigest()


def _extent(table: pd.DataFrame) -> tuple[date, date]:
    latest = max(table["start"].max(), table["end"].max()) if table["end"].notna().any() else table["start"].max()
    return table["start"].min().date(), latest.date()


def _title(name: str) -> str:
    words = " ".join(name.replace("_", " ").replace("-", " ").split()) or name
    return words[:1].upper() + words[1:]
