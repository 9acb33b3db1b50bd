"""What is written to a recipient about an earlier notice: a correction, a withdrawal, or a request to keep data. Pure.

It is sent to the same recipient in the same languages, names the notice and the addresses that are no longer covered, and
sets no time limit. Where the person only wants no more of it, nobody is asked to restore anything.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from gettext import NullTranslations
from typing import Final

from takedowns.notices import wording_forms
from takedowns.notices.blocks import registry
from takedowns.notices.facts import NoticeFacts
from takedowns.notices.languages import Language
from takedowns.notices.states import TAKING_BACK, NoticeKind, Why
from takedowns.notices.texts import HEADINGS, LABELS, Block, LanguageText, Row, Variants, Voice, rows

SCHEMA = "urn:maru:retraction:1"
# What stops a notice and stops its retraction too. Agreement, mandate and countries do not: a mistake is put right all the same.
STOPS: Final = frozenset({"golden", "quiet_mode", "case_shredded", "case_gone"})
TITLES = {
    NoticeKind.WITHDRAWAL: wording_forms.WITHDRAWAL_SUBJECT,
    NoticeKind.CORRECTION: wording_forms.CORRECTION_SUBJECT,
    NoticeKind.PRESERVATION: wording_forms.PRESERVE_TITLE,
}
PRESERVE_DAYS = 90  # what 18 U.S.C. 2703(f) gives an authority; no law of notices sets a number


@dataclass(frozen=True)
class Retraction:
    """A notice that is taken back in part or as a whole, or whose data are to be kept. `reference`, `on`: of that notice;
    `addresses`: no longer covered, or those whose data are meant.
    """

    kind: NoticeKind
    why: Why
    reference: str
    on: date
    addresses: tuple[str, ...]


def kind_of(named: Collection[int], gone: Collection[int]) -> NoticeKind:
    """Whether a notice about the finds `named` is withdrawn or only corrected, when these are no longer covered."""
    return NoticeKind.WITHDRAWAL if set(named) <= set(gone) else NoticeKind.CORRECTION


def plan(one: Retraction, facts: NoticeFacts) -> dict[str, tuple[str, ...]]:
    """The codes of the blocks of each section, in order."""
    if one.kind is NoticeKind.PRESERVATION:
        kept = f"shared.preservation.{facts.recipient}.{facts.kind}"
        return {
            "opening": (
                f"frame.{facts.recipient}",
                "shared.opening",
                f"shared.capacity.{facts.capacity}",
                "shared.versions",
            ),
            "preservation": (*((kept,) if kept in registry() else ()), "shared.preserve"),
            "places": (),
            "police": ("shared.police", *(("shared.police_file",) if facts.police_file else ())),
            "confidentiality": ("shared.confidentiality",),
            "sender": ("shared.duty",),
        }
    cause = () if one.why is Why.WISH else (f"shared.cause.{one.why}",)
    said = "wish" if one.why is Why.WISH else one.kind
    return {
        "opening": (f"frame.{facts.recipient}", "shared.opening", "shared.versions"),
        "retraction": (f"shared.retraction.{said}", *cause),
        "gone": (),
        "sender": ("shared.duty",),
    }


def build(
    one: Retraction, facts: NoticeFacts, catalogues: Sequence[tuple[Language, NullTranslations]], variants: Variants
) -> tuple[LanguageText, ...]:
    """The text in each language, in the order given."""
    values = {
        "host": facts.host,
        "agency": facts.agency_name,
        "reference": one.reference,
        "date": one.on.isoformat(),
        "days": str(PRESERVE_DAYS),
        "mandate": facts.mandate_reference,
        "police": facts.police_contact,
        "file": facts.police_file,
        "languages": ", ".join(language.name for language, _ in catalogues),
    }
    voices = (Voice(language, catalogue.gettext, variants, {}, facts, values) for language, catalogue in catalogues)
    return tuple(_one(one, facts, voice) for voice in voices)


def _one(one: Retraction, facts: NoticeFacts, voice: Voice) -> LanguageText:
    sections = plan(one, facts)
    addresses = tuple(Row(voice.say(LABELS["url"]), address, exact=True) for address in one.addresses)
    about = Row(voice.say(LABELS["reference"]), one.reference, exact=True)
    tables = {
        "gone": addresses,
        "places": (about, *addresses),
        "sender": tuple(voice.rows(rows(facts, voice.language.code)["sender"])),
    }
    headings = {**HEADINGS, "gone": wording_forms.NO_LONGER}
    built = []
    for key, codes in sections.items():
        # of a frame only the line that says to whom it is written: the rest asks for a removal
        said = [
            line
            for code in codes
            for line in voice.filled(code, slice(2, 3) if code.startswith("frame.") else slice(None))
        ]
        built.append(Block(key, voice.say(headings[key]) if key in headings else "", tuple(said), tables.get(key, ())))
    title = voice.say(TITLES[one.kind])
    used = {code for found in sections.values() for code in found} | {"shared.words"}
    used |= {"shared.preserve.title" if one.kind is NoticeKind.PRESERVATION else "shared.retraction.words"}
    return LanguageText(voice.language, title, title, tuple(built), voice.used(used))


def machine(one: Retraction, facts: NoticeFacts) -> tuple[str, bytes]:
    """Name and bytes of the same for machines; UTF-8, keys sorted."""
    data = {
        "schema": SCHEMA,
        "reference": facts.reference,
        "kind": one.kind.value,
        "cause": one.why.value,
        "notice": {"reference": one.reference, "date": one.on.isoformat()},
        "addresses": list(one.addresses),
        "restore": one.kind in TAKING_BACK and one.why is not Why.WISH,
        "preserve_days": PRESERVE_DAYS if one.kind is NoticeKind.PRESERVATION else None,
        "sender": {"agency": facts.agency_name, "duty_identity": facts.duty_identity, "email": facts.agency_email},
    }
    return "retraction.json", json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
