"""Add data: from a file to a map, on one page that grows downwards with what is known."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import adding, adding_saved, kept, pages, visitor
from app.adding import Plan, Work
from app.adding_begin import begun
from app.adding_checks import questions, verdict
from app.adding_columns import columns_form, preview_table, seeded, unused
from app.adding_dates import dates_form
from app.adding_drafts import drafts
from app.adding_keep import keep_form
from app.adding_maps import bring_map, map_question
from app.adding_names import names_form
from app.adding_places import places_form
from app.adding_samples import samples
from app.adding_words import COLUMNS, count, in_label, line, problem_rows, section, table, text
from geo.errors import DataError, Problem, StoreError
from geo.mapping import unread_dates
from geo.mapping_places import unknown_places
from geo.readers import MAX_BYTES, MAX_ROWS
from geo.store import Entry

__all__ = ["add"]

_TOKEN, _TURN, _BROKEN = "fl_add_token", "fl_add_turn", "fl_add_broken"
_AGAIN = "fl_add_again"  # what was chosen about a file that has to be dropped once more
_SLOW = 200_000  # bytes: larger files get a progress bar


def add() -> None:
    """Draw the page."""
    pages.top(pages.ADD)
    with st.container(key="page"):
        st.markdown("# Add data")
        if visitor.read_only():
            st.info("This server only shows the data sets it came with. Adding one's own is switched off here.")
            return
        work = _work()
        if work is None:
            _first_step()
        else:
            _steps(work)
            if work.kept is None:
                adding_saved.keep_choices(visitor.key(), work)


def _work() -> Work | None:
    """What this visitor is about to add: in this tab, or else what any tab worked at last."""
    owner = visitor.key()
    if _TOKEN in st.session_state:
        token = st.session_state[_TOKEN]
        found = drafts.get(owner, token) if token else None
        if token and found is None:
            st.session_state[_TOKEN] = ""
            st.warning("The file that you were adding is not held any more. Please drop it once more.")
        return found
    found = drafts.latest(owner) or _back(owner)
    st.session_state[_TOKEN] = found.token if found else ""
    return found


def _back(owner: str) -> Work | None:
    """What was about to be added when the server was restarted."""
    found = adding_saved.waiting(owner)
    if found is None:
        return None
    if found.data is None:
        st.session_state[_AGAIN] = found.chosen
        said = f"The server was restarted and does not hold {in_label(found.name)} any more, which is a large file."
        st.warning(f"{said} Please drop it once more; what you chose about it is still known.")
        return None
    try:
        with adding.busy(len(found.data) // 100):
            upload = adding.read_upload(found.name, found.data)
    except DataError:
        return None
    work = Work(upload, Plan(upload.proposal.mapping), title=adding.titled(upload.stem))
    adding_saved.chosen(work, found.chosen)
    drafts.put(owner, work)
    return work


# --- 1: a file ---


def _first_step() -> None:
    st.html('<p class="add-lead">A table of who supports whom, and who is at odds with whom. Any columns will do.</p>')
    st.html(section(1, "Drop a file, or paste a table"))
    file, paste, try_one = st.tabs(["A file", "Paste a table", "Try a sample"])
    with file:
        _file()
    with paste:
        _paste()
    with try_one:
        _samples()
    _broken()
    map_question()


def _file() -> None:
    kinds = "CSV, Excel, Parquet, JSON, GeoJSON, GraphML, GEXF"
    label = f"Drop a file here: {kinds}; at most {MAX_BYTES // 1_000_000} MB and {MAX_ROWS:,} rows"
    # The kinds are not named to the control: it would turn a file away without saying what is read.
    turn = st.session_state.setdefault(_TURN, 0)  # a new key empties the control
    found = st.file_uploader(label, key=f"add-file-{turn}", max_upload_size=MAX_BYTES // 1_000_000)
    if found is not None:
        data = found.getvalue()
        _let_go(found.file_id)
        st.session_state[_TURN] += 1
        _take(found.name, data)
        st.rerun()
    st.html('<p class="add-hint">A PNG, SVG, PDF or HTML file made here holds its map: drop it, and the map opens.</p>')


def _take(name: str, data: bytes) -> None:
    """A table is read; what holds its map leads to it."""
    st.session_state.pop(_BROKEN, None)
    if not bring_map(name, data):
        _read(name, data)


def _let_go(id: str) -> None:
    """Streamlit would hold the bytes of a file as long as the tab is open."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_file(context.session_id, id)


def _paste() -> None:
    label = "Copy the cells in your spreadsheet, with the headings, and paste them here"
    given = st.text_area(label, key="add-paste", height=180, placeholder="From\tTo\tKind\tSince")
    # Never disabled: what is typed gets here with the click, not before
    if st.button("Read it", key="add-paste-go"):
        if given.strip():
            _read(*adding.pasted(given))
            st.rerun()
        st.html('<p class="add-why" role="alert">There is nothing to read yet: paste a table first.</p>')


def _samples() -> None:
    st.html('<p class="add-hint">The first relations of the built-in data set, as others might have written them.</p>')
    for number, sample in enumerate(samples()):
        with st.container(horizontal=True, vertical_alignment="center", key=f"add-sample-{number}"):
            if st.button(sample.label, key=f"add-try-{number}"):
                _read(sample.name, sample.data)
                st.rerun()
            st.download_button("Download", sample.data, sample.name, key=f"add-get-{number}", on_click="ignore")


def _read(name: str, data: bytes) -> None:
    """Read a file; a broken one leaves everything else as it was."""
    st.session_state.pop(_BROKEN, None)
    bar = st.progress(0.0, "Reading") if len(data) > _SLOW else None
    wanted = next((each for each in _mine() if each.id == st.query_params.get("data")), None)
    again = st.session_state.get(_AGAIN)
    try:
        progress = partial(_tell, bar) if bar else None
        work = begun(visitor.key(), name, data, progress=progress, target=wanted, chosen=again)
    except DataError as error:
        st.session_state[_BROKEN] = (name, error.problems)
        return
    st.session_state.pop(_AGAIN, None)
    st.session_state[_TOKEN] = work.token


def _tell(bar: object, fraction: float, what: str) -> None:
    bar.progress(min(max(fraction, 0.0), 1.0), what[:1].upper() + what[1:])  # type: ignore[attr-defined]


def _broken() -> None:
    """What is wrong with a file that could not be read at all."""
    if _BROKEN not in st.session_state:
        return
    name, problems = st.session_state[_BROKEN]
    if len(problems) == 1 and problems[0].row is None:
        hint = f"; {text(problems[0].suggestion, 300)}" if problems[0].suggestion else ""
        st.html(f'<p class="add-verdict" role="alert">{text(name, 80)}: {text(problems[0].message, 300)}{hint}.</p>')
        return
    many = count(len(problems), "problem")
    st.html(f'<p class="add-verdict" role="alert">{text(name, 80)} can\'t be read: {many}.</p>')
    _problem_table(problems)


def _problem_table(problems: tuple[Problem, ...]) -> None:
    header = ("Row", "Column", "Value", "What is wrong", "What would be right")
    st.html(table(header, problem_rows(problems[:20]), "Problems of the file", "add-problems"))


# --- 2 to 6 ---


def _steps(work: Work) -> None:
    _about(work)
    mapping = _columns(work)
    lacking = adding.missing(mapping)
    if lacking:
        work.plan = replace(work.plan, mapping=mapping)
        named = ", ".join(f"“{COLUMNS[name]}”" for name in lacking)
        st.html(f'<p class="add-verdict" role="status">Still to be said: {named}.</p>')
        return
    unknown = adding.names(work.upload, mapping)
    if unknown:
        hint = f"{count(len(unknown), 'text')} where a country should be. We never guess: say which country is meant."
        st.html(section(3, "Names we do not know", hint))
        work.plan = names_form(work, mapping, unknown)
    else:
        work.plan = replace(work.plan, mapping=mapping)
    _dates(work)
    _places(work)
    _check_and_keep(work)


def _dates(work: Work) -> None:
    """Texts where a date should be."""
    unknown = unread_dates(work.upload.raw, work.plan.mapping)
    if unknown:
        hint = f"{count(len(unknown), 'text')} where a date should be. Write the date that is meant, as 2024-03-01."
        st.html(section(3, "Dates we could not read", hint))
        work.plan = replace(work.plan, mapping=dates_form(work, work.plan.mapping, unknown))


def _places(work: Work) -> None:
    """Texts where a disputed area should be."""
    unknown = unknown_places(work.upload.raw, work.plan.mapping)
    if unknown:
        hint = (
            f"{count(len(unknown), 'text')} where a disputed area should be. Say which one is meant, or that none is."
        )
        st.html(section(3, "Places we do not know", hint))
        work.plan = replace(work.plan, mapping=places_form(work, work.plan.mapping, unknown))


def _about(work: Work) -> None:
    upload = work.upload
    with st.container(horizontal=True, vertical_alignment="center", key="add-about"):
        said = f"{count(upload.rows, 'row')}, {count(len(upload.columns), 'column')}"
        notes = "".join(f"<br>{text(note[:1].upper() + note[1:], 200)}." for note in upload.raw.notes)
        step = f'<div class="add-step"><h2><span>1</span>{text(upload.name, 80)}</h2></div>'
        st.html(f'{step}<p class="add-hint">{said}{notes}</p>')
        st.button("Another file", key="add-another", on_click=_start_over, args=(work.token,))

    _aim(work)


def _aim(work: Work) -> None:
    """A new data set, or a new version of one that is there."""
    own = {entry.id: entry.title for entry in _mine()}
    if not own or work.kept:
        return
    key = f"add-{work.token}-aim"
    options = ["", *own]
    st.selectbox(
        "Is it a new data set?",
        options,
        index=options.index(seeded(key, work.target if work.target in own else "")),
        format_func=lambda id: f"A new version of “{line(own[id], 60)}”" if id else "A new data set",
        key=key,
        on_change=_aimed,
        args=(work, key),
        width=420,
    )


def _aimed(work: Work, key: str) -> None:
    wanted = st.session_state[key]
    drafts.drop(visitor.key(), work.token)
    work.aim(next((entry for entry in _mine() if entry.id == wanted), None))
    drafts.put(visitor.key(), work)
    st.session_state[_TOKEN] = work.token


def _mine() -> tuple[Entry, ...]:
    """The visitor's own data sets; none while the store is away, which is told when something is to be kept."""
    try:
        return kept.mine(visitor.key())
    except StoreError:
        return ()


def _start_over(token: str) -> None:
    drafts.drop(visitor.key(), token)
    adding_saved.forget(visitor.key())
    st.session_state[_TOKEN] = ""
    st.session_state.pop(_BROKEN, None)


def _columns(work: Work) -> adding.ColumnMapping:
    st.html(section(2, "How we read your columns", "Correct what is wrong; the first rows below follow at once."))
    mapping = columns_form(work)
    left = unused(work.upload.columns, mapping)
    if left:
        named = ", ".join(text(name, 40) for name in left[:20])
        st.html(f'<p class="add-why">Not used: {named}{", …" if len(left) > 20 else ""}</p>')
    st.html(
        "<h3>The first rows as they are read</h3>" + preview_table(work.upload, replace(work.plan, mapping=mapping))
    )
    return mapping


def _check_and_keep(work: Work) -> None:
    st.html(section(4, "What is wrong"))
    if not work.settled:
        large = work.upload.rows > adding.SMALL
        again = work.outcome is not None
        if large:
            label = f"Check all {work.upload.rows:,} rows{' again' if again else ''}"
            if not st.button(label, type="primary", key="add-check"):
                said = "Something was changed since the last check." if again else "Nothing is kept by checking."
                st.html(f'<p class="add-why">{said}</p>')
                return
        _check(work, large)
    assert work.outcome is not None
    if not verdict(work, work.outcome):
        return
    st.html(section(5, "What an editor would ask", "Nothing here keeps you from going on."))
    questions(work, work.outcome)
    if keep_form(work):
        _leave(work)


def _check(work: Work, large: bool) -> None:
    plan = work.plan
    if not large:
        work.settle(plan, adding.check(work.upload, plan))
    else:
        with st.spinner(f"Checking {work.upload.rows:,} rows. This takes some seconds."), adding.busy(work.upload.rows):
            work.settle(plan, adding.check(work.upload, plan))  # here: a click in the meantime ends the run after this
    drafts.put(visitor.key(), work)


def _leave(work: Work) -> None:
    """To the map. Whoever comes back finds the questions with their links; of a large file nothing is held on to."""
    assert work.kept is not None
    if work.upload.rows > adding.SMALL:
        drafts.drop(visitor.key(), work.token)
        st.session_state[_TOKEN] = ""
    pages.go(pages.MAP, data=work.kept.id)
