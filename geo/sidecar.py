"""Reads what a data set says about itself: the TOML file beside its table.

title, description, version, licence    texts
window = ["2024-12-01", "2025-07-31"]   first and last day that is shown by default
region                                  what the map is framed on: a name of `geo.regions`, or `fit`
lead                                    the country that the headline is about
questions = [["Who ...?", "focus=AZE"]] a text and the query that answers it
[scenarios]                             name = a sentence that says what it imagines
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rapidfuzz import process

from geo import codes
from geo.dates import widen_end, widen_start
from geo.errors import Problem
from geo.regions import FIT, REGIONS

__all__ = ["Sidecar", "parse_sidecar", "read_sidecar"]

# Percent signs and letters only: a query can't hold a scheme, a host or a quote.
QUERY = re.compile(r"[A-Za-z0-9_.,=&%+:~*-]*")
MAX_TEXT = 4000
# Marks that turn the direction of all that follows them: such a text would turn the line it is written into.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Sidecar:
    """Metadata of a data set; empty where nothing is said."""

    title: str = ""
    description: str = ""
    version: str = ""
    licence: str = ""
    window: tuple[date, date] | None = None
    region: str = ""
    lead: str = ""
    scenarios: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[tuple[str, str], ...] = ()

    def canonical(self) -> str:
        """One text for one content, for the digest of a data set."""
        said = {name: value for name, value in asdict(self).items() if value}
        return repr(sorted((name, _plain(value)) for name, value in said.items()))

    def to_plain(self) -> dict[str, Any]:
        """What the TOML file would say, for JSON; `parse_sidecar` reads it."""
        said = {
            "title": self.title,
            "description": self.description,
            "version": self.version,
            "licence": self.licence,
            "window": [day.isoformat() for day in self.window] if self.window else None,
            "region": self.region,
            "lead": self.lead,
            "scenarios": dict(self.scenarios),
            "questions": [list(pair) for pair in self.questions],
        }
        return {name: value for name, value in said.items() if value}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted(value.items())
    return [str(item) for item in value] if isinstance(value, tuple) else value


def read_sidecar(path: Path) -> tuple[Sidecar, tuple[Problem, ...]]:
    """Read the TOML file beside a table; nothing is said where there is none. Problems name the file."""
    if not path.is_file():
        return Sidecar(), ()
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        return Sidecar(), (Problem(f"{path.name} can't be read: {error.strerror or error}"),)
    except UnicodeDecodeError as error:
        return Sidecar(), (Problem(f"{path.name}: byte {error.start + 1} is not UTF-8"),)
    except tomllib.TOMLDecodeError as error:
        return Sidecar(), (Problem(f"{path.name} is not TOML: {error}"),)
    return parse_sidecar(content, path.name)


def parse_sidecar(content: Mapping[str, Any], name: str) -> tuple[Sidecar, tuple[Problem, ...]]:
    """Check every entry. Returns what is right, and all problems; `name` is the file they are found in."""
    values, problems = {}, []
    for key, value in content.items():
        try:
            if key not in PARSERS:
                near = process.extractOne(key, list(PARSERS), score_cutoff=60)
                raise _Wrong("there is no such entry", f'did you mean "{near[0]}"?' if near else _entries())
            values[key] = PARSERS[key](value)
        except _Wrong as wrong:
            problems.append(Problem(f"{name}: {wrong}", column=key, value=str(value), suggestion=wrong.suggestion))
    return Sidecar(**values), tuple(problems)


class _Wrong(ValueError):
    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


def _entries() -> str:
    return f"the entries are {', '.join(PARSERS)}"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong(f"{value!r} is not a text", "put it in quotes")
    if len(value) > MAX_TEXT:
        raise _Wrong(f"the text has {len(value):,} characters", f"at most {MAX_TEXT:,}")
    return " ".join(TURNING.sub("", value).split())


def _window(value: Any) -> tuple[date, date]:
    if not isinstance(value, list) or len(value) != 2:
        raise _Wrong(f"{value!r} is not a pair of dates", 'write ["2024-12-01", "2025-07-31"]')
    first, last = _day(value[0], widen_start), _day(value[1], widen_end)
    if last < first:
        raise _Wrong(f"the window ends on {last}, before it starts on {first}", "write the earlier date first")
    return first, last


def _day(value: Any, widen: Callable[[str], date]) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return widen(_text(value))
    except ValueError as error:
        raise _Wrong(f'"{value}" is not a date', "" if isinstance(error, _Wrong) else str(error)) from None


def _region(value: Any) -> str:
    region, known = _text(value), (FIT, *REGIONS)
    if region not in known:
        raise _Wrong(f'"{region}" is not a region we know', f"the regions are {', '.join(known)}")
    return region


def _lead(value: Any) -> str:
    text = _text(value)
    found = codes.resolve(text) if text else ""
    if isinstance(found, str):
        return found
    near = (
        f"did you mean {' or '.join(found.suggestions)}?" if found.suggestions else "write a country's name or ISO code"
    )
    raise _Wrong(f'"{text}" is not a country we know', near)


def _scenarios(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _Wrong(f"{value!r} is not a table", 'write [scenarios] and under it name = "a sentence"')
    return {name: _text(sentence) for name, sentence in value.items()}


def _questions(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        raise _Wrong(f"{value!r} is not a list of pairs", 'write [["Who ...?", "focus=AZE"]]')
    return tuple((_text(text), _query(query)) for text, query in value)


def _query(value: Any) -> str:
    query = _text(value).removeprefix("?")
    if not QUERY.fullmatch(query):
        raise _Wrong(f'"{query}" is not a query', "write what stands after the question mark of a link")
    return query


PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "title": _text,
    "description": _text,
    "version": _text,
    "licence": _text,
    "window": _window,
    "region": _region,
    "lead": _lead,
    "scenarios": _scenarios,
    "questions": _questions,
}
