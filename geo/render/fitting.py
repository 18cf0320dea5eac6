"""Texts that the bundled fonts can draw: rasterisers have no others to fall back on."""

from __future__ import annotations

from dataclasses import replace

from geo.render.text import without_gaps
from geo.spec import MapSpec

__all__ = ["fitting"]


def fitting(spec: MapSpec) -> MapSpec:
    """The map with texts that the bundled fonts can draw: an ellipsis stands for what they lack."""
    legend, made, fit = spec.legend, spec.provenance, without_gaps
    return replace(
        spec,
        title=fit(spec.title),
        headline=fit(spec.headline),
        subtitle=fit(spec.subtitle),
        legend=replace(
            legend,
            title=fit(legend.title),
            areas=tuple(replace(row, label=fit(row.label)) for row in legend.areas),
            lines=tuple(replace(row, label=fit(row.label)) for row in legend.lines),
            notes=tuple(map(fit, legend.notes)),
        ),
        provenance=replace(
            made,
            title=fit(made.title),
            version=fit(made.version),
            licence=fit(made.licence),
            sources=tuple(replace(source, text=fit(source.text)) for source in made.sources),
        ),
    )
