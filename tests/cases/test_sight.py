"""Who sees a case is said in one place, and everything that belongs to a case asks it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.access.states import KeptOut
from agencies.audit import selectors as audit
from agencies.events import selectors as events
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import TenantModel
from agencies.tenancy.scope import tenant_scope
from cases.casework import selectors
from cases.casework.models import Case, CaseChildQuerySet, CaseExclusion, CaseGlass
from cases.detection import selectors as detection
from tests.people import Cast
from tests.rows import make_rows

pytestmark = pytest.mark.django_db

# Tables that lead to a case and are read before, or apart from, the case itself.
APART = {
    **dict.fromkeys(
        ("CandidateSighting", "Search", "SearchConsent", "SearchFind", "SearchTerm"),
        "a term of the agency has no case; visible_to asks the rule for those that have one",
    ),
    "CaseExclusion": "part of the rule",
    "CaseGlass": "part of the rule",
    "CaseGrant": "part of the rule",
    "KeepOutStatement": "read by managers before the case is",
    "ReferralOffer": "there is no case before it is accepted; its own visible_to asks the rule after that",
}


def children() -> Iterator[type[models.Model]]:
    """Tenant tables with a way to a case, over any number of tables."""
    found: set[type[models.Model]] = {Case}
    every = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    while True:
        more = {
            model
            for model in every
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model in found
        } - found
        if not more:
            break
        found |= more
    yield from found - {Case}


def test_it_asks_the_rule_for_every_table_that_leads_to_a_case() -> None:
    names = {model.__name__ for model in children()}
    assert set(APART) <= names
    bare = [
        model.__name__
        for model in children()
        if model.__name__ not in APART and not issubclass(type(model._default_manager.all()), CaseChildQuerySet)  # type: ignore[attr-defined]
    ]
    assert not bare, "subclass CaseChild and say the way to the case"
    for model in children():
        if model.__name__ not in APART:
            assert model.objects.filter(**{f"{model.case_path}__restricted": True}) is not None  # type: ignore[attr-defined]


def seen(actor: Actor, case_id: int) -> bool:
    with tenant_scope(actor.agency_id):
        return selectors.visible_ids(actor).filter(id=case_id).exists()


def keep_out(cast: Cast, case_id: int, name: str) -> None:
    CaseExclusion.objects.create(
        agency=cast.harbour, user=cast.users[name], content_object_id=case_id, origin=KeptOut.NAMED
    )


def test_it_hides_a_held_case_from_everybody_but_the_portal(cast: Cast) -> None:
    rows = make_rows(cast)
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=rows.case_id).update(held=True)
    assert not any(seen(getattr(cast, name), rows.case_id) for name in ("manager", "worker", "officer", "auditor"))
    assert seen(Actor.system(cast.harbour.pk), rows.case_id)


def test_it_hides_a_case_from_a_person_who_is_kept_out_and_from_the_keys_she_made(cast: Cast) -> None:
    rows = make_rows(cast)
    with tenant_scope(cast.harbour.pk):
        keep_out(cast, rows.case_id, "manager")
    assert not seen(cast.manager, rows.case_id) and seen(cast.worker, rows.case_id)
    hers = Actor(cast.harbour.pk, frozenset({"integrator"}), kind="service_key", maker_id=cast.users["manager"].pk)
    assert not seen(hers, rows.case_id)
    assert seen(Actor(cast.harbour.pk, frozenset({"integrator"}), kind="service_key"), rows.case_id)


def test_it_opens_a_restricted_case_by_broken_glass_until_the_time_is_over(cast: Cast) -> None:
    rows = make_rows(cast)
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=rows.case_id).update(restricted=True)
        glass = CaseGlass.objects.create(
            agency=cast.harbour, user=cast.users["manager"], content_object_id=rows.case_id,
            until=timezone.now() + timedelta(hours=1), reason="x",
        )  # fmt: skip
    assert seen(cast.manager, rows.case_id) and not seen(cast.worker, rows.case_id)
    with tenant_scope(cast.harbour.pk):
        keep_out(cast, rows.case_id, "manager")
        assert not seen(cast.manager, rows.case_id), "who is kept out cannot break in"
        CaseExclusion.objects.all().update(ended_at=timezone.now())
        CaseGlass.objects.filter(id=glass.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert not seen(cast.manager, rows.case_id)


def test_it_keeps_events_and_the_trail_from_who_may_not_see_the_case(cast: Cast) -> None:
    rows = make_rows(cast)
    with tenant_scope(cast.harbour.pk):
        assert any(event.case_id for event in events.latest(cast.manager))
        Case.objects.filter(id=rows.case_id).update(restricted=True)
        assert not any(event.case_id for event in events.latest(cast.manager))
        assert events.timeline(cast.manager, rows.case_id) == []
        assert not any(line.case_id for line in audit.lines(cast.manager))
        assert any(line.case_id for line in audit.lines(cast.auditor)), "an auditor reads ids of restricted cases"
        keep_out(cast, rows.case_id, "auditor")
        assert not any(line.case_id for line in audit.lines(cast.auditor))


def test_it_asks_once_for_a_whole_list(cast: Cast) -> None:
    make_rows(cast)
    with (
        tenant_scope(cast.harbour.pk),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        list(detection.matches(cast.officer))
        detection.counts(cast.officer)
        selectors.counts(cast.officer)
    assert len(queries) == 4
