"""Two agencies learn that they work on the same picture only as partners, and only if both persons agreed (HARMS 17, 21)."""

from typing import Any

import pytest
from django.urls import reverse

from agencies.access.services import partnerships
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case
from cases.fingerprints import services as fingerprints
from cases.fingerprints.digest import Item
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.models.partners import PartnerNotice
from cases.fingerprints.selectors.partners import sharing
from cases.fingerprints.services import partners
from tests.people import Cast

pytestmark = pytest.mark.django_db
HASH = int("0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2, 16)
BOTH = ["detection", "partner_detection"]


def picture(number: int, bits: int = 0, quality: int = 95) -> Item:
    """A file of its own whose picture differs in so many bits."""
    return Item(f"{number:064x}", "image", f"{HASH ^ ((1 << bits) - 1):064x}", quality, 640, 480, ())


def a_case(who: Actor, item: Item, purposes: list[str] = BOTH) -> Case:
    case = casework.case_open(who, age_band="adult", purposes=purposes)
    fingerprints.fingerprints_register(who, case_id=case.pk, items=[item])
    return case


def agree(cast: Cast, purpose: str = "detection") -> None:
    partnerships.partners_listed(cast.outsider, listed=True)
    partnerships.partnership_propose(cast.manager, slug="island", purpose=purpose)
    partnerships.partnership_accept(cast.outsider, agency_id=cast.harbour.pk, purpose=purpose)


def work(*agencies: int) -> None:
    """The jobs of both agencies, until none is left."""
    calls: dict[str, Any] = {
        "cases.fingerprints.align": partners.case_compare,
        "cases.fingerprints.partners": partners.case_compare,
        "cases.fingerprints.partners_registration": partners.registration_compare,
        "cases.fingerprints.partners_agency": partners.agency_compare,
    }
    for _round in range(10):
        left = 0
        for agency_id in agencies:
            with tenant_scope(agency_id):
                jobs = list(Job.objects.filter(kind__in=calls, state="pending").order_by("id"))
                Job.objects.filter(id__in=[job.pk for job in jobs]).update(state="done")
            for job in jobs:
                calls[job.kind](Actor.system(agency_id), **job.args)
            left += len(jobs)
        if not left:
            return
    raise AssertionError("the two agencies tell each other without end")


def told(cast: Cast, mine: Case, theirs: Case) -> tuple[list[str], list[str]]:
    work(cast.harbour.pk, cast.island.pk)
    with tenant_scope(cast.harbour.pk):
        first = sharing(cast.worker, mine.pk)
    with tenant_scope(cast.island.pk):
        return first, sharing(cast.outsider, theirs.pk)


ALIKE = (["Island Help"], ["Harbour Office"])


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [(picture(1), picture(1)), (picture(1), picture(2, bits=31)), (picture(1, quality=30), picture(1, quality=30))],
    ids=["same file", "near", "same file of low quality"],
)
def test_it_tells_both_sides_the_name_only(cast: Cast, mine: Item, theirs: Item) -> None:
    agree(cast)
    here, there = a_case(cast.worker, mine), a_case(cast.outsider, theirs)
    assert told(cast, here, there) == ALIKE
    page = cast.client("worker").get(reverse("case-detail", args=[here.pk])).content.decode()
    assert "A partner also works on a picture of this case: Island Help." in page and there.reference not in page
    auditor = cast.client("auditor").get(reverse("case-detail", args=[here.pk])).content.decode()
    assert "Island Help" not in auditor
    with tenant_scope(cast.harbour.pk):
        (row,) = PartnerNotice.objects.all()
        assert {f.name for f in row._meta.fields} == {"id", "agency", "case", "partner", "made_at"}


@pytest.mark.parametrize(
    ("theirs", "purposes", "purpose"),
    [
        (picture(2, bits=32), BOTH, "detection"),
        (picture(2, bits=3, quality=79), BOTH, "detection"),
        (picture(1), ["detection"], "detection"),
        (picture(1), BOTH, "referral"),
        (picture(1), BOTH, ""),
    ],
    ids=["too far", "unclear", "no consent", "another purpose", "no partnership"],
)
def test_it_tells_nobody_anything_else(cast: Cast, theirs: Item, purposes: list[str], purpose: str) -> None:
    if purpose:
        agree(cast, purpose)
    here, there = a_case(cast.worker, picture(1)), a_case(cast.outsider, theirs, purposes)
    assert told(cast, here, there) == ([], [])


def test_it_tells_nobody_whose_own_person_did_not_agree(cast: Cast) -> None:
    agree(cast)
    here, there = a_case(cast.worker, picture(1), ["detection"]), a_case(cast.outsider, picture(1))
    assert told(cast, here, there) == ([], [])
    casework.consent_record(cast.worker, case_id=here.pk, purpose="partner_detection")
    assert told(cast, here, there) == ALIKE


@pytest.mark.parametrize("ends", ["consent", "their consent", "registration", "suspended", "partnership"])
def test_it_takes_the_notice_back_on_both_sides(cast: Cast, ends: str) -> None:
    agree(cast)
    here, there = a_case(cast.worker, picture(1)), a_case(cast.outsider, picture(1))
    assert told(cast, here, there) == ALIKE
    with tenant_scope(cast.harbour.pk):
        number = Fingerprint.objects.get().pk
    if ends == "consent":
        casework.consent_withdraw(cast.worker, case_id=here.pk, purpose="partner_detection")
    elif ends == "their consent":
        casework.consent_withdraw(cast.outsider, case_id=there.pk, purpose="partner_detection")
    elif ends == "registration":
        fingerprints.fingerprint_withdraw(cast.worker, fingerprint_id=number)
    elif ends == "suspended":
        fingerprints.fingerprint_suspend(cast.worker, fingerprint_id=number)
    else:
        with tenant_scope(cast.harbour.pk):
            mine = partnerships.Partnership.objects.get(agency_id=cast.harbour.pk).pk
        partnerships.partnership_end(cast.manager, partnership_id=mine)
    assert told(cast, here, there) == ([], [])
    for agency in (cast.harbour, cast.island):
        with tenant_scope(agency.pk):
            assert not PartnerNotice.objects.exists()


def test_it_keeps_the_notice_while_another_case_is_a_ground_for_it(cast: Cast) -> None:
    agree(cast)
    here, there = a_case(cast.worker, picture(1)), a_case(cast.outsider, picture(1))
    second = a_case(cast.worker, picture(3, bits=5))
    assert told(cast, here, there) == ALIKE and told(cast, second, there) == ALIKE
    casework.consent_withdraw(cast.worker, case_id=here.pk, purpose="partner_detection")
    assert told(cast, here, there) == ([], ["Harbour Office"])
