"""Lets atheris look for bytes that a reader stumbles over.

    python -m tests.fuzz.fuzz_readers [folder of found inputs] [options of libFuzzer, such as -max_total_time=300]

The first byte of an input says which kind of file the others are. Anything but a table or a DataError is a find.
"""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import suppress

import atheris

SKIPPED = ("xlsx", "parquet")  # whose parsers are compiled code, which shows no coverage; `test_readers_fuzz` does them

with atheris.instrument_imports(include=["geo", "networkx.readwrite", "xml", "json", "csv", "defusedxml"]):
    from geo.errors import DataError
    from geo.readers import SUFFIXES, scan_bytes

KINDS = [suffix for suffix in SUFFIXES if suffix.removeprefix(".") not in SKIPPED]


def one_input(data: bytes) -> None:
    """Read the input as a file."""
    if not data:
        return
    suffix = KINDS[data[0] % len(KINDS)]
    with suppress(DataError):
        raw = scan_bytes(f"t{suffix}", data[1:])
        assert raw.frame.index.is_unique
        assert raw.frame.columns.is_unique
        for problem in raw.problems:
            problem.line("t")


def main() -> None:
    """Fuzz until something is found or the time is over."""
    warnings.simplefilter("error")
    from tests.geo.test_readers_fuzz import seeds

    folder = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    if folder:
        os.makedirs(folder, exist_ok=True)
        for place, suffix in enumerate(KINDS):
            for number, data in enumerate(seeds().get(suffix, ())):
                with open(os.path.join(folder, f"seed{suffix}{number}"), "wb") as file:
                    file.write(bytes([place]) + data)
    atheris.Setup([*sys.argv, "-timeout=10", "-rss_limit_mb=1500"], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
