"""What the README says can be typed works."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


COMMANDS = [line for block in fenced("sh") for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(command: str, tmp_path: Path) -> None:
    words = shlex.split(command, comments=True)
    assert words[0] == "faultlines"
    (tmp_path / "data").symlink_to(ROOT / "data")
    command = [sys.executable, "-m", "geo.cli", *words[1:]]
    found = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=found, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    if "-o" in words:
        assert (tmp_path / words[words.index("-o") + 1]).stat().st_size > 1000
    else:
        assert done.stdout


@pytest.mark.parametrize("code", fenced("python"))
def test_each_example_runs(code: str) -> None:
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z]+)", README))))
def test_each_make_target_is_there(target: str) -> None:
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_setting_of_the_environment_is_told() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for folder in ("geo", "app") for path in (ROOT / folder).rglob("*.py")
    )
    settings = set(re.findall(r"FAULTLINES_[A-Z_]+", code))
    assert settings == set(re.findall(r"FAULTLINES_[A-Z_]+", README))


def test_the_picture_is_there() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", README)
    assert pictures
    assert all((ROOT / name).stat().st_size > 10_000 for name in pictures)
