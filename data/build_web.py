"""Build step: the two libraries that the browser needs, copied as they are published."""

from __future__ import annotations

from data.fetch import ROOT, Package

__all__ = ["PACKAGES", "build_web"]

TARGET = ROOT / "geo" / "render" / "assets" / "vendor"
# What is copied: place in the package, name here
LEAFLET = {"dist/leaflet.js": "leaflet.js", "dist/leaflet.css": "leaflet.css", "LICENSE": "leaflet.LICENSE"}
TOPOJSON = {"dist/topojson-client.min.js": "topojson-client.min.js", "LICENSE": "topojson-client.LICENSE"}


def _package(name: str, version: str, sha256: str, licence: str, use: str, copies: dict[str, str]) -> Package:
    files = tuple(f"geo/render/assets/vendor/{name}" for name in copies.values())
    return Package("npm", name, version, sha256, licence, use, files)


PACKAGES = (
    _package(
        "leaflet",
        "1.9.4",
        "84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77",
        "BSD-2-Clause",
        "pan, zoom and projection of the live map",
        LEAFLET,
    ),
    _package(
        "topojson-client",
        "3.1.0",
        "889fadb422f6236d0f8337a236ce6499f258b75e44b81733b13bd971067322bf",
        "ISC",
        "unpacking the shapes in the browser",
        TOPOJSON,
    ),
)


def build_web() -> None:
    """Copy the files of both packages to where the assets are read from."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for package, copies in zip(PACKAGES, (LEAFLET, TOPOJSON), strict=True):
        folder = package.fetch()
        for source, name in copies.items():
            (TARGET / name).write_bytes((folder / source).read_bytes())
