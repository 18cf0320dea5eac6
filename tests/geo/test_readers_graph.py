"""Lines on a map and edges of graphs as relations."""

from __future__ import annotations

import json
from io import BytesIO

import networkx as nx
import pandas as pd
import pytest

from geo.errors import DataError, UsageError
from geo.io import to_bytes
from geo.readers import scan_bytes
from tests.geo.test_readers import refused, rows_of


def feature(points: list[list[float]] | None, kind: str = "LineString", **properties: object) -> dict[str, object]:
    geometry = {"type": kind, "coordinates": points} if points is not None else None
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def geojson(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


LINE = [[49.9, 40.4], [50.0, 41.0], [37.6, 55.8]]


def test_lines_with_names() -> None:
    data = geojson(
        feature(LINE, von="Azerbaijan", nach="Russia", n=2.50),
        feature([[0, 0]], kind="Point", name="x"),
        feature([[LINE[0], LINE[1]], [LINE[2], LINE[2]]], kind="MultiLineString", von="Iran", nach="Israel"),
        feature(None, von="Chad", nach="Mali"),
    )
    for name in ("t.geojson", "t.json"):
        raw = scan_bytes(name, data)
        assert list(raw.frame.columns) == ["von", "nach", "n"]
        assert rows_of(raw) == [("Azerbaijan", "Russia", "2.5"), ("Iran", "Israel", ""), ("Chad", "Mali", "")]
        assert raw.notes == ("1 feature that is no line left out",)


def test_lines_without_names() -> None:
    raw = scan_bytes("t.geojson", geojson(feature(LINE, kind_="tension"), feature([LINE], kind="MultiLineString")))
    assert list(raw.frame.columns) == ["kind_", "from_lon", "from_lat", "to_lon", "to_lat"]
    assert rows_of(raw) == [("tension", "49.9", "40.4", "37.6", "55.8"), ("", "49.9", "40.4", "37.6", "55.8")]
    assert "ends of the lines were added as from_lon" in raw.notes[0]


def test_geojson_that_can_not_be_read() -> None:
    assert "no lines, only features of type Polygon" in refused("t.geojson", geojson(feature([[0]], kind="Polygon")))
    assert "not GeoJSON" in refused("t.geojson", b'{"data": [{"a": 1}]}')
    assert "not a record" in scan_bytes("t.geojson", geojson(7, feature(LINE, a=1))).problems[0].message


def graphml(graph: nx.Graph) -> bytes:
    out = BytesIO()
    nx.write_graphml_xml(graph, out)
    return out.getvalue()


def gexf(graph: nx.Graph) -> bytes:
    out = BytesIO()
    nx.write_gexf(graph, out)
    return out.getvalue()


def test_graphs_from_networkx() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("a", label="Azerbaijan", size=3)
    graph.add_node("b", label="Russia", size=2)
    graph.add_edge("b", "a", weight=-3.5, kind="tension")
    graph.add_edge("a", "b", weight=2.0, kind="support")
    graph.add_edge("a", "b", weight=1.0, kind="support")
    raw = scan_bytes("t.graphml", graphml(graph))
    assert sorted(raw.frame["weight"]) == ["-3.5", "1.0", "2.0"]
    assert set(zip(raw.frame["source"], raw.frame["target"], raw.frame["kind"], strict=True)) == {
        ("Russia", "Azerbaijan", "tension"),
        ("Azerbaijan", "Russia", "support"),
    }
    assert "mutual" not in raw.frame or not raw.frame["mutual"].any()
    raw = scan_bytes("t.gexf", gexf(graph))
    assert set(zip(raw.frame["source"], raw.frame["target"], raw.frame["weight"], strict=True)) == {
        ("Russia", "Azerbaijan", "-3.5"),
        ("Azerbaijan", "Russia", "2.0"),
        ("Azerbaijan", "Russia", "1.0"),
    }


def test_undirected_graphs_are_mutual() -> None:
    graph = nx.Graph()
    graph.add_edge("Iran", "Israel", weight=-1)
    for name, data in (("t.graphml", graphml(graph)), ("t.gexf", gexf(graph))):
        raw = scan_bytes(name, data)
        assert set(raw.frame["mutual"]) == {"true"}
        assert {raw.frame["source"][1], raw.frame["target"][1]} == {"Iran", "Israel"}, "ids are names"


GRAPHML = """<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="k0" for="edge" attr.name="since" attr.type="int"><default>1999</default></key>
<key id="k1" for="node" attr.name="iso" attr.type="string"/>
<graph edgedefault="undirected">
<edge id="e7" source="n1" target="n2" directed="true"><data key="k0">007</data></edge>
<edge source="n2" target="n1"/>
<node id="n1"><data key="k1">IRN</data></node><node id="n2"><data key="k1">ISR</data></node>
</graph></graphml>"""


def test_graphml_keeps_order_spelling_and_direction() -> None:
    raw = scan_bytes("t.graphml", GRAPHML.encode())
    assert raw.frame.to_dict("list") == {
        "source": ["IRN", "ISR"],
        "target": ["ISR", "IRN"],
        "since": ["007", "1999"],
        "id": ["e7", ""],
        "mutual": ["", "true"],
    }
    other = scan_bytes("t.graphml", GRAPHML.replace(' xmlns="http://graphml.graphdrawing.org/xmlns"', "").encode())
    assert rows_of(other) == rows_of(raw)


GEXF = """<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed" mode="dynamic">
<attributes class="edge" mode="dynamic"><attribute id="0" title="strength" type="double"/></attributes>
<nodes><node id="1" label="Iran"/><node id="2" label="Israel"/></nodes>
<edges>
<edge id="a" source="1" target="2" start="2024-04-01" end="2024-04-14" kind="tension" weight="-4"/>
<edge id="b" source="2" target="1" type="mutual"><spells><spell start="2020" end="2021"/><spell start="2023.0"/></spells></edge>
<edge id="c" source="1" target="2"><attvalues>
<attvalue for="0" value="1" start="2001" end="2002"/><attvalue for="0" value="5" start="2002"/></attvalues></edge>
</edges></graph></gexf>"""  # noqa: E501


def test_gexf_with_dates() -> None:
    raw = scan_bytes("t.gexf", GEXF.encode())
    columns = ["source", "key", "start", "end", "kind", "weight", "mutual", "strength"]
    assert list(raw.frame[columns].itertuples(index=False, name=None)) == [
        ("Iran", "a", "2024-04-01", "2024-04-14", "tension", "-4", "", ""),
        ("Israel", "b", "2020", "2021", "", "", "true", ""),
        ("Israel", "b", "2023", "", "", "", "true", ""),
        ("Iran", "c", "2001", "2002", "", "", "", "1"),
        ("Iran", "c", "2002", "", "", "", "", "5"),
    ]


BOMB = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;">]><graphml><a>&y;</a></graphml>'
HOLDS = "<graphml><graph>%s</graph></graphml>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "defines entities"),
        ("<graphml>", "not XML"),
        ("<graphml/>", "no edges"),
        ("<graphml/>x", "not XML"),
        ('<?xml version="1.0" encoding="no-such"?><graphml/>', "not XML"),
        ("a,b\n1,2\n", "not XML"),
        ("<a>" * 200 + "</a>" * 200, "nested too deep"),
        (HOLDS % '<hyperedge id="1"/>', "joins more than two"),
        (HOLDS % '<edge source="a" target="b"><data key="no">1</data></edge>', "can't be read"),
        (HOLDS % ("<edge>" + "<a/>" * 30_000 + "</edge>"), "more than 1,000 elements"),
    ],
)
def test_graphs_that_can_not_be_read(text: str, words: str) -> None:
    assert words in refused("t.graphml", text.encode())


def test_networkx_reads_what_we_write() -> None:
    table = pd.DataFrame(
        {"source": ["AZE", "RUS"], "target": ["RUS", "IRN"], "intensity": [2.5, 3.0], "s": ["<&>", ""]}
    )
    graph = nx.parse_graphml(to_bytes(table, ".graphml").decode())
    assert graph.is_directed()
    assert [graph.nodes[node]["label"] for node in graph] == ["AZE", "RUS", "IRN"]
    assert graph.edges["n0", "n1"] == {"intensity": 2.5, "s": "<&>"}


def test_what_graphml_can_not_hold() -> None:
    with pytest.raises(UsageError, match="control characters"):
        to_bytes(pd.DataFrame({"source": ["a\x01"], "target": ["b"]}), ".graphml")
    with pytest.raises(UsageError, match="source and target"):
        to_bytes(pd.DataFrame({"a": ["b"]}), ".graphml")


def test_two_attributes_of_one_name() -> None:
    twice = GRAPHML.replace('for="node" attr.name="iso"', 'for="edge" attr.name="Since"')
    with pytest.raises(DataError, match='two columns "since"'):
        scan_bytes("t.graphml", twice.encode())


def test_keys_that_networkx_counts_for_each_pair_are_no_ids() -> None:
    graph = nx.MultiDiGraph([("IRN", "ISR", {"kind": "tension"}), ("IRN", "SYR", {"kind": "support"})])
    packed = BytesIO()
    nx.write_graphml(graph, packed)
    raw = scan_bytes("t.graphml", packed.getvalue())
    assert list(raw.frame.columns) == ["source", "target", "kind", "key"]
    assert raw.frame["key"].tolist() == ["0", "0"]
