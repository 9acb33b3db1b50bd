"""The fixed sentences of a notice, put together for one language.

The language of a notice follows the recipient, never the reader. The sentences are in wording.py.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations

from takedowns.evidence.report import both_times
from takedowns.notices import blocks, wording, wording_forms, wording_law
from takedowns.notices.bases import REPORTED_TO, Basis, Element
from takedowns.notices.batch import spans
from takedowns.notices.blocks import Used
from takedowns.notices.facts import CONTEST_WORKING_DAYS, NonConsent, NoticeFacts, deadline, demanded
from takedowns.notices.languages import Language

HEADINGS: Mapping[str, str] = {
    **wording.HEADINGS, "police": wording_forms.POLICE_HEADING, "remark": wording_forms.REMARK,
}  # fmt: skip
LABELS: Mapping[str, str] = {
    **wording.LABELS,
    "remark": wording_forms.REMARK_ORIGINAL,
    **{key.value: said for key, said in wording_law.VALUES.items()},
}


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
    """The whole notice in one language; `subject` follows the reference in the subject line.

    `used`: the blocks it was made of, with version and digest, in the order of their codes.
    """

    language: Language
    subject: str
    title: str
    blocks: tuple[Block, ...]
    used: tuple[Used, ...] = ()


class NoText(ValueError):
    """There is no reviewed legal text for this basis, so no notice can rest on it."""


def plan(basis: Basis, facts: NoticeFacts, also: Collection[Basis] = ()) -> dict[str, tuple[str, ...]]:
    """The codes of the blocks of each section, in order. Raises NoText for a row that cannot carry this notice."""
    if not blocks.carries(basis, facts.recipient) or facts.kind not in basis.content_classes:
        raise NoText(basis.code)
    to, kind, required = facts.recipient, facts.kind, demanded((basis, *also), facts.kind)
    copies, preservation = blocks.copies_code(to), f"shared.preservation.{to}.{kind}"
    second = [blocks.legal_code(each, kind, to, first=False) for each in also if kind in each.content_classes]
    consent = () if facts.non_consent is NonConsent.UNKNOWN else (f"shared.consent.{facts.non_consent}",)
    police = (
        *(("shared.police",) if facts.police_contact else ()),
        *(("shared.police_file",) if facts.police_file else ()),
    )
    contested = ("shared.confidentiality",), ("shared.contest",), ("shared.duty",)
    return {
        "opening": (f"frame.{to}", "shared.opening", f"shared.capacity.{facts.capacity}", "shared.versions"),
        "ask": (f"frame.{to}",),
        "places": (),
        "material": (f"shared.material.{kind}",),
        "legal": (blocks.legal_code(basis, kind, to), *second),
        "statements": (*(f"shared.statement.{e}" for e in blocks.STATEMENTS if e in required), *consent),
        "identified": (*_ways(facts), f"shared.looked.{facts.looked}"),
        "deadline": () if to in REPORTED_TO else _deadline(basis, facts, also),
        "copies": (copies,) if copies else (),
        "preservation": (preservation,) if preservation in blocks.registry() else (),
        "police": police,
        "remark": (),
        **dict(zip(("confidentiality", "contest", "sender"), contested, strict=True)),
    }


def _ways(facts: NoticeFacts) -> tuple[str, ...]:
    """The blocks that say how the places were identified, each once."""
    return tuple(dict.fromkeys(f"shared.identified.{way.identified}" for way in facts.ways or (facts,)))


def _deadline(basis: Basis, facts: NoticeFacts, also: Collection[Basis]) -> tuple[str, ...]:
    several = [each for each in (basis, *also) if each.deadline_hours and facts.recipient in each.addressees]
    return (f"shared.deadline.{deadline(basis, facts, also)[1]}", *(("shared.shortest",) if len(several) > 1 else ()))


def stated(basis: Basis, facts: NoticeFacts, also: Collection[Basis] = ()) -> frozenset[Element]:
    """The elements that the fixed sentences of this notice state. Raises NoText."""
    sections = plan(basis, facts, also)
    said = {Element(code.rpartition(".")[2]) for code in sections["statements"] if code.startswith("shared.statement.")}
    return frozenset(said | ({Element.GROUNDS} if sections["material"] and sections["legal"] else set()))


def rows(facts: NoticeFacts, language: str = "en") -> dict[str, list[tuple[str, str, bool]]]:
    """(label key, value, exact) of each section that has rows; empty values are left out."""
    places = [entry for p in facts.places for entry in (("url", p.url, True), ("locator", p.locator, False))]
    places += [("host", facts.host, True), ("found", both_times(facts.found_at), False)]
    sender = [("reference", facts.reference, True), ("agency", facts.agency_name, False)]
    duty = facts.duty_identities.get(language, facts.duty_identity)
    sender += [("officer", duty, False), ("email", facts.agency_email, True)]
    sender += [("postal", facts.agency_postal, False), ("signature", duty if facts.signature else "", False)]
    stated = [(element.value, facts.extra.get(element, ""), False) for element in wording_law.VALUES]
    remark = [("remark", f"{facts.remark} ({facts.remark_in})" if facts.remark else "", False)]
    tables = {"places": places, "sender": sender, "statements": stated, "remark": remark}
    return {key: [entry for entry in entries if entry[1]] for key, entries in tables.items()}


FRAME = {
    "opening": slice(2, 3),
    "ask": slice(3, None),
}  # which sentences of the frame a section shows; 0 and 1 are the titles
ALL = slice(None)
Variants = Mapping[tuple[str, str], tuple[str, ...]]  # an agency's own sentences by block code and language


def build(
    basis: Basis,
    facts: NoticeFacts,
    catalogues: Sequence[tuple[Language, NullTranslations]],
    *,
    also: Collection[Basis] = (),
    variants: Variants | None = None,
) -> tuple[LanguageText, ...]:
    """The notice in each language, in the order given. Raises NoText for a row that cannot carry this notice.

    `also`: further bases that it names; `variants`: sentences that stand in place of a block's own.
    """
    sections = plan(basis, facts, also)
    values = {
        "host": facts.host,
        "agency": facts.agency_name,
        "mandate": facts.mandate_reference,
        "hours": str(deadline(basis, facts, also)[0]),
        "contest": facts.contest_contact,
        "reference": facts.reference,
        "days": str(CONTEST_WORKING_DAYS),
        "record": facts.record_reference,
        "police": facts.police_contact,
        "file": facts.police_file,
        "languages": ", ".join(language.name for language, _ in catalogues),
    }
    legal = {each.code: each for each in (basis, *also)}
    return tuple(
        _one(Voice(language, catalogue.gettext, variants or {}, legal, facts, values), sections)
        for language, catalogue in catalogues
    )


@dataclass(frozen=True)
class Voice:
    """One language of one notice: its sentences with their values."""

    language: Language
    say: Callable[[str], str]
    variants: Variants
    legal: Mapping[str, Basis]
    facts: NoticeFacts
    values: Mapping[str, str]

    def lines(self, code: str) -> tuple[str, ...]:
        """The sentences of a block with their placeholders."""
        return self.variants.get((code, self.language.code)) or blocks.text_of(code, self.say)

    def filled(self, code: str, part: slice = ALL) -> tuple[str, ...]:
        """The sentences of a block with the values of this notice."""
        if self.facts.ways and code.startswith("shared.identified."):
            return self._numbered_ways(code)
        facts, here = self.facts, dict(self.values)
        here["band"] = self.say(wording.BANDS[facts.band]) if facts.band else "–"
        row = self.legal.get(code.split(".")[1])
        if row is not None:
            here |= {"citation": row.cited(self.language.code), "offence": row.offence(facts.kind, self.language.code)}
        return tuple(line % here for line in self.lines(code)[part])

    def _numbered_ways(self, code: str) -> tuple[str, ...]:
        """Where places were identified in different ways: each way of this block, with the numbers of its places."""
        ways = [way for way in self.facts.ways if code.endswith(f".{way.identified}")]
        bands = {way: self.say(wording.BANDS[way.band]) if way.band else "–" for way in ways}
        return tuple(
            f"{line % {**self.values, 'band': bands[way]}} ({self.say(LABELS['url'])}: {spans(way.numbers)})"
            for way in ways
            for line in self.lines(code)
        )

    def rows(self, entries: Sequence[tuple[str, str, bool]]) -> Iterator[Row]:
        """The rows of a section; the places carry numbers where the text refers to them."""
        number = 0
        for label, value, exact in entries:
            number += label == "url"
            mark = f" {number}" if label == "url" and self.facts.ways else ""
            yield Row(f"{self.say(LABELS[label])}{mark}", value, exact)

    def used(self, codes: Collection[str]) -> tuple[Used, ...]:
        """Which blocks, in which version, and the digest of their words in this language."""
        return tuple(
            Used(code, self.language.code, blocks.versions()[code][0], blocks.digest(self.lines(code)),
                        (code, self.language.code) in self.variants)
            for code in sorted(codes)
        )  # fmt: skip


def _one(voice: Voice, sections: Mapping[str, tuple[str, ...]]) -> LanguageText:
    say, tables, built = voice.say, rows(voice.facts, voice.language.code), []
    for key, codes in sections.items():
        paragraphs = [
            line for code in codes for line in voice.filled(code, FRAME[key] if code.startswith("frame.") else ALL)
        ]
        said = tuple(voice.rows(tables.get(key, ())))
        built.append(Block(key, say(HEADINGS[key]) if key in HEADINGS else "", tuple(paragraphs), said))
    frame = next(code for code in sections["opening"] if code.startswith("frame."))
    subject, title = voice.filled(frame, slice(0, 2))
    every = {code for found in sections.values() for code in found} | {"shared.words", "shared.values"}
    every |= {"shared.remark"} if voice.facts.remark else set()
    filled = tuple(block for block in built if block.paragraphs or block.rows)
    return LanguageText(voice.language, subject, title, filled, voice.used(every))
