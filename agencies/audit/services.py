"""Write the trail, seal it, check it."""

from typing import Any

from django.db import connection
from django.db.models import F

from agencies.audit import chain
from agencies.audit.models import AuditLine, AuditSeal, PlatformLine
from agencies.tenancy import scope
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.services import verb

SEAL_BATCH = 500
FIELDS = (
    "id",
    "agency_id",
    "at",
    "actor_kind",
    "actor_user_id",
    "action",
    "subject_kind",
    "subject_id",
    "case_id",
    "request_id",
    "source",
    "data",
)


def record(
    actor: Actor, action: str, *, subject_kind: str, subject_id: int | None, case_id: int | None = None, **data: Any
) -> None:
    """One line, in the caller's transaction. `data` holds ids, digests and names of states only."""
    scope.require(actor.agency_id)
    AuditLine.objects.create(
        agency_id=actor.agency_id,
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        case_id=case_id,
        request_id=actor.request_id,
        source=actor.source or None,
        data=data if actor.key_id is None else {**data, "key_id": actor.key_id},
    )


def record_platform(staff: Staff, action: str, *, subject_kind: str, subject_id: int | None, **data: Any) -> None:
    """One line about an act of the platform itself, in the caller's transaction; ids and names of states only."""
    PlatformLine.objects.create(
        actor_user_id=staff.user_id or None,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        request_id=staff.request_id,
        source=staff.source or None,
        data=data,
    )


@verb("audit.seal")
def seal(actor: Actor) -> int:
    """Number and chain the committed lines that are not sealed yet; returns how many. Writers never wait for it."""
    with connection.cursor() as cursor:  # one sealer per agency at a time; the lock ends with the transaction
        cursor.execute("SELECT pg_try_advisory_xact_lock(7261, %s::int)", [actor.agency_id])
        if not cursor.fetchone()[0]:
            return 0
    last = AuditSeal.objects.visible_to(actor).order_by("-number").first()
    number, digest = (last.number, last.digest) if last else (0, chain.START)
    lines = AuditLine.objects.visible_to(actor).filter(seal=None).order_by("id").values(*FIELDS)[:SEAL_BATCH]
    seals = []
    for line in lines:
        number, digest = number + 1, chain.link(digest, line)
        seals.append(AuditSeal(agency_id=actor.agency_id, line_id=line["id"], number=number, digest=digest))
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


@verb("audit.read")
def verify(actor: Actor) -> int | None:
    """Number of the first sealed line whose digest does not fit, or None when the chain is whole."""
    digest = chain.START
    rows = AuditLine.objects.visible_to(actor).exclude(seal=None).order_by("seal__number")
    links = rows.values(*FIELDS, number=F("seal__number"), digest=F("seal__digest")).iterator(1000)
    for expected, row in enumerate(links, start=1):
        number, stated = row.pop("number"), row.pop("digest")
        digest = chain.link(digest, row)
        if number != expected or digest != stated:
            return int(number)
    return None
