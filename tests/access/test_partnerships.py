"""Two agencies work together while both want it; nobody finds out who exists by proposing."""

import pytest
from django.urls import reverse

from agencies.access import selectors
from agencies.access.models import Partnership
from agencies.access.services import partnerships
from agencies.audit.models import AuditLine
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from tests.people import Cast

pytestmark = pytest.mark.django_db


def partners(cast: Cast, name: str, purpose: str = "referral") -> list[str]:
    actor = getattr(cast, name)
    with tenant_scope(actor.agency_id):
        return [agency.slug for agency in selectors.partners(actor, purpose)]


def agree(cast: Cast, purpose: str = "referral") -> None:
    """Harbour proposes, island accepts."""
    partnerships.partners_listed(cast.outsider, listed=True)
    partnerships.partnership_propose(cast.manager, slug="island", purpose=purpose)
    partnerships.partnership_accept(cast.outsider, agency_id=cast.harbour.pk, purpose=purpose)


def test_it_is_in_force_once_both_want_it_and_for_that_purpose_only(cast: Cast) -> None:
    partnerships.partners_listed(cast.outsider, listed=True)
    partnerships.partnership_propose(cast.manager, slug="island", purpose="referral")
    assert partners(cast, "manager") == partners(cast, "outsider") == []
    with tenant_scope(cast.island.pk):
        assert [(p.agency.slug, p.purpose) for p in selectors.proposals(cast.outsider)] == [("harbour", "referral")]
    partnerships.partnership_accept(cast.outsider, agency_id=cast.harbour.pk, purpose="referral")
    assert partners(cast, "manager") == ["island"] and partners(cast, "outsider") == ["harbour"]
    assert partners(cast, "manager", "detection") == []
    with tenant_scope(cast.island.pk):
        assert selectors.proposals(cast.outsider) == []


@pytest.mark.parametrize("side", ["manager", "outsider"])
def test_it_ends_for_both_when_one_ends_it(cast: Cast, side: str) -> None:
    agree(cast)
    actor = getattr(cast, side)
    with tenant_scope(actor.agency_id):
        row = Partnership.objects.get()
    partnerships.partnership_end(actor, partnership_id=row.pk)
    assert partners(cast, "manager") == partners(cast, "outsider") == []
    with pytest.raises(Conflict):
        partnerships.partnership_end(actor, partnership_id=row.pk)
    other = cast.outsider if side == "manager" else cast.manager
    with pytest.raises(NotFound):
        partnerships.partnership_end(other, partnership_id=row.pk)


def test_it_says_the_same_whoever_is_proposed_to(cast: Cast) -> None:
    """Listed, not listed, suspended, absent: one answer, one entry in the list, also the second time."""
    client, page = cast.client("manager"), reverse("partners")
    pages = {}
    for state in ("absent", "unlisted", "listed"):
        slug = "nobody-7" if state == "absent" else "island"
        partnerships.partners_listed(cast.outsider, listed=state == "listed")
        found = [client.post(page, {"do": "propose", "slug": slug, "purpose": "referral"}, follow=True) for _ in "12"]
        text = found[1].content.decode().split("<main", 1)[1]
        assert [answer.status_code for answer in found] == [200, 200]
        pages[state] = text.replace(slug, "X")
        with tenant_scope(cast.harbour.pk):
            pages[state] = pages[state].replace(f'value="{Partnership.objects.get().pk}"', "")
            Partnership.objects.all().delete()
    tokens = {state: [part for part in text.split('"') if len(part) != 64] for state, text in pages.items()}
    assert tokens["absent"] == tokens["unlisted"] == tokens["listed"]


def test_it_forgets_a_proposal_that_was_declined_and_tells_nobody(cast: Cast) -> None:
    partnerships.partners_listed(cast.outsider, listed=True)
    partnerships.partnership_propose(cast.manager, slug="island", purpose="referral")
    client = cast.client("outsider")
    assert "Harbour Office" in client.get(reverse("partners")).content.decode()
    client.post(reverse("partners"), {"do": "decline", "agency": cast.harbour.pk, "purpose": "referral"})
    assert "Harbour Office" not in client.get(reverse("partners")).content.decode()
    assert "Waits for the other side" in cast.client("manager").get(reverse("partners")).content.decode()
    partnerships.partnership_propose(cast.outsider, slug="harbour", purpose="referral")  # thought better of it
    assert partners(cast, "manager") == ["island"]


def test_it_leaves_out_an_agency_that_is_suspended_or_gone(cast: Cast) -> None:
    agree(cast)
    Agency.objects.filter(id=cast.island.pk).update(suspended_at="2026-11-01T00:00:00Z")
    assert partners(cast, "manager") == []
    Agency.objects.filter(id=cast.island.pk).update(suspended_at=None, active=False)
    assert partners(cast, "manager") == []


def test_it_refuses_what_is_not_proposed_and_who_may_not(cast: Cast) -> None:
    with pytest.raises(NotFound):
        partnerships.partnership_accept(cast.outsider, agency_id=cast.harbour.pk, purpose="referral")
    with pytest.raises(Invalid):
        partnerships.partnership_propose(cast.manager, slug="harbour", purpose="referral")
    with pytest.raises(Invalid):
        partnerships.partnership_propose(cast.manager, slug="island", purpose="everything")
    with pytest.raises(Forbidden):
        partnerships.partnership_propose(cast.worker, slug="island", purpose="referral")
    assert cast.client("auditor").post(reverse("partners"), {"do": "list"}).status_code == 403


def test_it_writes_each_sides_acts_into_its_own_trail(cast: Cast) -> None:
    agree(cast)
    for agency, action in ((cast.harbour, "partner.propose"), (cast.island, "partner.accept")):
        with tenant_scope(agency.pk):
            assert AuditLine.objects.filter(action=action).count() == 1


def test_it_survives_bad_input(cast: Cast) -> None:
    client, page = cast.client("manager"), reverse("partners")
    for nasty in (
        {},
        {"do": "accept"},
        {"do": "end", "row": "9" * 40},
        {"do": "accept", "agency": "x", "purpose": "y"},
    ):
        assert client.post(page, nasty).status_code == 302
    for slug in ("", "\x00", "x" * 500, "<b>", "no such"):
        assert client.post(page, {"do": "propose", "slug": slug, "purpose": "referral"}).status_code == 422
    assert client.post(page, {"do": "end", "row": 10**9}).status_code == 404
