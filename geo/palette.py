"""The colours of the map, the same in light and dark theme.

Blue is support and orange-red is tension, everywhere. The two hues stay apart for every common kind of colour
blindness, and each ramp also runs in lightness. Fills are paler than lines, so that a line can be seen on any of them;
`CASING` is the thin rim to draw under a line where it crosses a fill of its own hue. The tests hold every one of these
promises to a number (CIEDE2000 distance, WCAG contrast).
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "BALANCE_FILLS",
    "BORDER",
    "CASING",
    "EVEN",
    "FOCUS",
    "HATCH",
    "INK",
    "LAND",
    "LINE_COLORS",
    "NET_CHANGE_FILLS",
    "NO_DATA",
    "OVER_OPACITY",
    "OWN",
    "SUPPORT",
    "SUPPORT_FILLS",
    "TENSION",
    "TENSION_FILLS",
    "VOLUME_CHANGE_FILLS",
    "VOLUME_FILLS",
    "WATER",
]

# Lines
SUPPORT: Final = "#1b5fa6"
TENSION: Final = "#c2410c"
CASING: Final = "#ffffff"
OVER_OPACITY: Final = 0.4
LINE_COLORS: Final = {"support": SUPPORT, "tension": TENSION}

# The ground
LAND: Final = "#f1efea"
WATER: Final = "#eff4f6"
BORDER: Final = "#a39c8f"
INK: Final = "#25231f"

# Countries that have no class: no data is LAND's own colour under a hatch, the focus is nearly ink
NO_DATA: Final = LAND
HATCH: Final = "#e5e1d8"
FOCUS: Final = "#4b4842"

# Land of no country, and of authorities that no code is given to
OWN: Final = "#bab4a8"

# Classes. EVEN is zero, for every measure: as much support as tension, or none of what is counted
EVEN: Final = "#d3cad2"
BALANCE_FILLS: Final = ("#e58a55", "#f6c9a6", EVEN, "#b2d0ec", "#669fd3")
SUPPORT_FILLS: Final = ("#d6e8f8", "#b3d3ee", "#8ebce3", "#68a2d3", "#4788c1")
TENSION_FILLS: Final = ("#fde2cd", "#fac8a4", "#f2a876", "#e5884e", "#d16b32")
VOLUME_FILLS: Final = ("#d5d0dd", "#beb7ca", "#a79fb5", "#9087a1", "#79708c")

# Classes of a difference between two days, EVEN in the middle: towards tension and support; less and more of all
NET_CHANGE_FILLS: Final = (*TENSION_FILLS[3:0:-1], EVEN, *SUPPORT_FILLS[1:4])
VOLUME_CHANGE_FILLS: Final = ("#a67bbd", "#bd9bcc", "#ddbfea", EVEN, "#c8e6b8", "#9bd083", "#6db566")
