"""The people of an agency: roles, last days, suspension, the end of a membership, and what each needs."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from agencies.access.states import KeptOut
from agencies.audit.models import AuditLine
from agencies.events.models import Event
from agencies.people import handover, selectors, services
from agencies.people.models import Membership, User
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from cases.exceptions import selectors as cases
from cases.exceptions import services as exceptions
from takedowns.review.models import ReviewItem
from tests.people import Cast, join, sign_in
from tests.rows import make_rows

pytestmark = pytest.mark.django_db


def member(cast: Cast, name: str) -> selectors.Member:
    with tenant_scope(cast.harbour.pk):
        return selectors.member(cast.manager, cast.users[name].pk)


def update(cast: Cast, name: str, roles: list[str], ends_on: date | None = None, actor: Actor | None = None) -> None:
    found = member(cast, name)
    services.member_update(actor or cast.manager, user_id=found.user.pk, roles=roles, ends_on=ends_on, seen=found.seen)


def lines(cast: Cast, action: str) -> list[AuditLine]:
    with tenant_scope(cast.harbour.pk):
        return list(AuditLine.objects.visible_to(cast.manager).filter(action=action))


def test_it_gives_and_takes_roles_and_keeps_the_number_of_a_duty(cast: Cast) -> None:
    update(cast, "officer", ["approver"])
    assert selectors.places(cast.users["officer"].pk)[0].roles == {"approver"}
    update(cast, "officer", ["approver", "removal_officer"])
    with tenant_scope(cast.harbour.pk):
        row = Membership.objects.visible_to(cast.manager).get(user=cast.users["officer"], role="removal_officer")
        assert row.number == 1  # as before: nobody else ever signs as number 1
        assert Event.objects.visible_to(cast.manager).filter(kind="people.changed").count() == 2
    first, second = lines(cast, "people.update")
    assert (first.data["given"], first.data["taken"]) == (["approver"], ["removal_officer"])
    assert second.actor_user_id == cast.users["manager"].pk


def test_it_signs_out_whoever_loses_a_role(cast: Cast) -> None:
    client = cast.client("officer")
    assert client.get("/cases/").status_code == 200
    update(cast, "officer", ["removal_officer", "approver"])
    assert client.get("/cases/").status_code == 200  # more is no reason
    update(cast, "officer", ["approver"])
    assert client.get("/cases/")["Location"].startswith("/account/login/")


def test_it_lets_nobody_raise_himself(cast: Cast) -> None:
    with pytest.raises(Invalid, match="himself"):
        update(cast, "manager", ["agency_manager", "approver"])
    with pytest.raises(Forbidden):
        update(cast, "worker", ["agency_manager"], actor=cast.worker)
    page = cast.client("manager").post(
        f"/people/{cast.users['worker'].pk}/roles/", {"roles": ["platform_admin"], "seen": member(cast, "worker").seen}
    )
    assert page.status_code == 422 and member(cast, "worker").roles == ("case_worker",)


def test_it_notices_that_somebody_else_changed_the_same(cast: Cast) -> None:
    old = member(cast, "worker").seen
    update(cast, "worker", ["case_worker", "integrator"])
    address = f"/people/{cast.users['worker'].pk}/roles/"
    answer = cast.client("manager").post(address, {"roles": ["auditor"], "seen": old})
    assert answer.status_code == 409 and "meanwhile" in answer.content.decode()
    assert set(member(cast, "worker").roles) == {"case_worker", "integrator"}


def test_it_keeps_a_manager(cast: Cast) -> None:
    manager = cast.users["manager"].pk
    join(cast.harbour, "mina", Role.AUDITOR)
    with pytest.raises(Conflict, match="last manager"):
        update(cast, "manager", ["auditor"])
    with pytest.raises(Conflict, match="last manager"):
        update(cast, "manager", ["agency_manager"], ends_on=timezone.localdate() + timedelta(days=9))
    with pytest.raises(Conflict, match="last manager"):
        services.member_end(cast.manager, user_id=manager, to_user_id=None)
    second, actor = join(cast.harbour, "minu", Role.MANAGER)
    services.member_end(cast.manager, user_id=manager, to_user_id=None)
    with pytest.raises(Conflict, match="last manager"):
        services.member_end(actor, user_id=second.pk, to_user_id=None)


def test_it_counts_a_suspended_manager_as_none(cast: Cast) -> None:
    second, _ = join(cast.harbour, "minu", Role.MANAGER)
    services.member_suspend(cast.manager, user_id=second.pk)
    with pytest.raises(Conflict, match="last manager"):
        services.member_end(cast.manager, user_id=cast.users["manager"].pk, to_user_id=None)


def test_it_ends_a_lent_colleagues_work_with_the_last_day(cast: Cast) -> None:
    client, today = cast.client("worker"), timezone.localdate()
    update(cast, "worker", ["case_worker"], ends_on=today)
    assert client.get("/cases/").status_code == 200
    with tenant_scope(cast.harbour.pk):
        rows = Membership.objects.visible_to(cast.manager).filter(user=cast.users["worker"])
        rows.update(ends_on=today - timedelta(days=1))
    assert client.get("/cases/").status_code == 404  # the next request already
    assert member(cast, "worker").state(today) == "over"
    with pytest.raises(Invalid, match="over"):
        update(cast, "officer", ["removal_officer"], ends_on=today - timedelta(days=1))


def test_it_suspends_and_restores(cast: Cast) -> None:
    client, worker = cast.client("worker"), cast.users["worker"].pk
    services.member_suspend(cast.manager, user_id=worker)
    assert client.get("/cases/").status_code == 302
    assert cast.client("worker").get("/cases/").status_code == 404
    with pytest.raises(Conflict, match="already"):
        services.member_suspend(cast.manager, user_id=worker)
    with pytest.raises(Conflict, match="yourself"):
        services.member_suspend(cast.manager, user_id=cast.users["manager"].pk)
    update(cast, "worker", ["case_worker", "approver"])
    assert cast.client("worker").get("/cases/").status_code == 404  # a new role does not lift it
    services.member_restore(cast.manager, user_id=worker)
    assert cast.client("worker").get("/cases/").status_code == 200
    with pytest.raises(Conflict, match="not suspended"):
        services.member_restore(cast.manager, user_id=worker)


def test_it_ends_a_membership_and_hands_the_open_work_over(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, officer = cast.users["worker"].pk, cast.users["officer"].pk
    moved: list[tuple[int, int | None]] = []
    part = handover.Part(
        "things", "things", True, lambda actor, *, user_id: 3,
        lambda actor, *, user_id, to_user_id: moved.append((user_id, to_user_id)),
    )  # fmt: skip
    monkeypatch.setattr(handover, "_table", [part])
    client = cast.client("worker")
    assert "things: 3" in cast.client("manager").get(f"/people/{worker}/end/").content.decode()
    with pytest.raises(Invalid, match="who takes over"):
        services.member_end(cast.manager, user_id=worker, to_user_id=None)
    with pytest.raises(Invalid, match="works here now"):
        services.member_end(cast.manager, user_id=worker, to_user_id=cast.users["outsider"].pk)
    assert moved == [] and client.get("/cases/").status_code == 200
    services.member_end(cast.manager, user_id=worker, to_user_id=officer)
    assert moved == [(worker, officer)]
    assert lines(cast, "people.hand_over")[0].data == {"part": "things", "count": 3, "to_user_id": officer}
    assert client.get("/cases/").status_code == 302 and cast.client("worker").get("/cases/").status_code == 404
    assert User.objects.get(id=worker).is_active  # may work elsewhere
    with pytest.raises(NotFound):
        member(cast, "worker")


def test_it_ends_a_colleagues_sessions(cast: Cast) -> None:
    clients = [cast.client("worker"), cast.client("worker")]
    answer = cast.client("manager").post(f"/people/{cast.users['worker'].pk}/sign-out/")
    assert answer.status_code == 302
    assert [client.get("/cases/").status_code for client in clients] == [302, 302]
    assert lines(cast, "people.sign_out")[0].data == {"sessions": 2}


def test_it_ends_ones_own_sessions_one_by_one(cast: Cast) -> None:
    here, there, other = cast.client("worker"), cast.client("worker"), cast.client("officer")
    row = UserSession.objects.get(session_key=there.session.session_key)
    assert other.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert there.get("/cases/").status_code == 200
    assert here.post(f"/account/sessions/{row.pk}/end/").status_code == 302
    assert there.get("/cases/").status_code == 302 and here.get("/cases/").status_code == 200
    assert here.get("/account/sessions/").status_code == 200


def test_it_ends_all_other_sessions(cast: Cast) -> None:
    here, there = cast.client("worker"), cast.client("worker")
    assert here.post("/account/sessions/").status_code == 302
    assert there.get("/cases/").status_code == 302 and here.get("/cases/").status_code == 200


def test_it_ends_all_other_sessions_when_the_password_changes(cast: Cast) -> None:
    here, there = cast.client("worker"), cast.client("worker")
    new = "four unrelated words 온새미로"
    answer = here.post(
        "/account/password/change/",
        {"oldpassword": "correct-horse-battery", "password1": new, "password2": new},
    )
    assert answer.status_code == 302
    assert there.get("/cases/").status_code == 302 and here.get("/cases/").status_code == 200


def test_it_shows_managers_and_auditors_who_works_here(cast: Cast) -> None:
    for name, code in {"manager": 200, "auditor": 200, "worker": 403, "officer": 403}.items():
        answer = cast.client(name).get("/people/")
        assert answer.status_code == code
    text = cast.client("auditor").get("/people/").content.decode()
    assert "Woori" in text and "Charlie" not in text and "Invite somebody" not in text
    assert cast.client("auditor").get(f"/people/{cast.users['worker'].pk}/").status_code == 200
    assert cast.client("auditor").post(f"/people/{cast.users['worker'].pk}/suspend/").status_code == 403
    assert cast.client("manager").get(f"/people/{cast.users['outsider'].pk}/").status_code == 404


def test_it_lists_people_with_a_fixed_number_of_queries(cast: Cast, django_assert_num_queries: object) -> None:
    with tenant_scope(cast.harbour.pk), django_assert_num_queries(2):  # type: ignore[operator]
        assert len(selectors.members(cast.manager)) == 5


def test_it_shows_the_roles_in_the_switcher(cast: Cast) -> None:
    services.member_add(
        Actor.system(cast.island.pk), email="mina@example.org", name="Mina", role=Role.AUDITOR, password=None
    )
    text = cast.client("manager").get("/").content.decode()
    assert "Island Help" in text and "auditor" in text
    client = sign_in(Client(), cast.users["manager"])
    client.post("/agency/switch/", {"agency_id": cast.island.pk})
    assert client.get("/people/").content.decode().count("Charlie") and client.get("/cases/new/").status_code == 403


def test_it_still_ends_people_while_the_agency_is_suspended(cast: Cast) -> None:
    held = Actor(**{**vars_of(cast.manager), "read_only": True})
    services.member_suspend(held, user_id=cast.users["worker"].pk)
    with pytest.raises(Forbidden):
        services.invite(held, email="x@example.org", name="X", roles=["case_worker"])


def vars_of(actor: Actor) -> dict[str, object]:
    return vars(SimpleNamespace(**{name: getattr(actor, name) for name in actor.__dataclass_fields__}))


def test_it_hands_over_restricted_cases_and_gives_packages_back(cast: Cast) -> None:
    rows = make_rows(cast)
    worker, officer = cast.users["worker"].pk, cast.users["officer"].pk
    exceptions.case_restrict(cast.worker, case_id=rows.case_id)
    with tenant_scope(cast.harbour.pk):
        ReviewItem.objects.filter(id=rows.item_id).update(
            held_by=worker, held_until=timezone.now() + timedelta(hours=1)
        )
    page = cast.client("manager").get(f"/people/{worker}/end/").content.decode()
    assert "packages held at the desk: 1" in page and "restricted cases: 1" in page
    assert cast.client("manager").post(f"/people/{worker}/end/", {"to_user_id": ""}).status_code == 422
    assert cast.client("manager").post(f"/people/{worker}/end/", {"to_user_id": officer}).status_code == 302
    with tenant_scope(cast.harbour.pk):
        assert cases.named(cast.manager, rows.case_id) == [officer]
        assert ReviewItem.objects.filter(id=rows.item_id, held_by=None).exists()
    assert {line.data["part"] for line in lines(cast, "people.hand_over")} == {"review.held", "cases.named"}


def test_it_does_not_hand_a_case_to_somebody_who_is_kept_out_of_it(cast: Cast) -> None:
    rows = make_rows(cast)
    worker, officer = cast.users["worker"].pk, cast.users["officer"].pk
    exceptions.case_restrict(cast.worker, case_id=rows.case_id)
    with tenant_scope(cast.harbour.pk):
        exceptions.keep_out(cast.worker, case_id=rows.case_id, user_ids=[officer], origin=KeptOut.NAMED)
    answer = cast.client("manager").post(f"/people/{worker}/end/", {"to_user_id": officer})
    assert answer.status_code == 409
    with tenant_scope(cast.harbour.pk):
        assert cases.named(cast.manager, rows.case_id) == [worker]
    assert member(cast, "worker").roles == ("case_worker",)
