"""The fixed sentences of a notice, put together for one language.

The language of a notice follows the recipient, never the reader. The sentences are in wording.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import NullTranslations

from takedowns.evidence.report import both_times
from takedowns.notices import wording
from takedowns.notices.bases import Basis
from takedowns.notices.facts import CONTEST_WORKING_DAYS, NoticeFacts, deadline_hours
from takedowns.notices.languages import Language


@dataclass(frozen=True)
class Row:
    """A label with its value; `exact` marks addresses and references, which must never be wrapped or translated."""

    label: str
    value: str
    exact: bool = False


@dataclass(frozen=True)
class Block:
    """A section: key, heading ("" for the opening), paragraphs, then rows."""

    key: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class LanguageText:
    """The whole notice in one language; `subject` follows the reference in the subject line."""

    language: Language
    subject: str
    title: str
    blocks: tuple[Block, ...]


class NoText(ValueError):
    """There is no reviewed legal text for this basis, so no notice can rest on it."""


def paragraphs(basis: Basis, facts: NoticeFacts) -> dict[str, tuple[str, ...]]:
    """The msgids of each section in order. Raises NoText for a basis without a reviewed text."""
    if basis.code not in wording.LEGAL:
        raise NoText(basis.code)
    said = tuple(text for element, text in wording.STATEMENTS.items() if element in basis.required(facts.kind))
    return {
        "opening": (*wording.OPENING, wording.CAPACITIES[facts.capacity], wording.UNNAMED, wording.VERSIONS),
        "ask": (wording.ASK,),
        "places": (),
        "material": (*wording.MATERIAL[facts.kind], wording.NO_PICTURE),
        "legal": wording.LEGAL[basis.code][facts.kind],
        "statements": (*said, *wording.NON_CONSENT[facts.non_consent]),
        "identified": (wording.IDENTIFIED[facts.identified], wording.LOOKED[facts.looked]),
        "deadline": (wording.PHRASES[basis.deadline_phrase] if basis.deadline_phrase else wording.BY_LAW,),
        "copies": (wording.COPIES,),
        "preservation": (wording.PRESERVATION[facts.kind],),
        "confidentiality": (wording.CONFIDENTIALITY,),
        "contest": (wording.CONTEST,),
        "sender": (wording.DUTY,),
    }


def rows(facts: NoticeFacts, language: str = "en") -> dict[str, list[tuple[str, str, bool]]]:
    """(label key, value, exact) of each section that has rows; empty values are left out."""
    places = [entry for p in facts.places for entry in (("url", p.url, True), ("locator", p.locator, False))]
    places += [("host", facts.host, True), ("found", both_times(facts.found_at), False)]
    sender = [("reference", facts.reference, True), ("agency", facts.agency_name, False)]
    duty = facts.duty_identities.get(language, facts.duty_identity)
    sender += [("officer", duty, False), ("email", facts.agency_email, True)]
    sender += [("postal", facts.agency_postal, False), ("signature", duty if facts.signature else "", False)]
    return {"places": [e for e in places if e[1]], "sender": [e for e in sender if e[1]]}


def build(
    basis: Basis, facts: NoticeFacts, catalogues: Sequence[tuple[Language, NullTranslations]]
) -> tuple[LanguageText, ...]:
    """The notice in each language, in the order given. Raises NoText for a basis without a reviewed text."""
    texts = paragraphs(basis, facts)
    values = {
        "host": facts.host,
        "agency": facts.agency_name,
        "mandate": facts.mandate_reference,
        "hours": str(deadline_hours(basis, facts)),
        "contest": facts.contest_contact,
        "reference": facts.reference,
        "days": str(CONTEST_WORKING_DAYS),
        "languages": ", ".join(language.name for language, _ in catalogues),
    }
    built = []
    for language, catalogue in catalogues:
        say, tables = catalogue.gettext, rows(facts, language.code)
        here = values | {"band": say(wording.BANDS[facts.band]) if facts.band else "–"}
        blocks = tuple(
            Block(
                key,
                say(wording.HEADINGS[key]) if key in wording.HEADINGS else "",
                tuple(say(message) % here for message in messages),
                tuple(Row(say(wording.LABELS[label]), value, exact) for label, value, exact in tables.get(key, ())),
            )
            for key, messages in texts.items()
        )
        filled = tuple(block for block in blocks if block.paragraphs or block.rows)
        built.append(LanguageText(language, say(wording.SUBJECT), say(wording.TITLE), filled))
    return tuple(built)
