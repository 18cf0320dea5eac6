"""The hatching of disputed areas can be seen, whatever the fills are."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from geo.palette import BALANCE_FILLS, NO_DATA, OWN, TENSION_FILLS
from geo.render.hatching import bands_of, bands_on, ground_of
from geo.spec import Card, Disputed
from tests.samples import sample_disputed, sample_spec

AREAS = {area.key: area for area in sample_spec().areas}
FILLS = (*BALANCE_FILLS, *TENSION_FILLS, NO_DATA, OWN)


@pytest.mark.parametrize("ground", FILLS)
def test_some_band_differs_from_the_ground(ground: str) -> None:
    for one, other in product(FILLS, FILLS):
        bands = bands_on(ground, [one, other])
        far = max(
            sum(abs(int(a, 16) - int(b, 16)) for a, b in zip(pairs(band), pairs(ground), strict=True)) for band in bands
        )
        assert far >= 70, (ground, one, other, bands)


def pairs(color: str) -> list[str]:
    return [color[at : at + 2] for at in (1, 3, 5)]


def test_fills_that_differ_are_taken_as_they_are() -> None:
    place = sample_disputed()
    assert ground_of(place, AREAS) == AREAS["GEO"].fill
    assert bands_of(place, AREAS) == (AREAS["RUS"].fill, AREAS["GEO"].fill)


def test_a_measure_of_its_own_and_authorities_of_its_own() -> None:
    assert ground_of(replace(sample_disputed(), fill="#123456"), AREAS) == "#123456"
    own = Disputed("a", "A", ("own", "XXX"), Card("A"), (0.0, 0.0))
    assert ground_of(own, AREAS) == OWN
    assert bands_of(own, AREAS) == (OWN, NO_DATA)


def test_an_area_that_nobody_holds_or_claims_is_hatched_in_a_darker_grey() -> None:
    assert bands_on(OWN, []) == ("#8b877e",)
