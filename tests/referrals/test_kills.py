"""A referral's jobs are cut off anywhere and run again: one offer, one case, and never one scope inside the other."""

from collections.abc import Callable
from typing import Any

import pytest

from agencies.events import services as jobs
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import current, tenant_scope
from cases.casework.models import Case
from cases.fingerprints.models import Fingerprint
from cases.intake.models import Report
from cases.referrals import selectors
from cases.referrals.models import ReferralOffer
from cases.referrals.services import giving, receiving
from tests.people import Cast
from tests.referrals.calling import WORK, befriend, given, offer, received, run
from tests.rows import a_case

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is gone."""


def dies(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, after: bool) -> None:
    """The next call of a step ends the worker, before or after its work."""
    real: Callable[..., Any] = getattr(module, name)

    def step(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(module, name, real)
        if after:
            real(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(module, name, step)


STEPS = [
    (receiving, "_release", False),
    (receiving, "_release", True),
    (receiving, "_receive", False),
    (receiving, "_receive", True),
    (selectors, "share", True),
    (receiving.casework, "case_open", True),
    (receiving.intake, "report_add", True),
    (receiving.fingerprints, "fingerprints_take", True),
]


@pytest.mark.parametrize(
    ("module", "name", "after"), STEPS, ids=[f"{n}-{'after' if a else 'before'}" for _, n, a in STEPS]
)
def test_it_makes_one_case_wherever_it_was_cut_off(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, after: bool
) -> None:
    befriend(cast)
    offer(cast, a_case(cast).pk)
    run(cast.harbour)
    receiving.offer_accept(cast.outsider, offer_id=received(cast).pk)
    dies(monkeypatch, module, name, after=after)
    with pytest.raises(Killed):
        run(cast.island)
    assert current() is None
    run(cast.island)
    again(cast.island)
    assert given(cast).state == "accepted" and received(cast).state == "accepted"
    with tenant_scope(cast.island.pk):
        assert (Case.objects.count(), Report.objects.count(), Fingerprint.objects.count()) == (1, 1, 1)
        assert received(cast).case_id == Case.objects.get().pk


def again(agency: Agency) -> None:
    """Every job of the agency once more, as a lease that ran out does it."""
    with tenant_scope(agency.pk):
        known = list(Job.objects.filter(kind__in=WORK).order_by("id"))
    for job in known:
        WORK[job.kind](Actor.system(agency.pk), **job.args)


def test_it_makes_one_offer_however_often_it_is_carried(cast: Cast) -> None:
    befriend(cast)
    offer(cast, a_case(cast).pk)
    run(cast.harbour)
    again(cast.harbour)
    with tenant_scope(cast.island.pk):
        assert ReferralOffer.objects.count() == 1


def test_it_stays_taken_back_when_the_messages_come_in_the_wrong_order(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    befriend(cast)
    row = offer(cast, a_case(cast).pk)
    real = giving._stand

    def late(*args: Any) -> None:
        """The offer was read as standing; it is taken back and carried before it is written there."""
        monkeypatch.setattr(giving, "_stand", real)
        with tenant_scope(cast.island.pk):
            giving.offer_delete(Actor.system(cast.island.pk), partner_id=cast.harbour.pk, token=row.token)
        real(*args)

    monkeypatch.setattr(giving, "_stand", late)
    run(cast.harbour)
    assert (received(cast).state, received(cast).help) == ("taken_back", "")


def test_it_waits_for_a_partner_that_is_suspended(cast: Cast) -> None:
    befriend(cast)
    row = offer(cast, a_case(cast).pk)
    Agency.objects.filter(id=cast.island.pk).update(suspended_at="2026-11-01T00:00:00Z")
    with pytest.raises(jobs.Later):
        giving.referral_carry(Actor.system(cast.harbour.pk), referral_id=row.pk)
