"""Store: one database with the data sets and the snapshots of all visitors."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from geo.errors import UnknownDataset, UnknownSnapshot
from geo.relations import Dataset
from geo.store.content import checked
from geo.store.drafts import drop_draft, keep_draft, read_draft
from geo.store.engine import Database
from geo.store.history import Contents, entries_of, read_shelf
from geo.store.keys import OWN, hashed, new_id
from geo.store.log import as_csv, read_log
from geo.store.plans import Changing, Plan, first_step, renaming, replacing, restoring, titled, undoing
from geo.store.room import prune
from geo.store.saving import add_dataset, again, remove_dataset, save
from geo.store.snapshots import (
    UNKNOWN,
    Said,
    change_words,
    keep_snapshot,
    named_by,
    read_snapshot,
    read_snapshots,
    read_titles,
    set_deleted,
)
from geo.store.undated import with_undated
from geo.store.values import Change, Entry, HasPlain, Kept, LogRow, Pruned, Saved, Shot, Version

__all__ = ["Store"]

MERGED = "Somebody else saved changes in the meantime, to other relations: theirs and yours are both kept."
UNCHANGED = "There was nothing to change."


class Store:
    """One database with the data sets and snapshots of all visitors. May be used by many threads and processes at once.

    A visitor is known by a key that only the visitor has (`owner`); the store keeps its hash, never the key. Whoever
    knows the id of a data set or a snapshot may read it; only its owner may change it.

    All methods raise StoreError if the database can't be reached, is full or broken; nothing is then saved by halves.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._contents = Contents(database)

    @classmethod
    def open(cls, url: str | None = None) -> Store:
        """Open, and make or migrate where needed.

        Parameters
        ----------
        url : `sqlite:///FILE`, `postgresql://USER:PASSWORD@HOST/NAME` (or `postgresql+psycopg://`); else what
            FAULTLINES_DATABASE_URL says, else a file in the user's data folder

        Raises
        ------
        StoreError
            It can't be reached, or a newer Faultlines made it. The text never holds a password.
        """
        return cls(Database(url))

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()

    def keep(
        self,
        dataset: Dataset,
        owner: str,
        *,
        mapping: HasPlain | Mapping[str, Any] | None = None,
        source: str = "",
        notices: Sequence[str] = (),
        exact: bool = False,
    ) -> Entry:
        """Keep a new data set; `exact` keeps it under the digest it has. Raises TooMuch where the visitor has used up
        the room."""
        id = new_id()
        content = checked(dataset, id, exact=exact)
        add_dataset(self._database, id, owner, first_step(content, dataset, source, notices, mapping))
        return self.entry(id, owner)

    def replace(
        self,
        id: str,
        owner: str,
        dataset: Dataset,
        *,
        mapping: HasPlain | Mapping[str, Any] | None = None,
        source: str = "",
        notices: Sequence[str] = (),
    ) -> Saved:
        """A new version of a data set from a file that was read again. Raises NotYours, TooMuch."""
        return self._save(id, owner, replacing(self._contents, dataset, source, notices, mapping))

    def load(self, id: str, digest: str = "") -> Dataset:
        """A data set as it stands now, or the version of that digest (at least 12 characters of it); `name` is the id.

        Raises
        ------
        UnknownDataset
            There is no such data set, or no such version.
        StoreError
            What is stored is damaged: its digest is not that of the version.
        """
        with self._database.reading() as connection:
            shelf = read_shelf(connection, id)
        return self._contents.read(shelf.find(digest) if digest else shelf.shown).dataset

    def entry(self, id: str, owner: str = "") -> Entry:
        """What the store knows of a data set. Raises UnknownDataset."""
        with self._database.reading() as connection:
            found = entries_of(connection, hashed(owner) if owner else "", id) if OWN.fullmatch(id) else ()
        if not found:
            raise UnknownDataset("there is no such data set; it may have been deleted")
        return found[0]

    def mine(self, owner: str) -> tuple[Entry, ...]:
        """The visitor's own data sets, the one changed last first."""
        with self._database.reading() as connection:
            return entries_of(connection, hashed(owner))

    def versions(self, id: str, owner: str = "") -> tuple[Version, ...]:
        """All versions, the newest first. Raises UnknownDataset."""
        with self._database.reading() as connection:
            shelf = read_shelf(connection, id)
        key = hashed(owner) if owner else ""
        return tuple(stored.seen_by(key) for _, stored in sorted(shelf.versions.items(), reverse=True))

    def change(self, id: str, owner: str, base: str, changes: Sequence[Change], note: str = "") -> Saved:
        """Save changes made to the version of digest `base`.

        If others have saved since, and changed other relations, both changes stand, and the writer is told.

        Raises
        ------
        Conflict
            Others have changed the same relations; `.ids` names them, and `.digest` the version in which the writer's
            changes are kept beside what is shown.
        DataError
            A changed relation is not valid; `Problem.row` counts the changes from 1.
        NotYours, UnknownDataset, UsageError, TooMuch
        """
        plan = Changing(self._contents, base, changes, note)
        saved = self._save(id, owner, plan)
        if plan.clash:
            raise plan.refused(saved.version.digest)
        if saved.told or not plan.merged:
            return saved
        return dataclasses.replace(saved, merged=True, told=MERGED)

    def undo(self, id: str, owner: str) -> Saved:
        """Back to the content before the last change; again, and it is one more step back. UsageError at the start."""
        return self._save(id, owner, undoing(self._contents, 1))

    def redo(self, id: str, owner: str) -> Saved:
        """Take the last undo back. UsageError if there is none, or something was saved since."""
        return self._save(id, owner, undoing(self._contents, -1))

    def restore(self, id: str, owner: str, digest: str) -> Saved:
        """Show the content of any version again, in a new version that can be undone."""
        return self._save(id, owner, restoring(self._contents, digest))

    def rename(self, id: str, owner: str, title: str) -> Saved:
        """Give a data set another title, in a new version. Raises NotYours; UsageError for an unusable title."""
        return self._save(id, owner, renaming(self._contents, titled(title)))

    def delete(self, id: str, owner: str) -> None:
        """Delete a data set with all its versions, its log and its drafts. Raises NotYours."""
        remove_dataset(self._database, id, owner)

    def steps(self, id: str) -> tuple[int, int]:
        """Numbers of the versions that undo would take back and redo bring again; 0 where there is none."""
        with self._database.reading() as connection:
            line, place = read_shelf(connection, id).steps()
        return line[place] if place + 1 < len(line) else 0, line[place - 1] if place else 0

    def log(self, id: str, owner: str = "", *, number: int = 0, most: int = 0) -> tuple[LogRow, ...]:
        """Every changed cell, the newest first; only those of one version, or only so many. Raises UnknownDataset."""
        with self._database.reading() as connection:
            read_shelf(connection, id)
            return read_log(connection, id, hashed(owner) if owner else "", number, most)

    def log_csv(self, id: str, owner: str = "") -> str:
        """The log as CSV, the oldest first; cells that look like formulas are defused."""
        return as_csv(self.log(id, owner))

    def draft(self, id: str, owner: str) -> dict[str, dict[str, Any]]:
        """What the visitor typed and is not valid yet, by row key; empty if there is nothing.

        `id` is that of a data set of the visitor, the name of a built-in one, or `NEW`.
        """
        with self._database.reading() as connection:
            return read_draft(connection, id, hashed(owner))

    def keep_draft(self, id: str, owner: str, plain: Mapping[str, Mapping[str, Any] | None]) -> None:
        """Keep what was typed, by row key; None lets go of a row. Rows not named stay: another tab may have typed them.

        Raises NotYours; TooMuch if all of it is longer than `MAX_DRAFT_BYTES`.
        """
        self._write(lambda connection: keep_draft(connection, id, hashed(owner), plain))

    def drop_draft(self, id: str, owner: str, keys: Collection[str] | None = None) -> None:
        """Let go of these rows of a draft, or of all."""
        self._write(lambda connection: drop_draft(connection, id, hashed(owner), keys))

    def keep_snapshot(
        self,
        shot: Shot,
        owner: str,
        *,
        title: str = "",
        note: str = "",
        caption: str = "",
        parent: str = "",
        thumbnail: bytes = b"",
    ) -> Kept:
        """Keep a map as it is, with the content it was made of. What the visitor keeps already is not kept again.

        Parameters
        ----------
        title, note, caption : empty is "nothing said": the title is then the headline, the caption written from the
            data; a snapshot of the same content by the same visitor is the same whatever it is called
        parent : id of the snapshot that this one was made from
        thumbnail : a small PNG

        Raises
        ------
        TooMuch
            The visitor has used up the room, or this is too large.
        UsageError
            A text is too long, `parent` is no id, or `thumbnail` is no PNG.
        """
        said = Said(title, note, caption)
        id = keep_snapshot(self._database, shot, owner, said, parent=parent, thumbnail=thumbnail)
        return self.snapshot(id, owner)

    def snapshot(self, id: str, owner: str = "") -> Kept:
        """A snapshot with its map. Raises UnknownSnapshot, GoneSnapshot."""
        with self._database.reading() as connection:
            return read_snapshot(connection, id, hashed(owner) if owner else "")

    def snapshots(self, owner: str, search: str = "", *, deleted: bool = False) -> tuple[Kept, ...]:
        """The visitor's own, the newest first, without maps and pictures; those that have all words of `search`, in any
        case and with any accents; or those that are deleted and can be brought back."""
        with self._database.reading() as connection:
            return read_snapshots(connection, hashed(owner), search, deleted=deleted)

    def snapshot_titles(self, ids: Collection[str]) -> dict[str, str]:
        """The titles of those of these snapshots that are there, by id, whoever keeps them."""
        with self._database.reading() as connection:
            return read_titles(connection, ids)

    def snapshot_dataset(self, id: str) -> Dataset:
        """The very content that a snapshot was made of. Raises UnknownSnapshot, GoneSnapshot."""
        with self._database.reading() as connection:
            named = named_by(connection, id)
        content = self._contents.find(named)
        if content is None:  # it may have been purged just now
            raise UnknownSnapshot(UNKNOWN)
        return content.dataset

    def rename_snapshot(
        self, id: str, owner: str, title: str | None = None, note: str | None = None, caption: str | None = None
    ) -> None:
        """Give a snapshot another title (empty: its headline), note or caption (empty: written from the data); None
        leaves it. Raises NotYours, StoreError."""
        said = Said(title, note, caption)
        self._write(lambda connection: change_words(connection, id, hashed(owner), said))

    def delete_snapshot(self, id: str, owner: str) -> None:
        """Delete a snapshot. Its keeper can bring it back until it is pruned. Raises NotYours."""
        self._write(lambda connection: set_deleted(connection, id, hashed(owner), True))

    def undelete_snapshot(self, id: str, owner: str) -> None:
        """Bring a deleted snapshot back. Raises UnknownSnapshot once it is pruned; NotYours, TooMuch."""
        self._write(lambda connection: set_deleted(connection, id, hashed(owner), False))

    def prune(self, older_than: float, *, others: bool = False, dry: bool = False) -> Pruned:
        """Let go for good of the snapshots that were deleted more than so many days ago, and of all that no snapshot
        and no version names.

        Parameters
        ----------
        others : also of snapshots that nobody deleted, if they were kept longer ago than that
        dry : only count them
        """
        return prune(self._database, older_than, others=others, dry=dry)

    def _write(self, work: Callable[[Connection], None]) -> None:
        """Do it in one transaction, and again whenever others came first."""

        def whole() -> None:
            with self._database.writing() as connection:
                work(connection)

        again(whole)

    def _save(self, id: str, owner: str, plan: Plan) -> Saved:
        """Save what the plan says, and tell the writer."""
        shelf, step, stored = save(self._database, id, owner, plan)
        dataset = step.content.dataset if step else self._contents.read(shelf.shown).dataset
        dataset = with_undated(dataset, stored.origin)
        self._contents.hold(dataset)
        return Saved(stored.seen_by(hashed(owner)), False, "" if step else UNCHANGED, dataset)
