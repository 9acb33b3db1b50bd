"""Tell two partner agencies that they work on the same picture, when both persons agreed to that (HARMS 17, 21).

Each agency writes only into its own workspace. A job opens its own scope, closes it, opens a partner's to compare, closes that, and
opens its own again to write; the other side learns of it by a job of its own, which finds the same by itself. The two
cases are never named to each other, and no value leaves the transaction that read it, except the asking side's.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from numpy.typing import NDArray

from agencies.access import selectors as access
from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case, Consent
from cases.casework.states import CaseState, Purpose
from cases.fingerprints.bands import PORTAL
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.models.partners import PartnerNotice
from cases.fingerprints.search import Index

DETECTION = "detection"
JOB = "cases.fingerprints.partners"
CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is compared: marks of exact digests, and hashes of pictures that are clear enough."""

    marks: frozenset[bytes]
    hashes: tuple[bytes, ...]

    def __repr__(self) -> str:
        return "<asked>"


def case_compare(actor: Actor, *, case_id: int) -> None:
    """Find out anew with which partners a case shares a picture; again and again the same. No scope is open."""
    rights.require(actor, "fingerprint.keep")
    with tenant_scope(actor.agency_id):
        agreed = case_id in set(_agreeing(actor).values_list("id", flat=True))
        asked = _asked(actor, case_id) if agreed else None
        partners = [agency.pk for agency in access.partners(actor, DETECTION)] if asked else []
    found = {partner for partner in partners if asked is not None and _shared(Actor.system(partner), asked, actor)}
    with tenant_scope(actor.agency_id):
        still = case_id in set(_agreeing(actor).values_list("id", flat=True))
        in_force = {agency.pk for agency in access.partners(actor, DETECTION)}
        new, gone = _write(actor, case_id, found & in_force if still else set())
    for partner in new:
        _tell(Actor.system(partner), of=actor.agency_id, asked=asked)
    for partner in gone:
        _tell(Actor.system(partner), of=actor.agency_id, asked=None)


def agency_compare(actor: Actor, *, partnership_id: int) -> None:
    """After a partnership began or ended: the same for every case that it may touch."""
    rights.require(actor, "fingerprint.keep")
    with tenant_scope(actor.agency_id):
        noted = PartnerNotice.objects.visible_to(actor).values_list("case_id", flat=True)
        ids = sorted({*_agreeing(actor).values_list("id", flat=True), *noted})
    for case_id in ids:
        case_compare(actor, case_id=case_id)


def registration_compare(actor: Actor, *, fingerprint_id: int) -> None:
    """After a registration came or went: the same for its case."""
    rights.require(actor, "fingerprint.keep")
    with tenant_scope(actor.agency_id):
        rows = Fingerprint.objects.visible_to(actor).filter(id=fingerprint_id)
        case_id = rows.values_list("case_id", flat=True).first()
    if case_id is not None:
        case_compare(actor, case_id=case_id)


def _agreeing(actor: Actor) -> QuerySet[Case]:
    """Cases at work or watched whose person agreed to detection and to partners' detection."""
    given = Consent.objects.filter(agency_id=actor.agency_id, case_id=OuterRef("id"), withdrawn_at=None)
    rows = Case.objects.visible_to(actor).filter(shredded_at=None).exclude(state=CaseState.WITHDRAWN)
    own, partners = (given.filter(purpose=purpose) for purpose in (Purpose.DETECTION, Purpose.PARTNER_DETECTION))
    return rows.filter(Exists(own), Exists(partners))


def _entries(actor: Actor, cases: Collection[int]) -> QuerySet[MatcherEntry]:
    """What the matcher holds of these cases, as far as it is certain enough to name a partner for it."""
    rows = MatcherEntry.objects.visible_to(actor).filter(fingerprint__case_id__in=cases)
    clear = rows.filter(kind="pdq", quality__gte=PORTAL.picture.certain_quality)
    return clear | rows.filter(kind__in=["sha256", "md5"])


def _asked(actor: Actor, case_id: int) -> _Asked | None:
    found = [(kind, bytes(value)) for kind, value in _entries(actor, [case_id]).values_list("kind", "value")]
    if not found:
        return None
    return _Asked(
        frozenset(value for kind, value in found if kind != "pdq"),
        tuple(value for kind, value in found if kind == "pdq"),
    )


def _shared(actor: Actor, asked: _Asked, by: Actor) -> set[int]:
    """In the partner's own short scope: ids of its agreeing cases that show the same; they are not told to the asking side."""
    with tenant_scope(actor.agency_id):
        if by.agency_id not in {agency.pk for agency in access.partners(actor, DETECTION)}:
            return set()
        return _same(actor, asked)


def _same(actor: Actor, asked: _Asked) -> set[int]:
    rows = _entries(actor, list(_agreeing(actor).values_list("id", flat=True)))
    exact = rows.filter(kind__in=["sha256", "md5"], value__in=asked.marks)
    found = set(exact.values_list("fingerprint__case_id", flat=True))
    if asked.hashes:
        pictures = rows.filter(kind="pdq").values_list("fingerprint__case_id", "value")
        for cases, values in _chunks(pictures.iterator(chunk_size=CHUNK)):
            near = Index(np.array(cases, dtype=np.int64), values).search(asked.hashes, PORTAL.picture.distance)
            found |= {case for _number, case, _distance in near}
    return found


def _chunks(rows: "Iterator[tuple[int, bytes | memoryview[int]]]") -> Iterator[tuple[list[int], NDArray[np.uint8]]]:
    cases: list[int] = []
    values: list[bytes] = []
    for case, value in rows:
        cases.append(case)
        values.append(bytes(value))
        if len(cases) == CHUNK:
            yield cases, np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, 32)
            cases, values = [], []
    if cases:
        yield cases, np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, 32)


def _write(actor: Actor, case_id: int, partners: set[int]) -> tuple[set[int], set[int]]:
    """In the own scope: let the rows be these; returns which partners are new and which are gone."""
    rows = PartnerNotice.objects.visible_to(actor).filter(case_id=case_id)
    before = set(rows.values_list("partner_id", flat=True))
    new, gone = partners - before, before - partners
    rows.filter(partner_id__in=gone).delete()
    PartnerNotice.objects.bulk_create(
        (PartnerNotice(agency_id=actor.agency_id, case_id=case_id, partner_id=partner) for partner in sorted(new)),
        ignore_conflicts=True,
    )
    if new or gone:
        audit.record(
            actor, "partner.same_picture", subject_kind="case", subject_id=case_id, case_id=case_id,
            began=sorted(new), ended=sorted(gone),
        )  # fmt: skip
    return new, gone


def _tell(actor: Actor, *, of: int, asked: _Asked | None) -> None:
    """In the partner's scope: let its own job look again at the cases that are concerned, without saying why."""
    with tenant_scope(actor.agency_id):
        noted = set(PartnerNotice.objects.visible_to(actor).filter(partner_id=of).values_list("case_id", flat=True))
        concerned = noted if asked is None else _same(actor, asked) - noted
        for case_id in sorted(concerned):
            events.enqueue(
                JOB, agency_id=actor.agency_id, case_id=case_id, key=f"{JOB}:{case_id}:{timezone.now().timestamp()}"
            )
