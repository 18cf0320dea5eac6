"""What the bench draws: tables of relations, and the files the peers read."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import pandas as pd
import shapely

from geo import Atlas

__all__ = ["HEIGHT", "Start", "peer_files", "sovereign", "table"]

HEIGHT = 780  # of the peers' maps in pixels: less to paint than the map of Faultlines in the same window, not more
COARSE = 0.05  # degrees; as coarse as the shapes that Faultlines shows first


@dataclass(frozen=True, slots=True)
class Start:
    """Where the peers' maps look at first: `center` as (latitude, longitude), `bounds` as west, south, east, north."""

    center: tuple[float, float]
    zoom: int
    bounds: tuple[float, float, float, float]


def sovereign(atlas: Atlas) -> list[str]:
    """The states of the world: all that the Correlates of War project counts as members of the system today."""
    with files("data").joinpath("schemes.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["scheme"] == "cow" and not row["valid_to"]]
    return sorted({row["iso3"] for row in rows} & atlas.countries.keys())


def table(count: int, path: Path, codes: Sequence[str]) -> Path:
    """A relation table of `count` rows among the given countries, the same every time."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source", "target", "kind", "intensity", "start", "mutual", "status", "summary", "id"])
        for number in range(count):
            source, target = dice.sample(codes, 2)
            start = date(2025, dice.randint(1, 6), dice.randint(1, 28)).isoformat()
            kind, strength = dice.choice(["support", "tension"]), dice.randint(1, 5)
            writer.writerow([source, target, kind, strength, start, "false", "documented", "Something.", f"x{number}"])
    return path


def peer_files(folder: Path, relations: pd.DataFrame, atlas: Atlas, start: Start) -> Path:
    """Shapes, relations with the places of their ends, and where to look, in a folder that a peer reads."""
    folder.mkdir(parents=True, exist_ok=True)
    coarse = atlas.shapes.geometry.simplify(COARSE).values
    # plotly fills what lies to the right of an outline, and the others do not mind
    wound = shapely.orient_polygons(coarse, exterior_cw=True)
    features = [
        {
            "type": "Feature",
            "id": key,
            "properties": {"name": atlas.name(key)},
            "geometry": shapely.geometry.mapping(one),
        }
        for key, one in zip(atlas.shapes.index, wound, strict=True)
    ]
    shapes = {"type": "FeatureCollection", "features": features}
    (folder / "shapes.geojson").write_text(json.dumps(shapes, separators=(",", ":")), encoding="utf-8")
    _placed(relations, atlas).to_csv(folder / "relations.csv", index=False)
    where = {"center": start.center, "zoom": start.zoom, "bounds": start.bounds, "height": HEIGHT}
    (folder / "start.json").write_text(json.dumps(where), encoding="utf-8")
    return folder


def _placed(relations: pd.DataFrame, atlas: Atlas) -> pd.DataFrame:
    kept = relations[["source", "target", "kind", "intensity"]].copy()
    names = [relations[end].map(atlas.name) for end in ("source", "target")]
    kept["label"] = names[0] + " to " + names[1] + ": " + relations["summary"].fillna("").astype(str)
    for end in ("source", "target"):
        for axis, name in enumerate(("lon", "lat")):
            kept[f"{end}_{name}"] = [round(atlas.countries[key].anchor[axis], 4) for key in relations[end]]
    return kept
