"""Which closed cases have come to the end of their casework."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.events.models import Event
from agencies.leaving import selectors as leaving
from agencies.leaving.models import CaseKeeping
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.casework import selectors as casework
from cases.casework.models import Case
from cases.casework.states import CaseState, Purpose
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.states import FingerprintState

OVER = (CaseState.CLOSED, CaseState.WITHDRAWN)
OWN_EVENTS = Q(kind__startswith="casework.") | Q(kind__startswith="watch.")


@dataclass(frozen=True, slots=True)
class Due:
    """What the next round would do for one agency."""

    end: list[int]
    announce: list[int]
    held: list[int]
    remind: list[int]


def due(actor: Actor, now: datetime | None = None) -> Due:
    """Ids of cases: whose casework goes now, whose end is announced, which a hold keeps, whose watch is recalled."""
    now = now or timezone.now()
    rules = tenancy.settings(actor)
    keep, ahead = timedelta(days=rules.retention_days), timedelta(seconds=rules.casework_reminder_seconds)
    kept = leaving.keepings(actor)
    held = {case_id for case_id, row in kept.items() if row.hold}
    quiet = set(_quiet(actor, now - keep))
    done = {case_id for case_id, row in kept.items() if row.shredded_at and row.shredded_at > now - keep}
    told = {case_id for case_id, row in kept.items() if row.reminded_at}
    soon = set(_quiet(actor, now - keep + ahead)) - told - held
    recalled = now - timedelta(seconds=rules.watch_reminder_seconds)
    fresh = {case_id for case_id, row in kept.items() if row.watch_reminded_at and row.watch_reminded_at > recalled}
    return Due(
        end=sorted(quiet - held - done),
        announce=sorted(soon - done - {case_id for case_id, row in kept.items() if row.shredded_at}),
        held=sorted(quiet & held),
        remind=sorted(set(_watched(actor, recalled)) - fresh),
    )


def _quiet(actor: Actor, before: datetime) -> QuerySet[Case, int]:
    """Cases that are over and that nothing has happened to since then."""
    own = Event.objects.visible_to(actor).filter(case_id=OuterRef("id"))
    rows = Case.objects.visible_to(actor).filter(state__in=OVER, opened_at__lte=before)
    return (
        rows.exclude(Exists(own.filter(at__gt=before).exclude(OWN_EVENTS)))
        .exclude(Q(state=CaseState.CLOSED) & Q(closed_at__gt=before))
        .values_list("id", flat=True)
    )


def _watched(actor: Actor, before: datetime) -> QuerySet[Case, int]:
    """Closed cases that are old enough and whose fingerprints are still compared."""
    live = MatcherEntry.objects.visible_to(actor).filter(fingerprint__case_id=OuterRef("id"))
    rows = Case.objects.visible_to(actor).filter(state=CaseState.CLOSED, closed_at__lte=before)
    return rows.filter(Exists(live)).values_list("id", flat=True)


def reopened(actor: Actor) -> list[int]:
    """Cases whose casework went and that are at work again: what comes now is kept anew."""
    gone = CaseKeeping.objects.visible_to(actor).exclude(shredded_at=None).values_list("case_id", flat=True)
    return list(Case.objects.visible_to(actor).filter(id__in=gone).exclude(state__in=OVER).values_list("id", flat=True))


def watched(actor: Actor, case_id: int) -> bool:
    """Whether fingerprints of the case are still to be compared; suspended and disputed ones may come back."""
    live = Fingerprint.objects.visible_to(actor).filter(case_id=case_id).exclude(state=FingerprintState.WITHDRAWN)
    return live.exists() and casework.agreed(actor, case_id, Purpose.DETECTION)
