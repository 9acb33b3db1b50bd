"""Roles and actions as one table; an undeclared action is refused when the code is loaded, not when it runs."""

from collections.abc import Collection
from enum import StrEnum

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden, Suspended


class Role(StrEnum):
    PLATFORM_ADMIN = "platform_admin"
    MANAGER = "agency_manager"
    CASE_WORKER = "case_worker"
    REMOVAL_OFFICER = "removal_officer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    INTEGRATOR = "integrator"
    QUALITY_LEAD = "quality_lead"  # golden items and second readings by person; never exposure
    WELLBEING_LEAD = "wellbeing_lead"  # exposure by person; never decisions


M, W, O, A, U, I, Q, L = (  # noqa: E741 - columns of the table below
    Role.MANAGER,
    Role.CASE_WORKER,
    Role.REMOVAL_OFFICER,
    Role.APPROVER,
    Role.AUDITOR,
    Role.INTEGRATOR,
    Role.QUALITY_LEAD,
    Role.WELLBEING_LEAD,
)
SYSTEM, REPORTER = "system", "reporter"

# The platform's administrators work in the Django admin and hold no right inside an agency (HARMS: the walls hold there too).
RIGHTS: dict[str, frozenset[str]] = {
    action: frozenset(roles)
    for action, roles in {
        "agency.export": (M,),
        "agency.leave": (M,),
        "agency.read": (M, W, O, A, U, I, Q, L, SYSTEM),
        "agency.update": (M,),
        "agreement.confirm": (M,),
        "agreement.read": (M, U),
        "audit.export": (M, U),
        "audit.read": (M, U, SYSTEM),
        "audit.seal": (SYSTEM,),
        "candidate.decide": (M, O),
        "candidate.look": (SYSTEM,),
        "candidate.read": (M, W, O, A, U, I),
        "candidate.record": (SYSTEM,),
        "case.close": (M, W),
        "case.conflict": (M, W, O, A, U),
        "case.create": (M, W, I, REPORTER, SYSTEM),
        "case.exclude": (M, W),
        "case.export": (M, W),
        "case.glass": (M,),
        "case.forget": (SYSTEM,),
        "case.grant": (M, W),
        "case.hold": (M, W),
        "case.keep": (SYSTEM,),
        "case.override": (M,),
        "case.protect": (M, W, O, A),
        "case.read": (M, W, O, A, U, I, SYSTEM),
        "case.settle": (M,),
        "case.shred": (M,),
        "case.update": (M, W),
        "delivery.file": (M, O, A),
        "delivery.resolve": (M, A),
        "delivery.send": (SYSTEM,),
        "evidence.capture": (SYSTEM,),
        "evidence.export": (M, W, O),
        "evidence.fetch": (M, W, O, I),
        "evidence.key": (M,),
        "evidence.read": (M, W, O, A, U),
        "fingerprint.check": (M, W, O),
        "fingerprint.doubt": (M, O, A, SYSTEM),
        "fingerprint.guard": (SYSTEM,),
        "fingerprint.judge": (M, W, O, A),
        "fingerprint.keep": (SYSTEM,),
        "fingerprint.read": (M, W, O, A, U, I),
        "fingerprint.register": (M, W, O, I, REPORTER, SYSTEM),
        "fingerprint.update": (M, W, O, I, SYSTEM),
        "fingerprint.withdraw": (M, W, I),
        "followup.check": (SYSTEM,),
        "help.ask": (M, W, O, A, U, Q, L),
        "help.read": (M, W, O, A, U, Q, L),
        "golden.make": (SYSTEM,),
        "key.create": (M,),
        "key.read": (M, U),
        "key.revoke": (M,),
        "match.read": (M, W, O, A, U, I),
        "match.record": (SYSTEM,),
        "notice.complete": (O, A),
        "notice.draft": (SYSTEM,),
        "notice.read": (M, W, O, A, U, I),
        "notice.retract": (O, A),
        "papers.read": (M, U),
        "partner.read": (M, U),
        "partner.update": (M,),
        "people.end": (M,),
        "people.invite": (M,),
        "people.mail": (SYSTEM,),
        "people.read": (M, U),
        "people.update": (M,),
        "picture.show": (O, A),
        "quality.draw": (SYSTEM,),
        "quality.lead": (Q,),
        "quality.own": (O, A),
        "quality.read": (M, U, Q),
        "quality.sample": (O, A),
        "question.answer": (M, W),
        "question.manage": (M,),
        "question.read": (M, W, O, A, U),
        "recipient.propose": (M, O, A),
        "recipient.read": (M, W, O, A, U, I),
        "referral.answer": (M, W),
        "referral.carry": (SYSTEM,),
        "referral.create": (M, W),
        "referral.read": (M, W, U, I),
        "relay.set": (M,),
        "report.create": (M, W, I, REPORTER, SYSTEM),
        "report.decide": (M, O),
        "report.read": (M, W, O, U, I),
        "review.approve": (O, A),
        "review.ask": (O, A),
        "review.carry": (SYSTEM,),
        "review.claim": (O, A),
        "review.read": (M, O, A, U),
        "review.reject": (O, A),
        "review.second": (O, A),
        "search.consent": (M, W),
        "search.read": (M, W, O, A, U, I),
        "search.run": (SYSTEM,),
        "search.update": (M, W, I),
        "settings.probe": (SYSTEM,),
        "settings.read": (M, U, I),
        "settings.update": (M,),
        "sign_in.read": (M, U),
        "sign_in.update": (M,),
        "site.flag": (M, O),
        "site.note": (M, O, A),
        "site.tally": (SYSTEM,),
        "source.create": (M, O, I),
        "source.crawl": (SYSTEM,),
        "source.list": (M, O),
        "source.look_back": (SYSTEM,),
        "source.propose": (M, O),
        "source.read": (M, W, O, A, U, I),
        "source.test": (M, O),
        "source.update": (M, O, I),
        "textfind.look": (M, W, O),
        "textfind.record": (SYSTEM,),
        "texts.read": (M, A, U, I),
        "texts.review": (M, A),
        "texts.write": (M,),
        "wellbeing.lead": (L,),
        "wellbeing.own": (O, A),
        "wellbeing.prune": (SYSTEM,),
    }.items()
}

# What a suspended agency may still do besides reading: see its own data home, and hold its people to account.
WHILE_SUSPENDED: frozenset[str] = frozenset(
    {"agency.export", "agency.leave", "agreement.confirm", "audit.export", "case.export", "help.ask", "people.end"}
)


def holds(roles: Collection[str], action: str) -> bool:
    """Whether one of these roles holds the action; KeyError for an undeclared action."""
    return not RIGHTS[action].isdisjoint(roles)


def allowed(actor: Actor, action: str) -> bool:
    """Whether one of the actor's roles holds the action; KeyError for an undeclared action."""
    return holds(actor.roles, action)


def require(actor: Actor, action: str) -> None:
    """Raises Forbidden unless allowed, and Suspended where a suspended agency's people would change something."""
    if not allowed(actor, action):
        raise Forbidden(action)
    if actor.read_only and not action.endswith(".read") and action not in WHILE_SUSPENDED:
        raise Suspended(action)
