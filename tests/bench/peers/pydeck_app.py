"""The usual pydeck app: a GeoJsonLayer filled by balance, and a GreatCircleLayer of the relations."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pydeck as pdk
import streamlit as st

COLORS = {"support": [27, 95, 166], "tension": [194, 65, 12]}
GREY = [238, 238, 238]


def balances(table: pd.DataFrame) -> dict[str, float]:
    """Support minus tension of each country, whoever acts."""
    signed = table["intensity"].where(table["kind"] == "support", -table["intensity"])
    ends = pd.concat([pd.DataFrame({"id": table[end], "balance": signed}) for end in ("source", "target")])
    return ends.groupby("id")["balance"].sum().to_dict()


def colour(balance: float | None, most: float) -> list[int]:
    if balance is None:
        return GREY
    full, share = COLORS["support" if balance > 0 else "tension"], abs(balance) / most
    return [round(grey + (tone - grey) * share) for grey, tone in zip(GREY, full, strict=True)]


def filled(shapes: dict[str, Any], table: pd.DataFrame) -> dict[str, Any]:
    found = balances(table)
    most = max(map(abs, found.values()), default=1) or 1
    features = [
        {**one, "properties": {"label": one["properties"]["name"], "fill": colour(found.get(one["id"]), most)}}
        for one in shapes["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


def build(shapes: dict[str, Any], table: pd.DataFrame, start: dict[str, Any]) -> pdk.Deck:
    countries = pdk.Layer(
        "GeoJsonLayer",
        filled(shapes, table),
        id="countries",
        get_fill_color="properties.fill",
        get_line_color=[120, 120, 120],
        line_width_min_pixels=0.5,
        pickable=True,
    )
    columns = ["source_lon", "source_lat", "target_lon", "target_lat", "intensity", "label"]
    relations = pdk.Layer(
        "GreatCircleLayer",
        table[columns].assign(color=table["kind"].map(COLORS)),
        id="relations",
        get_source_position=["source_lon", "source_lat"],
        get_target_position=["target_lon", "target_lat"],
        get_source_color="color",
        get_target_color="color",
        get_width="intensity",
        pickable=True,
    )
    latitude, longitude = start["center"]
    return pdk.Deck(
        [countries, relations],
        # One zoom less: its tiles are of 512 pixels
        initial_view_state=pdk.ViewState(longitude=longitude, latitude=latitude, zoom=start["zoom"] - 1),
        map_provider=None,
        map_style=None,
        tooltip={"text": "{label}"},
    )


@st.cache_data
def read(folder: str) -> tuple[dict[str, Any], pd.DataFrame, dict[str, Any]]:
    place = Path(folder)
    shapes, start = (json.loads((place / name).read_text("utf-8")) for name in ("shapes.geojson", "start.json"))
    return shapes, pd.read_csv(place / "relations.csv"), start


def main() -> None:
    st.set_page_config(page_title="pydeck", layout="wide")
    shapes, table, start = read(os.environ["BENCH_DATA"])
    with st.sidebar:
        kinds = st.pills("Kind", ["Support", "Tension"], selection_mode="multi", default=["Support", "Tension"])
    shown = table[table["kind"].str.capitalize().isin(kinds)]
    st.pydeck_chart(build(shapes, shown, start), height=start["height"])


if __name__ == "__main__":
    main()
