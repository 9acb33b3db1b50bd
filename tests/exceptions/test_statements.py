"""Who must not see a case, said by the reporter before anybody sees a name."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.audit.models import AuditLine
from agencies.tenancy.errors import Conflict, Forbidden, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework import selectors as casework
from cases.casework.models import Case, KeepOutStatement
from cases.exceptions import selectors, services
from tests.api.calling import Api, new_key
from tests.people import Cast
from tests.rows import a_case

pytestmark = pytest.mark.django_db
WHO = "Mr Bob, my cousin."


def held(cast: Cast) -> tuple[Case, KeepOutStatement]:
    """A case from the public form that waits for a manager."""
    answer = Client().post(f"/r/{cast.harbour.slug}/", {"age_band": "adult", "keep_out": WHO, "text": "A story."})
    assert answer.status_code == 302
    with tenant_scope(cast.harbour.pk):
        return Case.objects.get(), KeepOutStatement.objects.get()


def sees(cast: Cast, name: str, case_id: int) -> bool:
    with tenant_scope(cast.harbour.pk):
        return casework.visible_ids(getattr(cast, name)).filter(id=case_id).exists()


def test_it_asks_before_anything_else_and_lists_no_staff(cast: Cast) -> None:
    text = Client().get(f"/r/{cast.harbour.slug}/").content.decode()
    assert "must not see your case" in text
    assert not [name for name in ("Mina", "Woori", "Alice", "Bob", "Ara") if name in text]


def test_it_holds_the_case_until_a_manager_has_read_who_it_is(cast: Cast) -> None:
    case, statement = held(cast)
    assert not any(sees(cast, name, case.pk) for name in ("manager", "worker", "officer", "approver", "auditor"))
    client = cast.client("manager")
    page = reverse("statement", args=[statement.pk])
    assert "1 case waits" in client.get("/").content.decode()
    assert WHO not in client.get(reverse("statement-list")).content.decode()
    text = client.get(page).content.decode()
    assert WHO in text and "A story" not in text
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"people": [cast.users["approver"].pk], "nobody": "on"}).status_code == 422
    assert client.post(page, {"people": [cast.users["approver"].pk]}).status_code == 302
    assert sees(cast, "worker", case.pk) and not sees(cast, "approver", case.pk)
    with tenant_scope(cast.harbour.pk):
        lines = AuditLine.objects.filter(case_id=case.pk)
        assert {"statement.keep", "statement.open", "statement.settle", "case.keep_out"} <= {x.action for x in lines}
        assert not [line for line in lines if "cousin" in str(vars(line))]
    with pytest.raises(Conflict):
        services.statement_settle(cast.manager, statement_id=statement.pk, user_ids=[])


def test_it_lets_a_manager_who_is_meant_step_aside(cast: Cast) -> None:
    case, statement = held(cast)
    client = cast.client("manager")
    assert client.post(reverse("statement", args=[statement.pk]), {"do": "me"}).status_code == 302
    assert client.get(reverse("statement", args=[statement.pk])).status_code == 404
    with tenant_scope(cast.harbour.pk):
        assert not selectors.statements(cast.manager).exists()
        assert Case.objects.get(id=case.pk).held
    assert not sees(cast, "manager", case.pk)


def test_it_shows_a_statement_to_managers_only(cast: Cast) -> None:
    _, statement = held(cast)
    with pytest.raises(Forbidden):
        services.statement_open(cast.worker, statement_id=statement.pk)
    with pytest.raises(NotFound):
        services.statement_open(cast.outsider, statement_id=statement.pk)


def test_it_goes_on_at_once_when_a_worker_has_recognised_the_person(cast: Cast) -> None:
    client = cast.client("worker")
    sent = {"age_band": "adult", "language": "en", "keep_out": WHO, "kept_out": [cast.users["approver"].pk]}
    assert client.post(reverse("case-new"), sent).status_code == 302
    with tenant_scope(cast.harbour.pk):
        case = Case.objects.get()
    assert not case.held and sees(cast, "worker", case.pk) and not sees(cast, "approver", case.pk)
    sent["kept_out"] = [cast.users["outsider"].pk]
    assert client.post(reverse("case-new"), sent).status_code == 422


def test_it_holds_a_workers_case_when_nobody_is_chosen(cast: Cast) -> None:
    client = cast.client("worker")
    answer = client.post(reverse("case-new"), {"age_band": "adult", "language": "en", "keep_out": WHO}, follow=True)
    assert answer.status_code == 200 and "A manager reads first" in answer.content.decode()
    with tenant_scope(cast.harbour.pk):
        assert not sees(cast, "worker", Case.objects.get().pk)


def test_it_holds_a_case_that_came_by_the_api(cast: Cast) -> None:
    api = Api(new_key(cast.manager))
    answer = api.post("/cases", {"age_band": "adult", "purposes": [], "keep_out": WHO})
    assert answer.status_code == 201
    assert api.get(f"/cases/{answer.json()['id']}").status_code == 404


def test_it_holds_nothing_without_a_word(cast: Cast) -> None:
    assert not a_case(cast, keep_out="  ").held
