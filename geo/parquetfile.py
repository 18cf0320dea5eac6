"""Reads Parquet files through Arrow."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.cells import arrow_text, text_frame
from geo.errors import DataError, Problem
from geo.fence import fenced
from geo.rawtable import Progress, RawTable, check_header, check_size, in_silence, named_header, refusal, settled

__all__ = ["scan_parquet", "scan_parquet_table"]

MAX_UNPACKED = 1_000_000_000
SMALL = 200_000  # packed bytes that are read without a fence; they can't become more than some hundred megabytes


def scan_parquet(path: Path, data: bytes, progress: Progress = in_silence) -> RawTable:
    """Read a Parquet file. Raises DataError."""
    progress(0, "Reading the file")
    file = _opened(path, data)
    meta = file.metadata
    check_size(path, meta.num_rows, meta.num_columns)
    groups = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
    if groups > MAX_UNPACKED:
        raise refusal(path, f"the file unpacks to {groups:,} bytes", f"at most {MAX_UNPACKED:,} are read")
    if len(data) < SMALL and meta.num_rows * len(data) < MAX_UNPACKED / 2:
        return scan_parquet_table(path, data, progress)
    return fenced(scan_parquet_table, path, data, progress)


def _opened(path: Path, data: bytes) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(BytesIO(data))
    except (pa.ArrowException, OSError, OverflowError, ValueError) as error:
        raise refusal(path, f"this is not a Parquet file that can be read: {error}") from None


def scan_parquet_table(path: Path, data: bytes, progress: Progress) -> RawTable:
    """Read a file that is known not to fill the memory."""
    file = _opened(path, data)
    header = named_header([name.strip() for name in file.schema_arrow.names])
    check_header(path, header)
    columns, problems = {}, []
    for place, name in enumerate(header):
        progress(place / len(header), f"{place} of {len(header)} columns read")
        try:
            table = file.read(columns=[file.schema_arrow.names[place]], use_threads=False)
            table.validate(full=True)
        except (pa.ArrowException, OSError, OverflowError, ValueError) as error:
            raise refusal(path, f"this is not a Parquet file that can be read: {error}") from None
        column = table.column(0)
        try:
            columns[name] = arrow_text(column)
        except pa.ArrowException:
            hint = "store texts, numbers, dates or booleans"
            problems.append(Problem(f"cells of type {column.type} can't be read", column=name, suggestion=hint))
    if problems:
        raise DataError(str(path), problems)
    return RawTable(settled(text_frame(columns, pd.RangeIndex(1, file.metadata.num_rows + 1))), ())
