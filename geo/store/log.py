"""The change log: every changed cell, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from geo.cells import cell_text
from geo.compare import Differences, cells_of
from geo.io import to_csv_text
from geo.rows import Row
from geo.store.history import sees
from geo.store.schema import LOG, VERSION
from geo.store.values import MAX_LOGGED, LogRow

__all__ = ["Line", "as_csv", "lines_of", "read_log", "size_of", "write_log"]

# what, id of the relation, the relation in words, column, before, after
Line = tuple[str, str, str, str, str, str]
COLUMNS = {
    "when": "when (UTC)", "who": "who", "what": "what", "id": "id", "relation": "relation", "column": "column",
    "before": "before", "after": "after", "version": "version",
}  # fmt: skip


def lines_of(found: Differences, cause: str = "") -> list[Line]:
    """What differs as lines of the log; `cause` is said where it was no edit. Of very many, only how many they are."""
    behind = f" ({cause})" if cause else ""
    lines: list[Line] = [(f"changed{behind}", "", "", *cell) for cell in found.facts]
    if len(found.added) + len(found.changed) + len(found.removed) <= MAX_LOGGED:
        return lines + list(_cell_lines(found, behind))
    counts = (("added", found.added), ("changed", found.changed), ("deleted", found.removed))
    return lines + [
        (f"{what}{behind}", "", f"{len(rows):,} relations; compare the versions to see them", "", "", "")
        for what, rows in counts
        if rows
    ]


def _cell_lines(found: Differences, behind: str) -> Iterator[Line]:
    for row in found.added:
        for name, text in _filled(row):
            yield f"added{behind}", row.id, _words(row), name, "", text
    for change in found.changed:
        for cell in change.cells:
            yield f"changed{behind}", change.id, _words(change.before), *cell
    for row in found.removed:
        for name, text in _filled(row):
            yield f"deleted{behind}", row.id, _words(row), name, text, ""


def _filled(row: Row) -> list[tuple[str, str]]:
    return [(name, text) for name, text in cells_of(row).items() if text]


def _words(row: Row) -> str:
    return f"{row.source} → {row.target}, {row.kind} since {row.first}"


def size_of(lines: Sequence[Line]) -> int:
    """Bytes of these lines, near enough."""
    return sum(len("".join(line).encode()) for line in lines)


def write_log(connection: Connection, id: str, number: int, lines: Sequence[Line]) -> None:
    """Write the lines of one version."""
    names = ("what", "relation", "words", "field", "before", "after")
    if lines:
        place = {"dataset": id, "number": number}
        rows = [{**place, "place": n, **dict(zip(names, line, strict=True))} for n, line in enumerate(lines)]
        connection.execute(insert(LOG), rows)


def read_log(connection: Connection, id: str, owner: str, number: int = 0, most: int = 0) -> tuple[LogRow, ...]:
    """The lines of a data set, the newest version first: all, those of one version, or at most so many."""
    on = (VERSION.c.dataset == LOG.c.dataset) & (VERSION.c.number == LOG.c.number)
    query = select(LOG, VERSION.c.made, VERSION.c.owner).join(VERSION, on).where(LOG.c.dataset == id)
    query = query.where(LOG.c.number == number) if number else query
    query = query.order_by(LOG.c.number.desc(), LOG.c.place).limit(most or None)
    return tuple(_log_row(row, owner) for row in connection.execute(query).mappings())


def _log_row(row: Any, owner: str) -> LogRow:
    when, who = datetime.fromisoformat(row["made"]), sees(row["owner"], owner)
    cell = (row["field"], row["before"], row["after"])
    return LogRow(when, who, row["what"], row["relation"], row["words"], *cell, row["number"])


def as_csv(rows: Sequence[LogRow]) -> str:
    """The log as CSV, the oldest first; cells that look like formulas are defused."""
    ordered = sorted(rows, key=lambda row: row.version)
    columns = {said: [_cell(getattr(row, name)) for row in ordered] for name, said in COLUMNS.items()}
    return to_csv_text(pd.DataFrame(columns, dtype="str"))


def _cell(value: Any) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else cell_text(value)
