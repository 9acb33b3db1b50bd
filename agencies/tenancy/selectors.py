"""Reads about agencies."""

from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings as deployment
from django.utils import timezone

from agencies.doors.adapters import mail
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import COMMONS, Agency, AgencySettings


def agency(agency_id: int) -> Agency:
    """An active agency's public facts; raises NotFound."""
    found = Agency.objects.filter(id=agency_id, active=True).first()
    if found is None:
        raise NotFound
    return found


def agency_by_slug(slug: str) -> Agency:
    """The same, by the name in an address. The platform's own workspace has none: no form, no sign-in, no people."""
    found = Agency.objects.filter(slug=slug, active=True).exclude(slug=COMMONS).first()
    if found is None:
        raise NotFound
    return found


def commons() -> int | None:
    """Id of the platform's own workspace, once it was needed."""
    return Agency.objects.filter(slug=COMMONS).values_list("id", flat=True).first()


def agencies(ids: list[int]) -> list[Agency]:
    """Several agencies' public facts, by name."""
    return list(Agency.objects.filter(id__in=ids, active=True))


def every_agency_id() -> list[int]:
    """Ids of all active agencies, for platform-wide rounds that open one scope after the other."""
    return list(Agency.objects.filter(active=True).values_list("id", flat=True))


def at_work(agency_id: int) -> bool:
    """Whether the agency is active and not suspended: only then the portal works for it on its own."""
    return Agency.objects.filter(id=agency_id, active=True, suspended_at=None).exists()


def settings(actor: Actor) -> AgencySettings:
    """The agency's own settings."""
    return AgencySettings.objects.visible_to(actor).get()


def mail_server() -> mail.SmtpServer:
    """The deployment's own mail server: what the portal itself says leaves there."""
    return mail.SmtpServer(
        host=deployment.SMTP_HOST, port=deployment.SMTP_PORT, security=mail.Security(deployment.SMTP_SECURITY),
        user=deployment.SMTP_USER, password=deployment.SMTP_PASSWORD,
    )  # fmt: skip


def sample_agencies_exist() -> bool:
    """Whether the database holds agencies of the demo."""
    return Agency.objects.filter(demo=True).exists()


class Aged(Protocol):
    """A case as the second person's rule needs it."""

    @property
    def age_band(self) -> str: ...


def two_person(actor: Actor, case: Aged) -> bool:
    """Whether an approval in this case needs a second person by the agency's own rule; unknown age counts as protected."""
    rule = settings(actor).two_person
    return rule == "all" or (rule == "protected" and case.age_band != "adult")


def supervised_until(actor: Actor) -> datetime | None:
    """Until when nothing of a young agency goes out without a second person; None once that time is over."""
    end = agency(actor.agency_id).created_at + timedelta(days=settings(actor).supervised_days)
    return end if end > timezone.now() else None
