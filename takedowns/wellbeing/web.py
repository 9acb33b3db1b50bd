"""What the pages around pictures and rest show."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.people import selectors as people
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from takedowns.wellbeing import limits, selectors, words
from takedowns.wellbeing.selectors import Day


def days(found: list[Day], names: dict[int, str] | None = None) -> dict[str, Any]:
    """Days as a table; `names`: with a column of people."""
    head = [_("Day"), *([_("Person")] if names is not None else [])]
    head += [_("Asked"), _("Shown"), _("Uncovered"), _("Seconds uncovered"), _("Minutes at it")]
    rows = [
        [
            day.day.isoformat(), *([names.get(day.user_id, "–")] if names is not None else []), str(day.asked), str(day.shown),
            str(day.reveals), str(day.seconds), str(round(day.minutes, 1)),
        ]
        for day in found
    ]  # fmt: skip
    return {
        "caption": _("Pictures of the last 90 days"),
        "head": head,
        "rows": rows,
        "empty": _("No picture was shown."),
    }


def own_page(actor: Actor) -> dict[str, Any]:
    """The officer's own page."""
    reason, load = selectors.enough(actor, timezone.now())
    own, spared = tenancy.settings(actor), selectors.spared(actor)
    return {
        "table": days(selectors.own_days(actor)),
        "load": load,
        "enough": reason,
        "day": own.picture_minutes_day,
        "row": own.picture_minutes_row,
        "eyes": spared.eyes,
        "cases": len(spared.cases),
    }


def team_page(actor: Actor) -> dict[str, Any]:
    """Everybody's days, for the wellbeing lead."""
    return {"table": days(selectors.team_days(actor), people.names(actor))}


def picture(actor: Actor, item_id: int) -> dict[str, Any]:
    """What stands beside a package: whether the officer has seen enough, and what became of the last look."""
    last, (reason, load) = selectors.last_look(actor, item_id), selectors.enough(actor, timezone.now())
    return {
        "enough": reason,
        "load": load,
        "eyes": selectors.spared(actor).eyes,
        "last": _(words.OUTCOMES[last.outcome]) if last is not None else "",
        "left": max(0, limits.LOOKS_A_DAY - selectors.looks_today(actor, item_id)),
    }
