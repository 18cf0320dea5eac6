"""Maps that come as files, at the command line: `snapshot import`, `render FILE`, `convert FILE`."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import cli
from geo.capsule import unseal
from geo.relations import Dataset
from tests.store.shots import PNG

TABLE = "source,target,kind,intensity,start,id\nFiji,New Zealand,support,4,2016,a\nFiji,Tuvalu,tension,1,2020-02,b\n"


def run(*words: str | Path) -> int:
    return cli.main([str(word) for word in words])


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    """Goes to a machine of that name, with a store and a key of its own; returns what a command there printed."""
    monkeypatch.setattr("geo.frozen.thumbnail", lambda *_: PNG)
    monkeypatch.chdir(tmp_path)

    def at(name: str, *words: str | Path) -> str:
        monkeypatch.setenv("FAULTLINES_DATABASE_URL", f"sqlite:///{tmp_path / name}.sqlite")
        monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / name)
        assert run(*words) == 0, capsys.readouterr().err
        out = capsys.readouterr()
        assert out.err == ""
        return out.out.strip()

    return at


def test_a_map_goes_to_a_machine_that_never_saw_its_data(machine: object, tmp_path: Path) -> None:
    at = machine
    (tmp_path / "mine.csv").write_text(TABLE, encoding="utf-8")
    said = ("--title", "Two islands", "--note", "one\ntwo", "--caption", "What Fiji does")
    id = at("one", "snapshot", "save", "focus=FJI&min=2", "--data", "mine.csv", *said)
    at("one", "snapshot", "export", id, "-o", "kept.svg")
    (tmp_path / "mine.csv").unlink()

    there = at("two", "snapshot", "import", "kept.svg", "kept.svg").split()
    assert there == [there[0]] * 2 != [id] * 2
    shown = dict(line.split("\t") for line in at("two", "snapshot", "show", there[0]).splitlines())
    assert (shown["title"], shown["note"], shown["caption"]) == ("Two islands", "one two", "What Fiji does")
    assert shown["view"].startswith("v=1&data=own-")
    assert shown["view"].endswith("&focus=FJI&min=2")
    at("two", "snapshot", "export", there[0], "-o", "again.svg")
    first, second = (unseal(name, (tmp_path / name).read_bytes()) for name in ("kept.svg", "again.svg"))
    assert first.dataset is not None
    assert second.dataset is not None
    assert (second.digest, second.title, second.note, second.caption) == (first.digest, *said[1::2])
    assert second.dataset.table.equals(first.dataset.table)
    assert at("three", "snapshot", "import", "again.svg", "kept.svg").split()[0]  # each names another data set

    at("four", "render", "kept.svg", "-o", "drawn.svg")
    redrawn = (tmp_path / "drawn.svg").read_bytes()
    assert unseal("x", redrawn) == first
    assert b"What Fiji does" in redrawn
    (tmp_path / "drawn.svg").unlink()
    at("one", "render", f"/s/{id}.svg", "-o", "drawn.svg")  # a link, not a file that is not there
    assert (tmp_path / "drawn.svg").read_bytes() == (tmp_path / "kept.svg").read_bytes()
    at("four", "convert", "kept.svg", "-o", "rows.csv")
    assert Dataset.read(tmp_path / "rows.csv").table.equals(first.dataset.table)


def test_what_a_file_does_not_hold_is_told(machine: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = machine
    at("one", "render", "top=1", "-o", "bare.svg", "--without-data")
    here = Dataset.load()
    old = Dataset.from_frame(here.table[1:], "old")
    (tmp_path / "caucasus-2025.csv").write_text(old.to_csv(), encoding="utf-8")
    at("one", "render", "top=1", "--data", "caucasus-2025.csv", "-o", "old.svg")
    assert run("render", "bare.svg", "-o", "x.svg") == 1
    assert "bare.svg: no map that can be opened again is in it" in capsys.readouterr().err
    assert run("render", "old.svg", "-o", "x.svg", "--data", "caucasus-2025.csv") == 2
    assert "has its own data" in capsys.readouterr().err
    assert run("snapshot", "import", "nothing.svg", "bare.svg", "old.svg") == 1
    out, err = capsys.readouterr()
    assert len(out.split()) == 1
    nothing, bare, other = err.splitlines()
    assert nothing == "nothing.svg: No such file or directory"
    assert bare.startswith("bare.svg: ")
    assert other.startswith(f"faultlines: old.svg: “{here.title}” is another version here")
    assert "1 relation was added" in other
    assert not (tmp_path / "x.svg").exists()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("film.gif", "film.gif holds no map; only .png, .svg, .pdf and .html files that Faultlines wrote do"),
        ("nowhere.png", "there is no file nowhere.png"),
        ("https://maps.example/s/cut-off", "https://maps.example/s/cut-off leads to no snapshot"),
    ],
)
def test_what_holds_no_map_is_no_query(
    query: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.gif").write_bytes(b"GIF89a")
    assert run("render", query, "-o", "map.json") == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "map.json").exists()
