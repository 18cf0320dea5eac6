"""Data sets in versions, their log, and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    _contents()
    _versions()
    _log()
    op.create_table(
        "draft",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("cells", sa.Text, nullable=False),
        sa.Column("changed", sa.Text, nullable=False),
    )


def _contents() -> None:
    op.create_table(
        "content",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("base", sa.Text, sa.ForeignKey("content.digest"), index=True),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def _versions() -> None:
    op.create_table(
        "dataset",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False, index=True),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("changed", sa.Text, nullable=False),
    )
    op.create_table(
        "version",
        sa.Column("dataset", sa.Text, sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.Text, sa.ForeignKey("content.digest"), nullable=False, index=True),
        sa.Column("parent", sa.Integer, nullable=False),
        sa.Column("stands_for", sa.Integer, nullable=False),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("relations", sa.Integer, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )


def _log() -> None:
    op.create_table(
        "log",
        sa.Column("dataset", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("relation", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["dataset", "number"], ["version.dataset", "version.number"], ondelete="CASCADE"),
    )
