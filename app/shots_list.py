"""What the list of a visitor's snapshots is made of, as plain values for the browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.data_words import when
from app.files import FILES
from geo.frozen import THUMBNAIL
from geo.store import Kept

__all__ = ["listed"]

# Endings of the files of a snapshot, what they are called in the list, and the size of their picture.
_OFFERED = tuple(
    (form, f"{file.label} ({form.upper()})", "slide" if form == "png" else "") for form, file in FILES.items()
)

Plain = dict[str, Any]


def listed(shots: Sequence[Kept], deleted: Sequence[Kept], others: Mapping[str, str]) -> Plain:
    """The lists, the newest first.

    Parameters
    ----------
    shots, deleted : the visitor's own
    others : titles of those of other people that these were made from, by id
    """
    titles = {each.id: (each.title, True) for each in shots} | {each.id: (each.title, False) for each in deleted}
    titles |= {id: (title, True) for id, title in others.items()}
    return {
        "shots": _plain(shots, titles),
        "deleted": _plain(deleted, titles),
        "files": [list(file) for file in _OFFERED],
        "thumb": list(THUMBNAIL),
    }


def _plain(shots: Iterable[Kept], titles: Mapping[str, tuple[str, bool]]) -> list[Plain]:
    return [_one(each, titles) for each in shots]


def _one(kept: Kept, titles: Mapping[str, tuple[str, bool]]) -> Plain:
    words = (kept.title, kept.note, kept.headline, kept.caption, kept.data, kept.dataset_name, kept.version, kept.id,
             kept.created.date().isoformat(), when(kept.created))  # fmt: skip
    title, there = titles.get(kept.parent, ("", False))
    return {
        "id": kept.id,
        "title": kept.title or kept.headline,
        "headline": kept.headline,
        "note": kept.note,
        "caption": kept.caption,
        "data": kept.data,
        "when": when(kept.created),
        "query": kept.view_query,
        "search": " ".join(words).replace("\N{NO-BREAK SPACE}", " "),
        "changed": f"{kept.changed:%Y%m%d%H%M%S}" if kept.changed != kept.created else "",
        "parent": {"id": kept.parent, "title": title, "there": there} if kept.parent else None,
    }
