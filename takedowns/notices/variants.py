"""What an agency's own sentences of a block must keep: their number, the placeholders, the script, and no English left over."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from gettext import NullTranslations

from takedowns.notices import blocks
from takedowns.notices.facts import hidden_character
from takedowns.notices.languages import LANGUAGES, Language
from takedowns.notices.texts import Variants

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
ENGLISH = re.compile(r"\b(the|this|that|and|please|your|with|from|you)\b", re.IGNORECASE)
LONGEST = 1200
OWN_SHARE = 0.2  # of the letters; citations and names of acts stay in Latin letters


class Fault(StrEnum):
    """Why a sentence cannot stand in place of the block's own."""

    NUMBER = "number"
    EMPTY = "empty"
    LONG = "long"
    HIDDEN = "hidden"
    PLACEHOLDERS = "placeholders"
    SCRIPT = "script"
    ENGLISH = "english"


@dataclass(frozen=True)
class Finding:
    """A fault, with the number of the sentence (from 1; 0 for all of them)."""

    fault: Fault
    line: int


def findings(lines: Sequence[str], base: Sequence[str], language: str) -> tuple[Finding, ...]:
    """Everything that is wrong with `lines` as a variant of `base` (placeholders unfilled) in a language of notices."""
    if len(lines) != len(base):
        return (Finding(Fault.NUMBER, 0),)
    found = [
        Finding(fault, number)
        for number, (own, theirs) in enumerate(zip(lines, base, strict=True), 1)
        if (fault := _fault(own, theirs, language))
    ]
    return tuple(found)


def _fault(own: str, theirs: str, language: str) -> Fault | None:
    plain = PLACEHOLDER.sub("", own)
    checks = {
        Fault.EMPTY: not own.strip(),
        Fault.LONG: len(own) > LONGEST,
        Fault.HIDDEN: hidden_character(own),
        Fault.PLACEHOLDERS: sorted(PLACEHOLDER.findall(own)) != sorted(PLACEHOLDER.findall(theirs)) or "%" in plain,
        Fault.SCRIPT: not in_script(plain, language),
        Fault.ENGLISH: language != "en" and ENGLISH.search(plain) is not None,
    }
    return next((fault for fault, holds in checks.items() if holds), None)


def in_script(text: str, language: str) -> bool:
    """Whether the text is written in the language's script, apart from citations and names; text without letters is."""
    letters = [char for char in text if char.isalpha()]
    own = sum(unicodedata.name(char, "").startswith(LANGUAGES[language].script) for char in letters)
    return not letters or own / len(letters) > OWN_SHARE


def voices(catalogues: Sequence[tuple[Language, NullTranslations]], own: Variants) -> dict[str, Callable[[str], str]]:
    """What says a sentence in each language: the agency's own words in their place, else the catalogue's."""
    return {language.code: _voice(language.code, catalogue.gettext, own) for language, catalogue in catalogues}


def _voice(language: str, say: Callable[[str], str], own: Variants) -> Callable[[str], str]:
    registry = blocks.registry()
    here = [(registry[code], lines) for (code, spoken), lines in sorted(own.items()) if spoken == language]
    words = {message: line for messages, lines in here for message, line in zip(messages, lines, strict=True)}
    return lambda message: words.get(message) or say(message)
