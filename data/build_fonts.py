"""Build step: the font files that the static maps are set and measured in.

Source Sans 3 and the Noto Sans fonts come as one small file per script. They are merged, cut down to the characters
that maps need, and stored as plain TrueType, which is what both the SVG writer and the rasteriser read. The Open Font
License reserves the name "Source" for unmodified files, so what is built here is called "Faultlines Sans".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.otBase import USE_HARFBUZZ_REPACKER
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


_STATIC, _VARIABLE = "@fontsource/noto-sans-", "@fontsource-variable/noto-sans-"


def _noto(prefix: str, name: str, version: str, sha256: str, use: str, file: str = "") -> Package:
    return _package(f"{prefix}{name}", version, sha256, use, f"faultlines-sans-{file or name}.ttf")


PACKAGES = (
    _package(
        "@fontsource/source-sans-3",
        "5.3.1",
        "b598201d980b3512805bbea186aab8ef91590d59990e6a13c90e030b6ff37881",
        "Latin, Greek and Cyrillic text of the static maps",
        "faultlines-sans-regular.ttf",
        "faultlines-sans-semibold.ttf",
    ),
    _noto(
        _STATIC,
        "arabic",
        "5.3.0",
        "e0a81ade67ce507c9b91546ca3d91332d184a8277fc683440b00896b430856bb",
        "text in Arabic, Persian and Urdu",
    ),
    _noto(
        _STATIC,
        "hebrew",
        "5.3.0",
        "16a70f001f739cbcdaecdf3b164bdee8bb84cb35a8569d6dd9ec82dfcd74c78c",
        "text in Hebrew",
    ),
    _noto(
        _STATIC,
        "armenian",
        "5.3.0",
        "ce3b746119f1e728f0b9902287654a8828dd67cc6520139e8745f74779a92713",
        "text in Armenian",
    ),
    _noto(
        _STATIC,
        "georgian",
        "5.3.0",
        "9aa744e7482a6a7eb8ed8139208d6e430c62c20637c8eff0ce15358f3b5c3e9c",
        "text in Georgian",
    ),
    _noto(
        _STATIC,
        "devanagari",
        "5.3.0",
        "8d42be0e944481b61e68c7702037d4143e96bf48dbb72d19ea05d0cacc1323d5",
        "text in Hindi",
    ),
    _noto(
        _STATIC,
        "bengali",
        "5.3.0",
        "710bd3da800c7cacd1ee68c92b296ebc925d75e81cdb49a60ecf707d74c7e2b1",
        "text in Bengali",
    ),
    _noto(
        _STATIC,
        "math",
        "5.3.0",
        "8f6894fffd5863699e279c669d6eae9d3a1218cc9e20aed84efb64a98aee03d8",
        "arrows and signs",
        "signs",
    ),
    _noto(
        _VARIABLE,
        "sc",
        "5.3.1",
        "95a11c5bbacd9995d94fc8cf964ee687307aacf20957ca6a4a16077519388163",
        "country names in simplified Chinese",
        "cjk",
    ),
    _noto(
        _VARIABLE,
        "kr",
        "5.3.1",
        "9bbb1134818e567b21024f0bf842b53a9419de67608febbf18b23072385c8bfa",
        "country names in Korean",
        "cjk",
    ),
    _noto(
        _VARIABLE,
        "jp",
        "5.3.1",
        "0a8f7d31c6c091e31977c801313b18e692312c37d9fe9a6d779b876e8046dbfc",
        "country names in Japanese, and all kana",
    ),
    _noto(
        _VARIABLE,
        "tc",
        "5.3.1",
        "8b71fb2cedb863e26379ee441c9d3ee56bbbbb4b4d2d508df23f54ab164dbf6d",
        "country names in traditional Chinese",
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
_ARROWS = ((0x2190, 0x21FF),)
_RELATIONS = ((0x2208, 0x220B), (0x2212, 0x221E), (0x2248, 0x2248), (0x2260, 0x2265))
_SHAPES = ((0x25A0, 0x25A1), (0x25B2, 0x25B3), (0x25B6, 0x25B7), (0x25BC, 0x25BD), (0x25C0, 0x25C1), (0x25CB, 0x25CF))
# Scripts with few letters are there in full, so that texts of the reader's own can be written in them.
_SCRIPTS = {
    "arabic": ("arabic", "arabic", ((0x600, 0x6FF),)),
    "hebrew": ("hebrew", "hebrew", ((0x591, 0x5F4),)),
    "armenian": ("armenian", "armenian", ((0x531, 0x58F),)),
    "georgian": ("georgian", "georgian", ((0x10A0, 0x10FF), (0x1C90, 0x1CBF))),
    "devanagari": ("devanagari", "devanagari", ((0x900, 0x97F),)),
    "bengali": ("bengali", "bengali", ((0x980, 0x9FE),)),
    "signs": (
        "math",
        "latin",
        ((0x2190, 0x21FF), (0x2208, 0x220B), (0x2212, 0x221E), (0x2248, 0x2248), (0x2260, 0x2265), *_SHAPES),
    ),
}
_BLANKS = (0x20, 0x200C, 0x200D)
_CJK = ((0x2E80, 0x9FFF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))
_KANA = (*range(0x3001, 0x3020), *range(0x3041, 0x3097), *range(0x3099, 0x3100))


def build_fonts(names: Mapping[str, Iterable[str]], target: Path = TARGET) -> tuple[Path, ...]:
    """Write the font files and their licence.

    Parameters
    ----------
    names : language -> country names: of Chinese, Japanese and Korean only their characters are kept
    target : folder to write into

    Returns
    -------
    tuple of Path
        what was written
    """
    folders = {package.name.rsplit("/", 1)[1]: package.fetch() for package in PACKAGES}
    target.mkdir(parents=True, exist_ok=True)
    made = [_european(folders["source-sans-3"], target, weight) for weight in (400, 600)]
    made += [_script(folders[f"noto-sans-{font}"], target, name, *rest) for name, (font, *rest) in _SCRIPTS.items()]
    wanted = {lang: _cjk_chars(texts) for lang, texts in names.items()}
    made.append(_cjk("cjk", {"sc": wanted["zh"] | {0x3001, 0x3002}, "kr": wanted["ko"]}, folders, target))
    made.append(_cjk("jp", {"jp": wanted["ja"] | set(_KANA)}, folders, target))
    made.append(_cjk("tc", {"tc": wanted["zht"] | {0x3001, 0x3002}}, folders, target))
    licence = target / "OFL.txt"
    licence.write_text(_licence(folders), encoding="utf-8")
    return (*made, licence)


def _european(folder: Path, target: Path, weight: int) -> Path:
    files = [folder / "files" / f"source-sans-3-{part}-{weight}-normal.woff2" for part in _EUROPEAN_PARTS]
    font = _cut(_merged([TTFont(file) for file in files]), _EUROPEAN, ["kern", "mark", "mkmk", "ccmp", "locl"])
    style = {400: "Regular", 600: "Semibold"}[weight]
    return _write(font, target / f"faultlines-sans-{style.lower()}.ttf", FAMILY, style, weight)


def _script(folder: Path, target: Path, name: str, part: str, ranges: Sequence[tuple[int, int]]) -> Path:
    """One of the scripts, with all that shapes it: joined letters, conjuncts, marks."""
    font = TTFont(next((folder / "files").glob(f"*-{part}-400-normal.woff2")))
    chars = {char for first, last in ranges for char in range(first, last + 1)}
    font = _cut(font, sorted(chars.union(_BLANKS)), [] if name == "signs" else ["*"])
    _without_context(font, "blwf")
    return _write(font, target / f"faultlines-sans-{name}.ttf", f"{FAMILY} {name.title()}", "Regular", 400)


def _without_context(font: TTFont, feature: str) -> None:
    """Where a feature's lookups are rules of context, put what they call in their place.

    The rasteriser tries a feature for forms below the base on two glyphs, to learn whether a letter has one, and does
    not see through a context. All contexts here are the very glyphs that are replaced, so nothing else changes.
    """
    if "GSUB" not in font:
        return
    table = font["GSUB"].table
    for record in table.FeatureList.FeatureRecord if table.FeatureList else ():
        if record.FeatureTag == feature:
            found = [called for index in record.Feature.LookupListIndex for called in _called(table, index)]
            record.Feature.LookupListIndex = sorted(set(found))
            record.Feature.LookupCount = len(set(found))


def _called(table: Any, index: int) -> list[int]:
    lookup = table.LookupList.Lookup[index]
    if lookup.LookupType != 5:
        return [index]
    return [call.LookupListIndex for subtable in lookup.SubTable for call in subtable.SubstLookupRecord]


def _cjk_chars(texts: Iterable[str]) -> set[int]:
    chars = {ord(char) for text in texts for char in text}
    return {char for char in chars if any(first <= char <= last for first, last in _CJK)}


def _cjk(name: str, wanted: Mapping[str, set[int]], folders: Mapping[str, Path], target: Path) -> Path:
    """One file with characters of one or more of the fonts; each language has the shapes it writes them in."""
    slices = [cut for font, chars in wanted.items() for cut in _slices(folders[f"noto-sans-{font}"], font, chars)]
    return _write(_merged(slices), target / f"faultlines-sans-{name}.ttf", f"{FAMILY} {name.upper()}", "Regular", 400)


def _slices(folder: Path, name: str, wanted: set[int]) -> list[TTFont]:
    """The font is published in about a hundred slices; open those that hold wanted characters, each cut to them."""
    found, missing = [], set(wanted)
    for file in sorted((folder / "files").glob(f"noto-sans-{name}-*-wght-normal.woff2"), key=_natural):
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
        merged.cfg[USE_HARFBUZZ_REPACKER] = False
        merged.save(Path(folder, "merged.ttf"))
        return TTFont(Path(folder, "merged.ttf"), lazy=False)


def _cut(font: TTFont, chars: Sequence[int], features: Sequence[str]) -> TTFont:
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(features)
    options.notdef_outline = True
    options.name_IDs = [0, 5, 13, 14]
    font.flavor = None
    font.cfg[USE_HARFBUZZ_REPACKER] = False  # the same bytes whichever HarfBuzz is installed
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
    font.cfg[USE_HARFBUZZ_REPACKER] = False
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
