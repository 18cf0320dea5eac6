"""What an editor would ask: each kind found where it is meant, and nowhere else; its link shows its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.mapping import ColumnMapping
from geo.rawtable import RawTable
from geo.relations import Dataset
from geo.review import KINDS, Remark, review
from geo.select import select
from geo.view import View

TODAY = date(2025, 8, 1)
SOURCED = {
    "source": "FJI", "target": "NZL", "kind": "support", "intensity": 3, "start": "2025-02-01", "end": "2025-03-01",
    "citation": "Fiji Times, a title, 2025-02-02",
}  # fmt: skip


def dataset(*rows: dict[str, Any]) -> Dataset:
    """Rows that give no cause for a remark, but for what is said here."""
    whole = [{**SOURCED, "id": f"r{number}", **row} for number, row in enumerate(rows, 1)]
    return Dataset.from_frame(pd.DataFrame(whole).fillna(""))


def found(*rows: dict[str, Any]) -> dict[str, list[tuple[str, ...]]]:
    """Kind -> the ids of each remark."""
    remarks = review(dataset(*rows), TODAY)
    return {kind: [remark.ids for remark in remarks.of(kind)] for kind in remarks.counts}


STRONG = {"intensity": 5}
OTHER = {"citation": "Radio New Zealand, another title, 2025-02-03"}
OPEN = {"end": ""}
BACK = {"source": "NZL", "target": "FJI"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{}], {}),
        ([{"citation": ""}], {"no-source": [("r1",)]}),
        ([{"citation": "", "url": "https://example.org/a"}], {}),
        ([STRONG], {"one-source": [("r1",)]}),
        ([{"intensity": 4}], {"one-source": [("r1",)]}),
        ([STRONG | {"citation": "AP, title, 2025; Reuters, title, 2025"}], {}),
        ([STRONG, OTHER], {}),
        ([STRONG, OTHER | BACK], {}),
        ([STRONG, {"citation": "FIJI  times, a second title, 2025"}], {"one-source": [("r1",)]}),
        ([STRONG, OTHER | {"kind": "tension"}], {"one-source": [("r1",)]}),
        ([STRONG, OTHER | {"start": "2025-04", "end": "2025-05"}], {"one-source": [("r1",)]}),
        ([STRONG, OTHER | {"target": "AUS"}], {"one-source": [("r1",)]}),
        ([STRONG, {"citation": ""}], {"no-source": [("r2",)], "one-source": [("r1",)]}),
        ([STRONG | {"status": "hypothetical", "scenario": "s"}], {}),
        ([OPEN], {}),
        ([OPEN | {"start": "2024-08-01"}], {}),
        ([OPEN | {"start": "2024-07-31"}], {"stale": [("r1",)]}),
        ([OPEN | {"start": "2020"}, BACK], {}),
        ([OPEN | {"start": "2020"}, {"kind": "tension"}], {"stale": [("r1",)]}),
        ([OPEN | {"start": "2020"}, {"start": "2022", "end": "2022"}], {}),
        ([OPEN | {"start": "2020"}, {"status": "hypothetical", "scenario": "s"}], {"stale": [("r1",)]}),
        ([{"status": "hypothetical"}], {"no-scenario": [("r1",)]}),
        ([{}, {"status": "alleged"}], {"contradictory": [("r1", "r2")]}),
        ([{}, BACK | {"status": "alleged"}, {"status": "alleged", "start": "2025-03-02", "end": ""}],
         {"contradictory": [("r1", "r2")]}),
        ([{}, {"status": "alleged", "start": "2025-03-02", "end": ""}], {}),
        ([{"domain": "military"}, {"status": "alleged", "domain": "energy"}], {}),
        ([{"domain": "military"}, {"status": "alleged"}], {"contradictory": [("r1", "r2")]}),
        ([{"domain": "military"}, {"status": "alleged", "domain": "military"}], {"contradictory": [("r1", "r2")]}),
        ([{}, {"status": "alleged", "kind": "tension"}], {}),
        ([{}, {"status": "hypothetical", "scenario": "s"}], {}),
        ([{}, {"status": "hypothetical"}], {"contradictory": [("r1", "r2")], "no-scenario": [("r2",)]}),
        ([{}, BACK], {"mirrored": [("r1", "r2")]}),
        ([{}, BACK | {"intensity": 2}], {}),
        ([{}, BACK | {"start": "2025-02-02"}], {}),
        ([{}, {}], {}),
        ([{}, BACK | {"kind": "tension"}], {}),
        ([OPEN, OPEN | BACK], {"mirrored": [("r1", "r2")]}),
        ([{}, {"intensity": 3.5}, {"intensity": 1}], {"out-of-line": [("r3",)]}),
        ([{}, {"intensity": 1}], {}),
        ([{"intensity": 1}, {"intensity": 3}, {"intensity": 2}], {}),
        ([{}, {}, {"intensity": 1, "status": "hypothetical", "scenario": "s"}, {"intensity": 2}], {}),
    ],
)  # fmt: skip
def test_each_kind_is_found_where_it_is_meant(rows: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    assert found(*rows) == expected


MESSY = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["FJI", "NZL", "AUS"]),
        "target": st.sampled_from(["CHL", "FJI", "NZL"]),
        "kind": st.sampled_from(["support", "tension"]),
        "intensity": st.sampled_from([1, 2, 4, 5]),
        "start": st.sampled_from(["2020", "2022-05", "2025-02-01"]),
        "end": st.sampled_from(["", "2025-03-01", "2025-12-31"]),
        "status": st.sampled_from(["documented", "alleged", "hypothetical"]),
        "scenario": st.sampled_from(["", "a, b\\c & d"]),
        "domain": st.sampled_from(["", "military", "energy"]),
        "citation": st.sampled_from(["", "AP, x", "Reuters, y"]),
        "mutual": st.booleans(),
    }
).filter(lambda row: row["source"] != row["target"])


@given(st.lists(MESSY, min_size=1, max_size=12))
def test_the_link_of_each_remark_shows_its_rows(rows: list[dict[str, Any]]) -> None:
    data = dataset(*rows)
    remarks = review(data, TODAY)
    assert len(remarks) == len(list(remarks)) == sum(remarks.counts.values())
    for remark in remarks:
        view, notices = View.from_query(remark.query)
        assert not notices
        assert set(remark.ids) <= {row.id for row in select(view, data).rows}


@given(st.lists(MESSY, min_size=1, max_size=12))
def test_overlapping_claims_are_compared_pair_by_pair(rows: list[dict[str, Any]]) -> None:
    """The same answer as asking about every two rows in turn."""
    data = dataset(*rows)
    remarks = review(data, TODAY)
    odd = {a.id for a in data.rows for b in data.rows if at_odds(a, b)}
    assert {name for remark in remarks.of("contradictory") for name in remark.ids} == odd
    alone = {a.id for a in data.rows if a.intensity >= 4 and witness(a) and not any(backs(a, b) for b in data.rows)}
    assert {name for remark in remarks.of("one-source") for name in remark.ids} == alone


def together(a: Any, b: Any) -> bool:
    alike = {a.source, a.target} == {b.source, b.target} and a.kind == b.kind
    return alike and (not b.last or a.first <= b.last) and (not a.last or b.first <= a.last)


def at_odds(a: Any, b: Any) -> bool:
    told = all(row.status != "hypothetical" or not row.scenario for row in (a, b))
    domain = a.domain == b.domain or not (a.domain and b.domain)
    return told and domain and a.status != b.status and together(a, b)


def witness(row: Any) -> bool:
    return bool(row.citation) and row.status != "hypothetical"


def backs(a: Any, b: Any) -> bool:
    return witness(b) and b.citation != a.citation and together(a, b)


def test_remarks_are_a_sequence_the_worst_first() -> None:
    remarks = review(dataset({}, {"status": "alleged"}, {"citation": "", "intensity": 2}, STRONG), TODAY)
    whole = list(remarks)
    assert [remark.kind for remark in whole] == [kind for kind, count in remarks.counts.items() for _ in range(count)]
    assert list(remarks.counts) == [kind for kind in KINDS if kind in remarks.counts]
    assert [remarks[place] for place in range(len(remarks))] == whole
    assert remarks[-1] == whole[-1]
    assert remarks[1:] == tuple(whole[1:])
    with pytest.raises(IndexError):
        remarks[len(remarks)]


def test_a_remark_says_it_in_words() -> None:
    remarks = review(dataset({}, BACK | {"status": "alleged", "citation": ""}, STRONG), TODAY)
    assert (
        remarks[0].sentence
        == "r1, r2 and r3: support between Fiji and New Zealand is documented and alleged at the same time"
    )
    assert remarks.of("one-source")[0] == Remark(
        "one-source",
        "r3: a strong claim (intensity 5) on one source only, Fiji Times: support Fiji → New Zealand",
        ("r3",),
        (3,),
        "dir=between&countries=FJI,NZL&kind=support&from=2025-02-01&to=2025-03-01",
        "citation",
        "Fiji Times, a title, 2025-02-02",
    )


def test_rows_without_ids_of_their_own_are_told_by_number() -> None:
    frame = pd.DataFrame([SOURCED | {"citation": ""}, SOURCED | BACK | {"citation": "", "kind": "tension"}])
    told = {remark.sentence.partition(":")[0] for remark in review(Dataset.from_frame(frame), TODAY)}
    assert told == {"row 1", "row 2"}


def test_a_relation_with_itself_is_kept_told_and_not_drawn() -> None:
    data = dataset({}, {"target": "FJI"})
    assert [remark.ids for remark in review(data, TODAY).of("self-relation")] == [("r2",)]
    assert set(data.table["id"]) == {"r1", "r2"}
    chosen = select(View(start=date(2025, 1, 1)), data)
    assert ([row.id for row in chosen.rows], chosen.hidden) == (["r1"], 0)


def test_a_row_without_a_start_of_its_own_is_undated_and_not_stale() -> None:
    frame = pd.DataFrame({"source": ["FJI", "FJI"], "target": ["NZL", "CHL"], "kind": "support", "intensity": 2})
    frame["when"], frame["citation"] = ["2020-05", ""], "AP, x"
    plan = ColumnMapping(
        {name: name for name in frame if name != "when"} | {"start": "when"}, defaults={"start": "2019"}
    )
    data = Dataset.from_raw(RawTable(frame.astype("str").set_axis([1, 2]), ()), "a", mapping=plan)
    remarks = review(data, TODAY)
    assert {kind: [remark.rows for remark in remarks.of(kind)] for kind in remarks.counts} == {
        "undated": [(2,)],
        "stale": [(1,)],
    }
    assert "2019-01-01 stands for it" in remarks[0].sentence


def test_the_built_in_data_have_a_source_each() -> None:
    assert not {"no-source", "no-scenario", "self-relation", "undated"} & set(review(Dataset.load(), TODAY).counts)
