"""A wheel, installed away from the checkout, is a whole Faultlines."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the wheel's contents, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder / "dist"), str(ROOT)]
    subprocess.run([*pip, *build], check=True, capture_output=True)
    (wheel,) = (folder / "dist").iterdir()
    target = folder / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def environment(installed: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(installed)}


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    code = "import geo, app, data; print(geo.__file__, app.__file__, data.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(installed),
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(path.startswith(str(installed)) for path in found.stdout.split())


def test_the_wheel_holds_no_tests_and_no_build(installed: Path) -> None:
    names = {path.name for path in installed.iterdir()}
    assert {"geo", "app", "data"} <= names
    assert "tests" not in names
    assert not list((installed / "data").glob("build*.py"))


@pytest.mark.parametrize("form", ["html", "png", "svg"])
def test_the_command_renders(form: str, installed: Path, tmp_path: Path) -> None:
    command = [str(installed / "bin" / "faultlines"), "render", "", "-o", f"map.{form}"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(installed), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / f"map.{form}").stat().st_size > 50_000


def test_the_store_can_be_made(installed: Path, tmp_path: Path) -> None:
    """With all the steps that lead to its newest schema."""
    code = "from geo.store import Store; s = Store.open('sqlite:///new.sqlite'); print(s.mine('key')); s.close()"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(installed), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "()\n", "")


@pytest.fixture
def served(installed: Path, tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(installed / "bin" / "faultlines"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=tmp_path, env=environment(installed), stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_the_command_serves(served: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{served}/_stcore/health", timeout=5) as answer:
                assert answer.read() == b"ok"
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the app did not start within a minute")
