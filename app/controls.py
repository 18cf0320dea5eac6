"""The controls, in the order a person thinks: where, who, what kind, how sure, when, coloured by.

Each control shows one field of the view and changes that field alone; `state` does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import streamlit as st

from app import cache, kept, state, tiles, visitor, words
from geo.countries import Atlas
from geo.dates import day_name
from geo.measures import MEASURES
from geo.regions import FIT, REGIONS
from geo.relations import Dataset
from geo.select import window_of
from geo.view import CLASSES, KINDS, STATUSES, View

__all__ = ["sidebar"]

STRENGTHS = (1.0, 2.0, 3.0, 4.0, 5.0)
MOST_LINES = (10, 25, 50, 100, 300, 1000, 3000, 20_000)
EARLIEST, LATEST = date(1800, 1, 1), date(2200, 12, 31)
_FIRST = View()


def sidebar(view: View, dataset: Dataset, atlas: Atlas) -> None:
    """All controls, each showing what the view says."""
    people = _countries(dataset, view)
    with st.sidebar:
        _where(view, atlas)
        _who(view, dataset, people, atlas)
        _what_kind(view, dataset)
        _how_sure(view, dataset)
        _when(view, dataset)
        _coloured_by(view)
        _lettering(view, atlas)
        st.button("Start over", on_click=state.reset, width="stretch", help="Back to the first view of this data")


def _where(view: View, atlas: Atlas) -> None:
    st.markdown("### Where")
    own = kept.own_titles(visitor.key())
    names = (*cache.dataset_names(), *own)
    if len(names) > 1 or view.data not in names:
        _one("Data", "data", view, names, lambda name: own[name] if name in own else cache.dataset(name).title)
    _one("Region", "region", view, (FIT, *REGIONS), lambda name: REGIONS[name].title if name in REGIONS else words.FIT)
    views = atlas.worldviews()
    if len(views) > 1:
        _one(
            "Borders as seen by",
            "worldview",
            view,
            views,
            lambda name: words.worldview(name, atlas.name(name, view.lang)),
        )


def _who(view: View, dataset: Dataset, people: Sequence[str], atlas: Atlas) -> None:
    st.markdown("### Who")

    def name(key: str) -> str:
        return atlas.name(key, view.lang) if key else words.NO_FOCUS

    ordered = sorted(people, key=name)
    _one("Seen from", "focus", view, ("", *ordered), name)
    if not (view.focus or dataset.lead or view.dir == "between"):
        st.caption(
            "The headline is about the country with the most support and tension. Choose one to see the map from there."
        )
    _many("Only these countries", "countries", view, ordered, name, placeholder="All countries")
    if view.focus or view.countries:
        allowed = ("all", "in", "out", *(("between",) if view.countries else ()))
        _one("Direction", "dir", view, allowed, words.DIRECTIONS.__getitem__)


def _what_kind(view: View, dataset: Dataset) -> None:
    st.markdown("### What kind")
    _pills("Support or tension", "kind", view, KINDS, words.KINDS)
    domains = sorted(set(dataset.table["domain"]) | set(view.domain) - {""})
    if len(domains) > 1:
        _many("Field", "domain", view, [name for name in domains if name], str.capitalize, placeholder="All fields")
    strengths = sorted({*STRENGTHS, view.min})
    key, start = state.seed("min", view.min, _FIRST.min)
    strengths = strengths if start in strengths else sorted({*strengths, start})
    st.select_slider("Weakest shown", strengths, start, words.strength, key=key, on_change=_store, args=("min",))


def _how_sure(view: View, dataset: Dataset) -> None:
    st.markdown("### How sure")
    _pills("How sure", "status", view, STATUSES, words.STATUSES)
    if dataset.scenarios:
        known = ("", *dataset.scenarios) + ((view.scenario,) if view.scenario not in ("", *dataset.scenarios) else ())
        _one("What if", "scenario", view, known, words.scenario)
        if view.scenario in dataset.scenarios:
            st.caption(dataset.scenarios[view.scenario])


def _when(view: View, dataset: Dataset) -> None:
    st.markdown("### When")
    for label, field, shown, usual in zip(
        ("From", "To"), ("start", "end"), window_of(view, dataset), dataset.window, strict=True
    ):
        _day(label, field, shown, usual)
    first, last = map(day_name, dataset.extent)
    st.caption(f"These data run from {first} to {last}, the first and the last date in them.")


def _coloured_by(view: View) -> None:
    st.markdown("### Coloured by")
    names = [name for name, measure in MEASURES.items() if view.focus or not measure.needs_focus]
    shown = view.effective_measure
    key, start = state.seed("measure", shown, names[0])
    names = names if start in names else [*names, start]
    st.selectbox(
        "Measure", names, names.index(start), key=key, on_change=_store_measure, help=MEASURES[shown].sentence,
        format_func=lambda name: MEASURES[name].title,
    )  # fmt: skip
    _one("Classes", "classes", view, CLASSES, words.CLASSES.__getitem__)


def _lettering(view: View, atlas: Atlas) -> None:
    st.markdown("### On the map")
    _projection(view)
    _one("Names in", "lang", view, atlas.languages, words.language)
    most = sorted({*MOST_LINES, view.top})
    _one("Most lines drawn", "top", view, most, lambda count: f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"))


def _projection(view: View) -> None:
    usual = tiles.live(View()).projection or "regional"
    others = [name for name in words.PROJECTIONS if name != usual]
    shown = view if view.projection != usual else view.with_(projection="")
    _one("Map projection", "projection", shown, ("", *others), lambda name: words.PROJECTIONS[name or usual])


def _one(label: str, field: str, view: View, options: Sequence[Any], name: Callable[[Any], str]) -> None:
    value, first = getattr(view, field), getattr(_FIRST, field)
    options = options if value in options else (*options, value)
    key, start = state.seed(field, value, first)
    options = options if start in options else (start, *options)
    st.selectbox(label, options, options.index(start), name, key=key, on_change=_store, args=(field,))


def _many(
    label: str, field: str, view: View, options: Sequence[str], name: Callable[[str], str], placeholder: str
) -> None:
    key, start = state.seed(field, list(getattr(view, field)), [])
    options = [*options, *(item for item in start if item not in options)]
    st.multiselect(
        label, options, start, key=key, format_func=name, on_change=_store, args=(field,), placeholder=placeholder
    )


def _pills(label: str, field: str, view: View, options: Sequence[str], names: Mapping[str, str]) -> None:
    key, start = state.seed(field, list(getattr(view, field)), list(getattr(_FIRST, field)))
    st.pills(
        label, options, default=start, key=key, selection_mode="multi", format_func=names.__getitem__,
        on_change=_store, args=(field,), label_visibility="collapsed",
    )  # fmt: skip


def _day(label: str, field: str, shown: date, usual: date) -> None:
    key, start = state.seed(field, shown, usual)
    st.date_input(
        label,
        start,
        key=key,
        on_change=_store_day,
        args=(field,),
        min_value=EARLIEST,
        max_value=LATEST,
        format="YYYY-MM-DD",
    )


def _store(field: str) -> None:
    """A control changed: take its value into the view. What belonged to the data set before goes with it."""
    value = _READ.get(field, _same)(state.value_of(field))
    state.change(**_ALONG.get(field, {}), **{field: value})


def _store_measure() -> None:
    """The measure that is usual for the view is not worth a word in the address."""
    value, usual = state.value_of("measure"), state.held().with_(measure="").effective_measure
    state.change(measure="" if value == usual else value)


def _store_day(field: str) -> None:
    """A day changed; a window is never turned round, the other end moves along."""
    usual = dict(zip(("start", "end"), cache.dataset(state.held().data).window, strict=True))
    day, other = state.value_of(field) or usual[field], "end" if field == "start" else "start"
    others = state.value_of(other)
    turned = day > others if field == "start" else day < others
    days = {field: day, **({other: day} if turned else {})}
    changes = {name: None if day == usual[name] else day for name, day in days.items()}
    state.change(**changes, **_days_outside({other: others, **days}))


def _days_outside(window: Mapping[str, date]) -> dict[str, None]:
    """What the view says of single days that the window no longer has."""
    days = {name: getattr(state.held(), name) for name in ("at", "since")}
    return {name: None for name, day in days.items() if day and not window["start"] <= day <= window["end"]}


def _same(value: Any) -> Any:
    return value


def _countries(dataset: Dataset, view: View) -> set[str]:
    """Those the data speak of, and those the view names."""
    table = dataset.table
    return {*table["source"], *table["target"], *view.countries, *({view.focus} - {""})}


_READ: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {"countries": tuple, "kind": tuple, "status": tuple, "domain": tuple}
)
_ALONG: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "data": {
            "region": FIT,
            "focus": "",
            "countries": (),
            "domain": (),
            "scenario": "",
            "start": None,
            "end": None,
            "at": None,
            "since": None,
        }
    }
)
