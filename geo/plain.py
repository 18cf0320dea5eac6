"""Values that travel: paths that stay arrays until somebody looks at them, dataclasses as plain dicts and lists, and
back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints, overload

import numpy as np
import numpy.typing as npt

__all__ = ["LonLat", "Path", "Paths", "from_plain", "to_plain"]

T = TypeVar("T")
Reader = Callable[[Any], Any]
LonLat = tuple[float, float]


class Paths:
    """The points of many lines, (lines, points, 2), which are worked out when somebody looks at the first of them.

    A live map does not: the browser draws each line by itself.
    """

    def __init__(self, lay_out: Callable[[], npt.NDArray[np.float64]]) -> None:
        self._lay_out = lay_out

    @cached_property
    def points(self) -> npt.NDArray[np.float64]:
        return self._lay_out()


class Path(Sequence[LonLat]):
    """The points of a line: a tuple of (longitude, latitude), kept as one array until somebody looks at them.

    Thousands of lines of tuples would cost more time than all the rest of a map.
    """

    __slots__ = ("_at", "_paths")

    def __init__(self, paths: Paths, at: int) -> None:
        self._paths, self._at = paths, at

    @property
    def _points(self) -> npt.NDArray[np.float64]:
        points: npt.NDArray[np.float64] = self._paths.points[self._at]
        return points

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


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of a frozen dataclass that `to_plain` made plain; its JSON is the same again.

    A field that is not there has its default. One that nobody knows is left out: an earlier or a later version may have
    it. Raises ValueError where a value is not what its field takes.
    """
    made: T = _reader(kind)(plain)  # type: ignore[arg-type]
    return made


@cache
def _reader(hint: Any) -> Reader:
    """What reads values of a type: texts, numbers, dataclasses, tuples of these, and one of several."""
    origin, inner = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return _dataclass_reader(hint)
    if hint is Path:
        return _read_path
    if origin is tuple:
        return _tuple_reader(inner)
    if origin in (Union, UnionType):
        return _union_reader(inner)
    kinds = (int, float) if hint is float else (hint,)

    def read(value: Any) -> Any:
        if type(value) not in kinds:
            raise ValueError(f"{str(value)[:40]!r} is not of the kind {hint.__name__}")
        return value

    return read


def _dataclass_reader(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"{str(value)[:40]!r} is no {kind.__name__}")
        missing = next((name for name in needed if name not in value), None)
        if missing:
            raise ValueError(f"a {kind.__name__} lacks its {missing}")
        return kind(**{name: readers[name](item) for name, item in value.items() if name in readers})

    return read


def _tuple_reader(inner: tuple[Any, ...]) -> Reader:
    first, every = _reader(inner[0]), [_reader(part) for part in inner if part is not Ellipsis]
    endless = inner[-1] is Ellipsis

    def read(value: Any) -> Any:
        if not isinstance(value, list) or not (endless or len(value) == len(every)):
            raise ValueError(f"{str(value)[:40]!r} is no list of {'any' if endless else len(every)} values")
        if endless:
            return tuple([first(item) for item in value])
        return tuple([part(item) for part, item in zip(every, value, strict=True)])

    return read


def _union_reader(inner: tuple[Any, ...]) -> Reader:
    """The first one named that is not None reads all that is there."""
    some = _reader(next(part for part in inner if part is not NoneType))
    return (lambda value: None if value is None else some(value)) if NoneType in inner else some


def _read_path(value: Any) -> Path:
    try:
        points = np.array(value, dtype=np.float64).reshape(1, -1, 2)
    except (TypeError, ValueError):
        raise ValueError(f"{str(value)[:40]!r} is no path") from None
    return Path(Paths(lambda: points), 0)
