"""Colours stay apart for everybody: normal vision, deuteranopia, protanopia, tritanopia.

Colour blindness is simulated with the matrices of Machado, Oliveira and Fernandes (2009), "A physiologically-based
model for simulation of color vision deficiency", doi:10.1109/TVCG.2009.113, at severity 1.0, applied to linear sRGB.
Distances are CIEDE2000 (Sharma, Wu and Dalal 2005, doi:10.1002/col.20070), contrasts those of WCAG 2.
"""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from geo import palette
from geo.change_fills import change_scale
from geo.measures import MEASURES
from geo.render import assets
from geo.scales import scale_for

Triple = npt.NDArray[np.float64]

VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
CHANGES = {f"change of {name}": change_scale(name).colors for name in MEASURES}
FILLS = {name: scale_for(name).colors for name in MEASURES} | CHANGES
all_visions = pytest.mark.parametrize("vision", VISIONS)
all_fills = pytest.mark.parametrize("measure", FILLS)


def linear(color: str) -> Triple:
    c = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def seen(color: str, vision: str) -> Triple:
    """CIELAB (D65) of a colour as somebody with that vision sees it."""
    rgb = np.clip(VISIONS[vision] @ linear(color), 0, 1)
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    t = np.array(to_xyz) @ rgb / [0.95047, 1.0, 1.08883]
    x, y, z = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def hues(one: float, other: float, grey: bool) -> tuple[float, float]:
    """Difference and mean of two hue angles in degrees, the short way round."""
    if grey:
        return 0.0, one + other
    turn = 360 if abs(other - one) > 180 else 0
    step = other - one - turn if other > one else other - one + turn
    return step, (one + other + (turn if one + other < 360 else -turn)) / 2


def ciede2000(one: Triple, other: Triple) -> float:
    """Colour difference; the names are those of the paper."""
    flat = np.mean([np.hypot(*one[1:]), np.hypot(*other[1:])]) ** 7
    g = 1.5 - 0.5 * np.sqrt(flat / (flat + 25.0**7))
    c1, c2 = np.hypot(g * one[1], one[2]), np.hypot(g * other[1], other[2])
    h1, h2 = (float(np.degrees(np.arctan2(x[2], g * x[1])) % 360) for x in (one, other))
    dh, h = hues(h1, h2, bool(c1 * c2 == 0))
    l, c = (one[0] + other[0]) / 2, (c1 + c2) / 2  # noqa: E741
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    t = 1 + sum(size * np.cos(np.radians(times * h + shift)) for size, times, shift in waves)
    dl = (other[0] - one[0]) / (1 + 0.015 * (l - 50) ** 2 / np.sqrt(20 + (l - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * c)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh / 2)) / (1 + 0.015 * c * t)
    blue = -2 * np.sqrt(c**7 / (c**7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + blue * dc * dh))


def distance(one: str, other: str, vision: str) -> float:
    return ciede2000(seen(one, vision), seen(other, vision))


def contrast(one: str, other: str) -> float:
    dark, light = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0000, 2.6772, -79.7751), (50.0000, 0.0000, -82.7485), 2.0425),
        ((50.0000, -1.3802, -84.2814), (50.0000, 0.0000, -82.7485), 1.0000),
        ((50.0000, 0.0000, 0.0000), (50.0000, -1.0000, 2.0000), 2.3669),
        ((50.0000, 2.4900, -0.0010), (50.0000, -2.4900, 0.0011), 7.2195),
        ((50.0000, -0.0010, 2.4900), (50.0000, 0.0011, -2.4900), 4.7461),
        ((50.0000, 2.5000, 0.0000), (73.0000, 25.0000, -18.0000), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_ruler_measures_what_the_paper_says(one: Triple, other: Triple, expected: float) -> None:
    """Pairs from table 1 of Sharma, Wu and Dalal (2005)."""
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)
    assert ciede2000(np.array(other), np.array(one)) == pytest.approx(expected, abs=1e-4)


def test_the_simulation_leaves_greys_alone_and_confuses_red_with_green() -> None:
    for vision in VISIONS:
        assert distance("#808080", "#808080", vision) == 0
        assert ciede2000(seen("#808080", vision), seen("#808080", "normal")) < 0.5
    assert distance("#b0641e", "#5f7f1e", "deuteranopia") < distance("#b0641e", "#5f7f1e", "normal") / 2


@all_visions
@all_fills
def test_classes_differ_from_each_other(measure: str, vision: str) -> None:
    """A difference of about 2 is just seen side by side; 6 is still clear across a map."""
    for one, other in combinations(FILLS[measure], 2):
        assert distance(one, other, vision) >= 6, (one, other)


@all_visions
@all_fills
def test_ramps_run_on(measure: str, vision: str) -> None:
    """Two classes apart is further than one: nobody sees the ramp turn back."""
    for low, middle, high in zip(FILLS[measure], FILLS[measure][1:], FILLS[measure][2:], strict=False):
        assert distance(low, high, vision) > max(distance(low, middle, vision), distance(middle, high, vision)) * 0.9


@all_visions
@all_fills
def test_no_class_looks_like_no_data_or_water_or_the_focus(measure: str, vision: str) -> None:
    for color, ground in product(FILLS[measure], (palette.NO_DATA, palette.LAND, palette.WATER)):
        assert distance(color, ground, vision) >= 6, (color, ground)
    assert min(distance(color, palette.FOCUS, vision) for color in FILLS[measure]) >= 15
    assert distance(palette.FOCUS, palette.NO_DATA, vision) >= 15


@all_visions
def test_support_and_tension_are_far_apart(vision: str) -> None:
    assert distance(palette.SUPPORT, palette.TENSION, vision) >= 40
    for side in zip(palette.SUPPORT_FILLS, palette.TENSION_FILLS, strict=True):
        assert distance(*side, vision) >= 10
    for side in zip(palette.BALANCE_FILLS[:2], palette.BALANCE_FILLS[:2:-1], strict=True):
        assert distance(*side, vision) >= 15
    for colors in CHANGES.values():
        for side in zip(colors[:3], colors[:3:-1], strict=True):
            assert distance(*side, vision) >= 15


@pytest.mark.parametrize("line", palette.LINE_COLORS.values())
def test_lines_are_seen_on_land_and_water_and_on_their_rim(line: str) -> None:
    for ground in (palette.LAND, palette.WATER, palette.NO_DATA, palette.HATCH, palette.CASING):
        assert contrast(line, ground) >= 3


def mixed(over: str, under: str, opacity: float) -> str:
    parts = zip(*(bytes.fromhex(color[1:]) for color in (over, under)), strict=True)
    return "#" + bytes(round(a * opacity + b * (1 - opacity)) for a, b in parts).hex()


@pytest.mark.parametrize("line", palette.LINE_COLORS.values())
def test_lines_are_seen_on_every_ground_of_both_themes(line: str) -> None:
    """What a line borders on is its casing, through which a little of the ground shines (WCAG 1.4.11: 3 to 1)."""
    styles = Path(assets.__file__).parent / "assets" / "css"
    chrome = (styles / "faultlines.css").read_text(encoding="utf-8")
    colors = {
        name: set(re.findall(rf"--fl-{name}: (#\w{{6}});", chrome)) for name in ("water", "land", "hatch", "casing")
    }
    grounds = (
        colors["water"] | colors["land"] | colors["hatch"] | {color for fills in FILLS.values() for color in fills}
    )
    lines = (styles / "lines.css").read_text(encoding="utf-8")
    opacities = [float(found) for found in re.findall(r"--fl-dense: ([\d.]+)[; ]", lines)]
    assert (len(opacities), len(colors["water"]), len(colors["casing"])) == (2, 2, 1)
    for ground, opacity in product(grounds | {palette.FOCUS}, opacities):
        assert contrast(line, mixed(*colors["casing"], ground, opacity)) >= 3, (ground, opacity)


@pytest.mark.parametrize("line", palette.LINE_COLORS.values())
def test_lines_are_seen_on_the_default_fills_of_the_other_kind_and_of_their_own(line: str) -> None:
    assert min(contrast(line, fill) for fill in (*palette.BALANCE_FILLS, *palette.NET_CHANGE_FILLS)) >= 1.8


def test_text_can_be_read_on_every_fill() -> None:
    for fill in {color for colors in FILLS.values() for color in colors} | {palette.LAND, palette.WATER}:
        assert contrast(palette.INK, fill) >= 3
    assert contrast(palette.CASING, palette.FOCUS) >= 4.5


def test_borders_and_hatching_stay_quiet() -> None:
    assert 1.1 <= contrast(palette.HATCH, palette.NO_DATA) <= 1.5
    assert contrast(palette.BORDER, palette.LAND) <= 2.5
    assert contrast(palette.LAND, palette.WATER) <= 1.2
