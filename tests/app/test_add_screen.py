"""The "Add data" page, run by Streamlit's own test harness: from a file to a data set in the store."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from app import adding, adding_drafts, adding_reports, visitor
from app.adding import LEAVE_OUT, Plan, Work
from app.adding_drafts import Drafts
from app.adding_samples import samples
from app.adding_words import in_label, line, text
from app.screens import add as screen
from geo.mapping import ColumnMapping
from geo.relations import Dataset
from geo.report import problems_csv
from geo.store.store import Store

LIMIT = 60
GERMAN = """Land A;Land B;Beziehung;Stärke;Datum
Armenien;Aserbaidschan;Spannung;5;27.09.2020
Türkei;Aserbaidshan;Bündnis;5;27.09.2020
NATO;Russland;Konflikt;4;24.02.2022
Frankreich;Armenien;egal;3;01.10.2023
Deutschland;Ukraine;Unterstützung;4;2022-13-40
"""


@pytest.fixture(autouse=True)
def drafts(monkeypatch: pytest.MonkeyPatch) -> Drafts:
    found = Drafts()
    monkeypatch.setattr(adding_drafts, "drafts", found)
    monkeypatch.setattr(screen, "drafts", found)
    return found


def page() -> None:
    """What Streamlit runs."""
    from app.screens.add import add

    add()


def opened(**query: str) -> AppTest:
    found = AppTest.from_function(page, default_timeout=LIMIT)
    for name, value in query.items():
        found.query_params[name] = value
    found.run()
    assert not found.exception
    return found


def uploaded(content: bytes | str, name: str = "relations.csv", **query: str) -> AppTest:
    found = opened(**query)
    found.file_uploader[0].set_value(
        (name, content if isinstance(content, bytes) else content.encode(), "text/plain")
    ).run()
    assert not found.exception
    return found


def control(found: AppTest, kind: str, name: str) -> Any:
    """The control whose key ends like this."""
    return next(each for each in found.get(kind) if (each.key or "").endswith(name))


def choose(found: AppTest, kind: str, name: str, value: Any) -> None:
    control(found, kind, name).set_value(value).run()
    assert not found.exception


def press(found: AppTest, key: str) -> None:
    next(each for each in found.button if each.key == key).click().run()
    assert not found.exception


def said(found: AppTest) -> str:
    return "\n".join(each.proto.body for each in found.get("html"))


def country_of(found: AppTest, name: str) -> Any:
    return next(each for each in found.selectbox if each.label == f"Country for {name}")


def test_a_file_becomes_a_data_set(anna: str, store: Store) -> None:
    found = uploaded(samples()[1].data, "Bündnisse 2025.xlsx")
    assert control(found, "selectbox", "col-source").value == "Von"
    assert "12 relations, and nothing is wrong." in said(found)
    press(found, "add-stay")
    (entry,) = store.mine(anna)
    assert (entry.title, entry.count, entry.skipped) == ("Bündnisse 2025", 12, 0)
    rows = {(row.source, row.target, row.kind, row.first) for row in store.load(entry.id).rows}
    assert rows == {(row.source, row.target, row.kind, row.first) for row in Dataset.load().rows[:12]}
    assert f"data={entry.id}" in said(found)  # the questions lead to the map now


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_the_samples_can_be_tried(anna: str, sample: Any) -> None:
    found = opened()
    next(each for each in found.button if each.label == sample.label).click().run()
    assert "12 relations, and nothing is wrong." in said(found)


def test_says_everything_that_is_wrong_and_loads_the_rest_on_request(anna: str, store: Store) -> None:
    found = uploaded(GERMAN)
    shown = said(found)
    assert "this is an alliance of countries, not a country" in shown
    assert "4 problems in 4 rows; 1 row" in shown
    assert not [each for each in found.button if each.key == "add-show"]
    found.checkbox[-1].set_value(True).run()
    press(found, "add-stay")
    (entry,) = store.mine(anna)
    assert (entry.count, entry.skipped) == (1, 4)
    assert store.load(entry.id).skipped == 4


def test_a_country_given_by_hand_is_kept_with_the_data_set(anna: str, store: Store) -> None:
    found = uploaded(GERMAN)
    country_of(found, "Aserbaidshan").set_value("AZE").run()
    country_of(found, "NATO").set_value(LEAVE_OUT).run()
    choose(found, "button_group", f"word-{_short('egal')}", "support")
    assert "1 problem in 1 row; 3 rows are right. 1 row left out as you asked." in said(found)
    found.checkbox[-1].set_value(True).run()
    press(found, "add-stay")
    (entry,) = store.mine(anna)
    assert (entry.count, entry.skipped) == (3, 2)
    mapping = ColumnMapping.from_plain(entry.mapping or {})
    assert (mapping.assigned, mapping.kinds) == ({"Aserbaidshan": "AZE"}, {"egal": "support"})
    assert any("NATO" in notice for notice in entry.notices)

    again = uploaded(GERMAN, data=entry.id)  # a new version knows what was said of the old one
    assert country_of(again, "Aserbaidshan").value == "AZE"
    again.checkbox[-1].set_value(True).run()
    press(again, "add-stay")
    assert [version.what for version in store.versions(entry.id)] == ["read", "read"]
    assert len(store.mine(anna)) == 1


def test_a_place_given_by_hand_is_kept_with_the_data_set(anna: str, store: Store) -> None:
    found = uploaded("Wer,Wen,Art,Seit,Gebiet\nRUS,UKR,gegen,2014,Krim\nRUS,UKR,gegen,2015,Krimm\n")
    assert control(found, "selectbox", "col-place").value == "Gebiet"
    choose(found, "button_group", f"word-{_short('gegen')}", "tension")
    assert "No disputed area has this name.<br>Did you mean <bdi>Crimea and Sevastopol</bdi>?" in said(found)
    next(each for each in found.selectbox if each.label == "Disputed area for Krimm").set_value("crimea").run()
    assert "2 relations, and nothing is wrong" in said(found)
    press(found, "add-stay")
    (entry,) = store.mine(anna)
    assert store.load(entry.id).table["place"].tolist() == ["crimea", "crimea"]
    assert ColumnMapping.from_plain(entry.mapping or {}).places == {"Krimm": "crimea"}


def _short(word: str) -> str:
    from hashlib import sha256

    return sha256(word.encode()).hexdigest()[:12]


def test_columns_can_be_corrected_and_come_back(anna: str) -> None:
    found = uploaded(samples()[0].data, "signed.csv")
    assert "below zero is tension, above zero support" in said(found)
    choose(found, "button_group", "kind-by", "The same for all")
    assert "Still to be said: “Support or tension”" in said(found)
    choose(found, "button_group", "kind-same", "tension")
    choose(found, "selectbox", "col-intensity", "score")
    assert "relations, and nothing is wrong" in said(found)
    choose(found, "button_group", "kind-by", "A number with a sign")
    assert "below zero is tension, above zero support" in said(found)
    choose(found, "selectbox", "col-start", "")
    choose(found, "text_input", "start-same", "2025")
    assert "12 relations, and nothing is wrong." in said(found)


def test_a_reload_finds_everything_again_and_nobody_else_does(anna: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = uploaded(GERMAN)
    country_of(found, "Aserbaidshan").set_value("AZE").run()
    choose(found, "selectbox", "col-start", "")
    choose(found, "text_input", "start-same", "2024-03")
    again = opened()
    assert country_of(again, "Aserbaidshan").value == "AZE"
    assert control(again, "selectbox", "col-start").value == ""
    assert control(again, "text_input", "start-same").value == "2024-03"
    monkeypatch.setattr(visitor, "key", lambda: "b" * 43)
    assert "Drop a file" in said(opened())
    monkeypatch.setattr(visitor, "key", lambda: "")
    assert "Drop a file" in said(opened())


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("notes.docx", b"PK", "files can&#x27;t be read"),
        ("notes.pdf", b"%PDF-1.4\n%%EOF\n", "No map that can be opened again is in it"),
        ("empty.csv", b"", "the file is empty"),
        ("broken.xlsx", b"PK\x03\x04nothing", "broken.xlsx"),
        ("broken.graphml", b"<graphml><unclosed", "broken.graphml"),
        ("bytes.parquet", bytes(range(256)), "bytes.parquet"),
    ],
)
def test_a_broken_file_leaves_the_page_usable(anna: str, store: Store, name: str, data: bytes, why: str) -> None:
    found = uploaded(data, name)
    assert why in said(found)
    found.file_uploader[0].set_value(("good.csv", GERMAN.encode(), "text/csv")).run()
    assert "How we read your columns" in said(found)
    assert not store.mine(anna)


def test_a_fault_of_our_own_is_no_traceback(anna: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(adding, "scan_bytes", fails)
    shown = said(uploaded(GERMAN))
    assert "this file can&#x27;t be read" in shown
    assert "secret" not in shown


def test_a_pasted_table_is_read(anna: str) -> None:
    found = opened()
    found.text_area[0].set_value("From\tTo\tKind\tYear\nIran\tIsrael\ttension\t2024\n").run()
    press(found, "add-paste-go")
    assert "1 relation, and nothing is wrong." in said(found)


def test_a_server_to_look_at_takes_nothing(anna: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(visitor.READ_ONLY, "1")
    found = opened()
    assert not found.get("file_uploader")
    assert not found.button


def test_a_large_file_is_checked_when_asked(anna: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "SMALL", 3)
    found = uploaded(GERMAN)
    assert "problem" not in said(found)
    press(found, "add-check")
    assert "4 problems in 4 rows" in said(found)
    country_of(found, "Aserbaidshan").set_value("AZE").run()
    assert "Something was changed since the last check." in said(found)


# --- what stands behind the page ---


def read(data: str, name: str = "file.csv") -> Work:
    upload = adding.read_upload(name, data.encode())
    return Work(upload, Plan(upload.proposal.mapping))


def test_the_preview_reads_as_the_check_does() -> None:
    lines = [f"Iran;Israel;tension;{1 + n % 12:02}/0{1 + n % 9}/2024;0,5" for n in range(40)]
    work = read("from;to;kind;since;weight\n" + "\n".join([*lines, "Iran;Israel;tension;31/01/2024;4,25"]))
    (number, cells), *_ = adding.preview(work.upload, work.plan)
    outcome = adding.check(work.upload, work.plan)
    assert outcome.dataset is not None
    assert not outcome.problems
    table = outcome.dataset.table
    row = table[outcome.dataset.numbers == number].iloc[0]
    assert cells["start"].read == f"{row['start']:%Y-%m-%d}" == "2024-01-01"  # the 31st tells that the day comes first
    assert cells["intensity"].read == f"{row['intensity']:g}"
    assert cells["source"].read == row["source"] == "IRN"


def test_columns_of_the_contract_are_read_as_they_are() -> None:
    rows = Dataset.load()
    work = read(rows.to_csv(), "own.csv")
    outcome = adding.check(work.upload, work.plan)
    assert outcome.dataset is not None
    assert outcome.dataset.table.equals(rows.table)
    assert not work.upload.proposal.missing


def test_rows_left_out_are_counted_once() -> None:
    work = read("from,to,kind,since\nNATO,EU,tension,2020\nNATO,Iran,tension,2020\nIraq,Iran,tension,2020\n")
    outcome = adding.check(work.upload, replace(work.plan, left_out=frozenset({"NATO", "EU"})))
    assert (outcome.good, outcome.bad, outcome.unwanted) == (1, 0, 2)
    work = read("from,to,kind,since\nIran,Oman,neutral,2020\nIran,Iraq,Neutral ,2020\nIraq,Iran,tension,2020\n")
    work.plan = replace(work.plan, mapping=replace(work.plan.mapping, kinds={"neutral": "", "Neutral": ""}))
    outcome = adding.check(work.upload, work.plan)
    assert (outcome.good, outcome.bad, outcome.unwanted) == (1, 0, 2)
    assert [number for number, _ in adding.preview(work.upload, work.plan)] == [3]
    work.plan = Plan(replace(work.plan.mapping, kinds={"neutral": "", "Neutral": "", "tension": ""}))
    assert adding.preview(work.upload, work.plan) == []


def test_the_report_has_every_problem_with_its_row() -> None:
    work = read(GERMAN)
    outcome = adding.check(work.upload, work.plan)
    rows = list(csv.reader(io.StringIO(problems_csv(work.upload.raw, outcome.problems))))
    assert len(rows) == 1 + len(outcome.problems)
    assert rows[2][:3] == ["3", "Land A", "NATO"]
    assert rows[2][5:8] == ["NATO", "Russland", "Konflikt"]


def test_drafts_are_let_go_of_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, works = Drafts(), [read(GERMAN) for _ in range(4)]
    monkeypatch.setattr(adding_drafts, "MOST", 3)
    for work in works:
        shelf.put("anna", work)
    assert shelf.get("anna", works[0].token) is None
    assert shelf.get("anna", works[1].token) is works[1]
    assert shelf.get("bela", works[1].token) is None
    assert shelf.latest("anna") is works[1]  # the one used last
    monkeypatch.setattr(adding_drafts, "MOST_BYTES", 1)
    shelf.put("bela", works[0])
    assert shelf.latest("anna") is None
    assert shelf.latest("bela") is works[0]


def test_texts_of_a_file_are_nothing_but_texts() -> None:
    hostile = "</p><img src=x onerror=alert(1)>\u202e\x00\n`${x}` [a](javascript:alert(1)) :red[x] $y$"
    assert "<img" not in text(hostile)
    assert "\u202e" not in line(hostile)
    assert "\n" not in line(hostile)
    label = in_label(hostile, 200)
    for mark in "`[]<>$:":
        assert label.count(mark) == label.count(f"\\{mark}")


def test_reports_are_for_the_one_who_adds_the_file(anna: str, drafts: Drafts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding_reports, "drafts", drafts)
    uploaded(GERMAN, "Bündnisse <1>.csv")
    work = drafts.latest(anna)
    assert work is not None
    problems = asked(work.token, "problems", anna)
    assert problems.headers["content-disposition"] == 'attachment; filename="bundnisse-1-problems.csv"'
    rows = list(csv.reader(io.StringIO(bytes(problems.body).decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:3]] == [["2", "Land B", "Aserbaidshan"], ["3", "Land A", "NATO"]]
    assert b"no citation and no address" in bytes(asked(work.token, "questions", anna).body)
    assert asked(work.token, "problems", "b" * 43).status_code == 404
    assert asked(work.token, "problems", "").status_code == 404
    assert asked(work.token, "other", anna).status_code == 404


def asked(token: str, what: str, owner: str) -> Response:
    """The answer to a browser with the key of a visitor."""
    cookie = f"{visitor.COOKIE}={owner}".encode()
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "server": ("localhost", 80)}
    given = {"headers": [(b"cookie", cookie)], "path_params": {"token": token, "what": what}}
    return adding_reports.report(Request({**scope, **given}))
