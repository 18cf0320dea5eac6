"""The package as a whole: what it offers, and how little it loads for a small task."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import geo
import geo.render

ROOT = Path(__file__).parents[2]
HEAVY = ("folium", "geopandas", "matplotlib", "openpyxl", "pandas", "pyarrow", "shapely")


def loaded_by(code: str) -> set[str]:
    """Which of the `HEAVY` packages a fresh Python has loaded after the code."""
    tail = f"; import sys; print('', *[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code + tail], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_looking_up_a_name_loads_nothing_heavy() -> None:
    assert loaded_by("from geo.cli import main; main(['resolve', 'Turkey', 'Turkie'])") == set()


def test_reading_a_table_loads_no_map() -> None:
    assert not loaded_by("from geo import Dataset; Dataset.load()") & {"folium", "geopandas", "matplotlib", "openpyxl"}


@pytest.mark.parametrize("first", ["import geo.compose", "from geo.compose import compose", "import geo.snapshot"])
def test_compose_is_the_function_whatever_was_imported_first(first: str) -> None:
    code = f"{first}\nfrom geo import compose, Atlas\nassert callable(compose), compose"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("package", [geo, geo.render])
def test_all_that_is_offered_is_there(package: object) -> None:
    assert all(getattr(package, name) is not None for name in package.__all__)  # type: ignore[attr-defined]
    assert set(geo.__all__) <= set(dir(geo))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # type: ignore[attr-defined]  # noqa: B018
