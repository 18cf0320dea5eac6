"""Maps that come as files: `faultlines render FILE.png`, `faultlines convert FILE.png`, `faultlines snapshot import`.

What a command needs is imported when it runs: the parser must not wait for the maps to load.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli_store import Found, keeper_key, opened
from geo.cli_tools import DONE, PROBLEMS, one_line
from geo.errors import DataError, Problem, UnknownDataset, UsageError

if TYPE_CHECKING:
    from geo.capsule import Restored
    from geo.relations import Dataset
    from geo.snapshot import Snapshot
    from geo.store.store import Store

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["add_import", "data_in", "file_map", "is_map_file"]

ENDINGS = (".png", ".svg", ".pdf", ".html")  # `geo.capsule.CARRIERS`, which would take long to load
NOT_IN_IT = "the relations are not in the file, being too many, and this Faultlines does not come with them"


def add_import(commands: Commands) -> None:
    """`faultlines snapshot import`."""
    files = commands.add_parser("import", help="keep the maps of PNG, SVG, PDF and HTML files; prints their ids")
    files.add_argument("files", nargs="+", type=Path, metavar="FILE", help="as Faultlines wrote it, on any machine")
    files.set_defaults(action=_import)


def is_map_file(text: str) -> bool:
    """Whether it names a file that can hold its map, rather than a query or a link."""
    return Path(text).suffix.lower() in ENDINGS and _is_file(text)


def file_map(options: argparse.Namespace) -> Found | None:
    """The map of a file, if the options' query is the name of one. Raises DataError."""
    if not is_map_file(options.query):
        _check_no_file(options.query)
        return None
    if options.data:
        raise UsageError("a map's file has its own data: --data goes with a query")
    restored = _restored(Path(options.query))
    return Found(_shot(restored, _dataset(options.query, restored)), restored.title, restored.note, restored.caption)


def _check_no_file(text: str) -> None:
    """A file that can't hold a map, and one that is not there, are no queries either. Raises UsageError."""
    from geo.store.keys import snapshot_id

    if "=" in text or "://" in text or snapshot_id(text):
        return
    kinds = f"{', '.join(ENDINGS[:-1])} and {ENDINGS[-1]}"
    if _is_file(text):
        raise UsageError(f"{one_line(text)} holds no map; only {kinds} files that Faultlines wrote do")
    if Path(text).suffix.lower() in ENDINGS:
        raise UsageError(f"there is no file {one_line(text)}")


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # a query can be longer than any name
        return False


def data_in(path: Path) -> Dataset:
    """The data set in a map's file. Raises DataError."""
    return _dataset(str(path), _restored(path))


def _restored(path: Path, store: Store | None = None) -> Restored:
    """What is in a file; tells on standard error what is not as it was."""
    from geo.capsule import MAX_FILE, built_in, unseal

    def here(name: str) -> Dataset | None:
        return built_in(name) or (_stored(store, name) if store else None)

    with path.open("rb") as file:
        restored = unseal(str(path), file.read(MAX_FILE + 1), here)
    for remark in restored.remarks:
        print(f"faultlines: {one_line(str(path))}: {one_line(remark)}", file=sys.stderr)
    return restored


def _stored(store: Store, name: str) -> Dataset | None:
    from geo.snapshot import stored_dataset

    try:
        return stored_dataset(name, store.load)
    except UnknownDataset:
        return None


def _dataset(name: str, restored: Restored) -> Dataset:
    from geo.relations import Dataset

    if restored.dataset is not None:
        return restored.dataset
    for known in map(Dataset.load, Dataset.names()):
        if known.digest == restored.digest:
            return known
    raise DataError(name, [Problem(NOT_IN_IT)])


def _shot(restored: Restored, dataset: Dataset, data: str = "") -> Snapshot:
    """The map, composed anew; `data` is what its data set is called here."""
    from geo.snapshot import take

    view = restored.view.with_(data=data) if data else restored.view
    return take(view.to_query(), dataset=dataset, base_url=os.environ.get("FAULTLINES_BASE_URL", ""))


def _import(options: argparse.Namespace) -> int:
    key, status = keeper_key(), DONE
    with opened() as store:
        for path in options.files:
            try:
                print(_kept(store, key, path))
            except DataError as error:
                print(error, file=sys.stderr)
                status = PROBLEMS
            except OSError as error:
                print(DataError(str(path), [Problem(error.strerror or str(error))]), file=sys.stderr)
                status = PROBLEMS
    return status


def _kept(store: Store, key: str, path: Path) -> str:
    """Keep the map of a file as one of the user's own; returns its id."""
    from geo.frozen import thumbnail

    restored = _restored(path, store)
    dataset = _dataset(str(path), restored)
    name = _here(store, key, dataset, path)
    shot = _shot(restored, store.load(name) if name.startswith("own-") else dataset, name)
    words = {"title": restored.title, "note": restored.note, "caption": restored.caption or shot.spec.caption}
    return store.keep_snapshot(shot, key, thumbnail=thumbnail(shot.spec, shot.atlas), **words).id


def _here(store: Store, key: str, dataset: Dataset, path: Path) -> str:
    """What the data set is called here: the one that comes with Faultlines, one of the user's own, or one kept now."""
    from geo.relations import Dataset

    for name in Dataset.names():
        if Dataset.load(name).digest == dataset.digest:
            return name
    own = (entry.id for entry in store.mine(key) if entry.head == dataset.digest)
    return next(own, "") or store.keep(dataset, key, source=path.name, notices=dataset.notices, exact=True).id
