"""What a capsule says beside its relations: plain values that are written as JSON, and read back with distrust."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo.envelope import refused
from geo.errors import DataError
from geo.sidecar import Sidecar, parse_sidecar
from geo.spec import MapSpec

__all__ = ["Claim", "DataClaim", "MapClaim", "claim_of", "plain_of"]

HOLDS = ("all", "shown", "nothing")
MOST_NAME, MOST_TEXT, MOST_QUERY, MOST_NOTICES = 200, 4_000, 50_000, 100
MOST_ROWS = 1_000_000_000
_DIGEST = re.compile("[0-9a-f]{64}")
_PRODUCT = re.compile(r"[0-9]{1,6}(\.[0-9A-Za-z+-]{1,20}){0,5}")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True)
class MapClaim:
    """What the map looks like: `look` is a SHA-256 in hex of what is drawn, wherever and under whatever address it is
    drawn (without links, notices and the timeline); then its headline, and how many lines it has."""

    look: str
    headline: str
    lines: int

    @classmethod
    def of(cls, spec: MapSpec) -> MapClaim:
        """What is said of a map."""
        plain = spec.to_dict()
        for key in ("notices", "frames", "caption"):
            plain.pop(key, None)
        for key in ("permalink", "generator"):
            plain["provenance"].pop(key, None)
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        look = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        return cls(look, _clean(spec.headline, MOST_TEXT), len(spec.lines))


@dataclass(frozen=True)
class DataClaim:
    """What is said of the data set.

    Attributes
    ----------
    name, title, version, digest : of the whole data set
    rows : its relations
    skipped, notices : as `Dataset` has them
    facts : what its sidecar says; of the part that is in the file, if it is a part
    holds : how much of it is in the file: `all`, what the map has `shown`, or `nothing`
    inside : digest of what is in the file
    """

    name: str
    title: str
    version: str
    digest: str
    rows: int
    skipped: int
    notices: tuple[str, ...]
    facts: Sidecar
    holds: str
    inside: str


@dataclass(frozen=True)
class Claim:
    """All that is said. `product` is the version of the Faultlines that made it, `day` that of the borders."""

    product: str
    query: str
    day: date
    title: str
    note: str
    caption: str
    map: MapClaim
    data: DataClaim


def plain_of(claim: Claim) -> dict[str, Any]:
    """As JSON has it; `claim_of` reads it back."""
    data, drawn = claim.data, claim.map
    return {
        "faultlines": claim.product,
        "view": claim.query,
        "day": claim.day.isoformat(),
        "title": _clean(claim.title, MOST_NAME),
        "note": _clean(claim.note, MOST_TEXT),
        "caption": _clean(claim.caption, MOST_TEXT),
        "map": {"look": drawn.look, "headline": drawn.headline, "lines": drawn.lines},
        "data": {
            "name": _clean(data.name, MOST_NAME),
            "title": _clean(data.title, MOST_TEXT),
            "version": _clean(data.version, MOST_TEXT),
            "digest": data.digest,
            "rows": data.rows,
            "skipped": data.skipped,
            "notices": [_clean(text, MOST_TEXT) for text in data.notices[:MOST_NOTICES]],
            "facts": data.facts.to_plain(),
            "holds": data.holds,
            "inside": data.inside,
        },
    }


def claim_of(name: str, plain: Mapping[str, Any]) -> Claim:
    """Check every value. Raises DataError for the file `name`; values that nobody knows are left out."""
    top = _Values(name, plain)
    drawn, data = (_Values(name, top.get(part, dict)) for part in ("map", "data"))
    return Claim(
        product=top.matching("faultlines", _PRODUCT),
        query=top.text("view", MOST_QUERY),
        day=top.day("day"),
        title=top.text("title", MOST_NAME),
        note=top.text("note", MOST_TEXT),
        caption=top.text("caption", MOST_TEXT),
        map=MapClaim(drawn.matching("look", _DIGEST), drawn.text("headline", MOST_TEXT), drawn.count("lines")),
        data=DataClaim(
            name=data.text("name", MOST_NAME),
            title=data.text("title", MOST_TEXT),
            version=data.text("version", MOST_TEXT),
            digest=data.matching("digest", _DIGEST),
            rows=data.count("rows"),
            skipped=data.count("skipped"),
            notices=data.texts("notices", MOST_NOTICES, MOST_TEXT),
            facts=data.facts("facts"),
            holds=data.one_of("holds", HOLDS),
            inside=data.matching("inside", _DIGEST),
        ),
    )


def _clean(text: str, most: int) -> str:
    """Without what can't be seen, and no longer than it may be."""
    return _UNSEEN.sub(" ", text)[:most]


class _Values:
    """Values of JSON from a stranger, each asked for with its type."""

    def __init__(self, name: str, plain: Mapping[str, Any]) -> None:
        self._name, self._plain = name, plain

    def get(self, key: str, kind: type) -> Any:
        found = self._plain.get(key)
        if type(found) is not kind:
            raise self.wrong(key)
        return found

    def wrong(self, key: str, why: str = "") -> DataError:
        said = f"the map in it is not as Faultlines writes it: {why or f'{key!r} is missing or wrong'}"
        return refused(self._name, said)

    def text(self, key: str, most: int) -> str:
        return self._right(key, self.get(key, str), most)

    def texts(self, key: str, many: int, most: int) -> tuple[str, ...]:
        found = self.get(key, list)
        if len(found) > many or not all(type(text) is str for text in found):
            raise self.wrong(key)
        return tuple(self._right(key, text, most) for text in found)

    def _right(self, key: str, text: str, most: int) -> str:
        if len(text) > most or _UNSEEN.search(text):
            raise self.wrong(key)
        return text

    def matching(self, key: str, pattern: re.Pattern[str]) -> str:
        found: str = self.get(key, str)
        if not pattern.fullmatch(found):
            raise self.wrong(key)
        return found

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        found: str = self.get(key, str)
        if found not in allowed:
            raise self.wrong(key)
        return found

    def count(self, key: str) -> int:
        found: int = self.get(key, int)
        if not 0 <= found <= MOST_ROWS:
            raise self.wrong(key)
        return found

    def day(self, key: str) -> date:
        try:
            return date.fromisoformat(self.get(key, str))
        except ValueError:
            raise self.wrong(key) from None

    def facts(self, key: str) -> Sidecar:
        found, problems = parse_sidecar(self.get(key, dict), key)
        if problems:
            raise self.wrong(key, problems[0].message)
        return found
