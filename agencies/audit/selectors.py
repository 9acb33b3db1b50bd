"""Reads of the trails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from agencies.audit.chain import Point, Sealed
from agencies.audit.models import (
    AuditAnchor,
    AuditLine,
    AuditSeal,
    AuditSource,
    PlatformAnchor,
    PlatformLine,
    PlatformSeal,
    PlatformSource,
)
from agencies.doors.guard import ALLOWED_PORTS, Policy
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import in_sight

COMMON = (
    "id",
    "at",
    "actor_user_id",
    "action",
    "subject_kind",
    "subject_id",
    "request_id",
    "source_digest",
    "source_until",
    "data",
)
OF_AGENCY = (*COMMON, "agency_id", "actor_kind", "case_id")
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Trail:
    """The four tables of one chain; `own` is what every row of it carries."""

    lines: QuerySet[Any]
    sources: QuerySet[Any]
    seals: QuerySet[Any]
    anchors: QuerySet[Any]
    fields: tuple[str, ...]
    own: dict[str, int]


def of_agency(actor: Actor) -> Trail:
    """The trail of the actor's agency."""
    return Trail(
        lines=AuditLine.objects.visible_to(actor),
        sources=AuditSource.objects.visible_to(actor),
        seals=AuditSeal.objects.visible_to(actor),
        anchors=AuditAnchor.objects.visible_to(actor),
        fields=OF_AGENCY,
        own={"agency_id": actor.agency_id},
    )


def of_platform() -> Trail:
    """The platform's own trail."""
    return Trail(
        lines=PlatformLine.objects.all(),
        sources=PlatformSource.objects.all(),
        seals=PlatformSeal.objects.all(),
        anchors=PlatformAnchor.objects.all(),
        fields=COMMON,
        own={},
    )


def sealed(trail: Trail) -> Iterator[Sealed]:
    """Every seal by number with its line, if that is there, and the line's address while it is kept."""
    after = 0
    while seals := list(trail.seals.filter(number__gt=after).order_by("number")[:BATCH]):
        wanted = [seal.line_id for seal in seals]
        lines = {row["id"]: row for row in trail.lines.filter(id__in=wanted).values(*trail.fields)}
        kept = trail.sources.filter(line_id__in=wanted).values_list("line_id", "salt", "address")
        sources = {line_id: (salt, str(address)) for line_id, salt, address in kept}
        for seal in seals:  # no join: a seal whose line is gone must still come
            line, source = lines.get(seal.line_id), sources.get(seal.line_id)
            yield Sealed(seal.number, seal.line_id, seal.line_digest, seal.digest, line, source)
        after = seals[-1].number


def points(trail: Trail) -> list[Point]:
    """The anchors that the database keeps."""
    return [Point(number, digest) for number, digest in trail.anchors.values_list("number", "digest")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the viewer is asked for; None means everything."""

    person: int | None = None
    action: str = ""
    case_id: int | None = None
    subject_kind: str = ""
    subject_id: int | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


def platform_lines(wanted: Wanted | None = None) -> QuerySet[PlatformLine]:
    """The platform's own lines that fit, newest first; for its staff."""
    rows = PlatformLine.objects.select_related("seal", "origin").order_by("-id")
    return rows.filter(**_conditions(wanted or Wanted()))


def lines(actor: Actor, wanted: Wanted | None = None) -> QuerySet[AuditLine]:
    """Lines that fit, newest first, with their seals and addresses."""
    found = in_sight(actor, AuditLine.objects.visible_to(actor), trail=True)
    rows = found.select_related("seal", "origin").order_by("-id")
    return rows.filter(**_conditions(wanted or Wanted()))


def _conditions(wanted: Wanted) -> dict[str, Any]:
    conditions = {
        "actor_user_id": wanted.person,
        "action__startswith": wanted.action or None,
        "case_id": wanted.case_id,
        "subject_kind": wanted.subject_kind or None,
        "subject_id": wanted.subject_id,
        "actor_kind": wanted.kind or None,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    return {name: value for name, value in conditions.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Opening:
    """That somebody opened a case: when, in which roles, and what; never who."""

    id: int
    at: datetime
    kind: str
    roles: tuple[str, ...]
    action: str


def openings(actor: Actor, case_id: int, limit: int | None = None) -> list[Opening]:
    """Who opened a case, for the person whose case it is: roles and times, newest first, no names."""
    rows = AuditLine.objects.visible_to(actor).filter(
        case_id=case_id, action__regex=r"(\.read|\.open|\.export)$|^export\."
    )
    found = rows.exclude(actor_kind="system").order_by("-id")[:limit]
    return [Opening(r.pk, r.at, r.actor_kind, tuple(r.data.get("roles", ())), r.action) for r in found]


def first_by(
    actor: Actor, *, subject_kind: str, subject_id: int, actions: Sequence[str]
) -> tuple[str, int | None] | None:
    """(kind, person) of whoever left the first line of these about something; None where the trail has none."""
    rows = AuditLine.objects.visible_to(actor).filter(subject_kind=subject_kind, subject_id=subject_id)
    line = rows.filter(action__in=actions).order_by("id").first()
    return (line.actor_kind, line.actor_user_id) if line else None


def seen_lately(actor: Actor, seconds: int, **line: Any) -> bool:
    """Whether the actor left the same line within the last `seconds`."""
    rows = AuditLine.objects.visible_to(actor).filter(actor_kind=actor.kind, actor_user_id=actor.user_id, **line)
    return rows.filter(at__gt=Now() - timedelta(seconds=seconds)).exists()


def seen_lately_platform(user_id: int, action: str, seconds: int) -> bool:
    """Whether this person of the platform left the same line within the last `seconds`."""
    rows = PlatformLine.objects.filter(actor_user_id=user_id, action=action)
    return rows.filter(at__gt=Now() - timedelta(seconds=seconds)).exists()


def tsa_policy() -> Policy:
    """Where the time stamp authority may be: the public internet, and in the demo and the tests this machine."""
    return Policy(
        allowed_ports=ALLOWED_PORTS,
        extra_networks=tuple(ip_network(network) for network in settings.CRAWL_ALLOWED_NETWORKS),
        extra_ports=frozenset(settings.CRAWL_ALLOWED_PORTS),
    )


def figures(trail: Trail) -> tuple[int, int, int]:
    """How many lines are sealed, how many are not yet, how many anchors there are."""
    return trail.seals.count(), trail.lines.filter(seal=None).count(), trail.anchors.count()
