"""Reads graph files, GraphML and GEXF: an edge is a row, its attributes are the cells.

networkx decodes what an element holds. But it is not handed the file: it would make a graph of it, in which the order
of edges, the spelling of numbers and files with both directed and undirected edges are lost, and which takes several
times the memory. So elements are parsed one after the other (`geo.xmlfile`), handed to networkx, and dropped.

`source` and `target` are what most often names a country: labels, other attributes, or ids of the nodes. `mutual` is
true for edges without a direction. The dates of GEXF edges are `start` and `end`; an edge that is there for several
times is a row for each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element

import networkx as nx
import pandas as pd
from networkx.readwrite.gexf import GEXFReader
from networkx.readwrite.graphml import GraphMLReader

from geo.cells import texts
from geo.codes import name_or_code
from geo.rawtable import Gathering, Progress, RawTable, check_rows, in_silence, refusal
from geo.xmlfile import elements

__all__ = ["scan_gexf", "scan_graphml"]

MAX_NODES = 500_000
CHUNK_ROWS = 5_000
LABELS = ("label", "name", "title", "country")
MOST_LOOKED_AT = 300  # nodes

Cells = dict[str, Any]


def scan_graphml(path: Path, data: bytes, progress: Progress = in_silence) -> RawTable:
    """Read a GraphML file. Raises DataError."""
    return _scan(path, data, GraphML(), progress)


def scan_gexf(path: Path, data: bytes, progress: Progress = in_silence) -> RawTable:
    """Read a GEXF file. Raises DataError."""
    return _scan(path, data, Gexf(), progress)


def _scan(path: Path, data: bytes, form: GraphML | Gexf, progress: Progress) -> RawTable:
    progress(0, "Reading the file")
    gathering, number = Gathering(path, ("source", "target")), 0
    try:
        parsed = elements(path, data, form.wanted, lambda done: progress(done, f"{number:,} rows read"))
        rows = _rows(form, parsed)
        while chunk := list(islice(rows, CHUNK_ROWS)):
            check_rows(path, number + len(chunk))
            names = dict.fromkeys(name for row in chunk for name in row)
            columns = {name: texts(row.get(name) for row in chunk) for name in names}
            gathering.add(range(number + 1, number + len(chunk) + 1), columns)
            number += len(chunk)
    except (nx.NetworkXException, KeyError, ValueError, TypeError, AttributeError) as error:
        # networkx lets through what it stumbles over
        raise refusal(path, f"this graph can't be read: {error}", "check the attributes it declares") from None
    for name in form.columns:
        gathering.names.setdefault(name)
    raw = gathering.table(["every line between two points is a row, source and target are the names of the points"])
    if not number:
        raise refusal(path, "there are no edges in the graph", "a relation is an edge between two countries")
    return raw._replace(frame=_named(_without_keys(raw.frame), form.nodes))


def _rows(form: GraphML | Gexf, parsed: Iterator[tuple[str, str, Element]]) -> Iterator[dict[str, Any]]:
    for event, name, element in parsed:
        if event == "end" and name == "edge":
            yield from form.rows(element)
        elif event == "end" and name == "node":
            form.nodes[element.get("id", "")] = form.node(element)
            if len(form.nodes) > MAX_NODES:
                raise ValueError(f"it has more than {MAX_NODES:,} nodes")
        else:
            form.declare(event, name, element)


def _without_keys(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with `key` for ids that are not of one row each.

    networkx counts the lines of each pair from 0 there, and an edge of GEXF that comes and goes is several rows.
    """
    ids = frame["id"][frame["id"] != ""] if "id" in frame and "key" not in frame else ()
    return frame.rename(columns={"id": "key"}) if len(ids) > len(set(ids)) else frame


def _named(frame: pd.DataFrame, nodes: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """The table with names in place of the ids of nodes: the attribute of nodes that most often names a country."""
    if frame.empty:
        return frame
    some = list(islice(nodes.items(), MOST_LOOKED_AT))
    names = sorted({name for _, cells in some for name in cells}, key=lambda n: (n.lower() not in LABELS, n))
    hits = {name: sum(_is_country(cells.get(name)) for _, cells in some) for name in names}
    plain = sum(_is_country(node) for node, _ in some)
    best = max(names, key=lambda name: hits[name], default="")
    if not best or hits[best] < plain or (not hits[best] and best.lower() not in LABELS):
        return frame
    labels = {node: cells[best] for node, cells in nodes.items() if cells.get(best)}
    for column in ("source", "target"):
        frame[column] = frame[column].map(lambda node: labels.get(node, node)).astype(frame[column].dtype)
    return frame


def _is_country(text: Any) -> bool:
    return isinstance(text, str) and isinstance(name_or_code(text), str)


class GraphML:
    """What GraphML elements mean."""

    wanted = frozenset({"key", "node", "edge", "hyperedge"})

    def __init__(self) -> None:
        self.nodes: dict[str, Cells] = {}
        self.columns: dict[str, None] = {}
        self._reader = GraphMLReader()
        self._reader.python_type = AS_TEXT
        self._keys: dict[str, Any] = {}
        self._defaults: Cells = {}
        self._plain: dict[str, str] = {}  # names by their keys
        self._data = ""  # the name of elements that hold a cell
        self._directed = [False]

    def declare(self, event: str, name: str, element: Element) -> None:
        """Take in what stands around nodes and edges."""
        if name == "graph" and event == "start":
            self._directed.append(element.get("edgedefault") == "directed")
        elif name == "graph":
            self._directed.pop()
        elif name == "hyperedge":
            raise ValueError("it has an edge that joins more than two nodes")
        elif name == "key" and event == "end":
            self._declare_key(element)

    def _declare_key(self, element: Element) -> None:
        key = element.get("id", "")
        element.attrib.setdefault("attr.name", key)
        element.attrib.setdefault("attr.type", "string")
        around = Element("around")
        around.append(element)
        self._reader.NS_GRAPHML = _namespace(element)
        keys, defaults = self._reader.find_graphml_keys(around)
        self._keys |= keys
        self._data = f"{{{_namespace(element)}}}data" if element.tag.startswith("{") else "data"
        self._plain = {key: str(found["name"]) for key, found in self._keys.items()}
        if element.get("for") in ("edge", "all", None) and "yfiles.type" not in element.attrib:
            name = keys[key]["name"]
            self.columns[_beside_ends(name)] = None
            self._defaults |= dict.fromkeys([name] * len(defaults), next(iter(defaults.values()), ""))

    def node(self, element: Element) -> Cells:
        """The attributes of a node."""
        return self._decoded(element)

    def rows(self, element: Element) -> Iterator[dict[str, Any]]:
        """The row of an edge."""
        directed = element.get("directed", "true" if self._directed[-1] else "false") != "false"
        yield _row(element, self._defaults | self._decoded(element), directed)

    def _decoded(self, element: Element) -> Cells:
        """The cells; plain ones, of which there are millions, are not handed to networkx, which gives the same."""
        cells: Cells = {}
        for child in element:
            key = self._plain.get(child.get("key", ""))
            if key is None or len(child) or child.tag != self._data:
                self._reader.NS_GRAPHML = _namespace(element)
                return cast("Cells", self._reader.decode_data_elements(self._keys, element))
            cells[key] = child.text or ""
        return cells


class Gexf:
    """What GEXF elements mean."""

    wanted = frozenset({"attributes", "node", "edge"})

    def __init__(self) -> None:
        self.nodes: dict[str, Cells] = {}
        self.columns: dict[str, None] = {}
        self._reader = GEXFReader()
        self._reader.python_type = AS_TEXT
        self._reader.convert_bool = Same()
        self._reader.timeformat = None
        weight = {"weight": {"type": "double", "mode": "static", "title": "weight"}}  # Gephi does not declare it
        self._keys: dict[str, dict[str, Any]] = {"node": {}, "edge": weight}
        self._defaults: Cells = {}
        self._directed = False

    def declare(self, event: str, name: str, element: Element) -> None:
        """Take in what stands around nodes and edges."""
        if name == "graph" and event == "start":
            self._directed = element.get("defaultedgetype") == "directed"
        elif name == "attributes" and event == "end" and element.get("class") in self._keys:
            self._reader.NS_GEXF = _namespace(element)
            keys, defaults = self._reader.find_gexf_attributes(element)
            self._keys[element.get("class", "")] |= keys
            if element.get("class") == "edge":
                self.columns |= dict.fromkeys(_beside_ends(key["title"]) for key in keys.values())
                self._defaults |= {keys[key]["title"]: value for key, value in defaults.items() if key in keys}

    def node(self, element: Element) -> Cells:
        """The attributes of a node."""
        self._reader.NS_GEXF = _namespace(element)
        decoded = self._reader.decode_attr_elements(self._keys["node"], element)
        return {"label": element.get("label", "")} | {k: v for k, v in decoded.items() if isinstance(v, str)}

    def rows(self, element: Element) -> Iterator[dict[str, Any]]:
        """The rows of an edge: one for every time it is there, and for every value that it has for a time."""
        self._reader.NS_GEXF = _namespace(element)
        cells = self._defaults | self._reader.decode_attr_elements(self._keys["edge"], element)
        for name in ("kind", "weight", "label", "start", "end"):
            if name in element.attrib:
                cells.setdefault(name, element.attrib[name])
        directed = element.get("type", "directed" if self._directed else "undirected") == "directed"
        changing = {name: value for name, value in cells.items() if isinstance(value, list)}
        spells = [(spell.get("start"), spell.get("end")) for spell in element.iter(f"{{{_namespace(element)}}}spell")]
        times: dict[tuple[str, str], None] = {}
        for values in changing.values():
            times |= dict.fromkeys((start, end) for _, start, end in values)
        for start, end in [*times] or spells or [(None, None)]:
            now = {name: next((v for v, *at in values if at == [start, end]), "") for name, values in changing.items()}
            when = {"start": start, "end": end}
            row = _row(element, cells | now | {name: at for name, at in when.items() if at}, directed)
            yield row | {name: _date(row[name]) for name in when if name in row}


def _row(element: Element, cells: Mapping[str, Any], directed: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"source": element.get("source", ""), "target": element.get("target", "")}
    row |= {_beside_ends(name): value for name, value in cells.items()}
    if element.get("id"):
        row.setdefault("id", element.get("id"))
    if not directed and not row.get("mutual"):
        row["mutual"] = "true"
    return row


@lru_cache(maxsize=4096)
def _beside_ends(name: str) -> str:
    """The name of an attribute as a column beside those of the ends."""
    name = name.strip() or "without a name"
    return f"{name} of the edge" if name.lower() in ("source", "target") else name


def _date(text: str) -> str:
    """Years that were written as decimal numbers as years; what never began or ends as nothing."""
    whole = re.fullmatch(r"([0-9]{4})\.0+", text)
    return whole[1] if whole else "" if text.lower().lstrip("+-") in ("infinity", "inf") else text


def _namespace(element: Element) -> str:
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


class Same(dict[Any, Any]):
    """Maps whatever it is asked for to itself."""

    def __missing__(self, key: Any) -> Any:
        return key


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


AS_TEXT: Mapping[Any, Callable[[Any], str]] = defaultdict(lambda: _as_text)
