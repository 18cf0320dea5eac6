"""Files as people have them: any usual mark, encoding and quotes, titles above the header, records in frames."""

from __future__ import annotations

import json
from io import BytesIO

import openpyxl
import pytest

from geo.errors import DataError
from geo.headless import NO_HEADER
from geo.rawtable import RawTable
from geo.readers import SUFFIXES, scan_bytes
from geo.reading import proposal_of


def rows_of(raw: RawTable) -> list[tuple[str, ...]]:
    assert not raw.problems
    return list(raw.frame.itertuples(index=False, name=None))


def columns_of(raw: RawTable) -> list[str]:
    return list(raw.frame.columns)


def refused(name: str, data: bytes) -> str:
    with pytest.raises(DataError) as caught:
        scan_bytes(name, data)
    [problem] = caught.value.problems
    return f"{problem.message} | {problem.suggestion}"


TEXT = "source,target,intensity\nIran,Israel,2.5\nChad,Mali,3\n"
ABOVE = "1 line above the header left out"
ROWS = [("Iran", "Israel", "2.5"), ("Chad", "Mali", "3")]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (TEXT, ()),
        (TEXT.replace("\n", "\r\n"), ()),
        (TEXT.replace("\n", "\r"), ()),
        (TEXT.replace("\n", "\r\n", 1), ()),
        (TEXT.replace(",", ";"), ("separated by semicolons",)),
        (TEXT.replace(",", "\t"), ("separated by tabs",)),
        (TEXT.replace(",", "|"), ("separated by bars",)),
        ("sep=;\n" + TEXT.replace(",", ";"), ("separated by semicolons",)),
        ("sep=|\r\n" + TEXT.replace(",", "|"), ("separated by bars",)),
        (
            TEXT.replace(",", ";").replace("2.5", "2,5"),
            ("separated by semicolons", "decimal commas in intensity"),
        ),
        ("Relations of, 2025\n\n" + TEXT.replace(",", ";"), ("separated by semicolons", ABOVE)),
        ("Relations;;;\n;;;\n" + TEXT.replace(",", ";").replace("\n", ";\n"), ("separated by semicolons", ABOVE)),
        (TEXT.replace("Iran", "'Iran'").replace("Chad", "'Chad'"), ("texts in single quotes",)),
        ("'source','target','intensity'\n'Iran','Israel',2.5\n'Chad','Mali',3\n", ("texts in single quotes",)),
        (TEXT.replace("Iran", '"Iran"'), ()),
        (TEXT.replace(",Israel", ', "Israel"'), ()),
    ],
)  # fmt: skip
def test_marks_and_quotes(text: str, notes: tuple[str, ...]) -> None:
    raw = scan_bytes("t.csv", text.encode())
    assert columns_of(raw) == ["source", "target", "intensity"]
    assert rows_of(raw) == ROWS
    assert list(raw.frame.index) == [1, 2]
    assert raw.notes == notes


def test_quotes_inside_a_text() -> None:
    doubled = b'a,b\n1,"he said ""no"", twice"\n'
    escaped = b'a,b\n1,"he said \\"no\\", twice"\n2,"back\\\\slash"\n'
    single = b"a,b\n'x','it''s, so'\n"
    assert rows_of(scan_bytes("t.csv", doubled)) == [("1", 'he said "no", twice')]
    assert rows_of(scan_bytes("t.csv", escaped)) == [("1", 'he said "no", twice'), ("2", "back\\slash")]
    assert rows_of(scan_bytes("t.csv", single)) == [("x", "it's, so")]
    assert rows_of(scan_bytes("t.csv", b"a,b\n'tis,it's\n'=x,y'\n")) == [("'tis", "it's"), ("=x", "y'")]


def test_marks_inside_texts_do_not_count() -> None:
    raw = scan_bytes("t.csv", b"source;target;note\nIran;Israel;one, two, three\nChad;Mali;one, two, three\n")
    assert rows_of(raw)[0] == ("Iran", "Israel", "one, two, three")
    raw = scan_bytes("t.csv", b"source,target,note\nIran,Israel,a;b;c;d;e\nChad,Mali,a;b;c;d;e\nPeru,Cuba,a;b;c;d;e\n")
    assert rows_of(raw)[0] == ("Iran", "Israel", "a;b;c;d;e")


@pytest.mark.parametrize("mark", "^~: ")
def test_a_rare_mark_parts_where_every_row_has_as_many_of_them(mark: str) -> None:
    raw = scan_bytes("t.csv", f"source{mark}target{mark}kind\nIran{mark}Israel{mark}tension\n".encode())
    assert rows_of(raw) == [("Iran", "Israel", "tension")]
    assert columns_of(scan_bytes("t.csv", f"a{mark}b{mark}c\nd{mark}e\n".encode())) == [f"a{mark}b{mark}c"]


def test_a_first_line_that_is_a_row_is_not_lost_as_the_header() -> None:
    lines = ["Iran,Israel,tension,5,2024-04-13", "Iran,Syria,support,4,2011-01-01"]
    raw = scan_bytes("t.csv", "\n".join(lines).encode())
    assert rows_of(raw) == [tuple(line.split(",")) for line in lines]
    assert raw.notes == (NO_HEADER,)
    mapping = proposal_of(raw).mapping  # type: ignore[union-attr]
    assert [mapping.columns[name][0] for name in ("source", "target", "kind", "intensity", "start")] == list("12345")
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line.split(","))
    packed = BytesIO()
    book.save(packed)
    assert rows_of(scan_bytes("t.xlsx", packed.getvalue())) == rows_of(raw)


@pytest.mark.parametrize("header", ["from,to,2020", "Iran,Iraq,Chad,2020", "id,to,no,1", "Iran,Iraq,kind", "2020,a"])
def test_a_header_stays_a_header(header: str) -> None:
    row = ",".join("x" * len(header.split(",")))
    assert columns_of(scan_bytes("t.csv", f"{header}\n{row}\n".encode())) == header.split(",")


GERMAN = "quelle;ziel;art\nTürkei;Österreich;Spannung „neu“\nSüdkorea;Ägypten;Unterstützung\n"
WORDS = {
    "cp1252": GERMAN,
    "latin_1": "quelle;ziel\nTürkei;Österreich\nSüdkorea;Ägypten\n",
    "cp1250": "kdo;komu;druh\nČesko;Řecko;podpora\nMaďarsko;Německo;napětí\nŠpanělsko;Švédsko;mír\n",
    "cp1254": "kaynak;hedef\nTürkiye;İsrail\nMısır;Kıbrıs\n",
    "cp1251": "откуда;куда\nРоссия;Украина\nАзербайджан;Турция\n",
    "cp1254 by headings": "Kaynak;Hedef;Tür;Şiddet;Başlangıç\nTürkiye;Azerbaycan;destek;5;2021\n",
    "latin_1 by spelling": "origen;destino\nEspaña;Marruecos\n",
    "cp852": "kto;komu\nPolska;Węgry\n",
    "koi8_r": "откуда;куда\nРоссия;Украина\nАзербайджан;Турция\n",
    "cp866": "откуда;куда\nРоссия;Украина\nАзербайджан;Турция\n",
    "cp1253": "πηγή;στόχος\nΕλλάδα;Τουρκία\nΚύπρος;Ισραήλ\n",
    "cp1255": "מקור;יעד\nישראל;איראן\n",
    "cp1256": "المصدر;الهدف\nإيران;إسرائيل\nالعراق;سوريا\n",
    "mac_roman": "quelle;ziel\nTürkei;Österreich\nSüdkorea;Ägypten\n",
    "gb18030": "来源;目标\n中国;美国\n俄罗斯;乌克兰\n",
    "shift_jis": "国;対象\n日本;中国\nロシア;ウクライナ\n",
    "euc_kr": "국가;대상\n대한민국;중국\n러시아;일본\n",
}


@pytest.mark.parametrize("encoding", [*WORDS, "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(encoding: str) -> None:
    text = WORDS.get(encoding, GERMAN)
    raw = scan_bytes("t.csv", text.encode(encoding.partition(" ")[0]))
    lines = [tuple(line.split(";")) for line in text.split()] if encoding != "cp1252" else None
    if lines and encoding in WORDS:
        assert [tuple(columns_of(raw)), *rows_of(raw)] == lines
    assert "\n".join(";".join(row) for row in rows_of(raw)) + "\n" == text.partition("\n")[2]
    assert any(note.startswith("read as") for note in raw.notes) == (not encoding.startswith("utf-8"))


def test_only_line_ends_end_lines() -> None:
    raw = scan_bytes("t.csv", "Title\x0b\x0c\u2028here\na,b\n1\u2028,2\x0c\n".encode())
    assert columns_of(raw) == ["a", "b"]
    assert rows_of(raw) == [("1\u2028", "2\x0c")]


def test_the_encoding_is_said() -> None:
    assert scan_bytes("t.csv", GERMAN.encode("cp1252")).notes[0] == "read as Windows-1252"
    assert scan_bytes("t.csv", "a,b\nTürkiye,1\n".encode("latin-1")).notes == ("read as Windows-1252",)
    assert scan_bytes("t.csv", WORDS["cp1251"].encode("cp1251")).notes[0] == "read as Windows-1251"
    assert scan_bytes("t.csv", GERMAN.encode("utf-16-le")).notes[0] == "read as UTF-16"


def test_a_broken_place_does_not_change_the_encoding() -> None:
    data = "a,b\nTürkiye,Ägypten\nx,y\n".encode()
    [problem] = scan_bytes("t.csv", data + b"z,\xff\n").problems
    assert (problem.row, problem.column) == (3, "b")
    [problem] = scan_bytes("t.csv", data[:-2] + "é".encode()[:1]).problems
    assert (problem.row, problem.column) == (2, "b"), "a letter that was cut off at the end"
    [problem] = scan_bytes("t.csv", "a,b\nx,yé".encode()[:-1]).problems
    assert problem.column == "b"


def test_what_is_no_text_is_refused() -> None:
    assert "not a text file" in refused("t.csv", bytes(range(256)) * 9)
    assert "endings are" in refused("t.doc", b"x")


FRAMES = [
    '{"data": %s}',
    '{"records": %s, "count": 2}',
    '{"meta": {"x": [1]}, "tags": [{"a": 1}], "data": %s}',
    '{"relationships": %s}',
    " %s ",
]


@pytest.mark.parametrize("frame", FRAMES)
def test_records_in_frames(frame: str) -> None:
    records = [{"source": "Iran", "target": "Israel"}, {"target": "Mali", "source": "Chad", "kind": "support"}]
    raw = scan_bytes("t.json", (frame % json.dumps(records)).encode())
    assert rows_of(raw) == [("Iran", "Israel", ""), ("Chad", "Mali", "support")]


def test_records_one_a_line() -> None:
    data = b'{"source": "Iran", "n": 1}\n\n{"source": "Chad", "n": 2.50}\n'
    for name in ("t.json", "t.jsonl"):
        assert rows_of(scan_bytes(name, data)) == [("Iran", "1"), ("Chad", "2.50")]
    assert rows_of(scan_bytes("t.jsonl", data.splitlines()[0])) == [("Iran", "1")]
    assert "in line 2" in refused("t.jsonl", b'{"a": 1}\n{"a": }\n')


def test_nodes_and_links() -> None:
    nodes = '"nodes": [{"id": 0, "name": "Iran"}, {"id": 1, "name": "Israel"}]'
    links = '"links": [{"source": 0, "target": 1, "weight": -3}]'
    for data in (f"{{{nodes}, {links}}}", f"{{{links}, {nodes}}}"):
        raw = scan_bytes("t.json", data.encode())
        assert rows_of(raw) == [("Iran", "Israel", "-3")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"source": 1}', "not a list"),
        (b"7", "not a list"),
        (b'[{"a": 1}', "not JSON"),
        (b'[{"a": 1}] x', "Extra data"),
        (b'[{"a": 1},]', "not JSON"),
        (b'{"data": [{"a": 1}]', "not JSON"),
        (b'{"data": [{"a": 1}], 7: 8}', "not JSON"),
        (b'{"data" [{"a": 1}]}', "not JSON"),
    ],
)
def test_json_that_is_broken(data: bytes, words: str) -> None:
    assert words in refused("t.json", data)


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_sheets_with_titles() -> None:
    table = [["Von", "Nach", "Stärke"], ["Iran", "Israel", 2.5], ["Chad", "Mali", 3]]
    raw = scan_bytes("t.xlsx", workbook(Info=[["About"], ["this file"]], Daten=[["Relations 2025"], [], *table]))
    assert columns_of(raw) == ["Von", "Nach", "Stärke"]
    assert rows_of(raw) == ROWS
    assert list(raw.frame.index) == [1, 2]
    assert raw.notes == ('read from the sheet "Daten"', "1 row above the header left out")
    named = scan_bytes("t.xlsx", workbook(Daten=table, relations=[["a", "b"], [1, 2]]))
    assert rows_of(named) == [("1", "2")]
    moved = scan_bytes("t.xlsx", workbook(Daten=[[], *[[None, None, *row] for row in table]]))
    assert columns_of(moved) == ["Von", "Nach", "Stärke"]
    assert rows_of(moved) == ROWS


def test_a_cell_over_several_rows_stands_in_each_of_them() -> None:
    book = openpyxl.Workbook()
    for row in (
        [],
        ["von", "nach", "art"],
        ["Iran", "Irak", "Freund"],
        [None, "Israel", "Feind"],
        ["Oman", "Iran", "x"],
    ):
        book.active.append(row)
    book.active.merge_cells("A3:A4")
    out = BytesIO()
    book.save(out)
    raw = scan_bytes("t.xlsx", out.getvalue())
    assert rows_of(raw) == [("Iran", "Irak", "Freund"), ("Iran", "Israel", "Feind"), ("Oman", "Iran", "x")]


def test_workbooks_that_can_not_be_read() -> None:
    assert "sheet is empty" in refused("t.xlsx", workbook(a=[]))
    assert "all is in one column, separated by semicolons" in refused("t.xlsx", workbook(a=[["a;b"], ["1;2"]]))
    assert 'two columns "a"' in refused("t.xlsx", workbook(a=[["a", "A"], [1, 2]]))


def test_progress_is_told() -> None:
    data = "source,target,n\n" + "Iran,Israel,1\n" * 60_000
    for content in (data, data + "broken\n"):
        told: list[tuple[float, str]] = []
        scan_bytes("t.csv", content.encode(), lambda fraction, text: told.append((fraction, text)))  # noqa: B023
        assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)
        assert told[-1][0] == 1
        assert "60,00" in told[-1][1]


def test_every_ending_takes_bytes() -> None:
    for suffix in SUFFIXES:
        assert "empty" in refused(f"t{suffix}", b"")
        with pytest.raises(DataError):
            scan_bytes(f"t{suffix.upper()}", b"\0\0\0")
