"""The usual folium app: a choropleth with tooltips and one PolyLine for each relation, rebuilt on every run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

COLORS = {"support": "#1b5fa6", "tension": "#c2410c"}
MANY = 1000


def balances(table: pd.DataFrame) -> pd.DataFrame:
    """Support minus tension of each country, whoever acts."""
    signed = table["intensity"].where(table["kind"] == "support", -table["intensity"])
    ends = pd.concat([pd.DataFrame({"id": table[end], "balance": signed}) for end in ("source", "target")])
    return ends.groupby("id", as_index=False)["balance"].sum()


def build(shapes: dict[str, Any], table: pd.DataFrame, start: dict[str, Any]) -> folium.Map:
    made = folium.Map(start["center"], zoom_start=start["zoom"], tiles=None, prefer_canvas=len(table) > MANY)
    most = max(balances(table)["balance"].abs().max(), 1)
    filled = folium.Choropleth(
        shapes,
        balances(table),
        columns=["id", "balance"],
        key_on="feature.id",
        bins=[-most, -most / 2, -most / 6, most / 6, most / 2, most],
        fill_color="RdBu",
        nan_fill_color="#eeeeee",
        fill_opacity=0.7,
        line_weight=0.5,
        legend_name="Balance of support and tension",
    ).add_to(made)
    folium.GeoJsonTooltip(["name"], labels=False).add_to(filled.geojson)
    for row in table.itertuples():
        ends = [(row.source_lat, row.source_lon), (row.target_lat, row.target_lon)]
        folium.PolyLine(ends, color=COLORS[row.kind], weight=row.intensity, tooltip=row.label).add_to(made)
    return made


@st.cache_data
def read(folder: str) -> tuple[dict[str, Any], pd.DataFrame, dict[str, Any]]:
    place = Path(folder)
    shapes, start = (json.loads((place / name).read_text("utf-8")) for name in ("shapes.geojson", "start.json"))
    return shapes, pd.read_csv(place / "relations.csv"), start


def main() -> None:
    st.set_page_config(page_title="folium", layout="wide")
    shapes, table, start = read(os.environ["BENCH_DATA"])
    with st.sidebar:
        kinds = st.pills("Kind", ["Support", "Tension"], selection_mode="multi", default=["Support", "Tension"])
    shown = table[table["kind"].str.capitalize().isin(kinds)]
    made = build(shapes, shown, start)
    st_folium(made, height=start["height"], use_container_width=True, returned_objects=["last_object_clicked"])


if __name__ == "__main__":
    main()
