"""Two people at once, on two connections: one act counts, the other is told."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from agencies.onboarding.models import Agreement, Application, ApplicationFile, PlatformMail, Suspension
from agencies.onboarding.services import agreements, applications, mails, suspension
from agencies.onboarding.services.applications import Facts, Upload
from agencies.tenancy.errors import Conflict
from tests.onboarding.papers import FACTS, HAND, PARTIES, accepted, pdf, staff, submitted
from tests.people import Cast


def at_once(*calls: Callable[[], object]) -> list[str]:
    """What became of calls that start together: done, or the name of the refusal."""
    start, found = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait(10)
            call()
            found.append("done")
        except Conflict:
            found.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(found)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(mails, "_hand_over", lambda message, address: found.append(address))
    return found


def test_it_counts_one_of_two_acts(committed_cast: Cast, sent: list[str]) -> None:
    (_, one), (_, two) = staff("one"), staff("two")
    row, _ = submitted()
    decline = [
        lambda who=who: applications.application_decline(who, application_id=row.pk, reasons="No.")
        for who in (one, two)
    ]
    assert at_once(*decline, lambda: applications.application_withdraw(application_id=row.pk)) == [
        "conflict",
        "conflict",
        "done",
    ]
    agency = committed_cast.harbour.pk
    assert at_once(*[lambda: suspension.agency_suspend(one, agency_id=agency, reason="Why.")] * 3) == [
        "conflict"
    ] * 2 + ["done"]
    assert Suspension.objects.count() == 1
    assert at_once(*[lambda: suspension.agency_lift(one, agency_id=agency)] * 2) == ["conflict", "done"]
    key, file = uuid.uuid4(), [Upload("a.pdf", pdf())]
    twice = [lambda: applications.application_submit(form_key=key, facts=Facts(**FACTS), files=file)] * 3
    assert at_once(*twice) == ["conflict"] * 2 + ["done"]
    assert Application.objects.count() == 2 and ApplicationFile.objects.count() == 1


def test_it_signs_once_and_sends_each_mail_once(committed_cast: Cast, sent: list[str]) -> None:
    _, who = staff()
    row = accepted(who)
    made = agreements.agreement_issue(who, application_id=row.pk, parties=PARTIES)
    back = Upload("signed.pdf", pdf())
    sign = [
        lambda file=file: agreements.agreement_sign(
            application_id=row.pk, document_sha256=made.sha256, hand=HAND, agreed=True, countersigned=file
        )
        for file in (None, back, None)
    ]
    assert at_once(*sign) == ["conflict", "conflict", "done"]
    assert Agreement.objects.get().state == "signed" and ApplicationFile.objects.count() <= 1
    waiting = PlatformMail.objects.count()
    assert at_once(*[mails.send_due] * 4) == ["done"] * 4
    assert len(sent) == waiting == 2 and set(PlatformMail.objects.values_list("state", flat=True)) == {"sent"}
