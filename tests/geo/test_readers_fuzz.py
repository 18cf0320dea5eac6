"""Whatever is in a file, reading gives a table or a DataError, no warning, and stays within its memory."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.errors import DataError
from geo.io import to_bytes
from geo.rawtable import RawTable
from geo.readers import SUFFIXES, scan_bytes

ROOT = Path(__file__).parents[2]
SEED = pd.DataFrame(
    {
        "source": ["Türkiye", "Iran", "=1+1", ""],
        "target": ["Ägypten", "Israel", "'x", "a;b|c\td"],
        "intensity": [1.0, 2.5, 3.0, 5.0],
        "summary": ['say "no"', "two\nlines", "@SUM(A1)", "„“…"],
    }
)
GEOJSON = b"""{"type": "FeatureCollection", "features": [{"type": "Feature", "id": 1, "properties": {"a": "Iran"},
 "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}}, {"type": "Feature", "properties": null}]}"""
GEXF = b"""<?xml version="1.0" encoding="UTF-8"?><gexf xmlns="http://gexf.net/1.3"><graph defaultedgetype="undirected">
<attributes class="edge"><attribute id="0" title="t" type="boolean"><default>true</default></attribute></attributes>
<nodes><node id="1" label="Iran"/></nodes><edges><edge id="0" source="1" target="2" start="2020"><spells><spell
start="2021"/></spells><attvalues><attvalue for="0" value="x"/></attvalues></edge></edges></graph></gexf>"""


@functools.cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    text = to_bytes(SEED, ".csv")
    tables = (
        text,
        text.decode().encode("cp1252"),
        text.decode().encode("utf-16"),
        b"sep=;\na;b\n1,5;'x'\n",
        b'a,b\n"x \\"y\\"",\'z\'\n',
    )
    own = {suffix: (to_bytes(SEED, suffix),) for suffix in (".xlsx", ".parquet", ".json", ".graphml")}
    lines = b'{"a": 1, "b": [2]}\n{"a": null}\n'
    framed = b'{"nodes": [{"id": 1, "name": "x"}], "links": [{"source": 1, "target": 2}]}'
    return own | {
        **dict.fromkeys((".csv", ".tsv", ".txt"), tables),
        ".json": (*own[".json"], framed, lines),
        ".jsonl": (lines,),
        ".geojson": (GEOJSON,),
        ".gexf": (GEXF,),
    }


PIECES = [
    b"\0", b"\r", b"\n", b"\r\n", b'"', b"'", b"\\", b",", b";", b"\t", b"|", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf",
    b"\xc3", b"=cmd|' /C calc'!A0", b"[", b"{", b"}", b"]", b"<", b">", b"&", b"&#0;", b"&x;", b"</", b"]]>", b"NaN",
    b"1e999", b"-0", b"\\ud800", b"null", b"a,a,a\n", b"\x1f", b"\xe2\x80\xae", b"9" * 40,
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, suffix: str) -> bytes:
    """A file of the kind with some bytes taken out, put in or said twice."""
    data = draw(st.sampled_from(seeds()[suffix]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=6) | st.just(data[start : start + 80]))
        data = data[:start] + piece + data[end:]
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


def read(name: str, data: bytes) -> RawTable | None:
    """What is read, if anything is; any other error than a DataError comes through."""
    with suppress(DataError):
        raw = scan_bytes(name, data)
        assert raw.frame.index.is_unique
        assert raw.frame.columns.is_unique
        assert all(isinstance(cell, str) for column in raw.frame.columns for cell in raw.frame[column])
        for problem in raw.problems:
            assert problem.line(name)
        return raw
    return None


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=90)
@given(data=st.data())
def test_mutations(suffix: str, data: st.DataObject) -> None:
    read(f"t{suffix}", data.draw(mutated(suffix)))


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(st.binary(max_size=60))
@example(b"\xff\xfe")
@example(b"PK\x05\x06" + bytes(18))
def test_noise(suffix: str, data: bytes) -> None:
    read(f"t{suffix}", data)


def sheet(cells: str, texts: str = "") -> str:
    """Code that makes a workbook around the cells of its sheet."""
    return f"""
import io, zipfile
out = io.BytesIO()
kinds = "".join(f'<Override PartName="/xl/{{p}}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    f'spreadsheetml.{{k}}+xml"/>' for p, k in [("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"),
    ("sharedStrings", "sharedStrings")])
rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("[Content_Types].xml", f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'{{kinds}}</Types>')
    z.writestr("_rels/.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{{rels}}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    z.writestr("xl/_rels/workbook.xml.rels", f'<Relationships '
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{{rels}}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{{rels}}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
    z.writestr("xl/workbook.xml", f'<workbook {{main}} xmlns:r="{{rels}}"><sheets>'
        f'<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>')
    z.writestr("xl/sharedStrings.xml", f'<sst {{main}}>' + {texts or "''"} + '</sst>')
    with z.open("xl/worksheets/sheet1.xml", "w") as part:
        for piece in (f'<worksheet {{main}}><sheetData>', *({cells}), '</sheetData></worksheet>'):
            part.write(piece.encode())
data = out.getvalue()
"""


DICTIONARY = """
import io, pyarrow as pa, pyarrow.parquet as pq
long = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["x" * 1_000_000]))
out = io.BytesIO()
pq.write_table(pa.table({"a": long, "b": long}), out)
data = out.getvalue()
"""
LIE = """
data = bytearray(data)
place = data.rfind(b"xl/worksheets/sheet1.xml") - 46
data[place + 24 : place + 28] = (99).to_bytes(4, "little")
data = bytes(data)
"""
ENTITIES = """
lines = [b'<!ENTITY e%d "%b">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, 40)]
data = b"<!DOCTYPE a [" + b"".join(lines) + b"]><a>&e39;</a>"
"""
CELL = """'<c r="%s%d" t="inlineStr"><is><t>x</t></is></c>'"""
# Name, code that makes `data`, and whether it is read (True), refused (False), or either.
HEAVY: list[tuple[str, str, bool | None]] = [
    ("cell.csv", "data = b'a,b\\n1,' + b'x' * 50_000_000 + b'\\n'", True),
    ("open.csv", "data = b'a,b\\n1,\"' + b'x\\n' * 45_000_000", False),
    ("marks.csv", "data = b'a,b\\n' + b',' * 90_000_000", False),
    ("header.csv", "data = b'a' + b',a' * 40_000_000", False),
    ("quotes.csv", "data = b'a,b\\n' + b'\"' * 95_000_000", None),
    ("latin.csv", "data = b'a,b\\n' + b'\\xe4\\xf6,\\xfc\\n' * 200_000 + b'x' * 60_000_000", None),
    ("wide.txt", "data = ('a,b\\n' + '\\u4e2d,\\U0001f600\\n' * 9_000_000).encode('utf-16')[:99_000_000]", False),
    ("deep.json", "data = b'[{\"a\":' * 1_000_000", False),
    ("names.json", "data = ('[' + ','.join('{\"k%d\":1}' % i for i in range(200_000)) + ']').encode()", False),
    ("points.geojson", "data = b'{\"features\":[{\"a\":[' + b'[1,2],' * 3_900_000 + b'[]]}]}'", None),
    ("bomb.graphml", ENTITIES, False),
    (
        "quadratic.gexf",
        "data = b'<!DOCTYPE a [<!ENTITY e \"' + b'x' * 9_999 + b'\">]><a>' + b'&e;' * 50_000 + b'</a>'",
        False,
    ),
    (
        "attribute.graphml",
        "data = b'<graphml><graph><node id=\"' + b'x' * 60_000_000 + b'\"/></graph></graphml>'",
        None,
    ),
    ("deep.graphml", "data = b'<a>' * 20_000_000", False),
    ("flat.graphml", "data = b'<graphml>' + b'<a/>' * 5_000_000 + b'</graphml>'", False),
    ("far.xlsx", sheet(f"[{CELL} % ('A', 1) + {CELL} % ('XFD', 1_048_576)]"), False),
    ("spaces.xlsx", sheet("[' ' * 1_000_000] * 600"), False),
    ("rows.xlsx", sheet("['<row/>' * 10_000] * 5_000"), False),
    (
        "texts.xlsx",
        sheet("['<row>', '<c t=\"s\"><v>0</v></c>' * 500, '</row>']", "'<si><t>' + 'x' * 3_000_000 + '</t></si>'"),
        False,
    ),
    ("lying.xlsx", sheet("[' ' * 1_000_000] * 300") + LIE, False),
    ("dictionary.parquet", DICTIONARY, False),
]

HARNESS = """
import json, pathlib, re, resource, sys, time
sys.path.insert(0, {root!r})
import geo.readers
from geo.errors import DataError
{code}
used = time.process_time()
start = time.monotonic()
try:
    geo.readers.scan_bytes({name!r}, data)
    read = True
except DataError as error:
    read, said = False, str(error)[:300]
children = resource.getrusage(resource.RUSAGE_CHILDREN)
# A process's own `ru_maxrss` begins with that of whoever started it, here of all tests before; VmHWM does not.
own = int(re.search("VmHWM:[^0-9]*([0-9]+)", pathlib.Path("/proc/self/status").read_text())[1])
peak = max(own, children.ru_maxrss) // 1024
used = time.process_time() - used + children.ru_utime + children.ru_stime
print(json.dumps(dict(read=read, peak=peak, used=used, wall=time.monotonic() - start, said="" if read else said)))
"""


@pytest.mark.parametrize(("name", "code", "good"), HEAVY, ids=[name for name, *_ in HEAVY])
def test_heavy_files(name: str, code: str, good: bool | None) -> None:
    """In a process of its own; what it takes to make the file counts too."""
    source = HARNESS.format(root=str(ROOT), code=code, name=name)
    run = subprocess.run([sys.executable, "-W", "error", "-c", source], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout)
    print(name, found)
    assert good in (None, found["read"])
    assert found["peak"] < 1000
    assert found["used"] < 20
