"""What a picture says about itself to machines: the same facts for the SVG's metadata and the PNG's text chunks."""

from __future__ import annotations

import json

from geo.caption import caption
from geo.render.markup import clean, element, escaped
from geo.spec import MapSpec
from geo.version import __version__

__all__ = ["facts", "rdf"]

SOFTWARE = f"Faultlines {__version__}"


def facts(spec: MapSpec) -> dict[str, str]:
    """Keyword -> text; PNG's own keywords where there are any, else `Faultlines-...`. Empty facts are left out."""
    made = spec.provenance
    sources = [{"text": source.text, "url": source.url} for source in made.sources]
    found = {
        "Title": clean(spec.headline or spec.title),
        "Description": clean(caption(spec) if spec.caption else " ".join(spec.description)),
        "Software": SOFTWARE,
        "Copyright": clean(made.licence),
        "Source": clean("; ".join(source.text for source in made.sources)),
        "Faultlines-Dataset": clean(made.dataset),
        "Faultlines-Dataset-Title": clean(made.title),
        "Faultlines-Version": clean(made.version),
        "Faultlines-Digest": clean(made.digest),
        "Faultlines-Worldview": clean(made.worldview),
        "Faultlines-Borders": clean(made.borders),
        "Faultlines-Window": "/".join(clean(day) for day in made.window),
        "Faultlines-Permalink": clean(made.permalink),
        "Faultlines-Geometry": clean(made.geometry),
        "Faultlines-Sources": json.dumps(sources, ensure_ascii=False, separators=(",", ":")),
    }
    return {key: text for key, text in found.items() if text}


def rdf(spec: MapSpec, capsule: str = "") -> str:
    """The SVG `metadata` element: Dublin Core for everybody, all facts as JSON and the capsule for us."""
    found = facts(spec)
    core = {
        "title": "Title",
        "description": "Description",
        "publisher": "Software",
        "rights": "Copyright",
        "coverage": "Faultlines-Window",
        "identifier": "Faultlines-Permalink",
    }
    parts = [element(f"dc:{name}", escaped(found[key])) for name, key in core.items() if key in found]
    parts += [element("dc:source", escaped(clean(source.text))) for source in spec.provenance.sources if source.text]
    parts.append(element("faultlines:facts", escaped(json.dumps(found, ensure_ascii=False, separators=(",", ":")))))
    if capsule:
        parts.append(element("faultlines:capsule", escaped(capsule)))
    work = f'<rdf:Description rdf:about="">{"".join(parts)}</rdf:Description>'
    return f'<metadata id="metadata"><rdf:RDF>{work}</rdf:RDF></metadata>'
