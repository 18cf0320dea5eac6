"""What a map's file carries so that it can be opened again: the view, the data set, and what the map looked like.

    file_of(take("focus=AZE"), "png")           seals by itself: see `geo.snapshot`
    unseal("map.png", data).view                on another machine, which has never seen the data

A data set that is too large to go along whole goes as far as the map shows it, and if that is too large as well, not
at all; what is missing is said when the file is opened. Whatever a file holds is data: it goes through the checks that
every table goes through, and nothing of it is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import pandas as pd

from geo.borders import atlas_of, day_of
from geo.canonical import in_order
from geo.capsule_head import Claim, DataClaim, MapClaim, claim_of, plain_of
from geo.capsule_words import remarks
from geo.change_map import shown_rows
from geo.compose import compose
from geo.envelope import MAX_FILE, Pack, letter_in, packed, refused, written
from geo.errors import DataError
from geo.io import to_csv_text
from geo.readers import scan_bytes
from geo.relations import COLUMNS, FILE_COLUMNS, Dataset
from geo.report import words
from geo.validate import check_table
from geo.version import __version__
from geo.view import View

if TYPE_CHECKING:
    from geo.spec import MapSpec
    from geo.store.values import Shot

__all__ = ["CARRIERS", "MAX_FILE", "Restored", "built_in", "seal", "unseal"]

CARRIERS = ("png", "svg", "pdf", "html")  # formats that can carry it
MAX_SEALED = 3_000_000  # bytes of packed relations
PIECE = 10_000  # rows that are packed at a time
MOST_TIMES = 2  # times as many relations as fitted are worth a try: others may be shorter
MOST_TOLD = 3  # problems of a table that an error tells of


@dataclass(frozen=True)
class Restored:
    """What was in a file.

    Attributes
    ----------
    view, query : what was chosen, also as a query with `v=1`. Its `data` is the name that the data set had where the
        file was made, which may mean another one here, or none: `view.with_(data=...)` says which it is now
    dataset : the relations that are in the file, checked; its `digest` is theirs. None where they were too many.
        `Store.keep(dataset, owner, exact=True)` keeps them under that digest
    title, note, caption : what the maker of the file said; may be empty
    remarks : a sentence for each thing that is not as it was when the file was made
    name, digest, version : of the data set, as the file claims
    whole : the data set is all there; else only the relations that the map shows
    product : version of the Faultlines that made the file
    """

    view: View
    query: str
    dataset: Dataset | None
    title: str
    note: str
    caption: str
    remarks: tuple[str, ...]
    name: str
    digest: str
    version: str
    whole: bool
    product: str


def seal(shot: Shot, *, title: str = "", note: str = "", caption: str = "") -> str:
    """The text that `unseal` reads back: ASCII, the same for the same map in every process and on every machine."""
    dataset = shot.dataset
    holds, inside, table = _inside(shot)
    data = DataClaim(
        name=dataset.name,
        title=dataset.title,
        version=dataset.version,
        digest=dataset.digest,
        rows=len(dataset.table),
        skipped=dataset.skipped,
        notices=dataset.notices,
        facts=inside.sidecar if holds == "shown" else dataset.sidecar,
        holds=holds,
        inside=inside.digest,
    )
    claim = Claim(
        product=__version__,
        query="&".join(filter(None, ("v=1", shot.view.to_query()))),
        day=day_of(shot.view, dataset),
        title=title,
        note=note,
        caption=caption,
        map=MapClaim.of(shot.spec),
        data=data,
    )
    return written(plain_of(claim), table)


def built_in(name: str) -> Dataset | None:
    """The data set of that name that comes with Faultlines."""
    return Dataset.load(name) if name in Dataset.names() else None


def unseal(name: str, data: bytes, here: Callable[[str], Dataset | None] = built_in) -> Restored:
    """What is in a map's file.

    Parameters
    ----------
    name : what the file is called, for errors
    data : the bytes of a PNG, SVG, PDF or HTML file
    here : gives the data set of a name, which remarks compare with that of the file

    Raises
    ------
    DataError
        There is nothing in it, it is damaged, too large, not in our schema, or made by a newer Faultlines.
    """
    letter = letter_in(name, data)
    claim = claim_of(name, letter.head)
    view, notices = View.from_query(claim.query)
    dataset = _dataset(name, claim.data, letter.table)
    drawn = MapClaim.of(_drawn(view, dataset)) if dataset is not None and claim.data.holds == "all" else None
    return Restored(
        view=view,
        query="&".join(filter(None, ("v=1", view.to_query()))),
        dataset=None if dataset is None else _plainly_titled(dataset),
        title=claim.title,
        note=claim.note,
        caption=claim.caption,
        remarks=remarks(claim, dataset, drawn, notices, here(claim.data.name)),
        name=claim.data.name,
        digest=claim.data.digest,
        version=claim.data.version,
        whole=dataset is not None and claim.data.holds == "all",
        product=claim.product,
    )


_whole: WeakKeyDictionary[Dataset, Pack] = WeakKeyDictionary()  # packing takes seconds where there are very many


def _inside(shot: Shot) -> tuple[str, Dataset, bytes]:
    """How much of the data set goes along (`all`, `shown`, `nothing`), that much of it, and packed."""
    dataset = shot.dataset
    whole = _whole.get(dataset)
    if whole is None:
        whole = _whole[dataset] = packed(_csv(dataset.table), MAX_SEALED)
    if whole.content is not None:
        return "all", dataset, whole.content
    rows = shown_rows(shot.view, dataset, shot.spec)
    if not 0 < len(rows) <= MOST_TIMES * PIECE * whole.pieces:
        return "nothing", dataset, b""
    said = replace(dataset.said, title=dataset.title, version=dataset.version, window=dataset.window)
    part = Dataset.of(dataset.name, in_order(rows), said)
    shown = packed(_csv(part.table), MAX_SEALED).content
    return ("nothing", dataset, b"") if shown is None else ("shown", part, shown)


def _csv(table: pd.DataFrame) -> Iterator[str]:
    """The table in pieces of CSV text, as `Dataset.to_csv` has it."""
    for first in range(0, max(1, len(table)), PIECE):
        text = to_csv_text(table[first : first + PIECE][list(FILE_COLUMNS)])
        yield text if first == 0 else text.partition("\n")[2]


def _dataset(name: str, claim: DataClaim, table: bytes) -> Dataset | None:
    """The data set of a file, through the checks of any table. Raises DataError."""
    if claim.holds == "nothing":
        return None
    try:
        raw = scan_bytes("relations.csv", table)
    except DataError as error:
        raise refused(name, f"the relations in it can't be read: {error.problems[0].message}") from None
    if not set(raw.frame.columns) <= set(COLUMNS):
        odd = next(column for column in raw.frame.columns if column not in COLUMNS)
        raise refused(name, f"the relations in it have a column that nobody here knows, {odd[:40]!r}")
    checked = check_table(raw.frame)
    if problems := (*raw.problems, *checked.problems):
        told, more = words(problems, MOST_TOLD)
        also = f" and {more:,} more" if more else ""
        raise refused(name, f"the relations in it are not as they should be: {'; '.join(told)}{also}")
    rows = in_order(checked.table)
    made = Dataset.of(claim.name, rows, claim.facts, skipped=claim.skipped)
    return replace(made, title=claim.title, notices=claim.notices, numbers=rows.numbers)


def _drawn(view: View, dataset: Dataset) -> MapSpec:
    return compose(view, dataset, atlas_of(view, dataset), timed=False)


def _plainly_titled(dataset: Dataset) -> Dataset:
    """Without the version that a map of an older one has in its title: the store would take it for a title."""
    return replace(dataset, title=dataset.title.removesuffix(f" (version {dataset.digest[:12]})"))
