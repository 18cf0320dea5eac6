"""Dates of a file that nobody can read, corrected on the "Add data" page where they are listed."""

from __future__ import annotations

from typing import Any

from app.adding_words import in_label
from geo.mapping import ColumnMapping
from geo.store.store import Store
from tests.app.test_add_screen import drafts, press, said, uploaded

__all__ = ["drafts"]  # a fixture that is used by itself


def date_for(found: Any, given: str) -> Any:
    return next(each for each in found.text_input if each.label == f"Date for {in_label(given)}")


def test_a_date_given_by_hand_is_kept_with_the_data_set(anna: str, store: Store) -> None:
    rows = "RUS,UKR,tension,3,the spring of 2014,\nRUS,UKR,tension,3,2015,2015-02-31\nRUS,UKR,support,1,2016,ongoing\n"
    found = uploaded(f"source,target,kind,intensity,start,end\n{rows}")
    assert "2 texts where a date should be" in said(found)
    date_for(found, "the spring of 2014").set_value("March then").run()
    assert "no date we can read either" in said(found)
    date_for(found, "the spring of 2014").set_value("March 2014").run()
    date_for(found, "2015-02-31").set_value("2015-02-28").run()
    assert "3 relations, and nothing is wrong" in said(found)
    press(found, "add-stay")
    (entry,) = store.mine(anna)
    kept = store.load(entry.id).table
    assert [str(day.date()) for day in (kept["start"][0], kept["end"][1])] == ["2014-03-01", "2015-02-28"]
    dates = {"the spring of 2014": "March 2014", "2015-02-31": "2015-02-28"}
    assert ColumnMapping.from_plain(entry.mapping or {}).dates == dates
