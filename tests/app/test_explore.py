"""The screen, run by Streamlit's own test harness: controls, address and panels, without a browser."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from geo.relations import Dataset
from geo.select import select
from geo.view import View

MAIN = Path(__file__).parents[2] / "app" / "main.py"
LIMIT = 60


def opened(query: str = "") -> AppTest:
    """The page as it comes up at an address."""
    page = AppTest.from_file(str(MAIN), default_timeout=LIMIT)
    for name, value in _pairs(query):
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def _pairs(query: str) -> list[tuple[str, str]]:
    return [tuple(part.split("=", 1)) for part in query.split("&") if part]  # type: ignore[misc]


def shown(page: AppTest) -> int:
    """How many relations the page says are on the map."""
    found = (re.match(r"### (\d+) relations? on the map", text.value) for text in page.markdown)
    return next(int(match[1]) for match in found if match)


def control(page: AppTest, kind: str, field: str) -> Any:
    """The control of a field; its key carries a number once the view was changed by something else."""
    return next(found for found in getattr(page, kind) if (found.key or "").partition("-")[0] == f"c_{field}")


def address(page: AppTest) -> str:
    return urlencode(dict(page.query_params), doseq=True)


def view_of(page: AppTest) -> View:
    """The view that the address stands for; the address must be a clean one."""
    view, notices = View.from_query(address(page))
    assert notices == ()
    assert view == page.session_state["fl_view"]
    return view


def test_opens_with_the_default_view() -> None:
    page = opened()
    assert view_of(page) == View()
    assert shown(page) > 0


def test_says_how_many_relations_are_drawn() -> None:
    dataset, view = Dataset.load(), View(kind=("tension",))
    assert shown(opened("kind=tension")) == len(select(view, dataset).shown)
    assert shown(opened("top=5")) == 5


CHANGES = [
    ("selectbox", "region", "middle-east"),
    ("selectbox", "focus", "AZE"),
    ("multiselect", "countries", ["AZE", "IRN"]),
    ("multiselect", "domain", ["military"]),
    ("select_slider", "min", 4.0),
    ("selectbox", "measure", "volume"),
    ("selectbox", "classes", "quantiles"),
    ("selectbox", "lang", "fr"),
    ("selectbox", "top", 10),
    ("pills", "kind", ["support"]),
    ("pills", "status", ["documented"]),
    ("date_input", "start", date(2025, 6, 1)),
    ("date_input", "end", date(2025, 8, 31)),
]


@pytest.mark.parametrize(("kind", "field", "value"), CHANGES, ids=[field for _, field, _ in CHANGES])
def test_each_control_changes_its_field_and_the_address(kind: str, field: str, value: object) -> None:
    page = opened()
    before = view_of(page)
    widget = control(page, {"pills": "button_group"}.get(kind, kind), field)
    widget.set_value(value).run()
    assert not page.exception
    plain = tuple(value) if isinstance(value, list) else value
    assert view_of(page) == before.with_(**{field: plain})


@pytest.mark.parametrize("query", ["focus=AZE&dir=in", "kind=tension&min=3", "region=world&lang=de&top=25"])
def test_an_address_sets_the_controls(query: str) -> None:
    page = opened(query)
    view = view_of(page)
    assert view == View.from_query(query)[0]
    assert control(page, "selectbox", "focus").value == view.focus
    assert control(page, "selectbox", "region").value == view.region
    assert control(page, "select_slider", "min").value == view.min
    assert tuple(control(page, "button_group", "kind").value) == view.kind


def test_an_older_address_brings_back_the_older_view() -> None:
    page = opened()
    control(page, "selectbox", "focus").set_value("AZE").run()
    assert view_of(page).focus == "AZE"
    del page.query_params["focus"]  # what the Back button does
    page.run()
    assert view_of(page) == View()
    assert control(page, "selectbox", "focus").value == ""
    page.query_params["focus"] = "IRN"
    page.run()
    assert control(page, "selectbox", "focus").value == "IRN"


def test_a_control_wins_over_an_address_that_is_late() -> None:
    page = opened()
    control(page, "selectbox", "focus").set_value("AZE").run()
    del page.query_params["focus"]  # the browser had not heard of focus=AZE yet when the next change was made
    control(page, "select_slider", "min").set_value(3.0).run()
    assert view_of(page) == View(focus="AZE", min=3.0)


def test_a_broken_address_still_shows_a_map_and_says_what_was_dropped() -> None:
    page = opened("focus=Atlantis&min=99&colour=pink&kind=support")
    view = page.session_state["fl_view"]
    assert view == View(kind=("support",))
    said = "\n".join(page.session_state["fl_notices"])
    assert all(word in said for word in ("Atlantis", "99", "colour"))
    assert shown(page) > 0
    control(page, "selectbox", "region").set_value("world").run()
    assert view_of(page) == View(kind=("support",), region="world")
    assert page.session_state["fl_notices"] == ()


@pytest.mark.parametrize("query", ["data=nowhere-1999", "worldview=ABC", "scenario=no-such-thing", "lang=xx"])
def test_unknown_names_still_show_a_map(query: str) -> None:
    assert shown(opened(query)) > 0


def test_an_empty_map_says_why_and_offers_the_way_back() -> None:
    page = opened("from=1850-01-01&to=1850-12-31")
    assert shown(page) == 0
    assert any("No relations to show" in text.value for text in page.markdown)
    page.button(key="lift-window").click().run()
    assert view_of(page) == View()
    assert shown(page) > 0


def test_the_ways_out_of_an_empty_map_name_what_was_chosen() -> None:
    page = opened("focus=GEO&dir=in&kind=support")
    labels = [button.label for button in page.button if str(button.key).startswith("lift-")]
    assert labels == [
        "Also what is hypothetical (1)",
        "Also what Georgia does for others (1)",
        "Also tension (2)",
        "All countries, not only Georgia (37)",
        "Start over",
    ]
    page.button(key="lift-dir").click().run()
    assert view_of(page) == View(focus="GEO", kind=("support",))


def test_the_dates_are_cleared_as_far_as_the_data_go() -> None:
    # The war of 2008 lies outside the window that the data set opens with: its default would show nothing again.
    page = opened("countries=GEO,RUS&dir=between&min=5")
    assert shown(page) == 0
    page.button(key="lift-window").click().run()
    assert shown(page) == 1


def test_start_over_leaves_nothing_behind() -> None:
    page = opened("focus=AZE&kind=tension&min=2&lang=fr")
    next(button for button in page.button if button.label == "Start over").click().run()
    assert view_of(page) == View()
    assert address(page) == ""
    assert control(page, "selectbox", "lang").value == "en"


def test_a_window_is_never_turned_round() -> None:
    page = opened("from=2025-07-01&to=2025-07-31")
    control(page, "date_input", "start").set_value(date(2025, 9, 1)).run()
    view = view_of(page)
    assert (view.start, view.end) == (date(2025, 9, 1), date(2025, 9, 1))


def test_stance_goes_with_the_focus() -> None:
    page = opened("focus=AZE&measure=stance")
    control(page, "selectbox", "focus").set_value("").run()
    assert view_of(page).measure == ""


def test_a_focus_shows_its_evidence_and_can_be_left() -> None:
    page = opened("focus=AZE")
    assert any("<h3>Azerbaijan</h3>" in block.proto.body for block in page.get("html"))
    leave = page.button(key="focus-country")
    assert leave.label == "Leave Azerbaijan"
    leave.click().run()
    assert view_of(page) == View()


def test_the_evidence_of_a_country_names_each_relation_once_with_its_source() -> None:
    body = next(block.proto.body for block in opened("focus=AZE").get("html") if "app-evidence" in block.proto.body)
    assert [body.count(f"<dt>{label}</dt>") for label in ("Support", "Tension")] == [1, 1]
    relations = next(block.proto.body for block in opened("focus=AZE").get("html") if "<h4>" in block.proto.body)
    assert relations.count("<h4>") == relations.count('<p class="app-source"><a href="http') == 8


def test_an_arrow_points_the_right_way_between_names_from_right_to_left() -> None:
    page = opened("focus=AZE&lang=ar")
    bodies = "".join(block.proto.body for block in page.get("html"))
    assert re.search("\u2068[^\u2069]+\u2069 [→⇄] \u2068[^\u2069]+\u2069", bodies)
    assert "\u2068" not in "".join(block.proto.body for block in opened("focus=AZE").get("html"))


def test_no_text_of_the_data_becomes_markup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "<img src=x onerror=alert(1)> $x$ **bold**"
    data = tmp_path / "mine.csv"
    rows = ["source,target,kind,intensity,start,summary,citation,url", f"Georgia,Armenia,support,3,2024,{evil},{evil},"]
    data.write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setenv("FAULTLINES_DATA", str(data))
    page = opened("focus=GEO")
    assert shown(page) == 1
    bodies = " ".join(block.proto.body for block in page.get("html"))
    assert "&lt;img" in bodies
    assert "<img" not in bodies


def test_a_file_that_changes_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "mine.csv"
    head = "source,target,kind,intensity,start\n"
    data.write_text(head + "Georgia,Armenia,support,3,2024\n", encoding="utf-8")
    monkeypatch.setenv("FAULTLINES_DATA", str(data))
    page = opened()
    assert shown(page) == 1
    data.write_text(head + "Georgia,Armenia,support,3,2024\nIran,Israel,tension,5,2024\n", encoding="utf-8")
    os.utime(data, (1, 1))
    page.run()
    assert shown(page) == 2


def test_a_map_of_changes_can_be_left() -> None:
    page = opened("at=2025-07-01&since=2025-01-01")
    page.button(key="leave-changes").click().run()
    assert not page.exception
    assert view_of(page) == View(at=date(2025, 7, 1))
    assert page.session_state["fl_turn"] == 1
    assert not [button for button in page.button if button.key == "leave-changes"]


def test_days_outside_a_new_window_are_let_go() -> None:
    page = opened("at=2025-05-01")
    control(page, "date_input", "start").set_value(date(2025, 6, 1)).run()
    assert view_of(page) == View(start=date(2025, 6, 1))
    page = opened("at=2025-07-01")
    control(page, "date_input", "start").set_value(date(2025, 6, 1)).run()
    assert view_of(page) == View(start=date(2025, 6, 1), at=date(2025, 7, 1))
