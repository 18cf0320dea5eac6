"""Snapshots in the store: written once with all that they need, found by their ids, let go of by their keepers only.

What is frozen is the view, the composed map and the content of the data set. The map is kept once under its digest, as
compressed JSON with the number of its schema; so is the content, that of a built-in data set too, which may be another
one in the next Faultlines.
"""

from __future__ import annotations

import hashlib
import unicodedata
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, insert, literal, select, update

from geo.errors import GoneSnapshot, NotYours, StoreError, TooMuch, UnknownSnapshot, UsageError
from geo.moment import at_moment
from geo.relations import Dataset
from geo.spec import SCHEMA, MapSpec
from geo.store.content import Packed, as_it_is, packed
from geo.store.engine import Database
from geo.store.history import Named, now
from geo.store.keys import SNAPSHOT_ID, hashed, new_snapshot_id, one_line, paragraphs
from geo.store.plans import titled
from geo.store.room import check_room
from geo.store.saving import OVERHEAD, again, one_at_a_time, origin_of, write_content
from geo.store.schema import CONTENT, FROZEN, SNAPSHOT
from geo.store.values import MAX_TITLE, Kept, Shot

__all__ = [
    "MAX_TEXT", "MAX_THUMBNAIL", "UNKNOWN", "Said", "change_words", "keep_snapshot", "named_by", "read_snapshot",
    "read_snapshots", "read_titles", "set_deleted",
]  # fmt: skip

MAX_MAP = 64_000_000  # bytes of JSON
MAX_THUMBNAIL = 400_000  # bytes
MOST_NAMED = 500  # in one question
MAX_TEXT = 4_000  # characters of a note, a caption, a query
UNKNOWN = "there is no such snapshot; the link may be cut off, or the snapshot was deleted long ago"
GONE = "this snapshot was deleted by the one who kept it"
NOT_YOURS = "only the one who keeps this snapshot can change it"
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Said:
    """What is said of a snapshot beside its map; None is "as it was"."""

    title: str | None = None
    note: str | None = None
    caption: str | None = None

    def row(self, headline: str) -> dict[str, str]:
        """As its table has it. Raises UsageError for a text that can't be kept."""
        texts = {"note": self.note, "caption": self.caption}
        row = {name: _text(name, text) for name, text in texts.items() if text is not None}
        if self.title is not None:
            row["title"] = titled(self.title) if self.title.strip() else one_line(headline, MAX_TITLE)
        return row


class _Map(NamedTuple):
    """A composed map, ready for its table."""

    digest: str
    data: bytes

    @classmethod
    def of(cls, shot: Shot) -> _Map:
        text = replace(shot.spec, caption="").to_json().encode("utf-8", "replace")
        if len(text) > MAX_MAP:
            raise TooMuch(f"this map has {len(text) / 1e6:,.0f} MB, and a snapshot at most {MAX_MAP / 1e6:,.0f} MB")
        return cls(hashlib.sha256(text).hexdigest(), zlib.compress(text, 6))


def keep_snapshot(
    database: Database, shot: Shot, owner: str, said: Said, *, parent: str = "", thumbnail: bytes = b""
) -> str:
    """Keep a map with its data; returns the id. Raises TooMuch, UsageError.

    What the visitor keeps already is not kept again; a title, a note or a caption that was not given is then any. Where
    none is given, the caption is that of the map: its own, or written from the data.
    """
    made = _Map.of(shot)
    row = _row(shot, made, hashed(owner), said, parent=parent, thumbnail=thumbnail)

    def work() -> str:
        content = _missing(database, shot.dataset)
        with database.writing() as connection:
            one_at_a_time(connection, row["owner"])
            if there := _same(connection, row, said):
                return there
            if content is not None:
                write_content(connection, row["digest"], content)
            _write_map(connection, made)
            connection.execute(insert(SNAPSHOT), row)
            check_room(connection, row["owner"])
        return str(row["id"])

    id: str = again(work)
    return id


def _row(shot: Shot, made: _Map, owner: str, said: Said, *, parent: str, thumbnail: bytes) -> dict[str, Any]:
    from geo.borders import day_of  # these two bring what nobody needs who only reads
    from geo.caption import caption

    if parent and not SNAPSHOT_ID.fullmatch(parent):
        raise UsageError(f"{parent[:40]!r} is not the id of a snapshot")
    if thumbnail and not thumbnail.startswith(PNG):
        raise UsageError("the small picture of a snapshot has to be a PNG")
    if len(thumbnail) > MAX_THUMBNAIL:
        raise TooMuch(f"the small picture of a snapshot has at most {MAX_THUMBNAIL:,} bytes")
    dataset, spec, time = shot.dataset, shot.spec, now()
    headline = one_line(at_moment(spec).headline or spec.title, MAX_TEXT)
    words = Said(said.title or "", said.note or "", said.caption or caption(spec)).row(headline)
    origin = origin_of("", dataset, (), None)
    return {
        "id": new_snapshot_id(),
        "owner": owner,
        "frozen": made.digest,
        "digest": dataset.digest,
        "view": _text("query", "&".join(filter(None, ("v=1", shot.view.to_query())))),
        "dataset": one_line(dataset.name, MAX_TITLE),
        "dataset_title": dataset.title,
        "origin": origin,
        "version": one_line(spec.provenance.version or dataset.version, MAX_TITLE),
        "day": day_of(shot.view, dataset).isoformat(),
        "parent": parent,
        "headline": headline,
        **words,
        "thumbnail": thumbnail,
        "created": time,
        "changed": time,
        "deleted": "",
        "size": len(made.data) + len(thumbnail) + len(origin) + len("".join(words.values()).encode()) + OVERHEAD,
    }


def _missing(database: Database, dataset: Dataset) -> Packed | None:
    """The content of the data set, None if the store has it."""
    with database.reading() as connection:
        there = connection.execute(select(literal(1)).where(CONTENT.c.digest == dataset.digest)).first()
    return None if there else packed(as_it_is(dataset))


def _same(connection: Connection, row: Mapping[str, Any], said: Said) -> str:
    """The id of the visitor's snapshot of the same content that says what is said now; empty if there is none."""
    same = [SNAPSHOT.c[name] == row[name] for name in ("owner", "frozen", "digest", "view")]
    query = select(SNAPSHOT).where(*same, SNAPSHOT.c.deleted == "").order_by(SNAPSHOT.c.created)
    for kept in connection.execute(query).mappings():
        told = all(kept[name] == row[name] for name in ("title", "note", "caption") if getattr(said, name))
        if told and row["parent"] in (kept["parent"], kept["id"]):
            return str(kept["id"])
    return ""


def _write_map(connection: Connection, made: _Map) -> None:
    if not connection.execute(select(literal(1)).where(FROZEN.c.digest == made.digest)).first():
        connection.execute(insert(FROZEN), {"digest": made.digest, "schema": SCHEMA, "data": made.data})


def read_snapshot(connection: Connection, id: str, owner: str) -> Kept:
    """Raises UnknownSnapshot, GoneSnapshot, StoreError."""
    row = _found(connection, id)
    if row["deleted"]:
        raise GoneSnapshot(GONE)
    made = connection.execute(select(FROZEN).where(FROZEN.c.digest == row["frozen"])).mappings().one()
    if made["schema"] > SCHEMA:
        raise StoreError("a newer Faultlines made this snapshot; update this one to open it")
    return _kept(row, owner, _unfrozen(made["data"], made["digest"]))


def _unfrozen(data: bytes, digest: str) -> str:
    try:
        text = zlib.decompressobj().decompress(data, MAX_MAP)
    except zlib.error:
        text = b""
    if hashlib.sha256(text).hexdigest() != digest:
        raise StoreError("this snapshot is damaged: its map is not what was kept")
    return text.decode()


def read_snapshots(connection: Connection, owner: str, search: str = "", *, deleted: bool = False) -> tuple[Kept, ...]:
    """The visitor's own, the newest first, without maps and pictures: those there are, or those that can be brought
    back."""
    which = SNAPSHOT.c.deleted != "" if deleted else SNAPSHOT.c.deleted == ""
    query = select(*(each for each in SNAPSHOT.c if each.name != "thumbnail")).where(SNAPSHOT.c.owner == owner, which)
    rows = connection.execute(query.order_by(SNAPSHOT.c.created.desc(), SNAPSHOT.c.id)).mappings()
    words = _folded(search).split()
    return tuple(_kept(row, owner) for row in rows if _speaks_of(row, words))


def read_titles(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The titles of those of these snapshots that are there, whoever keeps them."""
    query = select(SNAPSHOT.c.id, SNAPSHOT.c.title, SNAPSHOT.c.headline).where(SNAPSHOT.c.deleted == "")
    found: dict[str, str] = {}
    named = sorted(ids)
    for start in range(0, len(named), MOST_NAMED):
        rows = connection.execute(query.where(SNAPSHOT.c.id.in_(named[start : start + MOST_NAMED])))
        found |= {id: title or headline for id, title, headline in rows}
    return found


def _speaks_of(row: RowMapping, words: list[str]) -> bool:
    names = ("title", "note", "headline", "caption", "dataset_title", "dataset", "version", "id", "created")
    text = _folded(" ".join(row[name] for name in names)) if words else ""
    return all(word in text for word in words)


def _folded(text: str) -> str:
    """Without case and accents: who writes `turkiye` finds `Türkiye`."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def named_by(connection: Connection, id: str) -> Named:
    """What names the content that a snapshot was made of. Raises UnknownSnapshot, GoneSnapshot."""
    row = _found(connection, id)
    if row["deleted"]:
        raise GoneSnapshot(GONE)
    return Named(row["dataset"], row["digest"], row["dataset_title"], row["origin"])


def change_words(connection: Connection, id: str, owner: str, said: Said) -> None:
    """Another title, note or caption (empty: as without); the map stays. Raises NotYours, GoneSnapshot, UsageError."""
    row = _of(connection, id, owner)
    if row["deleted"]:
        raise GoneSnapshot(GONE)
    if said.caption is not None and not said.caption.strip():
        said = replace(said, caption=_written(connection, id))
    words = {**said.row(row["headline"]), "changed": now()}
    connection.execute(update(SNAPSHOT).where(SNAPSHOT.c.id == id).values(**words))


def _written(connection: Connection, id: str) -> str:
    """The caption as it is written from the data."""
    from geo.caption import caption

    return caption(MapSpec.from_json(read_snapshot(connection, id, "").spec_json))


def set_deleted(connection: Connection, id: str, owner: str, deleted: bool) -> None:
    """Delete a snapshot, or bring it back; nothing happens to one that is so already. Raises NotYours, TooMuch."""
    row = _of(connection, id, owner)
    if bool(row["deleted"]) != deleted:
        one_at_a_time(connection, owner)
        connection.execute(update(SNAPSHOT).where(SNAPSHOT.c.id == id).values(deleted=now() if deleted else ""))
    if row["deleted"] and not deleted:
        check_room(connection, owner)


def _of(connection: Connection, id: str, owner: str) -> RowMapping:
    """A snapshot for its keeper only."""
    row = _found(connection, id)
    if row["owner"] != owner:
        raise GoneSnapshot(GONE) if row["deleted"] else NotYours(NOT_YOURS)
    return row


def _found(connection: Connection, id: str) -> RowMapping:
    row = None
    if SNAPSHOT_ID.fullmatch(id):
        row = connection.execute(select(SNAPSHOT).where(SNAPSHOT.c.id == id)).mappings().one_or_none()
    if row is None:
        raise UnknownSnapshot(UNKNOWN)
    return row


def _kept(row: RowMapping, owner: str, spec_json: str = "") -> Kept:
    same = ("id", "title", "note", "digest", "version", "parent", "caption", "headline",
            "dataset_title")  # fmt: skip
    return Kept(
        **{name: row[name] for name in same},
        view_query=row["view"],
        dataset_name=row["dataset"],
        created=datetime.fromisoformat(row["created"]),
        changed=datetime.fromisoformat(row["changed"]),
        day=date.fromisoformat(row["day"]),
        spec_json=spec_json,
        thumbnail=row.get("thumbnail", b""),
        mine=bool(owner) and row["owner"] == owner,
        deleted=bool(row["deleted"]),
    )


def _text(name: str, text: str) -> str:
    clean = paragraphs(text)
    if len(clean) > MAX_TEXT:
        raise UsageError(f"a {name} has at most {MAX_TEXT:,} characters")
    return clean
