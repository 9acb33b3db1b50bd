"""The attack: an agency tries to learn whether a picture is registered elsewhere, and learns nothing. HARMS 21."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.events import selectors as events
from agencies.events.models import Event, Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.serializers import steps_told
from cases.detection.models import CrawlRound, Match
from cases.detection.serializers import MatchSerializer
from cases.detection.services import finds, seen, sources
from cases.detection.services.finds import Sighting
from cases.fingerprints import services as fingerprints
from cases.fingerprints.bands import Band
from cases.fingerprints.digest import Item
from cases.fingerprints.guarding import Why
from cases.fingerprints.hits import Hit
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.serializers import FingerprintSerializer
from cases.fingerprints.services import guards
from tests.people import Cast
from tests.takedowns import flow

HERS = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
OTHER = f"{int(HERS, 16) ^ (0x5A6B7C8D << 128 | 0x13579BDF << 200 | 0xFEDCBA98 << 64):064x}"


def variant(pdq: str, bits: int, number: int) -> Item:
    """The picture with some bits changed, as a new file."""
    return Item(f"{number:064x}", "image", f"{int(pdq, 16) ^ ((1 << bits) - 1):064x}", 95, 640, 480, ())


def answer(cast: Cast, pdq: str, number: int) -> tuple[list[dict[str, Any]], int, list[str]]:
    """What the attacker sees of registering three variants: answers without ids and times, queries, events and lines."""
    case = casework.case_open(cast.outsider, age_band="adult", purposes=["detection", "notices"])
    items = [variant(pdq, bits, number + bits) for bits in (0, 12, 25)]
    with CaptureQueriesContext(connection) as queries:
        rows = fingerprints.fingerprints_register(cast.outsider, case_id=case.pk, items=items)
    shown = [dict(FingerprintSerializer(row).data) for row in rows]
    for each in shown:
        for name in list(each):
            if name in {"id", "case_id", "registered_at"} or "group" in name:
                del each[name]
    with tenant_scope(cast.island.pk):
        said = [str(each) for each in Event.objects.filter(case_id=case.pk).order_by("id").values_list("kind", "data")]
        said += list(AuditLine.objects.filter(case_id=case.pk).order_by("id").values_list("action", flat=True))
        said += list(Job.objects.filter(args__has_key="fingerprint_id").order_by("id").values_list("kind", flat=True))[
            -3:
        ]
    return shown, len(queries), said


@pytest.mark.django_db
def test_it_answers_the_same_whether_another_agency_has_it_or_not(cast: Cast) -> None:
    fingerprints.fingerprints_register(cast.worker, case_id=flow.a_case(cast).pk, items=[variant(HERS, 0, 1)])
    answer(cast, OTHER[::-1], 100)  # keys are open now
    known, unknown = answer(cast, HERS, 1000), answer(cast, OTHER, 2000)
    assert known == unknown


@pytest.mark.django_db
def test_it_tells_the_watching_agency_nothing_of_anothers_find(cast: Cast) -> None:
    """The attacker's own site shows the picture: the find is stored for its owner, and the attacker's rows do not move."""
    (row,) = fingerprints.fingerprints_register(cast.worker, case_id=flow.a_case(cast).pk, items=[variant(HERS, 0, 1)])
    trap = sources.source_create(
        cast.outsider, name="Trap", url="https://trap.example/", country="NL", language="nl", depth=1,
        cadence_seconds=3600,
    )  # fmt: skip
    seen.source_list(cast.outsider, source_id=trap.pk, reason="A trap.")

    def own() -> tuple[Any, ...]:
        with tenant_scope(cast.island.pk):
            rounds = list(CrawlRound.objects.values_list("finds", "media", "errors"))
            return rounds, Match.objects.count(), Event.objects.count(), AuditLine.objects.count(), Job.objects.count()

    before = own()
    hit = Hit(cast.harbour.pk, row.pk, Band.LIKELY, 4, 95, 0, False, False, 0, "")
    sighting = Sighting("https://trap.example/1", "https://trap.example/1.jpg", "ab" * 32, "NL", "nl", timezone.now())
    assert finds.match_record(Actor.system(hit.agency_id), hit=hit, sighting=sighting) is not None
    assert own() == before
    page = cast.client("outsider").get(f"/sources/{trap.pk}/").content.decode()
    assert "0 pictures and clips" in page
    for address in ("/finds/", "/cases/"):
        assert "trap.example/1" not in cast.client("outsider").get(address).content.decode()


@pytest.mark.django_db
def test_it_gives_no_distance_to_other_systems(cast: Cast) -> None:
    case = flow.a_case(cast)
    case.identity = "person_shown"
    flow.a_find(cast, case)
    key = Actor(cast.harbour.pk, frozenset({"integrator"}), kind="service_key", key_id=1)
    with tenant_scope(cast.harbour.pk):
        found = [steps_told(actor, case, events.timeline(cast.officer, case.pk)) for actor in (key, cast.officer)]
    own, others = [[entry.data for entry in steps if entry.kind == "match.found"] for steps in reversed(found)]
    assert "distance" in own[0] and "distance" not in others[0]
    with tenant_scope(cast.harbour.pk):  # a hold by its spread would tell that something was found (HARMS 7)
        number = Fingerprint.objects.get().pk
        guards.fingerprint_hold(Actor.system(cast.harbour.pk), fingerprint_id=number, why=Why.FROZEN)
        case.identity = "unchecked"
        kinds = {entry.kind for entry in steps_told(key, case, events.timeline(cast.officer, case.pk))}
    assert "fingerprint.registered" in kinds and not kinds & {"fingerprint.held", "match.found"}
    shown = set(MatchSerializer().fields) | set(FingerprintSerializer().fields)
    assert not shown & {"distance", "difference", "value", "score", "bits", "near"}
    assert "patches" not in MatchSerializer().fields, (
        "of a registration it is how many are compared, of a find how near it is"
    )
