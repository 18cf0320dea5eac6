"""What the store takes and gives: plain frozen values, without anything of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from geo.relations import Dataset
    from geo.spec import MapSpec
    from geo.view import View

__all__ = [
    "MAX_DRAFT_BYTES", "MAX_LOGGED", "MAX_TITLE", "MAX_VISITOR_BYTES", "MAX_VISITOR_DATASETS", "NEW", "Change", "Entry",
    "HasPlain", "Kept", "LogRow", "Pruned", "Saved", "Shot", "Version",
]  # fmt: skip

MAX_VISITOR_DATASETS = 50
MAX_VISITOR_BYTES = 500_000_000  # as stored, which is compressed
MAX_DRAFT_BYTES = 1_000_000  # of one visitor and one data set
MAX_TITLE = 200
MAX_LOGGED = 5_000  # relations of one version that the log tells of one by one
NEW = "new"  # the draft of a data set that does not exist yet


class HasPlain(Protocol):
    """Whatever can be written as JSON, such as a column mapping."""

    def to_plain(self) -> Any: ...


@dataclass(frozen=True)
class Entry:
    """A data set in the store, as it stands now.

    Attributes
    ----------
    id : what `data=` in a link says: `own-` and 26 small letters and digits that nobody can guess
    title : its title
    owner_is_you : whether it belongs to the visitor who asked
    head : digest of the version that is shown
    number : number of that version, counted from 1; grows with every saved state
    count : relations in it
    skipped : bad rows that were left out when the file was read
    created, changed : UTC
    source : name of the file it was read from
    notices : what was said when the file was read
    mapping : the column mapping with the countries assigned by hand, as plain values; None where there was none
    """

    id: str
    title: str
    owner_is_you: bool
    head: str
    number: int
    count: int
    skipped: int
    created: datetime
    changed: datetime
    source: str = ""
    notices: tuple[str, ...] = ()
    mapping: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Version:
    """One saved state of a data set.

    Attributes
    ----------
    number : counted from 1 within the data set
    digest : names the content; two versions with the same content have the same one
    parent : number of the version it was made from; 0 for the first
    when : UTC
    who : `you` or `another`, as seen by the visitor who asked
    what : `read`, `change`, `undo`, `redo`, `restore`, `rename`, or `beside` for changes that lost against others and
        were kept without being shown
    note : what was said about it
    count : relations in it
    added, changed, removed : relations that differ from the parent
    """

    number: int
    digest: str
    parent: int
    when: datetime
    who: str
    what: str
    note: str
    title: str
    count: int
    added: int
    changed: int
    removed: int


@dataclass(frozen=True)
class Change:
    """One relation that is to be added, changed or deleted.

    Attributes
    ----------
    op : what to do
    id : of the relation; may be empty for one that is added, which then gets one from its content
    before : the cells as the writer saw them; only for the writer's own use
    after : the cells as texts by column of the contract. Of an added relation, all that are not empty; of a changed
        one, those that change; of a deleted one, nothing
    """

    op: Literal["add", "change", "delete"]
    id: str = ""
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Saved:
    """What became of changes.

    Attributes
    ----------
    version : the version that is shown now
    merged : whether it also holds changes that others made since the writer's base
    told : a sentence for the writer; empty if there is nothing to tell
    dataset : the content of the version, so that nobody has to load it again
    """

    version: Version
    merged: bool
    told: str
    dataset: Dataset


@dataclass(frozen=True)
class LogRow:
    """One cell that was changed.

    Attributes
    ----------
    when : UTC
    who : `you` or `another`
    what : `added`, `changed` or `deleted`; behind it, where it is not an edit, what caused it: `changed (undo)`
    id : of the relation; empty for the data set itself
    relation : the relation in words: `AZE → RUS, tension since 2025-06-28`
    column, before, after : the cell, as texts
    version : number of the version that came of it
    """

    when: datetime
    who: str
    what: str
    id: str
    relation: str
    column: str
    before: str
    after: str
    version: int


class Shot(Protocol):
    """A composed map with what it was composed from, such as a `geo.snapshot.Snapshot`."""

    @property
    def view(self) -> View: ...
    @property
    def dataset(self) -> Dataset: ...
    @property
    def spec(self) -> MapSpec: ...


@dataclass(frozen=True)
class Kept:
    """A snapshot as it was kept. Only title, note, caption and whether it is deleted can change.

    Attributes
    ----------
    id : what its link says after `/s/`: 22 letters, digits, `-` and `_` that nobody can guess
    title : what its keeper called it, else its headline
    note : of its keeper; may have several lines
    view_query : what was chosen, with `v=1`
    dataset_name, digest, version : the data set, the SHA-256 of its content, and what its version is called
    parent : id of the snapshot it was made from; empty if there is none
    created : UTC
    spec_json : the MapSpec, for `MapSpec.from_json`; empty in a list
    thumbnail : a small PNG; may be empty, and is in a list
    caption : the map in words
    mine : whether the visitor who asked keeps it
    deleted : it is deleted, and its keeper can still bring it back
    headline : of the map
    day : the day whose borders it has
    changed : when it got its title, note and caption; UTC
    dataset_title : what the data set was called
    """

    id: str
    title: str
    note: str
    view_query: str
    dataset_name: str
    digest: str
    version: str
    parent: str
    created: datetime
    spec_json: str
    thumbnail: bytes
    caption: str
    mine: bool
    deleted: bool
    headline: str
    day: date
    changed: datetime
    dataset_title: str = ""

    @property
    def data(self) -> str:
        """The data set and its version in words; a version that is only the start of the digest says nothing."""
        version = f", version {self.version}" if self.version and not self.digest.startswith(self.version) else ""
        return f"{self.dataset_title or self.dataset_name}{version}"


@dataclass(frozen=True)
class Pruned:
    """How many snapshots were let go of for good: those that had been `deleted`, and `others`."""

    deleted: int
    others: int
