"""A store that says when it has saved something, so that nobody goes on with an older answer of it."""

from __future__ import annotations

from typing import Any

from app import kept
from geo.store import Entry, Kept, Saved
from geo.store.store import Store

__all__ = ["WatchedStore"]


class WatchedStore(Store):
    """As Store; `kept` forgets what it was told before each time that something was saved, or may have been."""

    def keep(self, *given: Any, **named: Any) -> Entry:
        """As in Store."""
        try:
            return super().keep(*given, **named)
        finally:
            kept.forget()

    def delete(self, *given: Any, **named: Any) -> None:
        """As in Store."""
        try:
            super().delete(*given, **named)
        finally:
            kept.forget()

    def keep_snapshot(self, *given: Any, **named: Any) -> Kept:
        """As in Store."""
        try:
            return super().keep_snapshot(*given, **named)
        finally:
            kept.forget()

    def rename_snapshot(self, *given: Any, **named: Any) -> Any:
        """As in Store."""
        try:
            return super().rename_snapshot(*given, **named)
        finally:
            kept.forget()

    def delete_snapshot(self, *given: Any, **named: Any) -> Any:
        """As in Store."""
        try:
            return super().delete_snapshot(*given, **named)
        finally:
            kept.forget()

    def undelete_snapshot(self, *given: Any, **named: Any) -> Any:
        """As in Store."""
        try:
            return super().undelete_snapshot(*given, **named)
        finally:
            kept.forget()

    def _save(self, *given: Any, **named: Any) -> Saved:
        try:
            return super()._save(*given, **named)
        finally:
            kept.forget()
