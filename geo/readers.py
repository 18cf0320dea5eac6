"""Reads CSV, Parquet, Excel and JSON records as tables of text (see `geo.cells` for the spelling).

Every row that can't be split into cells is named; rows are counted from 1 without the header, and in a CSV file without
the lines that have nothing on them. Line ends inside a text become `\\n`.
"""

from __future__ import annotations

import json
import stat
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from geo.cells import arrow_text, cell_text, excel_unescaped, text_frame, texts
from geo.csvfile import scan_csv
from geo.errors import DataError, Problem
from geo.rawtable import (
    MAX_BYTES,
    MAX_ROWS,
    SURROGATE,
    Progress,
    RawTable,
    check_header,
    check_rows,
    in_silence,
    make_table,
    named_header,
    refusal,
    settled,
    undefused_frame,
)

__all__ = ["MAX_BYTES", "MAX_ROWS", "SUFFIXES", "Progress", "RawTable", "scan_bytes", "scan_table"]

Reader = Callable[[Path, bytes, Progress], RawTable]

MAX_UNPACKED = 1_000_000_000


def scan_table(path: str | Path, *, progress: Progress | None = None) -> RawTable:
    """Read what can be read of a table.

    Parameters
    ----------
    progress : is called with the part that is done, from 0 to 1, and with words for what is being done

    Raises
    ------
    DataError
        There is no such file, it is too big, or it is broken in a way that leaves the rows in doubt.
    """
    path = Path(path)
    reader = _reader(path, lambda: _bytes(path, wanted=False))
    return _scanned(path, _bytes(path), reader, progress)


def scan_bytes(name: str, data: bytes, progress: Progress | None = None) -> RawTable:
    """Read what can be read of a table that is not on the disk; `name` is a file name, its ending says the format.

    Raises DataError, as `scan_table` does.
    """
    path = Path(name)
    reader = _reader(path)
    if len(data) > MAX_BYTES:
        raise _too_big(path, len(data))
    return _scanned(path, data, reader, progress)


def _reader(path: Path, first: Callable[[], object] = bool) -> Reader:
    """The reader for the ending of a name; `first` is asked before an ending is called wrong."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        first()
        ending = f'"{path.suffix}" files can\'t be read' if path.suffix else "the file's name has no ending"
        raise refusal(path, ending, f"the endings are {', '.join(SUFFIXES)}")
    return reader


def _scanned(path: Path, data: bytes, reader: Reader, progress: Progress | None) -> RawTable:
    if not data:
        raise refusal(path, "the file is empty", "a header and at least one row are needed")
    return reader(path, data, progress or in_silence)


def _too_big(path: Path, size: int) -> DataError:
    return refusal(path, f"the file has {size:,} bytes", f"at most {MAX_BYTES:,} bytes are read")


def _bytes(path: Path, *, wanted: bool = True) -> bytes:
    """What is in the file; of one that is not `wanted`, only that there is such a file."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # reading a pipe or a device might never end
            kind = "a folder" if stat.S_ISDIR(found.st_mode) else "a device or a pipe"
            raise refusal(path, f"this is {kind}, not a file", "name a file")
        if not wanted:
            return b""
        size = found.st_size
        if size > MAX_BYTES:
            raise _too_big(path, size)
        data = path.read_bytes()
    except FileNotFoundError:
        raise refusal(path, "there is no such file") from None
    except OSError as error:
        raise refusal(path, f"the file can't be read: {error.strerror or error}") from None
    return data


# Excel


def _scan_excel(path: Path, data: bytes, progress: Progress) -> RawTable:
    rows = _excel_rows(path, data)
    if not rows:
        raise refusal(path, "the sheet is empty", "a header and at least one row are needed")
    header = _trimmed([cell_text(value).strip() for value in rows[0]])
    check_header(path, header)
    width = len(header)
    wide = {number for number, row in enumerate(rows[1:], 1) if any(value != "" for value in row[width:])}
    problems = [Problem("the row has a value to the right of the last column", row=n) for n in sorted(wide)]
    numbers = [number for number in range(1, len(rows)) if number not in wide]
    whole = [[*rows[n][:width], *[""] * (width - len(rows[n]))] for n in numbers]
    columns = [_excel_texts(column) for column in zip(*whole, strict=True)] or [[]] * width
    table = make_table(header, columns, numbers, problems)
    return table._replace(frame=undefused_frame(table.frame))


def _excel_texts(row: Iterable[Any]) -> list[str]:
    return [excel_unescaped(cell) if "_x005F_" in cell else cell for cell in texts(row)]


def _excel_rows(path: Path, data: bytes) -> list[Sequence[Any]]:
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
    except Exception as error:  # the parser lets whatever it meets through
        raise refusal(path, f"this is not an Excel workbook that can be read: {error}", "save it as .xlsx") from None


def _sheet_rows(path: Path, data: bytes) -> list[Sequence[Any]]:
    """Rows of the sheet `relations`, else of the first one, up to the last row with something in it."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    name = "relations" if "relations" in book.sheet_names else book.sheet_names[0]
    rows: list[Sequence[Any]] = list(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    while rows and all(value == "" for value in rows[-1]):
        rows.pop()
    check_rows(path, len(rows) - 1)
    return rows


def _trimmed(header: list[str]) -> list[str]:
    while header and not header[-1]:
        header.pop()
    return header


# JSON


def _scan_json(path: Path, data: bytes, progress: Progress) -> RawTable:
    records = _json_records(path, data)
    check_rows(path, len(records))
    kept = {number: record for number, record in enumerate(records, 1) if isinstance(record, dict)}
    problems = [_no_record(number) for number in range(1, len(records) + 1) if number not in kept]
    spellings = _spellings(kept.values())
    check_header(path, list(spellings))
    columns = []
    for name, values in zip(spellings, _json_columns(list(kept.values()), spellings), strict=True):
        if {dict, list} & set(map(type, values)):
            problems += [_nested(number, name) for number, value in zip(kept, values, strict=True) if _is_nested(value)]
            values = ["" if _is_nested(value) else value for value in values]
        columns.append(texts(values))
    shown = [SURROGATE.sub("\ufffd", name) for name in spellings]
    return make_table(shown, columns, list(kept), problems)


def _spellings(records: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Column -> the names it has in the records: with spaces around, and without."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for names in dict.fromkeys(map(tuple, records)) for name in names):
        found.setdefault(name.strip(), []).append(name)
    return found


def _json_columns(records: Sequence[Mapping[str, Any]], spellings: Mapping[str, Sequence[str]]) -> list[Sequence[Any]]:
    names = [spelled[0] for spelled in spellings.values()]
    try:  # the usual case, ten times as fast: every record has every name, in one spelling
        if len(names) > 1 and sum(map(len, spellings.values())) == len(names):
            return list(zip(*map(itemgetter(*names), records), strict=True))
    except KeyError:
        pass
    return [
        [next((record[name] for name in spelled if name in record), None) for record in records]
        for spelled in spellings.values()
    ]


def _no_record(number: int) -> Problem:
    return Problem("this is not a record", number, suggestion='write {"source": ..., "target": ...}')


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _nested(number: int, name: str) -> Problem:
    return Problem("there is a list or a record in a cell", number, name, suggestion="write a text or a number")


def _json_records(path: Path, data: bytes) -> list[Any]:
    try:
        # Numbers stay as they are written, so that an id 1e5 is not taken for a number.
        found = json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str)
    except UnicodeDecodeError as error:
        raise refusal(path, f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"not JSON: {error.msg} in line {error.lineno}, position {error.colno}"
        raise refusal(path, where, 'write a list of records: [{"source": ...}, ...]') from None
    except RecursionError:
        raise refusal(path, "lists or records are nested too deep", "write a list of records") from None
    if not isinstance(found, list):
        raise refusal(path, "this is not a list", 'write a list of records: [{"source": ...}, ...]')
    return found


# Parquet


def _scan_parquet(path: Path, data: bytes, progress: Progress) -> RawTable:
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


READERS: Mapping[str, Reader] = {
    ".csv": scan_csv,
    ".tsv": scan_csv,
    ".txt": scan_csv,
    ".parquet": _scan_parquet,
    ".xlsx": _scan_excel,
    ".json": _scan_json,
}
SUFFIXES = tuple(READERS)
