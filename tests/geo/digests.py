"""Digests of three snapshots, kept in `digests.json`: what was exported once is exported alike for ever.

Only formats that no compression library has a hand in. A change that is meant: `python -m tests.geo.digests`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from geo.snapshot import file_of, take

KEPT = Path(__file__).with_name("digests.json")
QUERIES = ("", "focus=SYR&lang=fr&at=2025-06-20", "since=2024-12-01&at=2025-07-31&region=middle-east")
FORMS = ("svg", "json", "geojson", "csv")


def digests() -> dict[str, dict[str, str]]:
    """Query -> format -> SHA-256."""
    shots = {query: take(query) for query in QUERIES}
    return {
        query: {form: hashlib.sha256(file_of(shot, form)).hexdigest() for form in FORMS}
        for query, shot in shots.items()
    }


if __name__ == "__main__":
    KEPT.write_text(json.dumps(digests(), indent=1) + "\n", encoding="utf-8")
