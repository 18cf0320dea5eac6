"""The command: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo import cli
from geo.version import __version__

HEADER = "source,target,kind,intensity,start,id\n"


def run(*words: str) -> int:
    return cli.main(list(words))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.csv"
    path.write_text(
        HEADER + "Azerbaijjan,Israel,support,4,2016,a\nNATO,Russia,tension,9,2025-02-30,b\n", encoding="utf-8"
    )
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "Fiji,New Zealand,support,4,2016,a\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["html", "png", "svg", "json", "geojson"])
def test_render_writes_each_format(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"map.{form}"
    assert run("render", "focus=AZE", "-o", str(path), "--size", "900x600") == 0
    assert capsys.readouterr() == ("", "")
    content = path.read_bytes()
    signs = {"html": b"<!DOCTYPE html>", "png": b"\x89PNG", "svg": b"<svg", "json": b'{"title"', "geojson": b'{"type"'}
    assert signs[form] in content[:200]
    assert "Azerbaijan in July 2025" in content.decode("utf-8", "replace") or form in ("png", "html")


def test_render_takes_a_whole_address_and_says_what_it_dropped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "map.json"
    assert run("render", "https://maps.example/?focus=AZE&min=77&data=nothing", "-o", str(path)) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["measure"] == "stance"
    error = capsys.readouterr().err
    assert "min=77 was ignored" in error
    assert "data=nothing was ignored" in error


def test_render_takes_a_file_of_ones_own(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    assert run("render", "", "-o", str(path), "--data", str(good)) == 0
    lines = json.loads(path.read_text(encoding="utf-8"))["lines"]
    assert [(line["source"], line["target"]) for line in lines] == [("FJI", "NZL")]


def test_a_broken_file_is_told_in_full_and_what_was_there_stays(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "map.json"
    path.write_text("precious", encoding="utf-8")
    assert run("render", "", "-o", str(path), "--data", str(broken)) == 1
    assert path.read_text(encoding="utf-8") == "precious"
    assert len(capsys.readouterr().err.strip().splitlines()) == 4


def test_check_lists_every_problem_with_its_place(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(broken)) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    places = [line.removeprefix(f"{broken}:").split(": ")[0] for line in captured.err.strip().splitlines()]
    assert places == ["1:source", "2:source", "2:intensity", "2:start"]
    assert "Azerbaijan" in captured.err


def test_check_of_a_good_file(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(good), "--no-warnings") == 0
    assert capsys.readouterr() == (f"{good}: no problems in 1 relation\n", "")


def test_check_of_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(tmp_path / "none.csv")) == 1
    assert "none.csv" in capsys.readouterr().err


def test_resolve(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("resolve", "Turkey", "NATO", "Azerbaijjan") == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["Turkey", "TUR"]
    assert lines[1][:2] == ["NATO", "?"]
    assert lines[2][:2] == ["Azerbaijjan", "?"]
    assert "Azerbaijan" in lines[2][2]


def test_resolve_remarks_on_former_names_and_misspellings(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("resolve", "USSR", "Isreal", "Israel") == 0
    printed = capsys.readouterr()
    assert printed.out == "USSR\tRUS\nIsreal\tISR\nIsrael\tISR\n"
    first, second = printed.err.splitlines()
    assert first.startswith("faultlines: USSR: the Soviet Union")
    assert second == "faultlines: Isreal: a usual misspelling"


def test_resolve_by_scheme(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("resolve", "RS") == run("resolve", "--scheme", "fips", "RS") == 0
    assert capsys.readouterr().out.splitlines() == ["RS\tSRB", "RS\tRUS"]


@pytest.mark.parametrize(
    ("point", "expected"),
    [("40.4,49.9", "AZE"), ("-17.8,177.9", "FJI"), ("44.95,34.1", "UKR"), ("0,-30", "?"), ("33.0,35.78", "SYR")],
)
def test_where(point: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("where", point) == 0
    assert capsys.readouterr().out.startswith(expected)


def test_where_tells_a_disputed_area(capsys: pytest.CaptureFixture[str]) -> None:
    run("where", "33.0,35.78")
    assert "Golan" in capsys.readouterr().out
    run("where", "33.0,35.78", "--at", "1960")
    assert "Golan" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["render", "", "-o", "map.bmp"], "must end in one of .html"),
        (["render", "", "-o", "nowhere/at/all/map.json"], "nowhere"),
        (["render", "", "-o", "map.png", "--size", "big"], "is not WIDTHxHEIGHT"),
        (["render", "", "-o", "map.png", "--size", "1x1"], "1x1"),
        (["where", "here"], "is not LAT,LON"),
        (["where", "95,10"], "is not on the globe"),
        (["where", "40,40", "--worldview", "moon"], "moon"),
        (["where", "40,40", "--at", "soon"], "must be a date like"),
        (["serve", "--port", "99999"], "is not a number from 1 to 65535"),
        (["resolve", "--scheme", "runes", "x"], "invalid choice"),
        (["dance"], "invalid choice"),
        ([], "required"),
    ],
)
def test_wrong_use_ends_with_2_and_says_why(
    words: list[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        status = run(*words)
    except SystemExit as end:
        status = int(end.code or 0)
    assert status == 2
    assert expected in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run("--version")
    assert end.value.code == 0
    assert capsys.readouterr().out == f"faultlines {__version__}\n"


def test_resolve_keeps_each_name_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("resolve", "Georgia\n", "Costa\tRica", "-5") == 0
    assert [line.split("\t")[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["Georgia", "GEO"],
        ["Costa Rica", "CRI"],
        ["-5", "?"],
    ]


def python(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "geo.cli", *words]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False)


def test_a_terminal_without_the_letters_gets_their_numbers() -> None:
    done = python("resolve", "Türkiye", "Türkei2", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == b"T\\xfcrkiye\tTUR"
    assert done.stderr == b""


def test_check_names_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/b\xff\nc.csv"
    Path(os.fsdecode(path)).write_text(HEADER + "Fiji,New Zealand,support,4,2016,a\n", encoding="utf-8")
    done = python("check", "--no-warnings", os.fsdecode(path))
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr) == (0, 1, b"")


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m geo.cli resolve {'Georgia ' * 9000} | head -n1"
    done = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b"Georgia\tGEO\n", b"")


def test_render_says_that_the_folder_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("render", "", "-o", str(tmp_path / "no" / "map.json")) == 2
    assert "there is no folder" in capsys.readouterr().err


ROW = "Fiji,New Zealand,support,4,2016,a\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "source;target;kind;intensity;start;a, b\nFiji;X;war;9;x;c, d\n",
         ["1:target: ", "1:kind: ", "1:intensity: ", "1:start: "]),
        ("a.csv", HEADER + ROW.replace(",a", "," + "x" * 3_000_000), ["1:id: "]),
        ("a", HEADER + ROW, [": the file's name has no ending"]),
        ("a.json", '[{"source": "Fiji"', [": not JSON: "]),
        ("a.json", '[["Fiji"], {"source": "Nato", "kind": [], "target": "Fiji", "intensity": 9, "start": "2024"}]',
         ["1: this is not a record", "2:source: ", "2:kind: there is a list", "2:intensity: "]),
        ("a.csv", HEADER.replace("id", "scenario,domain") + 'Fiji,Iran,support,4,2016,"a\nb",c\u202ed\n',
         ["1:scenario: ", "1:domain: "]),
        ("a.json", "[3]", ["1: this is not a record"]),
        ("a.csv", (HEADER + "T\udcfcrkei,Nato,war,4,2016,a\n"), ["1:target: ", "1:kind: "]),
    ],
)  # fmt: skip
def test_check_says_all_that_is_wrong_and_nothing_else(
    name: str, content: str, said: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", errors="surrogateescape")
    assert run("check", str(path)) == 1
    lines = sorted(capsys.readouterr().err.splitlines())
    assert len(lines) == len(said), lines
    starts = sorted(f"{path}{'' if text[0] == ':' else ':'}{text}" for text in said)
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path)])
def test_check_reads_nothing_but_files(make: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.csv"
    make(path)  # type: ignore[operator]
    assert run("check", str(path)) == 1
    assert "not a file" in capsys.readouterr().err
