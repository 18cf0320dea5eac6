"""Reads Excel workbooks through calamine: the sheet `relations`, else the first one that looks like a table."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

from geo.cells import cell_text, excel_unescaped, texts, undefused
from geo.errors import DataError, Problem
from geo.fence import fenced
from geo.headless import NO_HEADER, is_row, numbered
from geo.rawtable import (
    MAX_ROWS,
    MOST_ABOVE,
    Gathering,
    Progress,
    RawTable,
    check_header,
    check_rows,
    header_place,
    in_silence,
    named_header,
    refusal,
    undefused_frame,
)

__all__ = ["scan_excel", "scan_workbook"]

MAX_UNPACKED = 500_000_000
SMALL = 4_000_000  # unpacked bytes that are read without a fence if they look harmless
LOCAL_HEADER = 30  # bytes before the name of a part in a zip file
BLOCK = 4_000_000
CHUNK_ROWS = 5_000
MAX_MERGED = 100_000  # cells that go over several others
# A cell far from the others, or many that point to one long text: the parser would fill the memory with them.
FAR = re.compile(
    rb"<(?:\w{1,20}:)?(?:c|row)\s(?:[^<>]{0,200}\s)?r\s*=\s*[\"'](?:[A-Za-z]{3}|[A-Za-z]{0,2}0*[1-9][0-9]{4})"
)
LONG_TEXT = re.compile(rb"<(?:\w{1,20}:)?t[^<>]{0,99}>[^<]{5000}")


def scan_excel(path: Path, data: bytes, progress: Progress = in_silence) -> RawTable:
    """Read a workbook; rows are counted from the header on. Raises DataError."""
    progress(0, "Looking into the workbook")
    try:
        harmless = _check_unpacked(path, data)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise _unreadable(path, error) from None
    return scan_workbook(path, data, progress) if harmless else fenced(scan_workbook, path, data, progress)


def _unreadable(path: Path, error: BaseException) -> DataError:
    return refusal(path, f"this is not an Excel workbook that can be read: {error}", "save it as .xlsx")


def _check_unpacked(path: Path, data: bytes) -> bool:
    """Refuse what unpacks to too much, whatever its directory says; and whether it is small and nothing odd in it."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED:
        raise refusal(path, f"the file unpacks to {total:,} bytes", f"at most {MAX_UNPACKED:,} are read")
    harmless = total < SMALL
    for part in parts:
        rows = size = 0
        for block in _unpacked(path, data, part):
            size += len(block)
            rows += block.count(b"<row")
            harmless = harmless and not (FAR.search(block) or LONG_TEXT.search(block))
            if size > part.file_size:
                raise refusal(path, f'"{part.filename}" unpacks to more bytes than it says', "save the file again")
            if rows > MAX_ROWS + MOST_ABOVE + 1:
                raise refusal(path, f"a sheet has more than {MAX_ROWS:,} rows", f"at most {MAX_ROWS:,} rows are read")
    return harmless


def _unpacked(path: Path, data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part, as far as one byte more than it should have."""
    start = part.header_offset + LOCAL_HEADER
    start += int.from_bytes(data[start - 4 : start - 2], "little") + int.from_bytes(data[start - 2 : start], "little")
    packed = data[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise refusal(path, "the workbook is packed in an unusual way", "save it again in a spreadsheet program")
    unpacker, left = zlib.decompressobj(-zlib.MAX_WBITS), part.file_size + 1
    while left > 0 and not unpacker.eof:
        block = unpacker.decompress(packed, min(BLOCK, left))
        packed = unpacker.unconsumed_tail
        left -= len(block)
        if not block and not packed:
            return
        yield block


def scan_workbook(path: Path, data: bytes, progress: Progress) -> RawTable:
    """Read a workbook that is known not to fill the memory."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validation rules, which are not read
            return _table(path, data, progress)
    except PasswordError:
        raise refusal(path, "the workbook is locked with a password", "save it without one") from None
    except (DataError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the parser lets whatever it meets through, its own panics too
        raise _unreadable(path, error) from None


def _table(path: Path, data: bytes, progress: Progress) -> RawTable:
    progress(0.05, "Unpacking the workbook")
    name, several, rows = _sheet(path, data)
    head = list(islice(rows, MOST_ABOVE))
    place = header_place([[cell_text(value) for value in row] for row in head])
    above = sum(any(value != "" for value in row) for row in head[:place])
    notes = [f'read from the sheet "{name}"'] if several else []
    notes += [f"{above} row{'s' if above > 1 else ''} above the header left out"] if above else []
    if is_row([cell_text(value) for value in head[place]]):
        head.insert(place, numbered(len(head[place])))
        notes.append(NO_HEADER)
    gathering, number = _started(path, head[place]), 0
    rows = chain(head[place + 1 :], rows)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        _gather(gathering, number, chunk)
        number += len(chunk)
        progress(min(0.5 + 0.5 * number / MAX_ROWS, 0.99), f"{number:,} rows read")
    table = gathering.table(notes)
    check_rows(path, int(table.frame.index.max()) if len(table.frame) else 0)
    return table._replace(frame=undefused_frame(table.frame))


def _sheet(path: Path, data: bytes) -> tuple[str, bool, Iterator[Sequence[Any]]]:
    """The sheet's name, whether there are others, and its rows."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    filled = None
    for name in ["relations"] if "relations" in names else names:
        sheet = book.get_sheet_by_name(name)
        head = [[cell_text(value) for value in row] for row in islice(sheet.iter_rows(), MOST_ABOVE)]
        place = header_place(head)
        filled = filled or (name if any(map(any, head)) else None)
        if name == "relations" or (len(head) > place + 1 and sum(map(bool, head[place])) > 1):
            filled = name
            break
    if filled is None:
        raise refusal(path, "the sheet is empty", "a header and at least one row are needed")
    sheet = book.get_sheet_by_name(filled)
    merged = sheet.merged_cell_ranges or []
    rows = iter(sheet.iter_rows())
    return filled, len(names) > 1, _unmerged(rows, merged) if 0 < len(merged) <= MAX_MERGED else rows


def _unmerged(rows: Iterator[Sequence[Any]], merged: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The rows with what stands in a cell that goes over several of them in each of these."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for (first, column), (last, _) in merged:
        if last > first:
            starts.setdefault(first, []).append((column, last))
    held: dict[int, tuple[int, Any]] = {}  # column -> the last row it holds for, and what
    for number, row in enumerate(rows):
        cells = list(row)
        for column, (last, value) in held.items():
            if number <= last and column < len(cells) and cells[column] == "":
                cells[column] = value
        held |= {column: (last, cells[column]) for column, last in starts.get(number, ()) if column < len(cells)}
        yield cells


def _started(path: Path, row: Sequence[Any]) -> Gathering:
    header = [undefused(cell_text(value).strip()) for value in row]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise refusal(path, "the sheet is empty", "a header and at least one row are needed")
    for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars"), (",", "commas")):
        if len(header) == 1 and mark in header[0]:
            raise refusal(
                path, f"all is in one column, separated by {word}", "split it into columns, or save it as CSV"
            )
    check_header(path, header)
    return Gathering(path, named_header(header), unnamed={place for place, name in enumerate(header) if not name})


def _gather(gathering: Gathering, before: int, rows: Sequence[Sequence[Any]]) -> None:
    names = list(gathering.names)
    width = len(names)
    numbers, whole = [], []
    for number, row in enumerate(rows, before + 1):
        if any(value != "" for value in row[width:]):
            gathering.note(Problem("the row has a value to the right of the last column", row=number))
        else:
            numbers.append(number)
            whole.append([*row[:width], *[""] * (width - len(row))])
    columns = [_texts(column) for column in zip(*whole, strict=True)] or [[]] * width
    gathering.add(numbers, dict(zip(names, columns, strict=True)))


def _texts(column: Sequence[Any]) -> list[str]:
    return [excel_unescaped(cell) if "_x005F_" in cell else cell for cell in texts(column)]
