"""Reads JSON: a list of records, records one a line, records in a frame such as {"data": [...]}, nodes and links."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from geo.cells import cell_text
from geo.geojsonfile import features_table
from geo.rawtable import Progress, RawTable, in_silence
from geo.records import Document, json_text, records_table

__all__ = ["scan_json"]

NODE_NAMES = ("label", "name", "title")


def scan_json(path: Path, data: bytes, progress: Progress = in_silence) -> RawTable:
    """Read a JSON file; one that holds GeoJSON features as such. Raises DataError."""
    progress(0, "Reading the file")
    document = Document(path, json_text(path, data), by_line=path.suffix.lower() == ".jsonl")
    if document.name == "features":
        return features_table(document, progress)
    notes = [f'read from "{document.name}"'] if document.name else []
    table = records_table(document, document.records(), progress, notes)
    nodes = document.beside.get("nodes")
    return table._replace(frame=_with_names(table.frame, nodes)) if isinstance(nodes, list) else table


def _with_names(frame: pd.DataFrame, nodes: Sequence[Any]) -> pd.DataFrame:
    """Links with the names of their ends in place of the ids, or of the places, that nodes have."""
    labels = {}
    for place, node in enumerate(nodes):
        if isinstance(node, dict):
            name = next((node[key] for key in NODE_NAMES if isinstance(node.get(key), str) and node[key]), None)
            if name is not None:
                labels[cell_text(node.get("id", str(place)))] = name
    for column in ("source", "target"):
        if column in frame:
            frame[column] = frame[column].map(lambda cell: labels.get(cell, cell)).astype(frame[column].dtype)
    return frame
