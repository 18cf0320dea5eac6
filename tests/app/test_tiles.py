"""Map tiles: off as a rule; with an address the app is in Mercator, and says whom it contacts."""

from __future__ import annotations

import gzip
import json

import pytest

from app import cache, front, tiles
from geo.errors import UsageError
from geo.view import View

URL = "https://tiles.example.org/{z}/{x}/{y}.png"


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(tiles.TILES, URL)
    monkeypatch.setenv(tiles.CREDIT, "Example maps")


def read(query: str) -> dict[str, object]:
    view, _ = View.from_query(query)
    # A language that no other test has: what is kept of others has no tiles
    found: dict[str, object] = json.loads(gzip.decompress(cache.message(view, "https://maps.example.org/").packed))
    return found


def test_there_are_none_unless_somebody_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(tiles.TILES, raising=False)
    assert tiles.configured() is None
    assert tiles.live(View()) == View()
    assert "tiles" not in read("lang=fi")
    assert "img-src 'self' data: blob:;" in front._policy("localhost:1")


@pytest.mark.usefixtures("laid")
def test_with_an_address_the_map_is_mercator_and_says_whom_it_contacts() -> None:
    found = read("lang=hu")
    assert found["tiles"][1] == URL
    assert "-mercator-" in str(found["shapes"])
    assert "Example maps" in (said := found["spec"]["provenance"]["geometry"])
    assert "your browser contacts tiles.example.org" in said
    assert found["tiles"][2] in said
    assert "img-src 'self' data: blob: https://tiles.example.org;" in front._policy("localhost:1")


@pytest.mark.usefixtures("laid")
def test_other_projections_have_no_tiles() -> None:
    found = read("lang=hu&projection=globe")
    assert "tiles" not in found
    assert "-globe-45e-40n-" in str(found["shapes"])


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://a.example.org; script-src */{z}/{x}/{y}",
        "https://user@example.org/{z}/{x}/{y}",
        "https://{s}.example.org/{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
    ],
)
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(tiles.TILES, url)
    with pytest.raises(UsageError, match="FAULTLINES_TILES"):
        tiles.configured()
    assert tiles.origin() == ""
