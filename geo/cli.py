"""The `faultlines` command.

Exit status: 0 done, 1 the input has problems (all of them on standard error), 2 wrong use.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from geo.cli_check import add_check
from geo.cli_data import add_convert, add_data_options, data_settings
from geo.cli_render import add_render
from geo.cli_snapshot import add_prune, add_snapshot
from geo.cli_tools import DONE, PROBLEMS, WRONG_USE, checked, one_line
from geo.dates import widen_start
from geo.errors import DataError, FaultlinesError, UsageError
from geo.names import SCHEMES
from geo.version import __version__

if TYPE_CHECKING:
    from geo.countries import DisputedArea

# What an action needs is imported in the action: `faultlines resolve` must not wait for the maps to load.

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status and never lets a traceback through for what a user can cause."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args([_not_an_option(word) for word in given])
    try:
        status = _run(options)
        sys.stdout.flush()  # while a full disk or a closed pipe can still be told
        return status
    except BrokenPipeError:  # `faultlines ... | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except DataError as error:
        print(error, file=sys.stderr)
        return PROBLEMS
    except (FaultlinesError, OSError) as error:
        print(f"faultlines: {error}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace) -> int:
    action: Callable[[argparse.Namespace], int] = options.action
    return action(options)


def _serve(options: argparse.Namespace) -> int:
    """Start the app. It is found by name, so that the library does not depend on it."""
    os.environ.update(data_settings(options))
    if options.read_only:
        os.environ["FAULTLINES_READ_ONLY"] = "1"
    importlib.import_module("app.server").run(port=options.port)
    return DONE


def _resolve(options: argparse.Namespace) -> int:
    from geo import codes

    for name in map(one_line, options.names):
        found = codes.resolve(name, options.scheme)
        if isinstance(found, str):
            print(f"{name}\t{found}")
            if remark := "" if options.scheme else codes.note(name):
                print(f"faultlines: {name}: {remark}", file=sys.stderr)
        else:
            print(f"{name}\t?\t{', '.join(found.suggestions)}\t{found.reason}".rstrip())
    return DONE


def _where(options: argparse.Namespace) -> int:
    from geo.countries import Atlas

    atlas = Atlas.load(options.worldview, options.at)
    lat, lon = options.point
    key, disputed = atlas.at(lon, lat)
    if key:
        print(f"{key}\t{atlas.name(key)}")
    elif disputed and disputed.own:
        print(f"?\t{disputed.name}, seen as a state without an ISO code")
    else:
        print("?\tno country")
    if disputed:
        print(f"disputed\t{_dispute(disputed)}")
    return DONE


def _dispute(area: DisputedArea) -> str:
    """Who holds an area, who claims it, since when."""
    parts = " and ".join(area.controllers).replace("own", "authorities of its own")
    held = f"controlled {'in part by ' if len(area.controllers) > 1 else 'by '}{parts}" if parts else ""
    claimed = f"claimed by {', '.join(area.claimants)}" if area.claimants else ""
    time = f"since {area.since}" + (f", until {area.until}" if area.until else "")
    return f"{area.name}: {', '.join(filter(None, (held, claimed, time)))}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="faultlines", description="A map explorer of relations between countries.")
    parser.add_argument("--version", action="version", version=f"faultlines {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_serve(commands)
    add_render(commands)
    add_check(commands)
    add_convert(commands)
    add_snapshot(commands)
    add_prune(commands)
    _add_lookups(commands)
    return parser


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser("serve", help="start the app")
    serve.add_argument("--port", type=checked(_port), default=8501)
    add_data_options(serve)
    serve.add_argument("--read-only", action="store_true", help="no uploads and no editing")
    serve.set_defaults(action=_serve)


def _add_lookups(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    resolve = commands.add_parser("resolve", help="country names and codes to ISO alpha-3")
    resolve.add_argument("--scheme", choices=SCHEMES, help="read the names as codes of this scheme")
    resolve.add_argument("names", nargs="+", metavar="NAME")
    resolve.set_defaults(action=_resolve)
    where = commands.add_parser("where", help="the country at a point, and the disputed area if it is in one")
    where.add_argument("point", type=checked(_point), metavar="LAT,LON")
    where.add_argument("--worldview", default="un", help="un, de-facto or an ISO alpha-3 code")
    where.add_argument("--at", type=checked(_day), metavar="DATE", help="an ISO date")
    where.set_defaults(action=_where)


def _not_an_option(word: str) -> str:
    """Keep argparse from taking a southern latitude, as in `-17.7,178`, for an option."""
    return f" {word}" if re.match(r"-\d", word) else word


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise UsageError(f"the port {text!r} is not a number from 1 to 65535")
    return int(text)


def _point(text: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"{text!r} is not LAT,LON in degrees, like 40.4,49.9") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise UsageError(f"{text!r} is not on the globe: LAT is from -90 to 90, LON from -180 to 180")
    return lat, lon


def _day(text: str) -> date:
    try:
        return widen_start(text)
    except ValueError as error:
        raise UsageError(f"the date {text!r}: {error}") from None


if __name__ == "__main__":
    sys.exit(main())
