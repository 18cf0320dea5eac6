from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tests.bench.film import Film
from tests.bench.frames import (
    EDGE,
    SMALLER,
    Box,
    Frame,
    changed_pixels,
    first_like_last,
    flat_spot,
    last_change,
    picture,
)
from tests.bench.visit import HOLD, after_a_rest

BOX = Box(0, 0, 200, 120)


def film(*levels: int) -> list[Frame]:
    """Pictures of one grey each, a second apart."""
    frames = []
    for at, level in enumerate(levels):
        packed = BytesIO()
        Image.new("RGB", (220 // SMALLER, 140 // SMALLER), (level, level, level)).save(packed, "PNG")
        frames.append(Frame(float(at), packed.getvalue()))
    return frames


def seen(frame: Frame) -> np.ndarray:
    return picture(frame, BOX)


def test_a_picture_is_cut_well_inside_the_box() -> None:
    assert seen(film(7)[0]).shape == ((120 - 2 * EDGE) // SMALLER, (200 - 2 * EDGE) // SMALLER, 3)
    assert (seen(film(7)[0]) == 7).all()


def test_the_last_change_is_the_first_picture_of_the_last_look() -> None:
    assert last_change(film(0, 90, 200, 200, 200), seen, 0) == 2
    assert last_change(film(0, 200, 0, 200), seen, 0) == 3
    assert last_change(film(9, 9, 9), seen, 0) is None


def test_what_the_packing_blurs_is_no_change() -> None:
    assert last_change(film(0, 200, 210, 205), seen, 0) == 1


def test_few_pixels_may_differ() -> None:
    frames = film(0, 200, 200)
    size = seen(frames[0]).shape[0] * seen(frames[0]).shape[1]
    assert changed_pixels(seen(frames[0]), seen(frames[1])) == size
    assert first_like_last(frames, seen, size - 1) == 1
    assert first_like_last(frames, seen, size) == 0


def test_a_change_is_waited_for_however_late_it_comes() -> None:
    async def filmed(level: int, patience: float) -> bool:
        shown = Film(None)
        shown.box, shown.frames = BOX, film(9)
        asyncio.get_running_loop().call_later(0.5, lambda: shown.frames.extend(film(9, level)[1:]))
        return await shown.changes(time.time() + patience)

    # In a thread of its own: tests of the browser leave a loop running in this one
    with ThreadPoolExecutor() as apart:
        assert apart.submit(lambda: asyncio.run(filmed(200, 60))).result()
        assert not apart.submit(lambda: asyncio.run(filmed(9, 1))).result()


def test_a_flat_spot_is_free_of_lines() -> None:
    pixels = np.full((96, 192, 3), 230, dtype=np.int16)
    pixels[40:56, :] = 20
    x, y = flat_spot(pixels, (96, 48))
    block = pixels[int(y) - 6 : int(y) + 6, int(x) - 6 : int(x) + 6]
    assert (block == 230).all()


def test_without_a_flat_spot_the_wanted_place_is_taken() -> None:
    stripes = np.zeros((48, 48, 3), dtype=np.int16)
    stripes[::2] = 255
    assert flat_spot(stripes, (10, 20)) == (10, 20)


def test_a_paint_before_a_time_is_found() -> None:
    shown = Film(None)
    shown.box, shown.frames = BOX, film(9, 200, 200, 90)
    assert shown.last_paint() == 3
    assert shown.last_paint(2.5) == 1
    assert shown.last_paint(0.5) is None


def test_what_the_hand_rests_does_not_count() -> None:
    # Drawn with the last move, and nothing when it let go
    assert after_a_rest(0.04, 0.04) == 0.04
    # Drawn once more when it let go
    assert after_a_rest(HOLD + 0.1, 0.04) == pytest.approx(0.14)
    # Later than the hand rests, all of it for the last move
    assert after_a_rest(HOLD + 0.1, 0.0) == HOLD + 0.1
