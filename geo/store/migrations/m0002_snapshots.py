"""Snapshots: maps as they were when somebody kept them, each composed map once under its digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of snapshots."""
    op.create_table(
        "frozen",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("schema", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    texts = ("view", "dataset", "dataset_title", "origin", "version", "day", "parent", "headline", "title", "note")
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False, index=True),
        sa.Column("frozen", sa.Text, sa.ForeignKey("frozen.digest"), nullable=False, index=True),
        sa.Column("digest", sa.Text, sa.ForeignKey("content.digest"), nullable=False, index=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in (*texts, "caption")),
        sa.Column("thumbnail", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("created", "changed", "deleted")),
        sa.Column("size", sa.Integer, nullable=False),
    )
