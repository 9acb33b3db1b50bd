"""A mail about gaps: once, to those who run the watch, without a site's name, and none where nobody wants one."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agencies.doors.adapters import mail
from agencies.events.models import Job
from agencies.events.services import Later
from agencies.people.models import User
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import SourceGap, WatchSource
from cases.detection.services import gapmail, pulse
from tests.people import Cast
from tests.rows import a_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def send(message: bytes, *, recipients: list[str], **_: Any) -> None:
        found.append((recipients[0], message.decode()))

    monkeypatch.setattr(mail, "send", send)
    return found


def late(cast: Cast, number: int = 0, minutes: int = 180) -> None:
    """A source that was not looked at for so long, and the gap that the clock notes."""
    source = a_source(cast, number)
    with tenant_scope(cast.harbour.pk):
        past = timezone.now() - timedelta(minutes=minutes)
        WatchSource.objects.filter(id=source.pk).update(created_at=past, last_success_at=past, cadence_seconds=60)
    pulse.gaps_find()


def jobs(cast: Cast) -> list[Job]:
    with tenant_scope(cast.harbour.pk):
        return list(Job.objects.filter(kind=gapmail.KIND).order_by("id"))


def work(cast: Cast) -> int:
    return sum(gapmail.gaps_mail(Actor.system(cast.harbour.pk), **job.args) for job in jobs(cast))


def test_it_writes_once_about_all_that_is_late_to_those_who_run_the_watch(
    cast: Cast, sent: list[tuple[str, str]]
) -> None:
    for number in range(3):
        late(cast, number)
    work(cast)
    work(cast)
    people = {cast.users[name].email for name in ("manager", "officer")}
    assert {address for address, _text in sent} == people and len(sent) == len(people)
    assert "3 watched sources" in sent[0][1] and "/sources/live/" in sent[0][1] and "180" in sent[0][1]
    assert "Bridge" not in sent[0][1] and "example" not in sent[0][1].replace("@", "").split("Auto-Submitted")[1]
    sent.clear()
    late(cast, 9, minutes=120)
    work(cast)
    assert not sent, "no second mail before the same time is over again"
    assert jobs(cast)[-1].due_at > timezone.now() + timedelta(minutes=55)


def test_it_writes_to_nobody_whose_account_is_switched_off(cast: Cast, sent: list[tuple[str, str]]) -> None:
    late(cast)
    User.objects.filter(id=cast.users["officer"].pk).update(is_active=False)
    work(cast)
    assert [address for address, _text in sent] == [cast.users["manager"].email]


def test_it_waits_for_the_agencys_minutes_and_forgets_a_gap_that_ended(cast: Cast, sent: list[tuple[str, str]]) -> None:
    late(cast, minutes=30)
    (job,) = jobs(cast)
    assert timedelta(minutes=25) < job.due_at - timezone.now() < timedelta(minutes=31)
    assert work(cast) == 0 and len(jobs(cast)) == 1, "the same job is not written twice"
    with tenant_scope(cast.harbour.pk):
        SourceGap.objects.update(ended_at=timezone.now(), since=timezone.now() - timedelta(hours=9))
    assert work(cast) == 0 and not sent


def test_it_sends_nothing_where_it_is_switched_off(cast: Cast, sent: list[tuple[str, str]]) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(gap_minutes=0)
    late(cast)
    assert jobs(cast) == []
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(gap_minutes=60)
    late(cast, 1)
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(gap_minutes=0)
    assert work(cast) == 0 and not sent


def test_it_tries_again_when_no_mail_left(
    cast: Cast, sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    late(cast)

    def refuse(*_: Any, **__: Any) -> None:
        raise mail.NotSent("refused", permanent=False, stage=mail.Stage.CONNECT)

    with monkeypatch.context() as other:
        other.setattr(mail, "send", refuse)
        with pytest.raises(Later):
            work(cast)
    assert work(cast) == 2 and len(sent) == 2
