"""`faultlines render`, and what every command that writes a map has: where to, and how large.

What a command needs is imported when it runs: the parser must not wait for the maps to load.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli_data import add_data_options, read_data
from geo.cli_files import file_map
from geo.cli_store import Found, kept_map
from geo.cli_tools import DONE, checked, write_whole
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.snapshot import Snapshot
    from geo.spec import MapSpec

__all__ = ["add_caption", "add_drawing", "add_render", "taken", "write_map"]

ENDINGS = "map.{html,png,svg,pdf,pptx,gif,webp,json,geojson}"


def add_render(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`faultlines render`."""
    draw = commands.add_parser("render", help="write a map as a file")
    draw.add_argument(
        "query",
        metavar="QUERY",
        help="a query like 'focus=AZE&kind=support', a whole address, a link with /s/ID, or a file that holds its map "
        "(png, svg, pdf, html)",
    )
    add_drawing(draw)
    add_caption(draw)
    add_data_options(draw)
    draw.set_defaults(action=_render)


def add_drawing(parser: argparse.ArgumentParser) -> None:
    """Where to, and how large."""
    parser.add_argument("-o", "--output", type=Path, required=True, metavar=ENDINGS)
    sizes = "WIDTHxHEIGHT in pixels, or article, square, slide, poster or card"
    parser.add_argument("--size", default="", metavar="SIZE", help=sizes)
    parser.add_argument("--scale", type=checked(_scale), default=1.0, metavar="1..4", help="of a png: 2 is sharper")
    parser.add_argument(
        "--without-data", action="store_true", help="png, svg, pdf and html: nothing to open the map from again"
    )
    parser.add_argument("--transparent", action="store_true", help="png and svg: without paper behind the map")


def _render(options: argparse.Namespace) -> int:
    _checked_form(options)
    found = file_map(options) or kept_map(options) or Found(taken(options))
    if words := options.caption or found.caption:
        shot = replace(found.shot, spec=_captioned(found.shot.spec, words))
        found = found._replace(shot=shot, caption=words)
    write_map(found, options)
    return DONE


def _captioned(spec: MapSpec, words: str) -> MapSpec:
    """The map with a caption, unless that is what would be written from its data anyway."""
    from geo.caption import caption

    return spec if words == caption(spec) else replace(spec, caption=words)


def add_caption(parser: argparse.ArgumentParser) -> None:
    """What the map shows in words."""
    parser.add_argument("--caption", metavar="TEXT", help="the text alternative, else it is written from the data")


def taken(options: argparse.Namespace) -> Snapshot:
    """The map of the options' query and data; says what was dropped."""
    from geo.snapshot import take

    shot = take(options.query, dataset=read_data(options), base_url=os.environ.get("FAULTLINES_BASE_URL", ""))
    for notice in shot.spec.notices:
        print(f"faultlines: {notice}", file=sys.stderr)
    return shot


def write_map(found: Found, options: argparse.Namespace) -> None:
    """Write a map as `add_drawing` lets one choose. Raises UsageError."""
    from geo.capsule import CARRIERS, seal
    from geo.frozen import addressed
    from geo.sizes import parse_size
    from geo.snapshot import render

    form, size = _checked_form(options), parse_size(options.size) if options.size else None
    shot, title, note, caption, address = found
    sealed = form in CARRIERS and not options.without_data
    capsule = seal(shot, title=title, note=note, caption=caption) if sealed else ""
    made = render(
        addressed(shot.spec, form, address), shot.atlas, form, size, options.scale, options.transparent, capsule
    )
    write_whole(options.output, made)


def _checked_form(options: argparse.Namespace) -> str:
    """The format, by the file's ending; what can't be had is told before a map is composed."""
    from geo.sizes import check_options, parse_size
    from geo.snapshot import FORMATS

    form: str = options.output.suffix.lower().lstrip(".")
    if form not in FORMATS:
        raise UsageError(f"{str(options.output)!r} must end in one of {', '.join('.' + name for name in FORMATS)}")
    if options.size:
        parse_size(options.size)
    check_options(form, options.scale, options.transparent)
    return form


def _scale(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"the scale {text!r} is not a number from 1 to 4") from None
