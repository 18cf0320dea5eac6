"""Writes a relation table as GraphML: a node for every country, an edge for every row, its cells as attributes.

Written line by line: a tree of a large table, as networkx would build it, takes gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

import pandas as pd

from geo.cells import column_text
from geo.errors import UsageError

__all__ = ["graphml_bytes"]

ENDS = ("source", "target")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
RETURN = {"\r": "&#13;"}
TYPES = {"b": "boolean", "i": "long", "f": "double"}
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="label" for="node" attr.name="label" attr.type="string"/>
"""


def graphml_bytes(frame: pd.DataFrame) -> bytes:
    """The file; UsageError if the table has no ends, or texts that XML has no place for."""
    names = [str(name) for name in frame.columns]
    if not set(ENDS) <= set(names):
        raise UsageError("a graph file needs the columns source and target")
    texts: dict[str, list[str]] = {name: column_text(frame[name]).to_pylist() for name in names}
    for cells in (names, *texts.values()):
        if FORBIDDEN.search("\n".join(cells)):
            raise UsageError("a text holds control characters, which a GraphML file can't hold")
    others = [name for name in names if name not in ENDS]
    kinds = [TYPES.get(frame[name].dtype.kind, "string") for name in others]
    return "".join([HEAD, *_keys(others, kinds), *_graph(texts, others), "</graph>\n</graphml>\n"]).encode()


def _keys(names: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    for place, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        yield f'<key id="d{place}" for="edge" attr.name={quoteattr(name, RETURN)} attr.type="{kind}"/>\n'
    yield '<graph edgedefault="directed">\n'


def _graph(texts: dict[str, list[str]], others: Sequence[str]) -> Iterator[str]:
    ends = dict.fromkeys(end for name in ENDS for end in texts[name])
    nodes = {end: f"n{place}" if end else "" for place, end in enumerate(ends)}
    for end, node in nodes.items():
        label = f'<data key="label">{escape(end, RETURN)}</data>' if end else ""
        yield f'<node id="{node}">{label}</node>\n'
    keys = [f'<data key="d{place}">' for place in range(len(others))]
    columns = [texts[name] for name in others]
    for place, (source, target) in enumerate(zip(texts["source"], texts["target"], strict=True)):
        cells = zip(keys, (column[place] for column in columns), strict=True)
        data = "".join(f"{key}{escape(cell, RETURN)}</data>" for key, cell in cells if cell)
        yield f'<edge source="{nodes[source]}" target="{nodes[target]}">{data}</edge>\n'
