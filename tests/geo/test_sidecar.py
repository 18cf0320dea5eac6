"""The TOML file beside a table is checked like the table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.relations import Dataset
from geo.sidecar import parse_sidecar
from tests.relation_files import GOOD, problems, read, write

# What is said about it


TOML = """
title = "A title"
version = "3"
window = ["2024-12", 2025-07-31]
region = "south-caucasus"
lead = "Azerbaijan"
licence = "CC0"
questions = [["Who?", "?focus=AZE"]]
[scenarios]
s = "A sentence."
"""


def test_a_sidecar_says_more(tmp_path: Path) -> None:
    (tmp_path / "data.toml").write_text(TOML)
    data = read(tmp_path, GOOD | {"status": "hypothetical", "scenario": "unsaid"})
    assert (data.name, data.title, data.version, data.region, data.lead) == (
        "data",
        "A title",
        "3",
        "south-caucasus",
        "AZE",
    )
    assert data.window == (date(2024, 12, 1), date(2025, 7, 31))
    assert data.scenarios == {"s": "A sentence.", "unsaid": ""}
    assert data.questions == (("Who?", "focus=AZE"),)
    (tmp_path / "data.toml").unlink()
    assert read(tmp_path, GOOD | {"status": "hypothetical", "scenario": "unsaid"}).digest != data.digest


def test_without_a_sidecar_the_data_speak(tmp_path: Path) -> None:
    path = write(tmp_path / "my_first-data.csv", GOOD | {"end": "2025-09"}, GOOD | {"start": "2025-08-01"})
    data = Dataset.read(path)
    assert (data.name, data.title, data.region, data.lead) == ("my_first-data", "My first data", "fit", "")
    assert data.window == (date(2025, 6, 28), date(2025, 9, 30))
    assert data.version == data.digest[:12]
    assert read(tmp_path, GOOD).window == (date(2025, 6, 28), date(2025, 6, 28))


@pytest.mark.parametrize(
    ("toml", "column", "words"),
    [
        ("titel = 'x'", "titel", ["no such entry", 'did you mean "title"?']),
        ("title = 5", "title", ["5 is not a text"]),
        ("window = ['2025-07-31', '2024-12-01']", "window", ["before it starts"]),
        ("window = ['2025-02-30', '2025-12-01']", "window", ['"2025-02-30" is not a date']),
        ("window = '2025'", "window", ["not a pair of dates"]),
        ("region = 7", "region", ["not a text"]),
        ("region = 'caucasus'", "region", ["not a region", "south-caucasus"]),
        ("lead = 'Azerbaijn'", "lead", ["not a country", "Azerbaijan (AZE)"]),
        ("scenarios = ['a']", "scenarios", ["not a table"]),
        ("questions = [['Who?']]", "questions", ["not a list of pairs"]),
        ("questions = [['Who?', 'https://x.example/?a=1']]", "questions", ["not a query"]),
        ("title = 'x", None, ["not TOML"]),
    ],
)
def test_a_bad_sidecar_is_a_problem(tmp_path: Path, toml: str, column: str | None, words: list[str]) -> None:
    (tmp_path / "data.toml").write_text(toml)
    found = problems(tmp_path, GOOD | {"kind": "x"})
    assert [(row, name) for row, name, _ in found] == [(None, column), (1, "kind")]
    assert "data.toml" in found[0][2]
    assert all(word in found[0][2] for word in words), found


def test_what_is_said_can_not_turn_the_line_it_is_written_into() -> None:
    said, problems = parse_sidecar({"title": "Turned \u202e round", "licence": "\u2067CC0"}, "data.toml")
    assert (said.title, said.licence, problems) == ("Turned round", "CC0", ())
