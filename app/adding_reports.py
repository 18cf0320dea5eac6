"""Reports on a file that is being added: `/add-report/TOKEN/problems.csv` and `questions.csv`, for its visitor only.

They are made when somebody asks for one: the report of 100,000 problems need not travel with every run of the page.
"""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import visitor
from app.adding import Outcome, Work
from app.adding_drafts import drafts
from app.exports import base_url, slug
from geo.report import problems_csv, review_csv
from geo.review import review

__all__ = ["PROBLEMS", "QUESTIONS", "address", "report"]

PROBLEMS, QUESTIONS = "problems", "questions"
_GONE = "The file is not held any more, or was changed: go back to the page and check it once more.\n"


def address(work: Work, what: str) -> str:
    """Where a report on the file is."""
    return f"/add-report/{work.token}/{what}.csv"


def report(request: Request) -> Response:
    """Make the report; Starlette runs this on a thread of its own."""
    work = drafts.get(visitor.key_in(request.cookies), request.path_params["token"])
    what = request.path_params["what"]
    text = _text(work, work.outcome, what, base_url(request)) if work and work.outcome else None
    if work is None or text is None:
        return PlainTextResponse(_GONE, status_code=404, headers={"Cache-Control": "no-store"})
    headers = {
        "Content-Disposition": f'attachment; filename="{slug(work.upload.stem)}-{what}.csv"',
        "Cache-Control": "no-store",
    }
    # With a byte order mark, without which Excel takes the text for another encoding
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _text(work: Work, outcome: Outcome, what: str, base: str) -> str | None:
    """The report; the links of the questions lead to the data set as soon as it is kept."""
    if what == PROBLEMS:
        return problems_csv(work.upload.raw, outcome.problems)
    if what != QUESTIONS or outcome.dataset is None:
        return None
    dataset = replace(outcome.dataset, name=work.kept.id) if work.kept else outcome.dataset
    return review_csv(dataset, review(dataset), base)
