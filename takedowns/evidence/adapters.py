"""Versions of the programs that take part in a capture, as they are installed here."""

import functools
import platform
import tomllib
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
PACKAGES = ("warcio", "lxml", "httpx", "dnspython", "cryptography", "weasyprint")


@functools.cache
def versions() -> tuple[tuple[str, str], ...]:
    """(name, version) of the portal itself, Python and the packages; one that is not installed is left out."""
    found = [("maru", own()), ("python", platform.python_version())]
    for name in PACKAGES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return tuple(found)


@functools.cache
def own() -> str:
    """The portal's own version: of the project file, since the portal is not installed as a package."""
    try:
        return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "unknown"
