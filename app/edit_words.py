"""The words of the editor: relations, changes and problems as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from app.sheet import Cells
from app.words import COLUMNS, isolated
from geo.countries import Atlas
from geo.errors import Problem
from geo.store import LogRow

__all__ = ["count", "pair", "problem", "step", "what_changed"]

_ARROW = " → "


def count(number: int, one: str = "relation", many: str = "relations") -> str:
    """`1 relation`, `2,000 relations`."""
    return f"{number:,} {one if number == 1 else many}"


def pair(cells: Cells, atlas: Atlas) -> str:
    """Who towards whom: `Iran to Israel`."""
    unsaid = "(country missing)"
    who, whom = (_name(cells.get(name, ""), atlas) for name in ("source", "target"))
    return f"{who or unsaid} to {whom or unsaid}"


def problem(found: Problem) -> str:
    """A problem in one sentence, in the words in which files are checked."""
    text = f"{found.message}: {found.suggestion}" if found.suggestion else found.message
    return text[:1].upper() + text[1:]


def step(lines: Sequence[LogRow], atlas: Atlas) -> str:
    """What a version did: `changed strength of Iran to Israel`."""
    relations = list(dict.fromkeys(line.id for line in lines if line.id))
    facts = [line.column for line in lines if not line.id and line.column]
    whole = [line.relation for line in lines if not line.id and not line.column]
    if whole or not (relations or facts):
        return "the last change"
    if not relations:
        return f"changed the {', '.join(facts)}"
    whats = {line.what.partition(" ")[0] for line in lines if line.id}
    what = whats.pop() if len(whats) == 1 else "changed"
    if len(relations) > 1:
        return f"{what} {count(len(relations))}"
    columns = [line.column for line in lines if line.id]
    cells = f" {COLUMNS.get(columns[0], columns[0]).lower()}" if len(columns) == 1 else f" {len(columns)} cells"
    return f"{what}{f'{cells} of' if what == 'changed' else ''} {_said(lines, atlas)}"


def what_changed(line: LogRow, atlas: Atlas) -> str:
    """The relation of a line of the log in words; empty for the data set itself."""
    who, arrow, rest = line.relation.partition(_ARROW)
    if not arrow:
        return line.relation
    whom, _, more = rest.partition(",")
    return f"{_name(who, atlas)}{_ARROW}{_name(whom, atlas)},{more}"


def _said(lines: Sequence[LogRow], atlas: Atlas) -> str:
    who, _, rest = next(line.relation for line in lines if line.id).partition(_ARROW)
    return pair({"source": who, "target": rest.partition(",")[0]}, atlas)


def _name(code: str, atlas: Atlas) -> str:
    return isolated(atlas.name(code)) if code in atlas.countries else code
