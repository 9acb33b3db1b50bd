"""Breaking the glass: what a manager knows before, who is told, when it ends."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.doors.adapters import mail
from agencies.events import services as jobs
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden, Invalid, NotFound
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case, CaseGlass
from cases.exceptions import selectors, services
from tests.people import Cast, join
from tests.rows import Rows, make_rows

pytestmark = pytest.mark.django_db
REASON = "The worker is ill and the person calls every hour."


@pytest.fixture
def rows(cast: Cast) -> Rows:
    made = make_rows(cast)
    services.case_restrict(cast.worker, case_id=made.case_id)
    return made


def test_it_tells_a_manager_only_that_restricted_cases_exist(cast: Cast, rows: Rows) -> None:
    text = cast.client("manager").get(reverse("case-restricted")).content.decode()
    with tenant_scope(cast.harbour.pk):
        assert Case.objects.get().reference in text
    assert "Somebody posted it" not in text and "bridge" not in text.lower()
    assert cast.client("worker").get(reverse("case-restricted")).status_code == 403
    assert "There is no restricted case" in cast.client("outsider").get(reverse("case-restricted")).content.decode()


def test_it_opens_the_case_for_a_stated_reason_and_a_limited_time(cast: Cast, rows: Rows) -> None:
    client, page = cast.client("manager"), reverse("case-detail", args=[rows.case_id])
    assert client.get(page).status_code == 404
    for wrong in ({}, {"case": rows.case_id}, {"case": rows.case_id, "reason": "  "}, {"case": "x", "reason": REASON}):
        assert client.post(reverse("case-restricted"), wrong).status_code == 422
    answer = client.post(reverse("case-restricted"), {"case": rows.case_id, "reason": REASON})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert client.get(page).status_code == 200
    with tenant_scope(cast.harbour.pk):
        line = AuditLine.objects.get(action="case.glass_break")
        assert line.case_id == rows.case_id and REASON not in str(vars(line))
        CaseGlass.objects.update(until=timezone.now())
    assert client.get(page).status_code == 404


def test_it_says_so_on_the_first_page_of_the_people_who_must_know(cast: Cast, rows: Rows) -> None:
    _, second = join(cast.harbour, "moa", Role.MANAGER)
    services.glass_break(cast.manager, case_id=rows.case_id, reason=REASON)
    for name in ("worker",):
        assert "Mina broke the glass" in cast.client(name).get("/").content.decode()
    with tenant_scope(cast.harbour.pk):
        assert len(selectors.broken(second)) == 1
    for name in ("manager", "officer", "auditor", "outsider"):
        assert "broke the glass of" not in cast.client(name).get("/").content.decode()


def test_it_refuses_who_is_kept_out_or_has_not_the_right(cast: Cast, rows: Rows) -> None:
    with pytest.raises(Forbidden):
        services.glass_break(cast.officer, case_id=rows.case_id, reason=REASON)
    with pytest.raises(NotFound):
        services.glass_break(cast.outsider, case_id=rows.case_id, reason=REASON)
    with pytest.raises(Invalid):
        services.glass_break(cast.manager, case_id=rows.case_id, reason="")
    services.person_keep_out(cast.worker, case_id=rows.case_id, user_id=cast.users["manager"].pk)
    with pytest.raises(NotFound):
        services.glass_break(cast.manager, case_id=rows.case_id, reason=REASON)
    assert "There is no restricted case" in cast.client("manager").get(reverse("case-restricted")).content.decode()


def test_it_sends_word_once_to_each_and_nothing_of_the_case(
    cast: Cast, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(cast.harbour, "moa", Role.MANAGER)
    glass = services.glass_break(cast.manager, case_id=rows.case_id, reason=REASON)
    with tenant_scope(cast.harbour.pk):
        reference = Case.objects.get().reference
        assert Job.objects.get(kind=services.TELL).args == {"glass_id": glass.pk}
    sent: list[tuple[str, str]] = []
    failing = ["woori@example.org"]

    def send(message: bytes, *, sender: str, recipients: list[str], server: object) -> None:
        if recipients[0] in failing:
            failing.remove(recipients[0])
            raise mail.NotSent("away", permanent=False, stage=mail.Stage.CONNECT)
        sent.append((recipients[0], message.decode()))

    monkeypatch.setattr(mail, "send", send)
    system = Actor.system(cast.harbour.pk)
    with pytest.raises(jobs.Later):
        services.glass_tell(system, glass_id=glass.pk)
    services.glass_tell(system, glass_id=glass.pk)
    services.glass_tell(system, glass_id=glass.pk)
    assert sorted(address for address, _ in sent) == ["moa@example.org", "woori@example.org"]
    assert not [text for _, text in sent if reference in text or REASON in text or "Mina" in text]
