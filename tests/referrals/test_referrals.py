"""A part of a case goes to a partner: what is seen before, what comes after, who may, and what each side keeps."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings, strategies
from hypothesis import given as each

from agencies.access.models import Partnership
from agencies.access.services import partnerships
from agencies.audit.models import AuditLine
from agencies.events.models import Event
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case, Consent
from cases.exceptions import services as exceptions
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.intake import services as intake
from cases.intake.models import Report, ReportedLink
from cases.referrals import selectors
from cases.referrals.models import Referral, ReferralOffer
from cases.referrals.services import giving, receiving
from tests.api.calling import Api, new_key
from tests.people import Cast
from tests.referrals.calling import ALL, befriend, given, offer, received, run
from tests.rows import a_case, item

pytestmark = pytest.mark.django_db
FACTS = ("kind", "quality", "at_ms")


@pytest.fixture
def case(cast: Cast) -> Case:
    befriend(cast)
    made = a_case(cast, items=[item(1), item(2)], quiet=True)
    intake.report_add(cast.worker, case_id=made.pk, channel="worker", text="More.", addresses="https://b.example/2")
    casework.case_update(
        cast.worker, case_id=made.pk, age_band="unknown", identity="person_shown", quiet=True, excluded_countries=["US"]
    )
    return made


def contents(agency_id: int, case_id: int) -> dict[str, Any]:
    """Everything that a case holds of what can be shared, without ids and times."""
    with tenant_scope(agency_id):
        row = Case.objects.get(id=case_id)
        reports = Report.objects.filter(case_id=case_id).order_by("id")
        prints = Fingerprint.objects.filter(case_id=case_id).order_by("id")
        entries = MatcherEntry.objects.filter(fingerprint__in=prints).order_by("id")
        return {
            "facts": (row.age_band, row.language, row.quiet, row.excluded_countries),
            "text": [r.text for r in reports if r.text],
            "contact": [r.contact for r in reports if r.contact],
            "links": [link.url for link in ReportedLink.objects.filter(case_id=case_id).order_by("id")],
            "fingerprints": [(p.media, p.quality, p.width, p.height, p.frames, p.algorithm) for p in prints],
            "values": [(e.kind, bytes(e.value), e.quality, e.at_ms) for e in entries],
            "consents": sorted(
                Consent.objects.filter(case_id=case_id, withdrawn_at=None).values_list("purpose", flat=True)
            ),
        }


@each(strategies.sets(strategies.sampled_from(ALL), min_size=1))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_shares_exactly_the_chosen_part(cast: Cast, case: Case, parts: set[str]) -> None:
    parts |= {"consents"} if "fingerprints" in parts else set()
    with tenant_scope(cast.harbour.pk):
        Referral.objects.all().delete()
    with tenant_scope(cast.island.pk):
        ReferralOffer.objects.all().delete()
    offer(cast, case.pk, sorted(parts))
    run(cast.harbour)
    receiving.offer_accept(cast.outsider, offer_id=received(cast).pk)
    run(cast.island)
    there = contents(cast.island.pk, received(cast).case_id or 0)
    here = contents(cast.harbour.pk, case.pk)
    wanted = parts | ({"values"} if "fingerprints" in parts else set())
    assert there == {name: value if name == "facts" or name in wanted else [] for name, value in here.items()}


def test_it_tells_the_partner_who_asks_for_what_and_how_much_in_words(cast: Cast, case: Case) -> None:
    offer(cast, case.pk)
    run(cast.harbour)
    row = received(cast)
    client = cast.client("outsider")
    assert "1 referral of a partner waits" in client.get("/").content.decode()
    text = client.get(reverse("referral-offer", args=[row.pk])).content.decode()
    assert "Harbour Office" in text and "Finding and removing copies" in text and "a few" in text
    for hidden in (case.reference, "Somebody posted it", "call before noon", "bridge.example", "unknown"):
        assert hidden not in text
    with tenant_scope(cast.island.pk):
        kept = ReferralOffer.objects.values().get()
        assert not Case.objects.exists() and not Report.objects.exists()
    for hidden in (case.reference, "Somebody posted it", "call before noon", "bridge.example"):
        assert hidden not in str(kept)


def test_it_walks_the_whole_way_on_the_pages(cast: Cast, case: Case) -> None:
    worker, partner = cast.client("worker"), cast.client("outsider")
    page = reverse("referral-new", args=[case.pk])
    form = {"partner": cast.island.pk, "help": "legal", "parts": ["text"], "ground": "consent"}
    assert "Island Help" in worker.get(page).content.decode()
    assert worker.post(page, form).status_code == 422
    assert worker.post(page, form | {"agreed_on": "2999-01-01"}).status_code == 422
    assert worker.post(page, form | {"agreed_on": "2026-01-01", "ground": "override", "reason": "x"}).status_code == 422
    assert worker.post(page, form | {"agreed_on": "2026-01-01"}).status_code == 302
    run(cast.harbour)
    there = reverse("referral-offer", args=[received(cast).pk])
    partner.post(there, {"do": "accept"})
    assert "on its way" in partner.get(there).content.decode()
    run(cast.island)
    made = received(cast).case_id
    assert f"/cases/{made}/" in partner.get(there).content.decode()
    assert partner.get(reverse("case-detail", args=[made])).status_code == 200
    partner.post(there, {"do": "done"})
    run(cast.island)
    here = reverse("referral", args=[given(cast).pk])
    assert "Done" in worker.get(here).content.decode() and given(cast).state == "done"
    for name in ("officer", "approver"):
        assert cast.client(name).get(here).status_code == 403
    assert partner.get(here).status_code == 404 and worker.get(there).status_code == 404


def test_it_deletes_the_offer_when_it_is_taken_back(cast: Cast, case: Case) -> None:
    row = offer(cast, case.pk)
    run(cast.harbour)
    giving.referral_take_back(cast.worker, referral_id=row.pk)
    run(cast.harbour)
    there = received(cast)
    assert (there.state, there.help, there.counts, there.case_id) == ("taken_back", "", {}, None)
    with pytest.raises(NotFound):
        receiving.offer_accept(cast.outsider, offer_id=there.pk)
    with pytest.raises(Conflict):
        giving.referral_take_back(cast.worker, referral_id=row.pk)


def test_it_gives_nothing_when_the_yes_comes_after_it_was_taken_back(cast: Cast, case: Case) -> None:
    row = offer(cast, case.pk)
    run(cast.harbour)
    receiving.offer_accept(cast.outsider, offer_id=received(cast).pk)
    giving.referral_take_back(cast.worker, referral_id=row.pk)
    run(cast.island)
    run(cast.harbour)
    assert received(cast).state == given(cast).state == "taken_back"
    with tenant_scope(cast.island.pk):
        assert not Case.objects.exists()


@pytest.mark.parametrize("ground", ["partnership", "withdrawn"])
def test_it_gives_nothing_when_the_ground_has_gone(cast: Cast, case: Case, ground: str) -> None:
    offer(cast, case.pk)
    run(cast.harbour)
    receiving.offer_accept(cast.outsider, offer_id=received(cast).pk)
    with tenant_scope(cast.harbour.pk):
        mine = Partnership.objects.get().pk
    if ground == "partnership":
        partnerships.partnership_end(cast.manager, partnership_id=mine)
    else:
        casework.case_move(cast.worker, case_id=case.pk, to="withdrawn")
    run(cast.island)
    assert received(cast).state == given(cast).state == "taken_back"
    with tenant_scope(cast.island.pk):
        assert not Case.objects.exists()


def test_it_leaves_out_what_was_withdrawn_or_added_after_the_offer(cast: Cast, case: Case) -> None:
    offer(cast, case.pk)
    casework.consent_withdraw(cast.worker, case_id=case.pk, purpose="detection")
    intake.report_add(cast.worker, case_id=case.pk, channel="worker", text="Told later.")
    run(cast.harbour)
    receiving.offer_accept(cast.outsider, offer_id=received(cast).pk)
    run(cast.island)
    there = contents(cast.island.pk, received(cast).case_id or 0)
    assert there["consents"] == ["notices"] and there["fingerprints"] == there["values"] == []
    assert "Told later." not in there["text"]


def test_it_declines_and_says_so_to_the_giver(cast: Cast, case: Case) -> None:
    offer(cast, case.pk)
    run(cast.harbour)
    receiving.offer_decline(cast.outsider, offer_id=received(cast).pk)
    run(cast.island)
    assert given(cast).state == "declined"
    with pytest.raises(Conflict):
        receiving.offer_accept(cast.outsider, offer_id=received(cast).pk)


def test_it_keeps_a_restricted_case_restricted(cast: Cast, case: Case) -> None:
    exceptions.case_restrict(cast.worker, case_id=case.pk)
    offer(cast, case.pk, ["text"])
    run(cast.harbour)
    receiving.offer_accept(cast.outsider, offer_id=received(cast).pk)
    run(cast.island)
    assert cast.client("outsider").get(reverse("case-detail", args=[received(cast).case_id])).status_code == 200
    with tenant_scope(cast.island.pk):
        assert Case.objects.get().restricted
    with tenant_scope(cast.harbour.pk):
        assert not selectors.referrals(cast.manager).exists()


def test_it_refuses_what_does_not_hold(cast: Cast, case: Case) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    for wrong in (
        {"partner_id": cast.harbour.pk},
        {"partner_id": 10**9},
        {"parts": ["fingerprints"]},
        {"parts": ["everything"]},
        {"help": "money"},
        {"agreed_on": None},
        {"agreed_on": tomorrow},
        {"ground": "custom"},
    ):
        with pytest.raises(Invalid):
            offer(cast, case.pk, **wrong)
    with pytest.raises(Forbidden):
        offer(cast, case.pk, ground="override", reason="Danger.")
    with pytest.raises(NotFound):
        giving.referral_offer(
            cast.outsider, case_id=case.pk, partner_id=1, help="legal", parts=["text"], ground="consent"
        )
    offer(cast, case.pk)
    with pytest.raises(Conflict):
        offer(cast, case.pk)


def test_it_takes_an_override_from_a_manager_with_a_reason_and_never_in_quiet_mode(cast: Cast) -> None:
    befriend(cast)
    plain, quiet = a_case(cast), a_case(cast, quiet=True, items=[])
    values = {"partner_id": cast.island.pk, "help": "medical", "parts": ["contact"], "ground": "override"}
    with pytest.raises(Invalid):
        giving.referral_offer(cast.manager, case_id=plain.pk, **values)
    with pytest.raises(Invalid):
        giving.referral_offer(cast.manager, case_id=quiet.pk, reason="Danger to life.", **values)
    row = giving.referral_offer(cast.manager, case_id=plain.pk, reason="Danger to life.", **values)
    with tenant_scope(cast.harbour.pk):
        lines = AuditLine.objects.filter(action="referral.offer", subject_id=row.pk)
        assert lines.get().data["ground"] == "override" and "Danger" not in str(lines.values())


def test_it_writes_into_both_trails_and_both_histories(cast: Cast, case: Case) -> None:
    offer(cast, case.pk)
    run(cast.harbour)
    receiving.offer_accept(cast.outsider, offer_id=received(cast).pk)
    run(cast.island)
    sides = {
        cast.harbour.pk: ({"referral.offer", "referral.answered"}, {"referral.offered", "referral.accepted"}),
        cast.island.pk: ({"offer.receive", "offer.answer", "offer.take"}, {"offer.received", "referral.received"}),
    }
    for agency_id, (actions, kinds) in sides.items():
        with tenant_scope(agency_id):
            assert actions <= set(AuditLine.objects.values_list("action", flat=True))
            assert kinds <= set(Event.objects.values_list("kind", flat=True))


def test_it_lists_both_sides_for_a_key_without_the_shared_part(cast: Cast, case: Case) -> None:
    row = offer(cast, case.pk)
    run(cast.harbour)
    api, there = Api(new_key(cast.manager, "referral.read")), Api(new_key(cast.outsider, "referral.read"))
    (mine,) = api.get("/referrals").json()["results"]
    assert (mine["id"], mine["case"], mine["partner"], mine["state"]) == (row.pk, case.pk, "island", "offered")
    (theirs,) = there.get("/referral-offers").json()["results"]
    assert (theirs["partner"], theirs["case"]) == ("harbour", None)
    assert (
        there.get(f"/referrals/{row.pk}").status_code == api.get(f"/referral-offers/{theirs['id']}").status_code == 404
    )
    assert (
        there.get(f"/referral-offers/{theirs['id']}").status_code == api.get(f"/referrals/{row.pk}").status_code == 200
    )
