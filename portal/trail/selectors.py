"""What the viewer and the monthly review sheet show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from agencies.audit import selectors as audit
from agencies.audit.selectors import Wanted
from agencies.exports import selectors as exports
from agencies.tenancy.actor import Actor
from cases.casework import selectors as casework
from portal.trail.month import Month, unusual

READ = r"\.(read|list|open)$"
EXPORT = r"export"
GLASS = r"glass|emergency"
GRANT = r"^(access|people|member|invitation|partner)[a-z_]*\."
KEY = r"^key[a-z_]*\."
SETTING = r"^(agency|setting)[a-z_]*\."
SHOWN = 200  # lines of one kind; the sheet says how many more there are


def case_id(actor: Actor, reference: str) -> int | None:
    """The id of the case with this number, as far as the reader may see it; 0 for a number that is none."""
    if not reference:
        return None
    return casework.cases(actor).filter(reference__iexact=reference).values_list("id", flat=True).first() or 0


def references(actor: Actor, ids: Iterable[int | None]) -> dict[int, str]:
    """Case numbers by id, for cases that the reader may see."""
    return dict(casework.cases(actor).filter(id__in={each for each in ids if each}).values_list("id", "reference"))


@dataclass(frozen=True, slots=True)
class Reads:
    """What one person opened in a month; `unexplained` counts cases in which that person did nothing else."""

    user_id: int
    reads: int
    cases: int
    unexplained: list[int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of one month."""

    sessions: list[dict[str, Any]]
    parts: dict[str, list[Any]]
    more: dict[str, int]
    reads: list[Reads]
    hours: list[tuple[int, int]]
    lines: int
    reasons: dict[int, str] = field(default_factory=dict)


def sheet(actor: Actor, month: Month) -> Sheet:
    """Sign-ins, exports, broken glass, grants, keys, settings, reads and unusual hours of a month."""
    rows = audit.lines(actor, Wanted(since=month.since, until=month.until))
    patterns = {"exports": EXPORT, "glass": GLASS, "grants": GRANT, "keys": KEY, "settings": SETTING}
    found = {name: rows.filter(action__regex=pattern).exclude(action__regex=READ) for name, pattern in patterns.items()}
    parts = {name: list(lines[:SHOWN]) for name, lines in found.items()}
    return Sheet(
        sessions=_sessions(rows),
        parts=parts,
        more={name: lines.count() - SHOWN for name, lines in found.items() if len(parts[name]) == SHOWN},
        reads=_reads(rows),
        hours=_hours(rows, month),
        lines=rows.count(),
        reasons=exports.reasons(actor, [line.data.get("reason_id", 0) for line in parts["exports"]]),
    )


def _sessions(rows: Any) -> list[dict[str, Any]]:
    """Sign-ins, failures and lockouts by person."""
    wanted = {
        name: Count("id", filter=Q(action=f"session.{name}")) for name in ("open", "close", "fail", "lock")
    }  # "close" leaves out sessions that ended by time
    found = rows.filter(action__startswith="session.").order_by().values("subject_id").annotate(**wanted)
    return list(found.order_by("-open", "subject_id"))


def _reads(rows: Any) -> list[Reads]:
    people = rows.filter(actor_kind="person", case_id__isnull=False).order_by()
    opened = people.filter(action__regex=READ)
    worked = set(people.exclude(action__regex=READ).values_list("actor_user_id", "case_id").distinct())
    counts = dict(opened.values_list("actor_user_id").annotate(Count("id")))
    cases: dict[int, list[int]] = {}
    for user_id, case in sorted(opened.values_list("actor_user_id", "case_id").distinct()):
        cases.setdefault(user_id, []).append(case)
    return [
        Reads(user_id, counts[user_id], len(found), [case for case in found if (user_id, case) not in worked])
        for user_id, found in cases.items()
    ]


def _hours(rows: Any, month: Month) -> list[tuple[int, int]]:
    """(person, lines outside usual hours), most first."""
    where = month.since.tzinfo
    people = rows.filter(actor_kind="person").order_by().values("actor_user_id")
    grouped = people.annotate(hour=ExtractHour("at", tzinfo=where), day=ExtractIsoWeekDay("at", tzinfo=where))
    counted: Counter[int] = Counter()
    for row in grouped.annotate(n=Count("id")):
        if unusual(row["day"], row["hour"]):
            counted[row["actor_user_id"]] += row["n"]
    return counted.most_common()
