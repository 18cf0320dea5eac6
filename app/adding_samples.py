"""Three small files to try: the first relations of the built-in data set, as people would have them."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import NamedTuple

import openpyxl

from geo.cells import defused
from geo.countries import Atlas
from geo.io import to_bytes
from geo.relations import FILE_COLUMNS, Dataset

__all__ = ["Sample", "samples"]

ROWS = 12


class Sample(NamedTuple):
    """One file: what it is, its name, what is in it."""

    label: str
    name: str
    data: bytes


@cache
def samples() -> tuple[Sample, ...]:
    """A CSV file, an Excel sheet with German headings, a graph."""
    dataset = Dataset.load()
    return (
        Sample("A table with a signed number (CSV)", "sample-signed.csv", _signed(dataset)),
        Sample("An Excel sheet in German", "sample-german.xlsx", _german(dataset)),
        Sample("A graph (GraphML)", "sample-graph.graphml", _graph(dataset)),
    )


def _signed(dataset: Dataset) -> bytes:
    """Kind and intensity in one number: below zero is tension, above zero support."""
    atlas = Atlas.load("un")
    lines = ["country1,country2,score,since"]
    for row in dataset.rows[:ROWS]:
        sign = "-" if row.kind == "tension" else ""
        lines.append(f'"{atlas.name(row.source)}","{atlas.name(row.target)}",{sign}{row.intensity:g},{row.first}')
    return ("\n".join(lines) + "\n").encode()


def _german(dataset: Dataset) -> bytes:
    atlas, kinds = Atlas.load("un"), {"support": "Unterstützung", "tension": "Spannung"}
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Von", "Nach", "Art", "Stärke", "Seit", "Quelle"])
    for row in dataset.rows[:ROWS]:
        names = atlas.name(row.source, "de"), atlas.name(row.target, "de")
        start = ".".join(reversed(row.first.split("-")))
        sheet.append([*names, kinds[row.kind], row.intensity, start, defused(row.citation)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _graph(dataset: Dataset) -> bytes:
    return to_bytes(dataset.table[list(FILE_COLUMNS)].head(ROWS), ".graphml")
