"""Addresses that may have been made for one person: they wait, an officer decides with a reason, and one is opened once."""

import pytest

from agencies.audit.models import AuditLine
from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection.models import FrontierEntry
from cases.detection.services import reported
from cases.intake import selectors as intake
from cases.intake.models import ReportedLink
from cases.intake.states import ReportedState
from tests.people import Cast
from tests.rows import a_case, a_link

pytestmark = pytest.mark.django_db
INVITATION = "https://t.me/+AbCdEf123456"


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(cast)


def queued(cast: Cast) -> list[str]:
    with tenant_scope(cast.harbour.pk):
        return [row.address for row in FrontierEntry.objects.all()]


def test_it_opens_once_what_an_officer_says_with_a_reason(cast: Cast, case: Case) -> None:
    number = a_link(cast, case.pk)
    with tenant_scope(cast.harbour.pk):
        states = {row.url: row.state for row in ReportedLink.objects.all()}
    assert states == {"https://bridge.example/gallery/7": "named", INVITATION: "waiting"}
    with pytest.raises(Invalid):
        reported.link_decide(cast.officer, link_id=number, to="opened", reason=" ")
    with pytest.raises(Invalid):
        reported.link_decide(cast.officer, link_id=number, to="named", reason="Why not?")
    reported.link_decide(cast.officer, link_id=number, to="opened", reason="She agreed on the phone.")
    assert queued(cast) == [INVITATION]
    with pytest.raises(Conflict):
        reported.link_decide(cast.officer, link_id=number, to="discarded", reason="Too late.")
    with tenant_scope(cast.harbour.pk):
        row = ReportedLink.objects.get(id=number)
        assert (row.state, row.reason, row.decided_by) == ("opened", "She agreed on the phone.", cast.officer.user_id)
        assert FrontierEntry.objects.get().url == "", "sealed on the frontier too"
        assert Event.objects.filter(kind="link.opened", case_id=case.pk).count() == 1
        line = AuditLine.objects.get(action="report.decide")
        assert (line.subject_id, line.case_id) == (number, case.pk) and "phone" not in str(line.data)


def test_it_discards_and_may_open_later(cast: Cast, case: Case) -> None:
    number = a_link(cast, case.pk)
    reported.link_decide(cast.manager, link_id=number, to="discarded", reason="He would notice.")
    assert queued(cast) == []
    with tenant_scope(cast.harbour.pk):
        assert not intake.links(cast.officer, ReportedState.WAITING)
    reported.link_decide(cast.officer, link_id=number, to="opened", reason="He is in custody.")
    assert queued(cast) == [INVITATION]


def test_it_opens_nothing_without_consent_or_after_a_withdrawal(cast: Cast, case: Case) -> None:
    asked = a_case(cast, purposes=["notices"], items=[])
    number, other = a_link(cast, asked.pk), a_link(cast, case.pk)
    with pytest.raises(Conflict):
        reported.link_decide(cast.officer, link_id=number, to="opened", reason="Urgent.")
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=case.pk).update(state="withdrawn")
    with pytest.raises(Conflict):
        reported.link_decide(cast.officer, link_id=other, to="opened", reason="Urgent.")
    assert queued(cast) == []


def test_it_is_for_officers_of_this_agency(cast: Cast, case: Case) -> None:
    number = a_link(cast, case.pk)
    for actor in (cast.worker, Actor.system(cast.harbour.pk)):
        with pytest.raises(Forbidden):
            reported.link_decide(actor, link_id=number, to="opened", reason="I want to.")
    with pytest.raises(NotFound):
        reported.link_decide(cast.outsider, link_id=number, to="opened", reason="I want to.")


def test_it_has_pages(cast: Cast, case: Case) -> None:
    number, officer = a_link(cast, case.pk), cast.client("officer")
    assert "may have been made for one person and waits for you" in officer.get("/").content.decode()
    listed = officer.get("/reports/links/").content.decode()
    assert case.reference in listed and "A chat: whoever opens it may be seen." in listed and INVITATION not in listed
    address = f"/reports/links/{number}/"
    assert address in officer.get(f"/cases/{case.pk}/").content.decode()
    assert INVITATION in officer.get(address).content.decode()
    assert officer.post(address, {"to": "opened", "reason": ""}).status_code == 422
    assert officer.post(address, {"to": "x", "reason": "y"}).status_code == 422
    assert officer.post(address, {"to": "opened", "reason": "She agreed."}, follow=True).status_code == 200
    page = officer.get(address).content.decode()
    assert "She agreed." in page and "nothing more to decide" in page and queued(cast) == [INVITATION]
    assert officer.post(address, {"to": "opened", "reason": "Again."}).status_code == 422
    assert cast.client("outsider").get(address).status_code == 404
    assert cast.client("worker").get(address).status_code == 403
    assert case.reference not in cast.client("outsider").get("/reports/links/").content.decode()
