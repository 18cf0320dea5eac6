"""Which encoding a text file is in.

UTF-8 and UTF-16 tell by themselves. What is neither is read in the 8-bit or Asian encoding in which most cells with
accents are names of countries or words we know; of equal ones in that in which most are spelled as we know them, then
in the one that charset-normalizer finds most likely.

A file is UTF-8 with a few broken places, and not in another encoding, where it has at least as many whole letters
beyond ASCII as broken ones: what is no UTF-8 almost never looks like it by chance. The broken places are then told by
row and column (see `geo.rawtable`), and nothing is decoded otherwise.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from charset_normalizer import from_bytes

from geo.codes import name_or_code
from geo.mapping_words import is_known_word, spelled_headings
from geo.names import read
from geo.rawtable import refusal

__all__ = ["Decoded", "decoded"]

# In the order in which they are preferred where several give the same text.
ENCODINGS = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1254": "Windows-1254", "cp1251": "Windows-1251",
    "cp1253": "Windows-1253", "cp1255": "Windows-1255", "cp1256": "Windows-1256", "cp1257": "Windows-1257",
    "koi8_r": "KOI8-R", "cp866": "DOS 866", "mac_roman": "Mac Roman", "gb18030": "GB 18030", "shift_jis": "Shift JIS",
    "euc_kr": "EUC-KR", "big5": "Big5", "latin_1": "Latin-1", "iso8859_2": "Latin-2", "cp850": "DOS 850",
    "cp852": "DOS 852", "cp857": "DOS 857", "iso8859_5": "ISO 8859-5", "mac_cyrillic": "Mac Cyrillic",
}  # fmt: skip
RARE = frozenset({"iso8859_2", "cp850", "cp852", "cp857", "iso8859_5", "mac_cyrillic"})  # only if no other fits as well
MARKS = (  # the longer ones first: UTF-32 starts like UTF-16
    (codecs.BOM_UTF8, "", ""),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
CELL_ENDS = re.compile(r"[,;|\t\r\n\"]+")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
SAMPLE = 64_000
MOST_NAMES = 400
MOST_CONTROLS = 0.3  # the part of a text that may be control characters


class Decoded(NamedTuple):
    """`data` is UTF-8 without a mark, but for broken places if `whole` is false; `note` says what it was before."""

    data: bytes
    whole: bool
    note: str


def decoded(path: Path, data: bytes) -> Decoded:
    """The text of a file as UTF-8. Raises DataError for what is no text."""
    for mark, encoding, name in MARKS:
        if data.startswith(mark):
            data = data[len(mark) :]
            return _wide(data, encoding, name) if encoding else _utf8(data) or _broken_utf8(data)
    if encoding := _unmarked_utf16(data):
        return _wide(data, encoding, "UTF-16")
    controls = len(CONTROL.findall(data[:SAMPLE])) / max(1, min(len(data), SAMPLE))
    found = _utf8(data)
    if controls > (MOST_CONTROLS if found else MOST_CONTROLS / 10):
        raise refusal(path, "this is not a text file", "save it as CSV")
    if found:
        return found
    return _broken_utf8(data) if _rather_utf8(data) else _narrow(data)


def _utf8(data: bytes) -> Decoded | None:
    try:
        data.decode()
    except UnicodeDecodeError:
        return None
    return Decoded(data, True, "")


def _broken_utf8(data: bytes) -> Decoded:
    return Decoded(data, False, "")


def _rather_utf8(data: bytes) -> bool:
    """Whether UTF-8 was meant: as many whole letters beyond ASCII as broken ones, or but the end is cut off."""
    whole = data.decode(errors="ignore")
    broken = len(data) - len(whole.encode())
    beyond = len(whole) - int(np.count_nonzero(np.frombuffer(data, dtype="int8") >= 0))
    return beyond >= broken or (not beyond and _cut_off(data))


def _cut_off(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _unmarked_utf16(data: bytes) -> str:
    """The byte order of UTF-16 that does not tell it: the ASCII marks in it have their zero bytes all on one side."""
    sample = data[: SAMPLE // 2 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 40 < len(sample) or min(even, odd) * 20 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _wide(data: bytes, encoding: str, name: str) -> Decoded:
    """From UTF-16 or UTF-32. Halves of characters and a character cut off at the end stay broken places."""
    size = 4 if "32" in encoding else 2
    whole = len(data) // size * size
    text = data[:whole].decode(encoding, errors="surrogatepass" if size == 2 else "replace")
    try:
        found = text.encode()
    except UnicodeEncodeError:
        found = text.encode(errors="surrogatepass")
        return Decoded(found, False, f"read as {name}")
    cut = b"\xff" if whole < len(data) else b""
    return Decoded(found + cut, not cut, f"read as {name}")


def _narrow(data: bytes) -> Decoded:
    """From the most likely of `ENCODINGS`."""
    first = int(np.argmax(np.frombuffer(data, dtype="int8") < 0))
    around = data[data.rfind(b"\n", max(0, first - SAMPLE), first) + 1 or max(0, first - SAMPLE) : first + 50 * SAMPLE]
    sample = b"\n".join(line for line in around.splitlines() if not line.isascii())
    if len(sample) > SAMPLE:
        sample = sample[:SAMPLE].rpartition(b"\n")[0] or sample[:SAMPLE]
    readings = {name: text for name in ENCODINGS if (text := _strictly(sample, name)) is not None}
    likely = _best(readings, _known)
    likely = [name for name in likely if name not in RARE] or likely
    if len(likely) > 1:
        spelled = _spellings()
        likely = _best({name: readings[name] for name in likely}, lambda cell: cell.casefold() in spelled)
        likely = [_guessed(sample, likely, readings), *likely]
    for name in (*likely, *ENCODINGS):
        text = _strictly(data, name)
        if text is not None:
            return Decoded(text.encode(), True, f"read as {ENCODINGS[name]}")
    raise AssertionError("Latin-1 reads anything")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text


def _best(readings: Mapping[str, str], known: Callable[[str], bool]) -> list[str]:
    """The encodings in which the most cells beyond ASCII are known."""
    counts = {}
    for name, text in readings.items():
        cells = dict.fromkeys(cell.strip() for cell in CELL_ENDS.split(text) if not cell.isascii())
        counts[name] = sum(map(known, list(cells)[:MOST_NAMES]))
    return [name for name, count in counts.items() if count == max(counts.values())]


def _known(cell: str) -> bool:
    return isinstance(name_or_code(cell), str) or is_known_word(cell)


@lru_cache(maxsize=1)
def _spellings() -> frozenset[str]:
    """Names of countries and usual headings with their accents, in small letters."""
    return spelled_headings() | {row["text"].casefold() for row in read("country_names.csv")}


def _guessed(sample: bytes, likely: list[str], readings: dict[str, str]) -> str:
    """The likeliest encoding by its letters; the most usual of those that give the same text."""
    best = from_bytes(sample, cp_isolation=likely, enable_fallback=False).best()
    if best is None or best.encoding not in readings:
        return likely[0]
    return next(name for name in likely if readings[name] == readings[best.encoding])
