"""The first step of adding data, wherever the file comes from: read it, and hold on to it for its visitor."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from app import adding, adding_drafts, adding_saved
from app.adding import Plan, Work
from app.adding_words import line
from geo.errors import DataError, Problem
from geo.rawtable import Progress
from geo.store import Entry

__all__ = ["begun"]

_log = logging.getLogger(__name__)


def begun(
    owner: str,
    name: str,
    data: bytes,
    *,
    progress: Progress | None = None,
    target: Entry | None = None,
    chosen: Mapping[str, Any] | None = None,
) -> Work:
    """Read a file and keep it for the page "Add data", which shows what the visitor worked at last.

    Parameters
    ----------
    target : the data set that it is to be a new version of
    chosen : what was chosen about it before; see `adding_saved`

    Raises
    ------
    DataError
        It can't be read; everything else is as it was.
    """
    try:
        with adding.busy(len(data) // 100):
            upload = adding.read_upload(name, data, progress)
    except DataError:
        raise
    except Exception as error:  # what no reader foresaw must not leave a page that can't be used
        _log.exception("a file could not be read")
        raise DataError(name, (Problem("this file can't be read", suggestion="try another format"),)) from error
    work = Work(upload, Plan(upload.proposal.mapping), title=adding.titled(upload.stem))
    if target:
        work.aim(target)
    work.title = line(work.title, 200)
    adding_saved.chosen(work, chosen or {})
    adding_drafts.drafts.put(owner, work)
    adding_saved.keep_file(owner, name, data)
    return work
