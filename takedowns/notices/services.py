"""Draft a notice for a find, and compose it again when the officer states who looked."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from agencies.audit import services as audit
from agencies.doors.adapters import pdf
from agencies.events import services as events
from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency, AgencySettings
from agencies.tenancy.scope import tenant_scope
from agencies.workspace import drawing, duty
from agencies.workspace import selectors as workspace
from cases.casework import selectors as casework
from cases.casework.models import Case
from cases.casework.states import Identity, protected
from cases.detection import keys, pagefold
from cases.detection.models import Match
from cases.detection.services import finds
from cases.detection.states import MatchState
from takedowns.evidence.models import EvidencePackage
from takedowns.notices import adapters, bases, choose, compose, facts, languages, selectors, texts
from takedowns.notices.facts import NoticeFacts
from takedowns.notices.models import AddressClaim, Notice
from takedowns.notices.states import NoticeState
from takedowns.recipients import selectors as recipients
from takedowns.recipients.models import Provider

GONE = {"page_gone"}
NEEDS_EYES = f"{facts.Trouble.NEEDS_EYES}:looked"
IDENTIFIED = {
    "patches": facts.Identified.DETAILS, "frames": facts.Identified.FRAMES, "sound": facts.Identified.SOUND,
}  # fmt: skip
NON_CONSENT = {
    Identity.UNCHECKED: facts.NonConsent.UNKNOWN,
    Identity.PERSON_SHOWN: facts.NonConsent.PERSON,
    Identity.MAY_ACT: facts.NonConsent.REPRESENTATIVE,
}


@dataclass(frozen=True)
class Material:
    """Everything read from the database that a notice is composed of."""

    match: Match
    case: Case
    package: EvidencePackage
    agency: Agency
    own: AgencySettings
    provider: Provider | None
    mandated: bool
    confirmed: dict[str, bases.Confirmation]
    role: str  # with the number the duty identity that signs
    number: int
    logo: str  # clean SVG, or nothing

    def identities(self) -> dict[str, str]:
        """Title, number and agency by language."""
        titles = duty.titles(self.role, self.own.duty_titles, languages.LANGUAGES)
        return {code: f"{title} {self.number}, {self.agency.name}" for code, title in titles.items()}


def _material(actor: Actor, package: EvidencePackage, signer: int | None = None) -> Material:
    today = timezone.now().date()
    role, number = people.duty(actor, signer or actor.user_id) or people.duty(actor, None) or ("removal_officer", 1)
    return Material(
        match=package.match,
        case=package.case,
        package=package,
        agency=tenancy.agency(actor.agency_id),
        own=tenancy.settings(actor),
        provider=recipients.provider_for(package.match.page_url),
        mandated=casework.mandate(actor, package.case_id, today) is not None,
        confirmed=selectors.confirmations(),
        role=role,
        number=number,
        logo=mark_safe(drawing.body(workspace.logo(actor))),
    )


def notice_draft(actor: Actor, *, package_id: int) -> None:
    """Draft the notice of a package, once. What is missing becomes named problems; nothing is guessed."""
    rights.require(actor, "notice.draft")
    with tenant_scope(actor.agency_id):
        rows = EvidencePackage.objects.visible_to(actor).select_related("match", "case")
        package = rows.filter(id=package_id).first()
        if package is None or Notice.objects.visible_to(actor).filter(match_id=package.match_id).exists():
            return
        material = _material(actor, package)
    reference = f"MR-{material.agency.pk}-{package.match_id}-{secrets.token_hex(2).upper()}"
    values = _composed(material, reference=reference, token=secrets.token_hex(12), looked=facts.Looked.NOBODY)
    with tenant_scope(actor.agency_id):
        try:
            with transaction.atomic():
                notice = Notice.objects.create(
                    agency_id=actor.agency_id, case_id=package.case_id, match_id=package.match_id, package=package,
                    provider=material.provider, reference=reference, country=material.match.country, **values,
                )  # fmt: skip
        except IntegrityError:  # a second run of the same job was first
            return
        _claim(actor, notice)
        finds.match_move(actor, match_id=package.match_id, to=MatchState.READY)
        audit.record(
            actor, "notice.draft", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id,
            sha256=notice.content_sha256, basis=notice.basis,
        )  # fmt: skip
        events.emit(
            actor, "notice.drafted", case_id=notice.case_id, subject_id=notice.pk,
            languages=notice.languages, problems=notice.problems,
        )  # fmt: skip


def notice_sign(actor: Actor, notice: Notice) -> bool:
    """Compose an undecided notice again with the duty identity of the officer who opened it, unless it is signed so already.

    In the caller's transaction, before the officer reads it: what is approved is what was shown. Whether it changed.
    """
    found = people.duty(actor, actor.user_id)
    open_still = notice.state in {NoticeState.READY, NoticeState.INCOMPLETE} and not notice.approved_sha256
    if found is None or not open_still or not notice.text:
        return False
    titles = duty.titles(found[0], tenancy.settings(actor).duty_titles, notice.languages)
    name = tenancy.agency(actor.agency_id).name
    if all(f"{titles[code]} {found[1]}, {name}" in notice.text for code in notice.languages):
        return False
    notice_restate(actor, notice, looked=notice.looked)
    return True


def notice_restate(actor: Actor, notice: Notice, *, looked: str, signer: int | None = None) -> Notice:
    """Compose again with who looked, in the caller's transaction; the digest changes, so an approval must see it first.

    `signer`: whose duty identity signs, where that is not the actor.
    """
    package = EvidencePackage.objects.visible_to(actor).select_related("match", "case").get(id=notice.package_id)
    values = _composed(
        _material(actor, package, signer), reference=notice.reference, token=notice.token, looked=facts.Looked(looked),
        known=[problem for problem in notice.problems if problem == "address_claimed"],
    )  # fmt: skip
    open_still = Notice.objects.visible_to(actor).filter(state__in=[NoticeState.READY, NoticeState.INCOMPLETE])
    row = open_still.select_for_update(of=("self",)).filter(id=notice.pk).first()
    if row is not None:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    audit.record(
        actor, "notice.restate", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id,
        looked=looked, sha256=values["content_sha256"],
    )  # fmt: skip
    return Notice.objects.visible_to(actor).get(id=notice.pk)


def notice_renew(actor: Actor, notice: Notice) -> None:
    """Compose an undecided notice again because more is known about its find, in the caller's transaction."""
    if notice.state in {NoticeState.READY, NoticeState.INCOMPLETE} and not notice.approved_sha256:
        _claim(actor, notice_restate(actor, notice, looked=notice.looked))


def _composed(
    material: Material, *, reference: str, token: str, looked: facts.Looked, known: Sequence[str] = ()
) -> dict[str, Any]:
    """The columns of a notice: its words, and the named problems that keep it from being approved (`known` are some).

    Without any, also PDF and message, and the digest is the message's: what cannot be approved cannot be sent, and what an
    officer must still state would be another message. Until then the digest is that of the words.
    """
    stated = _facts(material, reference=reference, looked=looked)
    choice = choose.choose(
        bases.load(), host_country=material.match.country, content_class=stated.kind,
        protected=stated.kind is bases.Kind.PROTECTED, capacity=stated.capacity,
        today=timezone.now().date(), confirmed=material.confirmed,
    )  # fmt: skip
    problems = [name for name, holds in {
        "page_gone": bool(GONE & set(material.package.remarks)),
        "no_recipient": material.provider is None or not material.provider.abuse_email,
        "no_mandate": stated.capacity is bases.Capacity.REPRESENTATIVE and not material.mandated,
        "possible_only": material.match.band == "possible",
        choice.problem or "": choice.problem is not None,
    }.items() if holds]  # fmt: skip
    order = languages.for_host(material.match.country, always=("en", *material.own.notice_languages))
    values: dict[str, Any] = {
        "token": token,
        "looked": str(looked),
        "reasons": [{"key": str(reason.key), "values": dict(reason.values)} for reason in choice.reasons],
        "languages": [language.code for language in order.languages],
        "recipient": material.provider.abuse_email if material.provider else "",
        "basis": choice.basis.code if choice.basis else "",
        "pdf": None,
        "content": None,
        "content_sha256": "",
    }
    if choice.basis is not None:
        problems += [f"{problem.trouble}:{problem.what}" for problem in facts.missing(choice.basis, stated)]
        catalogues = [(language, adapters.catalogue(language.code)) for language in order.languages]
        draft = compose.Draft(choice.basis, stated, texts.build(choice.basis, stated, catalogues))
        values |= _words(draft)
        try:
            values |= {} if problems or known else _message(draft, material, token)
        except pdf.PdfMissing:  # named on the page, instead of a job that fails without a word
            problems.append("no_pdf")
    problems += known
    return {**values, "problems": problems, "state": NoticeState.INCOMPLETE if problems else NoticeState.READY}


def _words(draft: compose.Draft) -> dict[str, Any]:
    """Plain text and HTML, with a digest of both."""
    subject, text = compose.subject(draft)[:300], compose.plain(draft)
    html = render_to_string("notices/mail.html", compose.page_context(draft))
    digest = hashlib.sha256("\0".join((subject, text, html)).encode()).hexdigest()
    return {"subject": subject, "text": text, "html": html, "content_sha256": digest}


def _message(draft: compose.Draft, material: Material, token: str) -> dict[str, Any]:
    """PDF and message of a notice that can be approved, so it has a recipient. Raises PdfMissing."""
    page = {**compose.page_context(draft), "logo": material.logo}
    document = pdf.render(render_to_string("notices/pdf.html", page))
    name, _, domain = material.own.reply_address.partition("@")
    envelope = compose.Envelope(
        sender=material.own.reply_address,
        recipient=material.provider.abuse_email if material.provider else "",
        reply_to=f"{name}+{token}@{domain}",
    )
    content = compose.compose(
        draft, envelope=envelope, pdf=document, render=lambda values: render_to_string("notices/mail.html", values)
    )
    return {"pdf": document, "content": content, "content_sha256": hashlib.sha256(content).hexdigest()}


def _facts(material: Material, *, reference: str, looked: facts.Looked) -> NoticeFacts:
    match, identities = material.match, material.identities()
    posts = [page for page in match.other_pages if not pagefold.page(page).listing]
    identity = identities["en"]
    return NoticeFacts(
        reference=reference,
        places=tuple(facts.Place(url) for url in dict.fromkeys((match.page_url, *posts, *match.media_urls))),
        host=urlsplit(match.page_url).hostname or "",
        found_at=match.found_at,
        kind=bases.Kind.PROTECTED if protected(material.case.age_band) else bases.Kind.ADULT,
        capacity=bases.Capacity(material.own.capacity),
        agency_name=material.agency.name,
        agency_email=material.own.contact_email,
        duty_identity=identity,
        duty_identities=identities,
        identified=facts.Identified.EXACT if match.exact else IDENTIFIED.get(match.method, facts.Identified.NEAR),
        contest_contact=material.own.contact_email,
        band=facts.Band(match.band),
        looked=looked,
        non_consent=NON_CONSENT[Identity(material.case.identity)],
        signature=identity,
        mandate_reference=f"{material.case.reference}-M" if material.mandated else "",
    )


def address_release(actor: Actor, *, notice_id: int) -> None:
    """Give a claimed address back when its notice will not be sent, in the caller's transaction: another agency may write."""
    AddressClaim.objects.visible_to(actor).filter(notice_id=notice_id).delete()


def _claim(actor: Actor, notice: Notice) -> None:
    """Claim the addresses of its pages for this agency; somebody else's claim becomes a named problem (HARMS 22)."""
    pages = (notice.match.page_key, *(keys.of(page) for page in notice.match.other_pages))
    if all([_claimed(actor, notice, page) for page in pages]) or "address_claimed" in notice.problems:
        return
    notice.problems = [*notice.problems, "address_claimed"]
    notice.state = NoticeState.INCOMPLETE
    Notice.objects.visible_to(actor).filter(id=notice.pk).update(problems=notice.problems, state=notice.state)


def _claimed(actor: Actor, notice: Notice, page_key: str) -> bool:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"address:{page_key}".encode(), hashlib.sha256).hexdigest()
    if AddressClaim.objects.visible_to(actor).filter(digest=digest).update(notice=notice):
        return True
    try:
        with transaction.atomic():
            AddressClaim.objects.create(agency_id=actor.agency_id, notice=notice, digest=digest)
    except IntegrityError:
        return False
    return True
