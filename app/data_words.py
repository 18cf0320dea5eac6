"""Words and small pieces of HTML of the page with one's own data; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from types import MappingProxyType

from app import cache, downloads, pages, words
from geo.rows import Row
from geo.store import Entry, Version

__all__ = [
    "ROW_HEADINGS", "WHAT", "actions", "counted", "country", "facts", "forms", "line", "relation", "row_cells", "safe",
    "table", "told", "version", "when",
]  # fmt: skip

WHAT: Mapping[str, str] = MappingProxyType(
    {
        "read": "Read",
        "change": "Edited",
        "undo": "Undone",
        "redo": "Redone",
        "restore": "Brought back",
        "rename": "Renamed",
        "beside": "Kept beside, not shown",
    }
)
ROW_HEADINGS = (
    *(words.COLUMNS[name] for name in ("source", "target", "kind", "intensity", "start", "end", "status")),
    "Summary or source",
)
_MONTHS = "January February March April May June July August September October November December".split()


def safe(text: str) -> str:
    """Text for HTML, with names from right to left set apart."""
    return escape(words.isolated(text))


def counted(number: int, one: str, many: str = "") -> str:
    """`1 relation`, `1,200 relations`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def when(moment: datetime) -> str:
    """`22 November 2026, 14:05 UTC` without line breaks; the store keeps UTC."""
    said = f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M} UTC"
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def facts(entry: Entry) -> str:
    """What there is to say of a data set on one line, as text."""
    said = [counted(entry.count, "relation"), f"changed {when(entry.changed)}"]
    said += [f"from {entry.source}"] if entry.source else []
    said += [f"{counted(entry.skipped, 'faulty row')} left out"] if entry.skipped else []
    return " · ".join(said)


def told(text: str, bad: bool = False) -> str:
    """Something to be read at once: what was done, or what went wrong."""
    role, style = ("alert", "app-said app-bad") if bad else ("status", "app-said")
    whole = text[:1].upper() + text[1:]
    return f'<p class="{style}" role="{role}">{safe(whole if whole.endswith((".", "?", "!")) else f"{whole}.")}</p>'


def line(text: str, style: str = "app-meta") -> str:
    """One paragraph."""
    return f'<p class="{style}">{safe(text)}</p>'


def forms(name: str, digest: str = "") -> str:
    """Links to the files of a data set, or of a version of it."""
    links = (pages.anchor(form.label, downloads.address(name, kind, digest)) for kind, form in downloads.FORMS.items())
    return f'<span class="app-forms">{" ".join(links)}</span>'


def actions(*parts: str) -> str:
    """Links beside one another."""
    return f'<div class="app-actions">{"".join(parts)}</div>'


def table(header: Sequence[str], rows: Iterable[Sequence[str]], label: str) -> str:
    """A table of texts, which can be scrolled on a narrow screen."""
    head = "".join(f'<th scope="col">{safe(name)}</th>' for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{safe(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="app-rows" role="region" aria-label="{escape(label)}" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def relation(row: Row) -> str:
    """A relation in few words."""
    return f"{country(row.source)} {'⇄' if row.mutual else '→'} {country(row.target)}, {row.kind} since {row.first}"


def country(key: str) -> str:
    """The name of a country."""
    return cache.atlas("un").name(key, "en")


def row_cells(row: Row) -> tuple[str, ...]:
    """What of a relation stands in a short table, under `ROW_HEADINGS`."""
    said = row.summary or row.citation or row.url
    ends = country(row.source), country(row.target)
    return (*ends, row.kind, f"{row.intensity:g}", row.first, row.last, row.status, said)


def version(one: Version) -> str:
    """A version as a choice."""
    return f"{one.number}: {WHAT.get(one.what, one.what)}, {when(one.when)}, {counted(one.count, 'relation')}"
