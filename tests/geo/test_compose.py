"""From a view, a data set and an atlas to one composed map."""

from __future__ import annotations

import gc
import json
import re
from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.compose import compose
from geo.countries import Atlas
from geo.palette import FOCUS, NO_DATA, SUPPORT, TENSION
from geo.relations import Dataset
from geo.scales import scale_for
from geo.spec import MapSpec
from geo.view import View
from tests.relations import dataset, datasets, row

ATLAS = Atlas.load()
SET = dataset(
    row("TUR", "AZE", "support", 5, start="2021-06-15", mutual="true", id="shusha", citation="One", url="https://a.example"),
    row("ISR", "AZE", "support", 4, start="2016", id="arms", citation="Two"),
    row("RUS", "AZE", "tension", 3, start="2025-06-27", end="2025-06-28", id="raids", citation="One", url="https://a.example"),
    row("IRN", "AZE", "tension", 2, status="alleged", start="2025-06-26", end="2025-06-26", id="drones"),
    row("AZE", "RUS", "tension", 1, status="hypothetical", scenario="front", id="front"),
    row("GUF", "AZE", "support", 1, id="nowhere"),
    title="A test",
)  # fmt: skip


def made(data: Dataset = SET, **choices: Any) -> MapSpec:
    return compose(View(**choices), data, ATLAS)


def area(spec: MapSpec, key: str) -> Any:
    return next(area for area in spec.areas if area.key == key)


def test_every_country_of_the_atlas_is_an_area() -> None:
    assert [area.key for area in made().areas] == list(ATLAS.countries)


@pytest.mark.parametrize("collects", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_garbage_is_not_looked_for_meanwhile(collects: bool, fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def watched(*given: Any) -> str:
        seen.append(gc.isenabled())
        if fails:
            raise ValueError("no subtitle")
        return "now"

    seen: list[bool] = []
    monkeypatch.setattr(import_module("geo.compose"), "subtitle", watched)
    if not collects:
        gc.disable()
    try:
        with pytest.raises(ValueError, match="no subtitle") if fails else nullcontext():
            made()
        assert (seen, gc.isenabled()) == ([False], collects)
    finally:
        gc.enable()


def test_areas_take_the_colour_of_their_class() -> None:
    spec, scale = made(), scale_for("balance")
    assert (area(spec, "TUR").value, area(spec, "TUR").fill) == (1.0, scale.colors[-1])
    assert (area(spec, "RUS").value, area(spec, "RUS").fill) == (-1.0, scale.colors[0])
    assert area(spec, "AZE").value == pytest.approx((5 * 2 + 4 + 1 - 3 - 2) / 20, abs=1e-4)


def test_no_data_is_hatched_and_never_the_colour_of_a_class() -> None:
    spec = made()
    fiji = area(spec, "FJI")
    assert (fiji.value, fiji.class_index, fiji.hatched, fiji.fill, fiji.label_rank) == (None, None, True, NO_DATA, 0)
    assert NO_DATA not in scale_for("balance").colors


def test_lines_carry_sign_sureness_and_strength() -> None:
    lines = {line.id: line for line in made().lines}
    assert set(lines) == {"shusha", "arms", "raids", "drones"}
    assert lines["shusha"].color == SUPPORT
    assert lines["raids"].color == TENSION
    assert lines["raids"].dash == ()
    assert lines["drones"].dash != ()
    assert lines["shusha"].width > lines["arms"].width > lines["drones"].width
    assert lines["shusha"].mutual


def test_the_strongest_line_is_drawn_last() -> None:
    strengths = [line.intensity for line in made().lines]
    assert strengths == sorted(strengths)


def test_top_keeps_the_strongest_and_the_legend_counts_the_rest() -> None:
    spec = made(top=1)
    assert [line.id for line in spec.lines] == ["shusha"]
    assert any("3 more counted but not drawn: only the strongest is" in note for note in spec.legend.notes)
    assert area(spec, "RUS").value == -1.0


def test_the_legend_says_what_is_hidden_and_what_is_not_on_the_map() -> None:
    notes = made().legend.notes
    assert "1 relation of the data not shown: other dates or choices" in notes
    assert any(note.startswith("Not on this map: ") and ("GUF" in note or "Guiana" in note) for note in notes)


def test_the_legend_explains_just_what_is_drawn() -> None:
    rows = made(kind=("support",)).legend.lines
    assert [row.value for row in rows if row.symbol == "kind"] == ["support"]
    assert [row.value for row in rows if row.symbol == "status"] == ["documented"]
    areas = made().legend.areas
    assert [row.color for row in areas if row.symbol == "class"] == list(scale_for("balance").colors)
    assert sum(row.count or 0 for row in areas) == len(ATLAS.countries)


def test_a_focus_is_marked_and_others_are_coloured_by_their_stance() -> None:
    spec = made(focus="AZE")
    assert (area(spec, "AZE").fill, area(spec, "AZE").focus, area(spec, "AZE").value) == (FOCUS, True, None)
    assert spec.measure == "stance"
    assert spec.legend.title == "Stance towards Azerbaijan"
    assert area(spec, "TUR").value == 1.0
    assert area(spec, "AZE").label_rank == 1


def test_every_measure_composes() -> None:
    for measure in ("balance", "support", "tension", "volume"):
        spec = made(measure=measure)
        assert spec.measure == measure
        assert any(area.value is not None for area in spec.areas)
    assert area(made(measure="volume"), "AZE").value == 20
    assert area(made(measure="volume", dir="in"), "AZE").value == 15
    assert area(made(measure="volume", dir="out"), "TUR").value == 5


def test_data_driven_classes_are_an_option() -> None:
    fixed, driven = made(measure="volume"), made(measure="volume", classes="quantiles")
    assert fixed.legend.areas != driven.legend.areas


def test_what_was_over_long_before_the_end_is_drawn_lightly_and_the_legend_says_so() -> None:
    data = dataset(
        row("RUS", "SYR", "support", 5, start="2015-09-30", end="2024-12-08", id="fallen"),
        row("ISR", "IRN", "tension", 5, start="2025-06-13", end="2025-06-24", id="recent"),
        row("TUR", "AZE", "support", 5, start="2021-06-15", id="standing"),
    )
    opacity = {line.id: line.opacity for line in made(data).lines}
    assert opacity == {"fallen": pytest.approx(0.4), "recent": 1.0, "standing": 1.0}
    over = [(row.label, row.count, row.opacity) for row in made(data).legend.lines if row.symbol == "over"]
    assert over == [("ended before 30 May 2025", 1, pytest.approx(0.4))]
    assert not [row for row in made(data, kind=("tension",)).legend.lines if row.symbol == "over"]


def test_fixed_classes_do_not_move_with_filters() -> None:
    def classes(spec: MapSpec) -> list[tuple[str, str]]:
        return [(row.label, row.color) for row in spec.legend.areas if row.symbol == "class"]

    assert classes(made()) == classes(made(min=4)) == classes(made(kind=("tension",)))


def test_what_this_data_set_cannot_do_is_said() -> None:
    spec = made(scenario="atlantis", worldview="UKR", lang="tlh")
    assert len(spec.notices) == 3
    assert any("scenario=atlantis was ignored: there are front" in notice for notice in spec.notices)
    assert spec.language == "en"


def test_a_country_whose_middle_is_out_of_the_frame_is_named_where_its_lines_end() -> None:
    russia = ATLAS.countries["RUS"]
    assert area(made(region="south-caucasus"), "RUS").label_at == russia.anchor
    assert area(made(region="world"), "RUS").label_at == russia.label


def test_names_follow_the_language() -> None:
    assert area(made(lang="de"), "AZE").name == "Aserbaidschan"
    assert "Aserbaidschan" in made(lang="de").headline


def test_the_headline_is_about_a_country_of_the_region_chosen() -> None:
    led = replace(SET, lead="AZE", region="south-caucasus")
    assert made(led).headline.startswith("Azerbaijan")
    assert made(led, region="south-caucasus").headline.startswith("Azerbaijan")
    assert made(led, region="europe").headline.startswith("Türkiye")


def test_provenance_is_complete() -> None:
    found = compose(View(focus="AZE"), SET, ATLAS, permalink="https://maps.example/?focus=AZE").provenance
    assert (found.digest, found.permalink) == (SET.digest, "https://maps.example/?focus=AZE")
    assert found.window == ("2024-12-01", "2025-07-31")
    assert [source.text for source in found.sources] == ["One", "Two"]
    assert found.sources[0].url == "https://a.example"
    assert re.fullmatch(r"Faultlines \d+\.\d+\.\d+", found.generator)
    assert made(focus="AZE").provenance.permalink == "?focus=AZE"


def test_frames_follow_the_window() -> None:
    frames = made().frames
    assert [frame.at for frame in frames][-2:] == ["2025-06-27", "2025-06-29"]
    assert frames[0].at == "2024-12-01"
    assert "shusha" in frames[0].begun
    assert frames[-1].ended
    assert dict(frames[0].fills)["TUR"] == scale_for("balance").colors[-1]


def test_beyond_the_lines_drawn_the_strongest_of_each_country_are_at_hand() -> None:
    spec = made(top=1)
    assert len(spec.lines) == 1
    everything = made()
    assert {line.id for line in (*spec.lines, *spec.reserve)} == {line.id for line in everything.lines}
    assert [line.intensity for line in spec.reserve] == sorted(line.intensity for line in spec.reserve)
    assert everything.reserve == ()


def test_an_empty_view_is_still_a_map() -> None:
    spec = made(domain=("space",))
    assert spec.lines == ()
    assert spec.headline == "No relations to show in July 2025"
    assert all(area.hatched for area in spec.areas)


def test_a_line_across_the_antimeridian_goes_the_short_way() -> None:
    spec = made(dataset(row("USA", "FJI"), row("USA", "NZL"), row("NZL", "FJI")), countries=("FJI", "USA", "NZL"))
    for line in spec.lines:
        lons = [lon for lon, _ in line.path]
        assert max(lons) - min(lons) < 180
        assert spec.bounds[0] - 40 < min(lons)
        assert max(lons) < spec.bounds[2] + 40


def test_the_same_view_gives_the_same_map_as_json() -> None:
    text = made().to_json()
    assert text == made().to_json()
    plain = json.loads(text)
    assert {"headline", "areas", "lines", "legend", "provenance", "bounds"} <= plain.keys()
    assert "NaN" not in text


views = st.builds(
    View,
    focus=st.sampled_from(["", "AZE", "FJI"]),
    dir=st.sampled_from(["all", "in", "out"]),
    countries=st.sampled_from([(), ("RUS", "ARM")]),
    kind=st.sampled_from([(), ("support",), ("tension",)]),
    status=st.sampled_from([(), ("hypothetical",)]),
    scenario=st.sampled_from(["", "one"]),
    measure=st.sampled_from(["", "volume", "support", "tension", "balance"]),
    classes=st.sampled_from(["fixed", "quantiles", "equal-interval"]),
    region=st.sampled_from(["fit", "world", "pacific"]),
    top=st.integers(0, 10),
)


@settings(max_examples=60, deadline=None)
@given(views, datasets)
def test_any_view_of_any_data_is_a_map_that_adds_up(view: View, data: Dataset) -> None:
    spec = compose(view, data, ATLAS)
    assert len(spec.areas) == len(ATLAS.countries)
    assert len(spec.lines) <= view.top
    for each in spec.areas:
        assert (each.value is None) == (each.class_index is None)
        assert re.fullmatch(r"#[0-9a-f]{6}", each.fill)
    for line in spec.lines:
        start, end = (ATLAS.countries[key].anchor for key in (line.source, line.target))
        assert abs((line.path[0][0] - start[0] + 180) % 360 - 180) < 25
        assert abs((line.path[-1][0] - end[0] + 180) % 360 - 180) < 25
    assert json.loads(spec.to_json()) == json.loads(json.dumps(spec.to_dict()))


def test_a_file_with_bad_rows_left_out_says_so() -> None:
    spec = made(replace(SET, skipped=2))
    assert "2 faulty rows of the file left out" in spec.legend.notes
