"""Reads XML element by element, with limits to what a hostile file can ask for.

A file that defines entities, of which a few lines can become gigabytes, is refused by defusedxml, which reads as far as
the first element; behind that no entities can be defined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, SubElement
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from defusedxml.ElementTree import ParseError as EarlyParseError

from geo.errors import DataError
from geo.rawtable import refusal

__all__ = ["elements"]

BLOCK = 256_000  # bytes, at first
MAX_PROLOGUE = 1_000_000
MAX_DEPTH = 100
MAX_INSIDE = 1_000  # elements in one node or edge
MAX_BESIDE = 100_000  # elements that are neither nodes nor edges, nor in them

Event = tuple[str, str, Element]


def elements(path: Path, data: bytes, wanted: frozenset[str], progress: Callable[[float], None]) -> Iterator[Event]:
    """Every start and end of an element that is not within a `wanted` one, with its name without a namespace.

    At its end a `wanted` element has all that is in it, but for `wanted` ones of a graph inside. Raises DataError.
    """
    _check_prologue(path, data)
    walk = _Walk(path, wanted)
    parser = _parser(walk)
    place, size = 0, BLOCK
    try:
        while place < len(data):
            parser.Parse(data[place : place + size])
            place += size
            # Where nothing ended a long text is being read, with which the parser starts again at each block.
            size = BLOCK if walk.events else 2 * size
            yield from walk.taken()
            progress(min(place / len(data), 0.99))
        parser.Parse(b"", True)
        yield from walk.taken()
    except (ExpatError, LookupError, UnicodeError) as error:
        raise _broken(path, error) from None


def _parser(walk: _Walk) -> XMLParserType:
    """Expat itself: a tree of a large file, as ElementTree makes it, takes three times as long."""
    parser = ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text.append
    parser.SkippedEntityHandler = _unknown_entity
    return parser


def _unknown_entity(name: str, _: bool) -> NoReturn:
    raise LookupError(f"undefined entity &{name};")


class _Walk:
    """What a parser tells of its elements; makes only those that are wanted, and what is in them.

    Attributes
    ----------
    events : the starts and ends that nobody has taken yet
    text : what was read since the last start or end, in parts
    """

    def __init__(self, path: Path, wanted: frozenset[str]) -> None:
        self.events: list[Event] = []
        self.text: list[str] = []
        self._path, self._wanted, self._told = path, wanted, wanted | HOLDERS
        self._names: dict[str, str] = {}  # without their namespaces
        self._tags: dict[str, str] = {}  # as ElementTree writes them
        self._open: list[tuple[Element, str, bool]] = []  # and whether it is (within) a wanted element
        self._kept = False  # that of the last one
        self._inside = self._beside = 0

    def taken(self) -> list[Event]:
        """The events so far, which are forgotten."""
        events, self.events = self.events, []
        return events

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element starts."""
        name = self._names.get(tag) or self._named(tag)
        if self._kept:
            parent = self._open[-1][0]
            if self.text and not len(parent):
                parent.text = "".join(self.text)
            element = SubElement(parent, self._tags[tag], attributes)
        else:
            element = Element(self._tags[tag], attributes)
        if self._kept and name not in self._told:
            self._inside += 1
            if self._inside > MAX_INSIDE:
                raise refusal(self._path, f"there are more than {MAX_INSIDE:,} elements in one node or edge")
            if len(self._open) >= MAX_DEPTH:
                raise self._too_deep()
            self._open.append((element, name, True))
        else:
            self._start_outside(element, name)
        self.text.clear()

    def _named(self, tag: str) -> str:
        """The name of an element without its namespace, after both were noted."""
        self._tags[tag] = "{" + tag if "}" in tag else tag
        return self._names.setdefault(tag, tag.rpartition("}")[2])

    def _start_outside(self, element: Element, name: str) -> None:
        """Start one that is told of: not in a wanted one, or wanted itself, or a holder of such."""
        wanted = name in self._wanted
        outside = name in HOLDERS or not self._kept
        self._inside = 0
        self._beside += outside and not wanted
        if self._beside > MAX_BESIDE:
            raise refusal(self._path, f"there are more than {MAX_BESIDE:,} elements that are neither nodes nor edges")
        if len(self._open) >= MAX_DEPTH:
            raise self._too_deep()
        self._kept = wanted or not outside
        self._open.append((element, name, self._kept))
        if outside:
            self.events.append(("start", name, element))

    def end(self, _: str) -> None:
        """An element ends; what follows it within its parent counts for nothing."""
        element, name, kept = self._open.pop()
        if kept and self.text and not len(element):
            element.text = "".join(self.text)
        self.text.clear()
        self._kept = self._open[-1][2] if self._open else False
        if not kept or name in self._wanted:
            self.events.append(("end", name, element))

    def _too_deep(self) -> DataError:
        return refusal(self._path, "elements are nested too deep", f"at most {MAX_DEPTH} levels are read")


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
