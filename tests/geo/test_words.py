"""The map in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geo.cards import country_card, gist, period, relation_card
from geo.legend import notes
from geo.rows import rows_of
from geo.select import select
from geo.view import View
from geo.words import described, headline, joined, standing_of, subtitle, ties_of
from tests.relations import dataset, row

SET = dataset(
    row("TUR", "AZE", "support", 5, start="2021-06-15", mutual="true"),
    row("ISR", "AZE", "support", 4, start="2016"),
    row("UKR", "AZE", "support", 2, start="2025-07-01"),
    row("AZE", "GEO", "support", 2),
    row("RUS", "AZE", "tension", 3, start="2025-06-27", end="2025-06-28"),
    row("RUS", "AZE", "support", 2),
    row("IRN", "AZE", "tension", 2, status="alleged", start="2025-06-26", end="2025-06-26"),
    row("ARM", "AZE", "tension", 1, status="hypothetical", scenario="second-front"),
)
NAMES = {"AZE": "Azerbaijan", "TUR": "Türkiye", "ISR": "Israel", "UKR": "Ukraine", "RUS": "Russia", "IRN": "Iran"}


def name(key: str) -> str:
    return NAMES.get(key, key)


def said(key: str = "AZE", **choices: Any) -> str:
    view = View(**choices)
    return headline(view, select(view, SET), key, name)


def test_the_headline_says_who_stands_where() -> None:
    expected = "Azerbaijan in July 2025: backed by Türkiye, Israel and Ukraine, at odds with Russia and Iran"
    assert said() == said(focus="AZE") == expected


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"kind": ("support",)}, "Azerbaijan in July 2025: backed by Türkiye, Israel, Russia and Ukraine"),
        ({"kind": ("tension",)}, "Azerbaijan in July 2025: at odds with Russia and Iran"),
        ({"focus": "AZE", "dir": "out"}, "Azerbaijan in July 2025: supports Türkiye and GEO"),
        ({"end": date(2025, 3, 1)}, "Azerbaijan in March 2025: backed by Türkiye, Israel and Russia"),
        ({"start": date(2020, 1, 1)}, "Azerbaijan from 2020 to 2025: backed by"),
        ({"start": date(2025, 1, 1), "end": date(2025, 12, 31)}, "Azerbaijan in 2025: backed by"),
        ({"scenario": "second-front"}, "What if: second front. Azerbaijan in July 2025: backed by"),
        ({"countries": ("RUS", "AZE"), "dir": "between"}, "Azerbaijan and Russia in July 2025: 1 relation of support"),
        ({"domain": ("space",)}, "No relations to show in July 2025"),
        ({"focus": "UKR", "dir": "in", "kind": ("support",)}, "Ukraine in July 2025: no support from anybody in these"),
        ({"focus": "RUS", "dir": "in", "kind": ("tension",)}, "Russia in July 2025: no tension from anybody in these"),
        ({"focus": "ISR", "dir": "in"}, "Israel in July 2025: no support or tension from anybody in these data"),
        ({"focus": "GEO", "dir": "out"}, "GEO in July 2025: no support or tension towards anybody in these data"),
        ({"focus": "ISR", "kind": ("tension",)}, "Israel in July 2025: no tension with anybody in these data"),
        ({"focus": "IRN", "kind": ("support",)}, "Iran in July 2025: no support from or for anybody in these data"),
        ({"focus": "IRN", "min": 5}, "Iran in July 2025: no relations with anybody for these choices"),
        ({"focus": "IRN", "countries": ("RUS",)}, "Iran in July 2025: no relations with Russia in these data"),
    ],
)
def test_the_headline_follows_the_view(choices: dict[str, Any], expected: str) -> None:
    assert said(**choices).startswith(expected)


def test_who_fell_away_in_the_window_is_not_among_the_friends_at_its_end() -> None:
    syria = dataset(
        row("RUS", "SYR", "support", 5, start="2015-09-30", end="2024-12-08"),
        row("UKR", "SYR", "support", 3, start="2024-12-30"),
        row("ISR", "SYR", "tension", 4, start="2024-12-08"),
    )
    view = View(focus="SYR")
    text = headline(view, select(view, syria), "SYR", name)
    assert text == "SYR in July 2025: backed by Ukraine, no longer by Russia, at odds with Israel"


def test_of_a_country_only_its_own_relations_are_told() -> None:
    """Not how many relations the map shows."""
    table = dataset(
        row("UKR", "AZE", "support", 3),
        row("RUS", "IRN", "support", 4),
        row("ISR", "TUR", "support", 1),
    )
    told = {key: headline(View(), select(View(), table), key, name).partition(": ")[2] for key in ("UKR", "ISR")}
    assert told == {"UKR": "supports Azerbaijan", "ISR": "supports Türkiye"}


def test_a_list_that_stops_short_says_so() -> None:
    many = dataset(*(row(code, "AZE", "support", 3) for code in ("TUR", "ISR", "UKR", "GEO", "PAK")))
    text = headline(View(), select(View(), many), "AZE", name)
    assert text == "Azerbaijan in July 2025: backed by GEO, Israel, PAK and 2 others"


def test_a_partner_with_both_is_where_the_greater_sum_is() -> None:
    standing = standing_of(ties_of("AZE", select(View(), SET).rows))
    assert standing.backed_by == ("TUR", "ISR", "UKR")
    assert standing.at_odds == ("RUS", "IRN")
    assert standing.backs == ("TUR", "GEO")


def test_the_subtitle_names_window_choices_and_worldview() -> None:
    view = View(kind=("tension",), status=("documented",), min=3, domain=("military",))
    text = subtitle(view, select(view, SET), "recognised borders")
    assert text == (
        "Relations in force between 1 December 2024 and 31 July 2025 · only tension · only documented · military · "
        "strength 3 and above · recognised borders"
    )


def test_a_window_of_one_day_is_that_day() -> None:
    view = View(start=date(2025, 6, 13), end=date(2025, 6, 13))
    assert subtitle(view, select(view, SET), "recognised borders").startswith("Relations in force on 13 June 2025 · ")


def test_the_text_alternative_tells_the_relations() -> None:
    selection = select(View(), SET)
    rows = rows_of(selection.shown)
    sentences = described("The South Caucasus", "Azerbaijan and others", selection, rows, name)
    assert sentences[0] == "The South Caucasus. Azerbaijan and others."
    assert sentences[1] == "The map shows 5 relations of support and 2 of tension."
    assert "Türkiye and Azerbaijan: mutual support, 5 of 5, since 15 June 2021." in sentences
    assert "Tension from Iran to Azerbaijan, 2 of 5, on 26 June 2025 (alleged)." in sentences


def test_a_relation_card_tells_who_whom_what_since_when_and_how_sure() -> None:
    relation = dataset(
        row(
            "RUS",
            "AZE",
            "tension",
            3,
            start="2025-06-27",
            end="2025-06-28",
            domain="humanitarian",
            status="alleged",
            summary="Raids.",
            citation="A paper, 2025",
            url="https://paper.example/a",
        )
    ).table
    card = relation_card(rows_of(relation)[0], name)
    assert card.title == "Russia → Azerbaijan"
    assert dict(card.rows)["What"] == "Tension · humanitarian"
    assert dict(card.rows)["Strength"] == "3 of 5"
    assert dict(card.rows)["When"] == "27 June 2025 to 28 June 2025"
    assert dict(card.rows)["How sure"].startswith("Alleged")
    assert (card.text, card.link_text, card.url) == ("Raids.", "A paper, 2025", "https://paper.example/a")


def test_a_country_without_relations_has_no_figures() -> None:
    card = country_card("FJI", name, None, None, ())
    assert (card.title, card.rows, card.text) == ("FJI", (), "No relations in this view.")


def test_a_gist_is_seen_from_one_side() -> None:
    relation = rows_of(SET.table[SET.table["source"] == "RUS"].sort_values("kind"))[0]
    assert gist(relation, "AZE", name) == "from Russia, 2 of 5"
    assert gist(relation, "RUS", name) == "towards Azerbaijan, 2 of 5"


def test_periods() -> None:
    assert period("2025-06-13", "") == "Since 13 June 2025"
    assert period("2025-06-13", "2025-06-13") == "On 13 June 2025"
    assert period("2025-06-13", "2025-06-24") == "13 June 2025 to 24 June 2025"


def test_great_numbers_have_their_commas() -> None:
    said = notes(1000, 249_700, 1500, (), 0)
    assert said[0].startswith("1,000 relations of the data")
    assert said[1] == "249,700 more counted but not drawn: only the 1,500 strongest are"


def test_joined() -> None:
    assert [joined(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
