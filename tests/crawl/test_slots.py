"""Finished parts of the crawl are erased; what waits, what is of today and what others keep stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.services import slots
from tests.people import Cast

pytestmark = pytest.mark.django_db


def job(agency_id: int, key: str, *, kind: str = slots.JOB, state: str = "done", days: int = 3) -> None:
    with tenant_scope(agency_id):
        at = timezone.now() - timedelta(days=days)
        Job.objects.create(
            agency_id=agency_id, kind=kind, key=key, state=state, done_at=at if state == "done" else None
        )


def keys(agency_id: int) -> set[str]:
    with tenant_scope(agency_id):
        return set(Job.objects.filter(agency_id=agency_id).values_list("key", flat=True))


def test_it_erases_finished_parts_of_its_agency_only(cast: Cast) -> None:
    own, other = cast.harbour.pk, cast.island.pk
    before = keys(own)
    job(own, "crawl:0:1")
    job(own, "crawl:0:2", days=0)
    job(own, "crawl:0:3", state="pending")
    job(own, "notice:1", kind="takedowns.delivery.send")
    job(other, "crawl:0:1")
    assert slots.parts_forget(Actor.system(own)) == 1
    assert keys(own) - before == {"crawl:0:2", "crawl:0:3", "notice:1"}
    assert "crawl:0:1" in keys(other)
    assert slots.parts_forget_all() == 1
