"""Values that travel: paths that stay arrays until somebody looks at them, and dataclasses as plain dicts and lists."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, overload

import numpy as np
import numpy.typing as npt

__all__ = ["LonLat", "Path", "to_plain"]

LonLat = tuple[float, float]


class Path(Sequence[LonLat]):
    """The points of a line: a tuple of (longitude, latitude), kept as one array until somebody looks at them.

    Thousands of lines of tuples would cost more time than all the rest of a map.
    """

    __slots__ = ("_points",)

    def __init__(self, points: npt.NDArray[np.float64]) -> None:
        self._points = points

    @overload
    def __getitem__(self, at: int) -> LonLat: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[LonLat, ...]: ...
    def __getitem__(self, at: int | slice) -> LonLat | tuple[LonLat, ...]:
        return tuple(self)[at]

    def __iter__(self) -> Iterator[LonLat]:
        return iter([(lon, lat) for lon, lat in self._points.tolist()])

    def __len__(self) -> int:
        return len(self._points)

    def to_list(self) -> list[list[float]]:
        """The points as plain lists."""
        points: list[list[float]] = self._points.tolist()
        return points

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Path({self._points.tolist()})"


def to_plain(value: Any) -> Any:
    """Turn frozen dataclasses and tuples into dicts and lists, leaving out fields at their default."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is Path:
        return value.to_list()
    if isinstance(value, (tuple, list)):
        return [item if type(item) in _AS_THEY_ARE else to_plain(item) for item in value]
    plain = {}
    for name, default in _fields_of(kind):  # type: ignore[arg-type]
        item = getattr(value, name)
        if item is not default and item != default:
            plain[name] = item if type(item) in _AS_THEY_ARE else to_plain(item)
    return plain


_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})


@cache
def _fields_of(kind: Hashable) -> tuple[tuple[str, Any], ...]:
    """Names and defaults; asked for once, as a map has tens of thousands of values of few kinds."""
    return tuple((field.name, field.default) for field in fields(kind))  # type: ignore[arg-type]
