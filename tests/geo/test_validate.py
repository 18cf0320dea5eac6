"""Whatever is wrong with a table is said at once and in place; what is right gets its type."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo import validate
from geo.errors import DataError, Problem
from geo.readers import scan_table
from geo.relations import COLUMNS, Dataset
from geo.validate import check_table, parse_dates
from tests.relation_files import GOOD, HEADER, problems, read, write

# What comes out


def test_a_table_has_all_columns_with_their_types(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD).table
    assert tuple(table.columns) == COLUMNS
    assert table.dtypes[["intensity", "start", "end", "mutual"]].astype(str).tolist() == [
        "float64",
        "datetime64[s]",
        "datetime64[s]",
        "bool",
    ]
    row = table.iloc[0]
    assert (row["source"], row["target"], row["status"], row["url"]) == ("AZE", "RUS", "documented", "")
    assert row["start"] == pd.Timestamp("2025-06-28")
    assert pd.isna(row["end"])
    assert not row["mutual"]


def test_rows_are_sorted_by_start_and_id(tmp_path: Path) -> None:
    rows = [GOOD | {"id": "b"}, GOOD | {"id": "a"}, GOOD | {"id": "z", "start": "2020"}]
    assert list(read(tmp_path, *rows).table["id"]) == ["z", "a", "b"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2025-07-31", "2025-07-31", "2025-07-31"),
        ("2025-07-31T23:59:59Z", "2025-07-31", "2025-07-31"),
        ("1800-01-01", "1800-01-01", "1800-01-01"),
        ("2100", "2100-01-01", "2100-12-31"),
    ],
)
def test_dates_are_widened(text: str, first: str, last: str) -> None:
    column = pd.Series([text], dtype="str")
    assert parse_dates(column, last=False)[0][0] == np.datetime64(first)
    assert parse_dates(column, last=True)[0][0] == np.datetime64(last)


@given(st.dates(date(1800, 1, 1), date(2100, 12, 31)))
def test_every_day_of_the_calendar_is_read(day: date) -> None:
    found, impossible = parse_dates(pd.Series([day.isoformat()], dtype="str"), last=False)
    assert found[0] == np.datetime64(day)
    assert not impossible[0]


@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99))
@example(2025, 2, 29)
@example(2000, 2, 29)
def test_no_other_day_is_read(year: int, month: int, day: int) -> None:
    try:
        right = 1800 <= date(year, month, day).year <= 2100
    except ValueError:
        right = False
    found, impossible = parse_dates(pd.Series([f"{year:04}-{month:02}-{day:02}"], dtype="str"), last=False)
    assert np.isnat(found[0]) != right
    assert impossible[0] != right


@pytest.mark.parametrize(("text", "truth"), [("TRUE", True), ("Yes", True), ("1", True), ("no", False), ("", False)])
def test_mutual_words(tmp_path: Path, text: str, truth: bool) -> None:
    assert read(tmp_path, GOOD | {"mutual": text}).table["mutual"].tolist() == [truth]


def test_case_and_blanks_around_words_do_not_matter(tmp_path: Path) -> None:
    odd = {"source": " AZE ", "kind": "Tension", "status": " Alleged", "domain": "Military", "intensity": " 2.5 "}
    row = read(tmp_path, GOOD | odd).table.iloc[0]
    assert (row["source"], row["kind"], row["status"], row["domain"]) == ("AZE", "tension", "alleged", "military")
    assert row["intensity"] == 2.5


def test_words_that_look_like_missing_values_stay(tmp_path: Path) -> None:
    row = read(tmp_path, GOOD | {"summary": "NA", "id": "1e5", "citation": "null", "domain": "cyber"}).table.iloc[0]
    assert (row["summary"], row["id"], row["citation"], row["domain"]) == ("NA", "1e5", "null", "cyber")


def test_other_columns_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "data.csv", GOOD | {"note": "x"}, header=["note", *HEADER[:5]])
    assert tuple(Dataset.read(path).table.columns) == COLUMNS


def test_a_scheme_is_named_never_guessed(tmp_path: Path) -> None:
    row = GOOD | {"source": "RS", "target": "UP"}
    assert read(tmp_path, row, scheme="fips").table[["source", "target"]].iloc[0].tolist() == ["RUS", "UKR"]
    assert problems(tmp_path, row)[0][1] == "target"


# What is wrong


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("source", "", ["source is missing"]),
        ("source", "Azerbaijn", ['"Azerbaijn" is not a country we know', "did you mean Azerbaijan (AZE)"]),
        ("target", "NATO", ['"NATO" is not a country we know', "NATO"]),
        ("kind", "friendship", ['"friendship" is neither support nor tension', "write support or tension"]),
        ("kind", "", ["kind is missing"]),
        ("intensity", "", ["intensity is missing"]),
        ("intensity", "plenty", ['"plenty" is not a number']),
        ("intensity", "2,5", ['"2,5" is not a number', "write 2.5"]),
        ("intensity", "nan", ['"nan" is not a number']),
        ("intensity", "inf", ['"inf" is not a number']),
        ("intensity", "1e999", ["outside 1 to 5"]),
        ("intensity", "0.99", ['"0.99" is outside 1 to 5']),
        ("intensity", "6", ['"6" is outside 1 to 5']),
        ("intensity", "-3", ['"-3" is outside 1 to 5']),
        ("intensity", "٣", ["is not a number"]),
        ("start", "", ["start is missing"]),
        ("start", "2025-02-30", ['"2025-02-30" is not in the calendar']),
        ("start", "2025-13", ["not in the calendar"]),
        ("start", "0000-01-01", ["out of range", "1800 to 2100"]),
        ("start", "9999", ["out of range"]),
        ("start", "01.07.2025", ['"01.07.2025" is not a date we can read', "YYYY-MM-DD"]),
        ("start", "24.2.22", ['the year of "24.2.22" has only two digits', "write all four", "not guessed"]),
        ("start", "45395", ['"45395" is not a date we can read', "2024-04-13 if this is the number of a day"]),
        ("end", "soon", ["is not a date we can read", "leave it empty"]),
        ("end", "2025-06-27", ['"2025-06-27" is before the start "2025-06-28"']),
        ("end", "2024", ['"2024" is before the start']),
        ("mutual", "maybe", ["neither true nor false"]),
        ("status", "rumoured", ["write documented, alleged or hypothetical"]),
        ("url", "javascript:alert(1)", ["not an http or https address"]),
        ("url", "www.example.org", ["not an http"]),
        ("url", "https://", ["not an http"]),
        ("url", "https://a.example/ b", ["not an http"]),
        ("url", "https://good.example@evil.example/", ["not an http"]),
        ("url", 'https://a.example/"onclick=', ["not an http"]),
        ("summary", "x" * 1001, ["1,001 characters", "at most 1,000"]),
        ("summary", "bell\x07", ["control character"]),
        ("citation", "null\x00byte", ["control character"]),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, column: str, value: str, words: list[str]) -> None:
    found = problems(tmp_path, GOOD, GOOD | {column: value, "id": "bad"}, GOOD | {"id": "ok"})
    assert [(row, name) for row, name, _ in found] == [(2, column)]
    assert all(word in found[0][2] for word in words), found


@pytest.mark.parametrize(
    "url",
    ["http://www.uawire.org:80/a-b", "https://a.example", "HTTPS://a.example/ü?x=(1)&y='2'#z", "https://x.example?q=@"],
)
def test_good_addresses_pass(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, GOOD | {"url": url}).table["url"].tolist() == [url]


def test_every_problem_is_listed_by_row_and_column(tmp_path: Path) -> None:
    bad = {"source": "Nowhere at all", "target": "", "kind": "x", "intensity": "9", "start": "?", "url": "ftp://x"}
    found = problems(tmp_path, bad, GOOD, bad)
    columns = ["source", "target", "kind", "intensity", "start", "url"]
    assert [(row, column) for row, column, _ in found] == [(n, c) for n in (1, 3) for c in columns]


def test_rows_of_a_quoted_text_with_line_ends_count_once(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD | {"summary": "one\ntwo\nthree"}, GOOD | {"kind": "x"})
    assert [(row, column) for row, column, _ in found] == [(2, "kind")]


def test_cut_rows_and_bad_cells_come_together(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("source,target,kind,intensity,start\nAZE,RUS,tension,7,2025\nAZE,RUS\nAZE,IRN,tension,2,2025\n")
    with pytest.raises(DataError) as caught:
        Dataset.read(path)
    assert [(p.row, p.column) for p in caught.value.problems] == [(1, "intensity"), (2, None)]
    assert len(Dataset.read(path, skip_bad=True).table) == 1
    assert Dataset.read(path, skip_bad=True).skipped == 2


def test_missing_columns_are_named_with_what_may_be_meant(tmp_path: Path) -> None:
    path = write(
        tmp_path / "d.csv", {"sourse": "AZE", "target": "RUS", "kind": "z"}, header=["sourse", "target", "kind"]
    )
    found = {(p.row, p.column): p for p in check_table(scan_table(path).frame).problems}
    assert found.keys() == {(None, "source"), (None, "intensity"), (None, "start"), (1, "kind")}
    assert found[None, "source"].suggestion == 'rename "sourse" to "source"'


def test_a_header_alone_is_no_data_set(tmp_path: Path) -> None:
    assert [text for _, _, text in problems(tmp_path)] == [
        "there are no rows | write one relation a row under the header"
    ]


def test_ids_are_unique(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD | {"id": "x"}, GOOD | {"id": "y"}, GOOD | {"id": "x", "kind": "support"})
    assert found == [(3, "id", '"x" is the id of row 1 too | ids are unique')]


def test_long_lists_are_cut_with_a_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validate, "MAX_LISTED", 3)
    rows = [GOOD | {"kind": "x"}] * 8 + [GOOD]
    found = problems(tmp_path, *rows)
    assert len(found) == 4
    assert found[3] == (4, "kind", "5 more rows from here on have such a problem | ")
    assert read(tmp_path, *rows, skip_bad=True).skipped == 8


def test_skipping_bad_rows(tmp_path: Path) -> None:
    data = read(tmp_path, GOOD, GOOD | {"kind": "x", "intensity": "9"}, GOOD | {"target": "IRN"}, skip_bad=True)
    assert (len(data.table), data.skipped) == (2, 1)
    assert [(p.row, p.column) for p in data.problems] == [(2, "kind"), (2, "intensity")]
    assert read(tmp_path, GOOD).skipped == 0
    with pytest.raises(DataError):
        read(tmp_path, GOOD | {"kind": "x"}, skip_bad=True)


cells = st.text(max_size=8) | st.sampled_from(
    ["AZE", "RUS", "support", "3", "2025", "true", "alleged", "https://a.example"]
)


@given(st.lists(st.tuples(*[cells] * len(HEADER)), max_size=4))
def test_any_table_is_read_or_refused(rows: list[tuple[str, ...]]) -> None:
    found, table = outcome(pd.DataFrame(rows, columns=HEADER, dtype=object))
    assert bool(found) == (table is None)
    assert all(p.row is None or 1 <= p.row <= len(rows) for p in found)
    assert table is None or (len(table) == len(rows) and table["intensity"].between(1, 5).all())


def outcome(frame: pd.DataFrame) -> tuple[tuple[Problem, ...], pd.DataFrame | None]:
    try:
        return (), Dataset.from_frame(frame).table
    except DataError as error:
        return error.problems, None
