"""Reads an unpacked npm package and writes the files that the pages load."""

import json
from collections.abc import Mapping
from pathlib import Path

DIST = Path("dist", "govuk")


def read_package(folder: Path) -> tuple[str, str, str, str]:
    """(name, version, style sheet, script) of an unpacked package; raises OSError or ValueError if it is not one."""
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    dist = folder / DIST
    css, js = dist / "govuk-frontend.min.css", dist / "govuk-frontend.min.js"
    return str(about["name"]), str(about["version"]), css.read_text(encoding="utf-8"), js.read_text(encoding="utf-8")


def read_text(path: Path) -> str:
    """A UTF-8 text file; raises OSError."""
    return path.read_text(encoding="utf-8")


def write_all(folder: Path, files: Mapping[str, str]) -> None:
    """Write each text under its name; creates the folder, raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
