"""Class breaks: which value gets which colour.

The fixed classes of a measure never move, whatever is filtered, so that two maps can be compared. `scale_from_data`
cuts classes from the values in view instead (through mapclassify), where somebody asks for it.

A break belongs to the class further from zero, on both sides: 0.5 is "mostly support" and -0.5 "mostly tension". So a
diverging scale treats both signs alike, and no class ever holds zero together with only one of them.
"""

from __future__ import annotations

import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Final

import numpy as np
import numpy.typing as npt

from geo import palette
from geo.errors import UsageError
from geo.measures import MEASURES

__all__ = ["CLASSIFIERS", "FIXED", "Scale", "scale_for", "scale_from_data"]

FIXED: Final = "fixed"
# What may stand for `classes`, and the mapclassify class that does it. Jenks' natural breaks are the optimum that
# Fisher's method finds exactly; mapclassify's own NaturalBreaks looks for it by k-means from random starts, and the
# same map must come out the same every time.
_SCHEMES: Final = {
    "quantiles": "Quantiles",
    "fisher-jenks": "FisherJenks",
    "natural-breaks": "FisherJenks",
    "equal-interval": "EqualInterval",
}
CLASSIFIERS: Final = (FIXED, *_SCHEMES)

_EVEN_BAND: Final = 0.1  # a balance within it is "about even": between 45 and 55 % is support
_COUNT_BREAKS: Final = (4.0, 8.0, 16.0, 32.0)
_MOST_CLASSES: Final = 5
_DIVERGING_WORDS: Final = ("mostly tension", "leans to tension", "about even", "leans to support", "mostly support")
_FILLS: Final = {
    "support": palette.SUPPORT_FILLS,
    "tension": palette.TENSION_FILLS,
    "volume": palette.VOLUME_FILLS,
}
_ZERO_WORDS: Final = {"support": "none, only tension", "tension": "none, only support"}


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes of a measure, from the lowest to the highest.

    Attributes
    ----------
    measure : its name
    breaks : borders between neighbouring classes, ascending; one fewer than there are classes
    colors : `#rrggbb` of each class
    labels : each class in words and numbers, for the legend
    words : each class as short as it goes, for a sentence
    """

    measure: str
    breaks: tuple[float, ...]
    colors: tuple[str, ...]
    labels: tuple[str, ...]
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        if not len(self.colors) == len(self.labels) == len(self.words) == len(self.breaks) + 1:
            raise ValueError("a scale needs one colour, label and word for each class, and a break between classes")
        if any(low >= high for low, high in pairwise(self.breaks)):
            raise ValueError(f"breaks must ascend: {self.breaks!r}")

    def index_of(self, value: float | None) -> int | None:
        """Position of the value's class. Every finite value has exactly one; None, NaN and infinity have none."""
        if value is None or not isfinite(value):
            return None
        # up to zero a break belongs to the class below it, above zero to the class above it: always outwards
        return bisect_left(self.breaks, value) if value <= 0 else bisect_right(self.breaks, value)

    def indices_of(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
        """The same for many values; -1 for those that have no class."""
        found = np.where(
            values <= 0, np.searchsorted(self.breaks, values, "left"), np.searchsorted(self.breaks, values, "right")
        )
        return np.asarray(np.where(np.isfinite(values), found, -1))

    def color_of(self, value: float | None) -> str:
        """Fill for the value; `palette.NO_DATA` if it has no class."""
        index = self.index_of(value)
        return palette.NO_DATA if index is None else self.colors[index]


def scale_for(measure: str) -> Scale:
    """The fixed classes of a measure.

    Balance and stance have five: within 0.1 of zero is "about even", from 0.5 on (three quarters of all weight) is
    "mostly". Sums double from class to class, as intensities run from 1 to 5 and a country may have one relation or
    fifty. Sums of one kind have a class of their own for zero: relations, but none of that kind.

    Raises
    ------
    UsageError : for an unknown measure
    """
    if measure not in MEASURES:
        raise UsageError(f"no measure {measure!r}; there are {', '.join(MEASURES)}")
    return _diverging(measure, 0.5) if MEASURES[measure].diverging else _sequential(measure, _COUNT_BREAKS)


def scale_from_data(measure: str, values: Iterable[float], scheme: str, k: int = 5) -> Scale:
    """Classes cut from the values in view, the same for the same values in any order.

    A diverging measure keeps its sign: "about even" stays as it is, and one break between "leans" and "mostly" is
    cut from the sizes of all other values, for both sides alike, so that equally dark means equally far from even.
    Sums of one kind keep their class for zero; the `k` classes are cut from what is above.

    Parameters
    ----------
    measure : a key of `MEASURES`
    values : of the countries in view; what is not finite is ignored
    scheme : one of `CLASSIFIERS`; `fixed` gives the fixed classes
    k : most classes of a sequential measure, 2 to 5

    Returns
    -------
    The scale; the fixed one where fewer than two different values leave nothing to cut.

    Raises
    ------
    UsageError : for an unknown measure or scheme, or a `k` out of range
    """
    fixed = scale_for(measure)
    if scheme not in CLASSIFIERS:
        raise UsageError(f"no classes {scheme!r}; there are {', '.join(CLASSIFIERS)}")
    if not 2 <= k <= _MOST_CLASSES:
        raise UsageError(f"the number of classes must be 2 to {_MOST_CLASSES}, not {k!r}")
    diverging = MEASURES[measure].diverging
    usable = _usable(values, _EVEN_BAND if diverging else float(np.nextafter(0, 1)))
    breaks = () if scheme == FIXED else _cut(usable, _SCHEMES[scheme], 2 if diverging else k)
    if not breaks:
        return fixed
    return _diverging(measure, breaks[0]) if diverging else _sequential(measure, breaks)


def _usable(values: Iterable[float], least: float) -> npt.NDArray[np.float64]:
    """Sizes of the finite values that are at least `least` away from zero, sorted."""
    sizes = np.abs(np.fromiter(values, dtype=np.float64))
    return np.sort(sizes[np.isfinite(sizes) & (sizes >= least)])


def _cut(values: npt.NDArray[np.float64], classifier: str, k: int) -> tuple[float, ...]:
    """Breaks that part sorted positive values as mapclassify does; fewer than k - 1 where values repeat."""
    distinct = np.unique(values)
    if len(distinct) < 2:
        return ()
    tops = _class_tops(values, classifier, min(k, len(distinct)))
    if classifier == "EqualInterval":
        return tuple(np.unique(tops[:-1]).tolist())
    # mapclassify's classes end with their top value, ours begin with their lowest: the next value that occurs
    starts = np.searchsorted(distinct, tops[:-1], side="right")
    return tuple(distinct[np.unique(starts[(starts > 0) & (starts < len(distinct))])].tolist())


def _class_tops(values: npt.NDArray[np.float64], classifier: str, k: int) -> npt.NDArray[np.float64]:
    import mapclassify  # brings scikit-learn along: a second to load, and most maps never need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # hints that numba would be faster, and that ties leave fewer classes
        return np.asarray(getattr(mapclassify, classifier)(values, k=k).bins, dtype=np.float64)


def _diverging(measure: str, mostly: float) -> Scale:
    breaks = (-mostly, -_EVEN_BAND, _EVEN_BAND, mostly)
    least, most = _numbers([50 * (1 + _EVEN_BAND), 50 * (1 + mostly)])  # a balance of 0.5 is 75 % of the stronger kind
    ranges = (
        f"{most} % tension or more",
        f"{least} to {most} % tension",
        "neither much over half",
        f"{least} to {most} % support",
        f"{most} % support or more",
    )
    labels = tuple(f"{word} ({numbers})" for word, numbers in zip(_DIVERGING_WORDS, ranges, strict=True))
    return Scale(measure, breaks, palette.BALANCE_FILLS, labels, _DIVERGING_WORDS)


def _sequential(measure: str, breaks: tuple[float, ...]) -> Scale:
    fills, words = _spread(_FILLS[measure], len(breaks) + 1), _steps(breaks)
    if measure not in _ZERO_WORDS:
        return Scale(measure, breaks, fills, words, words)
    zero = _ZERO_WORDS[measure]
    return Scale(measure, (0.0, *breaks), (palette.EVEN, *fills), (zero, *words), ("none", *words))


def _spread(fills: Sequence[str], count: int) -> tuple[str, ...]:
    """`count` of the fills, from the palest to the darkest."""
    return tuple(fills[round(i * (len(fills) - 1) / (count - 1))] for i in range(count))


def _steps(breaks: Sequence[float]) -> tuple[str, ...]:
    numbers = _numbers(breaks)
    between = (f"{low} to under {high}" for low, high in pairwise(numbers))
    return (f"under {numbers[0]}", *between, f"{numbers[-1]} and more")


def _numbers(values: Sequence[float]) -> list[str]:
    """Short numbers, with as many decimals as it takes to tell them apart."""
    for decimals in range(2, 16):
        texts = [f"{value:,.{decimals}f}".rstrip("0").rstrip(".") for value in values]
        if len(set(texts)) == len(values):
            return texts
    return [repr(value) for value in values]
