"""What is measured in the browser: all apps one after the other, on the same data."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.apps import APPS, App, running
from tests.bench.copies import Copies
from tests.bench.report import SLOW, Row
from tests.bench.visit import NoAnswer, TooSlow, visiting

__all__ = ["Effort", "Subject", "exports", "measured"]

# Off and on again; the first of each pair is a view that no cache has
SWITCHES = ("Tension", "Tension", "Support", "Support")
OPENING = 3  # seconds that an exported page has to ask for more


class Effort(NamedTuple):
    """How often each thing is measured; the median counts."""

    visits: int
    changes: int
    moves: int


class Subject(NamedTuple):
    """One data set for all: the folder the peers read, the file and the query for Faultlines."""

    name: str
    peer_data: Path
    own_data: Path | None
    query: str


class _Figures(NamedTuple):
    first: list[float]
    files: list[float]
    socket: list[float]
    change: list[float]
    bytes: list[float]
    pan: list[float]
    zoom: list[float]


async def measured(browser: Any, subject: Subject, effort: Effort, folder: Path) -> list[Row]:
    """Visit each app, and give a row for each thing measured."""
    columns = []
    for app in APPS:
        print(f"  {subject.name or 'default data'}: {app.name}", flush=True)
        home = folder / "".join(filter(str.isalnum, f"{subject.name}{app.name}"))
        with running(app, home, subject.peer_data, subject.own_data) as address:
            columns.append(await _one(browser, app, address, subject, effort))
    start = f"{subject.name}: " if subject.name else ""
    rows = [
        Row(f"{start}{what}", unit, tuple(_median(getattr(column, name)) for column in columns))
        for name, what, unit in (
            ("first", "first map", "s"),
            ("files", "first visit, files", "kB"),
            ("socket", "first visit, socket", "kB"),
            ("change", "one change, to the last paint", "s"),
            ("bytes", "one change, bytes", "kB"),
            ("pan", "redraw after a pan", "s"),
            ("zoom", "redraw after a zoom", "s"),
        )
    ]
    return [row for row in rows if any(figure is not None for figure in row.figures)]


async def _one(browser: Any, app: App, address: str, subject: Subject, effort: Effort) -> _Figures:
    """All figures of one app. The first visit wakes the server and does not count; only the last one goes on."""
    found = _Figures([], [], [], [], [], [], [])
    url = address + (subject.query if not app.script else "")
    try:
        for turn in range(effort.visits + 1):
            async with visiting(browser, app, address) as visit:
                first = await visit.first(url)
                if turn:
                    found.first.append(first.seconds)
                    found.files.append(first.files / 1e3)
                    found.socket.append(first.socket / 1e3)
                if turn == effort.visits:
                    await _hands(visit, found, effort)
    except TooSlow as error:
        print(f"    {error}", file=sys.stderr, flush=True)
    if not found.first:
        for figures in (found.first, found.change, found.pan, found.zoom):
            figures.append(SLOW)
    return found


async def _hands(visit: Any, found: _Figures, effort: Effort) -> None:
    async def change(turn: int) -> None:
        seconds, size = await visit.change(SWITCHES[turn % len(SWITCHES)])
        found.change.append(seconds)
        found.bytes.append(size / 1e3)

    async def pan(turn: int) -> None:
        found.pan.append(await visit.pan(-1 if turn % 2 else 1))

    async def zoom(turn: int) -> None:
        found.zoom.append(await visit.zoom(1 if turn % 2 else -1))

    # One notch closer, so that no map stands at the edge of the world; where it does, the hand would pull in vain
    await visit.zoom()
    await _several(pan, effort.moves, found.pan)
    await _several(zoom, effort.moves, found.zoom)
    await _several(change, effort.changes, found.change)


async def _several(action: Callable[[int], Awaitable[None]], runs: int, figures: list[float]) -> None:
    """Do it some times; one that is too slow ends it and counts as the limit, one without an answer is tried again."""
    for turn in range(runs):
        for _ in range(2):
            try:
                await action(turn)
                break
            except TooSlow:
                figures.append(SLOW)
                return
            except NoAnswer as error:
                print(f"    {error}", file=sys.stderr, flush=True)


def _median(figures: Sequence[float]) -> float | None:
    return statistics.median(figures) if figures else None


async def exports(browser: Any, pages: Sequence[str], folder: Path) -> list[Row]:
    """Size of each exported page, and how many files it asks other hosts for when it is opened."""
    asked = []
    for place, text in enumerate(pages):
        path = folder / f"export{place}.html"
        path.write_text(text, encoding="utf-8")
        context = await browser.new_context()
        copies = Copies()
        await copies.attach(context)
        page = await context.new_page()
        await page.goto(path.as_uri())
        await page.wait_for_timeout(OPENING * 1000)
        asked.append(float(len(copies.asked)))
        await context.close()
    sizes = tuple(len(page.encode()) / 1e3 for page in pages)
    return [Row("exported HTML, size", "kB", sizes), Row("exported HTML, requests to other hosts", "", tuple(asked))]
