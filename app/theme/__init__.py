"""How the app is dressed: Streamlit's own settings for light and dark, and one small style sheet for the rest.

The accents of the map (support, tension) are kept for the map; widgets are drawn in ink.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

__all__ = ["SETTINGS", "first_style", "icon", "style_sheet"]

_SHEETS = ("app", "pages", "data", "add", "edit", "drop", "snapshots")
_PAPER: Mapping[str, str] = MappingProxyType({"light": "#fbfaf7", "dark": "#15181b"})

_COMMON = {
    "baseFontSize": 15,
    "baseRadius": "4px",
    "buttonRadius": "4px",
    "linkUnderline": True,
    "showWidgetBorder": True,
    "showSidebarBorder": True,
}
_LIGHT = {
    "primaryColor": "#33404d",
    "backgroundColor": _PAPER["light"],
    "secondaryBackgroundColor": "#f1eee7",
    "textColor": "#23272b",
    "linkColor": "#1d5a94",
    "borderColor": "#d9d5cb",
    "redColor": "#b3401a",
    "dataframeHeaderBackgroundColor": "#f1eee7",
}
_DARK = {
    "primaryColor": "#c9d3dc",
    "backgroundColor": _PAPER["dark"],
    "secondaryBackgroundColor": "#20252a",
    "textColor": "#e9e6e0",
    "linkColor": "#8ab8e6",
    "borderColor": "#3a4047",
    "redColor": "#f0875a",
    "dataframeHeaderBackgroundColor": "#20252a",
}
_BOTH = {"light": _LIGHT, "dark": _DARK}
_SIDEBAR_LIGHT = {"backgroundColor": "#f5f2ec", "secondaryBackgroundColor": "#ffffff"}
_SIDEBAR_DARK = {"backgroundColor": "#1a1e22", "secondaryBackgroundColor": "#262c32"}

SETTINGS: Mapping[str, object] = MappingProxyType(
    {f"theme.{name}": value for name, value in _COMMON.items()}
    | {f"theme.light.{name}": value for name, value in _LIGHT.items()}
    | {f"theme.dark.{name}": value for name, value in _DARK.items()}
    | {f"theme.light.sidebar.{name}": value for name, value in _SIDEBAR_LIGHT.items()}
    | {f"theme.dark.sidebar.{name}": value for name, value in _SIDEBAR_DARK.items()}
)


def first_style(font: str) -> str:
    """What holds until Streamlit dresses the page in the same, so that nothing moves; `font` is the address of its font
    file, if there is one."""
    face = f'@font-face{{font-family:"Source Sans";src:url("{font}") format("woff2");font-weight:200 900}}'
    family = '"Source Sans",system-ui,sans-serif'
    light, dark = (f"background:{_PAPER[name]};color:{each['textColor']}" for name, each in _BOTH.items())
    size = f"font-size:{_COMMON['baseFontSize']}px"
    return (
        f"{face if font else ''}html{{{light};{size};font-family:{family}}}"
        f"@media(prefers-color-scheme:dark){{html{{{dark}}}}}"
    )


def _variables() -> str:
    """The colours as Streamlit gives them to components, for all that is outside of one too."""
    names = {"primaryColor": "primary", "backgroundColor": "background", "textColor": "text", "borderColor": "border",
             "secondaryBackgroundColor": "secondary-background", "linkColor": "link", "redColor": "red"}  # fmt: skip
    light, dark = (
        "".join(f"--st-{name}-color:{each[setting]};" for setting, name in names.items()) for each in _BOTH.values()
    )
    return f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"


def style_sheet() -> bytes:
    """The app's own CSS: what all pages share and what each has for itself."""
    folder = files("app.theme")
    sheets = [_variables().encode()]
    return b"\n".join(sheets + [folder.joinpath(f"{name}.css").read_bytes() for name in _SHEETS])


def icon() -> bytes:
    """The mark of Faultlines, an SVG."""
    return files("app.theme").joinpath("icon.svg").read_bytes()
