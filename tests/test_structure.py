"""The shape of the code: which way imports point, how long things are, what is public."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GEO = sorted((ROOT / "geo").rglob("*.py"))
EVERYTHING = sorted(path for folder in ("geo", "app", "data", "tests") for path in (ROOT / folder).rglob("*.py"))

# Lower rooms first: a module may import from its own room and from those before it.
ROOMS = (
    {"version", "errors", "dates", "plain", "rows", "topology", "sphere", "rim", "clip", "plane", "envelope"},
    {
        "spec",
        "palette",
        "regions",
        "names",
        "codes",
        "cells",
        "rawtable",
        "encoding",
        "dialect",
        "csvfile",
        "fence",
        "headless",
        "mapping_words",
        "csvrows",
        "reshaped",
    }
    | {"excelfile", "parquetfile", "records", "geojsonfile", "jsonfile", "xmlfile", "graphfile", "graphwriter"}
    | {"readers", "io", "worldviews", "places"},
    {
        "validate",
        "canonical",
        "sidecar",
        "countries",
        "relations",
        "view",
        "reading",
        "mapping",
        "mapping_contents",
        "mapping_dates",
        "mapping_fits",
        "mapping_levels",
        "mapping_places",
        "mapping_propose",
        "mapping_types",
        "mapping_values",
    },
    {"timeline", "statements", "select", "compare", "doubts", "review", "review_words", "report"},
    {"measures", "scales", "lines", "framing", "changes"},
    {"cards", "words", "legend", "choropleth", "territory"},
    {"borders", "drawing", "change_fills", "change_words"},
    {"change_map", "compose", "moment", "caption", "citation", "features", "sizes"},
    {"render"},
    {"store"},
    {"capsule", "capsule_head", "capsule_words"},
    {"snapshot", "frozen"},
    {"cli", "cli_check", "cli_data", "cli_files", "cli_render", "cli_snapshot", "cli_store", "cli_tools"},
    {""},
)


def module_name(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(name: str) -> int:
    part = name.removeprefix("geo").removeprefix(".").partition(".")[0]
    return next(number for number, room in enumerate(ROOMS) if part in room)


@pytest.mark.parametrize("path", GEO, ids=module_name)
def test_imports_point_one_way(path: Path) -> None:
    known = {module_name(other) for other in GEO}
    own = room_of(module_name(path))
    back = [name for name in imports_of(path) & known if room_of(name) > own and name != "geo"]
    assert not back, f"{module_name(path)} must not import {back}"


def test_there_is_no_import_cycle() -> None:
    known = {module_name(path): path for path in GEO}
    graph = {name: (imports_of(path) & known.keys()) - {name, "geo", "geo.render"} for name, path in known.items()}
    assert set(TopologicalSorter(graph).static_order()) >= known.keys() - {"geo", "geo.render"}


@pytest.mark.parametrize("path", GEO, ids=module_name)
def test_the_library_does_not_know_the_app(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imports_of(path)}
    assert not tops & {"streamlit", "app", "tests"}


def test_importing_the_library_does_not_load_streamlit() -> None:
    code = "import sys, geo; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("path", EVERYTHING, ids=module_name)
def test_modules_can_be_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", GEO, ids=module_name)
def test_the_public_face_is_all(path: Path) -> None:
    module = importlib.import_module(module_name(path))
    public = set(module.__all__)
    assert all(hasattr(module, name) for name in public)
    assert not [name for name in public if name.startswith("_") and name != "__version__"]


def test_only_the_build_downloads() -> None:
    downloaders = {"urllib.request", "requests", "httpx", "pip", "http.client"}
    for path in EVERYTHING:
        if path.parts[len(ROOT.parts)] in ("geo", "app"):
            assert not imports_of(path) & downloaders, path


def test_nothing_stands_at_the_top_but_what_belongs_there() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    tops = {name.partition("/")[0] for name in listed}
    allowed = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile", "geo", "app", "data", "tests"}
    assert {name for name in tops if not name.startswith(".")} <= allowed
