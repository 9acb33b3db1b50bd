"""Partnerships: each side says what it wants, in its own workspace; what both want is in force. Nothing is copied over."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.access.models import Partnership
from agencies.access.states import PartnerPurpose, PartnershipState
from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import lookup
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.services import verb


@verb("partner.update")
def partnership_propose(actor: Actor, *, slug: str, purpose: str) -> None:
    """Say that this agency wants to work with the one of that short name.

    The answer is the same whether such an agency exists, is listed, or has declined: nobody can find out by proposing.
    Proposing again changes nothing, and says the same. Raises Invalid for one's own name.
    """
    wanted = slug.strip().lower()
    if purpose not in set(PartnerPurpose):
        raise Invalid(_("Unknown purpose."), "purpose")
    if wanted == tenancy.agency(actor.agency_id).slug:
        raise Invalid(_("This is your own agency."), "slug")
    row = _want(actor, wanted, lookup.listed_agency(wanted), purpose)
    audit.record(actor, "partner.propose", subject_kind="partnership", subject_id=row.pk, purpose=purpose)
    events.emit(actor, "partner.proposed", subject_id=row.pk, purpose=purpose)


@verb("partner.update")
def partnership_accept(actor: Actor, *, agency_id: int, purpose: str) -> None:
    """Want what another agency proposes; from now on it is in force. Raises NotFound when it is not proposed (any more)."""
    _proposed(agency_id, purpose)
    row = _want(actor, tenancy.agency(agency_id).slug, agency_id, purpose)
    audit.record(
        actor, "partner.accept", subject_kind="partnership", subject_id=row.pk, purpose=purpose, partner_id=agency_id
    )
    events.emit(actor, "partner.accepted", subject_id=row.pk, purpose=purpose)


@verb("partner.update")
def partnership_decline(actor: Actor, *, agency_id: int, purpose: str) -> None:
    """Put a proposal away; the other side is told nothing."""
    _proposed(agency_id, purpose)
    row = Partnership.objects.create(
        agency_id=actor.agency_id, slug=tenancy.agency(agency_id).slug, partner_id=agency_id, purpose=purpose,
        state=PartnershipState.DECLINED, made_by=actor.user_id,
    )  # fmt: skip
    audit.record(
        actor, "partner.decline", subject_kind="partnership", subject_id=row.pk, purpose=purpose, partner_id=agency_id
    )


@verb("partner.update")
def partnership_end(actor: Actor, *, partnership_id: int) -> None:
    """Want it no longer: a partnership in force ends at once for both sides. What was shared stays where it is."""
    rows = Partnership.objects.visible_to(actor).filter(id=partnership_id)
    row = rows.first()
    if row is None:
        raise NotFound
    if not rows.filter(state=PartnershipState.WANTED).update(state=PartnershipState.ENDED, ended_at=Now()):
        raise Conflict(_("This has ended already."))
    audit.record(actor, "partner.end", subject_kind="partnership", subject_id=row.pk, purpose=row.purpose)
    events.emit(actor, "partner.ended", subject_id=row.pk, purpose=row.purpose)


@verb("partner.update")
def partners_listed(actor: Actor, *, listed: bool) -> None:
    """Whether other agencies that know our short name may propose."""
    AgencySettings.objects.visible_to(actor).update(open_to_partners=listed)
    audit.record(actor, "partner.list", subject_kind="agencysettings", subject_id=None, listed=listed)


def _proposed(agency_id: int, purpose: str) -> None:
    if (agency_id, purpose) not in lookup.proposals():
        raise NotFound


def _want(actor: Actor, slug: str, agency_id: int | None, purpose: str) -> Partnership:
    """This side's row; one that was declined before, or leads nowhere still, becomes it."""
    mine = Partnership.objects.visible_to(actor).filter(slug=slug, purpose=purpose)
    old = mine.exclude(state=PartnershipState.ENDED).select_for_update().first()
    if old is None:
        try:
            with transaction.atomic():
                return Partnership.objects.create(
                    agency_id=actor.agency_id, slug=slug, partner_id=agency_id, purpose=purpose, made_by=actor.user_id
                )
        except IntegrityError:
            old = mine.exclude(state=PartnershipState.ENDED).first()
    if old is None:
        raise Conflict(_("A colleague changed the same thing just now. Send it again."))
    mine.filter(id=old.pk).update(
        state=PartnershipState.WANTED, partner_id=agency_id or old.partner_id, made_by=actor.user_id, made_at=Now()
    )
    return old
