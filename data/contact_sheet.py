"""One picture of many maps: the same region in eight worldviews, and the same relations in four projections.

    python -m data.contact_sheet [-o contact-sheet.png] [--width 1720] [--query 'region=...'] [--worldviews un,RUS,...]

For people who check borders by eye; nothing else uses it. `app/contact-sheet.png` was made with `--width 1720`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from PIL import Image

from geo.snapshot import render, take

__all__ = ["main", "sheet"]

# A day on which most of the borders in this region are disputed
QUERY = "region=south-caucasus&top=0&from=2015-01-01&at=2016-06-01"
WORLDVIEWS = "un,de-facto,UKR,RUS,ARM,AZE,TUR,ISR"
# No region: each projection shows what it is for, the region of the data or the whole world
AROUND = "top=40"
PROJECTIONS = ("mercator", "equal-earth", "regional", "globe")
SIZE = (860, 560)
COLUMNS = 4


def sheet(queries: Sequence[str]) -> Image.Image:
    """The maps of these queries side by side, four to a row."""
    width, height = SIZE
    rows = -(-len(queries) // COLUMNS)
    whole = Image.new("RGB", (width * min(COLUMNS, len(queries)), height * rows), "white")
    for place, query in enumerate(queries):
        shot = take(query)
        for notice in shot.spec.notices:
            print(f"{query}: {notice}")
        picture = Image.open(BytesIO(render(shot.spec, shot.atlas, "png", SIZE)))
        whole.paste(picture.convert("RGB"), (place % COLUMNS * width, place // COLUMNS * height))
    return whole


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-o", "--output", type=Path, default=Path("contact-sheet.png"))
    parser.add_argument("--query", default=QUERY, help="what all worldviews show")
    parser.add_argument("--worldviews", default=WORLDVIEWS)
    parser.add_argument("--around", default=AROUND, help="what all projections show")
    parser.add_argument("--width", type=int, help="of a smaller copy in few colours, in pixels")
    options = parser.parse_args()
    seen = [_with(options.query, "worldview", name) for name in options.worldviews.split(",")]
    drawn = [_with(options.around, "projection", name) for name in PROJECTIONS]
    made = sheet([*seen, *drawn])
    if options.width:
        made = made.resize((options.width, options.width * made.height // made.width)).quantize(96, dither=0)
    made.save(options.output, optimize=True)


def _with(query: str, name: str, value: str) -> str:
    return urlencode([*((key, text) for key, text in parse_qsl(query) if key != name), (name, value)])


if __name__ == "__main__":
    main()
