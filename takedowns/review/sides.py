"""The language versions of one notice side by side: what stands in every version, and what does not. Pure.

Sentences differ by nature; facts must not. Addresses, references, numbers and dates are the same signs in every language, so
one that a version lacks, or has alone, is either a different way to write a date or an error. It is marked for the reader.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FACT = re.compile(r"https?://[^\s<>\"]+|[\w.+-]+@[\w-]+\.[\w.-]+|\b[A-Z]{2,}-[0-9A-Z-]+|\d[\d.:/-]*\d|\d")
TRAILING = ".,;:)]"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one version; `odd`: a fact that not every version has."""

    text: str
    odd: bool = False


def facts(text: str) -> list[tuple[int, int, str]]:
    """(start, end, fact) of everything in a text that is the same in every language."""
    found = []
    for match in FACT.finditer(text):
        word = match[0].rstrip(TRAILING)
        if word:
            found.append((match.start(), match.start() + len(word), word))
    return found


def compared(versions: Sequence[str]) -> list[list[Piece]]:
    """Each version in pieces, with the facts marked that another version lacks; whole texts where there is only one."""
    if len(versions) < 2:
        return [[Piece(text)] for text in versions]
    said = [{word for _start, _end, word in facts(text)} for text in versions]
    common = set.intersection(*said)
    return [_pieces(text, common) for text in versions]


def _pieces(text: str, common: set[str]) -> list[Piece]:
    found, at = list[Piece](), 0
    for start, end, word in facts(text):
        if word in common:
            continue
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], odd=True))
        at = end
    return [*found, Piece(text[at:])] if at < len(text) or not found else found
