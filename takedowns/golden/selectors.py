"""Reads of items with a known answer."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from agencies.events.models import Event
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.detection.models import Match
from cases.detection.states import MatchState
from takedowns.golden import samples
from takedowns.golden.models import Golden
from takedowns.golden.samples import Sample
from takedowns.notices.models import Notice, NoticeTarget

WRONG = ("not_same", "benign")  # reasons by which a find itself was wrong, told by its figures and its page
LAST = 200  # decisions that figures are taken from
EYES = "needs_eyes:looked"  # the one problem of a notice that the officer settles on the desk


@dataclass(frozen=True, slots=True)
class Tally:
    """Known answers that somebody met, and how many were decided rightly; apart for what should be rejected."""

    met: int
    caught: int
    wrong_met: int
    wrong_caught: int

    @property
    def share(self) -> float | None:
        """Per cent decided rightly; None: none was met."""
        return round(100 * self.caught / self.met, 1) if self.met else None


def of_notice(actor: Actor, notice: Notice) -> Golden | None:
    """The known answer behind a notice; None for every real one."""
    return Golden.objects.visible_to(actor).filter(match_id=notice.match_id).first() if notice.case.golden else None


def fits(actor: Actor, notice: Notice) -> bool:
    """Whether a notice of an invented case may come to the desk: one to be approved must be one that can be."""
    row = of_notice(actor, notice)
    return row is not None and (not row.right or set(notice.problems) <= {EYES})


def due(actor: Actor) -> int:
    """The number of the last real notice when it is time for a known answer, else 0; counted in real notices since the last one."""
    every = tenancy.settings(actor).golden_every
    if not every or tenancy.agency(actor.agency_id).demo or tenancy.agency(actor.agency_id).training:
        return 0
    rows = Notice.objects.visible_to(actor)
    last = rows.filter(case__golden=True).order_by("-id").values_list("id", flat=True).first() or 0
    chance = hashlib.sha256(f"{actor.agency_id}|{last}".encode()).digest()[0] / 256
    turn = samples.turn_of(every, chance)
    since = list(rows.filter(id__gt=last, case__golden=False).order_by("id").values_list("id", flat=True)[:turn])
    return since[-1] if len(since) == turn else 0


def earlier(actor: Actor, sample: Sample) -> list[Match]:
    """Own finds whose answer is settled: a host removed it after a certain match, or officers said that it is another picture.

    Only for pictures, and of wrong ones only where the page tells, since the figures of an own one may not.
    """
    if sample.media != "image" or not (sample.right or sample.why == samples.WORDS):
        return []
    rows = Match.objects.visible_to(actor).filter(case__golden=False)
    if sample.right:
        return list(rows.filter(state=MatchState.REMOVED, band="certain").order_by("-id")[:LAST])
    said = Event.objects.visible_to(actor).filter(kind="notice.rejected", data__reason__in=WRONG).order_by("-id")
    named = NoticeTarget.objects.visible_to(actor)
    numbers = named.filter(notice_id__in=list(said.values_list("subject_id", flat=True)[:LAST]))
    return list(rows.filter(id__in=numbers.values("match_id"), state=MatchState.REJECTED, band="likely"))


def decided(actor: Actor, since: datetime) -> QuerySet[Golden]:
    """Known answers that were decided since then."""
    return Golden.objects.visible_to(actor).filter(decided_at__gte=since).order_by("-decided_at")


def own(actor: Actor, since: datetime) -> tuple[Tally, list[Golden]]:
    """The officer's own results, and what was missed."""
    rights.require(actor, "quality.own")
    rows = list(decided(actor, since).filter(decided_by=actor.user_id))
    return tally(rows), [row for row in rows if not row.caught]


def by_person(actor: Actor, since: datetime) -> dict[int, Tally]:
    """Each person's results, for the quality lead; raises Forbidden to everybody else."""
    rights.require(actor, "quality.lead")
    grouped = defaultdict[int, list[Golden]](list)
    for row in decided(actor, since):
        grouped[row.decided_by or 0].append(row)
    return {user_id: tally(rows) for user_id, rows in grouped.items()}


def just_decided(actor: Actor) -> Golden | None:
    """What this officer decided in the last seconds, if its answer was known."""
    rows = Golden.objects.visible_to(actor).filter(decided_by=actor.user_id or 0)
    return rows.filter(decided_at__gt=Now() - timedelta(seconds=10)).order_by("-decided_at").first()


def of_team(actor: Actor, since: datetime) -> Tally:
    """The agency's results, nobody named."""
    return tally(list(decided(actor, since)))


def tally(rows: list[Golden]) -> Tally:
    """Decided known answers, counted."""
    wrong = [row for row in rows if not row.right]
    return Tally(len(rows), sum(row.caught for row in rows), len(wrong), sum(row.caught for row in wrong))
