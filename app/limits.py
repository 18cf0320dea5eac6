"""How often an address may ask for something: a bucket of tokens for each, which fills again slowly.

The address is that of the connection. A proxy is believed only if FAULTLINES_TRUSTED_PROXIES names it: the server then
has the visitor's own address from it (`trust_proxies`), and nobody else can pretend to be at another address.
"""

from __future__ import annotations

import math
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from threading import Lock

from geo.errors import UsageError

__all__ = ["PROXIES", "SAVES", "Buckets", "asker", "saves_per_hour", "trust_proxies"]

PROXIES = "FAULTLINES_TRUSTED_PROXIES"
SAVES = "FAULTLINES_SAVES_PER_HOUR"
_PER_HOUR, _AT_ONCE = 60, 20
_MOST = 20_000  # addresses remembered; of those that go first, the bucket is full again or nearly so


class Buckets:
    """One bucket for each address; for all threads.

    Parameters
    ----------
    most : tokens in a full bucket
    seconds : until one more token is there
    """

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._lock = Lock()
        self._full_at: OrderedDict[str, float] = OrderedDict()  # when the bucket will be full

    def take(self, address: str) -> int:
        """Take a token: 0, or the seconds until there is one again."""
        now = self._clock()
        with self._lock:
            full_at = max(self._full_at.get(address, now), now) + self._seconds
            wait = full_at - now - self._most * self._seconds
            if wait > 1e-6:
                return math.ceil(wait)
            self._full_at[address] = full_at
            self._full_at.move_to_end(address)
            while len(self._full_at) > _MOST:
                self._full_at.popitem(last=False)
        return 0


def saves_per_hour() -> Buckets:
    """Tokens for saving, as the environment says. Raises UsageError."""
    given = os.environ.get(SAVES, "").strip() or str(_PER_HOUR)
    if not (given.isascii() and given.isdecimal() and int(given[:9]) > 0 and len(given) < 7):
        raise UsageError(f"{SAVES} is {given[:40]!r}; it has to be a whole number from 1 to 999999")
    return Buckets(min(_AT_ONCE, int(given)), 3600 / int(given))


def asker(host: str) -> str:
    """Whom an address stands for: of IPv6 the network, as every home has all addresses of one."""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if found.version == 6 and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


def trust_proxies() -> None:
    """Tell the server (uvicorn) which proxies to believe: those named, else none; by itself it would believe every
    program of this machine. Raises UsageError."""
    given = os.environ.get(PROXIES, "").strip()
    for part in given.split(",") if given not in ("", "*") else ():
        try:
            ip_network(part.strip(), strict=False)
        except ValueError:
            raise UsageError(
                f"{PROXIES} has {part.strip()[:40]!r}; it takes addresses and networks like 10.0.0.0/8, with commas"
            ) from None
    os.environ["FORWARDED_ALLOW_IPS"] = given
