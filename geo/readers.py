"""Reads tables of any usual kind as tables of text (see `geo.cells` for the spelling), by the ending of a file's name.

Every row that can't be split into cells is named; rows are counted from 1 below the header, and in a CSV file without
the lines that have nothing on them. Line ends inside a text become `\\n`. Files too big to be read safely are refused
with the limit named; the limits of a format stand in its own module.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from geo.csvfile import scan_csv
from geo.errors import DataError
from geo.excelfile import scan_excel
from geo.geojsonfile import scan_geojson
from geo.graphfile import scan_gexf, scan_graphml
from geo.jsonfile import scan_json
from geo.parquetfile import scan_parquet
from geo.rawtable import MAX_BYTES, MAX_ROWS, Progress, RawTable, in_silence, refusal
from geo.reshaped import reshaped

__all__ = ["MAX_BYTES", "MAX_ROWS", "SUFFIXES", "Progress", "RawTable", "scan_bytes", "scan_table"]

Reader = Callable[[Path, bytes, Progress], RawTable]


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
    try:
        return reshaped(reader(path, data, progress or in_silence))
    except MemoryError:
        raise refusal(path, "there is not enough memory to read the file", "make it smaller") from None


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
        if found.st_size > MAX_BYTES:
            raise _too_big(path, found.st_size)
        return path.read_bytes()
    except FileNotFoundError:
        raise refusal(path, "there is no such file") from None
    except OSError as error:
        raise refusal(path, f"the file can't be read: {error.strerror or error}") from None


READERS: Mapping[str, Reader] = {
    ".csv": scan_csv,
    ".tsv": scan_csv,
    ".txt": scan_csv,
    ".xlsx": scan_excel,
    ".parquet": scan_parquet,
    ".json": scan_json,
    ".jsonl": scan_json,
    ".geojson": scan_geojson,
    ".graphml": scan_graphml,
    ".gexf": scan_gexf,
}
SUFFIXES = tuple(READERS)
