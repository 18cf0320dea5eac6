"""A page with the layer alone on it, for browser tests."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit

from geo.render import assets
from geo.spec import MapSpec
from tests.samples import sample_topology

NewPage = Callable[..., Any]
QUESTIONS = [{"text": "Who backs Azerbaijan?", "query": "focus=AZE&dir=in"}]
MIDDLE_OF_LINE = """id => {
    const path = document.querySelector(`[data-id="${id}"] .fl-hit`);
    const point = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
    return [point.x, point.y];
}"""
MIDDLE_OF_SHAPE = """key => {
    const box = document.querySelector(`path.fl-shape[data-key="${key}"]`).getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""
VIEW = "() => { const c = handle.map.getCenter(); return [c.lat, c.lng, handle.map.getZoom()]; }"


def embed(value: Any) -> str:
    return json.dumps(value).replace("<", "\\u003c")


@cache
def font() -> str:
    """The app's typeface: texts are as wide on each machine, whatever fonts it has."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "media"
    (found,) = folder.glob("SourceSansVF-Upright*.woff2")
    data = base64.b64encode(found.read_bytes()).decode()
    source = f"src: url(data:font/woff2;base64,{data})"
    return f'@font-face {{ font-family: "Source Sans 3"; {source}; font-weight: 200 900 }}'


def show(page: Any, spec: MapSpec, *, ready: bool = True, hooks: str = "", **options: Any) -> Any:
    """Mount a spec in an empty page; `log` holds what the layer told, `handle` is what mount gave back.

    `hooks` are more options, as JavaScript.
    """
    given = {"questions": QUESTIONS, "theme": "light", "embedded": True, **options}
    page.set_content(
        f"""<!doctype html><html lang="en"><title>t</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>{font()} html, body {{ margin: 0; height: 100% }}</style><style>{assets.style()}</style>
        <div id="here" style="height: 100%"></div><script>{assets.script()}</script><script>
        window.log = [];
        document.fonts.load('1em "Source Sans 3"').then(() => {{
            window.handle = Faultlines.mount(document.getElementById("here"), {{
                shapes: {embed(sample_topology())}, spec: {embed(spec.to_dict())},
                onSelect: (kind, id) => log.push([kind, id]), onNavigate: (query) => log.push(["go", query]),
                {hooks} ...{embed(given)}
            }});
        }});</script>"""
    )
    page.wait_for_function("() => window.handle")
    page.evaluate("() => handle.ready" if ready else "() => handle.ready.catch(() => null)")
    return page


def update(page: Any, spec: MapSpec) -> None:
    page.evaluate("spec => handle.update(spec)", spec.to_dict())


def point_at(page: Any, where: str, what: Any) -> tuple[float, float]:
    x, y = page.evaluate(where, what)
    return x, y
