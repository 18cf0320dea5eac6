"""Decodes JSON files record by record, so that only some thousands are held at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from geo.cells import texts
from geo.errors import DataError, Problem
from geo.rawtable import SURROGATE, Gathering, Progress, RawTable, check_rows, check_size, refusal

__all__ = ["Document", "json_text", "records_table"]

FRAMES = ("features", "data", "records", "relations", "rows", "items", "results", "links", "edges")
FRAME = re.compile(rf'"(?:{"|".join(FRAMES)})"\s*:\s*\[')
RECORDS = re.compile(r"\[\s*(\{)?")
SAMPLE = 'write a list of records: [{"source": ...}, ...]'
MAX_BRACKETS, MAX_COMMAS = 4_000_000, 16_000_000  # each takes some hundred bytes of memory, or some tens
CHUNK_ROWS = 5_000
BLANK = re.compile(r"[ \t\r\n]*")


def json_text(path: Path, data: bytes) -> str:
    """The text of a JSON file, which is UTF-8 or says that it is UTF-16; refused if it would fill the memory."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(path, f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8") from None
    if text.count("[") + text.count("{") > MAX_BRACKETS or text.count(",") > MAX_COMMAS:
        raise refusal(path, "the file holds too many lists, records and values", "make it smaller, or save it as CSV")
    return text


class Document:
    """A JSON file whose records are decoded one by one.

    Attributes
    ----------
    name : of the list that holds the records, "" if there is nothing around it
    beside : what stands beside that list; complete once all records are read
    """

    def __init__(self, path: Path, text: str, *, by_line: bool = False) -> None:
        self.path, self.text = path, text
        # Numbers stay as they are written, so that an id 1e5 is not taken for a number.
        self._decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
        self._place = self._behind(BLANK, 0)
        self.name = ""
        self.beside: dict[str, Any] = {}
        start = self.text[self._place : self._place + 1]
        self._by_line = start == "{" and (by_line or self._many_lines())
        if not self._by_line and start == "{":
            self._place += 1
            self.name = self._find_list()
        elif not self._by_line and start != "[":
            self._value()  # to say what is wrong, if it is no JSON at all
            raise self._no_list()

    def records(self) -> Iterator[Any]:
        """What the list holds, whatever it is. Raises DataError where it is broken."""
        yield from self._lines() if self._by_line else self._listed()
        if self.name:
            self._rest()
        elif self._next():
            raise self._broken("Extra data", self._place)

    def _lines(self) -> Iterator[Any]:
        while self._next():
            yield self._value()

    def _listed(self) -> Iterator[Any]:
        self._place += 1
        if self._next() != "]":
            yield self._value()
            while self._next() != "]":
                self._mark(",")
                yield self._value()
        self._place += 1

    def _next(self) -> str:
        """The next mark, to which the place moves; "" at the end."""
        self._place = self._behind(BLANK, self._place)
        return self.text[self._place : self._place + 1]

    def done(self) -> float:
        """The part that is read, from 0 to 1."""
        return self._place / max(1, len(self.text))

    def _many_lines(self) -> bool:
        """Whether the first line is a record by itself, and not the last."""
        end = self.text.find("\n", self._place)
        try:
            several = end > 0 and self._behind(BLANK, end) < len(self.text)
            return several and isinstance(self._decoder.decode(self.text[self._place : end]), dict)
        except (ValueError, RecursionError):
            return False

    def _find_list(self) -> str:
        """Go to the list of records in a record, keeping what stands before it; its name."""
        known = FRAMES if FRAME.search(self.text) else ()
        for name in self._names():
            records = RECORDS.match(self.text, self._place)
            if records and (name in known if known else records[1] and name != "nodes"):
                return name
            self.beside[name] = self._value()
        raise self._no_list()

    def _rest(self) -> None:
        """Keep what stands behind the list."""
        if self._next() == ",":
            self._place += 1
            if self._next() == "}":
                raise self._broken("Illegal trailing comma", self._place)
            for name in self._names():
                self.beside[name] = self._value()
        else:
            self._mark("}")
        if self._next():
            raise self._broken("Extra data", self._place)

    def _names(self) -> Iterator[str]:
        """The names in a record; the place is then at the value, which has to be read before the next."""
        while self._next() != "}":
            name = self._value() if self._next() == '"' else None
            if name is None:
                raise self._broken("Expecting a name in double quotes", self._place)
            self._mark(":")
            yield name
            if self._next() == "}":
                break
            self._mark(",")
            if self._next() == "}":
                raise self._broken("Illegal trailing comma", self._place)
        self._place += 1

    def _value(self) -> Any:
        try:
            value, self._place = self._decoder.raw_decode(self.text, self._behind(BLANK, self._place))
        except json.JSONDecodeError as error:
            raise self._broken(error.msg, error.pos) from None
        except RecursionError:
            message = "lists or records are nested too deep"
            raise refusal(self.path, message, "write a list of records") from None
        return value

    def _mark(self, mark: str) -> None:
        self._place = self._behind(BLANK, self._place)
        if not self.text.startswith(mark, self._place):
            raise self._broken(f"Expecting '{mark}'", self._place)
        self._place = self._behind(BLANK, self._place + 1)

    def _behind(self, blank: re.Pattern[str], place: int) -> int:
        found = blank.match(self.text, place)
        return found.end() if found else place

    def _broken(self, message: str, place: int) -> DataError:
        error = json.JSONDecodeError(message, self.text, place)
        where = f"not JSON: {error.msg} in line {error.lineno}, position {error.colno}"
        return refusal(self.path, where, SAMPLE)

    def _no_list(self) -> DataError:
        return refusal(self.path, "this is not a list", SAMPLE)


def records_table(
    document: Document, records: Iterator[Any], progress: Progress, notes: Sequence[str] = ()
) -> RawTable:
    """The table of records; what is no record, and a cell that is none, is a problem."""
    gathering, number = Gathering(document.path), 0
    while chunk := list(islice(records, CHUNK_ROWS)):
        check_rows(document.path, number + len(chunk))
        kept = {}
        for record in chunk:
            number += 1
            if isinstance(record, dict):
                kept[number] = record
            else:
                hint = 'write {"source": ..., "target": ...}'
                gathering.note(Problem("this is not a record", number, suggestion=hint))
        _gather(gathering, kept)
        progress(min(document.done(), 0.99), f"{number:,} rows read")
    return gathering.table(notes)


def _gather(gathering: Gathering, kept: Mapping[int, Mapping[str, Any]]) -> None:
    spellings = _spellings(kept.values())
    check_size(gathering.path, len(gathering.numbers) + len(kept), len(spellings))
    columns = {}
    for name, values in zip(spellings, _columns(list(kept.values()), spellings), strict=True):
        if {dict, list} & set(map(type, values)):
            for number, value in zip(kept, values, strict=True):
                if isinstance(value, dict | list):
                    message = "there is a list or a record in a cell"
                    gathering.note(Problem(message, number, name, suggestion="write a text or a number"))
            values = ["" if isinstance(value, dict | list) else value for value in values]
        columns[name] = texts(values)
    gathering.add(list(kept), columns)


def _spellings(records: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Column -> the names it has in the records: with spaces around, and without."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for names in dict.fromkeys(map(tuple, records)) for name in names):
        shown = SURROGATE.sub("\ufffd", name.strip()) or "without a name"
        found.setdefault(shown, []).append(name)
    return found


def _columns(records: Sequence[Mapping[str, Any]], spellings: Mapping[str, Sequence[str]]) -> list[Sequence[Any]]:
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
