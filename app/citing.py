"""The citation of a snapshot, as a file: `/s/ID.txt` on one line, `/s/ID.bib` for BibTeX."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app import kept
from geo.citation import citation
from geo.spec import MapSpec

__all__ = ["CITED", "cited"]

CITED: Mapping[str, str] = MappingProxyType({"txt": "text/plain; charset=utf-8", "bib": "application/x-bibtex"})


def cited(id: str, form: str, url: str) -> bytes:
    """How to cite a snapshot that is seen at an address. Raises UnknownSnapshot, GoneSnapshot, StoreError."""
    made = citation(MapSpec.from_json(kept.store().snapshot(id).spec_json), url)
    return (f"{made.plain}\n" if form == "txt" else made.bibtex).encode()
