"""What is told to one who opens a map from a file: all that is not as it was when the file was made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from geo.capsule_head import Claim, DataClaim, MapClaim
from geo.compare import Differences, RowChange, differences
from geo.names import tables
from geo.relations import Dataset
from geo.rows import Row
from geo.version import __version__

__all__ = ["remarks"]

MOST_NAMED = 3
LONGEST = 160  # characters of a value
SHORT = 12  # characters of a digest


def remarks(
    claim: Claim, dataset: Dataset | None, drawn: MapClaim | None, notices: Iterable[str], here: Dataset | None
) -> tuple[str, ...]:
    """A sentence for each difference; none where all is as it was.

    Parameters
    ----------
    claim : what the file says
    dataset : the relations in it, None if there are none
    drawn : the map of these relations as it is composed now; None where it can't be told from them
    notices : what of the view can't be used
    here : the data set that has the name of the file's here, None if there is none
    """
    data = claim.data
    told = [
        *_newer(claim),
        *_missing(data, len(dataset.table) if dataset is not None else 0, here),
        *_data(data, dataset, here),
        *notices,
    ]
    told += _map(claim, drawn, bool(told))
    return tuple(f"{text.rstrip('.')}." for text in told)


def _newer(claim: Claim) -> Iterator[str]:
    made, now = (tuple(int(part) for part in re.findall("[0-9]+", text)) for text in (claim.product, __version__))
    if made > now:
        yield f"A newer Faultlines made the file, {claim.product}; this one is {__version__}"


def _missing(data: DataClaim, count: int, here: Dataset | None) -> Iterator[str]:
    if data.holds == "shown":
        yield (
            f"The file holds only the {count:,} relations that the map shows, for the {data.rows:,} of "
            f"{_quoted(data.title)} are too many to go along"
        )
    elif data.holds == "nothing" and (here is None or here.digest != data.digest):
        yield (
            f"The relations are not in the file, for they are too many: {data.rows:,}. The map needs "
            f"{_quoted(data.title)}, version {_short(data.version)}, digest {data.digest[:SHORT]}"
        )


def _data(data: DataClaim, dataset: Dataset | None, here: Dataset | None) -> Iterator[str]:
    if dataset is not None and dataset.digest != data.inside:
        yield (
            "The relations in the file were changed after it was made: their digest is "
            f"{dataset.digest[:SHORT]}, and it should be {data.inside[:SHORT]}"
        )
    elif dataset is not None and data.holds == "all" and data.inside != data.digest:
        yield f"The file says that its data has the digest {data.digest[:SHORT]}, but it is {data.inside[:SHORT]}"
    elif dataset is not None and data.version != dataset.version:
        yield f"The file calls its data version {_short(data.version)}, but it is version {_short(dataset.version)}"
    if here is None or {here.digest} == {data.digest, data.inside, dataset.digest if dataset else data.inside}:
        return
    if dataset is not None and here.digest == dataset.digest:
        yield f"They are those of {_quoted(here.title)}, version {_short(here.version)}, as it is here"
    elif here.digest != data.digest:
        yield _other_version(data, dataset, here)
    elif dataset is not None and data.holds == "all":
        yield f"Compared with {_quoted(here.title)} as it is here, {_differs(differences(here, dataset))}"


def _other_version(data: DataClaim, dataset: Dataset | None, here: Dataset) -> str:
    told = (
        f"{_quoted(here.title)} is another version here: {_short(here.version)} (digest {here.digest[:SHORT]}), and in "
        f"the file {_short(data.version)} (digest {data.digest[:SHORT]})"
    )
    if dataset is None or data.holds != "all":
        return told
    return (
        f"{told}. Compared with the file, here {_differs(differences(dataset, here))}. The map keeps those of the file"
    )


def _differs(found: Differences) -> str:
    """`2 relations were added (...), 1 was removed (...)`."""
    parts = [
        _some("added", found.added, _relation),
        _some("removed", found.removed, _relation),
        _some("changed", found.changed, _changed),
    ]
    facts = ", ".join(change.column for change in found.facts)
    parts.append(f"what is said of the data differs in {facts}" if facts else "")
    return "; ".join(filter(None, parts)) or "nothing differs in the relations"


def _some(what: str, rows: Sequence[Row] | Sequence[RowChange], words: Callable[[Any], str]) -> str:
    if not rows:
        return ""
    named = "; ".join(words(row) for row in rows[:MOST_NAMED])
    more = f"; and {len(rows) - MOST_NAMED:,} more" if len(rows) > MOST_NAMED else ""
    count = "1 relation was" if len(rows) == 1 else f"{len(rows):,} relations were"
    return f"{count} {what} ({named}{more})"


def _relation(row: Row) -> str:
    labels = tables().labels
    source, target = (labels.get(key, key) for key in (row.source, row.target))
    return f"{source} → {target}, {row.kind} since {row.first}"


def _changed(change: RowChange) -> str:
    cells = ", ".join(f"{cell.column} {_quoted(cell.before)} is {_quoted(cell.after)}" for cell in change.cells[:2])
    return f"{_relation(change.after)}: {cells}"


def _map(claim: Claim, drawn: MapClaim | None, told: bool) -> Iterator[str]:
    """What is seen to differ; that something does, only where nothing was `told` that says as much."""
    if drawn is None or drawn.look == claim.map.look:
        return
    made, now = claim.product, __version__
    who = (
        f"Faultlines {now} draws this map otherwise than {made}, which made the file"
        if made != now
        else ("The map is not quite the one that the file was made from")
    )
    found = []
    if drawn.headline != claim.map.headline:
        found.append(f"the headline was {_quoted(claim.map.headline)} and is {_quoted(drawn.headline)}")
    if drawn.lines != claim.map.lines:
        found.append(f"it had {claim.map.lines:,} lines and has {drawn.lines:,}")
    if found or not told:
        yield f"{who}: {'; '.join(found)}" if found else who


def _quoted(text: str) -> str:
    return f"“{_short(text)}”"


def _short(text: str) -> str:
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
