"""The usual plotly app: a Choropleth of the balances, and the relations as Scattergeo lines, a trace per look."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

COLORS = {"support": "#1b5fa6", "tension": "#c2410c"}


def balances(table: pd.DataFrame) -> pd.Series:
    """Support minus tension of each country, whoever acts."""
    signed = table["intensity"].where(table["kind"] == "support", -table["intensity"])
    ends = pd.concat([pd.DataFrame({"id": table[end], "balance": signed}) for end in ("source", "target")])
    return ends.groupby("id")["balance"].sum()


def lines(table: pd.DataFrame, kind: str, intensity: float) -> go.Scattergeo:
    """Each line is two points and a gap."""
    gap = pd.Series(None, index=table.index, dtype=float)
    places = {
        axis: pd.concat([table[f"source_{axis}"], table[f"target_{axis}"], gap], axis=1).to_numpy().ravel()
        for axis in ("lon", "lat")
    }
    return go.Scattergeo(
        **places,
        mode="lines",
        line={"color": COLORS[kind], "width": intensity},
        text=table["label"].repeat(3),
        hoverinfo="text",
        name=f"{kind} {intensity:g}",
        showlegend=False,
    )


def build(shapes: dict[str, Any], table: pd.DataFrame, start: dict[str, Any]) -> go.Figure:
    names = {one["id"]: one["properties"]["name"] for one in shapes["features"]}
    figure = go.Figure(
        go.Choropleth(
            geojson=shapes,
            locations=list(names),
            z=balances(table).reindex(list(names)).fillna(0),
            text=list(names.values()),
            colorscale="RdBu",
            zmid=0,
            marker_line_width=0.5,
            colorbar_title="Balance",
        )
    )
    for (kind, intensity), part in table.groupby(["kind", "intensity"]):
        figure.add_trace(lines(part, kind, intensity))
    west, south, east, north = start["bounds"]
    figure.update_geos(
        visible=False, projection_type="mercator", lonaxis_range=[west, east], lataxis_range=[south, north]
    )
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, height=start["height"], uirevision="map")
    return figure


@st.cache_data
def read(folder: str) -> tuple[dict[str, Any], pd.DataFrame, dict[str, Any]]:
    place = Path(folder)
    shapes, start = (json.loads((place / name).read_text("utf-8")) for name in ("shapes.geojson", "start.json"))
    return shapes, pd.read_csv(place / "relations.csv"), start


def main() -> None:
    st.set_page_config(page_title="plotly", layout="wide")
    shapes, table, start = read(os.environ["BENCH_DATA"])
    with st.sidebar:
        kinds = st.pills("Kind", ["Support", "Tension"], selection_mode="multi", default=["Support", "Tension"])
    shown = table[table["kind"].str.capitalize().isin(kinds)]
    st.plotly_chart(build(shapes, shown, start), width="stretch", config={"scrollZoom": True})


if __name__ == "__main__":
    main()
