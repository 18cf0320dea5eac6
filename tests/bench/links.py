"""Links to snapshots under load, beside people who use the app: `python -m tests.bench.links`, with Debian's wrk.

Wanted on two cores: 200 requests a second for pages and 50 for pictures. The server is one process; wrk and those who
use the app take their share of the same two cores. Who is busy asks for one new view after the other, without a pause:
each is composed and packed anew, as after a click on the map.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from tests.browser.app_page import running

__all__ = ["main"]

SECONDS, CONNECTIONS = 10, 16
BUSY = 2  # who use the app at the same time
WANTED = {"page": 200, "embed": 200, "picture": 50, "picture, 1600x900": 50}
OUT = Path(__file__).with_name("LINKS.md")
FOCUS = ("AZE", "ARM", "GEO", "RUS", "UKR", "IRN", "ISR", "TUR", "SYR")


class Measured(NamedTuple):
    """What wrk says, and what those who use the app got meanwhile."""

    rate: float
    median: str
    slowest: str  # of 99 in 100
    failed: int
    views: float  # a second


def _saved(address: str) -> str:
    """Save a snapshot; gives its path."""
    body = json.dumps({"query": "focus=AZE", "title": "Under load"}).encode()
    asked = urllib.request.Request(f"{address}snapshots", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return f"s/{json.load(answer)['id']}"


def _fetch(address: str) -> None:
    with urllib.request.urlopen(address) as answer:
        answer.read()


@contextmanager
def _used(address: str, people: int) -> Iterator[list[int]]:
    """People who look at one view after the other; gives how many each has seen by now."""
    stop, seen = Event(), [0] * people

    def look(who: int) -> None:
        days = (date(2025, 7, 31) - timedelta(days=number) for number in count(who, people))
        for day, focus in ((day, focus) for day in days for focus in FOCUS):
            if stop.is_set():
                return
            _fetch(f"{address}first?focus={focus}&to={day}")
            seen[who] += 1

    threads = [Thread(target=look, args=(who,)) for who in range(people)]
    for thread in threads:
        thread.start()
    yield seen
    stop.set()
    for thread in threads:
        thread.join()


def _wrk(url: str) -> tuple[float, str, str, int]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-H", "Accept-Encoding: gzip", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    errors = re.findall(r"(?:Non-2xx or 3xx responses:|connect|read|write|timeout) (\d+)", said)
    quantile = dict(re.findall(r"(50|99)%\s+(\S+)", said))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate, said
    return float(rate[1]), quantile["50"], quantile["99"], sum(map(int, errors))


def _measured(address: str, path: str, people: int) -> Measured:
    _fetch(address + path)  # a picture is made when somebody first asks
    with _used(address, people) as seen:
        time.sleep(1)
        before, began = sum(seen), time.monotonic()
        found = _wrk(address + path)
        views = (sum(seen) - before) / (time.monotonic() - began)
    return Measured(*found, views)


def _table(address: str) -> list[str]:
    link = _saved(address)
    paths = dict(zip(WANTED, (link, f"{link}/embed", f"{link}.png", f"{link}.png?size=slide"), strict=True))
    rows = ["| what | people using the app | requests/s | wanted | median | 99 % | failed | new views/s |"]
    rows.append("|---|---|---|---|---|---|---|---|")
    for (what, path), people in product(paths.items(), (0, BUSY)):
        got = _measured(address, path, people)
        rows.append(
            f"| {what} | {people} | {got.rate:,.0f} | {WANTED[what]} | {got.median} | {got.slowest} | {got.failed}"
            f" | {f'{got.views:.1f}' if people else '–'} |"
        )
        print(rows[-1], flush=True)
    return rows


def main() -> None:
    """Measure, and write the figures down."""
    if not shutil.which("wrk"):
        sys.exit("There is no wrk: install Debian's.")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), FAULTLINES_CACHE=folder) as address:
        rows = _table(address)
    head = (
        "# Links to snapshots under load\n\n`python -m tests.bench.links` writes this file.\n\n"
        f"{date.today()}: {os.cpu_count()} cores for the server, wrk ({CONNECTIONS} connections, {SECONDS} s each,"
        " packed where it can be) and those who use the app;"
        f" {load:.1f} other programs wanted a core when it began.\n\n"
    )
    OUT.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
