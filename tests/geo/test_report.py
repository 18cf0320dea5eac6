"""Reports: every problem and every remark with the rows it is about, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd

from geo.errors import Problem
from geo.rawtable import RawTable
from geo.relations import Dataset
from geo.report import address, problems_csv, review_csv, words
from geo.review import review
from geo.select import select
from geo.view import View

RAW = RawTable(pd.DataFrame({"Land A": ["Fiji", "@x"], "row": ["-1", "b, c\nd"]}, index=[2, 5], dtype="str"), ())


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_problems_stand_beside_their_rows() -> None:
    problems = [
        Problem("the file is odd"),
        Problem("=bad", 2, "Land A", "+1", "write 1"),
        Problem("could not be split", 3),
        Problem("also bad", 5, "row", "b"),
    ]
    assert read(problems_csv(RAW, problems)) == [
        ["row", "column", "value", "problem", "what would be right", "Land A", "row"],
        ["", "", "", "the file is odd", "", "", ""],
        ["2", "Land A", "'+1", "'=bad", "write 1", "Fiji", "'-1"],
        ["3", "", "", "could not be split", "", "", ""],
        ["5", "row", "b", "also bad", "", "'@x", "b, c\nd"],
    ]


def test_a_file_that_could_not_be_read_has_a_report_too() -> None:
    assert read(problems_csv(None, [Problem("there is no such file")]))[1:] == [
        ["", "", "", "there is no such file", ""],
    ]


def test_a_screen_shows_the_first_and_says_how_many_more() -> None:
    problems = [Problem("this is bad", number, "kind", "", "write support") for number in range(1, 31)]
    shown, more = words(problems)
    assert (len(shown), more) == (20, 10)
    assert shown[0] == "Row 1, column kind: this is bad (write support)"
    assert words(problems[:3])[1] == 0
    assert words([Problem("the file is empty")])[0] == ("The file is empty",)


def test_remarks_stand_beside_their_relations_with_a_map() -> None:
    frame = pd.DataFrame(
        {
            "source": ["FJI", "NZL", "AUS"], "target": ["NZL", "FJI", "CHL"], "kind": "support", "intensity": 3,
            "start": "2025-01-01", "citation": ["=x", "=x", ""], "id": ["a", "b", "c"],
        }
    )  # fmt: skip
    data = Dataset.from_frame(frame)
    rows = list(csv.DictReader(io.StringIO(review_csv(data, review(data, date(2025, 5, 1)), "https://maps.example/x"))))
    assert [(row["row"], row["warning"], row["id"]) for row in rows] == [
        ("3", "No source", "c"),
        ("1", "Twice, once in each direction", "a"),
        ("2", "Twice, once in each direction", "b"),
    ]
    assert rows[1]["citation"] == "'=x"
    for row in rows:
        assert row["map"].startswith("https://maps.example/x?")
        assert row["id"] in {shown.id for shown in select(View.from_query(row["map"])[0], data).rows}


def test_an_address_is_the_query_alone_where_there_is_no_public_one() -> None:
    assert address("focus=AZE", "") == "?focus=AZE"
    assert address("focus=AZE", "https://maps.example/?old=1#x") == "https://maps.example/?focus=AZE"
