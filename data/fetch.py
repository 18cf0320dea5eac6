"""Packages that the build downloads: by name and version, with a pinned checksum, through the ordinary clients.

Only `data/build.py`, its steps (`data/build_*.py`) and the bench may import this; `geo` and `app` download nothing.
Unpacked packages stay in `.cache/packages`, so that a second build needs no network.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

__all__ = [
    "CACHE",
    "ROOT",
    "ChecksumError",
    "FetchError",
    "Package",
    "fetch_debian",
    "fetch_npm",
    "fetch_pypi",
    "sources_text",
]

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "packages"


class FetchError(Exception):
    """A package could not be downloaded or unpacked."""


class ChecksumError(FetchError):
    """What was downloaded is not what was pinned."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package that something in the repository was built from.

    Attributes
    ----------
    registry : which client fetches it
    sha256 : of the archive as downloaded
    licence : of the files that are used, in words
    use : one sentence: what is made from it
    files : the files in the repository that hold what was made, relative to its top
    """

    registry: Literal["PyPI", "npm", "Debian"]
    name: str
    version: str
    sha256: str
    licence: str
    use: str
    files: tuple[str, ...]

    def fetch(self) -> Path:
        """The folder of the unpacked package."""
        fetch = {"PyPI": fetch_pypi, "npm": fetch_npm, "Debian": fetch_debian}[self.registry]
        return fetch(self.name, self.version, self.sha256)


def fetch_pypi(name: str, version: str, sha256: str) -> Path:
    """The folder of an unpacked wheel; downloaded with pip unless it is in the cache.

    Raises
    ------
    ChecksumError : the wheel differs from the pinned one
    FetchError : pip failed
    """

    def download(folder: Path) -> None:
        found = shutil.which("pip")
        pip = [found] if found else [sys.executable, "-m", "pip"]
        _run([*pip, "download", "--quiet", "--no-deps", "--only-binary=:all:", "-d", ".", f"{name}=={version}"], folder)

    return _cached(f"pypi-{name}-{version}", sha256, download)


def fetch_npm(name: str, version: str, sha256: str) -> Path:
    """The folder `package` of an unpacked npm archive; downloaded with `npm pack` unless it is in the cache.

    Raises
    ------
    ChecksumError : the archive differs from the pinned one
    FetchError : npm failed
    """

    def download(folder: Path) -> None:
        npm = shutil.which("npm")
        if npm is None:
            raise FetchError(f"npm is needed to download {name}; it is not on the path")
        _run([npm, "pack", "--silent", f"{name}@{version}"], folder)

    return _cached(f"npm-{name.replace('/', '-')}-{version}", sha256, download) / "package"


def fetch_debian(name: str, version: str, sha256: str) -> Path:
    """The folder of an unpacked Debian package; downloaded with `apt-get download` unless it is in the cache.

    Raises
    ------
    ChecksumError : the package differs from the pinned one
    FetchError : there is no apt-get, or it failed, with new lists of packages too
    """

    def download(folder: Path) -> None:
        if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
            raise FetchError(f"Debian's apt-get and dpkg-deb are needed to download {name}; they are not on the path")
        get = ["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", f"{name}={version}"]
        try:
            _run(get, folder)
        except FetchError:
            _run(["apt-get", "update", "-qq"], folder)
            _run(get, folder)

    return _cached(f"debian-{name}-{version}", sha256, download)


def sources_text(packages: Sequence[Package], notes: str = "") -> str:
    """SOURCES.md: what every built or copied file comes from, in a fixed order."""
    head = (
        "# Where the data comes from\n\n"
        "Written by `data/build.py` (`make data`), the only code that downloads. Each package is fetched by name with\n"
        "its ordinary client, checked against the checksum below, and built into files that are committed.\n"
    )
    ordered = sorted(packages, key=lambda package: (package.registry, package.name))
    return "\n".join([head, *map(_entry, ordered), *([notes] if notes else [])])


def _entry(package: Package) -> str:
    files = ", ".join(f"`{file}`" for file in package.files)
    return (
        f"## {package.name} {package.version} ({package.registry})\n\n"
        f"- SHA-256: `{package.sha256}`\n"
        f"- Licence: {package.licence}\n"
        f"- Used for: {package.use}\n"
        f"- Files: {files}\n"
    )


def _cached(key: str, sha256: str, download: Callable[[Path], None]) -> Path:
    """Unpack once; the folder's name holds the checksum, so that another pin never meets an old folder."""
    folder = CACHE / f"{key}-{sha256[:12]}"
    if folder.is_dir():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=CACHE) as temporary:
        parcel, contents = Path(temporary, "parcel"), Path(temporary, "contents")
        parcel.mkdir()
        download(parcel)
        _unpack(_checked(parcel, key, sha256), contents)
        contents.rename(folder)
    return folder


def _checked(parcel: Path, key: str, sha256: str) -> Path:
    archives = sorted(parcel.iterdir())
    if len(archives) != 1:
        raise FetchError(f"{key}: expected one archive, got {[archive.name for archive in archives]}")
    actual = hashlib.sha256(archives[0].read_bytes()).hexdigest()
    if actual != sha256:
        raise ChecksumError(f"{key}: SHA-256 is {actual}, pinned is {sha256}")
    return archives[0]


def _unpack(archive: Path, folder: Path) -> None:
    if archive.suffix == ".deb":
        _run(["dpkg-deb", "--extract", str(archive.resolve()), str(folder.resolve())], archive.parent)
        return
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(folder)
        return
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FetchError(f"{' '.join(command)} failed:\n{done.stderr.strip()}")
