"""Reads and writes tables: CSV, Parquet, Excel, JSON records and GraphML, chosen by the ending of the file's name.

What is written reads back equal, whatever the format and whatever the texts hold. Only line ends are made one kind
(`\\n`), and rows without any content are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.cells import column_text, defused, excel_escaped, text_frame
from geo.errors import DataError, UsageError
from geo.graphwriter import graphml_bytes
from geo.readers import MAX_BYTES, MAX_ROWS, SUFFIXES, scan_table

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "SUFFIXES",
    "WRITABLE",
    "as_text",
    "read_table",
    "to_bytes",
    "to_csv_text",
    "write_table",
]

MAX_EXCEL_CELL = 32_767
FIRST_DATE = np.datetime64("1900-03-01")  # Excel has a 29 February 1900, which the calendar has not
DATE_WIDTH = 12  # letters
QUOTED = re.compile(r"[\",\r\n]|^'")


class HasTable(Protocol):
    """Whatever carries its rows in `table`, such as a Dataset."""

    @property
    def table(self) -> pd.DataFrame: ...


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table as texts.

    Returns
    -------
    DataFrame of text columns; the index holds the data row numbers, counted from 1. What is missing is an empty text.

    Raises
    ------
    DataError
        The file can't be read, or some rows can't be split into cells; all of them are listed.
    """
    raw = scan_table(path)
    if raw.problems:
        raise DataError(str(path), raw.problems)
    return raw.frame


def write_table(table: pd.DataFrame | HasTable, path: str | Path) -> None:
    """Write a table, or the table of a data set, in the format that the ending of `path` names.

    Raises
    ------
    UsageError
        The ending is not one of `WRITABLE`, or the texts do not fit into the format.
    OSError
        The file can't be written.
    """
    path = Path(path)
    path.write_bytes(to_bytes(table, path.suffix))


def to_bytes(table: pd.DataFrame | HasTable, suffix: str) -> bytes:
    """The file that `write_table` would write, for a download. `suffix` is one of `WRITABLE`, with its dot.

    Raises UsageError, as `write_table` does.
    """
    writer = WRITERS.get(suffix.lower())
    if writer is None:
        raise UsageError(f'"{suffix}" files can\'t be written; the endings are {", ".join(WRITABLE)}')
    content = writer(_frame_of(table))
    if len(content) > MAX_BYTES:
        said = f"the file would have {len(content):,} bytes, and no more than {MAX_BYTES:,} are read back"
        raise UsageError(f"{said}; write it as Parquet or Excel, which are packed")
    return content


def to_csv_text(table: pd.DataFrame | HasTable) -> str:
    """The table as CSV: ISO dates, `true` and `false`, cells that look like formulas defused."""
    frame = as_text(_frame_of(table))
    columns = [[_csv_cell(cell) for cell in (str(name), *frame[name].tolist())] for name in frame.columns]
    if len(columns) == 1:  # a line without anything on it would not be a row
        columns = [[cell or '""' for cell in columns[0]]]
    return "".join(",".join(row) + "\n" for row in zip(*columns, strict=True))


def _csv_cell(cell: str) -> str:
    """With quotes where they are needed; an apostrophe in front could be taken for a quote of another kind."""
    cell = defused(cell)
    return '"' + cell.replace('"', '""') + '"' if QUOTED.search(cell) else cell


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table as text, in the one spelling of `geo.cells`."""
    return text_frame({name: column_text(frame[name]) for name in frame.columns}, frame.index)


def _frame_of(table: pd.DataFrame | HasTable) -> pd.DataFrame:
    return table if isinstance(table, pd.DataFrame) else table.table


def _csv(frame: pd.DataFrame) -> bytes:
    return to_csv_text(frame).encode()


def _parquet(frame: pd.DataFrame) -> bytes:
    arrays = {name: _arrow_array(frame[name]) for name in frame.columns}
    out = BytesIO()
    pq.write_table(pa.table(arrays), out)
    return out.getvalue()


def _arrow_array(column: pd.Series) -> Any:
    if column.dtype.kind == "M":
        return pa.array(column.to_numpy().astype("datetime64[D]"))
    return pa.array(column, from_pandas=True) if column.dtype.kind in "bif" else column_text(column)


def _excel(frame: pd.DataFrame) -> bytes:
    import openpyxl  # takes half a second to load
    from openpyxl.utils import get_column_letter

    rows = list(zip(*[_excel_column(frame[name]) for name in frame.columns], strict=True))
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("relations")
    sheet.freeze_panes = "A2"
    for place, name in enumerate(frame.columns, 1):
        if frame[name].dtype.kind == "M":  # a narrower cell shows #### in place of a date
            sheet.column_dimensions[get_column_letter(place)].width = DATE_WIDTH
    sheet.append([_never_an_error(sheet, _excel_cell(str(name))) for name in frame.columns])
    for row in rows:
        sheet.append([_never_an_error(sheet, value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _excel_column(column: pd.Series) -> list[Any]:
    """The cells of a column; dates are dates, but for those before Excel's calendar begins."""
    if column.dtype.kind != "M":
        return _typed(column, _excel_cell)
    days = column.to_numpy().astype("datetime64[D]")
    dated = zip(days.tolist(), (days >= FIRST_DATE).tolist(), strict=True)
    return [day if late else "" if day is None else day.isoformat() for day, late in dated]


def _never_an_error(sheet: Any, value: Any) -> Any:
    """openpyxl takes `#N/A` and its like for errors of a formula; in a relation table they are texts."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ERROR_CODES

    if value not in ERROR_CODES:
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _excel_cell(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if len(text) > MAX_EXCEL_CELL:
        raise UsageError(f"a text has {len(text):,} characters, an Excel cell holds {MAX_EXCEL_CELL:,}")
    if ILLEGAL_CHARACTERS_RE.search(text):
        raise UsageError("a text holds control characters, which an Excel file can't hold")
    return excel_escaped(defused(text))


def _json(frame: pd.DataFrame) -> bytes:
    rows = zip(*[_typed(frame[name], str) for name in frame.columns], strict=True)
    records = [dict(zip(frame.columns, row, strict=True)) for row in rows]
    content = _records(records)
    if len(content) <= MAX_BYTES:
        return content
    # Too big to be read back: only the first record, which names the columns, needs those that are blank.
    filled = [{name: value for name, value in record.items() if value != ""} for record in records[1:]]
    return _records([*records[:1], *filled])


def _records(records: Sequence[Mapping[str, Any]]) -> bytes:
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def _typed(column: pd.Series, text: Callable[[str], str]) -> list[Any]:
    """Numbers and booleans as they are, all else as texts put through `text`."""
    if column.dtype.kind == "b":
        return list(column.to_numpy().tolist())
    if column.dtype.kind in "if" and np.isfinite(column).all():
        return [int(value) if float(value).is_integer() else value for value in column.to_numpy().tolist()]
    return [text(cell) for cell in column_text(column).to_pylist()]


WRITERS: Mapping[str, Callable[[pd.DataFrame], bytes]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".xlsx": _excel,
    ".json": _json,
    ".graphml": graphml_bytes,
}
WRITABLE = tuple(WRITERS)
