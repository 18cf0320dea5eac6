"""The parts of the page on which a data set is edited: table, map, what is unfinished, what clashes, and the log."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, desk, edit_map, edit_words, kept, pages, typed, words
from app.desk import Desk
from app.drafts import Clash, Draft, problems_of
from app.edit_columns import LABELS, columns
from app.edit_rows import PAGE
from app.editing import Settled, begin, cells_of, choose_mine, choose_theirs, let_go, save_drafts
from app.map_component import Chosen, live_map
from app.sheet import SHOWN, Cells, blank
from geo.countries import Atlas
from geo.errors import StoreError
from geo.store import LogRow

if TYPE_CHECKING:
    from geo.store.store import Store  # brings a database library that the map can do without

__all__ = ["title", "workspace"]

Work = Callable[[str, str], Settled | None]  # upon a data set, for a visitor
Choice = Callable[["Store", str, str, Clash], Settled]

MOST_UNFINISHED = 20
LOG_HEADS = ("When (UTC)", "What", "Relation", "Cell", "Before", "After")
ROW, HEADER = 35, 38  # pixels, as Streamlit's table has them


def title(text: str) -> None:
    """The heading of the page; the text is a reader's, so none of it is markup."""
    st.html(f"<h1>{escape(words.isolated(text))}</h1>")


def workspace(here: Desk) -> None:
    """All of it."""
    atlas = cache.atlas("un")
    title(here.dataset.title)
    _told(here)
    _tools(here, atlas)
    left, right = st.columns([13, 10], gap="medium")
    with left:
        _clashes(here, atlas)
        _editor(here, atlas)
        _unfinished(here, atlas)
    with right:
        _map(here)
    _log(here, atlas)
    here.drawn = here.sheet.number


def _told(here: Desk) -> None:
    """What the reader has to know, where a screen reader says it too."""
    wrong = [sentence for sentence in (here.trouble, here.away) if sentence]
    said = [f'<p class="app-edit-trouble">{escape(sentence)}</p>' for sentence in wrong]
    said += [f"<p>{escape(sentence)}</p>" for sentence in here.told]
    st.html(f'<div class="app-edit-told" role="status">{"".join(said)}</div>')
    if here.sheet.stale:  # any run without an edit shows it
        st.button("Show the table as it is now", key="edit-anew")
    if wrong:
        st.button("Try again", key="edit-retry", on_click=_retry)


def _retry() -> None:
    with suppress(StoreError):  # said on the page
        kept.retry()


def _tools(here: Desk, atlas: Atlas) -> None:
    with st.container(key="edit-tools", horizontal=True, vertical_alignment="center"):
        _step("Undo", here.back, atlas)
        if here.again:
            _step("Redo", here.again, atlas)
        st.html(f'<p class="app-edit-saved" role="status">{_state(here)}</p>', width="content")


def _state(here: Desk) -> str:
    """Whether all is saved, as what, and since when."""
    open_rows = len(_not_finished(here)) + len(here.drafts.clashes)
    if here.trouble or here.away:
        said = "Not saved yet"
    else:
        said = f"{edit_words.count(open_rows, 'row', 'rows')} not finished, see below" if open_rows else "All is saved"
    moment = f"{here.entry.changed:%d %B %Y, %H:%M} UTC".lstrip("0")
    return f"{said} · version {here.sheet.base[:12]} of {moment}"


def _not_finished(here: Desk) -> list[Draft]:
    return [draft for draft in here.drafts.rows.values() if draft.whole or not blank(draft.cells)]


def _step(what: str, lines: tuple[LogRow, ...], atlas: Atlas) -> None:
    label = f"{what}: {edit_words.step(lines, atlas)}" if lines else what
    st.button(_plain(label), key=f"edit-{what.lower()}", disabled=not lines, on_click=desk.act, args=(_back(what),))


def _back(what: str) -> Work:
    def work(id: str, owner: str) -> Settled:
        step = kept.store().undo if what == "Undo" else kept.store().redo
        saved = step(id, owner)
        return Settled(saved.version.digest, saved.dataset)

    return work


def _editor(here: Desk, atlas: Atlas) -> None:
    with st.container(key="edit-find", horizontal=True, vertical_alignment="bottom"):
        st.button("New relation", key="edit-new", type="primary", on_click=desk.act, args=(_begin,))
        st.text_input(
            "Find relations",
            value=here.words,
            key=f"find-{here.id}",
            placeholder="A country or any word",
            on_change=lambda: desk.look(words=st.session_state[f"find-{here.id}"]),
        )
        _paging(here)
    rows = min(max(len(here.sheet.ids) + 3, 8), 12)
    st.data_editor(
        here.sheet.frame,
        key=here.sheet.key,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        placeholder="",
        height=HEADER + ROW * rows,
        column_config=columns(here.sheet, atlas),
        on_change=desk.take,
        args=(here.sheet.number,),
    )
    typed.remember(here.owner, here.id, here.sheet)
    typed.watch(here.sheet, LABELS, desk.left, desk.late)
    st.html(
        '<p class="app-edit-hint">Every change is saved at once. To delete relations, tick them at the left and press'
        " Delete.</p>"
    )


def _begin(id: str, owner: str) -> None:
    """An empty row, before all others."""
    begin(kept.store(), id, owner)


def _paging(here: Desk) -> None:
    """How many are shown, and the way to the others."""
    found, total = here.found, len(here.dataset.table)
    first = found.page * PAGE
    if not found.ids:
        text = f"None of {edit_words.count(total)} has these words"
    elif found.pages > 1:
        text = f"{first + 1:,} to {first + len(found.shown):,} of {edit_words.count(len(found.ids))}, the latest first"
    else:
        text = f"{edit_words.count(len(found.ids))}, the latest first"
    st.html(f'<p class="app-edit-count">{escape(text)}</p>', width="content")
    if found.pages > 1:
        for label, page in (("Earlier", found.page + 1), ("Later", found.page - 1)):
            away = not 0 <= page < found.pages
            st.button(label, key=f"page-{label}", disabled=away, on_click=desk.look, kwargs={"page": page})


def _map(here: Desk) -> None:
    packed = edit_map.message(here.dataset, here.sheet.shown)
    if packed is None:
        st.text("The map shows the relations of the table, as soon as there is one.")
        return
    live_map(packed, desk.choose, _nowhere, _no_days)
    if here.first != Chosen():
        st.button("In order of time again", key="edit-order", on_click=desk.choose, args=(Chosen(),))
    if here.found.pages > 1:
        st.html(
            '<p class="app-edit-hint">The map shows the relations that are in the table now, whatever their dates.</p>'
        )


def _nowhere(query: str) -> None:
    """The map beside the table has no links of its own."""


def _no_days(since: date, at: date) -> None:
    """Nor does it compare days."""


def _unfinished(here: Desk, atlas: Atlas) -> None:
    """The rows that are not saved yet: what is wrong with each, in the words in which a file is checked."""
    drafts = _not_finished(here)
    if not drafts:
        return
    stored = cells_of(here.dataset, here.drafts.rows)
    whole = [{**(stored.get(draft.id) or draft.whole or {}), **draft.cells} for draft in drafts]
    found = problems_of(whole)
    with st.container(key="edit-unfinished"):
        st.markdown(f"### {edit_words.count(len(drafts), 'row is', 'rows are')} not finished")
        st.html(
            '<p class="app-edit-hint">They are kept here as they are, also when you leave, and are not on the map.</p>'
        )
        for draft, cells, problems in list(zip(drafts, whole, found, strict=True))[:MOST_UNFINISHED]:
            said = [edit_words.problem(problem) for problem in problems] or ["Nothing is wrong with it any more"]
            _unfinished_row(draft, cells, said, stored.get(draft.id), atlas)
        if len(drafts) > MOST_UNFINISHED:
            st.html(f"<p>And {edit_words.count(len(drafts) - MOST_UNFINISHED, 'row', 'rows')} more.</p>")
        if not all(found):
            st.button("Save what can be saved", key="edit-save", on_click=desk.act, args=(_save_all,))


def _unfinished_row(draft: Draft, cells: Cells, said: list[str], stored: Cells | None, atlas: Atlas) -> None:
    kept_as = (
        "; ".join(f"{words.COLUMNS[name].lower()} {stored[name] or 'empty'}" for name in draft.cells) if stored else ""
    )
    more = f'<li class="app-edit-so-far">Saved as before: {escape(kept_as)}</li>' if kept_as else ""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in said)
    with st.container(horizontal=True, vertical_alignment="center", key=f"unfinished-{draft.key}"):
        st.html(f"<p><b>{escape(edit_words.pair(cells, atlas))}</b></p><ul>{items}{more}</ul>")
        st.button("Discard", key=f"drop-{draft.key}", on_click=desk.act, args=(_dropping(draft),))


def _save_all(id: str, owner: str) -> Settled:
    return save_drafts(kept.store(), id, owner)


def _dropping(draft: Draft) -> Work:
    return lambda id, owner: let_go(kept.store(), id, owner, draft)


def _clashes(here: Desk, atlas: Atlas) -> None:
    """The relations that were changed in two places: both versions, and the choice."""
    if not here.drafts.clashes:
        return
    stored = cells_of(here.dataset, here.drafts.clashes)
    with st.container(key="edit-clashes"):
        for clash in here.drafts.clashes.values():
            _clash(here.id, clash, stored.get(clash.id), atlas)


def _clash(id: str, clash: Clash, theirs: Cells | None, atlas: Atlas) -> None:
    versions = pages.anchor("the versions", pages.link(pages.DATA, data=id))
    kept_in = f"Yours is kept in any case, as {escape(clash.beside[:12])} among {versions}." if clash.beside else ""
    st.html(f'{_compared(clash, theirs, atlas)}<p class="app-edit-hint">{kept_in}</p>')
    with st.container(horizontal=True):
        for label, choose in (("Keep theirs", choose_theirs), ("Write mine again", choose_mine)):
            st.button(label, key=f"{label}-{clash.key}", on_click=desk.act, args=(_choosing(choose, clash),))


def _choosing(choose: Choice, clash: Clash) -> Work:
    return lambda id, owner: choose(kept.store(), id, owner, clash)


def _compared(clash: Clash, theirs: Cells | None, atlas: Atlas) -> str:
    """Both versions of a relation as a table of the cells that differ."""
    before = clash.whole or {}
    mine = {**before, **clash.mine} if clash.mine is not None else None
    head = escape(edit_words.pair(theirs or mine or before, atlas))
    names = [n for n in SHOWN if len({(theirs or {}).get(n, ""), (mine or {}).get(n, ""), before.get(n, "")}) > 1]
    rows = "".join(
        f'<tr><th scope="row">{words.COLUMNS[name]}</th><td>{escape(before.get(name, ""))}</td>'
        f"<td>{_side(theirs, name)}</td><td>{_side(mine, name)}</td></tr>"
        for name in names
    )
    return (
        f'<h3>{head}: changed in two places</h3><div class="app-edit-log"><table><thead><tr><th scope="col">Cell</th>'
        f'<th scope="col">Before</th><th scope="col">Theirs, saved</th><th scope="col">Yours</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _side(cells: Cells | None, name: str) -> str:
    return "<i>deleted</i>" if cells is None else escape(cells.get(name, ""))


def _log(here: Desk, atlas: Atlas) -> None:
    """The latest changes, and all of them as a file."""
    st.markdown("### What was changed")
    st.html(_log_table(here.log, atlas))
    id, owner = here.id, here.owner
    st.download_button(
        "All changes as CSV",
        data=lambda: kept.store().log_csv(id, owner).encode(),
        file_name=f"faultlines-{id}-changes.csv",
        mime="text/csv",
        key="edit-log",
        on_click="ignore",
    )


def _log_table(lines: tuple[LogRow, ...], atlas: Atlas) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in LOG_HEADS)
    rows = "".join(f"<tr>{_log_cells(line, atlas)}</tr>" for line in lines)
    label = 'tabindex="0" role="region" aria-label="The latest changes"'
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="app-edit-log" {label}>{table}</div>'


def _log_cells(line: LogRow, atlas: Atlas) -> str:
    column = words.COLUMNS.get(line.column, line.column)
    texts = (line.what, edit_words.what_changed(line, atlas), column, line.before, line.after)
    cells = "".join(f"<td>{escape(words.isolated(text))}</td>" for text in texts)
    return f"<td>{line.when:%Y-%m-%d %H:%M:%S}</td>{cells}"


def _plain(text: str) -> str:
    """A text for a label, where Streamlit takes some signs for markup."""
    return "".join(f"\\{char}" if char in "\\`*_[]{}()#+-.!:$~<>|" else char for char in text)
