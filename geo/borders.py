"""Whose borders a map draws, of which day, and what it tells of the areas they are disputed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import shapely

from geo import worldviews
from geo.countries import Atlas, DisputedArea
from geo.dates import day_name, month_name, widen_start
from geo.relations import Dataset
from geo.select import window_of
from geo.spec import Area, Card, Disputed
from geo.view import View

__all__ = ["atlas_of", "borders", "day_of", "disputed", "steady", "with_standing"]

Namer = Callable[[str], str]

MOST_STRIPES = 3
HERE = "On this map"
_BORDERS = {
    "un": "Internationally recognised borders (UN)",
    "de-facto": "Borders as they are held (de facto)",
}


def day_of(view: View, dataset: Dataset) -> date:
    """The day whose borders a map of the view has: the one it shows, else the last one of its window."""
    first, last = window_of(view, dataset)
    return view.at if view.at and (view.since or first <= view.at <= last) else last


def atlas_of(view: View, dataset: Dataset) -> Atlas:
    """The shapes of a view on that day: as its worldview has them, or as the usual one where there is no such."""
    known = view.worldview in Atlas.worldviews()
    return Atlas.load(view.worldview if known else View().worldview, day_of(view, dataset))


def borders(atlas: Atlas, name: Namer, day: date | None = None) -> str:
    """Whose borders a map has, in words; with the day, if they are not those of the present."""
    state = name(atlas.worldview)
    article = "the " if state.startswith("United ") else ""
    words = _BORDERS.get(atlas.worldview) or f"Borders as {article}{state} draws them"
    if atlas.day is None or _drawn(atlas.worldview, atlas.day) == _drawn(atlas.worldview, None):
        return words
    told = day if day and worldviews.moment(day) == atlas.day else atlas.day
    return words if told == date.min else f"{words}, {day_name(told)}"


def steady(atlas: Atlas, window: tuple[date, date], day: date) -> tuple[str, ...]:
    """The note that all days of a window are drawn with the borders of one, if others would have others."""
    first, last = window
    days = [first, *(change for change in worldviews.changes() if first < change <= last)]
    if len({_land(atlas.worldview, worldviews.moment(other)) for other in days}) == 1:
        return ()
    return (f"Borders are those of {day_name(day)}; some changed in this time",)


@lru_cache(maxsize=2_000)
def _land(worldview: str, day: date | None) -> tuple[str, ...]:
    """Whose each area is on a day; before it was disputed it belonged to whom the United Nations say."""
    owners = worldviews.assignments(worldview, day)
    usual = {period.key: period.owners["un"] for period in worldviews.periods()}
    return tuple(owners.get(key, usual[key]) for key in sorted(usual))


@lru_cache(maxsize=2_000)
def _drawn(worldview: str, day: date | None) -> tuple[object, ...]:
    """All that is seen of areas on a day."""
    there = worldviews.standing(day).items()
    return tuple(sorted((key, period.owners[worldview], period.controllers, period.claimants) for key, period in there))


def disputed(atlas: Atlas, name: Namer) -> tuple[Disputed, ...]:
    """The disputed areas of an atlas, as they are drawn and told about."""
    instead = {
        next((area.key for area in atlas.disputed if _holds(area, country.anchor)), ""): key
        for key, country in atlas.countries.items()
        if country.part_of
    }
    return tuple(
        Disputed(
            key=area.key,
            name=area.name,
            stripes=_stripes(area),
            card=_card(area, name),
            label_at=_inside(area.key, area.geometry),
            owner=area.in_country,
            stands_for=instead.get(area.key, ""),
        )
        for area in atlas.disputed
    )


def with_standing(areas: Sequence[Area], atlas: Atlas, name: Namer) -> tuple[Area, ...]:
    """The countries of a map; the cards of those without land in its worldview say whose it is there."""

    def told(area: Area) -> Area:
        owner = atlas.countries[area.key].part_of
        if not owner or not area.card:
            return area
        return replace(area, card=replace(area.card, rows=((HERE, f"part of {name(owner)}"), *area.card.rows)))

    return tuple(map(told, areas))


def _holds(area: DisputedArea, place: tuple[float, float]) -> bool:
    return bool(shapely.intersects_xy(area.geometry, *place))


def _stripes(area: DisputedArea) -> tuple[str, ...]:
    """Who holds it, who claims it, and whose it is in the worldview if that is neither."""
    mine = worldviews.OWN if area.own else area.in_country
    return tuple(filter(None, dict.fromkeys([*area.controllers, *area.claimants, mine])))[:MOST_STRIPES]


def _card(area: DisputedArea, name: Namer) -> Card:
    rows = [
        ("Controlled by", _listed(area.controllers, name, ", in part each") or "no state"),
        ("Claimed by", _listed(area.claimants, name)),
        ("Since when", _when(area.since)),
        ("Until", _when(area.until)),
        (HERE, _place(area, name)),
    ]
    there = tuple((label, text) for label, text in rows if text)
    return Card(title=area.name, rows=there, text=area.note, link_text=area.source)


def _place(area: DisputedArea, name: Namer) -> str:
    if area.own:
        return "a state of its own"
    return f"part of {name(area.in_country)}" if area.in_country else "no country's land"


def _listed(keys: Sequence[str], name: Namer, each: str = "") -> str:
    words = ["authorities of its own" if key == worldviews.OWN else name(key) for key in keys]
    return " and ".join(words) + (each if len(words) > 1 else "")


def _when(text: str) -> str:
    """`1967`, `June 1967` or `10 June 1967`."""
    if not text:
        return ""
    day = widen_start(text)
    return {4: str(day.year), 7: month_name(day)}.get(len(text), day_name(day))


_places: dict[str, tuple[float, float]] = {}  # an area is the same in all worldviews, on all days


def _inside(key: str, shape: shapely.Geometry) -> tuple[float, float]:
    """The roomiest place of an area, in degrees."""
    if key not in _places:
        largest = max(shapely.get_parts(shape), key=shapely.area)
        (lon, lat), _ = shapely.maximum_inscribed_circle(largest, 0.02).coords
        _places[key] = (round(lon, 2), round(lat, 2))
    return _places[key]
