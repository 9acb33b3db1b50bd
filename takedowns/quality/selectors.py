"""What managers read of the desk, for the team as a whole. No exposure figure, nobody's name (HARMS 25)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from takedowns.golden import selectors as golden
from takedowns.golden.selectors import Tally
from takedowns.quality import counting
from takedowns.quality.models import Sample
from takedowns.review.models import Passed, ReviewItem, Voice
from takedowns.review.selectors import FEWEST_SECONDS, MOST_AN_HOUR
from takedowns.review.states import Verdict, Void

DAYS = 90


@dataclass(frozen=True, slots=True)
class Team:
    """The desk in these days. A count of None is one that would tell who it was; `people`: who decided."""

    days: int
    people: int
    decisions: int
    approved: int
    reasons: dict[str, int | None]
    seconds_confirmed: int | None
    seconds_sent_back: int | None
    overturned: float | None
    read: int
    differ: int | None
    agreement: float | None
    kappa: float | None
    golden: Tally | None
    fast: int | None
    crowded: int | None
    passed: int | None


def since(days: int = DAYS) -> datetime:
    """The beginning of the days that are counted."""
    return timezone.now() - timedelta(days=days)


def firsts(actor: Actor, begin: datetime) -> QuerySet[Voice]:
    """First decisions that still count, of real packages."""
    rows = Voice.objects.visible_to(actor).filter(place=1, at__gte=begin, case__golden=False)
    return rows.filter(void_at=None).select_related("item")


def team(actor: Actor, days: int = DAYS) -> Team:
    """Everything on the page of quality; raises Forbidden."""
    rights.require(actor, "quality.read")
    begin = since(days)
    said = list(firsts(actor, begin))
    people = len({one.user_id for one in said})
    reasons = Counter(one.item.reason for one in said if one.verdict == Verdict.REJECT)
    again = Voice.objects.visible_to(actor).filter(at__gte=begin, case__golden=False)
    confirmed = again.filter(place=2, void_at=None).count()
    sent_back = again.filter(place=1, void_why=Void.SENT_BACK).count()
    pairs = [(row.first_approved, bool(row.approved)) for row in read(actor, begin)]
    differ = sum(first != second for first, second in pairs)
    met = golden.of_team(actor, begin)
    return Team(
        days=days,
        people=people,
        decisions=len(said),
        approved=sum(one.verdict != Verdict.REJECT for one in said),
        reasons={code: counting.told(number, people) for code, number in reasons.most_common()},
        seconds_confirmed=counting.told(confirmed, people),
        seconds_sent_back=counting.told(sent_back, people),
        overturned=counting.share(sent_back + differ, confirmed + sent_back + len(pairs)),
        read=len(pairs),
        differ=counting.told(differ, people),
        agreement=counting.share(len(pairs) - differ, len(pairs)),
        kappa=counting.kappa(pairs),
        golden=met if people >= counting.SMALL_TEAM or met.met >= counting.SMALL_COUNT else None,
        fast=counting.told(_fast(said), people),
        crowded=counting.told(_crowded(said), people),
        passed=counting.told(Passed.objects.visible_to(actor).filter(at__gte=begin).count(), people),
    )


def _fast(said: list[Voice]) -> int:
    """Decisions that took less than the seconds at which the desk warns."""
    took = [(one.at - one.opened_at).total_seconds() for one in said if one.opened_at is not None]
    return sum(seconds < FEWEST_SECONDS for seconds in took)


def _crowded(said: list[Voice]) -> int:
    """Decisions beyond the number in an hour at which the desk warns."""
    moments = defaultdict[int, list[datetime]](list)
    for one in said:
        moments[one.user_id or 0].append(one.at)
    return counting.beyond(moments, MOST_AN_HOUR)


def read(actor: Actor, begin: datetime) -> QuerySet[Sample]:
    """Second readings since then."""
    return Sample.objects.visible_to(actor).filter(read_at__gte=begin)


def differing(actor: Actor) -> list[Sample]:
    """Decisions that the second reader would have made otherwise, for somebody to look at; the newest first."""
    rows = read(actor, since()).exclude(approved=None).select_related("case", "item").order_by("-read_at")
    return [row for row in rows if row.first_approved != row.approved]


def waiting(actor: Actor) -> QuerySet[Sample]:
    """Decisions that this person may read again: not the own ones, the oldest first."""
    rows = Sample.objects.visible_to(actor).filter(read_at=None, case__shredded_at=None)
    return rows.exclude(first_by=actor.user_id or 0).order_by("id")


def sample(actor: Actor, sample_id: int) -> Sample:
    """One of them; raises NotFound."""
    found = waiting(actor).filter(id=sample_id).first()
    if found is None:
        raise NotFound
    return found


def of_notice(actor: Actor, notice_id: int) -> ReviewItem | None:
    """The decided package of a notice, of a real case."""
    rows = ReviewItem.objects.visible_to(actor).filter(notice_id=notice_id, case__golden=False)
    return rows.exclude(decided_by=None).first()


def decision_rows(actor: Actor) -> list[list[object]]:
    """Decided packages for a file: no person, no address."""
    rows = ReviewItem.objects.visible_to(actor).filter(case__golden=False, decided_at__gte=since())
    rows = rows.select_related("case", "notice__match").defer("notice__text", "notice__html", "notice__content")
    return [
        [
            row.decided_at.date().isoformat() if row.decided_at else "", row.pk, row.case.reference, str(row.state), row.reason,
            row.notice.match.band, row.notice.basis, row.notice.country, "yes" if row.second_why else "no",
        ]
        for row in rows.order_by("id")
    ]  # fmt: skip


def passed_rows(actor: Actor) -> list[list[object]]:
    """Packages that were passed over, for a file: no person, no time of day."""
    rows = Passed.objects.visible_to(actor).filter(at__gte=since(), case__golden=False)
    rows = rows.select_related("case", "item__notice__match")
    return [
        [row.at.date().isoformat(), row.item_id, row.case.reference, row.item.notice.match.band, str(row.item.state)]
        for row in rows.order_by("id")
    ]
