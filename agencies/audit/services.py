"""Write the trails, seal them, anchor them, check them, and let source addresses go."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from agencies.audit import adapters, anchors, chain, selectors
from agencies.audit.chain import Finding, Point
from agencies.audit.models import AuditLine, AuditSource, PlatformLine, PlatformSource
from agencies.audit.selectors import Trail, of_agency, of_platform
from agencies.doors.adapters import stamps
from agencies.doors.exchange import Refused, Unreachable
from agencies.tenancy import lookup, rights, scope
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb

log = structlog.get_logger(__name__)
SEAL_BATCH = 500
LOOK_BACK = 10_000  # seals: lines that were committed late lie among the newest; the daily round looks at all
SOURCED = {"person", "service_key", "visitor"}  # whose address is kept; never a reporter's (HARMS 10, 28)
LOCK = 7261


def record(
    actor: Actor, action: str, *, subject_kind: str, subject_id: int | None, case_id: int | None = None, **data: Any
) -> None:
    """One line, in the caller's transaction. `data` holds ids, digests and names of states only."""
    scope.require(actor.agency_id)
    address = chain.address(actor.source) if actor.kind in SOURCED else ""
    salt, facts = _source(address)
    line = AuditLine.objects.create(
        agency_id=actor.agency_id,
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        case_id=case_id,
        request_id=actor.request_id,
        data=_data(actor, data),
        **facts,
    )
    if address:
        AuditSource.objects.create(
            agency_id=actor.agency_id, line=line, salt=salt, address=address, expires_on=facts["source_until"]
        )


def record_platform(staff: Staff, action: str, *, subject_kind: str, subject_id: int | None, **data: Any) -> None:
    """One line about an act of the platform itself, in the caller's transaction; ids and names of states only."""
    address = chain.address(staff.source)
    salt, facts = _source(address)
    line = PlatformLine.objects.create(
        actor_user_id=staff.user_id or None,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        request_id=staff.request_id,
        data=data,
        **facts,
    )
    if address:
        PlatformSource.objects.create(line=line, salt=salt, address=address, expires_on=facts["source_until"])


def seen(
    actor: Actor, action: str, *, subject_kind: str, subject_id: int | None, case_id: int | None = None, **data: Any
) -> None:
    """A line about a read, with the roles it was read in; the same read again soon (AUDIT_READ_SECONDS) leaves none."""
    if actor.kind == "system":
        return
    scope.require(actor.agency_id)
    data = {**data, "roles": sorted(actor.roles)}
    line = {"action": action, "subject_kind": subject_kind, "subject_id": subject_id, "case_id": case_id}
    if not selectors.seen_lately(actor, settings.AUDIT_READ_SECONDS, data=_data(actor, data), **line):
        record(actor, action, subject_kind=subject_kind, subject_id=subject_id, case_id=case_id, **data)


def seen_platform(staff: Staff, action: str, *, subject_kind: str) -> None:
    """A line about a read of the platform's staff; the same read again soon (AUDIT_READ_SECONDS) leaves none."""
    if not selectors.seen_lately_platform(staff.user_id, action, settings.AUDIT_READ_SECONDS):
        record_platform(staff, action, subject_kind=subject_kind, subject_id=None)


def seen_list(actor: Actor, action: str, *, subject_kind: str, case_ids: Iterable[int]) -> None:
    """A line about a list of rows, with the cases that they belong to; nothing for an empty list."""
    if cases := sorted(set(case_ids)):
        seen(actor, action, subject_kind=subject_kind, subject_id=None, cases=cases)


def _data(actor: Actor, data: dict[str, Any]) -> dict[str, Any]:
    return data if actor.key_id is None else {**data, "key_id": actor.key_id}


def _source(address: str) -> tuple[str, dict[str, Any]]:
    """A new salt, and what the line says about the address."""
    if not address:
        return "", {}
    salt = secrets.token_hex(16)
    until = timezone.now().date() + timedelta(days=settings.AUDIT_SOURCE_DAYS)
    return salt, {"source_digest": chain.source_digest(salt, address), "source_until": until}


@verb("audit.seal")
def seal(actor: Actor, *, whole: bool = False) -> int:
    """Number and chain the committed lines that are not sealed yet; returns how many. Writers never wait for it."""
    return _seal(of_agency(actor), actor.agency_id, whole)


def seal_platform(*, whole: bool = False) -> int:
    """The same for the platform's own trail."""
    with transaction.atomic():
        return _seal(of_platform(), anchors.PLATFORM, whole)


def _seal(trail: Trail, number_of_lock: int, whole: bool) -> int:
    with connection.cursor() as cursor:  # one sealer per trail at a time; the lock ends with the transaction
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s::int)", [LOCK, number_of_lock])
        if not cursor.fetchone()[0]:
            return 0
    last = trail.seals.order_by("-number").first()
    number, digest = (last.number, last.digest) if last else (0, chain.START)
    waiting = trail.lines.filter(seal=None).order_by("id")
    if not whole and number > LOOK_BACK:
        waiting = waiting.filter(id__gt=trail.seals.get(number=number - LOOK_BACK).line_id)
    seals = []
    for line in waiting.values(*trail.fields)[:SEAL_BATCH]:
        number, own = number + 1, chain.line_digest(line)
        digest = chain.link(digest, number, own)
        fields = {"line_id": line["id"], "number": number, "line_digest": own, "digest": digest}
        seals.append(trail.seals.model(**trail.own, **fields))
    trail.seals.model._default_manager.bulk_create(seals)
    return len(seals)


@verb("audit.read")
def verify(actor: Actor, *, outside: Iterable[Point] = ()) -> list[Finding]:
    """Every break of the agency's chain, measured also by its anchors and by those kept outside; empty when it is whole."""
    return _verify(of_agency(actor), outside)


def verify_platform(*, outside: Iterable[Point] = ()) -> list[Finding]:
    """The same for the platform's own chain."""
    with transaction.atomic():
        return _verify(of_platform(), outside)


def _verify(trail: Trail, outside: Iterable[Point]) -> list[Finding]:
    known = [*selectors.points(trail), *outside]
    return chain.check(selectors.sealed(trail), known, today=timezone.now().date())


def anchor(actor: Actor) -> bool:
    """Write down the newest seal of an agency, in the database and outside; False when there is nothing new, or it is early.

    The time stamp authority is asked between two short scopes, never inside one.
    """
    rights.require(actor, "audit.seal")
    with tenant_scope(actor.agency_id):
        point = _due(of_agency(actor))
    if point is None:
        return False
    token = _stamp(point)
    with tenant_scope(actor.agency_id):
        made = _keep(of_agency(actor), point, token)
    _tell(actor.agency_id, made)
    return True


def anchor_platform() -> bool:
    """The same for the platform's own chain."""
    with transaction.atomic():
        point = _due(of_platform())
    if point is None:
        return False
    token = _stamp(point)
    with transaction.atomic():
        made = _keep(of_platform(), point, token)
    _tell(anchors.PLATFORM, made)
    return True


def _due(trail: Trail) -> Point | None:
    last, newest = trail.anchors.order_by("-id").first(), trail.seals.order_by("-number").first()
    if newest is None or (last is not None and last.number >= newest.number):
        return None
    early = last is not None and last.at > timezone.now() - timedelta(seconds=settings.AUDIT_ANCHOR_SECONDS)
    return None if early else Point(newest.number, newest.digest)


def _stamp(point: Point) -> bytes:
    """A time stamp over the digest; an authority that is away costs the stamp, never the anchor."""
    if not settings.TSA_URL:
        return b""
    try:
        roots = Path(settings.TSA_ROOTS).read_bytes() if settings.TSA_ROOTS else b""
        return stamps.stamp(settings.TSA_URL, point.digest.encode(), policy=selectors.tsa_policy(), roots=roots)
    except (stamps.NoStamp, Refused, Unreachable, OSError) as error:
        log.warning("no time stamp for an anchor", error=type(error).__name__, reason=str(error)[:60])
        return b""


def _keep(trail: Trail, point: Point, token: bytes) -> Any:
    manager = trail.anchors.model._default_manager
    return manager.create(**trail.own, number=point.number, digest=point.digest, token=token, at=timezone.now())


def _tell(agency_id: int, made: Any) -> None:
    """Outside the database: in the file that the operator copies elsewhere, and in the log."""
    adapters.append(Path(settings.AUDIT_ANCHOR_FILE), anchors.line(agency_id, made.number, made.digest, made.at))
    log.info("trail anchored", agency_id=agency_id, number=made.number, digest=made.digest, stamped=bool(made.token))


@verb("audit.seal")
def sources_expire(actor: Actor) -> int:
    """Let go of addresses whose time is over; lines and chain stay whole. Returns how many."""
    return of_agency(actor).sources.filter(expires_on__lt=timezone.now().date()).delete()[0]


def round_all() -> None:
    """Once an hour: what sealing missed, anchors that are due, addresses that go. One short scope after the other."""
    for agency_id in tenancy.every_agency_id():
        actor = Actor.system(agency_id)
        seal(actor, whole=True)
        anchor(actor)
        sources_expire(actor)
    seal_platform(whole=True)
    anchor_platform()
    of_platform().sources.filter(expires_on__lt=timezone.now().date()).delete()


def session_record(action: str, *, user_id: int, source: str, request_id: str) -> None:
    """Somebody signed in or out: a line for each agency that the person works for, or for the platform without one."""
    _sessions(action, user_id, source, request_id, kind="person")


def session_refuse(action: str, *, name: str, source: str, request_id: str) -> None:
    """A sign-in that failed, or a name that is locked now. Lines hold the account's id; what was typed is kept nowhere."""
    rows = get_user_model()._default_manager.filter(email=name.strip().lower()) if name.strip() else None
    user = rows.first() if rows is not None else None
    _sessions(action, user.pk if user else None, source, request_id, kind="visitor")


def _sessions(action: str, user_id: int | None, source: str, request_id: str, *, kind: str) -> None:
    found = sorted({row[0] for row in lookup.memberships(user_id)}) if user_id is not None else []
    acting = user_id if kind == "person" else None
    for agency_id in found:
        actor = Actor(agency_id, frozenset(), acting, kind=kind, request_id=request_id, source=source)
        write = partial(_session, actor, action, user_id)
        if scope.current() in {None, agency_id}:
            write()
        else:  # another agency's scope is open: after it
            transaction.on_commit(write)
    if not found:
        staff = Staff(acting or 0, request_id, source)
        record_platform(staff, action, subject_kind="user", subject_id=user_id)


def _session(actor: Actor, action: str, user_id: int | None) -> None:
    with tenant_scope(actor.agency_id):
        record(actor, action, subject_kind="user", subject_id=user_id)
