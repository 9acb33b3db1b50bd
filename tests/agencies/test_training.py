"""A training workspace: invented cases, marked on every page, begun anew, and nothing leaves it."""

import time

import pytest
from django.core.management import CommandError, call_command

from agencies.leaving.models import Departure
from agencies.leaving.services import shredding
from agencies.people import selectors as people
from agencies.people.models import User
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection.models import Match
from tests.people import Cast


@pytest.mark.django_db
def test_it_opens_marks_and_begins_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agencies.doors.adapters.pdf.render", lambda html, **more: html.encode())
    call_command("training_open", "practice", "--manager", "mina@example.org")
    agency = Agency.objects.get(slug="practice")
    assert agency.training and not agency.demo
    with tenant_scope(agency.pk):
        assert Case.objects.count() == 3
        assert {match.page_url.split("/")[2] for match in Match.objects.all()} == {"training.invalid"}
    mina = cast.client("manager")
    assert b"Nothing is ever sent" not in mina.get("/cases/").content
    mina.post("/agency/switch/", {"agency_id": agency.pk})
    assert b"Nothing is ever sent" in mina.get("/cases/").content
    with pytest.raises(CommandError):
        call_command("training_open", "practice")
    with pytest.raises(CommandError):
        call_command("training_open", "harbour", "--reset")
    call_command("training_open", "practice", "--reset")
    fresh = Agency.objects.get(slug="practice")
    assert fresh.pk != agency.pk and fresh.training
    row = Departure.objects.get(agency=agency)
    while not shredding.departure_work(row.pk, time.monotonic() + 30):
        pass
    with tenant_scope(agency.pk):
        assert not Case.objects.exists()
    user = User.objects.get(email="mina@example.org")
    assert user.is_active and fresh.pk in {place.agency_id for place in people.places(user.pk)}
