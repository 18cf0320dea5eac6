"""Step 2 of adding data: where each column comes from. Controls that show the proposal and take corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from app import adding
from app.adding import Cell, Plan, Upload, Work
from app.adding_words import COLUMNS, HELP, MAIN, OTHERS, SCHEMES, country, in_label, line, table, text
from geo.mapping import ColumnMapping, Signed
from geo.mapping_values import is_blank, kind_words, nice_range, numbers_of, scale_rule, signed_rule
from geo.places import place_name
from geo.relations import COLUMNS as OURS

__all__ = ["columns_form", "preview_table", "seeded", "unused"]

_SEEDS = "fl_add_seeds"
_NUMBER, _SAME, _WORDS = "A number with a sign", "The same for all", "A column of words"
_MOST_WORDS = 40  # different words for the kind; a column with more is another one
_MOST_TOLD = 12
_NEITHER = "neither: leave these rows out"
_LONG = 25  # characters of a cell that need a wider column
_EITHER = r"^\s*[0-9]{1,2}\s*[/-]\s*[0-9]{1,2}\s*[/-]\s*[0-9]{4}"


def seeded(key: str, value: Any) -> Any:
    """The value a control starts with: that of the work when the control comes up, and the same as long as it is there.

    Streamlit forgets what a control holds when its page is left or loaded anew; the work remembers.
    """
    seeds: dict[str, Any] = st.session_state.setdefault(_SEEDS, {})
    if key not in st.session_state or key not in seeds:
        seeds[key] = value
    return seeds[key]


def columns_form(work: Work) -> ColumnMapping:
    """Draw the controls; the mapping that they say."""
    form = _Form(work)
    columns: dict[str, str] = {}
    for name in ("source", "target"):
        form.put(columns, name)
    mapping = form.kind(replace(work.plan.mapping, columns=columns, signed=None, scale=None, defaults={}))
    mapping = form.strength(mapping)
    mapping = form.start(mapping)
    columns = dict(mapping.columns)
    with st.expander(_more(work), key=form.key("more")):
        for name in OTHERS:
            form.put(columns, name)
        mapping = form.details(replace(mapping, columns=columns))
    form.twice(mapping)
    return mapping


def _more(work: Work) -> str:
    found = [COLUMNS[name].lower() for name in OTHERS if name in work.plan.mapping.columns]
    return f"More columns: {', '.join(found)}" if found else "More columns (none of them is needed)"


class _Form:
    """The controls of one work; each method draws one step of it and gives the mapping with what was chosen."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.upload: Upload = work.upload
        self.now = work.plan.mapping
        self.headings = work.upload.columns

    def key(self, name: str) -> str:
        return f"add-{self.work.token}-{name}"

    def put(self, columns: dict[str, str], name: str) -> None:
        """One column of ours, and behind it why it was proposed."""
        given = self.column(name, COLUMNS[name], self.now.columns.get(name, ""), self._why(name))
        if given:
            columns[name] = given

    def column(self, name: str, label: str, now: str, why: str = "") -> str:
        """The choice of a column of the file; empty for none."""
        options = ["", *self.headings]
        left, right = st.columns([5, 6], vertical_alignment="bottom")
        with left:
            key = self.key(f"col-{name}")
            found = st.selectbox(
                label,
                options,
                index=options.index(seeded(key, now if now in options else "")),
                format_func=lambda heading: line(heading) if heading else "no column",
                key=key,
                help=HELP.get(name),
            )
        with right:
            st.html(f'<p class="add-why">{why}</p>')
        st.session_state[self.key(f"last-{name}")] = found or ""
        return str(found or "")

    def _last(self, name: str) -> str:
        """The column chosen last, also if the control was away since, as another way was being tried."""
        return str(st.session_state.get(self.key(f"last-{name}"), self.now.columns.get(name, "")))

    def _why(self, name: str) -> str:
        proposed = self.upload.proposal.mapping.file_column(name)
        said = self.upload.proposal.reasons.get(name, "")
        if not proposed or not said or self.now.file_column(name) != proposed:
            return text(HELP.get(name, ""), 200)
        return text(said.partition(": ")[2] or said, 200)

    # --- support or tension, and how strong ---

    def kind(self, mapping: ColumnMapping) -> ColumnMapping:
        """Words, a signed number, or one kind for all."""
        now = _NUMBER if self.now.signed else _WORDS if "kind" in self.now.columns else _SAME
        if not self.now.signed and "kind" not in self.now.columns and not self.now.defaults.get("kind"):
            now = _WORDS
        key = self.key("kind-by")
        start = seeded(key, now)
        by = st.segmented_control(
            "Support or tension comes from", [_WORDS, _NUMBER, _SAME], default=start, key=key, required=True
        )
        if by == _NUMBER:
            return self._signed(mapping)
        if by == _SAME:
            return self._one_kind(mapping)
        given = self.column("kind", COLUMNS["kind"], self._last("kind"), self._why("kind"))
        if not given:
            return mapping
        mapping = replace(mapping, columns={**mapping.columns, "kind": given})
        return replace(mapping, kinds=self._kinds(given))

    def _signed(self, mapping: ColumnMapping) -> ColumnMapping:
        old = self.now.signed or self.upload.proposal.mapping.signed
        given = self.column("signed", "The number", old.column if old else "", self._why("kind"))
        if not given:
            return mapping
        usual = (old.low, old.high) if old and old.column == given else self._range(given, signed=True)
        low, high = self._ends(f"signed-{given}", usual, ("Strongest tension", "Strongest support"))
        if low >= high:
            st.warning("The first number has to be below the second one.")
            return mapping
        found = Signed(given, low, high)
        st.html(f'<p class="add-rule">“{text(given)}” from {escape(signed_rule(found))}.</p>')
        return replace(mapping, signed=found)

    def _one_kind(self, mapping: ColumnMapping) -> ColumnMapping:
        key = self.key("kind-same")
        now = seeded(key, self.now.defaults.get("kind"))
        kind = st.segmented_control("All relations are", ["support", "tension"], default=now, key=key)
        return replace(mapping, defaults={**mapping.defaults, "kind": str(kind)}) if kind else mapping

    def _kinds(self, given: str) -> dict[str, str]:
        """What each word of the column means: a choice for those we do not know."""
        words = [str(word).strip() for word in self.upload.raw.frame[given].unique()]
        words = [word for word in dict.fromkeys(words) if word and not is_blank(word)]
        known = kind_words(words, {})
        asked = [word for word in words if word not in known]
        if len(asked) > _MOST_WORDS:
            st.warning(
                f"{in_label(given)} holds {len(asked):,} different texts that are no words for support or tension."
            )
            return {}
        told = [f"“{text(word)}” is {kind}" for word, kind in known.items() if word.lower() != kind]
        if told:
            st.html(f'<p class="add-rule">{", ".join(told[:_MOST_TOLD])}{", …" if len(told) > _MOST_TOLD else ""}.</p>')
        found = {word: self._word(word) for word in asked}
        return {word: kind for word, kind in found.items() if kind is not None}

    def _word(self, word: str) -> str | None:
        """What the word means: empty where its rows are to be left out, None where nothing is said yet."""
        key = self.key(f"word-{sha256(word.encode()).hexdigest()[:12]}")
        now = self.now.kinds.get(word)
        label = f"What does “{in_label(word)}” mean?"
        start = seeded(key, _NEITHER if now == "" else now)
        found = st.segmented_control(label, ["support", "tension", _NEITHER], default=start, key=key)
        return "" if found == _NEITHER else found

    def strength(self, mapping: ColumnMapping) -> ColumnMapping:
        """A column with its scale, or one number for all."""
        if mapping.signed:
            return mapping
        given = self.column("intensity", COLUMNS["intensity"], self._last("intensity"), self._strong())
        defaults = dict(mapping.defaults)
        if not given:
            key = self.key("intensity-same")
            now = float(seeded(key, self.now.defaults.get("intensity") or "3"))
            label = "How strong all of them are, from 1 (words) to 5 (war or an alliance)"
            value = st.number_input(label, 1.0, 5.0, now, 0.5, format="%g", key=key, width=420)
            return replace(mapping, defaults={**defaults, "intensity": f"{value:g}"})
        if self.now.defaults.get("intensity") and "intensity" in self.now.columns:
            defaults["intensity"] = self.now.defaults["intensity"]
        kept = self.now.columns.get("intensity") == given and not self.now.signed
        usual = (self.now.scale or (1.0, 5.0)) if kept else self._range(given, signed=False)
        low, high = self._ends(f"scale-{given}", usual, ("Weakest", "Strongest"))
        if low >= high:
            st.warning("The first number has to be below the second one.")
            low, high = 1.0, 5.0
        scale = None if (low, high) == (1.0, 5.0) else (low, high)
        if scale:
            st.html(f'<p class="add-rule">“{text(given)}” from {escape(scale_rule(low, high))}.</p>')
        columns = {**mapping.columns, "intensity": given}
        return replace(mapping, columns=columns, scale=scale, defaults=defaults)

    def _strong(self) -> str:
        return self._why("intensity") or "From 1 (words) to 5 (war or an alliance)"

    def _range(self, given: str, *, signed: bool) -> tuple[float, float]:
        """The usual scale of the numbers of a column."""
        numbers = numbers_of([str(value) for value in self.upload.raw.frame[given].unique()])
        numbers = numbers[np.isfinite(numbers)]
        low, high = nice_range(numbers) if len(numbers) else (1.0, 5.0)
        return (-high, high) if signed and low >= 0 else (low, high)

    def _ends(self, name: str, usual: tuple[float, float], labels: tuple[str, str]) -> tuple[float, float]:
        found = []
        for side, place, label, value in zip(("low", "high"), st.columns([1, 1, 2])[:2], labels, usual, strict=True):
            key = self.key(f"{name}-{side}")
            with place:
                found.append(float(st.number_input(label, value=float(seeded(key, value)), format="%g", key=key)))
        return found[0], found[1]

    # --- dates and the rest ---

    def start(self, mapping: ColumnMapping) -> ColumnMapping:
        """A column of dates, and a day for the rows without one."""
        columns = dict(mapping.columns)
        self.put(columns, "start")
        label = "For rows without a date" if "start" in columns else "Since when, for all of them"
        now = self.now.defaults.get("start", "")
        key = self.key("start-same")
        usual = now or ("" if "start" in columns else self.upload.proposal.mapping.defaults.get("start", ""))
        value = st.text_input(label, seeded(key, usual), key=key, placeholder="2024, 2024-03 or 2024-03-01", width=420)
        defaults = {**mapping.defaults, "start": value.strip()} if value.strip() else mapping.defaults
        return replace(mapping, columns=columns, defaults=defaults, day_first=self._order(columns))

    def _order(self, columns: Mapping[str, str]) -> bool | None:
        if self.now.day_first is None and not self._doubtful(columns.get("start"), self.now.columns.get("end")):
            return None
        orders = {"As the dates themselves show": None, "Day first": True, "Month first": False}
        key = self.key("day-first")
        now = seeded(key, next(name for name, value in orders.items() if value is self.now.day_first))
        question = self.upload.proposal.questions.get("day_first")
        label = in_label(question, 200) if question else "Dates like 03/04/2025"
        return orders[str(st.segmented_control(label, list(orders), default=now, key=key, required=True))]

    def _doubtful(self, *given: str | None) -> bool:
        """Whether the dates of these columns hang on the order of day and month."""
        frame = self.upload.raw.frame
        looks = [frame[name].str.contains(_EITHER, regex=True).any() for name in given if name in frame.columns]
        return any(looks)

    def details(self, mapping: ColumnMapping) -> ColumnMapping:
        """What is rarely needed: the other way round of `mutual`, and schemes of country codes."""
        one_way = False
        if "mutual" in mapping.columns:
            key = self.key("one-way")
            label = f"“{in_label(mapping.columns['mutual'])}” says the opposite: that it holds in one direction only"
            one_way = st.checkbox(label, bool(seeded(key, self.now.one_way)), key=key)
        key = self.key("scheme")
        now = list(SCHEMES).index(seeded(key, self.now.scheme or ""))
        label = "How countries are written"
        scheme = st.selectbox(label, list(SCHEMES), index=now, format_func=SCHEMES.get, key=key, width=420)  # type: ignore[arg-type]
        return replace(mapping, one_way=one_way, scheme=scheme or None)

    def twice(self, mapping: ColumnMapping) -> None:
        """Say so where one column of the file is used for two of ours."""
        used: dict[str, list[str]] = {}
        for name in (*MAIN, *OTHERS):
            if mapping.columns.get(name):
                used.setdefault(mapping.columns[name], []).append(f"“{COLUMNS[name]}”")
        for given, ours in used.items():
            if len(ours) > 1:
                st.warning(f"“{in_label(given)}” is used for {' and for '.join(ours)}.")


# --- the preview ---

_ORDER = ("source", "kind", "target", "intensity", "start", "end", "status", "citation", "summary")


def preview_table(upload: Upload, plan: Plan) -> str:
    """The first rows as they will be read, each cell with what stands in the file, as HTML."""
    rows = adding.preview(upload, plan)
    shown = [name for name in dict.fromkeys((*_ORDER, *OURS)) if rows and name in rows[0][1]]
    mapping = plan.mapping
    header = ["Row", *(COLUMNS[name] for name in shown)]
    came = [f'<span class="add-given">{_origin(mapping, name)}</span>' for name in shown]
    body = [[f"{number:,}", *(_cell(name, cells[name]) for name in shown)] for number, cells in rows]
    return table(header, [["", *came], *body], "The first rows as they are read", "add-preview")


def _origin(mapping: ColumnMapping, name: str) -> str:
    given = mapping.file_column(name)
    return f"from “{text(given, 40)}”" if given else "for all rows"


def _cell(name: str, cell: Cell) -> str:
    named = {"source": country, "target": country, "place": place_name}.get(name, str)
    read = named(cell.read)
    if cell.wrong:
        return f'<span class="add-wrong">{text(cell.wrong, 100)}</span>'
    given = cell.given if cell.given and cell.given.strip() != read else ""
    below = f'<span class="add-given">{text(given, 60)}</span>' if given else ""
    shown = text(read, 60) if read else '<span class="add-given">nothing</span>'
    return f'<span class="add-long">{shown}</span>{below}' if len(read) > _LONG else f"{shown}{below}"


def unused(columns: Sequence[str], mapping: ColumnMapping) -> list[str]:
    """The columns of the file that nothing is taken from."""
    used = {*mapping.columns.values(), mapping.signed.column if mapping.signed else ""}
    return [name for name in columns if name not in used]
