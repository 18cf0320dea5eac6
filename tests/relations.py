"""Small tables of relations for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from geo.relations import Dataset

CODES = ("AZE", "ARM", "GEO", "RUS", "IRN", "ISR", "TUR", "UKR", "USA", "FJI", "NZL", "TWN")
WINDOW = (date(2024, 12, 1), date(2025, 7, 31))


def row(source: str, target: str, kind: str = "support", intensity: float = 3, **more: Any) -> dict[str, Any]:
    """A row of the relation table; what is not given is plain."""
    plain = {"source": source, "target": target, "kind": kind, "intensity": intensity, "start": "2025-01-15"}
    return plain | more


def dataset(*rows: dict[str, Any], **meta: Any) -> Dataset:
    """A data set of these rows, with the window of the built-in one."""
    made = Dataset.from_frame(pd.DataFrame(list(rows)).fillna(""), "test")
    return replace(made, **{"window": WINDOW, **meta})


_days = st.dates(date(2023, 1, 1), date(2026, 1, 1))


@st.composite
def rows(draw: st.DrawFn, codes: tuple[str, ...] = CODES) -> dict[str, Any]:
    """Any valid row."""
    source, target = draw(st.lists(st.sampled_from(codes), min_size=2, max_size=2, unique=True))
    start, end = sorted([draw(_days), draw(_days)])
    status = draw(st.sampled_from(["documented", "alleged", "hypothetical"]))
    return row(
        source,
        target,
        draw(st.sampled_from(["support", "tension"])),
        draw(st.integers(1, 5)),
        start=start.isoformat(),
        end=draw(st.sampled_from(["", end.isoformat()])),
        mutual=draw(st.sampled_from(["true", "false"])),
        domain=draw(st.sampled_from(["", "military", "energy"])),
        status=status,
        scenario=draw(st.sampled_from(["one", "two"])) if status == "hypothetical" else "",
    )


datasets = st.lists(rows(), min_size=1, max_size=15).map(lambda found: dataset(*found))
