"""`faultlines snapshot` and `prune`, and `render` of a link: what they print, what they write, how they end."""

from __future__ import annotations

import re
import stat
import struct
from pathlib import Path

import pytest

from geo import cli
from geo.capsule import unseal
from geo.countries import Atlas
from geo.frozen import THUMBNAIL, thumbnail
from geo.store.snapshots import MAX_THUMBNAIL
from tests.samples import sample_spec
from tests.store.shots import PNG

HEADER = "source,target,kind,intensity,start,id\n"


def run(*words: str) -> int:
    try:
        return cli.main(list(words))
    except SystemExit as ended:  # by argparse
        return int(ended.code or 0)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store and the key are."""
    monkeypatch.setenv("FAULTLINES_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setenv("FAULTLINES_BASE_URL", "https://maps.example/")
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(*words) == 0
    return capsys.readouterr().out


def test_a_snapshot_from_saving_to_pruning(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = place / "mine.csv"
    data.write_text(HEADER + "Fiji,New Zealand,support,4,2016,a\n", encoding="utf-8")
    monkeypatch.setattr("geo.frozen.thumbnail", lambda *_: PNG)
    save = ("snapshot", "save", "top=5", "--data", str(data), "--title", "Two islands", "--note", "one\ntwo")
    id = said(capsys, *save).strip()
    assert re.fullmatch("[A-Za-z0-9_-]{22}", id)
    assert said(capsys, *save).strip() == id
    key = place / "data" / "keeper.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text().strip() not in (place / "store.sqlite").read_bytes().decode("latin-1")
    data.unlink()
    assert said(capsys, "snapshot", "list", "--search", "ISLANDS fiji").split("\t")[::2] == [id, "Two islands\n"]
    assert said(capsys, "snapshot", "list", "--search", "mountains") == ""
    shown = dict(line.split("\t") for line in said(capsys, "snapshot", "show", id).splitlines())
    assert (shown["id"], shown["link"], shown["note"]) == (id, f"https://maps.example/s/{id}", "one two")
    assert shown["kept"].endswith("by you")
    assert "Fiji" in shown["caption"]

    monkeypatch.setattr("geo.snapshot.compose", lambda *_, **__: pytest.fail("composed anew"))
    said(capsys, "snapshot", "export", shown["link"], "-o", str(place / "a.svg"))
    said(capsys, "render", f"https://elsewhere.example/s/{id}.png?size=card", "-o", str(place / "b.svg"))
    drawn = (place / "a.svg").read_text(encoding="utf-8")
    assert "Fiji" in drawn
    assert f"Map: https://maps.example/s/{id} ·" in drawn  # not the view, whose data can be edited
    assert "data=own-" not in drawn
    assert unseal("a.svg", drawn.encode()).remarks == ()
    assert (place / "a.svg").read_bytes() == (place / "b.svg").read_bytes()
    assert said(capsys, "snapshot", "save", f"/s/{id}").strip() == id  # mine already
    said(capsys, "snapshot", "rename", id, "--caption", "Two islands, one friend")
    said(capsys, "render", f"/s/{id}", "-o", str(place / "c.svg"))
    assert ">Two islands, one friend" in (place / "c.svg").read_text(encoding="utf-8")
    said(capsys, "render", f"/s/{id}", "-o", str(place / "c.svg"), "--caption", "Islands")
    assert ">Islands" in (place / "c.svg").read_text(encoding="utf-8")
    key.unlink()
    copy = said(capsys, "snapshot", "save", f"/s/{id}").strip()
    assert copy != id
    shown = dict(line.split("\t") for line in said(capsys, "snapshot", "show", copy).splitlines())
    assert (shown["parent"], shown["caption"]) == (id, "Two islands, one friend")
    assert run("snapshot", "delete", id) == 2
    assert "only the one who keeps this snapshot" in capsys.readouterr().err

    said(capsys, "snapshot", "rename", copy, "--title", "Called otherwise")
    assert "undelete" in said(capsys, "snapshot", "delete", copy)
    assert said(capsys, "snapshot", "list") == ""
    assert said(capsys, "snapshot", "list", "--deleted").endswith("Called otherwise\n")
    for words in (("snapshot", "show", copy), ("render", f"/s/{copy}", "-o", str(place / "c.svg"))):
        assert run(*words) == 2
        assert "was deleted by the one who kept it" in capsys.readouterr().err
    assert said(capsys, "prune", "--older-than", "90d").startswith("0 ")
    said(capsys, "snapshot", "undelete", copy)
    said(capsys, "snapshot", "delete", copy)
    assert said(capsys, "prune", "--older-than", "0d", "--dry-run") == "1 deleted snapshot would be let go of\n"
    assert said(capsys, "prune", "--older-than", "0d", "--all") == (
        "1 deleted snapshot let go of, and 1 that nobody deleted\n"
    )
    assert run("snapshot", "undelete", copy) == 2


def test_what_goes_wrong_is_told_in_words(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = "A" * 22
    out = str(place / "map.svg")
    wrong = {
        "neither the id": ("snapshot", "show", "nonsense"),
        "no such snapshot": ("snapshot", "export", nobody, "-o", out),
        "there is no such": ("render", f"/s/{nobody}", "-o", out),
        "must end in one of": ("render", f"/s/{nobody}", "-o", "map.exe"),
        "has its own data": ("render", f"/s/{nobody}", "-o", out, "--data", "x.csv"),
        "no time like": ("prune", "--older-than", "soon"),
        "say what it is to be called": ("snapshot", "rename", nobody),
        "1 to 200 characters": ("snapshot", "save", "focus=AZE", "--title", "x" * 201),
    }
    for words, command in wrong.items():
        assert run(*command) == 2, command
        assert words in capsys.readouterr().err
    (place / "data" / "keeper.key").write_text("", encoding="ascii")
    assert run("snapshot", "list") == 2
    assert "holds no key" in capsys.readouterr().err
    monkeypatch.setenv("FAULTLINES_DATABASE_URL", "postgresql://anna:s3cret@127.0.0.1:1/x")
    assert run("prune", "--older-than", "1d") == 2
    error = capsys.readouterr().err
    assert "store x on 127.0.0.1:1" in error
    assert "s3cret" not in error


def test_the_small_picture() -> None:
    made = thumbnail(sample_spec(), Atlas.load())
    assert struct.unpack(">II", made[16:24]) == THUMBNAIL
    assert len(made) < MAX_THUMBNAIL
