"""How a map travels to the browser: as what differs from a base map that the browser keeps.

The base holds every relation of the data set (the strongest, if there are very many) with its card, and every country
with its name; it is a file like the shapes. A message then holds fills, counts, the lines in force and their paths.
`app/map.js` has the way back; `tests/app/test_wire.py` has it too, and checks that nothing is lost.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

__all__ = ["base_of", "pack", "reduced"]

Plain = dict[str, Any]
GONE = "-"
_NEVER_THE_SAME = ("headline", "subtitle", "description", "legend", "frames", "notices", "bounds", "center_lon")


def base_of(spec: Plain) -> Plain:
    """What of a map is worth keeping: texts and colours, but no paths, which depend on the frame."""
    kept = {name: value for name, value in spec.items() if name not in _NEVER_THE_SAME}
    kept["lines"] = [{name: value for name, value in line.items() if name != "path"} for line in spec["lines"]]
    return kept


def pack(message: Plain) -> bytes:
    """JSON in gzip; the same message gives the same bytes."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def reduced(spec: Plain, base: Plain) -> Plain:
    """What differs: countries by their place in the base, lines by their id, sources by their place in the base."""
    whole = ("areas", "lines", "provenance")
    small = _changes(
        {k: v for k, v in spec.items() if k not in whole}, {k: v for k, v in base.items() if k not in whole}
    )
    small["areas"] = _areas(spec["areas"], base["areas"])
    small["lines"] = _lines(spec["lines"], {line["id"]: line for line in base["lines"]})
    small["provenance"] = _provenance(spec["provenance"], base["provenance"])
    return small


def _changes(new: Mapping[str, Any], old: Mapping[str, Any]) -> Plain:
    """Fields that differ; a mapping is followed into, all else is replaced; `-` names what is gone."""
    changed = {name: _change(value, old.get(name)) for name, value in new.items() if value != old.get(name)}
    gone = [name for name in old if name not in new]
    return changed | ({GONE: gone} if gone else {})


def _change(value: Any, old: Any) -> Any:
    return _changes(value, old if isinstance(old, dict) else {}) if isinstance(value, dict) else value


def _areas(areas: Sequence[Plain], base: Sequence[Plain]) -> Plain:
    """Place in the base -> what differs. Both hold every country of the atlas in the same order."""
    pairs = enumerate(zip(areas, base, strict=True))
    return {str(at): _changes(area, old) for at, (area, old) in pairs if area != old}


def _lines(lines: Sequence[Plain], base: Mapping[str, Plain]) -> list[Plain]:
    small = []
    for line in lines:
        rest = {name: value for name, value in line.items() if name != "path"}
        changed = _changes(rest, base.get(line["id"], {}))
        small.append({"id": line["id"], **changed, "path": _folded(line["path"])})
    return small


def _folded(path: Sequence[Sequence[float]]) -> list[int]:
    """A path in thousandths of a degree: the first point, the first step, then how each step differs from the last.

    On a smooth curve these are small numbers, and small numbers pack well.
    """
    folded = []
    for axis in (0, 1):
        whole = [round(point[axis] * 1000) for point in path]
        steps = [b - a for a, b in pairwise(whole)]
        folded += [whole[0], steps[0], *(b - a for a, b in pairwise(steps))]
    return folded


def _provenance(new: Plain, old: Plain) -> Plain:
    places = {json.dumps(source): at for at, source in enumerate(old.get("sources", ()))}
    sources = [places.get(json.dumps(source), source) for source in new.get("sources", ())]
    rest = {name: value for name, value in new.items() if name != "sources"}
    return _changes(rest, {name: value for name, value in old.items() if name != "sources"}) | {"sources": sources}
