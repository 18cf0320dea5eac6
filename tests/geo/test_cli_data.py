"""`faultlines check`, `convert` and one's own files: what is said, where, and what is written."""

from __future__ import annotations

import csv
import importlib
import io
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import cache
from geo import cli
from geo.relations import Dataset
from geo.view import View

TWELVE = Path(__file__).with_name("twelve_faults.csv")
FAULTS = [
    ("1", "source", '"Azerbaijjan" is not a country', "did you mean Azerbaijan"),
    ("2", "target", '"NATO" is not a country we know: this is an alliance', "write a country"),
    ("3", "target", "the target is missing", "name a country"),
    ("4", "kind", '"frenemy" is neither support nor tension', "write support or tension"),
    ("5", "intensity", '"9" is outside 1 to 5', "1 is words, 5 is war"),
    ("6", "intensity", '"much" is not a number', "write a number from 1 to 5"),
    ("7", "start", '"2025-02-30" is not in the calendar', "check month and day"),
    ("8", "end", '"2020" is before the start "2024-12-08"', "swap them"),
    ("9", "mutual", '"perhaps" is neither true nor false', "write true or false"),
    ("10", "status", '"rumoured" is not a status', "write documented, alleged or hypothetical"),
    ("11", "url", '"javascript:alert(1)" is not an http or https address', "write https://"),
    ("12", "id", '"A04" is the id of row 4 too', "ids are unique"),
]
HEADER = "source,target,kind,intensity,start,id,citation\n"
GOOD = 'Fiji,New Zealand,support,3,2025-02-01,a,"AP, x, 2025"\n'


def run(*words: str) -> int:
    return cli.main(list(words))


def written(path: Path, *rows: str, header: str = HEADER) -> str:
    path.write_text(header + "".join(rows), encoding="utf-8")
    return str(path)


def test_twelve_faults_are_told_at_once_each_at_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(TWELVE), "--no-warnings") == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert len(lines) == len(FAULTS)
    for line, (row, column, message, suggestion) in zip(lines, FAULTS, strict=True):
        assert line.startswith(f"{TWELVE}:{row}:{column}: {message}")
        assert f"({suggestion}" in line


def test_the_report_holds_every_problem_with_its_row(tmp_path: Path) -> None:
    report = tmp_path / "problems.csv"
    assert run("check", str(TWELVE), "--no-warnings", "--report", str(report)) == 1
    rows = list(csv.reader(io.StringIO(report.read_text(encoding="utf-8"))))
    source = list(csv.reader(io.StringIO(TWELVE.read_text(encoding="utf-8"))))
    assert rows[0] == ["row", "column", "value", "problem", "what would be right", *source[0]]
    assert [(row[0], row[1]) for row in rows[1:]] == [fault[:2] for fault in FAULTS]
    assert [row[5:] for row in rows[1:]] == source[1:13]
    assert all(row[3] and row[4] for row in rows[1:])


def test_the_report_holds_warnings_too_and_no_formula(tmp_path: Path) -> None:
    report = tmp_path / "problems.csv"
    run("check", written(tmp_path / "a.csv", GOOD, "Fiji,Iran,support,5,2025,b,=1+1 Daily\n"), "--report", str(report))
    rows = list(csv.DictReader(io.StringIO(report.read_text(encoding="utf-8"))))
    said = [row for row in rows if row["problem"].startswith("warning: b: a strong claim")]
    assert [(row["row"], row["column"], row["value"], row["citation"]) for row in said] == [
        ("2", "citation", "'=1+1 Daily", "'=1+1 Daily")
    ]


def test_warnings_go_to_the_output_and_change_no_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "a.csv", GOOD, "Fiji,Fiji,support,2,2025,b,x\n", "Fiji,Chile,support,2,2025,c,\n")
    assert run("check", path) == 0
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert captured.err == ""
    assert lines[0] == f"{path}: no problems in 3 relations"
    assert any(line.startswith(f"{path}:2:target: warning: b: Fiji is both source and target") for line in lines)
    link = next(line for line in lines if line.startswith(f"{path}:3:citation: warning: c: ")).rpartition(" ")[2]
    view, notices = View.from_query(link)
    assert (view.countries, view.dir, notices) == (("CHL", "FJI"), "between", ())


def test_warnings_are_summed_up_by_kind_and_listed_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"Fiji,Chile,support,2,2025,r{number:03},\n" for number in range(150)]
    path = written(tmp_path / "a.csv", *rows)
    assert run("check", path) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert lines[0].startswith(f"{path}::citation: 150 warnings: no source: Rows with neither")
    assert "count all the same, as documented" in lines[0]
    assert [line.partition(": warning: ")[0] for line in lines[1:4]] == [f"{path}:{row}:citation" for row in (1, 2, 3)]
    assert lines[4] == f"{path}::citation: 147 more warnings like this: --all shows them"
    assert not any(":citation:" in line for line in lines[5:])
    assert run("check", path, "--all") == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum("no citation and no address" in line for line in lines) == 150
    assert not any("more warnings" in line for line in lines)


def test_a_name_that_is_not_known_is_told_once_with_its_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"Azerbaijjan,Fiji,support,2,2025,r{number},x\n" for number in range(30)]
    path = written(tmp_path / "a.csv", *rows, "Fiji,Azerbaijjan,war,2,2025,z,x\n")
    assert run("check", path) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f'{path}:1:source: "Azerbaijjan" is not a country')
    assert "31 times, also in rows 2, 3, 4, 5, 6, … (did you mean Azerbaijan (AZE)" in first
    assert second.startswith(f"{path}:31:kind: ")


def test_columns_can_be_named_and_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "a.csv", "Fiji,Chile,2,x\n", header="Alpha,Omega,intensity,citation\n")
    named = ("--map", "source=Alpha", "--map", "target=Omega", "--set", "kind=support", "--set", "start=2025")
    assert run("check", path, *named) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"{path}: no problems in 1 relation" in lines
    assert any(f"{path}:1:start: warning: row 1: no start is given" in line for line in lines)


def test_check_says_how_a_file_in_other_columns_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Land A;Land B;score;when\nTürkei;Fidschi;-7;2025\nChile;Nirgendwo;8;2025\n".encode("cp1252"))
    assert run("check", str(path)) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith(f'{path}:2:Land B: "Nirgendwo" is not a country')
    notes = [line for line in captured.out.splitlines() if ": warning: " not in line]
    for said in ("semicolons", "Windows-1252", "source: ", "Land A", "score", "below zero is tension"):
        assert any(said in note for note in notes), said
    assert f"{path}:1:citation: warning: row 1: " in captured.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "source"], "is not of the form"),
        (["--map", "origin=Land"], "is not one of our columns"),
        (["--map", "source=Nowhere"], "the file has no column 'Nowhere'"),
    ],
)
def test_a_wrong_mapping_is_wrong_use(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = run("check", written(tmp_path / "a.csv", GOOD), *words)
    except SystemExit as end:
        status = int(end.code or 0)
    assert status == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", "json", "graphml"])
def test_what_is_converted_reads_back_equal(ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, made = tmp_path / f"out.{ending}", Dataset.load()
    source = Path(__file__).parents[2] / "data" / "relations" / f"{made.name}.csv"
    assert run("convert", str(source), "-o", str(path)) == 0
    assert capsys.readouterr() == (f"{path}: 87 relations\n", "")
    assert Dataset.read(path).rows == made.rows


def test_rows_of_a_word_or_a_name_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ("Iran,Iraq,neutral,3,2024\n", "NATO,Iraq,support,3,2024\n", "Iran,Iraq,support,3,2024\n")
    path = written(tmp_path / "a.csv", *rows, header="source,target,kind,intensity,start\n")
    out = tmp_path / "out.csv"
    unwanted = ("--leave-out", "neutral", "--leave-out", "NATO")
    assert run("check", path, "--no-warnings") == 1
    assert run("check", path, "--no-warnings", *unwanted) == 0
    assert f"{path}: 2 rows left out, as asked: neutral, NATO" in capsys.readouterr().out
    assert run("convert", path, "-o", str(out), *unwanted) == 0
    assert [row.kind for row in Dataset.read(out).rows] == ["support"]


def test_convert_refuses_faults_or_leaves_them_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "out.csv"
    assert run("convert", str(TWELVE), "-o", str(path)) == 1
    assert not path.exists()
    assert len(capsys.readouterr().err.splitlines()) == 12
    assert run("convert", str(TWELVE), "-o", str(path), "--skip-bad") == 0
    assert capsys.readouterr().out == f"{path}: 1 relation, 12 faulty rows left out\n"
    assert [row.id for row in Dataset.read(path).rows] == ["A13"]
    assert run("convert", str(TWELVE), "-o", str(tmp_path / "out.doc"), "--skip-bad") == 2


@pytest.mark.parametrize("form", ["svg", "json"])
def test_the_map_says_how_many_rows_are_missing(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"map.{form}"
    assert run("render", "", "-o", str(path), "--data", str(TWELVE)) == 1
    assert run("render", "", "-o", str(path), "--data", str(TWELVE), "--skip-bad") == 0
    assert "12 faulty rows of the file left out" in " ".join(path.read_text(encoding="utf-8").split())


def test_the_map_says_what_a_country_has_with_itself(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    data = written(tmp_path / "a.csv", GOOD, "Fiji,Fiji,support,2,2025,b,x\n")
    assert run("render", "", "-o", str(path), "--data", data) == 0
    spec = json.loads(path.read_text(encoding="utf-8"))
    assert [line["id"] for line in spec["lines"]] == ["a"]
    assert "1 relation of a country with itself left out" in spec["legend"]["notes"]


OTHER = "Who;Sender;W;Quand\nChile;Fiji;-7;2025\nFidschi;Iran;8;2025\nNirgendwo;Fiji;3;2025\n"


def test_every_command_reads_a_file_as_it_is_told(
    tmp_path: Path, settings: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out, spec = written(tmp_path / "a.csv", OTHER, header=""), tmp_path / "out.csv", tmp_path / "map.json"
    typed = ("--map", "target=Who", "--map", "source=Sender", "--set", "domain=energy")
    assert run("check", path, *typed) == 1
    assert "Nirgendwo" in capsys.readouterr().err
    assert run("convert", path, "-o", str(out), *typed, "--skip-bad") == 0
    wanted = [(row.source, row.target, row.kind, row.intensity, row.domain) for row in Dataset.read(out).rows]
    assert len(wanted) == 2
    assert run("render", "domain=energy", "-o", str(spec), "--data", path, *typed) == 1
    assert run("render", "domain=energy", "-o", str(spec), "--data", path, *typed, "--skip-bad") == 0
    assert len(json.loads(spec.read_text(encoding="utf-8"))["lines"]) == 2
    assert run("serve", "--data", path, *typed, "--skip-bad") == 0
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    served = cache.dataset("caucasus-2025").rows
    assert [(row.source, row.target, row.kind, row.intensity, row.domain) for row in served] == wanted
    capsys.readouterr()
    assert run("render", "", "-o", str(spec), *typed) == 2
    assert "name the file with --data FILE" in capsys.readouterr().err


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the app is started with."""
    told: dict[str, str] = {}

    def served(port: int) -> None:
        told.update({name: value for name, value in os.environ.items() if name.startswith("FAULTLINES_")})
        told["port"] = str(port)

    for name in ("DATA", "SKIP_BAD", "READ_ONLY", "SCHEME", "MAPPING"):
        name = f"FAULTLINES_{name}"
        monkeypatch.setenv(name, "")  # so that what the command sets is gone after the test
        monkeypatch.delenv(name)
    real, app = importlib.import_module, SimpleNamespace(run=served)
    monkeypatch.setattr(importlib, "import_module", lambda *name: app if name == ("app.server",) else real(*name))
    return told


def test_serve_tells_the_app_what_it_was_asked(settings: dict[str, str]) -> None:
    assert run("serve", "--data", str(TWELVE)) == 1
    assert settings == {}
    assert run("serve", "--data", str(TWELVE), "--skip-bad", "--read-only", "--port", "8600") == 0
    asked = {
        name: settings[name] for name in ("FAULTLINES_DATA", "FAULTLINES_SKIP_BAD", "FAULTLINES_READ_ONLY", "port")
    }
    assert asked == {
        "FAULTLINES_DATA": str(TWELVE.resolve()),
        "FAULTLINES_SKIP_BAD": "1",
        "FAULTLINES_READ_ONLY": "1",
        "port": "8600",
    }
