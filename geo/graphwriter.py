"""Writes a relation table as GraphML: a node for every country, an edge for every row, its cells as attributes.

Written line by line: a tree of a large table, as networkx would build it, takes gigabytes. A file that would be too big
to be read back is written once more without what most rows have in common: the commonest value of a column is then
said once, as the default of its key, each row that has another one says so, and an id is that of the edge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from xml.sax.saxutils import escape, quoteattr

import pandas as pd

from geo.cells import column_text
from geo.errors import UsageError
from geo.rawtable import MAX_BYTES

__all__ = ["graphml_bytes"]

ENDS = ("source", "target")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NAME = re.compile("[A-Za-z0-9._:-]+")  # what the id of an edge may be
RETURN = {"\r": "&#13;"}
LONG, EMPTY = '<data key="a"></data>', '<data key="a"/>'
TYPES = {"b": "boolean", "i": "long", "f": "double"}
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="label" for="node" attr.name="label" attr.type="string"/>
"""
FOOT = "</graph>\n</graphml>\n"


def graphml_bytes(frame: pd.DataFrame) -> bytes:
    """The file; UsageError if the table has no ends, or texts that XML has no place for."""
    names = [str(name) for name in frame.columns]
    if not set(ENDS) <= set(names):
        raise UsageError("a graph file needs the columns source and target")
    texts: dict[str, list[str]] = {name: column_text(frame[name]).to_pylist() for name in names}
    for cells in (names, *texts.values()):
        if FORBIDDEN.search("\n".join(cells)):
            raise UsageError("a text holds control characters, which a GraphML file can't hold")
    kinds = {name: TYPES.get(frame[name].dtype.kind, "string") for name in names if name not in ENDS}
    content = _file(texts, kinds, {})
    if len(content) <= MAX_BYTES:
        return content
    if all(map(NAME.fullmatch, texts.get("id", [""]))):
        kinds.pop("id")
    return _file(texts, kinds, {name: _commonest(texts[name]) for name in kinds})


def _commonest(cells: Sequence[str]) -> str:
    """What a column holds most often, if it is worth to say it only once; "" else."""
    value, count = Counter(cells).most_common(1)[0] if cells else ("", 0)
    return value if value and count * (len(value) + len(LONG)) > cells.count("") * len(EMPTY) else ""


def _file(texts: dict[str, list[str]], kinds: Mapping[str, str], common: Mapping[str, str]) -> bytes:
    keys = {name: _letters(place) for place, name in enumerate(kinds)}
    declared = (_key(keys[name], name, kind, common.get(name, "")) for name, kind in kinds.items())
    cells = [_cells(keys[name], texts[name], common.get(name, "")) for name in kinds]
    ids = texts["id"] if "id" in texts and "id" not in kinds else None
    return "".join([HEAD, *declared, '<graph edgedefault="directed">\n', *_graph(texts, ids, cells), FOOT]).encode()


def _letters(place: int) -> str:
    """The key of a column: a, b ... z, ba, bb ..."""
    return (_letters(place // 26) if place > 25 else "") + chr(ord("a") + place % 26)


def _key(key: str, name: str, kind: str, common: str) -> str:
    start = f'<key id="{key}" for="edge" attr.name={quoteattr(name, RETURN)} attr.type="{kind}"'
    return f"{start}><default>{escape(common, RETURN)}</default></key>\n" if common else f"{start}/>\n"


def _cells(key: str, cells: Sequence[str], common: str) -> Iterator[str]:
    """The cells of a column as elements; nothing for one that is blank, or that holds the commonest value."""
    known = {"": f'<data key="{key}"/>' if common else "", common: ""}
    start = f'<data key="{key}">'
    return (known[cell] if cell in known else f"{start}{escape(cell, RETURN)}</data>" for cell in cells)


def _graph(texts: dict[str, list[str]], ids: list[str] | None, columns: Sequence[Iterator[str]]) -> Iterator[str]:
    """Nodes, then edges, with their ids as attributes if these are no column among the others."""
    ends = dict.fromkeys(end for name in ENDS for end in texts[name])
    nodes = {end: f"n{place}" if end else "" for place, end in enumerate(ends)}
    for end, node in nodes.items():
        label = f'<data key="label">{escape(end, RETURN)}</data>' if end else ""
        yield f'<node id="{node}">{label}</node>\n'
    rows = zip(*columns, strict=True) if columns else repeat(())
    named = (f' id="{name}"' for name in ids) if ids else repeat("")
    for name, source, target, row in zip(named, texts["source"], texts["target"], rows, strict=False):
        yield f'<edge{name} source="{nodes[source]}" target="{nodes[target]}">{"".join(row)}</edge>\n'
