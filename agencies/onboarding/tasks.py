"""The platform's own rounds for adopting institutions."""

from celery import Task, shared_task

from agencies.onboarding.services import agreements, mails, renewal


@shared_task(name="agencies.onboarding.mails", base=Task, ignore_result=True)
def send_mails() -> None:
    """Platform work: mails to applicants and managers; most belong to no agency yet."""
    mails.send_due()


@shared_task(name="agencies.onboarding.rounds", base=Task, ignore_result=True)
def rounds() -> None:
    """Platform work: renewals, and what is forgotten when its time is over."""
    renewal.renewals()
    renewal.applications_erase()
    agreements.addresses_forget()
