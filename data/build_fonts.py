"""Build step: the font files that the static maps are set and measured in.

Source Sans 3 and the Noto Sans fonts come as one small file per script. They are merged, cut down to the characters
that maps need, and stored as plain TrueType, which is what both the SVG writer and the rasteriser read. The Open Font
License reserves the name "Source" for unmodified files, so what is built here is called "Faultlines Sans".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from data.fetch import ROOT, Package

__all__ = ["PACKAGES", "build_fonts"]

TARGET = ROOT / "geo" / "render" / "fonts"
FAMILY = "Faultlines Sans"
FIXED_TIME = 3_800_000_000  # seconds since 1904; the same bytes at every build

_OFL = "SIL Open Font License 1.1"


def _package(name: str, version: str, sha256: str, use: str, *files: str) -> Package:
    places = tuple(f"geo/render/fonts/{file}" for file in (*files, "OFL.txt"))
    return Package("npm", name, version, sha256, _OFL, use, places)


PACKAGES = (
    _package(
        "@fontsource/source-sans-3",
        "5.3.1",
        "b598201d980b3512805bbea186aab8ef91590d59990e6a13c90e030b6ff37881",
        "Latin, Greek and Cyrillic text of the static maps",
        "faultlines-sans-regular.ttf",
        "faultlines-sans-semibold.ttf",
    ),
    _package(
        "@fontsource/noto-sans-arabic",
        "5.3.0",
        "e0a81ade67ce507c9b91546ca3d91332d184a8277fc683440b00896b430856bb",
        "country names in Arabic, Persian and Urdu",
        "faultlines-sans-arabic.ttf",
    ),
    _package(
        "@fontsource/noto-sans-hebrew",
        "5.3.0",
        "16a70f001f739cbcdaecdf3b164bdee8bb84cb35a8569d6dd9ec82dfcd74c78c",
        "country names in Hebrew",
        "faultlines-sans-hebrew.ttf",
    ),
    _package(
        "@fontsource/noto-sans-devanagari",
        "5.3.0",
        "8d42be0e944481b61e68c7702037d4143e96bf48dbb72d19ea05d0cacc1323d5",
        "country names in Hindi",
        "faultlines-sans-devanagari.ttf",
    ),
    _package(
        "@fontsource/noto-sans-bengali",
        "5.3.0",
        "710bd3da800c7cacd1ee68c92b296ebc925d75e81cdb49a60ecf707d74c7e2b1",
        "country names in Bengali",
        "faultlines-sans-bengali.ttf",
    ),
    _package(
        "@fontsource-variable/noto-sans-sc",
        "5.3.1",
        "95a11c5bbacd9995d94fc8cf964ee687307aacf20957ca6a4a16077519388163",
        "country names in Chinese and Japanese",
        "faultlines-sans-cjk.ttf",
    ),
    _package(
        "@fontsource-variable/noto-sans-kr",
        "5.3.1",
        "9bbb1134818e567b21024f0bf842b53a9419de67608febbf18b23072385c8bfa",
        "country names in Korean",
        "faultlines-sans-cjk.ttf",
    ),
)

# Latin with its European and Vietnamese letters, Greek, Cyrillic, and the marks and arrows that texts use.
_EUROPEAN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x2B0, 0x370),
    *range(0x370, 0x400),
    *range(0x400, 0x530),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2070),
    *(0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2194, 0x2212, 0x2248, 0x2264, 0x2265),
)
_EUROPEAN_PARTS = ("latin", "latin-ext", "vietnamese", "greek", "cyrillic", "cyrillic-ext")
_SCRIPTS = {
    "arabic": (0x600, 0x6FF),
    "hebrew": (0x590, 0x5FF),
    "devanagari": (0x900, 0x97F),
    "bengali": (0x980, 0x9FF),
}
_CJK = ((0x2E80, 0x9FFF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))


def build_fonts(texts: Iterable[str], target: Path = TARGET) -> tuple[Path, ...]:
    """Write the font files and their licence.

    Parameters
    ----------
    texts : every country name in every language: of the scripts outside Europe only their characters are kept
    target : folder to write into

    Returns
    -------
    tuple of Path
        what was written
    """
    wanted = {ord(char) for text in texts for char in text}
    folders = {package.name.rsplit("/", 1)[1]: package.fetch() for package in PACKAGES}
    target.mkdir(parents=True, exist_ok=True)
    made = [_european(folders["source-sans-3"], target, weight) for weight in (400, 600)]
    made += [_script(folders[f"noto-sans-{script}"], target, script, wanted) for script in _SCRIPTS]
    made.append(_cjk(folders["noto-sans-sc"], folders["noto-sans-kr"], target, wanted))
    licence = target / "OFL.txt"
    licence.write_text(_licence(folders), encoding="utf-8")
    return (*made, licence)


def _european(folder: Path, target: Path, weight: int) -> Path:
    files = [folder / "files" / f"source-sans-3-{part}-{weight}-normal.woff2" for part in _EUROPEAN_PARTS]
    font = _cut(_merged([TTFont(file) for file in files]), _EUROPEAN, ["kern", "mark", "mkmk", "ccmp", "locl"])
    style = {400: "Regular", 600: "Semibold"}[weight]
    return _write(font, target / f"faultlines-sans-{style.lower()}.ttf", FAMILY, style, weight)


def _script(folder: Path, target: Path, script: str, wanted: set[int]) -> Path:
    first, last = _SCRIPTS[script]
    font = TTFont(folder / "files" / f"noto-sans-{script}-{script}-400-normal.woff2")
    chars = {char for char in wanted if first <= char <= last} | {0x20, 0x200C, 0x200D}
    font = _cut(font, sorted(chars), ["*"])
    return _write(font, target / f"faultlines-sans-{script}.ttf", f"{FAMILY} {script.title()}", "Regular", 400)


def _cjk(chinese: Path, korean: Path, target: Path, wanted: set[int]) -> Path:
    """One file for Chinese, Japanese and Korean: Hangul from the Korean font, all else from the Chinese one."""
    chars = {char for char in wanted if any(first <= char <= last for first, last in _CJK)}
    hangul = {char for char in chars if 0xAC00 <= char <= 0xD7FF}
    slices = [*_slices(chinese, "noto-sans-sc", chars - hangul), *_slices(korean, "noto-sans-kr", hangul)]
    return _write(_merged(slices), target / "faultlines-sans-cjk.ttf", f"{FAMILY} CJK", "Regular", 400)


def _slices(folder: Path, name: str, wanted: set[int]) -> list[TTFont]:
    """The font is published in about a hundred slices; open those that hold wanted characters, each cut to them."""
    found, missing = [], set(wanted)
    for file in sorted((folder / "files").glob(f"{name}-*-wght-normal.woff2"), key=_natural):
        font = TTFont(file)
        chars = missing & set(font.getBestCmap())
        if chars:
            found.append(instantiateVariableFont(_cut(font, sorted(chars), []), {"wght": 400}))
            missing -= chars
    return found


def _natural(path: Path) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", path.name)]


def _merged(fonts: Sequence[TTFont]) -> TTFont:
    with TemporaryDirectory() as folder:
        paths = []
        for number, font in enumerate(fonts):
            font.flavor = None
            paths.append(Path(folder, f"{number:03}.ttf"))
            font.save(paths[-1])
        merged = Merger().merge([str(path) for path in paths])
        merged.save(Path(folder, "merged.ttf"))
        return TTFont(Path(folder, "merged.ttf"), lazy=False)


def _cut(font: TTFont, chars: Sequence[int], features: Sequence[str]) -> TTFont:
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(features)
    options.notdef_outline = True
    options.name_IDs = [0, 5, 13, 14]
    font.flavor = None
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=chars)
    cutter.subset(font)
    return font


def _write(font: TTFont, path: Path, family: str, style: str, weight: int) -> Path:
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 5, 13, 14)]
    plain = style == "Regular"
    texts = {1: family if plain else f"{family} {style}", 2: "Regular", 3: f"{family} {style}", 4: f"{family} {style}"}
    texts[6] = f"{family}-{style}".replace(" ", "")
    if not plain:
        texts |= {16: family, 17: style}
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font.flavor = None
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = FIXED_TIME
    font.save(path)
    return path


def _licence(folders: dict[str, Path]) -> str:
    """The licence once, under the copyright lines of all the fonts."""
    notices = sorted({_copyright(folder) for folder in folders.values()})
    text = (folders["source-sans-3"] / "LICENSE").read_text(encoding="utf-8")
    licence = text[text.index("-----") :]
    head = (
        "The fonts in this folder are modified (merged, cut down, renamed) versions of Source Sans 3 and Noto Sans,\n"
        "under the SIL Open Font License, Version 1.1, which is copied below.\n\n"
    )
    return head + "\n".join(notices) + "\n\n\n" + licence


def _copyright(folder: Path) -> str:
    file = min((folder / "files").glob("*-normal.woff2"), key=_natural)
    record = TTFont(file)["name"].getName(0, 3, 1)
    return str(record) if record else "Copyright: see the package"
