"""Two partners, and the jobs of a referral run by hand."""

from typing import Any

from django.utils import timezone

from agencies.access.services import partnerships
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from cases.referrals.models import Referral, ReferralOffer
from cases.referrals.services import giving, receiving
from tests.people import Cast

WORK = {giving.CARRY: giving.referral_carry, receiving.ANSWER: receiving.offer_carry}
ALL = ["text", "contact", "links", "fingerprints", "consents"]


def befriend(cast: Cast) -> None:
    """Harbour and island refer people to each other."""
    partnerships.partners_listed(cast.outsider, listed=True)
    partnerships.partnership_propose(cast.manager, slug="island", purpose="referral")
    partnerships.partnership_accept(cast.outsider, agency_id=cast.harbour.pk, purpose="referral")


def offer(cast: Cast, case_id: int, parts: list[str] | None = None, **more: Any) -> Referral:
    """Harbour's worker offers a case to the island with consent."""
    values = {
        "partner_id": cast.island.pk,
        "help": "removal",
        "parts": parts or ALL,
        "ground": "consent",
        "agreed_on": timezone.localdate(),
    }
    return giving.referral_offer(cast.worker, case_id=case_id, **values | more)


def run(agency: Agency) -> int:
    """The pending jobs of an agency's referrals, one after the other; returns how many."""
    with tenant_scope(agency.pk):
        jobs = list(Job.objects.filter(kind__in=WORK, state="pending").order_by("id"))
    for job in jobs:
        WORK[job.kind](Actor.system(agency.pk), **job.args)
        with tenant_scope(agency.pk):
            Job.objects.filter(id=job.pk).update(state="done")
    return len(jobs)


def given(cast: Cast) -> Referral:
    """Harbour's row."""
    with tenant_scope(cast.harbour.pk):
        return Referral.objects.select_related("case").get()


def received(cast: Cast) -> ReferralOffer:
    """The island's row."""
    with tenant_scope(cast.island.pk):
        return ReferralOffer.objects.get()
