"""Reads XML element by element, with limits to what a hostile file can ask for.

A file that defines entities, of which a few lines can become gigabytes, is refused by defusedxml, which reads as far as
the first element; behind that no entities can be defined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from defusedxml.ElementTree import ParseError as EarlyParseError

from geo.errors import DataError
from geo.rawtable import refusal

__all__ = ["elements"]

BLOCK = 4_000_000  # bytes; with smaller ones the parser is slow where a text is long, as it starts again with each
MAX_PROLOGUE = 1_000_000
MAX_DEPTH = 100
MAX_INSIDE = 1_000  # elements in one node or edge
MAX_BESIDE = 100_000  # elements that are neither nodes nor edges, nor in them


def elements(
    path: Path, data: bytes, wanted: frozenset[str], progress: Callable[[float], None]
) -> Iterator[tuple[str, str, Element]]:
    """Every start and end of an element that is not within a `wanted` one, with its name without a namespace.

    At its end a `wanted` element has all that is in it, but for `wanted` ones of a graph inside; it is emptied when
    the next is asked for. Raises DataError.
    """
    _check_prologue(path, data)
    parser: Any = XMLPullParser(("start", "end"))
    walk = _Walk(path, wanted)
    try:
        for place in range(0, len(data), BLOCK):
            parser.feed(data[place : place + BLOCK])
            yield from walk.events(parser)
            progress(min((place + BLOCK) / len(data), 0.99))
        parser.close()
        yield from walk.events(parser)
    except (ParseError, LookupError, UnicodeError) as error:
        raise _broken(path, error) from None


class _Walk:
    """Goes through the events of a parser, and drops what is done with."""

    def __init__(self, path: Path, wanted: frozenset[str]) -> None:
        self._path, self._wanted = path, wanted
        self._open: list[tuple[Element, bool]] = []  # and whether it is (within) a wanted element
        self._inside = self._beside = 0

    def events(self, parser: Any) -> Iterator[tuple[str, str, Element]]:
        for event, element in parser.read_events():
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if self._start(element, name):
                    yield event, name, element
            else:
                _, kept = self._open.pop()
                parent, parent_kept = self._open[-1] if self._open else (None, False)
                if not kept or name in self._wanted:
                    yield event, name, element
                if parent is not None and not parent_kept:
                    del parent[:]

    def _start(self, element: Element, name: str) -> bool:
        if len(self._open) >= MAX_DEPTH:
            raise refusal(self._path, "elements are nested too deep", f"at most {MAX_DEPTH} levels are read")
        within = bool(self._open) and self._open[-1][1]
        outside = name in HOLDERS or not within
        self._open.append((element, name in self._wanted or not outside))
        self._inside = 0 if outside or name in self._wanted else self._inside + 1
        self._beside += outside and name not in self._wanted
        if self._inside > MAX_INSIDE:
            raise refusal(self._path, f"there are more than {MAX_INSIDE:,} elements in one node or edge")
        if self._beside > MAX_BESIDE:
            raise refusal(self._path, f"there are more than {MAX_BESIDE:,} elements that are neither nodes nor edges")
        return outside


HOLDERS = frozenset({"graph", "nodes", "edges"})  # whose own nodes and edges are looked at one by one


class _Started(Exception):
    """The first element has started."""


class _Prologue:
    """What comes before the first element."""

    def start(self, tag: str, attributes: object) -> NoReturn:
        raise _Started

    def close(self) -> None:
        """Part of what a target has to have."""


def _check_prologue(path: Path, data: bytes) -> None:
    parser = DefusedXMLParser(target=_Prologue())
    try:
        parser.feed(data[:MAX_PROLOGUE])
        if len(data) <= MAX_PROLOGUE:
            parser.close()
    except _Started:
        return
    except DefusedXmlException:
        message = "the file defines entities, which can hide any amount of text"
        raise refusal(path, message, "save it without a document type") from None
    except (EarlyParseError, ParseError, LookupError, ValueError) as error:
        raise _broken(path, error) from None
    raise refusal(path, "the file does not start like XML", f"in {MAX_PROLOGUE:,} bytes there is no element")


def _broken(path: Path, error: Exception) -> DataError:
    return refusal(path, f"this is not XML that can be read: {error}", "save the graph again")
