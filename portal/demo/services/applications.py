"""Two sample institutions that apply: one to be read, one that was asked something."""

import uuid

from django.db.models.functions import Now

from agencies.onboarding.models import PlatformMail
from agencies.onboarding.services import applications
from agencies.onboarding.services.applications import Facts
from agencies.onboarding.states import MailState
from agencies.tenancy.actor import Staff

SAMPLES = (
    Facts(
        "Harbour Trust (sample)", "foreign_non_profit", "NL", "We help people whose pictures were published.",
        "Three counsellors, from next month.", "Dana Officer", "dana@trust.example", "Sam Signer", "sam@trust.example",
        "en",
    ),
    Facts(
        "Saebit City Office (sample)", "local_government", "KR", "Support for residents, by ordinance.",
        "Two removal officers and one approver.", "Kim Dana", "dana@saebit.example", "Lee Sam", "sam@saebit.example",
        "ko",
    ),
)  # fmt: skip


def seed(staff_id: int) -> None:
    """The samples; their mails count as sent, because their addresses are nobody's."""
    made = [applications.application_submit(form_key=uuid.uuid4(), facts=facts)[0] for facts in SAMPLES]
    question = "Which ordinance is the legal ground? (sample)"
    applications.application_ask(Staff(staff_id), application_id=made[-1].pk, text=question)
    mails = PlatformMail.objects.filter(application__in=made, state=MailState.DUE)
    mails.update(state=MailState.SENT, sealed=None, done_at=Now())
