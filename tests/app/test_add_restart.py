"""A file on its way to the map, after the server was restarted and after it was kept."""

from __future__ import annotations

import pytest

from app import adding_drafts, adding_saved, kept
from app.adding_drafts import Drafts
from app.adding_samples import samples
from app.screens import add as screen
from geo.store.store import Store
from tests.app.test_add_screen import GERMAN, choose, control, country_of, drafts, opened, press, said, uploaded

__all__ = ["drafts"]  # a fixture that is used by itself


@pytest.mark.parametrize("fits", [True, False])
def test_a_restart_of_the_server_loses_no_work(
    anna: str, store: Store, monkeypatch: pytest.MonkeyPatch, fits: bool
) -> None:
    if not fits:
        monkeypatch.setattr(adding_saved, "ROOM", 10)
    found = uploaded(GERMAN)
    country_of(found, "Aserbaidshan").set_value("AZE").run()
    choose(found, "text_input", "start-same", "2024-03")
    restarted = Drafts()
    monkeypatch.setattr(adding_drafts, "drafts", restarted)
    monkeypatch.setattr(screen, "drafts", restarted)
    kept.close()
    again = opened()
    if not fits:
        assert "drop it once more" in again.warning[0].value
        again.file_uploader[0].set_value(("relations.csv", GERMAN.encode(), "text/csv")).run()
    assert country_of(again, "Aserbaidshan").value == "AZE"
    assert control(again, "text_input", "start-same").value == "2024-03"
    press(again, "add-another")
    assert "Drop a file" in said(opened())
    assert not kept.store().draft("new", anna)


def test_what_is_changed_after_keeping_becomes_the_next_version(anna: str, store: Store) -> None:
    found = uploaded(samples()[0].data, "signed.csv")
    press(found, "add-stay")
    choose(found, "selectbox", "col-start", "")
    choose(found, "text_input", "start-same", "2025")
    press(found, "add-stay")
    (entry,) = store.mine(anna)
    assert [version.number for version in store.versions(entry.id)] == [2, 1]
    assert {row.first for row in store.load(entry.id).rows} == {"2025-01-01"}
