"""The words of the "Add data" page, and how texts of a file are put on it: always as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Final

from app.words import COLUMNS
from geo.errors import Problem
from geo.names import tables

__all__ = [
    "COLUMNS", "HELP", "MAIN", "OTHERS", "SCHEMES", "count", "country", "in_label", "line", "problem_rows", "section",
    "table", "text",
]  # fmt: skip

MAIN: Final = ("source", "target", "kind", "intensity", "start")
OTHERS: Final = ("end", "status", "citation", "url", "summary", "domain", "place", "mutual", "scenario", "id")

HELP: Mapping[str, str] = MappingProxyType(
    {
        "source": "The country that supports, or that the tension comes from",
        "target": "The country it is about",
        "end": "Empty means: still in force",
        "status": "Documented, alleged or hypothetical; documented where nothing is said",
        "citation": "Outlet, title and date",
        "url": "Only http and https",
        "domain": "Military, diplomatic, economic, ...",
        "place": "The place that the relation is about, as Crimea or Nagorno-Karabakh; empty for most",
        "mutual": "Yes where it holds in both directions",
        "scenario": "The what-if that a hypothetical row belongs to",
        "id": "Names the row, so that a later file can be compared with this one",
    }
)
SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "": "Names, or ISO codes",
        "iso2": "ISO codes of two letters",
        "iso3": "ISO codes of three letters",
        "iso_n3": "ISO codes of three digits",
        "fips": "FIPS 10-4 codes",
        "cow": "Correlates of War codes",
        "gw": "Gleditsch-Ward codes",
        "cameo": "CAMEO codes",
    }
)
LONGEST = 120  # characters of one cell on the page
# Marks that turn the direction of what follows; a text gets marks of its own around it.
TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
# What Markdown makes a link of even where every mark is escaped; a mark that can't be seen parts it.
LINKED = re.compile(r"(https?(?=:)|www(?=\.)|\w(?=@))", re.IGNORECASE)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]+")


def line(value: str, most: int = LONGEST) -> str:
    """A text of a file in one line of plain characters, cut where it is too long."""
    plain = " ".join(UNSEEN.sub(" ", TURNING.sub("", value)).split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def text(value: str, most: int = LONGEST) -> str:
    """A text of a file as HTML, apart from the direction of writing around it."""
    return f"<bdi>{escape(line(value, most))}</bdi>"


def in_label(value: str, most: int = 60) -> str:
    """A text of a file inside a label that Streamlit takes for Markdown."""
    plain = LINKED.sub("\\1\u2060", line(value, most))
    marked = re.sub(r"([\\`*_{}\[\]()#+\-.!|<>$:~^=&@/])", r"\\\1", plain)
    return marked if plain.isascii() else f"\u2068{marked}\u2069"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def country(iso3: str) -> str:
    """The name of a country by its code."""
    return tables().labels.get(iso3, iso3)


def section(number: int, title: str, hint: str = "") -> str:
    """The heading of a step, as HTML."""
    said = f'<p class="add-hint">{escape(hint)}</p>' if hint else ""
    return f'<div class="add-step"><h2><span>{number}</span>{escape(title)}</h2>{said}</div>'


def table(header: Sequence[str], rows: Iterable[Sequence[str]], label: str, style: str = "") -> str:
    """A table as HTML that can be scrolled; the cells are HTML already, header and label are texts."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    attributes = f'class="add-table {style}" role="region" tabindex="0" aria-label="{escape(label)}"'
    return f"<div {attributes}><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def problem_rows(problems: Iterable[Problem]) -> list[list[str]]:
    """Problems as the cells of a table."""
    return [
        [
            f"{problem.row:,}" if problem.row is not None else "all",
            text(problem.column or ""),
            text(problem.value or ""),
            text(problem.message, 300),
            text(problem.suggestion, 300),
        ]
        for problem in problems
    ]
