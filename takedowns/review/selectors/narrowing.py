"""The queue through filters; each value was checked by takedowns.review.filters."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from agencies.tenancy.actor import Actor
from takedowns.recipients.models import Provider
from takedowns.review import selectors
from takedowns.review.models import ReviewItem
from takedowns.review.states import UNDECIDED

Rows = QuerySet[ReviewItem]


def _whose(actor: Actor, value: str) -> Q:
    held = Q(held_by=actor.user_id, held_until__gt=Now())
    return {
        "mine": held,
        "handed": Q(handed_to=actor.user_id),
        "free": Q(held_by=None) | Q(held_until__lte=Now()),
    }[value]


TESTS: Mapping[str, Callable[[Actor, str], Q]] = {
    "severity": lambda actor, value: Q(priority=int(value)),
    "band": lambda actor, value: Q(notice__match__band=value),
    "kind": lambda actor, value: Q(notice__provider__kind=value),
    "country": lambda actor, value: Q(notice__country=value.upper()),
    "language": lambda actor, value: Q(notice__match__language=value),
    "provider": lambda actor, value: Q(notice__provider_id=int(value)),
    "age": lambda actor, value: Q(created_at__lte=Now() - timedelta(hours=int(value))),
    "late": lambda actor, value: Q(due_at__lt=Now()),
    "whose": _whose,
}


def narrowed(actor: Actor, rows: Rows, chosen: Mapping[str, str]) -> Rows:
    """Those packages that all chosen filters let through, in the same order."""
    for name, value in chosen.items():
        if name in TESTS:
            rows = rows.filter(TESTS[name](actor, value))
    return rows


def offered(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Values that the waiting packages have, for filters whose values are not fixed; one statement."""
    waiting = selectors.items(actor).filter(state__in=UNDECIDED).order_by()
    rows = waiting.values_list("notice__country", "notice__match__language", "notice__provider_id").distinct()
    found = list(rows[:1000])
    names = dict(Provider.objects.filter(id__in={row[2] for row in found if row[2]}).values_list("id", "name"))
    return {
        "country": [(code, code) for code in sorted({row[0] for row in found if row[0]})],
        "language": [(code, code) for code in sorted({row[1] for row in found if row[1]})],
        "provider": sorted(((str(number), name) for number, name in names.items()), key=lambda one: one[1]),
    }
