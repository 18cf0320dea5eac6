"""Names that nobody can guess, and hashes of the keys that visitors have."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from urllib.parse import urlsplit

from geo.errors import UsageError

__all__ = [
    "DIGEST",
    "OWN",
    "SNAPSHOT_ID",
    "hashed",
    "new_id",
    "new_snapshot_id",
    "one_line",
    "paragraphs",
    "snapshot_id",
]

OWN = re.compile(r"own-[a-z2-7]{26}")
SNAPSHOT_ID = re.compile("[A-Za-z0-9_-]{22}")
LINK = re.compile(r"(?:[^=&]*/)?s/([A-Za-z0-9_-]{22})(?:\.[a-z]{2,7}|/[a-z]*)?")
DIGEST = re.compile(r"[0-9a-f]{12,64}")
PEPPER = b"faultlines visitor\0"  # so that the hash is of no use anywhere else
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would turn the line that a text is written into


def new_id() -> str:
    """`own-` and 128 random bits."""
    return "own-" + base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()


def new_snapshot_id() -> str:
    """22 letters, digits, `-` and `_` of 128 random bits, which nobody can guess.

    It begins and ends with a letter or a digit: no command takes it for an option, no chat cuts it off a link.
    """
    while True:
        id = secrets.token_urlsafe(16)
        if id[0] not in "-_":  # the last one is always one of A, Q, g and w
            return id


def snapshot_id(link: str) -> str:
    """The id in a link to a snapshot, a path like `/s/ID` or `/s/ID.png` or a whole address; empty if it is none."""
    try:
        path = urlsplit(link.strip()).path
    except ValueError:
        return ""
    found = LINK.fullmatch(path)
    return found[1] if found else ""


def hashed(owner: str) -> str:
    """What the store keeps of a visitor's key. The key has 128 random bits: a plain hash of it can't be turned back."""
    if not owner:
        raise UsageError("a visitor's key is needed")
    return hashlib.sha256(PEPPER + owner.encode("utf-8", "surrogatepass")).hexdigest()


def one_line(text: str, most: int) -> str:
    """The text on one line without control characters, cut where it is too long."""
    line = " ".join(UNSEEN.sub(" ", text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def paragraphs(text: str) -> str:
    """The text without control characters and needless space, its lines as they are."""
    lines = [" ".join(TURNING.sub("", UNSEEN.sub(" ", line)).split()) for line in text.splitlines()]
    return "\n".join(lines).strip()
