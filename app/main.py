"""The page: which screen it shows, nothing else. Streamlit runs this file for every visit and every change."""

from __future__ import annotations

from app import pages
from app.away import guarded
from app.screens.add import add
from app.screens.data import data
from app.screens.edit import edit
from app.screens.explore import explore
from app.screens.snapshots import snapshots

pages.navigate(
    {
        pages.MAP: explore,
        pages.DATA: guarded(data),
        pages.ADD: guarded(add),
        pages.EDIT: guarded(edit),
        pages.SNAPSHOTS: guarded(snapshots),
    }
)
