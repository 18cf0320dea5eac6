"""Reads GeoJSON lines: the properties of a feature are its cells.

Where no two of the properties name countries, the ends of the line are added as `from_lon`, `from_lat`, `to_lon` and
`to_lat`, in degrees. Features that are areas or points are left out, and a note says how many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from geo.codes import name_or_code
from geo.rawtable import Progress, RawTable, in_silence, refusal
from geo.records import Document, json_text, records_table

__all__ = ["ENDS", "features_table", "scan_geojson"]

ENDS = ("from_lon", "from_lat", "to_lon", "to_lat")
LINES = ("LineString", "MultiLineString", None)
MOST_LOOKED_AT = 200  # distinct values of a column that are tried as names of countries


def scan_geojson(path: Path, data: bytes, progress: Progress = in_silence) -> RawTable:
    """Read a collection of features, or one feature a line. Raises DataError."""
    progress(0, "Reading the file")
    document = Document(path, json_text(path, data))
    if document.name not in ("features", ""):
        raise refusal(path, "this is not GeoJSON", "write a FeatureCollection of lines")
    return features_table(document, progress)


def features_table(document: Document, progress: Progress) -> RawTable:
    """The table of the features of a document."""
    left_out: dict[str, int] = {}
    raw = records_table(document, _cells(document.records(), left_out), progress)
    if left_out and raw.frame.empty and not raw.problems:
        kinds = " or ".join(sorted(left_out))
        raise refusal(
            document.path, f"there are no lines, only features of type {kinds}", "draw each relation as a line"
        )
    count = sum(left_out.values())
    notes = [f"{count:,} {'feature that is' if count == 1 else 'features that are'} no line left out"] if count else []
    frame = raw.frame
    if ENDS[0] in frame:
        if _countries(frame) >= 2:
            frame = frame.drop(columns=list(ENDS))
        else:
            notes.append("no two properties name countries, so the ends of the lines were added as " + ", ".join(ENDS))
    return raw._replace(frame=frame, notes=tuple(notes))


def _cells(features: Iterator[Any], left_out: dict[str, int]) -> Iterator[Any]:
    """A record for every feature that is a line; what is no feature comes as it is."""
    for feature in features:
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict | None):
            yield None
            continue
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(kind, str | None) or kind not in LINES:
            left_out[str(kind)] = left_out.get(str(kind), 0) + 1
            continue
        cells = dict(feature.get("properties") or {})
        if not isinstance(feature.get("id"), dict | list | None):
            cells.setdefault("id", feature["id"])
        yield cells | _ends(geometry if isinstance(geometry, dict) else {})


def _ends(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """The first and the last point of a line."""
    points = geometry.get("coordinates")
    try:
        parts = points if geometry.get("type") == "MultiLineString" else [points]
        first, last = parts[0][0], parts[-1][-1]  # type: ignore[index]
        return dict(zip(ENDS, (first[0], first[1], last[0], last[1]), strict=True))
    except (TypeError, IndexError, KeyError):
        return {}


def _countries(frame: pd.DataFrame) -> int:
    """How many columns hold names or codes of countries in most of their cells."""
    count = 0
    for name in frame.columns:
        cells = [cell for cell in frame[name].unique()[:MOST_LOOKED_AT] if cell]
        count += sum(isinstance(name_or_code(cell), str) for cell in cells) * 2 > len(cells)
    return count
