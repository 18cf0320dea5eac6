"""One module a step, in order; a step that was released is never changed, as somebody's store was made by it."""

from __future__ import annotations

__all__: list[str] = []
