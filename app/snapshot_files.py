"""What the files of a snapshot are, and how each is made from what the store keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from app import kept
from app.files import FILES
from app.snapshot_page import CARD, THUMB
from geo.frozen import thawed
from geo.sizes import DEFAULT_SIZE, default_size
from geo.snapshot import FORMATS, Snapshot, relations_csv, render
from geo.version import __version__
from geo.view import View

__all__ = ["SIZES", "TYPES", "file_key", "made_file", "standalone"]

# Names and, as people write them too, pixels.
_NAMED = {"card": CARD, "slide": (1600, 900), "article": DEFAULT_SIZE, "square": (1080, 1080), "thumb": THUMB}
SIZES: Mapping[str, tuple[int, int]] = MappingProxyType(
    _NAMED | {f"{width}x{height}": (width, height) for width, height in _NAMED.values()}
)
_MORE = {
    "json": "application/json",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "gif": "image/gif",
    "webp": "image/webp",
}
TYPES: Mapping[str, str] = MappingProxyType(
    {
        form: kind
        for form, kind in ({name: file.media_type for name, file in FILES.items()} | _MORE).items()
        if form in FORMATS or form == "csv"
    }
)
_SIZED = ("png", "svg", "pdf")
_BY_DEFAULT = {"png": CARD}


def file_key(seen: kept.Seen, form: str, size: str = "") -> str:
    """What a file is known by: two snapshots of the same map with the same caption share it."""
    pixels = _pixels(form, size)
    of = seen.kept.digest if form == "csv" else ""
    day, query = seen.kept.day.isoformat(), seen.kept.view_query if form == "csv" else ""
    told = "" if form in ("csv", "json") else sha256(seen.kept.caption.encode()).hexdigest()[:16]
    return f"{__version__} {form} {pixels if form in _SIZED else ''} {seen.frozen} {day} {of} {query} {told}"


def made_file(seen: kept.Seen, form: str, size: str = "") -> bytes:
    """The bytes of a file. Raises StoreError."""
    if form == "html":
        return standalone(seen)
    snapshot = kept.store().snapshot(seen.kept.id)
    if form == "json":
        return snapshot.spec_json.encode()
    if (form, size) == ("png", "thumb") and snapshot.thumbnail:
        return snapshot.thumbnail
    spec, atlas = thawed(snapshot)
    if form == "csv":
        dataset = kept.store().snapshot_dataset(snapshot.id)
        return relations_csv(Snapshot(View.from_query(snapshot.view_query)[0], dataset, atlas, spec))
    return render(spec, atlas, form, _pixels(form, size))


def standalone(seen: kept.Seen) -> bytes:
    """The map as one file."""
    return render(*thawed(kept.store().snapshot(seen.kept.id)), "html")


def _pixels(form: str, size: str) -> tuple[int, int]:
    return SIZES[size] if size else _BY_DEFAULT.get(form) or default_size(form)
