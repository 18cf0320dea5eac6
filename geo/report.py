"""Reports on a file: what is wrong and what to look at again, as CSV with the rows it is about, and in few words."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import chain

import pandas as pd

from geo.cells import defused
from geo.errors import Problem
from geo.io import as_text
from geo.rawtable import RawTable
from geo.relations import Dataset
from geo.review import KINDS, Remark

__all__ = ["MOST_SHOWN", "address", "problems_csv", "report_csv", "review_csv", "words"]

MOST_SHOWN = 20
PLACE = ("row", "column", "value", "problem", "what would be right")

Line = tuple[Sequence[str], int | None]  # what is said, and the number of the row it is about


def problems_csv(raw: RawTable | None, problems: Sequence[Problem]) -> str:
    """Every problem of a file as CSV.

    Parameters
    ----------
    raw : the file as it was read; None where that was not possible at all
    problems : what is wrong with it, by row number

    Returns
    -------
    A line for each problem: row, column, value, problem, what would be right; then the cells of the row under the
    file's own headings (empty where the row could not be split into cells). Formulas are defused.
    """
    return _csv(PLACE, map(_problem_line, problems), _no_cells() if raw is None else raw.frame)


def report_csv(raw: RawTable, problems: Sequence[Problem], remarks: Iterable[Remark]) -> str:
    """The same with what should be looked at again behind it, a line for each row concerned."""
    said = chain(map(_problem_line, problems), chain.from_iterable(map(_warning_lines, remarks)))
    return _csv(PLACE, said, raw.frame)


def review_csv(dataset: Dataset, remarks: Iterable[Remark], base_url: str = "") -> str:
    """Remarks as CSV: a line for each row concerned, with what it is about, the map, and the relation itself."""
    places = {name: place for place, name in enumerate(dataset.table["id"])}
    lines = (line for remark in remarks for line in _remark_lines(remark, places, base_url))
    header = ("row", "column", "warning", "in words", "what would be right", "map")
    return _csv(header, lines, as_text(dataset.table))


def words(problems: Sequence[Problem], most: int = MOST_SHOWN) -> tuple[tuple[str, ...], int]:
    """The first problems as sentences for a screen, and how many more there are."""
    return tuple(_sentence(problem) for problem in problems[:most]), max(0, len(problems) - most)


def address(query: str, base_url: str | None = None) -> str:
    """The address of a map; the query alone where no public address is known (`FAULTLINES_BASE_URL`)."""
    base = os.environ.get("FAULTLINES_BASE_URL", "") if base_url is None else base_url
    return f"{base.partition('?')[0].partition('#')[0]}?{query}"


def _sentence(problem: Problem) -> str:
    place = [f"row {problem.row}"] if problem.row else []
    place += [f"column {problem.column}"] if problem.column else []
    said = f"{', '.join(place)}: {problem.message}" if place else problem.message
    whole = f"{said} ({problem.suggestion})" if problem.suggestion else said
    return whole[:1].upper() + whole[1:]


def _problem_line(problem: Problem) -> Line:
    said = (str(problem.row or ""), problem.column or "", problem.value or "", problem.message, problem.suggestion)
    return said, problem.row


def _warning_lines(remark: Remark) -> Iterator[Line]:
    for row in remark.rows:
        said = (str(row), remark.column, remark.value, f"warning: {remark.sentence}", KINDS[remark.kind].help)
        yield said, row


def _remark_lines(remark: Remark, places: Mapping[str, int], base_url: str) -> Iterator[Line]:
    kind, link = KINDS[remark.kind], address(remark.query, base_url)
    rows = remark.rows or (None,) * len(remark.ids)
    for name, row in zip(remark.ids, rows, strict=True):
        said = (str(row or ""), remark.column, kind.title, remark.sentence, kind.help, link)
        yield said, places[name]


def _csv(header: Sequence[str], lines: Iterable[Line], frame: pd.DataFrame) -> str:
    """CSV text; each line goes on with the cells of its row, found by the index of the frame."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *map(defused, map(str, frame.columns))])
    columns = [frame[name].tolist() for name in frame.columns]
    places = {number: place for place, number in enumerate(frame.index.tolist())}
    blank = [""] * len(columns)
    for said, number in lines:
        place = None if number is None else places.get(number)
        cells = blank if place is None else [column[place] for column in columns]
        writer.writerow([defused(cell) for cell in (*said, *cells)])
    return out.getvalue()


def _no_cells() -> pd.DataFrame:
    return pd.DataFrame(index=pd.RangeIndex(0))
