"""Offer a part of a case to a partner, take it back, and let the offer stand in the partner's workspace."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import selectors as access
from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework.models import Case
from cases.casework.states import CaseState, Purpose
from cases.referrals import selectors
from cases.referrals.models import Referral, ReferralOffer
from cases.referrals.states import MOVES, Ground, Help, Part, ReferralState

CARRY = "cases.referrals.carry"


@verb("referral.create")
def referral_offer(
    actor: Actor,
    *,
    case_id: int,
    partner_id: int,
    help: str,
    parts: Sequence[str],
    ground: str,
    agreed_on: date | None = None,
    reason: str = "",
) -> Referral:
    """Offer the chosen parts of a case to a partner.

    Raises NotFound for the case, Invalid for a partner that is none (any more), for parts that cannot go alone and for a ground
    that does not hold, Forbidden for an override without its right, Conflict for a case or an offer that stands in the way.
    """
    case = casework.case(actor, case_id)
    _check(actor, case, parts, help)
    _ground(actor, case, ground, agreed_on, reason)
    try:
        partner = access.partner(actor, "referral", partner_id)
    except NotFound as error:
        raise Invalid(_("You do not work with this agency for referrals."), "partner") from error
    mine = Referral.objects.visible_to(actor).filter(case=case, partner=partner)
    if mine.filter(state=ReferralState.OFFERED).exists():
        raise Conflict(_("This partner has an offer of this case already. Take it back first."))
    row = Referral.objects.create(
        agency_id=actor.agency_id, case=case, partner=partner, help=help, ground=ground,
        parts=selectors.chosen(actor, case.pk, parts), agreed_on=agreed_on if ground == Ground.CONSENT else None,
        reason=reason.strip() if ground == Ground.OVERRIDE else "", offered_by=actor.user_id,
    )  # fmt: skip
    audit.record(
        actor, "referral.offer", subject_kind="referral", subject_id=row.pk, case_id=case.pk, partner_id=partner.pk,
        parts=sorted(parts), ground=ground,
    )  # fmt: skip
    events.emit(actor, "referral.offered", case_id=case.pk, subject_id=row.pk, help=help)
    events.enqueue(CARRY, agency_id=actor.agency_id, key=f"referral:{row.pk}:offered", referral_id=row.pk)
    return row


def _check(actor: Actor, case: Case, parts: Sequence[str], help: str) -> None:
    if help not in set(Help) or not parts or not set(parts) <= set(Part):
        raise Invalid(_("Choose what is shared, and the kind of help."), "parts")
    if case.state == CaseState.WITHDRAWN:
        raise Conflict(_("The case was withdrawn. Nothing of it is given away."))
    if Part.FINGERPRINTS in parts:
        if Part.CONSENTS not in parts:
            raise Invalid(_("Fingerprints go together with what the person agreed to."), "parts")
        if not casework.agreed(actor, case.pk, Purpose.DETECTION):
            raise Invalid(
                _("The person has not agreed that copies are looked for, so no fingerprint is shared."), "parts"
            )


def _ground(actor: Actor, case: Case, ground: str, agreed_on: date | None, reason: str) -> None:
    if ground == Ground.CONSENT:
        if agreed_on is None or agreed_on > timezone.localdate():
            raise Invalid(_("Write the day on which the person agreed."), "agreed_on")
    elif ground == Ground.OVERRIDE:
        rights.require(actor, "case.override")
        if not reason.strip():
            raise Invalid(_("Write why it must be shared without consent."), "reason")
        if case.quiet:
            raise Invalid(_("The case is in quiet mode: only the person can decide to share it."), "ground")
    else:
        raise Invalid(_("Say what lets you share it."), "ground")


@verb("referral.create")
def referral_take_back(actor: Actor, *, referral_id: int) -> None:
    """Take an offer back before it is accepted; it is deleted on the other side. Raises NotFound, Conflict."""
    row = selectors.referral(actor, referral_id)
    if not move(actor, row.pk, ReferralState.TAKEN_BACK, only=ReferralState.OFFERED):
        raise Conflict(_("The partner was faster, or it was taken back already."))
    audit.record(actor, "referral.take_back", subject_kind="referral", subject_id=row.pk, case_id=row.case_id)
    events.emit(actor, "referral.taken_back", case_id=row.case_id, subject_id=row.pk)
    events.enqueue(CARRY, agency_id=actor.agency_id, key=f"referral:{row.pk}:back", referral_id=row.pk)


def move(actor: Actor, referral_id: int, to: ReferralState, *, only: ReferralState | None = None) -> bool:
    """Move the giver's row along the table, in the caller's transaction; False when somebody was first."""
    sources = [only] if only else [state for state, targets in MOVES.items() if to in targets]
    rows = Referral.objects.visible_to(actor).filter(id=referral_id, state__in=sources)
    return bool(rows.update(state=to, **({"done_at": Now()} if to == ReferralState.DONE else {"answered_at": Now()})))


def referral_carry(actor: Actor, *, referral_id: int) -> None:
    """Let the partner's workspace hold what the giver's row says: the offer, or nothing but its token.

    One scope after the other, each in a transaction of its own. Run again after any end it comes to the same: the token is
    unique there, and a token that was taken back stays taken back whichever message comes first.
    """
    rights.require(actor, "referral.carry")
    with tenant_scope(actor.agency_id):
        row = Referral.objects.visible_to(actor).filter(id=referral_id).first()
        found = (row.partner_id, row.token, row.state, row.help, selectors.amounts(row.parts)) if row else None
    if found is None or found[2] not in {ReferralState.OFFERED, ReferralState.TAKEN_BACK}:
        return
    partner_id, token, state, help, counts = found
    if not tenancy.at_work(partner_id):
        raise events.Later("partner away")
    there = Actor.system(partner_id)
    with tenant_scope(partner_id):
        if state == ReferralState.TAKEN_BACK:
            offer_delete(there, partner_id=actor.agency_id, token=token)
        else:
            _stand(there, actor.agency_id, token, help, counts)


def _stand(there: Actor, giver_id: int, token: UUID, help: str, counts: dict[str, str]) -> None:
    row, created = ReferralOffer.objects.get_or_create(
        agency_id=there.agency_id, token=token, defaults={"partner_id": giver_id, "help": help, "counts": counts}
    )
    if created:
        audit.record(there, "offer.receive", subject_kind="referraloffer", subject_id=row.pk, partner_id=giver_id)
        events.emit(there, "offer.received", subject_id=row.pk, help=help)


def offer_delete(there: Actor, *, partner_id: int, token: UUID) -> None:
    """Leave nothing of an offer but its token, in the caller's transaction; one that became a case stays."""
    row, created = ReferralOffer.objects.get_or_create(
        agency_id=there.agency_id, token=token, defaults={"partner_id": partner_id, "state": ReferralState.TAKEN_BACK}
    )
    rows = ReferralOffer.objects.visible_to(there).filter(id=row.pk, case=None).exclude(state=ReferralState.TAKEN_BACK)
    if rows.update(state=ReferralState.TAKEN_BACK, help="", counts={}) or created:
        audit.record(there, "offer.delete", subject_kind="referraloffer", subject_id=row.pk, partner_id=partner_id)
