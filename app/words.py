"""The words of the controls: what the values of a view are called on the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = [
    "CLASSES",
    "COLUMNS",
    "DIRECTIONS",
    "FIT",
    "KINDS",
    "NO_FOCUS",
    "PROJECTIONS",
    "STATUSES",
    "isolated",
    "language",
    "scenario",
    "strength",
    "worldview",
]

FIT: Final = "Fitted to the relations shown"
NO_FOCUS: Final = "Nobody in particular"

# The columns of a relation, wherever they are shown
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "source": "Who",
        "target": "Whom",
        "kind": "Support or tension",
        "intensity": "Strength",
        "start": "Since when",
        "end": "Until when",
        "mutual": "Both ways",
        "status": "How sure",
        "domain": "Field",
        "place": "Disputed area",
        "scenario": "What if",
        "summary": "In a sentence",
        "citation": "Source",
        "url": "Link",
        "id": "Key of the row",
    }
)
KINDS: Mapping[str, str] = MappingProxyType({"support": "Support", "tension": "Tension"})
STATUSES: Mapping[str, str] = MappingProxyType(
    {"documented": "Documented", "alleged": "Alleged", "hypothetical": "Hypothetical"}
)
DIRECTIONS: Mapping[str, str] = MappingProxyType(
    {"all": "Both ways", "in": "Towards them", "out": "From them", "between": "Only among these"}
)
CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "fixed": "Same for every view",
        "quantiles": "As many countries in each",
        "fisher-jenks": "Closest groups (Fisher-Jenks)",
        "natural-breaks": "Natural breaks",
        "equal-interval": "Equal steps",
    }
)
PROJECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "regional": "Equal-area around the region",
        "equal-earth": "World",
        "globe": "Globe",
        "mercator": "Mercator",
    }
)
_STRENGTHS: Mapping[float, str] = MappingProxyType(
    {1.0: "words", 2.0: "first steps", 3.0: "deals, sanctions", 4.0: "arms, clashes", 5.0: "alliance, war"}
)
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "ar": "العربية", "bn": "বাংলা", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español",
        "fa": "فارسی", "fr": "Français", "he": "עברית", "hi": "हिन्दी", "hu": "Magyar", "id": "Bahasa Indonesia",
        "it": "Italiano", "ja": "日本語", "ko": "한국어", "nl": "Nederlands", "pl": "Polski", "pt": "Português",
        "ru": "Русский", "sv": "Svenska", "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt",
        "zh": "简体中文", "zht": "繁體中文",
    }
)  # fmt: skip


_SIGN = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_RIGHT_TO_LEFT = re.compile(f"{_SIGN}(?:[ \u200c\u200d'’-]*{_SIGN})*")


def isolated(text: str) -> str:
    """Names written from right to left between marks that set them apart from the sentence around them.

    Without the marks two such names on either side of an arrow change places on the screen.
    """
    return _RIGHT_TO_LEFT.sub("\u2068\\g<0>\u2069", text)


def language(code: str) -> str:
    """A language in its own words."""
    return _LANGUAGES.get(code, code)


def scenario(name: str) -> str:
    """A scenario as a choice."""
    return name.replace("-", " ").capitalize() if name else "None: nothing imagined"


def strength(value: float) -> str:
    """The least intensity as a choice; `2.5 of 5` between the steps."""
    said = f": {_STRENGTHS[value]}" if value in _STRENGTHS else ""
    return f"{value:g} of 5{said}"


def worldview(name: str, country: str) -> str:
    """A worldview as a choice; `country` is the name of the state if it is one's."""
    known = {"un": "The United Nations (most states)", "de-facto": "Whoever controls the ground"}
    return known.get(name, country)
