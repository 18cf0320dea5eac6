"""The page with one's own snapshots: what it lists, what can be done there, and what it says where nothing can be."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app import visitor
from app.screens.snapshots import _done
from app.shots_list import listed
from geo.errors import NotYours, UnknownSnapshot, UsageError
from geo.store.store import Store
from tests.app.conftest import ANNA, BELA
from tests.store.shots import PNG, shot

EVIL = "<img src=x onerror=alert(1)> `${x}`"


def _screen() -> None:
    from app.away import guarded
    from app.screens.snapshots import snapshots

    guarded(snapshots)()


def said() -> str:
    page = AppTest.from_function(_screen, default_timeout=60).run()
    assert not page.exception
    return " ".join(block.proto.body for block in page.get("html"))


def test_who_has_none_is_told_how_to_make_one(store: Store, anna: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No snapshots yet" in said()
    monkeypatch.setattr(visitor, "key", lambda: "")
    assert "keeps no cookies" in said()
    monkeypatch.setenv("FAULTLINES_READ_ONLY", "1")
    assert "only shows data" in said()


def test_a_store_that_is_away_is_said(no_store: None) -> None:
    assert "What was saved is still saved" in said()


def test_the_list_names_what_each_was_made_from(store: Store) -> None:
    foreign = store.keep_snapshot(shot("focus=RUS"), BELA, title=EVIL)
    first = store.keep_snapshot(shot(), ANNA, title="One", parent=foreign.id, thumbnail=PNG)
    second = store.keep_snapshot(shot("top=7"), ANNA, note="line\nline", parent=first.id)
    third = store.keep_snapshot(shot("top=8"), ANNA, parent="x" * 22)
    store.delete_snapshot(first.id, ANNA)
    titles = store.snapshot_titles({foreign.id, first.id, "x" * 22})
    assert titles == {foreign.id: EVIL}
    lists = listed(store.snapshots(ANNA), store.snapshots(ANNA, deleted=True), titles)
    assert [each["id"] for each in lists["shots"]] == [third.id, second.id]
    (gone,) = lists["deleted"]
    assert gone["parent"] == {"id": foreign.id, "title": EVIL, "there": True}
    assert lists["shots"][1]["parent"] == {"id": first.id, "title": "One", "there": False}
    assert lists["shots"][0]["parent"] == {"id": "x" * 22, "title": "", "there": False}
    assert lists["shots"][1]["title"] == second.headline
    assert lists["shots"][1]["data"].startswith("Test")
    assert second.created.date().isoformat() in lists["shots"][1]["search"]


def test_what_can_be_done_with_one(store: Store, anna: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = store.keep_snapshot(shot(), ANNA, caption="Mine")
    words = {"title": EVIL, "note": "n", "caption": ""}
    assert EVIL in _done({"do": "rename", "id": made.id, **words})["text"]
    (now,) = store.snapshots(ANNA)
    assert (now.title, now.note, now.caption == "Mine", bool(now.caption)) == (EVIL, "n", False, True)
    assert _done({"do": "delete", "id": made.id})["undo"] == made.id
    assert store.snapshots(ANNA) == ()
    _done({"do": "undelete", "id": made.id})
    assert [each.id for each in store.snapshots(ANNA)] == [made.id]
    for wrong, error in (({"do": "drop", "id": made.id}, UsageError), ({"do": "delete", "id": 7}, UnknownSnapshot)):
        with pytest.raises(error):
            _done(wrong)
    monkeypatch.setattr(visitor, "key", lambda: BELA)
    with pytest.raises(NotYours):
        _done({"do": "delete", "id": made.id})
    monkeypatch.setenv("FAULTLINES_READ_ONLY", "1")
    with pytest.raises(UsageError):
        _done({"do": "rename", "id": made.id, **words})
