"""A paper for a forum as values: a title, parts with paragraphs and lines, and room for signatures. Pure; no picture, no name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from takedowns.evidence.report import Both, EvidenceFacts, StampGrade


@dataclass(frozen=True)
class StampFact:
    """One time stamp: the moment in UTC, what it is worth, and the trust list's entry that says so."""

    authority: str
    at: datetime
    grade: StampGrade
    trust_list: str = ""


@dataclass(frozen=True)
class Core:
    """The one core of facts of all papers. `signed_at`: when the key was used; `made_at`: of the paper."""

    facts: EvidenceFacts
    package: int
    fingerprint: str
    made_at: datetime
    stamps: tuple[StampFact, ...] = ()
    screenshot: bool = False
    authority: str = ""  # recipient by its office, and its own number of the matter
    file_number: str = ""


@dataclass(frozen=True)
class Part:
    """One part of a paper. rows: (label, value), text printed as it is; blanks: labels of lines that people fill in by hand."""

    head: Both
    paragraphs: Sequence[Both] = ()
    rows: Sequence[tuple[Both, str | Both]] = ()
    blanks: Sequence[Both] = ()
    boxed: bool = False


@dataclass(frozen=True)
class Paper:
    """One paper. languages: in the order of print; draft: printed over everything where somebody must still sign."""

    name: str
    title: Both
    languages: tuple[str, ...]
    parts: Sequence[Part]
    draft: Both | None = None
    reference: str = ""


def context(paper: Paper) -> dict[str, Any]:
    """What the template evidence/paper.html shows."""
    return {
        "lang": paper.languages[0],
        "title": _lines(paper.title, paper),
        "draft": _lines(paper.draft, paper) if paper.draft else [],
        "reference": paper.reference,
        "plain_title": getattr(paper.title, paper.languages[0]),
        "parts": [
            {
                "head": _lines(part.head, paper),
                "paragraphs": [_lines(text, paper) for text in part.paragraphs],
                "rows": [(_lines(label, paper), _value(value, paper)) for label, value in part.rows],
                "blanks": [_lines(label, paper) for label in part.blanks],
                "boxed": part.boxed,
            }
            for part in paper.parts
        ],
    }


def _lines(text: Both, paper: Paper) -> list[tuple[str, str]]:
    """(language, words) in the paper's order; words that one language lacks, or has from the other, are left out."""
    first, *others = ((code, str(getattr(text, code))) for code in paper.languages)
    return [first, *((code, words) for code, words in others if words and words != first[1])]


def _value(value: str | Both, paper: Paper) -> str:
    """A value in the paper's languages, one behind the other."""
    return value if isinstance(value, str) else " / ".join(words for _, words in _lines(value, paper))
