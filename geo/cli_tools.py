"""What the commands share: how they write and how they read what was typed."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from geo.errors import UsageError

__all__ = ["DONE", "PROBLEMS", "WRONG_USE", "checked", "one_line", "write_whole"]

T = TypeVar("T")

DONE, PROBLEMS, WRONG_USE = 0, 1, 2


def write_whole(path: Path, content: bytes) -> None:
    """Write in full or not at all: what was there before stays until the new file is complete."""
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {str(path.parent)!r} to write into")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def one_line(text: str) -> str:
    """The text without line ends and tabs, which part what is printed."""
    return " ".join(text.split())


def checked(read: Callable[[str], T]) -> Callable[[str], T]:
    """For argparse, which shows the text of an ArgumentTypeError and hides that of any other error."""

    def convert(text: str) -> T:
        try:
            return read(text)
        except UsageError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return convert
