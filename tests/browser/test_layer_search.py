"""The search box in Chromium: it knows every name and code that the library knows, and flies there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from geo.codes import note, resolve
from geo.countries import Atlas
from geo.names import exonyms, fold, read
from geo.render import assets
from geo.render.names import name_index
from tests.browser.layer_page import VIEW, NewPage, show, update
from tests.samples import sample_spec

pytestmark = pytest.mark.browser

SCRIPTS = Path(assets.__file__).parent / "assets" / "js"
NAMES = json.loads(name_index())
BOX = "Find a country or disputed area by name or code"


@cache
def sources() -> str:
    return "\n".join((SCRIPTS / f"{part}.js").read_text(encoding="utf-8") for part in ("util", "fold", "names"))


def all_names() -> list[str]:
    rows = [*read("country_names.csv"), *read("aliases.csv"), *exonyms()]
    return list(dict.fromkeys(row["text"] for row in rows))


def search(page: Any, text: str) -> Any:
    page.get_by_role("combobox", name=BOX).fill(text)
    return page.locator(".fl-option")


def test_texts_are_folded_as_the_library_folds_them(new_page: NewPage) -> None:
    texts = [*all_names(), "Straße", "ΆΡΗΣ", "Côte d’Ivoire", "İstanbul", "ﬁ", "x²", "  a-b_c "]
    folded = new_page().evaluate(f"texts => {{ {sources()}; return texts.map(fold); }}", texts)
    assert [pair for pair in zip(texts, folded, strict=True) if fold(pair[0]) != pair[1]] == []


def test_the_first_one_found_is_what_the_library_resolves(new_page: NewPage) -> None:
    rows = [*all_names()[::13], "Rep. of Korea", "Korea, Rep.", "St. Lucia", "Congo, Dem. Rep.", "Oesterreich", "031"]
    # Misspelled names are understood in a file, not offered in a search box
    right = [text for text in rows if note(text) != "a usual misspelling"]
    asked = {text: found for text in right if isinstance(found := resolve(text), str)}
    areas = [{"key": country.iso3, "name": country.name} for country in Atlas.load().countries.values()]
    known = {area["key"] for area in areas}
    asked = {text: iso3 for text, iso3 in asked.items() if iso3 in known}
    assert len(asked) > 400
    first = new_page().evaluate(
        f"""([index, areas, texts]) => {{ {sources()};
            const names = new Names(index);
            names.update(areas);
            return texts.map(text => (names.find(text, 3)[0] || {{}}).key);
        }}""",
        [NAMES, areas, list(asked)],
    )
    wrong = [(text, key, got) for (text, key), got in zip(asked.items(), first, strict=True) if got != key]
    assert wrong == []


def test_what_is_misspelled_is_nearly_found(new_page: NewPage) -> None:
    areas = [{"key": country.iso3, "name": country.name} for country in Atlas.load().countries.values()]
    wrong = {row["text"]: row["iso3"] for row in read("aliases.csv") if row["field"] == "misspelling"}
    first = new_page().evaluate(
        f"""([index, areas, texts]) => {{ {sources()};
            const names = new Names(index);
            names.update(areas);
            return texts.map(text => ((names.find(text, 3)[0] || names.near(text, 3)[0]) || {{}}).key);
        }}""",
        [NAMES, areas, list(wrong)],
    )
    right = sum(got == key for key, got in zip(wrong.values(), first, strict=True))
    assert right > 0.9 * len(wrong), [pair for pair in zip(wrong, first, strict=True) if wrong[pair[0]] != pair[1]]


def test_beginnings_come_before_words_and_words_before_parts(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec(), names=NAMES)
    assert search(page, "a").all_inner_texts()[:2] == ["Armenia", "Azerbaijan"]
    assert [text.split()[0] for text in search(page, "states").all_inner_texts()] == ["United"]
    assert [text.split()[0] for text in search(page, "zerb").all_inner_texts()][:1] == ["Azerbaijan"]
    assert search(page, "Aserbaidschan").all_inner_texts() == ["Azerbaijan\n(Aserbaidschan)"]
    assert search(page, "أذربيجان").first.get_attribute("data-key") == "AZE"
    assert search(page, "rs").all_inner_texts() == ["Russia\n(FIPS RS)"]
    assert search(page, "364").all_inner_texts() == ["Iran\n(ISO number 364)"]
    assert search(page, "atlantis").count() == 0
    assert page.get_by_text("Nothing on this map has this name or code.").first.is_visible()
    assert [name.strip() for name in search(page, "Azerbiajann").all_inner_texts()] == ["Azerbaijan"]
    assert "Did you mean" in page.evaluate("getComputedStyle(document.querySelector('.fl-found'), '::before').content")
    assert page.locator(".fl-voice").text_content() == "Did you mean Azerbaijan?"
    assert page.locator(".fl-option[aria-selected=true]").count() == 0
    search(page, "Azer")
    assert page.locator(".fl-near").count() == 0


def test_another_name_is_told_only_where_the_one_on_the_map_does_not_fit(new_page: NewPage) -> None:
    found = new_page().evaluate(
        f"""index => {{ {sources()};
            const names = new Names(index);
            names.update([{{ key: "SGS", name: "S. Georgia & S. Sandwich Is." }}, {{ key: "GEO", name: "Georgia" }}]);
            return ["georgia", "gruz"].map(text => names.find(text, 3).map(({{ key, match }}) => [key, match]));
        }}""",
        NAMES,
    )
    assert found[0] == [["GEO", ""], ["SGS", ""]]
    assert found[1][0][0] == "GEO"
    assert found[1][0][1] != ""


def test_enter_goes_there_outlines_it_and_shows_its_card(new_page: NewPage) -> None:
    page = show(new_page(reduced_motion="reduce"), sample_spec(), names=NAMES, hooks="refocus: () => true,")
    box = page.get_by_role("combobox", name=BOX)
    box.focus()
    page.keyboard.type("a")
    assert box.get_attribute("aria-expanded") == "true"
    first = box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") != first
    search(page, "fidschi")
    assert page.locator(".fl-option[aria-selected=true]").get_attribute("data-key") == "FJI"
    page.keyboard.press("Enter")
    lat, lng, zoom = page.evaluate(VIEW)
    assert (abs(lat + 17.5) < 3, abs(lng % 360 - 180) < 12, zoom > 4) == (True, True, True)
    assert page.inner_text(".fl-card-title") == "Fiji"
    assert page.get_attribute(".fl-mark-hover", "d") != "M0 0"
    assert page.locator(".fl-found").is_hidden()
    assert page.locator(".fl-voice").text_content() == "Fiji"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.locator(".fl-card").is_hidden()
    assert page.evaluate("log") == []
    for name, seen in (("fidschi", 1), ("Azerbaijan", 0)):  # the map is seen from Azerbaijan already
        search(page, name)
        box.press("Enter")
        assert page.get_by_role("button", name="See the map from here").count() == seen
        if seen:
            page.get_by_role("button", name="See the map from here").click()
            assert page.locator(".fl-card").is_hidden()
    assert page.evaluate("log") == [["country", "FJI"]]


def test_disputed_areas_are_found_too(new_page: NewPage) -> None:
    """Those that are on the map, by any usual name, after the countries; not twice where one is a country's land."""
    places = [
        {"key": place, "name": name} for place, name in {"crimea": "Crimea and Sevastopol", "taiwan": "Taiwan"}.items()
    ]
    areas = [{"key": "TWN", "name": "Тайвань"}, {"key": "UKR", "name": "Украина"}]
    found = new_page().evaluate(
        f"""([index, areas, places, texts]) => {{ {sources()};
            const names = new Names(index);
            names.update(areas, places);
            return texts.map(text => names.find(text, 3).map(({{ key, place }}) => [key, place]));
        }}""",
        [NAMES, areas, places, ["Krim", "Крым", "Taiwan", "Sevastopol", "Gaza"]],
    )
    assert found == [[["crimea", True]], [["crimea", True]], [["TWN", False]], [["crimea", True]], []]


def test_a_finger_finds_a_country_on_a_phone(new_page: NewPage) -> None:
    page = show(new_page(390, 844, has_touch=True, is_mobile=True, reduced_motion="reduce"), sample_spec(), names=NAMES)
    box = page.get_by_role("combobox", name=BOX)
    assert box.bounding_box()["width"] <= 44
    box.tap()
    page.wait_for_function("() => document.querySelector('.fl-search').offsetWidth > 250")
    page.keyboard.type("georg")
    page.locator(".fl-option[data-key=GEO]").tap()
    assert page.locator(".fl-card.fl-sheet").inner_text().startswith("Georgia")
    assert page.locator(".fl-card-act").count() == 0  # without an app around it
    covered = page.locator(".fl-card.fl-sheet").bounding_box()["y"]
    shape = page.locator("path.fl-shape[data-key=GEO]").bounding_box()
    assert shape["y"] + shape["height"] < covered
    box.tap()  # an area that lines may cover
    search(page, "abchas")
    assert page.locator(".fl-option").inner_text() == "Abkhazia\n(Abchasien) · disputed area"
    page.locator(".fl-option[data-key=abkhazia]").tap()
    assert page.locator(".fl-card.fl-sheet").inner_text().startswith("Abkhazia")
    area = page.locator("path.fl-disputed").bounding_box()
    assert 10 < area["y"] < area["y"] + area["height"] < page.locator(".fl-card.fl-sheet").bounding_box()["y"]


def test_the_index_is_asked_for_once_and_only_when_it_is_needed(new_page: NewPage, watch: Any) -> None:
    page = new_page(reduced_motion="reduce")
    page.route("**/names.json", lambda route: route.fulfill(json=NAMES, headers={"Access-Control-Allow-Origin": "*"}))
    show(page, sample_spec(), names="http://localhost/names.json")
    assert watch.requests == []
    search(page, "Aserb")
    page.locator(".fl-option").first.wait_for()
    update(page, sample_spec())
    assert search(page, "Turchia").all_inner_texts() == ["Türkiye\n(Turchia)"]
    assert watch.requests == ["http://localhost/names.json"]


def test_without_an_index_the_names_on_the_map_are_found(new_page: NewPage) -> None:
    page = show(new_page(), sample_spec())
    assert search(page, "turk").all_inner_texts() == ["Türkiye"]
    assert search(page, "irn").all_inner_texts() == ["Iran\n(ISO IRN)"]
