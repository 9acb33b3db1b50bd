"""What becomes of a registration: sealed values, the matcher's rows, consent, and people's word."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from agencies.audit.models import AuditLine
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case
from cases.fingerprints import describe, packing, services, web
from cases.fingerprints.digest import Frame, Item, Patch, Sound
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.services import aligning
from cases.intake import services as intake
from tests.api.calling import Api, new_key
from tests.people import Cast
from tests.rows import a_case

pytestmark = pytest.mark.django_db
FINE = 0x0123456789ABCDEF_FEDCBA9876543210_00FF00FF0F0F3C5A_5A5AC3C3F00F7E81


def picture(number: int, bits: int = FINE, **more: Any) -> Item:
    """A picture with two patches."""
    patches = tuple(Patch(f"{(1 << 128) - each:032x}" * 2, 60) for each in (number, number + 1))
    return Item(
        f"{number:064x}", "image", f"{bits:064x}", 95, 640, 480, (), f"{number:032x}", more.get("patches", patches)
    )


CLIP = Item(f"{77:064x}", "video", None, None, 8, 8, (Frame(0, f"{5:064x}", 90),), "", (), (Sound(0.0, f"{6:064x}"),))


def search_in_detail(cast: Cast, on: bool = True) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.filter(agency=cast.harbour).update(patch_search=on)


@pytest.fixture
def case(cast: Cast) -> Case:
    """An adult's case with every consent, in an agency that searches in detail."""
    search_in_detail(cast)
    return a_case(cast, purposes=["detection", "detailed_detection", "notices"], items=[])


def register(cast: Cast, case: Case, *items: Item) -> list[Fingerprint]:
    return services.fingerprints_register(cast.worker, case_id=case.pk, items=items)


def kinds(cast: Cast, row: Fingerprint) -> list[str]:
    """What the matcher holds of it."""
    with tenant_scope(cast.harbour.pk):
        return sorted(MatcherEntry.objects.filter(fingerprint_id=row.pk).values_list("kind", flat=True))


def sealed(cast: Cast, row: Fingerprint) -> list[str]:
    """What lies sealed of it."""
    with tenant_scope(cast.harbour.pk):
        return sorted(value.kind for value in packing.unpack(Fingerprint.objects.get(id=row.pk).values))


def state(cast: Cast, row: Fingerprint) -> tuple[str, str]:
    with tenant_scope(cast.harbour.pk):
        fresh = Fingerprint.objects.get(id=row.pk)
    return fresh.state, fresh.level


ALL = ["md5", "patch", "patch", "pdq", "sha256"]


def test_it_keeps_everything_sealed_and_digests_only_as_marks_elsewhere(cast: Cast, case: Case) -> None:
    row, clip = register(cast, case, picture(0xABCDEF123456), CLIP)
    assert kinds(cast, row) == sealed(cast, row) == ALL and kinds(cast, clip) == ["frame", "sha256", "sound"]
    assert (row.patches, clip.sound) == (2, 1)
    with tenant_scope(cast.harbour.pk), connection.cursor() as cursor:
        for table in ("cases_fingerprint", "cases_matcherentry", "agencies_auditline", "agencies_event"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            assert "abcdef123456" not in cursor.fetchone()[0], table
        assert "values" in Fingerprint.sealed_names


@pytest.mark.parametrize("missing", ["setting", "consent", "adult"])
def test_it_drops_patches_and_sound_at_the_door(cast: Cast, missing: str) -> None:
    search_in_detail(cast, missing != "setting")
    purposes = ["detection"] if missing == "consent" else ["detection", "detailed_detection"]
    band = "unknown" if missing == "adult" else "adult"
    made = a_case(cast, purposes=purposes, age_band=band, items=[picture(3), CLIP])
    with tenant_scope(cast.harbour.pk):
        for row in Fingerprint.objects.filter(case=made):
            assert not set(sealed(cast, row)) & set(packing.DETAILED) and row.patches == row.sound == 0
            assert not set(kinds(cast, row)) & set(packing.DETAILED)


def test_it_learns_what_is_new_of_the_same_file(cast: Cast) -> None:
    search_in_detail(cast)
    made = a_case(cast, purposes=["detection"], items=[picture(3)])
    casework.consent_record(cast.worker, case_id=made.pk, purpose="detailed_detection")
    (row,) = register(cast, made, picture(3))
    with tenant_scope(cast.harbour.pk):
        assert Fingerprint.objects.filter(case=made).count() == 1
    assert kinds(cast, row) == sealed(cast, row) == ALL


@pytest.mark.parametrize("ends", ["consent", "age", "setting"])
def test_it_erases_patches_when_their_ground_ends(cast: Cast, case: Case, ends: str) -> None:
    (row,) = register(cast, case, picture(3))
    if ends == "consent":
        casework.consent_withdraw(cast.worker, case_id=case.pk, purpose="detailed_detection")
    elif ends == "age":
        casework.case_update(
            cast.worker, case_id=case.pk, age_band="unknown", identity="unchecked", quiet=False, excluded_countries=[]
        )
    else:
        search_in_detail(cast, False)
    if ends != "setting":
        assert "patch" not in kinds(cast, row), "with the same statement"
    aligning.agency_align(Actor.system(cast.harbour.pk), settings_id=0)
    assert kinds(cast, row) == sealed(cast, row) == ["md5", "pdq", "sha256"]


def test_it_leaves_the_matcher_with_the_consent_and_comes_back_with_it(cast: Cast, case: Case) -> None:
    (row,) = register(cast, case, picture(3))
    casework.consent_withdraw(cast.worker, case_id=case.pk, purpose="detection")
    assert kinds(cast, row) == [] and state(cast, row)[0] == "active"
    with pytest.raises(Conflict):
        register(cast, case, picture(4))
    casework.consent_record(cast.worker, case_id=case.pk, purpose="detection")
    aligning.case_align(Actor.system(cast.harbour.pk), case_id=case.pk)
    assert kinds(cast, row)[-1] == "sha256" and "pdq" in kinds(cast, row)


@pytest.mark.parametrize("verb", ["suspend", "dispute"])
def test_it_leaves_the_matcher_and_comes_back_out_of_the_sealed_values(cast: Cast, case: Case, verb: str) -> None:
    (row,) = register(cast, case, picture(3))
    getattr(services, f"fingerprint_{verb}")(cast.worker, fingerprint_id=row.pk, reason="It shows a bridge")
    assert kinds(cast, row) == [] and sealed(cast, row) == ALL
    assert register(cast, case, picture(3))[0].pk == row.pk and kinds(cast, row) == [], "not registered beside it"
    with pytest.raises(Conflict):
        getattr(services, f"fingerprint_{verb}")(cast.worker, fingerprint_id=row.pk, reason="It shows a bridge")
    services.fingerprint_resume(cast.worker, fingerprint_id=row.pk)
    assert kinds(cast, row) == ALL and state(cast, row)[0] == "active"


def test_it_asks_what_is_contested(cast: Cast, case: Case) -> None:
    (row,) = register(cast, case, picture(3))
    with pytest.raises(Invalid):
        services.fingerprint_dispute(cast.worker, fingerprint_id=row.pk, reason=" no ")


def test_it_resumes_nothing_without_consent(cast: Cast, case: Case) -> None:
    (row,) = register(cast, case, picture(3))
    services.fingerprint_suspend(cast.worker, fingerprint_id=row.pk)
    casework.consent_withdraw(cast.worker, case_id=case.pk, purpose="detection")
    with pytest.raises(Conflict):
        services.fingerprint_resume(cast.worker, fingerprint_id=row.pk)


def test_it_erases_everything_on_withdrawal(cast: Cast, case: Case) -> None:
    (row,) = register(cast, case, picture(3))
    services.fingerprint_withdraw(cast.worker, fingerprint_id=row.pk)
    assert kinds(cast, row) == sealed(cast, row) == [] and state(cast, row)[0] == "withdrawn"
    for refused in (services.fingerprint_withdraw, services.fingerprint_resume, services.fingerprint_check):
        with pytest.raises(Conflict):
            refused(cast.worker, fingerprint_id=row.pk)
    assert register(cast, case, picture(3))[0].pk != row.pk, "it may be registered anew"


def test_it_needs_two_different_people_for_two(cast: Cast, case: Case) -> None:
    (row,) = register(cast, case, picture(3))
    services.fingerprint_check(cast.worker, fingerprint_id=row.pk)
    assert state(cast, row)[1] == "worker"
    with pytest.raises(Conflict):
        services.fingerprint_check(cast.worker, fingerprint_id=row.pk)
    services.fingerprint_found(Actor.system(cast.harbour.pk), fingerprint_id=row.pk)
    assert state(cast, row)[1] == "confirmed_on_a_found_copy"
    services.fingerprint_check(cast.manager, fingerprint_id=row.pk)
    services.fingerprint_found(Actor.system(cast.harbour.pk), fingerprint_id=row.pk)
    assert state(cast, row)[1] == "two_persons"
    with tenant_scope(cast.harbour.pk):
        line = AuditLine.objects.filter(action="fingerprint.check").latest("id")
        assert (line.data["first"], line.data["second"]) == (cast.worker.user_id, cast.manager.user_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            Fingerprint.objects.filter(id=row.pk).update(checked_second_id=cast.worker.user_id)


def test_it_groups_what_shows_the_same_inside_a_case_only(cast: Cast, case: Case) -> None:
    first, near, other = register(cast, case, picture(1), picture(2, FINE ^ 0b111), picture(3, FINE ^ ((1 << 100) - 1)))
    assert (first.group, near.group, other.group) == (first.pk, first.pk, other.pk)
    (again,) = register(cast, a_case(cast, items=[]), picture(1))
    assert again.group == again.pk and again.mark == first.mark
    there = intake.report_submit(
        cast.outsider, channel="worker", age_band="adult", purposes=["detection"], text="", contact="", addresses="",
        items=[picture(1)],
    )  # fmt: skip
    with tenant_scope(cast.island.pk):
        foreign = Fingerprint.objects.get(case=there)
        assert foreign.group == foreign.pk and foreign.mark != first.mark, "nothing links two agencies' rows"


VERBS = ("suspend", "resume", "dispute", "check", "withdraw")


@pytest.mark.parametrize("verb", VERBS)
def test_it_knows_nothing_of_another_agencys_rows(cast: Cast, case: Case, verb: str) -> None:
    (row,) = register(cast, case, picture(3))
    more = {"reason": "It shows a bridge"} if verb == "dispute" else {}
    for actor, refusal in ((cast.outsider, NotFound), (cast.auditor, Forbidden)):
        with pytest.raises(refusal):
            getattr(services, f"fingerprint_{verb}")(actor, fingerprint_id=row.pk, **more)
    assert state(cast, row) == ("active", "claimed")


def test_it_shows_what_is_looked_for_and_what_may_be_done(cast: Cast, case: Case) -> None:
    row, _near = register(cast, case, picture(1), picture(2, FINE ^ 0b1))
    client, page = cast.client("worker"), reverse("fingerprint-new", args=[case.pk])
    text = client.get(page).content.decode()
    assert (
        "and 1 more that shows the same" in text
        and "shows the same as #" in text
        and "cropped copies" in text
        and f"{FINE:064x}" not in text
    )
    for name, sent in (("suspend", {"reason": ""}), ("resume", {}), ("dispute", {"reason": "A colleague's bridge"})):
        assert client.post(reverse(f"fingerprint-{name}", args=[row.pk]), sent).status_code == 302, name
    assert client.post(reverse("fingerprint-dispute", args=[row.pk]), {"reason": ""}).status_code == 422
    assert client.post(reverse("fingerprint-check", args=[row.pk])).status_code == 302
    assert state(cast, row) == ("disputed", "worker")
    text = client.get(page).content.decode()
    assert "Disputed" in text and "Nothing is looked for until the dispute" in text and "A colleague" not in text
    for name in ("suspend", "dispute", "withdraw", "check", "resume"):
        answer = client.get(reverse(f"fingerprint-{name}", args=[row.pk]))
        assert answer.status_code == 200
        assert ("A colleague" in answer.content.decode()) == (name in {"resume", "withdraw"}), name
    answer = client.post(reverse("consent-give", args=[case.pk]), {"purpose": "partner_detection"})
    assert answer.status_code == 302 and client.get(reverse("consent-give", args=[case.pk])).status_code == 200


def test_it_says_what_was_not_kept(cast: Cast) -> None:
    made = a_case(cast, purposes=["detection"], items=[])
    sent = {"fingerprints": describe.as_json([picture(5)])}
    text = cast.client("worker").post(reverse("fingerprint-new", args=[made.pk]), sent, follow=True).content.decode()
    assert "Registered" in text
    assert web.warnings([picture(5)], detailed=False) and not web.warnings([picture(5)], detailed=True)


def test_it_does_the_same_by_api(cast: Cast, case: Case) -> None:
    (row,) = register(cast, case, picture(1))
    api, reader = Api(new_key(cast.manager, "fingerprint.update")), Api(new_key(cast.manager, "fingerprint.read"))
    path = f"/fingerprints/{row.pk}"
    assert reader.post(f"{path}/suspend", {}).status_code == 403
    assert Api(new_key(cast.outsider, "fingerprint.update")).post(f"{path}/suspend", {}).status_code == 404
    answer = api.post(f"{path}/suspend", {})
    assert answer.status_code == 201 and answer.json()["state"] == "suspended", answer.content
    assert api.post(f"{path}/suspend", {}).status_code == 409
    assert api.post(f"{path}/resume", {}).json()["state"] == "active"
    assert api.post(f"{path}/dispute", {}).status_code == 400
    answer = api.post(f"{path}/dispute", {"reason": "It shows a bridge"})
    assert answer.json()["state"] == "disputed" and "bridge" not in answer.content.decode()
    assert api.post(f"{path}/check", {}).status_code == 403, "a person's word"
    assert f"{FINE:064x}" not in answer.content.decode()
