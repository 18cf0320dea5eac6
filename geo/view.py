"""View: everything a person chose, as plain values that round-trip to a URL query.

`View.from_query` never raises, whatever the text: what it can't use is dropped, and a notice says what and why.
`View(...)` itself raises `UsageError`, because there it is a programmer who passed the value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote

from geo import codes
from geo.dates import widen_end, widen_start
from geo.errors import UsageError
from geo.regions import FIT, REGIONS

__all__ = ["CLASSES", "DIRECTIONS", "KINDS", "MEASURES", "PROJECTIONS", "STATUSES", "View", "query_of"]

KINDS = ("support", "tension")
STATUSES = ("documented", "alleged", "hypothetical")
DIRECTIONS = ("all", "in", "out", "between")
MEASURES = ("balance", "support", "tension", "stance", "volume", "territory")
CLASSES = ("fixed", "quantiles", "fisher-jenks", "natural-breaks", "equal-interval")
PROJECTIONS = ("mercator", "equal-earth", "regional", "globe")
DEFAULT_STATUSES = ("documented", "alleged")
MOST_LINES = 20_000
LONGEST_TEXT = 120

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_WORLDVIEW = re.compile(r"un|de-facto|[A-Z]{3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class View:
    """What a person wants to see. Every field has the default of the URL contract.

    Attributes
    ----------
    data : name of the data set
    region : name of a region, or `fit`
    focus : ISO alpha-3 of the country the map is seen from; "" for none
    dir : `all`, `in` or `out` (relative to the focus), `between` (only among `countries`)
    countries : ISO alpha-3 codes; () for all
    kind, status : which relations; an empty tuple means no restriction beyond the default
    domain : domains; () for all
    scenario : a what-if overlaid on the rest; "" for none
    min : least intensity, 1 to 5
    start, end : the window (`from` and `to` in the URL); None for the data set's own default
    at : the one day shown; None for the whole window
    since : an earlier day to compare with: the map shows what has changed from then to `at` (or to the window's end)
    measure : "" for the default, which is `stance` with a focus and `balance` without
    classes : `fixed`, or the name of a data-driven classifier
    worldview, lang : how the base map is drawn
    projection : one of PROJECTIONS; "" leaves the choice to the map: equal areas, around the region or of the world
    top : most lines drawn
    """

    data: str = "caucasus-2025"
    region: str = FIT
    focus: str = ""
    dir: str = "all"
    countries: tuple[str, ...] = ()
    kind: tuple[str, ...] = KINDS
    status: tuple[str, ...] = DEFAULT_STATUSES
    domain: tuple[str, ...] = ()
    scenario: str = ""
    min: float = 1.0
    start: date | None = None
    end: date | None = None
    at: date | None = None
    since: date | None = None
    measure: str = ""
    classes: str = "fixed"
    worldview: str = "un"
    projection: str = ""
    lang: str = "en"
    top: int = 300

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            object.__setattr__(self, name, check(getattr(self, name)))
        if self.start and self.end and self.start > self.end:
            raise UsageError(f"from={self.start} is after to={self.end}")
        if self.at and self.since and self.since >= self.at:
            raise UsageError(f"since={self.since} is not before at={self.at}")

    def with_(self, **changes: Any) -> View:
        """The same view with some fields changed."""
        return replace(self, **changes)

    @property
    def effective_measure(self) -> str:
        """The measure that is drawn: the default depends on whether there is a focus."""
        if self.measure == "stance" and not self.focus:
            return "balance"
        return self.measure or ("stance" if self.focus else "balance")

    def to_query(self) -> str:
        """The URL query without `?`; defaults are left out, the order is always the same."""
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                pairs.append(f"{_URL_NAMES.get(field.name, field.name)}={quote(_encode(value), safe=',')}")
        return "&".join(pairs)

    @classmethod
    def from_query(cls, text: str) -> tuple[View, tuple[str, ...]]:
        """Read a query or a whole URL; gives the view and a notice for each thing that was dropped."""
        values: dict[str, Any] = {}
        notices: list[str] = []
        for name, raw in parse_qsl(query_of(text), keep_blank_values=True):
            _read_parameter(name, raw, values, notices)
        return _fitting_together(values, notices), tuple(notices)


def query_of(text: str) -> str:
    """The query in a query, in `?query` or in a whole address."""
    text = text.strip().partition("#")[0]
    if "?" in text:
        return text.partition("?")[2]
    return "" if "://" in text else text


def _read_parameter(name: str, raw: str, values: dict[str, Any], notices: list[str]) -> None:
    shown, shown_name = _shorten(raw), _shorten(name)
    if name == "v":
        if raw != "1":
            notices.append(f"v={shown} was ignored: this version of Faultlines reads v=1")
        return
    field = _FIELD_NAMES.get(name, name)
    if field not in _PARSERS or name in _URL_NAMES:
        notices.append(f"{shown_name}={shown} was ignored: there is no setting of that name")
        return
    try:
        values[field] = _CHECKS[field](_PARSERS[field](raw))
    except (UsageError, ValueError) as error:
        notices.append(f"{shown_name}={shown} was ignored: {error}")


def _fitting_together(values: dict[str, Any], notices: list[str]) -> View:
    """Drop what does not go together with the rest."""
    start, end = values.get("start"), values.get("end")
    if start and end and start > end:
        notices.append(f"from={start} and to={end} were ignored: the window ends before it begins")
        del values["start"], values["end"]
    at, since = values.get("at"), values.get("since")
    if at and since and since >= at:
        notices.append(f"since={since} was ignored: it is not before at={at}")
        del values["since"]
    if values.get("measure") == "stance" and not values.get("focus"):
        notices.append("measure=stance was ignored: it needs a focus country")
        del values["measure"]
    if values.get("dir") == "between" and not values.get("countries"):
        notices.append("dir=between was ignored: it needs countries")
        del values["dir"]
    return View(**values)


def _shorten(text: str) -> str:
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return printable if len(printable) <= 60 else printable[:57] + "..."


def _encode(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(item.replace("\\", "\\\\").replace(",", "\\,") for item in value)
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _split(raw: str) -> tuple[str, ...]:
    items = (re.sub(r"\\(.)", r"\1", item).strip() for item in _split_unescaped(raw))
    return tuple(item for item in items if item)


def _split_unescaped(raw: str) -> list[str]:
    """Split at commas that no backslash escapes (a doubled backslash escapes nothing)."""
    return re.findall(r"(?:\\.|[^,\\]|\\$)+", raw)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in allowed:
            raise UsageError(f"it must be one of {', '.join(allowed)}")
        return value

    return check


def _some_of(*allowed: str, default: tuple[str, ...]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    def check(value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [item for item in value if item not in allowed]
        if unknown:
            raise UsageError(f"{_shorten(unknown[0])!r} is not one of {', '.join(allowed)}")
        return tuple(item for item in allowed if item in value) or default

    return check


def _matching(pattern: re.Pattern[str], meaning: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise UsageError(f"it must be {meaning}")
        return value

    return check


def _country(value: str) -> str:
    if not value:
        return ""
    found = codes.resolve(value)
    if isinstance(found, str):
        return found
    hint = f"; did you mean {' or '.join(found.suggestions)}?" if found.suggestions else ""
    raise UsageError(f"{_shorten(value)!r} is not a country (ISO alpha-3){hint}")


def _countries(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({_country(item) for item in value if item}))


def _text(value: str) -> str:
    value = value.strip()
    if len(value) > LONGEST_TEXT or not all(c.isprintable() for c in value):
        raise UsageError(f"it must be plain text of at most {LONGEST_TEXT} characters")
    return value


def _texts(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({_text(item) for item in value} - {""}))


def _intensity(value: float) -> float:
    if not (math.isfinite(value) and 1 <= value <= 5):
        raise UsageError("it must be a number from 1 to 5")
    return float(value)


def _count(value: int) -> int:
    if not 0 <= value <= MOST_LINES:
        raise UsageError(f"it must be a whole number from 0 to {MOST_LINES}")
    return int(value)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError("it must be a number") from None


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError("it must be a whole number") from None


def _keep(value: date | None) -> date | None:
    return value


_FIELD_NAMES: Mapping[str, str] = MappingProxyType({"from": "start", "to": "end"})
_URL_NAMES: Mapping[str, str] = MappingProxyType({field: name for name, field in _FIELD_NAMES.items()})

_CHECKS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "data": _matching(_NAME, "a name of small letters, digits and hyphens"),
        "region": _one_of(FIT, *REGIONS),
        "focus": _country,
        "dir": _one_of(*DIRECTIONS),
        "countries": _countries,
        "kind": _some_of(*KINDS, default=KINDS),
        "status": _some_of(*STATUSES, default=DEFAULT_STATUSES),
        "domain": _texts,
        "scenario": _text,
        "min": _intensity,
        "start": _keep,
        "end": _keep,
        "at": _keep,
        "since": _keep,
        "measure": _one_of("", *MEASURES),
        "classes": _one_of(*CLASSES),
        "worldview": _matching(_WORLDVIEW, "un, de-facto or an ISO alpha-3 code"),
        "projection": _one_of("", *PROJECTIONS),
        "lang": _matching(_LANGUAGE, "a language code such as en or tr"),
        "top": _count,
    }
)

_PARSERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    dict.fromkeys(_CHECKS, str.strip)
    | dict.fromkeys(("countries", "kind", "status", "domain"), _split)
    | {"min": _number, "top": _whole_number, "start": widen_start, "end": widen_end}
    | {"at": widen_end, "since": widen_end}
)
