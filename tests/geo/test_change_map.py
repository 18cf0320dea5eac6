"""The map of changes: lines, fills, words, legend, and every format it is exported in."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from geo import Atlas, Dataset, MapSpec, View, compose, to_html, to_png, to_svg
from geo.change_fills import change_scale
from geo.measures import MEASURES
from geo.moment import at_moment
from geo.palette import FOCUS, NO_DATA, OVER_OPACITY
from geo.snapshot import geojson
from geo.spec import Area, Card, Line
from tests.relations import dataset, row

ATLAS = Atlas.load()
SINCE, AT = date(2024, 12, 1), date(2025, 7, 31)
SET = dataset(
    row("RUS", "SYR", "support", 5, start="2015-09-30", end="2024-12-08", id="bases", summary="Air power for Assad."),
    row("IRN", "SYR", "support", 3, start="2011", id="aid"),
    row("IRN", "SYR", "support", 2, start="2025-02-01", id="more-aid"),
    row("TUR", "AZE", "support", 4, start="2021-06-15", mutual="true", id="shusha"),
    row("TUR", "AZE", "support", 5, start="2025-03-01", mutual="true", id="pact", citation="A paper", url="https://a.test"),
    row("RUS", "AZE", "support", 2, start="2022-02-22", id="gas"),
    row("AZE", "RUS", "tension", 3, start="2025-06-30", id="raids", status="alleged", citation="Another paper"),
    row("IRN", "AZE", "tension", 4, start="2024-01-01", end="2025-01-31", id="quarrel"),
    row("IRN", "AZE", "tension", 2, start="2024-05-01", id="mistrust"),
    row("UKR", "RUS", "tension", 5, start="2022-02-24", mutual="true", id="war"),
    row("GEO", "RUS", "tension", 4, start="2025-01-01", status="hypothetical", scenario="second-front", id="front"),
    row("USA", "ARM", "support", 2, start="2030-01-01", id="later"),
    lead="AZE",
)  # fmt: skip


def made(**chosen: Any) -> MapSpec:
    return compose(View(**{"since": SINCE, "at": AT, **chosen}), SET, ATLAS)


def lines(spec: MapSpec) -> dict[str, Line]:
    return {line.id: line for line in spec.lines}


def area(spec: MapSpec, key: str) -> Area:
    return next(area for area in spec.areas if area.key == key)


def facts(card: Card) -> dict[str, str]:
    return dict(card.rows)


def test_each_line_says_what_happened_to_it() -> None:
    spec = made()
    assert {line.id: line.change for line in spec.lines} == {
        "bases": "ended",
        "pact": "grew",
        "raids": "turned",
        "mistrust": "shrank",
    }
    assert (spec.since, spec.at, spec.frames) == ("2024-12-01", "2025-07-31", ())
    assert len(spec.bars) == 8
    assert at_moment(spec) is spec


def test_a_line_is_as_strong_and_as_sure_as_now_or_as_it_was_before_it_ended() -> None:
    found = lines(made())
    assert {key: line.intensity for key, line in found.items()} == {"bases": 5, "pact": 5, "raids": 3, "mistrust": 2}
    assert {key for key, line in found.items() if line.opacity == OVER_OPACITY} == {"bases"}
    assert (found["pact"].mutual, found["raids"].mutual) == (True, False)
    assert (bool(found["raids"].dash), bool(found["pact"].dash)) == (True, False)


def test_a_card_tells_both_days_and_what_happened_between_them() -> None:
    found = lines(made())
    ended, grew, shrank = (found[key].card or Card("") for key in ("bases", "pact", "mistrust"))
    assert facts(ended)["1 December 2024"] == "5 of 5 · documented"
    assert facts(ended)["31 July 2025"] == "none"
    assert facts(ended)["Ended"] == "8 December 2024, 5 of 5: Air power for Assad."
    assert facts(grew)["Began"] == "1 March 2025, 5 of 5"
    assert (grew.title, grew.link_text, grew.url) == ("Türkiye ⇄ Azerbaijan", "A paper", "https://a.test")
    assert facts(shrank) == {
        "What": "Tension grew weaker",
        "1 December 2024": "4 of 5 · documented",
        "31 July 2025": "2 of 5 · documented",
        "Ended": "31 January 2025, 4 of 5",
    }


def test_filters_choose_but_the_window_does_not() -> None:
    assert lines(made(kind=("tension",))).keys() == {"raids", "mistrust"}
    assert lines(made(kind=("tension",)))["raids"].change == "began"  # nothing else in view between the two
    assert "raids" not in lines(made(status=("documented",)))
    assert lines(made(min=4.0)).keys() == {"bases", "pact", "quarrel"}
    assert lines(made(min=4.0))["quarrel"].change == "ended"
    assert lines(made(focus="SYR")).keys() == {"bases"}
    assert lines(made(start=date(2025, 7, 1), end=date(2025, 7, 2))).keys() == lines(made()).keys()
    assert lines(made(at=date(2030, 6, 1)))["later"].change == "began"


def test_what_is_hypothetical_shows_only_where_it_is_asked_for() -> None:
    assert "front" not in lines(made())
    asked = made(scenario="second-front")
    assert lines(asked)["front"].change == "began"
    assert asked.headline.startswith("What if: second front. ")


def test_fills_are_the_difference_of_sums() -> None:
    spec = made()
    # the pact adds 5 given and 5 got; for Azerbaijan the raids take 3, and the end of the quarrel gives 4 back
    values = {key: area(spec, key).value for key in ("TUR", "AZE", "RUS", "SYR", "IRN", "UKR")}
    assert values == {"TUR": 10, "AZE": 11, "RUS": -8, "SYR": -3, "IRN": 6, "UKR": 0}
    scale = change_scale("balance")
    assert (area(spec, "UKR").fill, area(spec, "UKR").hatched) == (scale.colors[3], False)
    assert area(spec, "RUS").fill == scale.colors[0]
    assert area(spec, "IRN").fill == scale.colors[5]
    assert (area(spec, "USA").fill, area(spec, "USA").hatched) == (NO_DATA, True)  # on neither day
    card = area(spec, "RUS").card or Card("")
    assert facts(card)["Change"] == "−8, towards tension"
    assert facts(card)["1 December 2024"] == "support 7, tension 10"
    assert facts(card)["31 July 2025"] == "support 2, tension 13"


@pytest.mark.parametrize(("measure", "russia"), [("support", -5), ("tension", 3), ("volume", -2)])
def test_other_measures_are_compared_as_they_are(measure: str, russia: float) -> None:
    spec = made(measure=measure)
    assert area(spec, "RUS").value == russia
    assert spec.legend.title.startswith("Change in ")


def test_with_a_focus_it_is_what_others_say_about_it() -> None:
    spec = made(focus="SYR")
    assert area(spec, "RUS").value == -5
    assert area(spec, "IRN").value == 2
    assert area(spec, "SYR").fill == FOCUS
    assert spec.legend.title == "Change in stance towards Syria, from 1 December 2024 to 31 July 2025"


@pytest.mark.parametrize("measure", MEASURES)
def test_classes_lie_alike_on_both_sides_of_none(measure: str) -> None:
    scale = change_scale(measure)
    assert len(scale.colors) == 7
    places = [scale.index_of(value) for value in (-30, -8, -7.9, -4, -0.1, 0, 0.1, 4, 7.9, 8, 30)]
    assert places == [0, 0, 1, 1, 2, 3, 4, 5, 5, 6, 6]


def test_the_headline_says_who_turned_to_whom() -> None:
    period = "from 1 December 2024 to 31 July 2025"
    assert made().headline == f"Azerbaijan {period}: fell out with Russia"
    assert made(focus="SYR").headline == f"Syria {period}: lost the support of Russia"
    back = made(focus="AZE", since=date(2025, 7, 1), at=date(2026, 1, 1))
    assert back.headline == "Nothing changed from 1 July 2025 to 1 January 2026"
    assert made(focus="IRN", dir="out").headline == f"Iran {period}: 1 relation grew weaker"
    counted = made(countries=("TUR", "AZE", "RUS"), dir="between").headline
    assert counted == f"Azerbaijan, Russia and Türkiye {period}: 1 relation grew stronger and 1 turned around"


def test_words_tell_the_rest() -> None:
    spec = made()
    assert spec.subtitle.startswith("Changes between 1 December 2024 and 31 July 2025 · documented and alleged · ")
    told = " ".join(spec.description)
    assert "1 relation ended, 1 grew stronger, 1 grew weaker and 1 turned around." in told
    assert "Support between Türkiye and Azerbaijan grew stronger: 4 of 5 on 1 December 2024, 5 of 5 on" in told
    assert "Tension from Azerbaijan to Russia now prevails where it did not" in told


def test_the_legend_counts_what_is_drawn_and_what_is_not() -> None:
    legend = made().legend
    changes = {line.value: line.count for line in legend.lines if line.symbol == "change"}
    assert changes == {"ended": 1, "grew": 1, "shrank": 1, "turned": 1}
    assert legend.notes[0] == "3 unchanged relations not drawn"  # aid, gas, war
    assert legend.notes[1].startswith("2 relations of the data not shown")  # front, later
    assert sum(entry.count or 0 for entry in legend.areas) == len(ATLAS.countries)
    few = made(top=1)
    assert [line.intensity for line in few.lines] == [5]
    assert len(few.reserve) == 3
    assert "3 more counted but not drawn: only the strongest is" in few.legend.notes


@pytest.mark.parametrize(
    ("chosen", "notice"),
    [
        ({"since": date(2025, 7, 31), "at": None}, "since=2025-07-31 was ignored: it is not before 2025-07-31"),
        ({"since": date(2026, 1, 1), "at": None}, "since=2026-01-01 was ignored: it is not before 2025-07-31"),
        ({"since": date(2000, 1, 1)}, "since=2000-01-01 was ignored: the data begin on 2011-01-01"),
    ],
)
def test_days_that_cannot_be_compared_are_dropped_with_a_notice(chosen: dict[str, Any], notice: str) -> None:
    spec = made(**chosen)
    assert notice in spec.notices
    assert spec.since == ""
    assert spec.frames


def test_the_later_day_is_by_default_the_last_of_the_window() -> None:
    assert made(at=None).at == "2025-07-31"
    assert made(at=None, end=date(2025, 2, 1)).at == "2025-02-01"


def test_the_timeline_has_room_for_both_days() -> None:
    bars = made(since=date(2024, 10, 10), at=date(2025, 9, 9)).bars
    assert (bars[0].first, bars[-1].last, len(bars)) == ("2024-10-10", "2025-09-09", 12)


def test_where_nothing_changed_there_is_still_a_map() -> None:
    spec = made(since=date(2025, 7, 1))
    assert spec.headline == "Nothing changed from 1 July 2025 to 31 July 2025"
    assert spec.lines == ()
    assert to_svg(spec, ATLAS).count("data-mark") == 0


def test_every_format_has_it() -> None:
    spec = made()
    plain = json.loads(spec.to_json())
    assert {line["change"] for line in plain["lines"]} == {"ended", "grew", "shrank", "turned"}
    features = {feature["id"]: feature["properties"] for feature in json.loads(geojson(spec, ATLAS))["features"]}
    assert features["bases"]["change"] == "ended"
    assert features["RUS"]["value"] == -8
    assert to_png(spec, ATLAS, (400, 300)).startswith(b"\x89PNG")
    assert spec.headline in to_html(spec, ATLAS)


def test_the_built_in_data_tell_the_story() -> None:
    spec = compose(View(since=SINCE, focus="SYR"), Dataset.load("caucasus-2025"), ATLAS)
    assert spec.headline == (
        "Syria from 1 December 2024 to 31 July 2025: gained the support of Azerbaijan and Ukraine, "
        "fell out with Israel and Iran"
    )
