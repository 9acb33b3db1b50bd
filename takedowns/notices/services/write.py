"""Compose a notice: its words, its message, and the named problems that keep it from being approved."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from agencies.doors.adapters import pdf
from agencies.tenancy.actor import Actor
from takedowns.evidence.models import EvidencePackage
from takedowns.notices import adapters, bases, batch, choose, compose, facts, languages, selectors, texts, variants
from takedowns.notices.parts import Part
from takedowns.notices.services import forms
from takedowns.notices.services.material import Material, facts_of, material_of
from takedowns.notices.states import NoticeState
from takedowns.recipients.models import Provider

GONE = {"page_gone"}
NEEDS_EYES = f"{facts.Trouble.NEEDS_EYES}:looked"


def _choice(material: Material, stated: facts.NoticeFacts) -> choose.Choice:
    return choose.choose(
        bases.load(), host_country=material.country, content_class=stated.kind,
        protected=stated.kind is bases.Kind.PROTECTED, capacity=stated.capacity, mandated=material.mandated,
        service_country=material.provider.country if material.provider else "", recipient=stated.recipient,
        today=timezone.now().date(), confirmed=material.confirmed, wanted=material.wanted,
    )  # fmt: skip


@dataclass(frozen=True)
class Prospect:
    """What a notice for a find would be, before a word of it is written: decides which finds may stand together."""

    provider: Provider | None
    basis: str
    blocks: tuple[str, ...]
    addresses: int

    @property
    def alone(self) -> bool:
        """Whether it can only have a notice of its own, because something keeps it from being sent."""
        return bool(set(self.blocks) & set(batch.ALONE))


def prospect(actor: Actor, package: EvidencePackage) -> Prospect:
    """What a notice for this package alone would be; in the caller's scope."""
    material = material_of(actor, [package])
    choice = _choice(material, facts_of(material, reference="MR-0", looked=facts.Looked.NOBODY))
    holds = {
        **_of_finds(material),
        **dict.fromkeys(material.barred, True),
        choice.problem or "": choice.problem is not None,
    }
    return Prospect(
        provider=material.provider,
        basis=choice.basis.code if choice.basis else "",
        blocks=tuple(name for name, held in holds.items() if held),
        addresses=len(selectors.addresses(package.match)),
    )


def _of_finds(material: Material) -> dict[str, bool]:
    """Named problems of the finds and of their recipient."""
    return {
        "page_gone": any(GONE & set(package.remarks) for package in material.packages),
        "no_recipient": material.unknown,
        "mixed_recipients": material.mixed,
        "possible_only": any(match.band == "possible" for match in material.matches),
    }


@dataclass(frozen=True)
class Written:
    """The columns of a notice, and its parts; none while something is missing."""

    values: dict[str, Any]
    parts: tuple[Part, ...] = ()


def composed(
    material: Material, *, reference: str, token: str, looked: facts.Looked, known: Sequence[str] = (),
    extra: Sequence[str] = (),
) -> Written:  # fmt: skip
    """A notice: its words, and the named problems that keep it from being approved (`known` are some).

    Without any, also its parts with the message, and the digest is that of their manifest: what cannot be approved cannot be
    sent, and what an officer must still state would be another message. Until then the digest is that of the words.
    `extra`: papers that a person asked for.
    """
    stated = facts_of(material, reference=reference, looked=looked)
    choice = _choice(material, stated)
    problems = _obstacles(material, stated, choice)
    order = languages.for_host(material.country, always=material.languages)
    values: dict[str, Any] = {
        "token": token,
        "looked": str(looked),
        "reasons": [{"key": str(reason.key), "values": dict(reason.values)} for reason in choice.reasons],
        "languages": [language.code for language in order.languages],
        "provider": material.provider,
        "recipient": material.recipient,
        "basis": choice.basis.code if choice.basis else "",
        "papers": list(extra),
        "also": [row.code for row in choice.also],
        "blocks": [],
        "content": None,
        "content_sha256": "",
    }
    parts: tuple[Part, ...] = ()
    if choice.basis is not None:
        problems += _gaps(choice.basis, stated, choice.also)
        catalogues = [(language, adapters.catalogue(language.code)) for language in order.languages]
        written = texts.build(choice.basis, stated, catalogues, also=choice.also, variants=material.variants)
        values["blocks"] = [asdict(used) for text in written for used in text.used]
        draft = compose.Draft(choice.basis, stated, written, choice.also)
        problems += retired([*written, *(engines := _for_engines(draft, catalogues, material.variants))])
        values |= worded(draft)
        if not problems and not known:
            wanted = forms.Wanted(variants.voices(catalogues, material.variants), timezone.now().date(), extra, engines)
            parts, trouble = _parts(draft, material, wanted, token)
            problems += trouble
            values |= forms.columns(parts) if parts else {}
    problems += known
    state = NoticeState.INCOMPLETE if problems else NoticeState.READY
    return Written({**values, "problems": problems, "state": state}, parts)


def unfinished(written: Written) -> Written:
    """The same words while more finds joined: they can be read, and not approved."""
    values = {**written.values, "content": None, "problems": [batch.BEING_WRITTEN], "state": NoticeState.INCOMPLETE}
    if "text" in values:
        values["content_sha256"] = _digest(values["subject"], values["text"], values["html"])
    return Written(values)


def _parts(
    draft: compose.Draft, material: Material, wanted: forms.Wanted, token: str
) -> tuple[tuple[Part, ...], list[str]]:
    """The parts of a notice that lacks nothing, or none and the name of what the server lacks."""
    try:
        return forms.rendered(draft, material, wanted, token=token), []
    except pdf.PdfMissing:  # named on the page, instead of a job that fails without a word
        return (), ["no_pdf"]
    except adapters.SignatureFailed:
        return (), ["pdf_unsigned"]


def _obstacles(material: Material, stated: facts.NoticeFacts, choice: choose.Choice) -> list[str]:
    """Named problems that lie outside the notice's own words."""
    return [name for name, holds in {
        **_of_finds(material),
        **dict.fromkeys(material.barred, True),
        "no_mandate": stated.capacity is bases.Capacity.REPRESENTATIVE and not material.mandated,
        choice.problem or "": choice.problem is not None,
    }.items() if holds]  # fmt: skip


def _for_engines(
    draft: compose.Draft, catalogues: Sequence[tuple[languages.Language, Any]], own: texts.Variants
) -> tuple[texts.LanguageText, ...]:
    """The notice as it is written to search engines; where no basis reaches them, its own words are used."""
    stated = replace(draft.facts, recipient=bases.Recipient.SEARCH)
    try:
        return texts.build(draft.basis, stated, catalogues, also=draft.also, variants=own)
    except texts.NoText:
        return ()


def retired(written: Sequence[texts.LanguageText]) -> list[str]:
    """Blocks that the platform's lawyer retired, by name."""
    gone = selectors.retired()
    found = [u.code for text in written for u in text.used if not u.own and (u.code, u.language, u.sha256) in gone]
    return [f"{facts.Trouble.RETIRED}:{code}" for code in dict.fromkeys(found)]


def _gaps(basis: bases.Basis, stated: facts.NoticeFacts, also: Sequence[bases.Basis]) -> list[str]:
    """What the bases demand or forbid and the facts or the text do not heed, by name."""
    found = facts.missing(basis, stated, also=also, stated=texts.stated(basis, stated, also))
    return [f"{problem.trouble}:{problem.what}" for problem in found]


def worded(draft: compose.Draft) -> dict[str, Any]:
    """Plain text and HTML, with a digest of both."""
    subject, text = compose.subject(draft)[:300], compose.plain(draft)
    html = render_to_string("notices/mail.html", compose.page_context(draft))
    return {"subject": subject, "text": text, "html": html, "content_sha256": _digest(subject, text, html)}


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
