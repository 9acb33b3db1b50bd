"""The languages of one notice beside each other: which addresses, figures and references one has and another lacks."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from takedowns.notices.shown import Section

FACT = re.compile(
    r"https?://[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[A-Z]{2,}(?:-[A-Z0-9]+)+\b|\d+(?:[.,:/-]\d+)*", re.ASCII
)
TRAILING = ".,;:)]"  # ends a sentence, not an address


@dataclass(frozen=True)
class Piece:
    """A run of text; `differs`: a fact that another language lacks at this place."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Cell:
    """One paragraph in one language."""

    code: str
    name: str
    direction: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Line:
    """The same paragraph in each language."""

    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the languages do not say the same facts here."""
        return any(piece.differs for cell in self.cells for piece in cell.pieces)


def facts(text: str) -> list[tuple[int, str]]:
    """(start, fact) of the addresses, figures and references in a text."""
    return [(found.start(), found.group().rstrip(TRAILING)) for found in FACT.finditer(text)]


def compared(texts: Sequence[str]) -> list[tuple[Piece, ...]]:
    """Each text in pieces, with the facts marked that another one lacks, or has less often; whole ones if there is only one."""
    said = [Counter(fact for _start, fact in facts(text)) for text in texts]
    common = reduce(and_, said) if len(said) > 1 else sum(said, Counter())
    return [_pieces(text, common) for text in texts]


def _pieces(text: str, common: Counter[str]) -> tuple[Piece, ...]:
    found, at, left = [], 0, Counter(common)
    for start, fact in facts(text):
        if left[fact] > 0:
            left[fact] -= 1
            continue
        found += [Piece(text[at:start]), Piece(fact, True)]
        at = start + len(fact)
    return tuple(piece for piece in (*found, Piece(text[at:])) if piece.text)


def lines(sections: Sequence[Section]) -> list[Line]:
    """Paragraph by paragraph; where one language has fewer, its cell is empty and what the others say there is marked."""
    parts = [section.text.split("\n\n") for section in sections]
    rows = []
    for number in range(max((len(part) for part in parts), default=0)):
        texts = [part[number] if number < len(part) else "" for part in parts]
        rows.append(
            Line(
                tuple(
                    Cell(one.code, one.name, one.direction, pieces)
                    for one, pieces in zip(sections, compared(texts), strict=True)
                )
            )
        )
    return rows


def unlike(sections: Sequence[Section]) -> list[str]:
    """Codes of the languages whose number of paragraphs is another than the first's."""
    counts = {section.code: section.text.count("\n\n") for section in sections}
    return [code for code, count in counts.items() if count != counts[sections[0].code]]
