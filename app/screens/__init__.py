"""One module for each screen."""

from __future__ import annotations

__all__: list[str] = []
