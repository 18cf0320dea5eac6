"""Who acts and towards whom, in tables of any language: told by the columns' names, else by their places."""

from __future__ import annotations

import pytest

from geo.mapping import propose
from geo.readers import scan_bytes


def ends(text: str) -> tuple[str, str]:
    found = propose(scan_bytes("table.csv", text.encode())).mapping.columns
    return found["source"], found["target"]


@pytest.mark.parametrize(
    ("gives", "gets"),
    [
        ("Geberland", "Empfängerland"), ("Absenderstaat", "Zielstaat"), ("Ursprungsland", "Nehmerland"),
        ("donor country", "recipient country"), ("giver", "beneficiary"), ("pays donateur", "pays bénéficiaire"),
        ("País donante", "País receptor"), ("страна-донор", "страна-получатель"), ("donör ülke", "alıcı ülke"),
    ],
)  # fmt: skip
def test_who_gives_and_who_gets_is_known_by_name_wherever_the_columns_stand(gives: str, gets: str) -> None:
    assert ends(f"{gets},{gives},type\nIran,Irann,ally\nIraq,Oman,foe") == (gives, gets)


def test_misspelled_names_in_the_left_column_do_not_turn_the_table_round() -> None:
    assert ends("foo,bar,type\nIran,Iraq,ally\nIrann,Oman,ally\nChina,Iraq,foe\nIndia,Oman,ally") == ("foo", "bar")
