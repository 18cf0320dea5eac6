"""What the files of a snapshot are, and how each is made from what the store keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import geo
from app import kept
from app.exports import FILMING
from app.files import FILES, FILMS
from app.snapshot_page import CARD, THUMB
from geo import sizes
from geo.capsule import CARRIERS
from geo.frozen import PRINTED, addressed, capsule_of, thawed, thumbnail, whole
from geo.snapshot import relations_csv, render

__all__ = ["SIZES", "TYPES", "code", "file_key", "made_file", "standalone"]

# Names and, as people write them too, pixels.
_NAMED = {**sizes.SIZES, "thumb": THUMB}
SIZES: Mapping[str, tuple[int, int]] = MappingProxyType(
    _NAMED | {f"{width}x{height}": (width, height) for width, height in _NAMED.values()}
)
TYPES: Mapping[str, str] = MappingProxyType({form: file.media_type for form, file in FILES.items()})
_BY_DEFAULT = {"png": CARD}


def file_key(seen: kept.Seen, form: str, size: str = "", address: str = "") -> str:
    """What a file is known by: two snapshots of the same map of which the same is said share it.

    A picture that prints `address`, where the snapshot is to be found, is of that address alone.
    """
    pixels, one = _pixels(form, size), seen.kept
    sealed = _sealed(form, size)
    of, query = (one.digest, one.view_query) if sealed or form == "csv" else ("", "")
    words = () if form in ("csv", "json") else (one.title, one.note, one.caption) if sealed else (one.caption,)
    where = address if form in PRINTED and size != "thumb" else ""
    day, told = one.day.isoformat(), sha256("\0".join(words).encode()).hexdigest()[:16]
    return f"{code()} {form} {pixels if FILES[form].sized else ''} {seen.frozen} {day} {of} {query} {told} {where}"


def made_file(seen: kept.Seen, form: str, size: str = "", address: str = "") -> bytes:
    """The bytes of a file; a picture says that its map is found at `address`. Raises StoreError."""
    if form == "html":
        return standalone(seen)
    snapshot = kept.store().snapshot(seen.kept.id)
    if form == "json":
        return snapshot.spec_json.encode()
    if (form, size) == ("png", "thumb"):
        return snapshot.thumbnail or thumbnail(*thawed(snapshot))
    if form == "csv":
        return relations_csv(whole(snapshot, kept.store().snapshot_dataset(snapshot.id)))
    spec, atlas = thawed(snapshot)
    with FILMING if form in FILMS else nullcontext():
        shown = addressed(spec, form, address)
        return render(shown, atlas, form, _pixels(form, size), capsule=_capsule(snapshot, form, size))


def standalone(seen: kept.Seen) -> bytes:
    """The map as one file."""
    snapshot = kept.store().snapshot(seen.kept.id)
    return render(*thawed(snapshot), "html", capsule=_capsule(snapshot, "html"))


@cache
def code() -> str:
    """A digest of all that draws: what other code has made is not taken from the disk."""
    paths = sorted(path for path in Path(geo.__file__).parent.rglob("*") if path.suffix in (".py", ".js", ".css"))
    return sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def _sealed(form: str, size: str) -> bool:
    """Whether a file carries what the map can be opened from; a picture for a list does not."""
    return form in CARRIERS and size != "thumb"


def _capsule(snapshot: kept.Kept, form: str, size: str = "") -> str:
    return capsule_of(snapshot, kept.store().snapshot_dataset(snapshot.id)) if _sealed(form, size) else ""


def _pixels(form: str, size: str) -> tuple[int, int]:
    """How large it is; of a film, not as asked for."""
    if size and FILES[form].sized:
        return SIZES[size]
    return _BY_DEFAULT.get(form) or sizes.default_size(form)
