"""Reads of events and jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from agencies.events.models import Event, Heartbeat, Job
from agencies.events.states import JobState
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import in_sight


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's timeline; `elapsed` counts seconds since the first line."""

    id: int
    kind: str
    at: datetime
    elapsed: float
    actor_kind: str
    actor_user_id: int | None
    subject_id: int | None
    data: dict[str, Any]


def timeline(actor: Actor, case_id: int) -> list[Entry]:
    """The case's events, oldest first."""
    rows = list(in_sight(actor, Event.objects.visible_to(actor).filter(case_id=case_id)).order_by("id"))
    start = rows[0].at if rows else None
    return [
        Entry(
            id=row.pk,
            kind=row.kind,
            at=row.at,
            elapsed=(row.at - start).total_seconds() if start else 0.0,
            actor_kind=row.actor_kind,
            actor_user_id=row.actor_user_id,
            subject_id=row.subject_id,
            data=row.data,
        )
        for row in rows
    ]


def latest(actor: Actor, limit: int = 30) -> list[Event]:
    """The agency's newest events, without those of cases that this actor may not see."""
    return list(in_sight(actor, Event.objects.visible_to(actor)).order_by("-id")[:limit])


def work_left(actor: Actor) -> dict[str, int]:
    """Counts of job rows that are waiting, running or given up."""
    jobs = Job.objects.visible_to(actor)
    return {
        "waiting": jobs.filter(state=JobState.PENDING).count(),
        "running": jobs.filter(state=JobState.RUNNING).count(),
        "dead": jobs.filter(state=JobState.DEAD).count(),
    }


def keys_known(actor: Actor, keys: Iterable[str]) -> set[str]:
    """Those of the keys under which there is a job already."""
    return set(Job.objects.visible_to(actor).filter(key__in=list(keys)).values_list("key", flat=True))


def heartbeat_age() -> float | None:
    """Seconds since background work was last seen alive; None when it never was."""
    at = signs().get("worker")
    return (timezone.now() - at).total_seconds() if at else None


def signs() -> dict[str, datetime]:
    """When each part of the portal last gave its sign, by name."""
    return dict(Heartbeat.objects.values_list("name", "at"))
