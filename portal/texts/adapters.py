"""Reads and writes the translation catalogues below portal/locale."""

import contextlib
import shutil
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.core.management import call_command

GETTEXT = ("msgattrib", "msgfmt", "msgmerge", "msguniq", "xgettext")
NOT_OURS = (".*", "locale", "node_modules", "static_collected", "tests", "vendor")


def compile_catalogues(folder: Path) -> list[Path]:
    """Write the .mo beside every .po that is newer than it; returns what was written.

    Untranslated and fuzzy entries stay in the source language. Needs no gettext tools, so it can run at every start.
    Raises OSError where the folder cannot be written and ValueError for a broken catalogue.
    """
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        except PoFileError as error:
            raise ValueError(f"{source.name} of {source.parts[-3]}: {error}") from error
        unfinished = target.with_suffix(".mo.part")  # a second process must never read half a file
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(target)
        written.append(target)
    return written


def missing_tools() -> list[str]:
    """Names of the GNU gettext programs that are needed to update the catalogues and not installed."""
    return [name for name in GETTEXT if shutil.which(name) is None]


def update_catalogues(root: Path, languages: list[str]) -> None:
    """Merge the texts of all sources below root into the .po files of these languages (Django's makemessages)."""
    with contextlib.chdir(root):  # makemessages reads the current folder
        call_command(
            "makemessages",
            locale=languages,
            ignore_patterns=list(NOT_OURS),
            no_wrap=True,
            add_location="file",
            verbosity=0,
        )
