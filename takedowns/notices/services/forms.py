"""Render each part of a notice once, keep them, and say whether they are still what they were."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from agencies.doors.adapters import pdf
from agencies.tenancy.actor import Actor
from takedowns.evidence import certificates
from takedowns.notices import adapters, compose, papers, relaying, sheets, xarf
from takedowns.notices.models import Notice, NoticePart
from takedowns.notices.parts import Part, PartKind, digest, guarded, one
from takedowns.notices.services.material import Material
from takedowns.notices.texts import LanguageText
from takedowns.recipients.rules import LeftOut

MESSAGE = "message/rfc822"


@dataclass(frozen=True)
class Wanted:
    """What is rendered besides the words: the sentences by language, the letter if a person asked for it, and the day."""

    says: papers.Says
    on: date
    extra: Sequence[str] = ()
    engines: Sequence[LanguageText] = ()  # the notice as it is written to search engines


def rendered(draft: compose.Draft, material: Material, wanted: Wanted, *, token: str) -> tuple[Part, ...]:
    """All parts of a notice that can be approved: its words, papers, machine-readable forms, sheets and, for a recipient with
    an address, the message of these very bytes.

    Raises PdfMissing, SignatureFailed, HoldsImage.
    """
    said = compose.words(draft, lambda values: render_to_string("notices/mail.html", values))
    machine = one(said, PartKind.JSON)
    parts = [*said, *signature(material, machine), *_papers(draft, material, machine, wanted), *xarf.parts(draft)]
    if material.relay is None:  # what a relay files, it fills in itself
        filled = (
            sheets.site(draft, wanted.says, _spec(draft, material)),
            *sheets.search(draft, wanted.says, wanted.engines),
        )
        parts += [sheet.part(draft.facts.reference) for sheet in filled]
    return addressed(
        draft, material, parts, token=token, recipient=material.recipient, to_machines=material.accepts_xarf
    )


def addressed(
    draft: compose.Draft, material: Material, parts: Sequence[Part], *, token: str, recipient: str,
    to_machines: bool = False,
) -> tuple[Part, ...]:  # fmt: skip
    """The parts and, for a recipient with an address, the message of these very bytes. Raises HoldsImage."""
    guarded(parts)
    if not recipient:
        return tuple(parts)
    name, _, domain = material.own.reply_address.partition("@")
    envelope = compose.Envelope(
        sender=material.own.reply_address, recipient=recipient, reply_to=f"{name}+{token}@{domain}",
        name=material.agency.name if material.relay else "", cover=_cover(material),
    )  # fmt: skip
    content = compose.compose(draft, envelope=envelope, parts=parts, to_machines=to_machines)
    return (*parts, Part(PartKind.MESSAGE, content, MESSAGE, f"notice-{draft.facts.reference}.eml"))


def _cover(material: Material) -> str:
    """What a relay is asked, in words that stay between the two; nothing without a relay."""
    if material.relay is None or material.provider is None:
        return ""
    to = material.provider
    return relaying.cover([to.name, to.country, to.abuse_email, to.form_url], flagger=material.relay.flagger)


def _spec(draft: compose.Draft, material: Material) -> sheets.FormSpec:
    """What is known of the recipient's form: its limits, and where the directory says that it is."""
    name = material.provider.name if material.provider else draft.facts.host
    known = sheets.SITES.get(name.lower(), sheets.FormSpec("site", name))
    return replace(known, address=material.form or known.address)


def signature(material: Material, machine: Part | None) -> list[Part]:
    """The detached signature over notice.json with the agency's key: ECDSA over SHA-256, DER; nothing without a key."""
    if material.signing is None or machine is None:
        return []
    content = certificates.sign(material.signing[0], machine.content)
    return [Part(PartKind.SIGNATURE, content, "application/octet-stream", f"{machine.name}.sig")]


def retracted(
    draft: compose.Draft, material: Material, machine: tuple[str, bytes], says: papers.Says, *, token: str,
    recipient: str,
) -> tuple[Part, ...]:  # fmt: skip
    """All parts of what is written about an earlier notice: words for people and machines, PDF, sheet, and the message.

    Raises PdfMissing, SignatureFailed, HoldsImage.
    """
    said = compose.words(draft, lambda values: render_to_string("notices/mail.html", values), machine)
    page, enclosed = {**compose.page_context(draft), "logo": _logo(material)}, [machine]
    paper = compose.paper(draft, pdf_of("notices/pdf.html", page, draft, material, enclosed))
    sheet = sheets.later(draft, says, _spec(draft, material)).part(draft.facts.reference)
    parts = [*said, *signature(material, one(said, PartKind.JSON)), paper, sheet]
    return addressed(draft, material, parts, token=token, recipient=recipient)


def _logo(material: Material) -> str:
    """The agency's drawing, where the recipient may see it."""
    return "" if LeftOut.LOGO in material.omits else material.logo


def _papers(draft: compose.Draft, material: Material, machine: Part | None, wanted: Wanted) -> list[Part]:
    """The PDFs: the notice, the form that a law prescribes, and what a person asked for."""
    page = {**compose.page_context(draft), "logo": _logo(material)}
    reference, enclosed = draft.facts.reference, [(machine.name, machine.content)] if machine else []
    found = [compose.paper(draft, pdf_of("notices/pdf.html", page, draft, material, enclosed))]
    if papers.has_form(draft.basis):
        context = page | papers.form_context(draft, wanted.says, wanted.on)
        found.append(papers.form(reference, pdf_of("notices/form.html", context, draft, material)))
    if PartKind.LETTER in wanted.extra:
        context = page | papers.letter_context(draft, wanted.says, material.addressee, wanted.on)
        found.append(papers.letter(reference, pdf_of("notices/letter.html", context, draft, material)))
    return found


def pdf_of(
    template: str, context: dict[str, Any], draft: compose.Draft, material: Material,
    files: Sequence[tuple[str, bytes]] = (),
) -> bytes:  # fmt: skip
    """A paper, signed with the agency's key before anybody approves it; unsigned while the agency has none."""
    content = pdf.render(render_to_string(template, context), files=files, at=draft.facts.found_at)
    if material.signing is None:
        return content
    private, certificate = material.signing
    return adapters.pdf_signed(content, private=private, certificate=certificate)


def columns(parts: Sequence[Part]) -> dict[str, Any]:
    """The columns of a notice that come from its parts: the message, and the digest that people approve."""
    message = one(parts, PartKind.MESSAGE)
    return {
        "content": message.content if message else None,
        "content_sha256": digest(part.listed for part in parts),
    }


def parts_keep(actor: Actor, notice: Notice, parts: Sequence[Part]) -> None:
    """Put these parts in the place of an undecided notice's earlier ones, in the caller's transaction."""
    NoticePart.objects.visible_to(actor).filter(notice_id=notice.pk).delete()
    rows = [(part, part.listed) for part in parts]
    NoticePart.objects.bulk_create(
        NoticePart(
            agency_id=actor.agency_id, notice=notice, kind=part.kind, variant=part.variant, language=part.language,
            name=part.name, media_type=part.media_type, size=row.size, sha256=row.sha256,
            content=None if part.kind is PartKind.MESSAGE else part.content,
        )
        for part, row in rows
    )  # fmt: skip
