"""Restrict, name, keep out, declare a conflict: who loses sight of a case, and that the trail holds it."""

import pytest
from django.urls import reverse

from agencies.audit.models import AuditLine
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework import selectors as casework
from cases.casework.models import Case, CaseExclusion
from cases.exceptions import services
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from tests.people import Cast
from tests.rows import Rows, a_case, make_rows

pytestmark = pytest.mark.django_db


def seen(actor: Actor, case_id: int) -> bool:
    with tenant_scope(actor.agency_id):
        return casework.visible_ids(actor).filter(id=case_id).exists()


@pytest.fixture
def rows(cast: Cast) -> Rows:
    return make_rows(cast)


def test_it_restricts_a_case_to_the_people_named_for_it(cast: Cast, rows: Rows) -> None:
    services.case_restrict(cast.worker, case_id=rows.case_id)
    assert seen(cast.worker, rows.case_id)
    assert not any(seen(actor, rows.case_id) for actor in (cast.manager, cast.officer, cast.approver, cast.auditor))
    services.worker_name(cast.worker, case_id=rows.case_id, user_id=cast.users["officer"].pk)
    assert seen(cast.officer, rows.case_id)
    services.worker_unname(cast.worker, case_id=rows.case_id, user_id=cast.users["officer"].pk)
    assert not seen(cast.officer, rows.case_id)
    with pytest.raises(Conflict):
        services.worker_unname(cast.worker, case_id=rows.case_id, user_id=cast.users["worker"].pk)
    services.case_share(cast.worker, case_id=rows.case_id)
    assert seen(cast.manager, rows.case_id)


def test_it_lets_nobody_change_what_she_does_not_see(cast: Cast, rows: Rows) -> None:
    services.case_restrict(cast.worker, case_id=rows.case_id)
    mina = cast.users["manager"].pk
    for actor in (cast.manager, cast.outsider):
        for call in (
            lambda actor: services.case_share(actor, case_id=rows.case_id),
            lambda actor: services.worker_name(actor, case_id=rows.case_id, user_id=mina),
            lambda actor: services.person_keep_out(actor, case_id=rows.case_id, user_id=mina),
            lambda actor: services.conflict_declare(actor, case_id=rows.case_id),
        ):
            with pytest.raises(NotFound):
                call(actor)
    with pytest.raises(Forbidden):
        services.case_share(cast.officer, case_id=rows.case_id)
    with pytest.raises(NotFound):
        services.worker_name(cast.worker, case_id=rows.case_id, user_id=cast.users["outsider"].pk)


def test_it_keeps_a_colleague_out_and_lets_in_again(cast: Cast, rows: Rows) -> None:
    bob, case_id = cast.users["approver"].pk, rows.case_id
    services.person_keep_out(cast.worker, case_id=case_id, user_id=bob)
    services.person_keep_out(cast.worker, case_id=case_id, user_id=bob)
    assert not seen(cast.approver, case_id)
    with pytest.raises(Conflict):
        services.worker_name(cast.worker, case_id=case_id, user_id=bob)
    with pytest.raises(NotFound):
        services.person_keep_out(cast.worker, case_id=case_id, user_id=cast.users["outsider"].pk)
    with pytest.raises(Invalid):
        services.person_keep_out(cast.worker, case_id=case_id, user_id=cast.users["worker"].pk)
    services.person_let_in(cast.worker, case_id=case_id, user_id=bob)
    assert seen(cast.approver, case_id)
    with pytest.raises(Conflict):
        services.person_let_in(cast.worker, case_id=case_id, user_id=bob)
    with tenant_scope(cast.harbour.pk):
        actions = list(AuditLine.objects.filter(case_id=case_id).values_list("action", flat=True))
        assert actions.count("case.keep_out") == 1 and "case.let_in" in actions
        assert CaseExclusion.objects.get().ended_at is not None


def test_it_ends_a_name_when_the_person_is_kept_out(cast: Cast, rows: Rows) -> None:
    services.worker_name(cast.worker, case_id=rows.case_id, user_id=cast.users["officer"].pk)
    services.person_keep_out(cast.worker, case_id=rows.case_id, user_id=cast.users["officer"].pk)
    assert not seen(cast.officer, rows.case_id)


def test_it_takes_the_case_from_who_declares_a_conflict_and_from_nobody_else(cast: Cast, rows: Rows) -> None:
    client = cast.client("officer")
    assert client.post(reverse("case-conflict", args=[rows.case_id])).status_code == 302
    assert not seen(cast.officer, rows.case_id) and seen(cast.approver, rows.case_id)
    assert client.get(reverse("case-detail", args=[rows.case_id])).status_code == 404
    assert client.post(reverse("case-conflict", args=[rows.case_id])).status_code == 404


def test_it_hands_a_package_on_after_a_conflict(cast: Cast, rows: Rows) -> None:
    review.item_claim(cast.officer, item_id=rows.item_id)
    answer = cast.client("officer").post(reverse("review-conflict", args=[rows.item_id]), follow=True)
    assert answer.status_code == 200 and answer.context["waiting"] == 0
    with tenant_scope(cast.harbour.pk):
        assert ReviewItem.objects.get(id=rows.item_id).held_by is None
    assert review.item_claim(cast.approver, item_id=rows.item_id).held_by == cast.users["approver"].pk


def test_it_says_on_the_page_who_sees_the_case(cast: Cast, rows: Rows) -> None:
    client, address = cast.client("worker"), reverse("case-people", args=[rows.case_id])
    assert client.post(address, {"do": "restrict"}).status_code == 302
    client.post(address, {"do": "name", "user": cast.users["officer"].pk})
    client.post(address, {"do": "keep_out", "user": cast.users["approver"].pk})
    text = client.get(address).content.decode()
    assert "Alice" in text and "Bob" in text and "Restricted" in text
    for nasty in ({}, {"do": "x"}, {"do": "name", "user": "x"}, {"do": "name", "user": cast.users["outsider"].pk}):
        assert client.post(address, nasty).status_code == 422
    left = client.post(address, {"do": "name", "user": cast.users["manager"].pk})
    assert left.status_code == 302
    client.post(address, {"do": "unname", "user": cast.users["worker"].pk})
    assert client.get(address).status_code == 404


def test_it_counts_no_case_that_a_person_does_not_see(cast: Cast, rows: Rows) -> None:
    other = a_case(cast)
    client = cast.client("officer")
    before = client.get("/").context["overview"]
    services.person_keep_out(cast.worker, case_id=rows.case_id, user_id=cast.users["officer"].pk)
    after = client.get("/").context["overview"]
    assert sum(before.cases.values()) - sum(after.cases.values()) == 1
    assert after.desk["waiting"] == 0 and after.finds["ready"] == 0 and after.deliveries == []
    assert {event.case_id for event in after.events if event.case_id} == {other.pk}
    with tenant_scope(cast.harbour.pk):
        assert Case.objects.count() == 2
