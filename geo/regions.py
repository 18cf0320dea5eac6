"""Named parts of the world that a map can be framed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["FIT", "REGIONS", "Region"]

FIT = "fit"


@dataclass(frozen=True, slots=True)
class Region:
    """A frame: west, south, east, north in degrees; east may exceed 180, always west < east."""

    name: str
    title: str
    bounds: tuple[float, float, float, float]


def _regions(*rows: tuple[str, str, float, float, float, float]) -> Mapping[str, Region]:
    made = (Region(name, title, (west, south, east, north)) for name, title, west, south, east, north in rows)
    return MappingProxyType({region.name: region for region in made})


REGIONS = _regions(
    ("world", "World", -170.0, -58.0, 190.0, 78.0),
    ("south-caucasus", "South Caucasus and its neighbours", 27.0, 28.5, 60.0, 54.5),
    ("middle-east", "Middle East", 24.0, 11.0, 64.0, 43.0),
    ("eastern-europe", "Eastern Europe", 11.0, 40.0, 50.0, 61.0),
    ("europe", "Europe", -12.0, 34.0, 45.0, 71.0),
    ("central-asia", "Central Asia", 44.0, 33.0, 89.0, 56.0),
    ("south-asia", "South Asia", 59.0, 4.0, 99.0, 39.0),
    ("east-asia", "East Asia", 98.0, 17.0, 149.0, 54.0),
    ("south-east-asia", "South-East Asia", 91.0, -12.0, 142.0, 29.0),
    ("north-africa", "North Africa", -18.0, 14.0, 38.0, 38.0),
    ("africa", "Africa", -20.0, -36.0, 53.0, 38.0),
    ("north-america", "North America", -168.0, 13.0, -52.0, 72.0),
    ("central-america", "Central America and the Caribbean", -118.0, 6.0, -58.0, 33.0),
    ("south-america", "South America", -83.0, -56.0, -33.0, 14.0),
    ("oceania", "Oceania", 110.0, -48.0, 200.0, 5.0),
    ("pacific", "Pacific", 115.0, -48.0, 250.0, 62.0),
)
