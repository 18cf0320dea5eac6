"""What all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Examples here read tables and draw maps; how long that takes says nothing about whether it is right.
settings.register_profile("faultlines", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("faultlines")
