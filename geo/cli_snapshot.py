"""`faultlines snapshot`: maps kept in the store as they are; `faultlines prune`: letting go of them for good.

What a command needs is imported when it runs: the parser must not wait for the maps to load.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from geo.cli_data import add_data_options
from geo.cli_files import add_import
from geo.cli_render import add_caption, add_drawing, taken, write_map
from geo.cli_store import address_of, keeper_key, kept_map, kept_of, opened
from geo.cli_tools import DONE, checked, one_line
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.store.store import Store

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["add_prune", "add_snapshot"]

DAYS = {"d": 1, "w": 7, "y": 365}


def add_snapshot(commands: Commands) -> None:
    """`faultlines snapshot` with its commands."""
    snapshot = commands.add_parser("snapshot", help="keep maps as they are, with their data, and get them out again")
    inner = snapshot.add_subparsers(required=True, metavar="COMMAND")
    save = inner.add_parser("save", help="keep a map; prints its id")
    save.add_argument("query", metavar="QUERY", help="as for render; a link with /s/ID makes it one of yours")
    _add_words(save)
    save.add_argument("--parent", type=checked(_id), metavar="ID", help="the snapshot it was made from")
    add_data_options(save)
    save.set_defaults(action=_save)
    add_import(inner)
    mine = inner.add_parser("list", help="yours, the newest first: id, time (UTC), title")
    mine.add_argument("--search", default="", metavar="WORDS", help="those with all of these words")
    mine.add_argument("--deleted", action="store_true", help="those that you deleted and can bring back")
    mine.set_defaults(action=_list)
    _add_one(inner, "show", "all that is known of a snapshot", _show)
    add_drawing(_add_one(inner, "export", "write a snapshot as a file", _export))
    _add_words(_add_one(inner, "rename", "another title, note or caption; the map stays", _rename))
    _add_one(inner, "delete", "delete one of yours", _delete)
    _add_one(inner, "undelete", "bring one of yours back", _undelete)


def add_prune(commands: Commands) -> None:
    """`faultlines prune`."""
    prune = commands.add_parser("prune", help="let go for good of snapshots that were deleted some time ago")
    prune.add_argument("--older-than", type=checked(_days), required=True, metavar="90d", help="days (d), w or y")
    prune.add_argument(
        "--all", action="store_true", help="also of those that nobody deleted, kept longer ago than that"
    )
    prune.add_argument("--dry-run", action="store_true", help="only say how many they are")
    prune.set_defaults(action=_prune)


def _add_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", metavar="TITLE", help="else it is called by its headline")
    parser.add_argument("--note", metavar="NOTE")
    add_caption(parser)


def _add_one(
    commands: Commands, name: str, help: str, action: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    """A command that is about one snapshot."""
    parser = commands.add_parser(name, help=help)
    parser.add_argument("id", type=checked(_id), metavar="ID", help="its id, or a link to it")
    parser.set_defaults(action=action)
    return parser


def _id(text: str) -> str:
    from geo.store.keys import snapshot_id

    id = snapshot_id(f"/s/{text.strip()}") or snapshot_id(text)
    if not id:
        raise UsageError(f"{text[:80]!r} is neither the id of a snapshot, which has 22 letters and digits, nor a link")
    return id


def _days(text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,6}) ?([dwy]?)", text.strip().lower())
    days = int(found[1]) * DAYS[found[2] or "d"] if found else -1
    if not 0 <= days <= 365_000:
        raise UsageError(f"{text[:40]!r} is no time like 90d, 12w or 2y")
    return days


def _save(options: argparse.Namespace) -> int:
    from geo.frozen import thumbnail
    from geo.store.keys import snapshot_id

    key, parent = keeper_key(), options.parent or snapshot_id(options.query)
    found = kept_map(options)
    shot = found.shot if found else taken(options)
    picture = thumbnail(shot.spec, shot.atlas)
    words = {"title": options.title or "", "note": options.note or "", "caption": options.caption or shot.spec.caption}
    with opened() as store:
        print(store.keep_snapshot(shot, key, parent=parent, thumbnail=picture, **words).id)
    return DONE


def _list(options: argparse.Namespace) -> int:
    with opened() as store:
        found = store.snapshots(keeper_key(), options.search, deleted=options.deleted)
    for kept in found:
        print(f"{kept.id}\t{kept.created:%Y-%m-%d %H:%M}\t{one_line(kept.title)}")
    return DONE


def _show(options: argparse.Namespace) -> int:
    with opened() as store:
        kept = store.snapshot(options.id, keeper_key())
        title = one_line(store.snapshot_dataset(kept.id).title)
    told = {
        "id": kept.id,
        "link": address_of(kept.id),
        "title": kept.title,
        "note": kept.note,
        "caption": kept.caption,
        "headline": kept.headline,
        "view": kept.view_query,
        "data": f"{title}, version {kept.version}, digest {kept.digest}",
        "borders": f"{kept.day}",
        "parent": kept.parent,
        "kept": f"{kept.created:%Y-%m-%d %H:%M} UTC by {'you' if kept.mine else 'another'}",
    }
    for name, text in told.items():
        if text:
            print(f"{name}\t{one_line(text)}")
    return DONE


def _export(options: argparse.Namespace) -> int:
    with opened() as store:
        found = kept_of(store, options.id)
    write_map(found, options)
    return DONE


def _rename(options: argparse.Namespace) -> int:
    words = (options.title, options.note, options.caption)
    if all(text is None for text in words):
        raise UsageError("say what it is to be called: --title TITLE, --note NOTE, --caption TEXT, or several of them")
    return _change(lambda store, key: store.rename_snapshot(options.id, key, *words))


def _delete(options: argparse.Namespace) -> int:
    status = _change(lambda store, key: store.delete_snapshot(options.id, key))
    print(f"{options.id} is deleted; `faultlines snapshot undelete {options.id}` brings it back")
    return status


def _undelete(options: argparse.Namespace) -> int:
    return _change(lambda store, key: store.undelete_snapshot(options.id, key))


def _change(work: Callable[[Store, str], None]) -> int:
    with opened() as store:
        work(store, keeper_key())
    return DONE


def _prune(options: argparse.Namespace) -> int:
    with opened() as store:
        found = store.prune(options.older_than, others=options.all, dry=options.dry_run)
    would = "would be let go of" if options.dry_run else "let go of"
    print(f"{found.deleted:,} deleted snapshot{'' if found.deleted == 1 else 's'} {would}", end="")
    print(f", and {found.others:,} that nobody deleted" if options.all else "")
    return DONE
