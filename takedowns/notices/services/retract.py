"""Take a sent notice back, in part or as a whole: a correction or a withdrawal that lies on the desk like any notice.

Nothing is sent by itself: an officer approves it, with a second person where the agency's rule wants one.
"""

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace

from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors.adapters import pdf
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from takedowns.notices import adapters, bases, compose, facts, languages, retraction, selectors, variants
from takedowns.notices.models import Notice
from takedowns.notices.parts import Part
from takedowns.notices.services import forms
from takedowns.notices.services.claims import address_release
from takedowns.notices.services.draft import new_reference
from takedowns.notices.services.material import facts_of, material_of
from takedowns.notices.services.write import retired, worded
from takedowns.notices.states import OPEN, NoticeKind, NoticeState, Why

POLICE, LONGEST_NUMBER = "police_file", 100


@verb("notice.retract")
def notice_retract(actor: Actor, *, notice_id: int, finds: Sequence[int], why: str) -> Notice:
    """Draft a correction (some finds) or a withdrawal (all of them) of a sent notice, for the desk; returns it.

    Raises NotFound; Invalid for finds that it does not name; Conflict for a notice that was not sent, or is taken back already.
    """
    about = selectors.notice(actor, notice_id)
    if why not in set(Why) - {Why.POLICE}:
        raise Invalid(_("Say why."), "why")
    if not finds or not set(finds) <= {target.match_id for target in selectors.targets(actor, about.pk)}:
        raise Invalid(_("Choose what the notice no longer covers."), "finds")
    return _taken_back(actor, about, set(finds), Why(why))


@verb("notice.retract")
def notice_preserve(actor: Actor, *, notice_id: int, police_file: str = "") -> Notice:
    """Draft a request to keep the data of a sent notice for the police, for the desk, without asking for removal again.

    police_file: under which number the police know of it, if they do. Raises NotFound, Invalid, and Conflict for a notice that
    was not sent, or while such a request waits.
    """
    about, number = selectors.notice(actor, notice_id), " ".join(police_file.split())
    if len(number) > LONGEST_NUMBER or facts.hidden_character(number):
        raise Invalid(_("Write the number in at most %(most)s characters.") % {"most": LONGEST_NUMBER}, "police_file")
    if about.state != NoticeState.SENT or about.about_id is not None:
        raise Conflict(_("Only for a notice that was sent can data be asked to be kept."))
    if selectors.keeps_from_police(actor, about):
        raise Conflict(
            _("The person wants nothing to go to the police. Ask her again, and change it in the case first.")
        )
    Notice.objects.visible_to(actor).select_for_update(of=("self",)).get(id=about.pk)  # one writer at a time
    earlier = [row for row in selectors.about(actor, about.pk) if row.kind == NoticeKind.PRESERVATION]
    if any(row.state in {*OPEN, NoticeState.APPROVED} for row in earlier):
        raise Conflict(_("Such a request waits already. Look at the page again."))
    gone = {
        find for row in selectors.retractions(actor, about.pk) for find in row.gone if row.state == NoticeState.SENT
    }
    row = _opened(actor, about, Why.POLICE)
    row.kind, row.stated = NoticeKind.PRESERVATION, json.dumps({POLICE: number} if number else {})
    row.gone = [target.match_id for target in selectors.targets(actor, about.pk) if target.match_id not in gone]
    if not row.gone:
        raise Conflict(_("This notice was withdrawn."))
    row.save()
    audit.record(
        actor, "notice.preserve", subject_kind="notice", subject_id=about.pk, case_id=about.case_id, request_id=row.pk
    )
    retraction_write(actor, row)
    events.emit(actor, "preservation.drafted", case_id=row.case_id, subject_id=row.pk)
    return row


def retractions_propose(actor: Actor, *, fingerprint_id: int) -> None:
    """A registration is contested, or ended while it was: put what its sent notices said on the desk, to be taken back.

    Each notice once; an officer who says that it stands is not asked again. Raises events.Later while one is being sent.
    """
    rights.require(actor, "notice.draft")
    with tenant_scope(actor.agency_id):
        for notice_id, finds in selectors.sent_about(actor, fingerprint_id).items():
            retraction_propose(actor, notice_id=notice_id, finds=finds)


def retraction_of_doubt(actor: Actor, *, notice_id: int) -> None:
    """A second reader found the least sure find of a notice wrong: put it on the desk to be taken back, if it was sent."""
    rights.require(actor, "notice.draft")
    with tenant_scope(actor.agency_id):
        about = selectors.notice(actor, notice_id)
        retraction_propose(actor, notice_id=notice_id, finds=[about.match_id])


def retraction_propose(actor: Actor, *, notice_id: int, finds: Collection[int]) -> None:
    """The same for these finds of one sent notice, in the caller's transaction; nothing for what was proposed before."""
    known = {number for row in selectors.retractions(actor, notice_id) for number in row.gone}
    fresh, about = set(finds) - known, selectors.notice(actor, notice_id)
    if not fresh or about.state != NoticeState.SENT:
        return
    try:
        _taken_back(actor, about, fresh, Why.MISTAKE)
    except Conflict as error:  # another one is on its way to the recipient
        raise events.Later("RetractionUnderWay") from error


def _taken_back(actor: Actor, about: Notice, finds: set[int], why: Why) -> Notice:
    Notice.objects.visible_to(actor).select_for_update(of=("self",)).get(id=about.pk)  # one writer at a time
    if about.state != NoticeState.SENT or about.about_id is not None:
        raise Conflict(_("Only a notice that was sent can be corrected or withdrawn."))
    earlier = selectors.retractions(actor, about.pk)
    told = {number for row in earlier if row.state == NoticeState.SENT for number in row.gone}
    row = next((one for one in earlier if one.state in {*OPEN, NoticeState.APPROVED}), None)
    if row is not None and (row.state == NoticeState.APPROVED or row.why != why):
        raise Conflict(_("Another correction of this notice waits. Decide that one first."))
    if not (finds := finds - told - set(row.gone if row else ())):
        raise Conflict(_("This was taken back already. Look at the page again."))
    first = row is None
    row = row or _opened(actor, about, why)
    row.gone = sorted({*row.gone, *finds})
    named = {target.match_id for target in selectors.targets(actor, about.pk)}
    row.kind = retraction.kind_of(named, told | set(row.gone))
    row.save()
    audit.record(
        actor, "notice.retract", subject_kind="notice", subject_id=about.pk, case_id=about.case_id, retraction_id=row.pk,
        finds=row.gone, why=why.value,
    )  # fmt: skip
    retraction_write(actor, row)
    if first:
        events.emit(
            actor, "retraction.drafted", case_id=row.case_id, subject_id=row.pk, what=str(row.kind), why=why.value
        )
    return row


def _opened(actor: Actor, about: Notice, why: Why) -> Notice:
    return Notice(
        agency_id=actor.agency_id, case_id=about.case_id, match_id=about.match_id, package_id=about.package_id,
        provider=about.provider, recipient=about.recipient, country=about.country, languages=about.languages,
        reference=new_reference(), token=secrets.token_hex(12),
        kind=NoticeKind.CORRECTION, about=about, why=why, looked=facts.Looked.NOBODY,
    )  # fmt: skip


def retraction_write(actor: Actor, row: Notice, signer: int | None = None) -> None:
    """Compose an undecided correction or withdrawal (again), in the caller's transaction, signed by who opened it."""
    assert row.about_id is not None
    about = selectors.notice(actor, row.about_id)
    packages = [one for one in selectors.packages(actor, about.pk) if one.match_id in set(row.gone)]
    material = material_of(actor, packages, signer, sent=about)
    stated = facts_of(material, reference=row.reference, looked=facts.Looked.NOBODY)
    stated = replace(stated, police_file=selectors.told_of(row).get(POLICE, ""))
    on = (about.approved_at or about.drafted_at).date()
    places = tuple(place.url for place in stated.places)
    one = retraction.Retraction(NoticeKind(row.kind), Why(row.why), about.reference, on, places)
    catalogues = [(languages.LANGUAGES[code], adapters.catalogue(code)) for code in about.languages]
    written = retraction.build(one, stated, catalogues, material.variants)
    rested = next((law for law in bases.load() if law.code == about.basis), bases.load()[0])  # of which it says nothing
    draft = compose.Draft(rested, stated, written, takes_back=about.reference)
    values = worded(draft) | {"blocks": [asdict(used) for text in written for used in text.used], "content": None}
    problems, parts = retired(written), tuple[Part, ...]()
    try:
        machine = retraction.machine(one, stated)
        says = variants.voices(catalogues, material.variants)
        parts = forms.retracted(draft, material, machine, says, token=row.token, recipient=about.recipient)
    except pdf.PdfMissing:
        problems.append("no_pdf")
    except adapters.SignatureFailed:
        problems.append("pdf_unsigned")
    values |= forms.columns(parts) if parts else {}
    state = NoticeState.INCOMPLETE if problems else NoticeState.READY
    first = packages[0]
    for name, value in {
        **values, "problems": problems, "state": state, "match_id": first.match_id, "package_id": first.pk,
    }.items():  # fmt: skip
        setattr(row, name, value)
    row.save()
    forms.parts_keep(actor, row, parts)


def retraction_done(actor: Actor, *, notice_id: int) -> tuple[list[int], bool]:
    """After a correction or withdrawal was sent, in the caller's transaction: the finds that it took back, and whether these
    were wrong. The addresses are free for another agency once nothing of the notice is left.
    """
    row = selectors.notice(actor, notice_id)
    if row.state != NoticeState.SENT or row.about_id is None or not selectors.takes_back(row):
        return [], False
    if row.kind == NoticeKind.WITHDRAWAL:
        address_release(actor, notice_id=row.about_id)
    audit.record(
        actor, "notice.taken_back", subject_kind="notice", subject_id=row.about_id, case_id=row.case_id,
        retraction_id=row.pk,
    )  # fmt: skip
    return list(row.gone), row.why != Why.WISH
