"""What waits, in figures: one read for the first page, each part only for readers whose roles open it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from agencies.access import selectors as access
from agencies.events import selectors as events
from agencies.events.models import Event
from agencies.leaving import selectors as leaving
from agencies.leaving.states import DepartureState
from agencies.onboarding import selectors as onboarding
from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.rights import Role
from agencies.workspace import selectors as workspace
from cases.casework import selectors as casework
from cases.detection import selectors as detection
from cases.detection.selectors import sharing as shared_sources
from cases.exceptions import selectors as exceptions
from cases.fingerprints.selectors import condition, watching
from cases.intake import selectors as intake
from cases.intake.states import ReportedState
from cases.referrals import selectors as referrals
from portal.home import steps
from takedowns.delivery import selectors as delivery
from takedowns.notices import selectors as notices
from takedowns.review import selectors as review

SOURCES, EVENTS = 8, 12


@dataclass(frozen=True, slots=True)
class Overview:
    """Figures of an agency; an empty part is one that the reader's roles do not open."""

    cases: dict[str, int]
    finds: dict[str, int]
    work: dict[str, int]
    desk: dict[str, int] = field(default_factory=dict)
    deliveries: list[Any] = field(default_factory=list)
    sources: list[Any] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    news: exceptions.News | None = None
    offers: int = 0
    links: int = 0
    proposals: int = 0
    ask: list[Any] = field(default_factory=list)
    matcher: condition.Trouble | None = None


def platform_waits() -> dict[str, int]:
    """What waits for the platform's own people; numbers only."""
    return {
        "applications": onboarding.waiting(),
        "mails": len(onboarding.failed_mails()),
        "departures": sum(row.state == DepartureState.REQUESTED for row in leaving.departures()),
        "suspended": onboarding.agencies_page(suspended=True).count(),
        "sources": shared_sources.waiting(),
    }


def overview(actor: Actor) -> Overview:
    """Everything that the first page shows."""

    def may(action: str) -> bool:
        return rights.allowed(actor, action)

    return Overview(
        cases=casework.counts(actor) if may("case.read") else {},
        finds=detection.counts(actor) if may("match.read") else {},
        work=events.work_left(actor),
        desk=review.figures(actor) if may("review.read") else {},
        deliveries=list(delivery.waiting_for_a_person(actor)[:SOURCES]) if may("notice.read") else [],
        sources=list(detection.sources(actor)[:SOURCES]) if may("source.read") else [],
        matcher=condition.trouble() if may("match.read") else None,
        news=exceptions.news(actor) if may("case.conflict") else None,
        offers=referrals.offers_waiting(actor),
        links=intake.links(actor, ReportedState.WAITING).count() if may("report.decide") else 0,
        proposals=access.proposals_waiting(actor),
        ask=watching.to_ask(actor)[:SOURCES] if may("case.update") else [],
        events=events.latest(actor, EVENTS) if may("case.read") else [],
    )


def first_week(actor: Actor, sources: int) -> list[steps.Item]:
    """The first week's list for those who can work it off, with the number of watched sites; empty for others."""
    if not rights.allowed(actor, "settings.update"):
        return []
    aside, seen = workspace.set_aside(actor)
    colleagues, own, mail = people.members(actor), tenancy.settings(actor), workspace.mail(actor)
    staying = [one for one in colleagues if one.state(timezone.localdate()) == "active" and one.user.is_active]
    facts = steps.Facts(
        me=actor.user_id or 0,
        steps={one.user.pk: bool(one.second_steps) for one in colleagues},
        managers=sum(Role.MANAGER in one.roles for one in staying),
        invited=len(colleagues) > 1 or bool(people.invitations(actor)),
        lines=bool(own.emergency_line or own.lines),
        mail_sent=mail is not None and mail.test == "sent",
        sources=sources,
        basis=notices.basis_confirmed(timezone.localdate()),
        partner=access.own_wills(actor).exists(),
        seen=seen,
    )
    return steps.week(facts, aside)
