"""How to cite a map: in plain words and as BibTeX, with the version, the digest and the date of its data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from geo.dates import day_name
from geo.moment import at_moment
from geo.spec import MapSpec
from geo.version import __version__

__all__ = ["Citation", "citation"]

DIGEST_LENGTH = 16
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Citation:
    """The same reference twice: `plain` on one line, `bibtex` as one entry."""

    plain: str
    bibtex: str


def citation(spec: MapSpec, url: str = "", read: date | None = None) -> Citation:
    """Cite a map.

    Parameters
    ----------
    spec : the map
    url : where it can be seen; by default its permalink, if that is an address
    read : the day on which it was read there. It is never taken from the clock: the same map is cited alike for ever
    """
    made, day = spec.provenance, date.fromisoformat(spec.at or spec.provenance.window[1])
    address = _address(url) or _address(made.permalink)
    title = _line(at_moment(spec).headline or spec.title)
    version = f"version {made.version}" if made.version and not made.digest.startswith(made.version) else ""
    digest = f"SHA-256 {made.digest[:DIGEST_LENGTH]}" if made.digest else ""
    data = ", ".join(filter(None, (f"Data: {_line(made.title)}", version, digest, f"as of {day_name(day)}")))
    seen = f"read on {day_name(read)}" if read else ""
    rights = f"Licence: {_line(made.licence)}" if made.licence else ""
    tail = ", ".join(filter(None, (address, seen)))
    parts = (f"“{title}”", f"Map made with Faultlines {__version__}", data, rights, tail)
    plain = " ".join(part if part == address else f"{part}." for part in parts if part)
    fields = {
        "author": "{Faultlines}",
        "title": f"{{{_tex(title)}}}",
        "year": str(day.year),
        "month": f"{day.month:02d}",
        "version": _tex(_line(made.version)),
        "note": _tex("; ".join(filter(None, (data, rights)))),
        "howpublished": _tex(f"Map made with Faultlines {__version__}"),
        "url": address,
        "urldate": read.isoformat() if read else "",
    }
    entry = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
    return Citation(plain, f"@misc{{{_key(spec, day)},\n{entry}\n}}\n")


def _key(spec: MapSpec, day: date) -> str:
    """A key of plain letters that differs where the data or the view does not give the same title."""
    name = unicodedata.normalize("NFKD", spec.provenance.dataset or spec.title).encode("ascii", "ignore").decode()
    words = re.sub("[^A-Za-z0-9]+", "-", name).strip("-").lower() or "map"
    return f"faultlines-{words[:40]}-{day.isoformat()}-{spec.provenance.digest[:8]}".rstrip("-")


def _address(url: str) -> str:
    """An http(s) address without what would end a field; empty for anything else."""
    found = "".join(url.split())
    if not re.match(r"https?://[^/]", found):
        return ""
    return found.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in text)
