"""Reads about who sees a case, for pages that must say no more than that."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import TenantQuerySet
from agencies.tenancy.rights import Role
from cases.casework.models import Case, CaseExclusion, CaseGlass, CaseGrant, KeepOutStatement

NEWS_DAYS = 7


def _not_kept_out(actor: Actor) -> QuerySet[Case]:
    """Every case of the agency, restricted and held ones too, from which this person is not kept out."""
    return TenantQuerySet(Case).visible_to(actor).exclude(CaseExclusion.keeping_out(actor))


def behind_glass(actor: Actor) -> QuerySet[Case]:
    """Restricted cases that this manager may not see: for reference and day of opening, and nothing else."""
    seen = Case.objects.visible_to(actor).values("id")
    rows = _not_kept_out(actor).filter(restricted=True, held=False).exclude(id__in=seen)
    return rows.only("id", "agency_id", "reference", "opened_at").order_by("opened_at", "id")


def named(actor: Actor, case_id: int) -> list[int]:
    """Ids of the people who are named for a case, in the order in which they were."""
    rows = CaseGrant.objects.visible_to(actor).filter(content_object_id=case_id).order_by("id")
    return list(rows.values_list("user_id", flat=True))


def kept_out(actor: Actor, case_id: int) -> list[int]:
    """Ids of the colleagues for whom a case does not exist; why is not told."""
    rows = CaseExclusion.objects.visible_to(actor).filter(content_object_id=case_id, ended_at=None).order_by("id")
    return list(rows.values_list("user_id", flat=True))


def statements(actor: Actor) -> QuerySet[KeepOutStatement]:
    """Statements that wait for a manager, oldest first; one about a case from which the reader is kept out does not exist."""
    rows = KeepOutStatement.objects.visible_to(actor).filter(case_id__in=_not_kept_out(actor).values("id"))
    return rows.filter(settled_at=None).select_related("case").defer("text").order_by("id")


def statement(actor: Actor, statement_id: int) -> KeepOutStatement:
    """One statement: while it waits for every manager who is not kept out, then for those who see the case; or NotFound."""
    rows = KeepOutStatement.objects.visible_to(actor).filter(case_id__in=_not_kept_out(actor).values("id"))
    seen = Q(settled_at=None) | Q(case_id__in=Case.objects.visible_to(actor).values("id"))
    found = rows.filter(seen, id=statement_id).select_related("case").first()
    if found is None:
        raise NotFound
    return found


def colleagues(actor: Actor) -> list[tuple[int, str]]:
    """(user id, name) of the agency's people, by name."""
    return sorted(people.names(actor).items(), key=lambda pair: (pair[1], pair[0]))


def broken(actor: Actor) -> list[CaseGlass]:
    """Who broke the glass of which case in the last days: for the people named for it, and for the other managers."""
    rows = CaseGlass.objects.visible_to(actor).filter(opened_at__gt=Now() - timedelta(days=NEWS_DAYS))
    if not rights.allowed(actor, "case.glass"):
        mine = CaseGrant.objects.visible_to(actor).filter(user_id=actor.user_id or 0).values("content_object_id")
        rows = rows.filter(content_object_id__in=mine)
    rows = rows.filter(content_object_id__in=_not_kept_out(actor).values("id")).exclude(user_id=actor.user_id or 0)
    return list(rows.select_related("content_object").defer("reason").order_by("-id")[:10])


@dataclass(frozen=True, slots=True)
class News:
    """What the first page says about exceptions."""

    broken: list[CaseGlass]
    statements: int


def news(actor: Actor) -> News:
    """Broken glass that concerns this person, and how many statements wait for a manager."""
    waiting = statements(actor).count() if rights.allowed(actor, "case.settle") else 0
    return News(broken(actor), waiting)


def to_be_told(actor: Actor, glass: CaseGlass) -> list[tuple[int, str]]:
    """(user id, mail address) of the people named for the case and of the managers, without who broke the glass."""
    out = {glass.user_id, *kept_out(actor, glass.content_object_id), *glass.told}
    wanted = set(named(actor, glass.content_object_id))
    today: date = timezone.localdate()
    found = {
        member.user.pk: member.user.email
        for member in people.members(actor)
        if (member.user.pk in wanted or Role.MANAGER in member.roles)
        and member.suspended_at is None
        and (member.ends_on is None or member.ends_on >= today)
    }
    return [(user_id, email) for user_id, email in sorted(found.items()) if user_id not in out]


def named_for(actor: Actor, *, user_id: int) -> int:
    """For how many restricted cases a colleague is named; which ones is not told."""
    rows = CaseGrant.objects.visible_to(actor).filter(user_id=user_id)
    return rows.filter(content_object__restricted=True).count()
