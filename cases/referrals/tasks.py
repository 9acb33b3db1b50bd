"""Jobs of referrals: each opens one agency's scope after the other."""

from celery import shared_task

from agencies.events.services import run
from cases.referrals.services import giving, receiving


@shared_task(name="cases.referrals.carry")
def carry(agency_id: int, job_id: int) -> None:
    """Let the partner hold the offer, or nothing of it."""
    run(agency_id, job_id, giving.referral_carry)


@shared_task(name="cases.referrals.answer")
def answer(agency_id: int, job_id: int) -> None:
    """Bring the answer to the giver, and the shared part back."""
    run(agency_id, job_id, receiving.offer_carry)
