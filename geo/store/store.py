"""Store: one database with the data sets of all visitors."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from geo.relations import Dataset
from geo.store.values import Change, Entry, HasPlain, LogRow, Saved, Version

__all__ = ["Store"]


class Store:
    """One database with the data sets of all visitors. May be used by many threads and processes at once.

    A visitor is known by a key that only the visitor has (`owner`); the store keeps its hash, never the key. Whoever
    knows the id of a data set may read it; only its owner may change it.

    All methods raise StoreError if the database can't be reached, is full or broken; nothing is then saved by halves.
    """

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
        raise NotImplementedError

    def close(self) -> None:
        """Give the connections back."""
        raise NotImplementedError

    def keep(
        self,
        dataset: Dataset,
        owner: str,
        *,
        mapping: HasPlain | Mapping[str, Any] | None = None,
        source: str = "",
        notices: Sequence[str] = (),
    ) -> Entry:
        """Keep a new data set. Raises TooMuch where the visitor has used up the room."""
        raise NotImplementedError

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
        raise NotImplementedError

    def load(self, id: str, digest: str = "") -> Dataset:
        """A data set as it stands now, or the version of that digest (at least 12 characters of it); `name` is the id.

        Raises
        ------
        UnknownDataset
            There is no such data set, or no such version.
        StoreError
            What is stored is damaged: its digest is not that of the version.
        """
        raise NotImplementedError

    def entry(self, id: str, owner: str = "") -> Entry:
        """What the store knows of a data set. Raises UnknownDataset."""
        raise NotImplementedError

    def mine(self, owner: str) -> tuple[Entry, ...]:
        """The visitor's own data sets, the one changed last first."""
        raise NotImplementedError

    def versions(self, id: str, owner: str = "") -> tuple[Version, ...]:
        """All versions, the newest first. Raises UnknownDataset."""
        raise NotImplementedError

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
        raise NotImplementedError

    def undo(self, id: str, owner: str) -> Saved:
        """Back to the content before the last change; again, and it is one more step back. UsageError at the start."""
        raise NotImplementedError

    def redo(self, id: str, owner: str) -> Saved:
        """Take the last undo back. UsageError if there is none, or something was saved since."""
        raise NotImplementedError

    def restore(self, id: str, owner: str, digest: str) -> Saved:
        """Show the content of any version again, in a new version that can be undone."""
        raise NotImplementedError

    def rename(self, id: str, owner: str, title: str) -> Saved:
        """Give a data set another title, in a new version. Raises NotYours; UsageError for an unusable title."""
        raise NotImplementedError

    def delete(self, id: str, owner: str) -> None:
        """Delete a data set with all its versions, its log and its drafts. Raises NotYours."""
        raise NotImplementedError

    def log(self, id: str, owner: str = "") -> tuple[LogRow, ...]:
        """Every changed cell, the newest first. Raises UnknownDataset."""
        raise NotImplementedError

    def log_csv(self, id: str, owner: str = "") -> str:
        """The log as CSV, the oldest first; cells that look like formulas are defused."""
        raise NotImplementedError

    def draft(self, id: str, owner: str) -> dict[str, dict[str, Any]]:
        """What the visitor typed and is not valid yet, by row key; empty if there is nothing.

        `id` is that of a data set of the visitor, the name of a built-in one, or `NEW`.
        """
        raise NotImplementedError

    def keep_draft(self, id: str, owner: str, plain: Mapping[str, Mapping[str, Any] | None]) -> None:
        """Keep what was typed, by row key; None lets go of a row. Rows not named stay: another tab may have typed them.

        Raises NotYours; TooMuch if all of it is longer than `MAX_DRAFT_BYTES`.
        """
        raise NotImplementedError

    def drop_draft(self, id: str, owner: str, keys: Collection[str] | None = None) -> None:
        """Let go of these rows of a draft, or of all."""
        raise NotImplementedError
