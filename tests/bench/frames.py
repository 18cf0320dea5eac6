"""Which pictures of a film differ, and when the last change came. Pure: pictures are arrays, times are seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = [
    "EDGE",
    "SMALLER",
    "Box",
    "Frame",
    "changed_pixels",
    "first_like_last",
    "flat_spot",
    "last_change",
    "picture",
]

Pixels = NDArray[np.int16]
LEVELS = 24  # of 255: what the packing of the pictures may blur
EDGE = 32  # pixels of the window: blocks of the packing that reach over the edge of the box
SMALLER = 2  # times: pictures are smaller than the window


class Box(NamedTuple):
    """A part of the window, in its pixels."""

    x: float
    y: float
    width: float
    height: float


class Frame(NamedTuple):
    """One picture of the window, smaller than it is: seconds since 1970, and the packed picture."""

    at: float
    data: bytes


def picture(frame: Frame, box: Box) -> Pixels:
    """The part of a frame that lies well inside a box, as rows of red, green and blue."""
    with Image.open(BytesIO(frame.data)) as whole:
        left, top = max(0, box.x) + EDGE, max(0, box.y) + EDGE
        right = min(whole.width * SMALLER, box.x + box.width) - EDGE
        bottom = min(whole.height * SMALLER, box.y + box.height) - EDGE
        part = tuple(int(side / SMALLER) for side in (left, top, right, bottom))
        return np.asarray(whole.convert("RGB").crop(part), dtype=np.int16)


def changed_pixels(one: Pixels, other: Pixels) -> int:
    """How many pixels differ by more than the packing explains."""
    if one.shape != other.shape:
        return max(one.size, other.size) // 3
    return int((np.abs(one - other).max(axis=2) > LEVELS).sum())


def first_like_last(frames: Sequence[Frame], seen: Callable[[Frame], Pixels], most: int) -> int:
    """Index of the first frame from which on nothing differs from the last one in more than `most` pixels."""
    last = seen(frames[-1])
    for index in range(len(frames) - 2, -1, -1):
        if frames[index].data != frames[-1].data and changed_pixels(seen(frames[index]), last) > most:
            return index + 1
    return 0


def last_change(frames: Sequence[Frame], seen: Callable[[Frame], Pixels], most: int) -> float | None:
    """When the frame came that shows the last change; None if all frames are alike."""
    index = first_like_last(frames, seen, most)
    return frames[index].at if index else None


def flat_spot(pixels: Pixels, wanted: tuple[float, float], size: int = 12) -> tuple[float, float]:
    """A place where all is of the most common colour, near to the wanted one; the wanted one if there is none.

    There the pointer touches no line, whatever draws the map. Both are (x, y) in the picture.
    """
    grey = pixels.sum(axis=2)
    common = np.bincount(grey.ravel()).argmax()
    rows, columns = grey.shape[0] // size, grey.shape[1] // size
    blocks = np.abs(grey[: rows * size, : columns * size] - common).reshape(rows, size, columns, size).max(axis=(1, 3))
    found = np.argwhere(blocks <= LEVELS)
    if not len(found):
        return wanted
    places = (found[:, ::-1] + 0.5) * size
    nearest = np.hypot(*(places - wanted).T).argmin()
    return float(places[nearest][0]), float(places[nearest][1])
