"""Reads of what somebody has seen: the officer's own, and everybody's for the wellbeing lead."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from takedowns.wellbeing import limits
from takedowns.wellbeing.limits import Load
from takedowns.wellbeing.models import PictureLook, RestDay
from takedowns.wellbeing.states import Outcome

KEPT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day: pictures asked for and shown, times uncovered, seconds uncovered, minutes at it."""

    user_id: int
    day: date
    asked: int
    shown: int
    reveals: int
    seconds: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Spared:
    """What is not given to a person today: every package that may need eyes, and the packages of some cases."""

    eyes: bool = False
    cases: tuple[int, ...] = ()


def zone(actor: Actor) -> ZoneInfo:
    """The agency's time zone: a day ends at its midnight."""
    return ZoneInfo(tenancy.settings(actor).time_zone)


def midnight(actor: Actor, now: datetime) -> datetime:
    """The end of this day."""
    here = now.astimezone(zone(actor))
    return datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)


def look(actor: Actor, look_id: int) -> PictureLook:
    """One of the officer's own looks; raises NotFound."""
    found = PictureLook.objects.visible_to(actor).filter(id=look_id, user_id=actor.user_id or 0).first()
    if found is None:
        raise NotFound
    return found


def last_look(actor: Actor, item_id: int) -> PictureLook | None:
    """The officer's own newest look at a package within the last hour."""
    since = timezone.now() - timedelta(hours=1)
    rows = PictureLook.objects.visible_to(actor).filter(item_id=item_id, user_id=actor.user_id or 0, asked_at__gt=since)
    return rows.order_by("-id").first()


def looks_today(actor: Actor, item_id: int) -> int:
    """How often the medium of a package was fetched for anybody in the last 24 hours."""
    since = timezone.now() - timedelta(days=1)
    rows = PictureLook.objects.visible_to(actor).filter(item_id=item_id, asked_at__gt=since)
    return rows.exclude(shown_at=None).count()


def load(actor: Actor, now: datetime) -> Load:
    """The officer's own day so far."""
    begin = midnight(actor, now) - timedelta(days=1)
    rows = PictureLook.objects.visible_to(actor).filter(user_id=actor.user_id or 0, asked_at__gte=begin)
    return limits.load([_span(row, now) for row in rows.filter(outcome=Outcome.SHOWN)], now=now)


def enough(actor: Actor, now: datetime) -> tuple[str, Load]:
    """Why no further picture is shown to this officer now ("day", "row" or ""), and the day so far."""
    own, found = tenancy.settings(actor), load(actor, now)
    return limits.enough(found, day=own.picture_minutes_day, row=own.picture_minutes_row), found


def own_days(actor: Actor) -> list[Day]:
    """The officer's own days, the newest first."""
    rights.require(actor, "wellbeing.own")
    return _days(actor, PictureLook.objects.visible_to(actor).filter(user_id=actor.user_id or 0))


def team_days(actor: Actor) -> list[Day]:
    """Everybody's days, for the wellbeing lead; raises Forbidden to everybody else."""
    rights.require(actor, "wellbeing.lead")
    return _days(actor, PictureLook.objects.visible_to(actor))


def _span(row: PictureLook, now: datetime) -> tuple[datetime, datetime]:
    begin = row.shown_at or row.asked_at
    return begin, row.ended_at or min(now, begin + limits.SHOWN_FOR)


def _days(actor: Actor, rows: Iterable[PictureLook]) -> list[Day]:
    here, now, grouped = zone(actor), timezone.now(), defaultdict[tuple[date, int], list[PictureLook]](list)
    for row in rows:
        grouped[row.asked_at.astimezone(here).date(), row.user_id].append(row)
    found = []
    for (day, user_id), looks in sorted(grouped.items(), reverse=True):
        shown = [row for row in looks if row.outcome == Outcome.SHOWN]
        minutes = limits.load([_span(row, now) for row in shown], now=now).today
        found.append(
            Day(
                user_id, day, len(looks), len(shown), sum(row.reveals for row in looks),
                round(sum(row.seconds for row in looks), 1), minutes,
            )
        )  # fmt: skip
    return found


def spared(actor: Actor) -> Spared:
    """What this officer asked not to get today."""
    rows = RestDay.objects.visible_to(actor).filter(user_id=actor.user_id or 0, until__gt=timezone.now())
    cases = list(rows.values_list("case_id", flat=True))
    return Spared(None in cases, tuple(case for case in cases if case is not None))
