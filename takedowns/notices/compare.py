"""The languages of one notice beside each other: which addresses, figures and references one has and another lacks."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from takedowns.notices.shown import Section

FACT = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[A-Z]{2,}(?:-[A-Z0-9]+)+\b|\d+(?:[.,:-]\d+)*", re.ASCII)


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


def facts(text: str) -> Counter[str]:
    """Addresses, figures and references in a text, and how often."""
    return Counter(FACT.findall(text))


def _pieces(text: str, common: Counter[str]) -> tuple[Piece, ...]:
    found, at, left = [], 0, Counter(common)
    for match in FACT.finditer(text):
        if left[match.group()] > 0:
            left[match.group()] -= 1
            continue
        found += [Piece(text[at : match.start()]), Piece(match.group(), True)]
        at = match.end()
    return tuple(piece for piece in (*found, Piece(text[at:])) if piece.text)


def lines(sections: Sequence[Section]) -> list[Line]:
    """Paragraph by paragraph; where one language has fewer, its cell is empty and what the others say there is marked."""
    parts = [section.text.split("\n\n") for section in sections]
    rows = []
    for number in range(max((len(part) for part in parts), default=0)):
        texts = [part[number] if number < len(part) else "" for part in parts]
        common = facts(texts[0])
        for text in texts[1:]:
            common &= facts(text)
        rows.append(
            Line(
                tuple(
                    Cell(one.code, one.name, one.direction, _pieces(text, common))
                    for one, text in zip(sections, texts, strict=True)
                )
            )
        )
    return rows


def unlike(sections: Sequence[Section]) -> list[str]:
    """Codes of the languages whose number of paragraphs is another than the first's."""
    counts = {section.code: section.text.count("\n\n") for section in sections}
    return [code for code, count in counts.items() if count != counts[sections[0].code]]
