"""Files come back as they were written, and broken ones say where."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tempfile
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo import csvfile, excelfile, graphwriter, io, parquetfile, rawtable, readers
from geo.errors import DataError, UsageError
from geo.io import WRITABLE, read_table, to_bytes, to_csv_text, write_table
from geo.readers import scan_bytes, scan_table

HEADER = ["source", "target", "summary"]

# Everything a text of ours may hold: no control characters but tab and line end, no half characters.
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t,;\"'=+-@"),
    max_size=12,
)
tables = st.lists(st.tuples(texts, texts, texts).filter(any), min_size=1, max_size=5)


def frame(rows: list[tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=HEADER, dtype="str")


def rows_of(table: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(table.itertuples(index=False, name=None))


def written(tmp_path: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("suffix", WRITABLE)
@example([("=1+1", "'=x", "''@"), ('say "no"', "a,b", "two\nlines"), ("_x000D_", "#N/A", "TRUE"), ("NA", "1e5", "007")])
@given(tables)
def test_what_is_written_reads_back_equal(suffix: str, rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix}"
        write_table(frame(rows), path)
        read = read_table(path)
    assert rows_of(read) == rows
    assert list(read.index) == list(range(1, len(rows) + 1))


cells = st.sampled_from(["", "a", "é", '"a"', '""', '"a""b"', '""""', '"x\n,y"', '"\r\n"', '"\'=1"', "=1", " b "])
slips = st.sampled_from(['a"b', '"a"b', ' "a"', '"', "a,b", "\r", "\n"])
lines = st.lists(st.tuples(cells | cells | cells | slips, cells).map(",".join), max_size=6)


@given(lines, st.sampled_from(["\n", "\r\n"]), st.booleans())
@example(['"",""x",b'], "\n", True)
def test_both_csv_parsers_agree(body: list[str], end: str, ended: bool) -> None:
    data = (end.join(["one,two", *body]) + end * ended).encode()
    fast = csvfile._parsed_fast(Path("t.csv"), data)
    if fast is None:
        return
    slow = csvfile._parsed_by_row(Path("t.csv"), data)
    assert not slow.problems
    assert rows_of(fast.frame) == rows_of(slow.frame)
    assert list(fast.frame.index) == list(slow.frame.index)


def test_plain_files_take_the_fast_parser() -> None:
    assert csvfile._parsed_fast(Path("t.csv"), b'one,two\na,"b, ""c"""\n') is not None
    assert csvfile._parsed_fast(Path("t.csv"), b"one,two\na,b,c\n") is None


def test_csv_text_is_safe_for_spreadsheets() -> None:
    text = to_csv_text(frame([("=HYPERLINK()", "+1", "@x"), ("-1", "'=a", "plain")]))
    assert text == 'source,target,summary\n"\'=HYPERLINK()","\'+1","\'@x"\n"\'-1","\'\'=a",plain\n'


FORMULAS = [
    "=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "\n=1", "＝1+1", "'=1", "''", '=HYPERLINK("http://x.example";"y")',
]  # fmt: skip


def test_no_cell_is_a_formula_for_a_spreadsheet() -> None:
    table = pd.DataFrame({"=source": FORMULAS, "target": FORMULAS, "summary": FORMULAS}, dtype="str")
    book = openpyxl.load_workbook(BytesIO(to_bytes(table, ".xlsx")))
    sheet = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} == {"s"}
    lines = list(csv.reader(StringIO(to_bytes(table, ".csv").decode(), newline="")))
    for rows in (sheet, lines):
        assert not [cell for row in rows for cell in row if cell[0] in "=+-@\t\r\n＝"]
    for suffix in (".csv", ".xlsx"):
        read = scan_bytes(f"t{suffix}", to_bytes(table, suffix)).frame
        assert list(read.columns) == list(table.columns)
        assert rows_of(read) == rows_of(table)


def test_typed_cells_have_one_spelling(tmp_path: Path) -> None:
    typed = pa.table(
        {
            "day": pa.array([dt.date(2025, 7, 1), None]),
            "moment": pa.array([dt.datetime(2025, 7, 1, 23, 30), None]),
            "zoned": pa.array([dt.datetime(2025, 7, 1, 23, 30)] * 2, pa.timestamp("us", "Asia/Baku")),
            "truth": pa.array([True, None]),
            "whole": pa.array([5.0, 1.5]),
            "single": pa.array([2.3, None], pa.float32()),
            "count": pa.array([7, None]),
            "word": pa.array(["a", "b"]).dictionary_encode(),
        }
    )
    path = tmp_path / "typed.parquet"
    pq.write_table(typed, path)
    assert rows_of(read_table(path)) == [
        ("2025-07-01", "2025-07-01", "2025-07-02", "true", "5", "2.3", "7", "a"),
        ("", "", "2025-07-02", "", "1.5", "", "", "b"),
    ]


def test_dates_are_dates_in_a_spreadsheet() -> None:
    days = pd.to_datetime(pd.Series(["2025-02-01", None, "1900-02-28", "1900-03-01", "1850-01-01"]))
    table = pd.DataFrame({"start": days.astype("datetime64[s]"), "text": ["2022-05", "2022", "=1", "", "x"]})
    data = to_bytes(table, ".xlsx")
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    kinds = [(cell.data_type, cell.number_format) for (cell,) in sheet["A2:A6"]]
    assert kinds == [
        ("d", "yyyy-mm-dd"),
        ("inlineStr", "General"),
        ("s", "General"),
        ("d", "yyyy-mm-dd"),
        ("s", "General"),
    ]
    assert sheet.column_dimensions["A"].width >= 12
    assert rows_of(scan_bytes("t.xlsx", data).frame) == [
        ("2025-02-01", "2022-05"),
        ("", "2022"),
        ("1900-02-28", "=1"),
        ("1900-03-01", ""),
        ("1850-01-01", "x"),
    ]


@pytest.mark.parametrize("suffix", [".graphml", ".json"])
def test_what_would_be_too_big_is_said_in_fewer_words_or_not_at_all(
    suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("AZE", "IRN", "tension", "", "", ""), ("", "AZE", "", "", "<a>", "")] + [
        ("IRN", "AZE", "support", "", "", "yes")
    ] * 30
    table = pd.DataFrame(rows, columns=["source", "target", "kind", "end", "summary", "mutual"], dtype="str")
    table["id"] = [f"r{place}" for place in range(32)]
    full = to_bytes(table, suffix)
    for module in (graphwriter, io):
        monkeypatch.setattr(module, "MAX_BYTES", len(full) - 1)
    small = to_bytes(table, suffix)
    assert len(small) < 0.8 * len(full)
    for data in (full, small):
        pd.testing.assert_frame_equal(scan_bytes(f"t{suffix}", data).frame[table.columns], table.set_axis(range(1, 33)))
    monkeypatch.setattr(io, "MAX_BYTES", len(small) - 1)
    with pytest.raises(UsageError, match="are read back; write it as Parquet"):
        to_bytes(table, suffix)


def test_excel_cells_have_one_spelling(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["day", "truth", "number", "text", None])
    book.active.append([dt.datetime(2025, 7, 1), True, 5.0, "NA"])
    book.active.append([None] * 4)
    book.active.append([dt.date(2025, 7, 2), False, 2.5, "'=x"])
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert list(table.columns) == ["day", "truth", "number", "text"]
    assert rows_of(table) == [("2025-07-01", "true", "5", "NA"), ("2025-07-02", "false", "2.5", "=x")]
    assert list(table.index) == [1, 3], "the empty row still counts"


def test_json_numbers_stay_as_written(tmp_path: Path) -> None:
    path = written(tmp_path, '[{"id": 1e5, "n": 5, "b": true}, {"id": null, "n": 2.50}]', "t.json")
    assert rows_of(read_table(path)) == [("1e5", "5", "true"), ("", "2.50", "")]


def test_csv_with_bom_blank_lines_and_quoted_line_ends(tmp_path: Path) -> None:
    path = written(tmp_path, '\ufeffsource,target\r\n\r\n"a\r\nb",c\r\n,\r\nd,e\r\n')
    table = read_table(path)
    assert list(table.columns) == ["source", "target"]
    assert rows_of(table) == [("a\nb", "c"), ("d", "e")]
    assert list(table.index) == [1, 3]


def problems(path: Path) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(DataError) as caught:
        read_table(path)
    assert str(path) in str(caught.value)
    return [(p.row, p.column, f"{p.message} | {p.suggestion}") for p in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        (b"", None, "empty"),
        (b"\n\n", None, "empty"),
        ("größe,b\n1,2\n".encode() + "Ägypten,2\n".encode() * 2 + b"x\xff\xfe", 4, "1 cells"),
        (b"gr\xc3\xb6\xffe,b\n1,2\n", None, "header is not UTF-8"),
        (b"a,b,A\n1,2,3\n", None, 'two columns "a"'),
        (b'a,b\n1,2\n3,"4\n5,6\n', 2, "never ends"),
        (b'a,b\n1,2\n\n3,4\n5,"6"7\n', 3, "quotes are not right"),
        (b'a,"b\n1,2\n', None, "in the header a quoted text"),
    ],
)
def test_csv_that_can_not_be_read(tmp_path: Path, content: bytes, row: int | None, words: str) -> None:
    [(found_row, _, text)] = problems(written(tmp_path, content))
    assert found_row == row
    assert words in text


def test_a_quote_that_is_not_closed_hides_no_other_fault(tmp_path: Path) -> None:
    text = 'a,b\n1,2\n3,"4\n5\n"6,x",7\n8,"9""\n10,11,12\n13,"14\n'
    path = written(tmp_path, text)
    assert [(row, words.split(":")[0].split(" |")[0]) for row, _, words in problems(path)] == [
        (2, "a quoted text that starts here never ends"),
        (3, "the row has 1 cells, the header has 2"),
        (5, "a quoted text that starts here never ends"),
        (6, "the row has 3 cells, the header has 2"),
        (7, "a quoted text that starts here never ends"),
    ]
    assert rows_of(scan_table(path).frame) == [("1", "2"), ("3", "4"), ("6,x", "7"), ("8", '9"'), ("13", "14")]


def test_many_quotes_that_are_not_closed_end_in_time(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + '1,"x\n' + '1,"""x\n"",""\n' * 20_000)
    assert problems(path)
    wide = written(tmp_path, 'a,b\n1,"2\n' + "," * 2_000_000, "wide.csv")
    assert "more than 1,000,000 commas" in problems(wide)[-1][2]


def test_every_row_of_the_wrong_width_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\n1,2\n"x\ny",2,3\n4\n5,6\n')
    assert [(row, text) for row, _, text in problems(path)] == [
        (2, "the row has 3 cells, the header has 2 | put quotes around a text with a comma"),
        (3, "the row has 1 cells, the header has 2 | an empty cell needs its comma too"),
    ]
    raw = scan_table(path)
    assert list(raw.frame.index) == [1, 4]
    assert [problem.value for problem in raw.problems] == ["x\ny,2,3", "4"]  # so that a report has the row


def test_every_cell_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    rows = "Türkiye,1\nx,Gül\n".encode("latin-1")
    path = written(tmp_path, b"a,b\nok,fine\n" + rows + "Österreich,Äthiopien\n".encode())
    assert [(row, column) for row, column, _ in problems(path)] == [(2, "a"), (3, "b")]
    assert "byte 0xfc is not UTF-8" in problems(path)[0][2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not JSON"),
        ('{"source": 1}', "not a list"),
        ("[" * 100_000, "nested too deep"),
        (b"\xff", "byte 1 is not UTF-8"),
        ("[1]", "not a record"),
        ('[{"a": [1]}]', "a list or a record in a cell"),
        ('[{"a": "\\ud800"}]', "half a character"),
    ],
)
def test_json_that_can_not_be_read(tmp_path: Path, content: str | bytes, words: str) -> None:
    [(_, _, text)] = problems(written(tmp_path, content, "t.json"))
    assert words in text


def test_parquet_and_excel_that_can_not_be_read(tmp_path: Path) -> None:
    assert "not a Parquet file" in problems(written(tmp_path, b"PAR1", "t.parquet"))[0][2]
    assert "not an Excel workbook" in problems(written(tmp_path, b"PK", "t.xlsx"))[0][2]
    pq.write_table(pa.table({"a": [[1]], "b": ["x"]}), tmp_path / "list.parquet")
    assert problems(tmp_path / "list.parquet")[0][1] == "a"
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2, 3])
    book.save(tmp_path / "wide.xlsx")
    assert problems(tmp_path / "wide.xlsx")[0][0] == 1


def test_files_that_are_not_there(tmp_path: Path) -> None:
    assert "no such file" in problems(tmp_path / "none.csv")[0][2]
    (tmp_path / "folder.csv").mkdir()
    assert "this is a folder" in problems(tmp_path / "folder.csv")[0][2]
    assert ".csv, .tsv, .txt, " in problems(written(tmp_path, "x", "t.doc"))[0][2]


def test_limits_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rawtable, "MAX_ROWS", 2)
    for suffix in WRITABLE:
        path = tmp_path / f"long{suffix}"
        write_table(frame([("a", "b", "c")] * 3), path)
        assert problems(path)[0][2].startswith("the table has more than 2 rows"), suffix
        write_table(frame([("a", "b", "c")] * 2), path)
        assert len(read_table(path)) == 2
    monkeypatch.setattr(readers, "MAX_BYTES", 10)
    assert "at most 10 bytes" in problems(written(tmp_path, "a,b\n1,2,3,4\n"))[0][2]


def test_unpacked_size_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excelfile, "MAX_UNPACKED", 50)
    monkeypatch.setattr(parquetfile, "MAX_UNPACKED", 50)
    for suffix in (".xlsx", ".parquet"):
        write_table(frame([("a", "b", "c")] * 9), tmp_path / f"t{suffix}")
        assert "at most 50" in problems(tmp_path / f"t{suffix}")[0][2]


def test_writing_says_what_it_can_not_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.parquet, \.xlsx, \.json"):
        write_table(frame([("a", "b", "c")]), tmp_path / "t.ods")
    with pytest.raises(UsageError, match="control characters"):
        write_table(frame([("a\x01", "b", "c")]), tmp_path / "t.xlsx")
    with pytest.raises(UsageError, match="32,767"):
        write_table(frame([("a" * 40_000, "b", "c")]), tmp_path / "t.xlsx")


def test_json_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    write_table(pd.DataFrame({"n": [5.0, 2.5], "m": [True, False], "s": ["a", ""]}), path)
    assert json.loads(path.read_text()) == [{"n": 5, "m": True, "s": "a"}, {"n": 2.5, "m": False, "s": ""}]
