"""Activation, suspension, renewal, and the platform's mails."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from agencies.doors.adapters import mail
from agencies.onboarding.models import AgencyTerm, Agreement, PlatformMail, Suspension
from agencies.onboarding.services import activation, mails, renewal, suspension
from agencies.onboarding.services.activation import Workspace
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from tests.onboarding.conftest import Desk
from tests.onboarding.papers import accepted, signed
from tests.people import Cast

pytestmark = pytest.mark.django_db
SPACE = Workspace(
    "trust", "help@trust.example", "notices@trust.example", "Europe/Amsterdam", ("ko", "en"), 18, "representative",
    "Mo Manager", "mo@trust.example",
)  # fmt: skip
Box = list[tuple[str, EmailMessage]]


def test_it_opens_a_workspace_with_the_defaults_of_its_country(desk: Desk, box: Box) -> None:
    row = signed(desk.staff)
    agency = activation.agency_activate(desk.staff, application_id=row.pk, workspace=SPACE)
    with tenant_scope(agency.pk):
        found = tenancy.settings(Actor.system(agency.pk))
        assert (found.time_zone, found.protected_age, found.emergency_line) == ("Europe/Amsterdam", 18, "112")
    row.refresh_from_db()
    term = AgencyTerm.objects.get(agency=agency)
    assert row.state == "active" and row.agency == agency and (term.renew_on - timezone.now().date()).days in {364, 365}
    with pytest.raises(Conflict):
        activation.agency_activate(desk.staff, application_id=row.pk, workspace=SPACE)
    mails.send_due()
    assert any("열" in str(message["Subject"]) or "open" in str(message["Subject"]) for _, message in box)


def test_it_refuses_without_a_signature_or_with_a_taken_name(desk: Desk) -> None:
    row = accepted(desk.staff)
    with pytest.raises(Conflict):
        activation.agency_activate(desk.staff, application_id=row.pk, workspace=SPACE)
    first, second = signed(desk.staff), signed(desk.staff)
    activation.agency_activate(desk.staff, application_id=first.pk, workspace=SPACE)
    with pytest.raises(Invalid) as refused:
        activation.agency_activate(desk.staff, application_id=second.pk, workspace=SPACE)
    assert refused.value.field == "slug"


@pytest.mark.parametrize(
    "field", ["controller", "processor", "sub_processors", "storage", "transfer_ground", "authority"]
)
def test_it_opens_nothing_until_everybody_is_named(desk: Desk, field: str) -> None:
    row = signed(desk.staff)
    Agreement.objects.filter(application=row).update(**{field: ""})
    with pytest.raises(Invalid) as refused:
        activation.agency_activate(desk.staff, application_id=row.pk, workspace=SPACE)
    assert refused.value.field == field and not Agency.objects.filter(slug="trust").exists()


def test_it_suspends_once_tells_why_and_lifts(desk: Desk, cast: Cast, box: Box) -> None:
    with pytest.raises(Invalid):
        suspension.agency_suspend(desk.staff, agency_id=cast.harbour.pk, reason=" ")
    suspension.agency_suspend(desk.staff, agency_id=cast.harbour.pk, reason="Two reports about passwords.")
    with pytest.raises(Conflict):
        suspension.agency_suspend(desk.other, agency_id=cast.harbour.pk, reason="again")
    assert not tenancy.at_work(cast.harbour.pk) and tenancy.at_work(cast.island.pk)
    mails.send_due()
    assert [(address, "Two reports about passwords." in message.get_content()) for address, message in box] == [
        ("mina@example.org", True)
    ]
    suspension.agency_lift(desk.staff, agency_id=cast.harbour.pk)
    with pytest.raises(Conflict):
        suspension.agency_lift(desk.staff, agency_id=cast.harbour.pk)
    assert tenancy.at_work(cast.harbour.pk) and Suspension.objects.get().lifted_by_id == desk.staff.user_id
    with pytest.raises(NotFound):
        suspension.agency_suspend(desk.staff, agency_id=2_000_000_000, reason="x")


def term(agency: Agency, days: int) -> AgencyTerm:
    return AgencyTerm.objects.create(agency=agency, renew_on=timezone.now().date() + timedelta(days=days))


def test_it_reminds_before_the_day_and_on_it_once_each(cast: Cast, box: Box) -> None:
    row = term(cast.harbour, 59)
    term(cast.island, 61)
    assert renewal.renewals() == 1 and renewal.renewals() == 0
    AgencyTerm.objects.filter(id=row.pk).update(renew_on=timezone.now().date())
    assert renewal.renewals() == 1 and renewal.renewals() == 0
    mails.send_due()
    assert [address for address, _ in box] == ["mina@example.org"] * 2


@pytest.mark.parametrize(("lapse", "suspended"), [("remind", False), ("suspend", True)])
def test_it_lapses_as_the_platform_decided_and_deletes_nothing(
    cast: Cast, settings: Any, lapse: str, suspended: bool
) -> None:
    settings.RENEWAL_LAPSE = lapse
    term(cast.harbour, -61)
    confirmed = term(cast.island, -61)
    AgencyTerm.objects.filter(id=confirmed.pk).update(confirmed_at=timezone.now())
    renewal.renewals()
    cast.harbour.refresh_from_db()
    assert (cast.harbour.suspended_at is not None) == suspended and cast.harbour.active
    assert Suspension.objects.count() == suspended and tenancy.at_work(cast.island.pk)


def test_a_manager_confirms_and_the_platform_renews_once(desk: Desk, cast: Cast) -> None:
    row = term(cast.harbour, 10)
    with pytest.raises(Forbidden):
        renewal.term_confirm(cast.worker)
    with pytest.raises(NotFound):
        renewal.term_confirm(cast.outsider)
    renewal.term_confirm(cast.manager)
    renewal.term_renew(desk.staff, agency_id=cast.harbour.pk, seen=row.renew_on)
    with pytest.raises(Conflict):
        renewal.term_renew(desk.other, agency_id=cast.harbour.pk, seen=row.renew_on)
    seen = row.renew_on
    row.refresh_from_db()
    assert row.renew_on == seen + timedelta(days=365) and row.confirmed_at is None


def test_it_tries_a_mail_again_and_gives_up_with_a_trace(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def away(*args: Any, **more: Any) -> None:
        raise mail.NotSent("away", permanent=False, stage=mail.Stage.CONNECT)

    accepted(desk.staff)
    monkeypatch.setattr(mail, "send", away)
    for _ in range(settings.JOB_MAX_ATTEMPTS + 2):
        PlatformMail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        assert mails.send_due() == 0
    row = PlatformMail.objects.get()
    assert (row.state, row.attempts, row.error) == ("failed", settings.JOB_MAX_ATTEMPTS, "NotSent") and row.sealed
    mails.mail_retry(desk.staff, mail_id=row.pk)
    with pytest.raises(Conflict):
        mails.mail_retry(desk.staff, mail_id=row.pk)


def test_it_writes_in_the_readers_language_and_forgets_the_code(desk: Desk, box: Box) -> None:
    accepted(desk.staff)
    assert mails.send_due() == 1 and mails.send_due() == 0
    (address, message), row = box[0], PlatformMail.objects.get()
    assert address == "sam@trust.example" and message["Content-Language"] == "ko"
    assert "/apply/open/" in message.get_content() and row.sealed is None and row.state == "sent"
