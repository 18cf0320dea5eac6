"""Words and numbers of a table as the contract has them. All take single cells or the distinct values of a column."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from geo.mapping_types import Signed
from geo.mapping_words import BLANKS, DOMAIN_WORDS, KIND_WORDS, MUTUAL, NO, ONE_WAY, STATUS_WORDS, YES
from geo.names import fold
from geo.validate import KINDS, NUMBER

__all__ = [
    "as_intensity",
    "domain_of",
    "dotted",
    "intensity_of_signed",
    "is_blank",
    "kind_words",
    "nice_range",
    "numbers_of",
    "scale_rule",
    "signed_rule",
    "status_of",
    "truth_of",
]  # fmt: skip

SIGNS = {"+": "support", "++": "support", "-": "tension", "--": "tension", "−": "tension", "–": "tension"}
ONES = {"1": "support", "+1": "support", "1.0": "support", "-1": "tension", "−1": "tension", "-1.0": "tension"}
SPACES = re.compile(r"(?<=[0-9])[\s'’\u00a0\u202f](?=[0-9]{3})")
WHOLE = re.compile(r"\.0+$")
ONE_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
MAYBE_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
LONGEST_BLANK = 12
BIGGEST = 1e15
DASHES = " \t\n\u00a0-–—−.?/_*…·"
STEPS = (1.0, 5.0, 10.0, 20.0, 50.0, 100.0)
UNSIGNED = ((1.0, 5.0), (0.0, 1.0), (0.0, 5.0), (1.0, 7.0), (1.0, 10.0), (0.0, 10.0), (0.0, 100.0))


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, a dash, NA, None, null."""
    if len(text) > LONGEST_BLANK and text.strip() and len(text.strip()) > LONGEST_BLANK:
        return False  # a quarter of a million long texts need not be folded
    key = fold(text)
    return key in BLANKS if key else not text.strip(DASHES)


def kind_words(distinct: Sequence[str], kinds: Mapping[str, str]) -> dict[str, str]:
    """Word -> kind for those words of a column that are known; `kinds` goes before the words we know.

    1 and -1 are signs only where a column has no other number, and has -1.
    """
    own = {word.strip().casefold(): kind for word, kind in kinds.items()}
    bare = [word.strip() for word in distinct]
    numeric = [word for word in bare if re.fullmatch(NUMBER, word.replace("−", "-"))]
    signs = SIGNS | (ONES if {"-1", "-1.0", "−1"} & set(numeric) and set(numeric) <= {*ONES, "0", "0.0"} else {})
    found = {}
    for word, plain in zip(distinct, bare, strict=True):
        kind = own.get(plain.casefold()) or signs.get(plain) or KIND_WORDS.get(fold(plain))
        if kind in KINDS:
            found[word] = kind
    return found


def status_of(text: str) -> str:
    """A status of the contract, empty for none; the text itself if the word is not known."""
    return "" if is_blank(text) else STATUS_WORDS.get(fold(text), text)


def domain_of(text: str) -> str:
    """A domain of the contract for a usual word, else the text itself."""
    return "" if is_blank(text) else DOMAIN_WORDS.get(fold(text), text)


def truth_of(text: str, one_way: bool = False) -> str:
    """`true` or `false`, empty for none; the text itself if the word is not known.

    With `one_way` yes and no answer the question whether a relation holds in one direction only.
    """
    bare = text.strip()
    key = fold(WHOLE.sub("", bare)) or {"✓": "yes", "✔": "yes", "✗": "no"}.get(bare, "")
    if key in YES | NO:
        return "true" if (key in YES) != one_way else "false"
    if key in MUTUAL | ONE_WAY:
        return "true" if key in MUTUAL else "false"
    return "" if is_blank(text) else text


# --- numbers ---


def dotted(texts: Collection[str]) -> list[str]:
    """Numbers with a decimal point and nothing else between the digits; other texts stay as they are.

    "1,234" is left alone unless another value of the column shows that its commas are decimal ones.
    """
    bare = [SPACES.sub("", text.strip().replace("−", "-")).removesuffix("%").rstrip() for text in texts]
    single = [text for text in bare if ONE_COMMA.fullmatch(text)]
    decimal = any(not MAYBE_THOUSANDS.fullmatch(text) for text in single)
    return [_dotted(text, given, decimal) for text, given in zip(bare, texts, strict=True)]


def _dotted(text: str, given: str, decimal: bool) -> str:
    if "," not in text:
        return text if re.fullmatch(NUMBER, text) else given
    if "." in text:
        last = max(text.rfind("."), text.rfind(","))
        other = "," if text[last] == "." else "."
        plain = text.replace(other, "").replace(",", ".")
    elif text.count(",") > 1:
        plain = text.replace(",", "") if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+", text) else text
    else:
        plain = text.replace(",", ".") if decimal or not MAYBE_THOUSANDS.fullmatch(text) else text
    return plain if re.fullmatch(NUMBER, plain) else given


def numbers_of(texts: Sequence[str]) -> Any:
    """The numbers of a column, NaN for what is none, and for what is too big for any scale."""
    series = pd.Series(texts, dtype="str").str.strip()
    right = series.str.fullmatch(NUMBER).to_numpy(dtype=bool)
    found = series.where(right, "nan").astype("float64").to_numpy().copy()
    rest = np.flatnonzero(~right)
    found[rest] = [
        float(text) if re.fullmatch(NUMBER, text) else np.nan for text in dotted([texts[at] for at in rest.tolist()])
    ]
    found[~(np.abs(found) < BIGGEST)] = np.nan
    return found


def _number_text(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


def as_intensity(numbers: Any, low: float, high: float) -> list[str]:
    """Numbers of a scale stretched to 1 to 5; with a scale below zero the sign is left out."""
    values = np.asarray(numbers, dtype="float64")
    if low < 0:
        values, low, high = np.abs(values), 0.0, max(-low, high)
    if (low, high) == (1.0, 5.0):
        return [_number_text(value) for value in values]
    return [_number_text(value) for value in 1 + 4 * (values - low) / (high - low)]


def intensity_of_signed(numbers: Any, signed: Signed) -> list[str]:
    """The intensity of numbers that are kind and intensity in one."""
    if max(-signed.low, signed.high) == 5:
        return [_number_text(value) for value in np.maximum(np.abs(np.asarray(numbers, dtype="float64")), 1)]
    return as_intensity(numbers, min(signed.low, -signed.high), max(signed.high, -signed.low))


def nice_range(numbers: Any) -> tuple[float, float]:
    """The usual scale that numbers fit in: 1 to 5, 0 to 1, 0 to 100, -10 to 10 ..."""
    values = np.asarray(numbers, dtype="float64")
    least, most = float(values.min()), float(values.max())
    if least < 0:
        reach = _reach(max(-least, most))
        return -reach, reach
    inside = [(low, high) for low, high in UNSIGNED if low <= least and most <= high]
    return inside[0] if inside else (0.0, _reach(most))


def _reach(most: float) -> float:
    for step in STEPS:
        if most <= step:
            return step
    power = 10.0 ** np.floor(np.log10(most))
    return float(next(step * power for step in (1, 2, 5, 10) if most <= step * power))


def _plain(number: float) -> str:
    return f"{number:,.12g}"


def signed_rule(signed: Signed) -> str:
    """How the numbers of a column become kind and intensity, in words."""
    reach = max(-signed.low, signed.high)
    start = f"{_plain(signed.low)} to {_plain(signed.high)}: below zero is tension, above zero support; "
    if reach == 5:
        return start + "the number without its sign is the intensity, at least 1"
    return start + f"without its sign the number is stretched to 1 to 5, so that {_plain(reach)} becomes intensity 5"


def scale_rule(low: float, high: float) -> str:
    """How the numbers of a column become an intensity, in words."""
    if low < 0:
        reach = _plain(max(-low, high))
        return f"{_plain(low)} to {_plain(high)} without the sign is stretched to 1 to 5; {reach} becomes intensity 5"
    said = f"{_plain(low)} to {_plain(high)} is stretched to 1 to 5"
    return f"{said}; {_plain(low)} becomes intensity 1, {_plain(high)} becomes 5"
