"""Frames of the timeline."""

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.timeline import MOST_FRAMES, frames, moments

windows = st.lists(st.dates(date(1800, 1, 1), date(2100, 1, 1)), min_size=2, max_size=2).map(sorted)


@given(windows)
def test_moments_are_few_ordered_and_end_the_window(window: list[date]) -> None:
    days = moments((window[0], window[1]))
    assert 1 <= len(days) <= MOST_FRAMES + 1
    assert list(days) == sorted(set(days))
    assert days[-1] == window[1]
    assert days[0] >= window[0]


def test_a_short_window_has_a_moment_a_month() -> None:
    assert moments((date(2024, 12, 1), date(2025, 2, 28))) == (date(2024, 12, 31), date(2025, 1, 31), date(2025, 2, 28))


def test_a_frame_holds_what_is_in_force_on_its_day() -> None:
    shown = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "start": pd.to_datetime(["2024-12-10", "2025-01-05", "2025-02-01"]).astype("datetime64[s]"),
            "end": pd.to_datetime([None, "2025-01-20", None]).astype("datetime64[s]"),
        }
    )
    window = (date(2024, 12, 1), date(2025, 2, 28))
    made = frames(window, shown, shown, ["a", "b"], lambda table: [("AZE", f"#00000{len(table)}")])
    assert [frame.at for frame in made] == ["2024-12-31", "2025-01-31", "2025-02-28"]
    assert [frame.lines for frame in made] == [("a",), ("a",), ("a",)]
    assert [frame.fills for frame in made] == [(("AZE", f"#00000{n}"),) for n in (1, 1, 2)]
