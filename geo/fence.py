"""Runs the parsers of Excel and Parquet files in a process of their own, with a limit to its memory and time.

Both are compiled code that holds in memory whatever a file makes it believe there is: a small file can ask for
terabytes, and a parser that gets none takes its process down with it. Behind the fence that ends in a clear error.

The child reads the file on its standard input and answers on its standard output: lines of JSON that say how far it is,
the last one with what was found, then the table as an Arrow stream.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from geo.cells import text_frame
from geo.errors import DataError, Problem
from geo.rawtable import Progress, RawTable, refusal

__all__ = ["fenced", "main"]

Reader = Callable[[Path, bytes, Progress], RawTable]

MAX_MEMORY = 900_000_000
MAX_SECONDS = 120
# One thread each: a pool of them takes memory by itself.
ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def fenced(reader: Reader, path: Path, data: bytes, progress: Progress) -> RawTable:
    """What `reader`, a function at the top of its module, makes of a file in another process. Raises DataError."""
    command = [
        sys.executable,
        "-c",
        "from geo.fence import main; main()",
        reader.__module__,
        reader.__name__,
        str(path),
    ]
    folder = str(Path(__file__).parents[1])
    around = os.environ | ALONE | {"PYTHONPATH": os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")])}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=around
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        clock = threading.Timer(MAX_SECONDS, child.kill)
        clock.start()
        try:
            with suppress(BrokenPipeError):
                child.stdin.write(data)
                child.stdin.close()
            found = _answer(path, child.stdout, progress)
        finally:
            clock.cancel()
            child.kill()
    if found is None:
        hint = "make the table smaller, or save it as CSV"
        raise refusal(path, "reading the file takes more memory or time than is allowed", hint)
    return found


def _answer(path: Path, stream: IO[bytes], progress: Progress) -> RawTable | None:
    """The table that the child sends; None if it ended without."""
    for line in stream:
        said: dict[str, Any] = json.loads(line)
        if "text" in said:
            progress(said["fraction"], said["text"])
            continue
        problems = [Problem(**problem) for problem in said["problems"]]
        if said["refused"]:
            raise DataError(str(path), problems)
        try:
            table = pa.ipc.open_stream(stream).read_all()
        except (pa.ArrowException, OSError):
            return None
        numbers = table.column(table.num_columns - 1).to_numpy()
        columns = dict(zip(said["names"], table.columns[:-1], strict=True))
        return RawTable(text_frame(columns, numbers), tuple(problems), tuple(said["notes"]))
    return None


def main() -> None:
    """The child's side."""
    _limit_memory()
    module, name, path = sys.argv[1:]
    reader = getattr(import_module(module), name)
    out, data = sys.stdout.buffer, sys.stdin.buffer.read()
    try:
        raw = reader(Path(path), data, lambda fraction, text: _say(out, fraction=fraction, text=text))
    except DataError as error:
        _say(out, refused=True, problems=[asdict(problem) for problem in error.problems])
        return
    problems = [asdict(problem) for problem in raw.problems]
    _say(out, refused=False, problems=problems, notes=raw.notes, names=list(raw.frame.columns))
    arrays = [pa.chunked_array(pa.array(raw.frame[name])) for name in raw.frame.columns]
    arrays.append(pa.array(raw.frame.index.to_numpy(dtype="int64")))
    table = pa.table(arrays, names=[str(place) for place in range(len(arrays))])
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)


def _say(out: IO[bytes], **said: Any) -> None:
    out.write(json.dumps(said).encode() + b"\n")
    out.flush()


def _limit_memory() -> None:
    """As far as the system knows such limits; Windows does not."""
    try:
        import resource
    except ImportError:
        return
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (MAX_MEMORY, resource.getrlimit(kind)[1]))
