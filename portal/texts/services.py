"""Brings the translation catalogues up to date."""

from pathlib import Path

from portal.texts import adapters


class ToolsMissing(Exception):
    """GNU gettext is not installed; the message names the programs."""


def compile_texts(folder: Path) -> list[Path]:
    """Compile every catalogue below folder that changed since the last time; returns the files written."""
    return adapters.compile_catalogues(folder)


def extract_texts(root: Path, languages: list[str]) -> None:
    """Merge new texts of the sources into the .po files; raises ToolsMissing and changes nothing without gettext."""
    if missing := adapters.missing_tools():
        raise ToolsMissing(", ".join(missing))
    adapters.update_catalogues(root, languages)
