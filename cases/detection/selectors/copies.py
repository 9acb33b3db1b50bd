"""Reads of the copies of finds, and of files that are found on many pages."""

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agencies.tenancy.actor import Actor
from cases.detection.models import Match, MatchCopy
from cases.detection.states import MatchState
from cases.detection.strength import strength

MOST = 200


def copies(actor: Actor, match_id: int) -> list[MatchCopy]:
    """The copies of one find, the strongest first; empty for finds of before they were kept."""
    rows = MatchCopy.objects.visible_to(actor).filter(match_id=match_id).order_by("id")[:MOST]
    return sorted(rows, key=strength, reverse=True)


def with_spread(actor: Actor, rows: QuerySet[Match]) -> QuerySet[Match]:
    """The same finds, each with `also_on`: how many other finds of its case show the file of its strongest copy.

    Finds that were rejected do not count. One statement, whatever the number of rows.
    """
    others = (
        MatchCopy.objects.visible_to(actor)
        .filter(case_id=OuterRef("case_id"), cluster=OuterRef("cluster"))
        .exclude(match_id=OuterRef("pk"))
        .exclude(match__state=MatchState.REJECTED)
    )
    counted = others.order_by().values("case_id").annotate(number=Count("match_id", distinct=True)).values("number")
    return rows.annotate(also_on=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def also_on(actor: Actor, match: Match) -> int:
    """The same number for one find."""
    found = with_spread(actor, Match.objects.visible_to(actor).filter(id=match.pk)).first()
    return int(getattr(found, "also_on", 0))


def spread_out(rows: QuerySet[Match]) -> QuerySet[Match]:
    """Of finds with `also_on`, those whose file is on other pages too."""
    return rows.filter(Q(("also_on__gt", 0)))


def of_cluster(rows: QuerySet[Match], actor: Actor, cluster: str) -> QuerySet[Match]:
    """Those finds that show this file."""
    shown = MatchCopy.objects.visible_to(actor).filter(cluster=cluster).values("match_id")
    return rows.filter(id__in=shown)
