"""Steps 4 and 5 of adding data: what is wrong with the file, and what an editor would ask about it."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from app import pages
from app.adding import Outcome, Work
from app.adding_reports import PROBLEMS, QUESTIONS, address
from app.adding_words import count, problem_rows, table, text
from geo.report import MOST_SHOWN
from geo.review import KINDS, Remark
from geo.view import View

__all__ = ["questions", "verdict"]

_MOST_REMARKS = 10


def verdict(work: Work, outcome: Outcome) -> bool:
    """Say what is wrong; whether there is something that can be loaded as things stand."""
    st.html(f'<p class="add-verdict" role="status">{escape(_in_short(outcome))}</p>')
    if outcome.problems:
        _problems(work, outcome)
    if outcome.dataset is None:
        st.html('<p class="add-hint">Nothing can be loaded like this. Change the steps above, or the file.</p>')
        return False
    if not outcome.bad:
        return True
    label = f"Load the {count(outcome.good, 'good row')} without the {count(outcome.bad, 'bad one')}"
    work.without_bad = st.checkbox(label, work.without_bad, key=f"add-{work.token}-without-bad")
    return work.without_bad


def _in_short(outcome: Outcome) -> str:
    left = f" {count(outcome.unwanted, 'row')} left out as you asked." if outcome.unwanted else ""
    if not outcome.problems:
        return f"{count(outcome.good, 'relation')}, and nothing is wrong.{left}"
    said = count(len(outcome.problems), "problem")
    if outcome.dataset is None:
        return (
            f"{said}, and no row that could be loaded.{left}"
            if outcome.bad
            else f"{said} of the file as a whole.{left}"
        )
    return f"{said} in {count(outcome.bad, 'row')}; {count(outcome.good, 'row')} are right.{left}"


def _problems(work: Work, outcome: Outcome) -> None:
    shown = outcome.problems[:MOST_SHOWN]
    header = ("Row", "Column", "Value", "What is wrong", "What would be right")
    st.html(table(header, problem_rows(shown), "Problems of the file", "add-problems"))
    more = len(outcome.problems) - len(shown)
    label = f"All {len(outcome.problems):,} as a table (CSV)" if more else "As a table with the whole rows (CSV)"
    hint = f'<p class="add-why">{text(_most_frequent(outcome), 400)}</p>' if more else ""
    st.html(pages.anchor(label, address(work, PROBLEMS), "app-button") + hint)


def _most_frequent(outcome: Outcome) -> str:
    """In which columns most of the problems are."""
    columns = Counter(problem.column or "the whole row" for problem in outcome.problems).most_common(4)
    return (
        "The first 20 are shown. By column: " + ", ".join(f"{name[:40]} {number:,}" for name, number in columns) + "."
    )


def questions(work: Work, outcome: Outcome) -> None:
    """What an editor would ask, by kind; with links to the map once the data set is kept."""
    remarks = outcome.remarks
    if not remarks:
        st.html('<p class="add-verdict">An editor would have no questions.</p>')
        return
    for kind, number in remarks.counts.items():
        words = KINDS[kind]
        with st.expander(f"{words.title}: {number:,}", key=f"add-{work.token}-remarks-{kind}"):
            st.html(f'<p class="add-hint">{escape(words.meaning)} To settle it: {escape(words.help)}.</p>')
            rows = [_remark(work, remark) for remark in remarks.of(kind, _MOST_REMARKS)]
            header = ("Rows", "What", "On the map") if work.kept else ("Rows", "What")
            st.html(table(header, rows, words.title, "add-remarks"))
            if number > _MOST_REMARKS:
                st.html(
                    f'<p class="add-hint">{number - _MOST_REMARKS:,} more like this are in the table to download.</p>'
                )
    st.html(pages.anchor("All questions as a table (CSV)", address(work, QUESTIONS), "app-button"))


def _remark(work: Work, remark: Remark) -> list[str]:
    rows = ", ".join(f"{row:,}" for row in remark.rows[:5]) + (", …" if len(remark.rows) > 5 else "")
    cells = [rows, text(remark.sentence.partition(": ")[2] or remark.sentence, 300)]
    if work.kept:
        view, _ = View.from_query(remark.query)
        cells.append(pages.anchor("Show", pages.map_link(view.with_(data=work.kept.id).to_query())))
    return cells
