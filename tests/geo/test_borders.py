"""Whose borders of which day a map has, and what it tells of disputed areas."""

from __future__ import annotations

import json
from datetime import date

import pytest
import shapely

from geo.borders import day_of
from geo.countries import Atlas
from geo.relations import Dataset
from geo.snapshot import render, take
from geo.view import View

DATA = Dataset.load("caucasus-2025")


@pytest.mark.parametrize(
    ("query", "day"),
    [
        ("", "2025-07-31"),
        ("at=2025-06-20", "2025-06-20"),
        ("from=2015&to=2017", "2017-12-31"),
        ("from=2015&at=2016-06-01", "2016-06-01"),
        ("at=1999-01-01", "2025-07-31"),  # not a day of the window
        ("since=2015-01-01&at=2016-06-01", "2016-06-01"),
    ],
)
def test_the_day_of_the_borders(query: str, day: str) -> None:
    assert day_of(View.from_query(query)[0], DATA) == date.fromisoformat(day)


def test_karabakh_is_held_by_armenia_in_2016_and_not_in_2024() -> None:
    then, now = (take(f"from=2015-01-01&worldview=de-facto&at={day}") for day in ("2016-06-01", "2024-06-01"))
    place = next(area for area in then.spec.disputed if area.key == "nagorno-karabakh")
    assert (place.owner, place.stripes) == ("ARM", ("ARM", "AZE"))
    assert dict(place.card.rows)["Since when"] == "12 May 1994"
    assert then.atlas.at(46.75, 39.82)[0] == "ARM"
    assert now.atlas.at(46.75, 39.82)[0] == "AZE"
    assert "nagorno-karabakh" not in {area.key for area in now.spec.disputed}
    elsewhere = take("from=2015-01-01&at=2016-06-01").spec
    assert next(area for area in elsewhere.disputed if area.key == "nagorno-karabakh").owner == "AZE"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Internationally recognised borders (UN)"),
        ("worldview=de-facto", "Borders as they are held (de facto)"),
        ("worldview=UKR", "Borders as Ukraine draws them"),
        ("worldview=UKR&lang=de", "Borders as Ukraine draws them"),
        ("worldview=UKR&from=2015-01-01&at=2016-06-01", "Borders as Ukraine draws them, 1 June 2016"),
        ("worldview=USA&to=2012-06-30", "Borders as the United States draws them, 30 June 2012"),
        ("since=2014-01-01&at=2016-06-01", "Internationally recognised borders (UN), 1 June 2016"),
    ],
)
def test_whose_borders_they_are_is_said(query: str, words: str) -> None:
    shot = take(query)
    assert shot.spec.provenance.borders == words
    assert shot.spec.subtitle.endswith(f" · {words}")
    assert json.loads(render(shot.spec, shot.atlas, "json"))["provenance"]["borders"] == words
    if shot.spec.provenance.worldview == "de-facto":
        assert json.loads(render(shot.spec, shot.atlas, "geojson"))["provenance"]["borders"] == words
        assert words.encode() in render(shot.spec, shot.atlas, "svg")
        assert f'content="{words}"'.encode() in render(shot.spec, shot.atlas, "html")


def test_a_note_says_that_borders_stand_still_where_they_changed() -> None:
    def notes(query: str) -> list[str]:
        return [note for note in take(query).spec.legend.notes if "some changed" in note]

    assert notes("") == notes("worldview=de-facto&from=2025-01-01") == notes("from=2015-01-01&at=2016-06-01") == []
    assert notes("worldview=de-facto&from=2015-01-01&at=2016-06-01") == [
        "Borders are those of 1 June 2016; some changed in this time"
    ]


@pytest.mark.parametrize(("worldview", "key", "owner"), [("CHN", "TWN", "China"), ("SRB", "XKX", "Serbia")])
def test_a_country_that_is_none_in_a_worldview_says_so(worldview: str, key: str, owner: str) -> None:
    shot = take(f"worldview={worldview}&focus={key}")
    area = next(area for area in shot.spec.areas if area.key == key)
    assert area.card
    assert area.card.rows[0] == ("On this map", f"part of {owner}")
    stand_in = next(area for area in shot.spec.disputed if area.stands_for == key)
    assert stand_in.owner == worldview
    assert render(shot.spec, shot.atlas, "geojson")


def test_lines_reach_a_country_without_land_in_a_worldview() -> None:
    query = "from=2015-01-01&status=documented,alleged,hypothetical"
    drawn = [{line.id for line in take(f"{query}&worldview={name}").spec.lines} for name in ("un", "CHN", "IRN", "RUS")]
    assert drawn[0] == drawn[1] == drawn[2] == drawn[3]
    assert any("TWN" in (line.source, line.target) for line in take(f"{query}&worldview=CHN").spec.lines)


@pytest.mark.parametrize("worldview", Atlas.worldviews())
def test_every_disputed_area_can_be_told(worldview: str) -> None:
    atlas = Atlas.load(worldview)
    told = take(f"worldview={worldview}&to=2026-06-30").spec.disputed
    assert [area.key for area in told] == [area.key for area in atlas.disputed]
    for area, place in zip(told, atlas.disputed, strict=True):
        assert place.geometry.buffer(0.01).intersects(shapely.Point(area.label_at))
        labels = dict(area.card.rows)
        assert labels["Controlled by"]
        assert labels["Since when"]
        assert area.card.text
        assert area.card.link_text
        assert len(area.stripes) <= 3
