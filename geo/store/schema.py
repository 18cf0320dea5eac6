"""The tables, as the newest migration leaves them.

A content is kept once, under its digest: in full as Parquet, or as what differs from a full one (`base`). A version of
a data set names a content, and so does a snapshot; whatever else has to keep one is to be asked in `saving.sweep`.
Times are UTC as ISO texts, which sort.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, LargeBinary, MetaData, Table, Text

__all__ = ["CONTENT", "DATASET", "DRAFT", "FROZEN", "LOG", "METADATA", "SNAPSHOT", "VERSION"]

METADATA = MetaData()

CONTENT = Table(
    "content",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("base", Text, ForeignKey("content.digest"), index=True),
    Column("facts", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

DATASET = Table(
    "dataset",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("head", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("created", Text, nullable=False),
    Column("changed", Text, nullable=False),
)

VERSION = Table(
    "version",
    METADATA,
    Column("dataset", Text, ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, ForeignKey("content.digest"), nullable=False, index=True),
    Column("parent", Integer, nullable=False),
    Column("stands_for", Integer, nullable=False),
    Column("made", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("relations", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("size", Integer, nullable=False),
)

LOG = Table(
    "log",
    METADATA,
    Column("dataset", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("what", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    ForeignKeyConstraint(["dataset", "number"], ["version.dataset", "version.number"], ondelete="CASCADE"),
)

DRAFT = Table(
    "draft",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("cells", Text, nullable=False),
    Column("changed", Text, nullable=False),
)

FROZEN = Table(
    "frozen",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("schema", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

SNAPSHOT = Table(
    "snapshot",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("frozen", Text, ForeignKey("frozen.digest"), nullable=False, index=True),
    Column("digest", Text, ForeignKey("content.digest"), nullable=False, index=True),
    Column("view", Text, nullable=False),
    Column("dataset", Text, nullable=False),
    Column("dataset_title", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("caption", Text, nullable=False),
    Column("thumbnail", LargeBinary, nullable=False),
    Column("created", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("deleted", Text, nullable=False),
    Column("size", Integer, nullable=False),
)
