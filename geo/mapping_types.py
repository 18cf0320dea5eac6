"""How the columns and words of any table become those of the contract: plain values that can be kept as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from geo.errors import UsageError
from geo.names import SCHEMES
from geo.validate import COLUMNS, KINDS

__all__ = ["ColumnMapping", "Proposal", "Signed", "UnknownName"]


@dataclass(frozen=True)
class Signed:
    """A number that is kind and intensity in one.

    Attributes
    ----------
    column : the column of the file
    low, high : least and greatest number it can hold; below zero is tension, above zero support. The number without
        its sign, from 0 to the greater of the two, becomes the intensity, from 1 to 5; from -5 to 5 it is the
        intensity as it stands (at least 1)
    """

    column: str
    low: float
    high: float


@dataclass(frozen=True)
class ColumnMapping:
    """Where each column of the contract comes from.

    Attributes
    ----------
    columns : column of the contract -> column of the file
    signed : the column that is kind and intensity in one; it stands before what `columns` says of these two
    scale : least and greatest intensity in the file where that is not 1 to 5; it is stretched evenly. With a least one
        below zero the sign is left out
    defaults : column of the contract -> the value of every row that has none
    kinds : word of the file -> `support` or `tension`; they go before the words we know. Empty where rows with the word
        are not wanted: who reads the file leaves them out before, here they are as if nothing was said
    assigned : text in the file that stands for a country -> ISO alpha-3
    places : text in the file that stands for a disputed area -> place as `geo.places` writes it, empty for none
    scheme : one of `geo.names.SCHEMES` where the countries are codes of that scheme
    day_first : whether 03/04/2025 is in April; None is as the file itself proves
    one_way : the column of `mutual` says the opposite: that a relation holds in one direction only
    dates : text in the file that stands for a date -> the date as a person would write it
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    signed: Signed | None = None
    scale: tuple[float, float] | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    assigned: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    scheme: str | None = None
    day_first: bool | None = None
    one_way: bool = False
    dates: Mapping[str, str] = field(default_factory=dict)

    def file_column(self, column: str) -> str | None:
        """The column of the file that a column of the contract comes from; None if it comes from none."""
        if self.signed and column in ("kind", "intensity"):
            return self.signed.column
        return self.columns.get(column)

    def to_plain(self) -> dict[str, Any]:
        """The mapping as it goes into JSON; what is not said is left out."""
        plain: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value in (None, False, {}) and not (item.name == "day_first" and value is False):
                continue
            plain[item.name] = dict(value) if isinstance(value, Mapping) else value
        if self.signed:
            plain["signed"] = {"column": self.signed.column, "low": self.signed.low, "high": self.signed.high}
        if self.scale:
            plain["scale"] = list(self.scale)
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ColumnMapping:
        """The mapping that `to_plain` wrote. Raises UsageError for anything else."""
        unknown = sorted(set(plain) - {item.name for item in fields(cls)})
        if unknown:
            raise UsageError(f"a column mapping has no entry {unknown[0]!r}")
        try:
            read = {name: READERS[name](value) for name, value in plain.items()}
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"this is not a column mapping: {error}") from None
        return cls(**read)


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise ValueError(f"{value!r} does not map texts to texts")
    return dict(value)


def _by_column(value: Any) -> dict[str, str]:
    read = _texts(value)
    for name in read:
        if name not in COLUMNS:
            raise ValueError(f"there is no column {name!r}; the columns are {', '.join(COLUMNS)}")
    return read


def _kinds(value: Any) -> dict[str, str]:
    read = _texts(value)
    for kind in read.values():
        if kind not in ("", *KINDS):
            raise ValueError(f"{kind!r} is not {' or '.join(KINDS)}")
    return read


def _range(low: Any, high: Any) -> tuple[float, float]:
    first, last = float(low), float(high)
    if not -1e300 < first < last < 1e300:
        raise ValueError(f"{low!r} to {high!r} is no range")
    return first, last


def _signed(value: Any) -> Signed | None:
    return None if value is None else Signed(str(value["column"]), *_range(value["low"], value["high"]))


def _scale(value: Any) -> tuple[float, float] | None:
    return None if value is None else _range(*value)


def _scheme(value: Any) -> str | None:
    if value is not None and value not in SCHEMES:
        raise ValueError(f"there is no code scheme {value!r}; the schemes are {', '.join(SCHEMES)}")
    return None if value is None else str(value)


def _truth(value: Any) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


READERS: Mapping[str, Callable[[Any], Any]] = {
    "columns": _by_column,
    "signed": _signed,
    "scale": _scale,
    "defaults": _by_column,
    "kinds": _kinds,
    "assigned": _texts,
    "places": _texts,
    "dates": _texts,
    "scheme": _scheme,
    "day_first": _truth,
    "one_way": bool,
}


@dataclass(frozen=True)
class Proposal:
    """What a table looks like.

    Attributes
    ----------
    mapping : the mapping that fits it best
    reasons : column of the contract -> one sentence that says where it comes from and why
    unused : columns of the file that nothing is taken from
    missing : columns of the contract that are needed and were not found
    rule : how numbers become kind and intensity, in words; empty if they stay as they are
    questions : what only a person can say, as `kind`, `kinds`, `start`, `intensity` or `day_first` -> a sentence
    unknown_kinds : words of the file for the kind that we do not know
    """

    mapping: ColumnMapping
    reasons: Mapping[str, str]
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rule: str = ""
    questions: Mapping[str, str] = field(default_factory=dict)
    unknown_kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnknownName:
    """A text that stands where a country (or a disputed area) should and names none.

    Attributes
    ----------
    text : as it is in the file
    count : how many cells hold it
    rows : the first few of their row numbers
    suggestions : (ISO alpha-3, name) of the closest countries (or key and name of areas), at most three
    reason : in plain words why it was not resolved
    """

    text: str
    count: int
    rows: tuple[int, ...]
    suggestions: tuple[tuple[str, str], ...]
    reason: str
