"""Planes that the world is shown on, and its shapes on them as TopoJSON for the browser.

A plane is a projection and its centre. PROJ projects, on a sphere; coordinates are "plane degrees": x to the right, y
up, one unit is one degree of a great circle (R is 180 / pi), so that a grid in degrees is as fine on all of them.
Everything is cut where the plane ends before it is projected: nothing ever runs across the map.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray

from geo.clip import shapes_within
from geo.errors import UsageError
from geo.rim import Rim
from geo.sphere import sphere

__all__ = ["GLOBE_REACH", "NAMES", "REGIONAL_REACH", "STEP", "Plane"]

Points = NDArray[np.float64]
NAMES = ("mercator", "equal-earth", "regional", "globe")
RADIUS = 180.0 / np.pi
REGIONAL_REACH = 115.0  # degrees from the centre that an azimuthal equal-area map may show
GLOBE_REACH = 90.0
STEP = 5  # degrees: centres stand on this grid
_TAG = re.compile(r"(equal-earth|regional|globe)-(\d{1,3}[ew])-(\d{1,2}[ns])")


@dataclass(frozen=True)
class Plane:
    """A projection and where its centre is.

    Attributes
    ----------
    name : `mercator`, `equal-earth`, `regional` (Lambert azimuthal equal-area) or `globe` (orthographic)
    lon, lat : the centre in whole multiples of `STEP` degrees, -180 <= lon < 180. Equal Earth has its centre on the
        equator. Mercator is the same wherever it is looked at: its centre is 0, 0

    Raises
    ------
    UsageError : for another name or another centre
    """

    name: str
    lon: int = 0
    lat: int = 0

    def __post_init__(self) -> None:
        on_grid = self.lon % STEP == 0 and self.lat % STEP == 0 and -180 <= self.lon < 180 and -90 <= self.lat <= 90
        fitting = (self.name not in ("mercator", "equal-earth") or not self.lat) and (
            self.name != "mercator" or not self.lon
        )
        if self.name not in NAMES or not on_grid or not fitting:
            raise UsageError(f"there is no plane {self.name} around {self.lon}, {self.lat}")

    @classmethod
    def of(cls, projection: str, center: tuple[float, float]) -> Plane:
        """The plane of a composed map: its projection and centre."""
        lon, lat = (round(degrees / STEP) * STEP for degrees in center)
        lon = (lon + 180) % 360 - 180
        return cls(
            projection, 0 if projection == "mercator" else lon, lat if projection in ("regional", "globe") else 0
        )

    @classmethod
    def tagged(cls, tag: str) -> Plane | None:
        """The plane of a `tag`; None if there is none of that name and centre."""
        found = _TAG.fullmatch(tag)
        if not found:
            return cls("mercator") if tag == "mercator" else None
        lon, lat = (int(text[:-1]) * (-1 if text[-1] in "ws" else 1) for text in found.groups()[1:])
        try:
            made = cls(found[1], lon, lat)
        except UsageError:
            return None
        return made if made.tag == tag else None

    @property
    def tag(self) -> str:
        """Name and centre in letters that may stand in a file name: `regional-45e-40n`."""
        if self.name == "mercator":
            return self.name
        return f"{self.name}-{abs(self.lon)}{'ew'[self.lon < 0]}-{abs(self.lat)}{'ns'[self.lat < 0]}"

    @property
    def reach(self) -> float:
        """Degrees from the centre that are shown; 180 where all is."""
        return {"regional": REGIONAL_REACH, "globe": GLOBE_REACH}.get(self.name, 180.0)

    def points(self, lonlat: Points) -> Points:
        """(n, 2) longitudes and latitudes to (n, 2) plane degrees; not a number for what the plane does not show."""
        lonlat = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        lon, lat = lonlat[:, 0], np.clip(lonlat[:, 1], -90, 90)
        if self.name == "equal-earth":
            lon = (lon - self.lon + 180) % 360 - 180
        x, y = self._transformer.transform(lon, lat)
        made = np.column_stack([x, y])
        if self.reach < 180:
            made[self._off(lonlat) > self.reach + 1e-9] = np.nan
        return made

    def topojson(self, topology: bytes) -> bytes:
        """The shapes of a built file on this plane: the same objects and ids, without what is not shown.

        Arcs are in plane degrees on a grid as fine as that of the file, and borders are shared as there. Members more:
        `plane` (`name`, `lon`, `lat`, `reach`) and the object `edge`, one polygon: the rim of what the plane shows.
        Where a country is cut, it runs along the rim from point to point: its border is none there.

        Mercator is what the file has already.
        """
        if self.name == "mercator":
            return topology
        return _topojson(self, topology)

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        shape = {
            "mercator": "+proj=merc +lon_0=0 +over",
            "equal-earth": "+proj=eqearth +lon_0=0",
            "regional": f"+proj=laea +lat_0={self.lat} +lon_0={self.lon}",
            "globe": f"+proj=ortho +lat_0={self.lat} +lon_0={self.lon}",
        }[self.name]
        flat = pyproj.CRS.from_proj4(f"{shape} +R={RADIUS} +units=m +type=crs")
        degrees = pyproj.CRS.from_proj4(f"+proj=longlat +R={RADIUS} +type=crs")
        return pyproj.Transformer.from_crs(degrees, flat, always_xy=True)

    def _off(self, lonlat: Points) -> Points:
        """Degrees from the centre."""
        return np.asarray(np.degrees(np.arccos(np.clip(self.rim.cosines(lonlat), -1, 1))))

    @cached_property
    def rim(self) -> Rim:
        """Where the plane ends."""
        return Rim(self.lon, self.lat, self.reach)


@lru_cache(maxsize=4)
def _topojson(plane: Plane, topology: bytes) -> bytes:
    ground = sphere(topology)
    objects, arcs = shapes_within(ground, plane.rim, plane.points)
    whole: dict[str, Any] = {
        "type": "Topology",
        "plane": {"name": plane.name, "lon": plane.lon, "lat": plane.lat, "reach": plane.reach},
        "transform": {"scale": [ground.grid, ground.grid], "translate": [0, 0]},
        "objects": objects,
        "arcs": [np.diff(arc, axis=0, prepend=[[0, 0]]).tolist() for arc in arcs],
    }
    return json.dumps(whole, separators=(",", ":")).encode()
