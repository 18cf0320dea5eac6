"""The texts of a file where a disputed area should be that name none, to be assigned by hand."""

from __future__ import annotations

from geo.mapping_types import ColumnMapping, UnknownName
from geo.mapping_values import is_blank
from geo.places import UnknownPlace, places, resolve_place
from geo.rawtable import RawTable

__all__ = ["unknown_places"]

FEW = 5
MOST = 300  # distinct texts; beyond these a wrong column was chosen


def unknown_places(raw: RawTable, mapping: ColumnMapping) -> tuple[UnknownName, ...]:
    """Every distinct text of the column of places that names no disputed area, the most frequent first.

    Those that were assigned by hand are among them; their suggestions are keys and names of areas.
    """
    given = mapping.columns.get("place")
    if given not in raw.frame.columns:
        return ()
    column, keys = raw.frame[given], {name: key for key, name in places().items()}
    counts = {str(text): int(count) for text, count in column.value_counts().items() if not is_blank(str(text))}
    answers = {text: resolve_place(text) for text in counts}
    unknown = [(text, found) for text, found in answers.items() if isinstance(found, UnknownPlace)]
    return tuple(
        UnknownName(
            text,
            counts[text],
            tuple(map(int, column.index[column == text][:FEW])),
            tuple((keys[name], name) for name in found.suggestions),
            "no disputed area has this name",
        )
        for text, found in unknown[:MOST]
    )
