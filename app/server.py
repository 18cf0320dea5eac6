"""The ASGI application: Streamlit, our own files beside it, and room for later routes.

`app` can be served by any ASGI server; `run` is what `faultlines serve` calls. All settings stand here, so that the app
is the same from a checkout and from an installed wheel, whatever the current folder.
"""

from __future__ import annotations

import errno
import gc
import html
import json
import os
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app import assets, cache, comparing, kept, limits, pages, snapshots, theme, tiles
from app.adding_reports import report
from app.downloads import download
from app.exports import export
from app.first import first, named
from app.front import FrontMiddleware
from app.restoring import restore
from app.snapshot_saving import save, written
from app.typed import take_last
from geo.errors import FaultlinesError, UsageError
from geo.view import View

__all__ = ["ROUTES", "SETTINGS", "app", "dress", "run"]

_FOR_EVER = "public, max-age=31536000, immutable"
_NO_SCRIPT = "<noscript>Faultlines draws its map with JavaScript, which is switched off here.</noscript>"
# No fragment: it would stay in the address that people pass on.
_SKIP = (
    """<a class="app-skip" href="#" onclick="document.querySelector('.fl-map')?.focus();return false">"""
    "Skip to the map</a>"
)
_SORRY = """<div class="app-sorry" role="alert"><h2>This view can't be drawn</h2><p>{why}</p>
<p><a href="/" target="_self">Start over with the whole map</a></p></div>"""
# Which page it is, for the style sheet; Streamlit changes pages without loading them anew.
_NAMES = json.dumps([page.key for page in pages.ALL if page != pages.MAP])
_WHICH_PAGE = (
    f"{{const names={_NAMES};"
    "const root=document.documentElement,mark=()=>{const name=location.pathname.replace(/^\\/+|\\/+$/g,'');"
    "if(names.includes(name))root.dataset.page=name;else delete root.dataset.page};mark();"
    "addEventListener('popstate',mark);"
    "for(const way of ['pushState','replaceState']){const old=history[way].bind(history);"
    "history[way]=(...what)=>{old(...what);mark()}}}"
)
# Else Streamlit asks below the page's own path first, and the browser complains of the answer.
_AT_HOME = "window.__streamlit={BACKEND_BASE_URL:location.origin}"
_LONGEST_REASON = 2000
_LATEST_START_MS = 3000
_ENTRY = re.compile(r'<script type="module"[^>]*src="(\./static/[^"]+)"[^>]*></script>')
_PRELOAD = re.compile(r'<link rel="modulepreload"[^>]*href="(\./static/[^"]+)"[^>]*>')
TITLE = "Faultlines: who backs whom, who is at odds with whom"
SUMMARY = "A map of relations between countries: who supports whom, who is in tension with whom, since when, says who."

SETTINGS: Mapping[str, object] = MappingProxyType(
    {
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        # An element that did not change is named, not sent again; else the country lists travel with every click.
        "global.minCachedMessageSize": 64,
        "logger.hideWelcomeMessage": True,
        "runner.magicEnabled": False,
        "server.enableAgentApi": False,
        "server.enableWebsocketCompression": True,
        "server.fileWatcherType": "none",
        "server.headless": True,
        "server.maxUploadSize": 100,  # megabytes, as much as is read of a file
        "server.showEmailPrompt": False,
    }
    | dict(theme.SETTINGS)
)


def run(port: int = 8501, address: str = "localhost") -> None:
    """Serve the app until it is stopped.

    Raises
    ------
    UsageError
        The port is taken or may not be used, or a setting of the environment is none.
    """
    address = os.environ.get("FAULTLINES_ADDRESS", address)
    tiles.configured()
    limits.saves_per_hour()
    limits.trust_proxies()
    _check_port(address, port)
    print(f"Faultlines is at http://{address}:{port}  (Ctrl+C stops it)", flush=True)
    app.run(config={**SETTINGS, "server.port": port, "server.address": address})


def _check_port(address: str, port: int) -> None:
    try:
        with socket.create_server((address, port)):
            return
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise UsageError(f"port {port} is taken; try another one, like --port {port + 1}") from error
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"port {port} of {address} can't be used: {reason}") from error


async def _serve_asset(request: Request) -> Response:
    """One of our own files; its name holds its digest, so a browser never asks twice."""
    asset = await run_in_threadpool(assets.find, request.path_params["name"])  # some are made now
    if asset is None:
        return _not_found(request)
    headers = {"Cache-Control": _FOR_EVER, "ETag": f'"{asset.name}"', "Vary": "Accept-Encoding"}
    if asset.name in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        # The largest file takes a second when first asked for; nobody else waits for that.
        packed = await run_in_threadpool(asset.packed)
        return Response(packed, media_type=asset.media_type, headers=headers)
    return Response(asset.body, media_type=asset.media_type, headers=headers)


def _not_found(request: Request) -> Response:
    text = f"There is no {request.url.path} in this version of Faultlines. Reload the page: / always works.\n"
    return PlainTextResponse(text, status_code=404, headers={"Cache-Control": "no-store"})


def dress(page: str, path: str = "/") -> str:
    """Streamlit's page with our name, icon and style, and on the map's page an early start for what the map needs."""
    here = pages.find(path) or pages.MAP
    font = re.search(r'href="\./(static/media/SourceSansVF-Upright[\w.-]+\.woff2)"', page)
    page = page.replace("<title>Streamlit</title>", _head(here, f"/{font[1]}" if font else ""))
    page = _started_later(page) if here == pages.MAP else page
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    page = re.sub(r'<link\s+rel="(?:shortcut icon|service-desc)"[^>]*>', "", page)
    page = re.sub(r"<body[^>]*>", lambda body: body[0] + _SKIP, page, count=1)
    return re.sub(r"<noscript>.*?</noscript>", _NO_SCRIPT, page, flags=re.DOTALL)


def _started_later(page: str) -> str:
    """Streamlit's scripts take a second of the browser's time: they start when the first map is on the screen.

    If there is none, they start all the same, a little later. A page of another make than we know stays as it is.
    """
    entry = _ENTRY.search(page)
    if not entry:
        return page
    files = _PRELOAD.findall(page)
    start = (
        "<script>faultlinesStart=()=>{faultlinesStart=()=>{};"
        "const add=(tag,what)=>"
        "document.head.append(Object.assign(document.createElement(tag),{crossOrigin:'',...what}));"
        f"for(const href of {json.dumps(files)})add('link',{{rel:'modulepreload',href}});"
        f"add('script',{{type:'module',src:{json.dumps(entry[1])}}})}};"
        f"setTimeout(()=>faultlinesStart(),{_LATEST_START_MS})</script>"
    )
    return _PRELOAD.sub("", page.replace(entry[0], start))


def _head(here: pages.Page, font: str) -> str:
    title = TITLE if here == pages.MAP else here.title
    return "\n    ".join(
        (
            f"<title>{html.escape(title)}</title>",
            f'<meta name="description" content="{html.escape(SUMMARY)}" />',
            f"<script>{_WHICH_PAGE}</script>",
            *(_map_head() if here == pages.MAP else (f"<script>{_AT_HOME}</script>",)),
            f'<script type="module" fetchpriority="low" src="{assets.drop_script().path}"></script>',
            f'<link rel="icon" type="image/svg+xml" href="{assets.icon().path}" />',
            f"<style>{theme.first_style(font)}</style>",
            f'<link rel="stylesheet" href="{assets.page_style().path}" />',
            f'<link rel="stylesheet" href="{assets.layer_style().path}" />',
        )
    )


def _map_head() -> tuple[str, ...]:
    """What draws the map before the page is there."""
    return (
        f"<script>{_early()}</script>",
        f'<script async src="{assets.layer_script().path}"></script>',
        *(f'<link rel="modulepreload" href="{file.path}" />' for file in assets.map_modules()),
        f'<script type="module" src="{assets.first_script().path}"></script>',
    )


def _early() -> str:
    """Ask for the first map and all it needs at once. The files are those of the usual view; another view asks for its
    own when its message has come.

    Not "preload": a browser complains of what is preloaded and used late, and on a slow machine all is late.
    """
    files = []
    with suppress(FaultlinesError):  # the page itself says what is wrong with the data
        files = [_usual_shapes(), cache.base(View()).file.path]
    others = "/[?&](data|lang|worldview|region|projection)=/.test(location.search)"
    return (
        "faultlinesFirst=fetch('/first'+location.search);faultlinesFirst.catch(()=>{});"
        f"if(!{others})for(const file of {json.dumps(files)})fetch(file).catch(()=>{{}})"
    )


def _usual_shapes() -> str:
    """Where the shapes of the usual view are."""
    return cache.shapes_of(cache.drawn(View(), ""), cache.atlas_of(View()))["shapes"]


def _on_script_error(error: Exception) -> bool:
    """Say it to the reader without a traceback; Streamlit has it in the log already."""
    ours = str(error) if isinstance(error, FaultlinesError) else "The server's log says more."
    st.html(_SORRY.format(why=html.escape(ours[:_LONGEST_REASON])))
    return True


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Read what every visitor needs before the first one comes."""
    with suppress(FaultlinesError):
        assets.find(_usual_shapes().rpartition("/")[2])
    assets.layer_script()
    kept.open_soon()
    # What was read so far stays until the end: looking through it for garbage would hold up every run of the page.
    gc.collect()
    gc.freeze()
    yield {}


ROUTES = [
    Route("/assets/{name:path}", _serve_asset),
    Route("/export/{form}", export),
    Route("/data-files/{file}", download),
    Route("/add-report/{token}/{what}.csv", report),
    Route("/first", first),
    Route("/map/{name}", named),
    Route("/typed", take_last, methods=["POST"]),
    Route("/snapshots", save, methods=["POST"]),
    Route("/caption", written),
    Route("/restore", restore, methods=["POST"]),
    *snapshots.ROUTES,
    *comparing.ROUTES,
]

app = st.App(
    Path(__file__).with_name("main.py"),
    routes=ROUTES,
    middleware=[
        Middleware(FrontMiddleware, dress=dress, beside=(snapshots.PREFIXES, snapshots.application(*comparing.ROUTES)))
    ],
    lifespan=_lifespan,
    on_script_error=_on_script_error,
)

if __name__ == "__main__":
    run(int(os.environ.get("PORT", "8501")))
