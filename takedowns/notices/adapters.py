"""The catalogues of notice sentences, read from portal/locale."""

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[2] / "portal" / "locale"


class Incomplete(ValueError):
    """A sentence of the catalogue is missing or marked fuzzy; a notice would silently fall back to English."""


@cache
def catalogue(language: str) -> GNUTranslations:
    """The sentences of notices in one language.

    Compiled in memory from the .po, never from a .mo, so that no stale legal sentence can go out. Raises OSError for
    a language without a catalogue and Incomplete for one with a gap.
    """
    locale = language.replace("-", "_")
    with (FOLDER / locale / "LC_MESSAGES" / "notices.po").open("rb") as file:
        messages = read_po(file, locale=locale, domain="notices", abort_invalid=True)
    if gaps := [message.id for message in messages if message.id and (message.fuzzy or not message.string)]:
        raise Incomplete(f"{language}: {gaps[0]}")
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)
