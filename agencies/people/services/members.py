"""Roles of people in an agency: given, changed, suspended, ended. One change of an agency's people at a time."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.people import handover, selectors
from agencies.people.models import ROLES, Membership, User
from agencies.people.services.sessions import sessions_end
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.models import Agency
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb


def member_add(actor: Actor, *, email: str, name: str, role: str, password: str | None = None) -> User:
    """Give a role in the actor's agency to a person, creating the account when there is none.

    Called by the platform's commands and the demo; managers invite people.
    """
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email, password, name=name)
    with tenant_scope(actor.agency_id):
        if give(actor, user, [role], None):
            audit.record(actor, "people.add", subject_kind="user", subject_id=user.pk, role=role)
    return user


def give(actor: Actor, user: User, roles: Sequence[str], ends_on: date | None) -> list[str]:
    """Rows for these roles in the caller's transaction, each with the number it once had or the next; returns the new ones."""
    _one_at_a_time(actor)
    rows = Membership.objects.visible_to(actor)
    held = set(rows.filter(user=user, ended_at=None).values_list("role", flat=True))
    new = [role for role in roles if role not in held]
    for role in new:
        if not rows.filter(user=user, role=role).update(ended_at=None, suspended_at=None, ends_on=ends_on):
            number = (rows.filter(role=role).aggregate(top=Max("number"))["top"] or 0) + 1
            Membership.objects.create(agency_id=actor.agency_id, user=user, role=role, number=number, ends_on=ends_on)
    return new


@verb("people.update")
def member_update(
    actor: Actor, *, user_id: int, roles: Sequence[str], ends_on: date | None, seen: str,
    others: Mapping[str, int | None] | None = None,
) -> None:  # fmt: skip
    """Set a colleague's roles and last day. `seen`: the state that the page showed; raises Conflict when it is another by now.

    Nobody gives roles to himself, and the last manager stays one. A role that is taken back signs the person out. `others`:
    who takes over, by part, what the new roles do not allow.
    """
    _one_at_a_time(actor)
    member = selectors.member(actor, user_id)
    if member.seen != seen:
        raise Conflict(_("Somebody changed this colleague's roles meanwhile. Look again; nothing was changed."))
    wanted, held = [role for role in ROLES if role in set(roles)], set(member.roles)
    lost = held - set(wanted)
    _may_set(actor, member, wanted, ends_on)
    if Role.MANAGER in held and (Role.MANAGER in lost or ends_on is not None):
        _keep_a_manager(actor, user_id)
    rows = Membership.objects.visible_to(actor).filter(user_id=user_id, ended_at=None)
    rows.filter(role__in=lost).update(ended_at=Now())
    new = give(actor, member.user, wanted, ends_on)
    rows.update(ends_on=ends_on, suspended_at=member.suspended_at)
    for part in handover.parts():
        if part.action and rights.holds(held, part.action) and not rights.holds(wanted, part.action):
            _hand_over(actor, part, user_id, (others or {}).get(part.name))
    audit.record(
        actor, "people.update", subject_kind="user", subject_id=user_id, given=sorted(new), taken=sorted(lost),
        ends_on=ends_on.isoformat() if ends_on else None,
    )  # fmt: skip
    events.emit(actor, "people.changed", subject_id=user_id)
    if lost:
        sessions_end(user_id)


def _hand_over(actor: Actor, part: handover.Part, user_id: int, to_user_id: int | None) -> None:
    """Move one kind of open work, in the caller's transaction; raises Invalid for somebody who cannot take it."""
    if not (open_work := part.count(actor, user_id=user_id)):
        return
    if part.receiver and to_user_id is None:
        raise Invalid(_("Choose who takes over the open work."), "to_user_id")
    if part.action and to_user_id is not None and to_user_id not in selectors.able(actor, part.action, without=user_id):
        raise Invalid(_("Choose a colleague who works here now and may do this."), part.field)
    part.move(actor, user_id=user_id, to_user_id=to_user_id)
    audit.record(
        actor, "people.hand_over", subject_kind="user", subject_id=user_id, part=part.name, count=open_work,
        to_user_id=to_user_id,
    )  # fmt: skip


def _may_set(actor: Actor, member: selectors.Member, wanted: list[str], ends_on: date | None) -> None:
    """Raises Invalid for what nobody may choose."""
    if not wanted:
        raise Invalid(_("Choose at least one role. To take all of them back, end the membership."), "roles")
    if actor.user_id == member.user.pk and set(wanted) - set(member.roles):
        raise Invalid(_("Nobody gives a role to himself. Another manager can."), "roles")
    if ends_on is not None and ends_on < timezone.localdate():
        raise Invalid(_("This day is over. Choose today or a later day."), "ends_on")


@verb("people.end")
def member_suspend(actor: Actor, *, user_id: int) -> None:
    """From now on the person opens nothing of this agency; what is assigned stays. Raises Conflict for oneself and the last manager."""
    _one_at_a_time(actor)
    selectors.member(actor, user_id)
    if user_id == actor.user_id:
        raise Conflict(_("You cannot suspend yourself. Another manager can."))
    _keep_a_manager(actor, user_id)
    rows = Membership.objects.visible_to(actor).filter(user_id=user_id, ended_at=None, suspended_at=None)
    if not rows.update(suspended_at=Now()):
        raise Conflict(_("This colleague is suspended already."))
    audit.record(actor, "people.suspend", subject_kind="user", subject_id=user_id)
    events.emit(actor, "people.changed", subject_id=user_id)
    sessions_end(user_id)


@verb("people.update")
def member_restore(actor: Actor, *, user_id: int) -> None:
    """Lift a suspension; raises Conflict when there is none."""
    _one_at_a_time(actor)
    selectors.member(actor, user_id)
    rows = Membership.objects.visible_to(actor).filter(user_id=user_id, ended_at=None, suspended_at__isnull=False)
    if not rows.update(suspended_at=None):
        raise Conflict(_("This colleague is not suspended."))
    audit.record(actor, "people.restore", subject_kind="user", subject_id=user_id)
    events.emit(actor, "people.changed", subject_id=user_id)


@verb("people.end")
def member_end(
    actor: Actor, *, user_id: int, to_user_id: int | None, others: Mapping[str, int | None] | None = None
) -> None:
    """Take all roles back and hand the open work over. Raises Invalid when there is work that needs a receiver and none is named,
    Conflict for the last manager. The account stays: it may have places elsewhere. `others`: receivers of the parts that have
    their own."""
    _one_at_a_time(actor)
    selectors.member(actor, user_id)
    _keep_a_manager(actor, user_id)
    if to_user_id is not None and to_user_id not in selectors.receivers(actor, without=user_id):
        raise Invalid(_("Choose a colleague who works here now."), "to_user_id")
    for part in handover.parts():
        _hand_over(actor, part, user_id, (others or {}).get(part.name) if part.action else to_user_id)
    Membership.objects.visible_to(actor).filter(user_id=user_id, ended_at=None).update(ended_at=Now())
    audit.record(actor, "people.end", subject_kind="user", subject_id=user_id)
    events.emit(actor, "people.left", subject_id=user_id)
    sessions_end(user_id)


@verb("people.end")
def member_sign_out(actor: Actor, *, user_id: int) -> int:
    """End all of a colleague's sessions, in other agencies too; returns how many."""
    selectors.member(actor, user_id)
    ended = sessions_end(user_id)
    audit.record(actor, "people.sign_out", subject_kind="user", subject_id=user_id, sessions=ended)
    return ended


def _one_at_a_time(actor: Actor) -> None:
    """Hold the agency's row until the transaction ends, so that two managers cannot remove each other at once."""
    Agency.objects.select_for_update(no_key=True).get(id=actor.agency_id)


def _keep_a_manager(actor: Actor, user_id: int) -> None:
    """Raises Conflict if nobody could run the agency without this person."""
    if user_id in selectors.managers(actor) and not selectors.managers(actor) - {user_id}:
        raise Conflict(
            _(
                "This is the last manager for good. Give the role of a manager to somebody else first; nothing was changed."
            )
        )
