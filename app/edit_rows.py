"""Which relations the editor shows: those that a search finds, a page of them at a time, what is unfinished first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from app.drafts import Drafts
from app.editing import cells_of
from app.map_component import Chosen
from app.sheet import Cells
from geo.countries import Atlas
from geo.names import fold
from geo.places import place_name
from geo.relations import Dataset

__all__ = ["NOTHING", "PAGE", "Found", "find", "page_rows"]

PAGE = 200
NOTHING = Chosen()
SEARCHED = ("kind", "status", "domain", "scenario", "summary", "citation", "url", "id")


class Found(NamedTuple):
    """The relations that a search found.

    Attributes
    ----------
    ids : of all of them, in the order in which they are shown
    page : number of the page that is shown, from 0
    pages : how many there are, at least one
    """

    ids: tuple[str, ...]
    page: int
    pages: int

    @property
    def shown(self) -> tuple[str, ...]:
        """Ids of the page."""
        return self.ids[self.page * PAGE : (self.page + 1) * PAGE]


def find(dataset: Dataset, words: str = "", page: int = 0, first: Chosen = NOTHING) -> Found:
    """Search for relations that have every word in the name of a country, its code or a text; the latest come first.

    `first` is what was chosen on the map: it stands before all the others.
    """
    table = dataset.table
    places = np.arange(len(table))[::-1]
    if wanted := [folded for word in words.split() if (folded := fold(word))]:
        texts = _haystack(dataset)
        for word in wanted:
            places = places[texts[places].map(lambda text, word=word: word in text).to_numpy(dtype=bool)]
    before = _before(table, first)[places]
    places = np.concatenate([places[before], places[~before]])
    ids = tuple(table["id"].to_numpy(dtype=object)[places].tolist())
    pages = max(1, -(-len(ids) // PAGE))
    return Found(ids, min(max(page, 0), pages - 1), pages)


def _before(table: pd.DataFrame, first: Chosen) -> Any:
    if first.kind == "relation":
        return (table["id"] == first.id).to_numpy(dtype=bool)
    if first.kind == "country":
        return ((table["source"] == first.id) | (table["target"] == first.id)).to_numpy(dtype=bool)
    return np.zeros(len(table), dtype=bool)


@lru_cache(maxsize=4)
def _haystack(dataset: Dataset) -> pd.Series:
    """All that is searched of each relation, in small letters without accents."""
    table, atlas = dataset.table, Atlas.load()
    names = {
        code: f"{fold(atlas.name(code))} {code.lower()}"
        for name in ("source", "target")
        for code in table[name].unique()
    }
    columns = [[names[code] for code in table[name]] for name in ("source", "target")]
    columns += [_folded(table[name]) for name in SEARCHED]
    columns.append(_folded(table["place"].map({place: place_name(place) for place in table["place"].unique()})))
    columns.append(table["start"].dt.strftime("%Y%m%d").tolist())
    return pd.Series([" ".join(cells) for cells in zip(*columns, strict=True)], dtype="object")


def _folded(column: pd.Series) -> list[str]:
    known = {text: fold(text) for text in column.unique()}
    return [known[text] for text in column]


def page_rows(dataset: Dataset, found: Found, drafts: Drafts) -> list[tuple[str, Cells]]:
    """The rows of the page with what was typed into them; before them the unfinished ones, which are in no data set."""
    known = cells_of(dataset, [*found.shown, *drafts.rows])
    new = [(id, {**(draft.whole or {}), **draft.cells}) for id, draft in drafts.rows.items() if id not in known]
    return new + [(id, _typed(known[id], drafts, id)) for id in found.shown]


def _typed(cells: Cells, drafts: Drafts, id: str) -> Mapping[str, str]:
    return {**cells, **drafts.rows[id].cells} if id in drafts.rows else cells
