"""Answer a partner's offer, and make the shared part a case of one's own, once."""

from uuid import UUID

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.access import selectors as access
from agencies.access import services as grants
from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework import services as casework
from cases.casework.models import CaseGrant
from cases.casework.states import CaseState
from cases.fingerprints import services as fingerprints
from cases.intake import services as intake
from cases.referrals import selectors
from cases.referrals.models import Referral, ReferralOffer
from cases.referrals.services import giving
from cases.referrals.shared import Shared
from cases.referrals.states import ReferralState

ANSWER = "cases.referrals.answer"


@verb("referral.answer")
def offer_accept(actor: Actor, *, offer_id: int) -> None:
    """Take the offer: the shared part comes as a new case within seconds. Raises NotFound, Conflict."""
    row = selectors.offer(actor, offer_id)
    if row.partner_id not in {agency.pk for agency in access.partners(actor, "referral")}:
        raise Conflict(_("You do not work with this agency for referrals any more."))
    _answer(actor, row, ReferralState.OFFERED, ReferralState.ACCEPTED)
    events.emit(actor, "offer.accepted", subject_id=row.pk)


@verb("referral.answer")
def offer_decline(actor: Actor, *, offer_id: int) -> None:
    """Say no; the giver is told. Raises NotFound, Conflict."""
    row = selectors.offer(actor, offer_id)
    _answer(actor, row, ReferralState.OFFERED, ReferralState.DECLINED)
    events.emit(actor, "offer.declined", subject_id=row.pk)


@verb("referral.answer")
def offer_done(actor: Actor, *, offer_id: int) -> None:
    """Say that the help was given; the giver is told that and nothing more. Raises NotFound, Conflict."""
    row = selectors.offer(actor, offer_id)
    if row.case_id is None:
        raise Conflict(_("The case is still on its way. Wait a moment."))
    _answer(actor, row, ReferralState.ACCEPTED, ReferralState.DONE)
    events.emit(actor, "offer.done", case_id=row.case_id, subject_id=row.pk)


def _answer(actor: Actor, row: ReferralOffer, before: ReferralState, to: ReferralState) -> None:
    rows = ReferralOffer.objects.visible_to(actor).filter(id=row.pk, state=before)
    moment = {"done_at": Now()} if to == ReferralState.DONE else {"answered_at": Now(), "answered_by": actor.user_id}
    if not rows.update(state=to, **moment):
        raise Conflict(_("This offer was answered in the meantime, or taken back."))
    audit.record(
        actor, "offer.answer", subject_kind="referraloffer", subject_id=row.pk, case_id=row.case_id, to=to,
        partner_id=row.partner_id,
    )  # fmt: skip
    events.enqueue(ANSWER, agency_id=actor.agency_id, key=f"offer:{row.pk}:{to}", offer_id=row.pk)


def offer_carry(actor: Actor, *, offer_id: int) -> None:
    """Bring the answer to the giver and, after a yes, the shared part back: giver's scope, then ours, never one inside the other.

    Killed anywhere and run again it makes one case: the giver's row goes to `accepted` once and stays readable, and ours
    takes its case under a lock. The shared part is held in memory only.
    """
    rights.require(actor, "referral.carry")
    with tenant_scope(actor.agency_id):
        row = ReferralOffer.objects.visible_to(actor).filter(id=offer_id).first()
    if row is None or row.state in {ReferralState.OFFERED, ReferralState.TAKEN_BACK}:
        return
    if not tenancy.at_work(row.partner_id):
        raise events.Later("partner away")
    giver = Actor.system(row.partner_id)
    if row.state != ReferralState.ACCEPTED:
        with tenant_scope(giver.agency_id):
            _told(giver, row.token, actor.agency_id, ReferralState(row.state))
        return
    if row.case_id is not None:
        return
    with tenant_scope(giver.agency_id):
        shared = _release(giver, row.token, actor.agency_id)
    with tenant_scope(actor.agency_id):
        if shared is None:
            giving.offer_delete(actor, partner_id=row.partner_id, token=row.token)
            events.emit(actor, "offer.gone", subject_id=row.pk)
        else:
            _receive(actor, row.pk, shared)


def _told(giver: Actor, token: UUID, receiver_id: int, to: ReferralState) -> None:
    """Write a no, or the end of the help, into the giver's row."""
    row = Referral.objects.visible_to(giver).filter(token=token, partner_id=receiver_id).first()
    if row is not None and giving.move(giver, row.pk, to):
        audit.record(giver, "referral.answered", subject_kind="referral", subject_id=row.pk, case_id=row.case_id, to=to)
        kind = "referral.done" if to == ReferralState.DONE else "referral.declined"
        events.emit(giver, kind, case_id=row.case_id, subject_id=row.pk)


def _release(giver: Actor, token: UUID, receiver_id: int) -> Shared | None:
    """The shared part, if the offer still stands and its ground still holds; None when it is gone."""
    rows = Referral.objects.visible_to(giver).filter(token=token, partner_id=receiver_id)
    row = rows.select_for_update(of=("self",)).select_related("case").first()
    if row is None or row.state not in {ReferralState.OFFERED, ReferralState.ACCEPTED}:
        return None
    if row.state == ReferralState.OFFERED:
        holds = row.case.state != CaseState.WITHDRAWN
        try:
            access.partner(giver, "referral", receiver_id)
        except NotFound:
            holds = False
        to = ReferralState.ACCEPTED if holds else ReferralState.TAKEN_BACK
        giving.move(giver, row.pk, to)
        audit.record(giver, "referral.answered", subject_kind="referral", subject_id=row.pk, case_id=row.case_id, to=to)
        kind = "referral.accepted" if holds else "referral.taken_back"
        events.emit(giver, kind, case_id=row.case_id, subject_id=row.pk)
        if not holds:
            return None
    return selectors.share(giver, row)


def _receive(actor: Actor, offer_id: int, shared: Shared) -> None:
    """Make the case, once; who accepted is named for it when it was restricted on the other side too."""
    rows = ReferralOffer.objects.visible_to(actor).filter(id=offer_id, state=ReferralState.ACCEPTED, case=None)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return
    case = casework.case_open(
        actor, age_band=shared.age_band, purposes=list(shared.purposes), language=shared.language,
        quiet=shared.quiet, restricted=shared.restricted, excluded_countries=shared.excluded_countries,
    )  # fmt: skip
    casework.exclusions_keep(actor, case=case, recipients=shared.excluded_recipients, police=shared.excluded_police)
    if shared.restricted and row.answered_by is not None:
        grants.grant(
            actor, CaseGrant, user_id=row.answered_by, object_id=case.pk, codename="work_on_case", case_id=case.pk
        )
    for report in shared.reports:
        intake.report_add(
            actor, case_id=case.pk, channel="partner", text=report.text, contact=report.contact,
            addresses="\n".join(report.links),
        )  # fmt: skip
    fingerprints.fingerprints_take(actor, case_id=case.pk, prints=shared.prints)
    ReferralOffer.objects.filter(agency_id=actor.agency_id, id=row.pk).update(case=case)
    audit.record(
        actor, "offer.take", subject_kind="referraloffer", subject_id=row.pk, case_id=case.pk, partner_id=row.partner_id
    )
    events.emit(actor, "referral.received", case_id=case.pk, subject_id=row.pk)
