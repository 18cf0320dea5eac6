"""What an editor would ask about a data set: each question with its rows and with the map that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from app import cache, downloads, pages
from app.data_words import ROW_HEADINGS, actions, counted, line, row_cells, safe, table
from app.memory import Memory
from geo.relations import Dataset
from geo.review import KINDS, Remark, Remarks, review
from geo.rows import rows_of

__all__ = ["checks"]

MOST_SHOWN = 20  # of one kind
MOST_ROWS = 6  # of one question

_pages = Memory[str](5_000_000, len)


def checks(name: str) -> None:
    """Draw the questions."""
    dataset, today = cache.dataset(name), date.today()
    st.html(_pages((name, dataset.digest, today), lambda: _page(name, dataset, today)))


def _page(name: str, dataset: Dataset, today: date) -> str:
    remarks = review(dataset, today)
    if not remarks:
        return line("Nothing to ask: each relation has a source, a date and no other that contradicts it.", "app-lead")
    said = f"{counted(len(remarks), 'question')} that an editor would ask. Nothing is refused: it is for you to judge."
    save = pages.anchor("All of them as CSV", downloads.address(name, downloads.REVIEW))
    places = {id: place for place, id in enumerate(dataset.table["id"])}
    kinds = (_kind(kind, remarks, count, dataset, places) for kind, count in remarks.counts.items())
    return line(said, "app-lead") + actions(save) + "".join(kinds)


def _kind(kind: str, remarks: Remarks, count: int, dataset: Dataset, places: Mapping[str, int]) -> str:
    about = KINDS[kind]
    shown = remarks.of(kind, MOST_SHOWN)
    items = "".join(f"<li>{_remark(remark, dataset, places)}</li>" for remark in shown)
    rest = line(f"{count - len(shown):,} more like this: the CSV has all of them.") if count > len(shown) else ""
    return (
        f'<details class="app-kind"><summary><strong>{safe(about.title)}</strong> '
        f'<span class="app-how-many">{count:,}</span></summary>'
        f"{line(f'{about.meaning} What would help: {about.help}.')}<ol>{items}</ol>{rest}</details>"
    )


def _remark(remark: Remark, dataset: Dataset, places: Mapping[str, int]) -> str:
    """The sentence, the map, and behind a click the rows; their numbers are those of a download."""
    numbers = [places[id] for id in remark.ids[:MOST_ROWS]]
    rows = rows_of(dataset.table.iloc[numbers])
    cells = ((f"{place + 1:,}", *row_cells(row)) for place, row in zip(numbers, rows, strict=True))
    more = len(remark.ids) - len(rows)
    found = table(("Row", *ROW_HEADINGS), cells, "The rows of this question")
    rest = line(f"and {counted(more, 'more row')}") if more > 0 else ""
    label = "Its row" if len(remark.ids) == 1 else f"Its {len(remark.ids):,} rows"
    links = pages.anchor("See on the map", pages.map_link(remark.query))
    return f"<p>{safe(remark.sentence)} {links}</p><details><summary>{label}</summary>{found}{rest}</details>"
