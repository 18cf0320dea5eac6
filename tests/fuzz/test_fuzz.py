"""A few seconds of atheris; more with `python -m tests.fuzz.fuzz_readers FOLDER -max_total_time=300`."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this Python or system"
)
def test_some_seconds_of_fuzzing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.fuzz_readers", str(tmp_path / "inputs"), "-max_total_time=6"]
    found = [f"-artifact_prefix={tmp_path}/"]
    # A process is said to have used at least what the one that started it had used. This one has run many tests by now,
    # so a small one starts the fuzzer: else its limit of memory may be passed before it begins.
    small = ["sh", "-c", '"$@"; exit $?', "sh"]
    run = subprocess.run([*small, *command, *found], cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert run.returncode == 0, run.stderr[-3000:]
    assert "DONE" in run.stderr or "Done" in run.stderr
