"""Reads CSV, Parquet, Excel and JSON records as tables of text (see `geo.cells` for the spelling).

Every row that can't be split into cells is named; rows are counted from 1 without the header, and in a CSV file without
the lines that have nothing on them. Line ends inside a text become `\\n`.
"""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.cells import arrow_text, cell_text, excel_unescaped, text_frame, texts
from geo.csvfile import scan_csv
from geo.errors import DataError, Problem
from geo.rawtable import (
    MAX_ROWS,
    SURROGATE,
    RawTable,
    check_header,
    check_rows,
    make_frame,
    named_header,
    refusal,
    settled,
    split_undecoded,
    undefused_frame,
)

__all__ = ["MAX_BYTES", "MAX_ROWS", "SUFFIXES", "RawTable", "scan_table"]

MAX_BYTES = 100_000_000
MAX_UNPACKED = 1_000_000_000


def scan_table(path: str | Path) -> RawTable:
    """Read what can be read of a table.

    Raises
    ------
    DataError
        There is no such file, it is too big, or it is broken in a way that leaves the rows in doubt.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise refusal(path, f'"{path.suffix}" files can\'t be read', f"the endings are {', '.join(SUFFIXES)}")
    return reader(path, _bytes(path))


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise refusal(path, f"the file has {size:,} bytes", f"at most {MAX_BYTES:,} bytes are read")
        data = path.read_bytes()
    except FileNotFoundError:
        raise refusal(path, "there is no such file") from None
    except OSError as error:
        raise refusal(path, f"the file can't be read: {error.strerror or error}") from None
    if not data:
        raise refusal(path, "the file is empty", "a header and at least one row are needed")
    return data


# Excel


def _scan_excel(path: Path, data: bytes) -> RawTable:
    rows = _excel_rows(path, data)
    if not rows:
        raise refusal(path, "the sheet is empty", "a header and at least one row are needed")
    header = _trimmed([cell_text(value).strip() for value in rows[0]])
    check_header(path, header)
    width = len(header)
    wide = {number for number, row in enumerate(rows[1:], 1) if any(value is not None for value in row[width:])}
    problems = [Problem("the row has a value to the right of the last column", row=n) for n in sorted(wide)]
    numbers = [number for number in range(1, len(rows)) if number not in wide]
    cells = [_excel_texts(rows[n][:width]) + [""] * (width - len(rows[n])) for n in numbers]
    return RawTable(undefused_frame(make_frame(header, cells, numbers)), tuple(problems))


def _excel_texts(row: Iterable[Any]) -> list[str]:
    return [excel_unescaped(cell) if "_x005F_" in cell else cell for cell in texts(row)]


def _excel_rows(path: Path, data: bytes) -> list[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MAX_UNPACKED:
            raise refusal(path, f"the file unpacks to {unpacked:,} bytes", f"at most {MAX_UNPACKED:,} are read")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validation rules, which are not read
            return _sheet_rows(path, data)
    except DataError:
        raise
    except Exception as error:  # openpyxl lets whatever its parsers raise through
        raise refusal(path, f"this is not an Excel workbook that can be read: {error}", "save it as .xlsx") from None


def _sheet_rows(path: Path, data: bytes) -> list[tuple[Any, ...]]:
    """Rows of the sheet `relations`, else of the first one, up to the last row with something in it."""
    import openpyxl  # takes half a second to load, and most tables are no workbooks

    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    sheet = book["relations"] if "relations" in book.sheetnames else book.worksheets[0]
    sheet.reset_dimensions()  # some programs write wrong ones
    rows: list[tuple[Any, ...]] = []
    filled = 0
    for row in sheet.iter_rows(values_only=True):
        if any(value is not None for value in row):
            filled = len(rows) + 1
            check_rows(path, filled - 1)
        if len(rows) <= MAX_ROWS:
            rows.append(row)
    book.close()
    return rows[:filled]


def _trimmed(header: list[str]) -> list[str]:
    while header and not header[-1]:
        header.pop()
    return header


# JSON


def _scan_json(path: Path, data: bytes) -> RawTable:
    records = _json_records(path, data)
    check_rows(path, len(records))
    problems = [found for number, record in enumerate(records, 1) for found in _odd_record(number, record)]
    odd = {problem.row for problem in problems}
    kept = {number: record for number, record in enumerate(records, 1) if number not in odd}
    header = list(dict.fromkeys(name.strip() for record in kept.values() for name in record))
    check_header(path, header)
    cells = [_json_cells(record, header) for record in kept.values()]
    numbers, rows, undecoded = split_undecoded(header, kept, cells)
    shown = [SURROGATE.sub("\ufffd", name) for name in header]
    return RawTable(make_frame(shown, rows, numbers), tuple(problems + undecoded))


def _odd_record(number: int, record: Any) -> list[Problem]:
    if not isinstance(record, dict):
        return [Problem("this is not a record", number, suggestion='write {"source": ..., "target": ...}')]
    nested = [name for name, value in record.items() if isinstance(value, dict | list)]
    return [
        Problem("there is a list or a record in a cell", number, name, suggestion="write a text or a number")
        for name in nested
    ]


def _json_records(path: Path, data: bytes) -> list[Any]:
    try:
        # Numbers stay as they are written, so that an id 1e5 is not taken for a number.
        found = json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str)
    except UnicodeDecodeError as error:
        raise refusal(path, f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise refusal(path, f"not JSON: {error.msg} in line {error.lineno}, position {error.colno}") from None
    except RecursionError:
        raise refusal(path, "lists or records are nested too deep", "write a list of records") from None
    if not isinstance(found, list):
        raise refusal(path, "this is not a list", 'write a list of records: [{"source": ...}, ...]')
    return found


def _json_cells(record: dict[str, Any], header: Sequence[str]) -> list[str]:
    cells = {name.strip(): cell_text(value) for name, value in record.items()}
    return [cells.get(name, "") for name in header]


# Parquet


def _scan_parquet(path: Path, data: bytes) -> RawTable:
    try:
        file = pq.ParquetFile(BytesIO(data))
        groups = [file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)]
        check_rows(path, file.metadata.num_rows)
        if sum(groups) > MAX_UNPACKED:
            raise refusal(path, f"the file unpacks to {sum(groups):,} bytes", f"at most {MAX_UNPACKED:,} are read")
        table = file.read()
        table.validate(full=True)
    except (pa.ArrowException, OSError, OverflowError) as error:
        raise refusal(path, f"this is not a Parquet file that can be read: {error}") from None
    header = named_header([name.strip() for name in table.column_names])
    check_header(path, header)
    columns, problems = {}, []
    for name, column in zip(header, table.columns, strict=True):
        try:
            columns[name] = arrow_text(column)
        except pa.ArrowException:
            problems.append(
                Problem(
                    f"cells of type {column.type} can't be read",
                    column=name,
                    suggestion="store texts, numbers, dates or booleans",
                )
            )
    if problems:
        raise DataError(str(path), problems)
    return RawTable(settled(text_frame(columns, pd.RangeIndex(1, table.num_rows + 1))), ())


READERS: Mapping[str, Callable[[Path, bytes], RawTable]] = {
    ".csv": scan_csv,
    ".parquet": _scan_parquet,
    ".xlsx": _scan_excel,
    ".json": _scan_json,
}
SUFFIXES = tuple(READERS)
