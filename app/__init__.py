"""The Faultlines app: one screen around the live map. Thin on purpose: what is decided is decided in `geo`."""

from __future__ import annotations

__all__: list[str] = []
