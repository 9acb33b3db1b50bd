"""Looks at pictures, counted for the officer, and days on which somebody wants to see none.

What is counted here goes into no audit line and no event: a trail that managers read would be a performance page
(HARMS 25). That a person's material was looked at is written down by the desk, without seconds.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.models import TenantQuerySet
from agencies.tenancy.services import verb
from takedowns.wellbeing import limits, selectors
from takedowns.wellbeing.models import PictureLook, RestDay
from takedowns.wellbeing.states import AskWhy, Outcome


@verb("picture.show")
def look_open(actor: Actor, *, item_id: int, why: str) -> PictureLook:
    """Begin one look, in the caller's transaction; raises Conflict when it is enough for now, or for this medium."""
    if why not in set(AskWhy):
        raise Invalid(_("Choose why you need to look."), "why")
    if selectors.spared(actor).eyes:
        raise Conflict(_("You said “not me today”, so no picture is shown to you today. You can take that back."))
    now = timezone.now()
    reason, load = selectors.enough(actor, now)
    if reason:
        raise Conflict(_enough(actor, reason, load.free_at))
    if selectors.looks_today(actor, item_id) >= limits.LOOKS_A_DAY:
        raise Conflict(
            _(
                "This picture was fetched %(number)s times in a day, which is the most: each look is a visit at the site. "
                "Decide by the figures and the evidence, or wait until tomorrow."
            )
            % {"number": limits.LOOKS_A_DAY}
        )
    PictureLook.objects.visible_to(actor).filter(user_id=actor.user_id or 0, ended_at=None).update(
        ended_at=Now(), level=0
    )
    return PictureLook.objects.create(agency_id=actor.agency_id, user_id=actor.user_id or 0, item_id=item_id, why=why)


def _enough(actor: Actor, reason: str, free_at: datetime | None) -> str:
    own = tenancy.settings(actor)
    if reason == "day":
        return _(
            "You have worked with pictures for %(minutes)s minutes today. That is enough: no further picture is shown to you "
            "today. Packages can be decided without one, and colleagues can take this one."
        ) % {"minutes": own.picture_minutes_day}
    until = date_format(free_at.astimezone(selectors.zone(actor)), "TIME_FORMAT") if free_at else "–"
    return _(
        "You have worked with pictures for %(minutes)s minutes in a row. Take a break now: stand up, look at something far "
        "away. Pictures can be shown again from %(time)s."
    ) % {"minutes": own.picture_minutes_row, "time": until}


@verb("picture.show")
def look_fetch(actor: Actor, *, look_id: int) -> bool:
    """The one fetch of a look begins; False when it began before, is over, or waited too long."""
    rows = PictureLook.objects.visible_to(actor).filter(
        id=look_id, user_id=actor.user_id or 0, shown_at=None, ended_at=None
    )
    return bool(rows.filter(asked_at__gt=timezone.now() - limits.SHOWN_FOR).update(shown_at=Now()))


@verb("picture.show")
def look_hold(actor: Actor, *, look_id: int, level: int, most: int) -> None:
    """Uncover a little further, at most one step at a time, for as long as it is held; `level` 0 covers again."""
    found = selectors.look(actor, look_id)
    wanted = max(0, min(level, found.level + 1, most))
    rows = PictureLook.objects.visible_to(actor).filter(id=found.pk, ended_at=None)
    rows.update(level=wanted, hold_until=timezone.now() + limits.HOLD)


@verb("picture.show")
def look_end(actor: Actor, *, look_id: int, outcome: str = "") -> None:
    """The look is over; ending it twice changes nothing."""
    rows = PictureLook.objects.visible_to(actor).filter(id=selectors.look(actor, look_id).pk)
    rows.filter(ended_at=None).update(ended_at=Now(), level=0)
    if outcome in set(Outcome):
        rows.update(outcome=outcome)


@verb("picture.show")
def look_level(actor: Actor, *, look_id: int) -> int | None:
    """How far it is uncovered now: 0 covered, None when the look is over."""
    found = selectors.look(actor, look_id)
    if found.ended_at is not None:
        return None
    return found.level if found.hold_until and found.hold_until > timezone.now() else 0


@verb("picture.show")
def look_count(actor: Actor, *, look_id: int, seconds: float, reveals: int) -> None:
    """Add what was uncovered, as the server showed it."""
    rows = PictureLook.objects.visible_to(actor).filter(id=look_id, user_id=actor.user_id or 0)
    rows.update(seconds=F("seconds") + seconds, reveals=F("reveals") + reveals)


@verb("wellbeing.own")
def rest_take(actor: Actor, *, case_id: int | None = None, release: Callable[[], object] = lambda: None) -> None:
    """Not me today, silently: nobody is told, no reason is asked. `release`: gives back what the officer holds."""
    until = selectors.midnight(actor, timezone.now())
    RestDay.objects.visible_to(actor).update_or_create(
        agency_id=actor.agency_id, user_id=actor.user_id or 0, case_id=case_id, defaults={"until": until}
    )
    release()


@verb("wellbeing.own")
def rest_end(actor: Actor) -> None:
    """Me again: packages of every kind come as before."""
    RestDay.objects.visible_to(actor).filter(user_id=actor.user_id or 0).delete()


@verb("wellbeing.prune")
def figures_prune(actor: Actor) -> int:
    """Remove what is older than 90 days, and rest days that are over; returns how many figures went."""
    now = timezone.now()
    rows: TenantQuerySet[PictureLook] = PictureLook.objects.visible_to(actor)
    gone, _each = rows.filter(asked_at__lt=now - timedelta(days=selectors.KEPT_DAYS)).delete()
    RestDay.objects.visible_to(actor).filter(until__lt=now).delete()
    return gone


def figures_prune_all() -> int:
    """The same for every agency, one short scope after the other."""
    return sum(figures_prune(Actor.system(agency_id)) for agency_id in tenancy.every_agency_id())
