"""The timeline as a film: an animated GIF or WebP file, a picture for each day on which anything changes, with its
date."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo.caption import caption
from geo.dates import day_name
from geo.errors import UsageError
from geo.moment import at_moment
from geo.palette import CASING, INK
from geo.render.fitting import fitting
from geo.render.layout import checked_size, sheet_for, title_lines
from geo.render.legend import MUTED
from geo.render.markup import element, group
from geo.render.picture import Picture
from geo.render.png import rasterised
from geo.render.svg import document
from geo.render.text import ascent, label, width_of
from geo.spec import Area, MapSpec

if TYPE_CHECKING:
    from PIL import Image

    from geo.countries import Atlas

__all__ = ["days_of", "durations", "to_film"]

MOST_PICTURES = 48
LONGEST_SIDE = 1600
WHOLE_MS = 12000  # for the whole window, as far as the shortest picture allows
SHORTEST_MS, LONGEST_MS, END_MS = 350, 1500, 4000
COLORS = 255  # one of the 256 stands for what stays as it was


def to_film(spec: MapSpec, atlas: Atlas, size: tuple[int, int] = (800, 500), form: str = "gif") -> bytes:
    """Draw how a map goes through the days of its window, up to the day it shows.

    Parameters
    ----------
    spec : with frames; one without, like a map of changes between two days, is a still picture
    atlas, size : as for `to_svg`, with at most 1600 pixels on the longest side
    form : `gif` or `webp`

    Returns
    -------
    bytes
        an endless film of at most 48 pictures that rests on the last one; the same for the same map

    Raises
    ------
    UsageError : the size can't be drawn
    """
    if max(checked_size(size)) > LONGEST_SIDE:
        raise UsageError(f"a film of {size[0]}x{size[1]} pixels can't be made; the longest side is {LONGEST_SIDE}")
    film = _Film(fitting(spec), atlas, size)
    pictures = list(film.pictures())
    return _gif(pictures, film.times, caption(spec)) if form == "gif" else _webp(pictures, film.times)


def days_of(spec: MapSpec) -> tuple[str, ...]:
    """ISO dates of the pictures: the first day, those on which anything changes, the last; so many at most, spread
    evenly over a long story."""
    first, last = spec.provenance.window[0], spec.at or spec.provenance.window[1]
    if not spec.frames:
        return (last,)
    turns = [frame.at for frame in spec.frames if first < frame.at < last]
    room = MOST_PICTURES - 2
    if len(turns) > room:
        turns = [turns[round(at * (len(turns) - 1) / (room - 1))] for at in range(room)]
    return tuple(dict.fromkeys((first, *turns, last)))


def durations(days: Sequence[str]) -> tuple[int, ...]:
    """How long each picture is seen, in milliseconds: as its days last, within limits; the last one rests."""
    found = [date.fromisoformat(day).toordinal() for day in days]
    whole = max(1, found[-1] - found[0])
    shares = [WHOLE_MS * (after - before) / whole for before, after in pairwise(found)]
    return (*(round(min(LONGEST_MS, max(SHORTEST_MS, share)) / 10) * 10 for share in shares), END_MS)


@dataclass(frozen=True)
class _Film:
    spec: MapSpec
    atlas: Atlas
    size: tuple[int, int]

    @cached_property
    def days(self) -> tuple[str, ...]:
        return days_of(self.spec)

    @property
    def times(self) -> tuple[int, ...]:
        return durations(self.days)

    @cached_property
    def maps(self) -> list[MapSpec]:
        """The map of each day. Notes are left out: they change with every day, and nobody can read them in time."""
        plain = replace(self.spec, legend=replace(self.spec.legend, notes=()))
        return [at_moment(replace(plain, at=day)) for day in self.days] if plain.frames else [plain]

    @cached_property
    def stage(self) -> Picture:
        """What nothing moves on: names find their places among the lines of all days, the title has the room that the
        longest one needs."""
        sheet = sheet_for(self.size)
        tallest = max(self.maps, key=lambda day: title_lines(day, sheet)[1])
        last = self.maps[-1]
        legend = replace(last.legend, lines=tuple(row for row in last.legend.lines if row.symbol != "over"))
        scene = replace(tallest, lines=self.spec.lines, areas=last.areas, disputed=last.disputed, legend=legend)
        return Picture(scene, self.atlas, sheet)

    def pictures(self) -> Iterator[Image.Image]:
        """Each day drawn on the ground of the last one, which is drawn once: most countries are as they were."""
        from PIL import Image

        ground = self._raster(self.stage, [*self.stage.ground(self.stage.shapes), *self.stage.foot()])
        paper = Image.new("RGBA", self.size, "white")
        paper.alpha_composite(ground)
        for day, shown in zip(self.days, self.maps, strict=True):
            picture = Picture(shown, self.atlas, self.stage.sheet, stage=self.stage)
            other = [key for key in self.stage.shapes if _look(picture.areas[key]) != _look(self.stage.areas[key])]
            parts = [*picture.ground(other, water=False), *picture.action()]
            parts += [self._date(picture, day)] if self.spec.frames else []
            drawn = paper.copy()
            drawn.alpha_composite(self._raster(picture, parts))
            yield drawn.convert("RGB")

    def _raster(self, picture: Picture, groups: Iterable[str]) -> Image.Image:
        from PIL import Image

        markup = document(picture, self.size, fonts=False, groups=groups)
        return Image.open(io.BytesIO(rasterised(markup, self.size))).convert("RGBA")

    def _date(self, picture: Picture, day: str) -> str:
        """The day in words in a corner of the map, and how far through the window it is along the lower edge."""
        frame, size = picture.frame, picture.sheet.style.lead
        words = day_name(date.fromisoformat(day))
        width, height = width_of(words, size, True) + 16, size * 1.8
        left, top, thick = frame.x + 8, frame.bottom - height - 12, 3.0
        first, last, now = (date.fromisoformat(at).toordinal() for at in (self.days[0], self.days[-1], day))
        gone = frame.width * (1.0 if last == first else (now - first) / (last - first))
        ground = {"rx": 3, "fill": CASING, "fill_opacity": "0.9"}
        bar: dict[str, object] = {"x": frame.x, "y": frame.bottom - thick, "height": thick}
        parts = [
            element("rect", x=left, y=top, width=width, height=height, **ground),
            label(words, left + 8, top + height / 2 + ascent(size), size, bold=True, fill=INK),
            element("rect", **bar, width=frame.width, fill=MUTED, fill_opacity="0.35"),
            element("rect", **bar, width=gone, fill=INK),
        ]
        return group("day", parts)


def _look(area: Area) -> tuple[str, bool]:
    return area.fill, area.hatched


def _gif(pictures: Sequence[Image.Image], times: Sequence[int], words: str) -> bytes:
    """From the second picture on, what stays as it was is left out, which takes a tenth of the room."""
    from PIL import Image

    palette = _palette(pictures)
    flat = [_flattened(picture, palette) for picture in pictures]
    changed = [np.where(after == before, np.uint8(COLORS), after) for before, after in pairwise(flat)]
    frames = [Image.fromarray(places) for places in (flat[0], *changed)]
    for frame in frames:
        frame.putpalette([*palette.astype(np.uint8).ravel().tolist(), 255, 255, 255])
    target = io.BytesIO()
    settings = {"duration": list(times), "loop": 0, "optimize": False, "disposal": 1, "transparency": COLORS}
    note = words.encode()[:255].decode(errors="ignore").encode()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], comment=note, **settings)
    return target.getvalue()


def _palette(pictures: Sequence[Image.Image]) -> NDArray[np.int64]:
    """(255, 3): the colours most often seen, as they are; only soft edges are approximated."""
    counts: Counter[tuple[int, ...]] = Counter()
    for at in sorted({0, len(pictures) // 2, len(pictures) - 1}):
        found = pictures[at].getcolors(maxcolors=2**24) or []
        counts.update({color: count for count, color in found if isinstance(color, tuple)})
    chosen = sorted(counts, key=lambda color: (-counts[color], color))[:COLORS]
    return np.array(chosen + [chosen[0]] * (COLORS - len(chosen)), dtype=np.int64)


def _flattened(picture: Image.Image, palette: NDArray[np.int64]) -> NDArray[np.uint8]:
    """(height, width): each pixel's place in the palette, of the nearest colour. Pillow's own search is too rough for
    white to stay white."""
    lights = np.asarray(picture).astype(np.int64)
    packed = (lights[..., 0] << 16) | (lights[..., 1] << 8) | lights[..., 2]
    seen, places = np.unique(packed, return_inverse=True)
    colors = np.stack([seen >> 16, seen >> 8 & 255, seen & 255], axis=1)
    apart = (colors**2).sum(1)[:, None] - 2 * colors @ palette.T + (palette**2).sum(1)[None, :]
    nearest: NDArray[np.uint8] = apart.argmin(axis=1).astype(np.uint8)[places].reshape(packed.shape)
    return nearest


def _webp(pictures: Sequence[Image.Image], times: Sequence[int]) -> bytes:
    target = io.BytesIO()
    settings = {"duration": list(times), "loop": 0, "lossless": True, "quality": 60, "method": 3}
    pictures[0].save(target, "WEBP", save_all=True, append_images=pictures[1:], **settings)
    return target.getvalue()
