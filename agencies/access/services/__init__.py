"""Write exceptions inside the wall, service keys, and the memory that makes a repeated POST harmless."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import keys
from agencies.access.models import IdempotencyRecord, ObjectGrant, ServiceKey
from agencies.audit import services as audit
from agencies.people import selectors as people
from agencies.tenancy import lookup, rights, scope
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb

LONGEST_DAYS = 366
LIVE_KEYS = 2
MOST_NETWORKS = 50
REPLAY_HOURS = 24


class KeyReused(Invalid):
    """An Idempotency-Key came with another request than the first time (HTTP 422)."""


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """A live service key: who acts with it, what it may do, and its id for counting."""

    actor: Actor
    scopes: frozenset[str]
    key_id: int


def grant(
    actor: Actor, model: type[ObjectGrant], *, user_id: int, object_id: int, codename: str, case_id: int | None = None
) -> bool:
    """Name one worker for one restricted object, in the caller's transaction; False when she was named already.

    Raises NotFound unless the person belongs to the actor's agency; the composite reference keeps the object inside it too.
    """
    scope.require(actor.agency_id)
    if actor.agency_id not in {place.agency_id for place in people.places(user_id)}:
        raise NotFound
    target = ContentType.objects.get_for_model(model._meta.get_field("content_object").related_model)  # type: ignore[arg-type,misc]
    permission = Permission.objects.get(content_type=target, codename=codename)
    _, created = model.objects.get_or_create(  # type: ignore[misc]
        agency_id=actor.agency_id, user_id=user_id, permission=permission, content_object_id=object_id
    )
    if created:
        audit.record(
            actor, "access.grant", subject_kind=target.model, subject_id=object_id, case_id=case_id, user_id=user_id
        )
    return bool(created)


def revoke(actor: Actor, model: type[ObjectGrant], *, user_id: int, object_id: int, case_id: int | None = None) -> bool:
    """Take such a grant back, in the caller's transaction; False when there was none."""
    rows = model.objects.visible_to(actor).filter(user_id=user_id, content_object_id=object_id)  # type: ignore[misc]
    gone, _ = rows.delete()
    if gone:
        audit.record(
            actor, "access.revoke", subject_kind="case", subject_id=object_id, case_id=case_id, user_id=user_id
        )
    return bool(gone)


@verb("key.create")
def key_create(actor: Actor, *, name: str, scopes: list[str], days: int, addresses: str = "") -> str:
    """A new service key, returned whole this one time; raises Invalid or Conflict (two live keys, for rotation, are the most).

    addresses: networks that it may be used from, as typed; empty: from anywhere.
    """
    unknown = sorted(
        set(scopes) - {action for action, roles in rights.RIGHTS.items() if rights.Role.INTEGRATOR in roles}
    )
    if unknown or not scopes:
        message = _("A key needs scopes that integrators may hold. Not among them: %(scopes)s.")
        raise Invalid(message % {"scopes": ", ".join(unknown) or "–"}, "scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("A key lives between 1 and %(most)s days.") % {"most": LONGEST_DAYS}, "days")
    try:
        allowed = keys.networks(addresses)
    except ValueError as error:
        message = _("%(text)s is no network. Write addresses such as 192.0.2.7 or networks such as 192.0.2.0/24.")
        raise Invalid(message % {"text": error}, "addresses") from error
    if len(allowed) > MOST_NETWORKS:
        raise Invalid(_("Not more than %(most)s networks fit.") % {"most": MOST_NETWORKS}, "addresses")
    live = ServiceKey.objects.visible_to(actor).filter(name=name, revoked_at=None, expires_at__gt=timezone.now())
    if live.count() >= LIVE_KEYS:
        raise Conflict(_("Two keys with this name are live. Revoke one of them first."))
    prefix, secret = keys.make()
    row = ServiceKey.objects.create(
        agency_id=actor.agency_id,
        name=name,
        prefix=prefix,
        digest=keys.digest(secret, _peppers()[0]),
        scopes=sorted(set(scopes)),
        addresses=allowed,
        created_by=actor.user_id or 0,
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record(
        actor, "key.create", subject_kind="servicekey", subject_id=row.pk, scopes=row.scopes, networks=len(allowed)
    )
    return keys.show(prefix, secret)


@verb("key.revoke")
def key_revoke(actor: Actor, *, key_id: int) -> None:
    """End a key at once."""
    changed = ServiceKey.objects.visible_to(actor).filter(id=key_id, revoked_at=None).update(revoked_at=timezone.now())
    if not changed:
        raise NotFound
    audit.record(actor, "key.revoke", subject_kind="servicekey", subject_id=key_id)


def _peppers() -> list[str]:
    """What digests of keys are made with, the newest first; the last is SECRET_KEY, for keys from before KEY_PEPPER."""
    return [*(line.strip() for line in settings.KEY_PEPPER.splitlines() if line.strip()), settings.SECRET_KEY]


def key_open(presented: str, *, request_id: str, source: str) -> OpenedKey | None:
    """A live key, or None; unknown, wrong, expired, revoked and used from elsewhere are not told apart."""
    parts = keys.split(presented)
    found = lookup.service_key(parts[0]) if parts else None
    if parts is None or found is None:
        return None
    agency_id, key_id = found
    read_only = not tenancy.at_work(agency_id)
    with tenant_scope(agency_id):
        row = ServiceKey.objects.get(id=key_id, agency_id=agency_id)
        fresh, *older = [keys.digest(parts[1], pepper) for pepper in _peppers()]
        if not any([keys.same(row.digest, digest) for digest in (fresh, *older)]):
            return None
        if row.addresses and not keys.from_one_of(source, row.addresses):
            return None
        today = timezone.now().date()
        if row.last_used_on != today or row.digest != fresh:  # an old pepper goes out of use as its keys are used
            ServiceKey.objects.filter(id=key_id, agency_id=agency_id).update(last_used_on=today, digest=fresh)
    actor = Actor(
        agency_id=agency_id,
        roles=frozenset({rights.Role.INTEGRATOR}),
        kind="service_key",
        user_id=None,
        request_id=request_id,
        source=source,
        key_id=key_id,
        maker_id=row.created_by or None,
        read_only=read_only,
    )
    return OpenedKey(actor, frozenset(row.scopes), key_id)


def answer_find(actor: Actor, *, key: str, fingerprint: str) -> tuple[int, Any] | None:
    """(status, body) that this Idempotency-Key was answered before, or None: then the key is the caller's until the transaction ends.

    Raises Conflict while another request with the key is at work, and KeyReused when the request differs from the first one.
    """
    scope.require(actor.agency_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s::bigint)", [keys.lock_number(actor.agency_id, key)])
        if not cursor.fetchone()[0]:
            raise Conflict(_("A request with this Idempotency-Key is at work. Wait for its answer, then ask again."))
    rows = IdempotencyRecord.objects.visible_to(actor)
    found = rows.filter(key=key, expires_at__gt=timezone.now()).first()
    if found is None:
        return None
    if found.fingerprint != fingerprint:
        raise KeyReused(_("This Idempotency-Key was used for another request. Take a new key for a new request."))
    return found.status, found.body


def answer_keep(actor: Actor, *, key: str, fingerprint: str, status: int, body: Any) -> None:
    """Keep an answer for 24 hours, in the transaction of the change itself; answers that are older go."""
    now = timezone.now()
    IdempotencyRecord.objects.visible_to(actor).filter(expires_at__lte=now).delete()
    IdempotencyRecord.objects.create(
        agency_id=actor.agency_id,
        key=key,
        fingerprint=fingerprint,
        status=status,
        body=body,
        expires_at=now + timedelta(hours=REPLAY_HOURS),
    )
