"""Invitations: a link in a mail, once, for a week. The link is made when the mail is, and only its digest is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.audit import services as audit
from agencies.doors.adapters import mail
from agencies.events import services as events
from agencies.people import selectors
from agencies.people.models import ROLES, Invitation, User
from agencies.people.services.members import give
from agencies.people.states import InvitationState
from agencies.tenancy import lookup, rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb

DAYS, MOST_OPEN = 7, 100


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation whose link somebody holds. `known`: the address has an account already."""

    agency_id: int
    agency: str
    invitation_id: int
    email: str
    name: str
    roles: tuple[str, ...]
    known: bool


@verb("people.invite")
def invite(actor: Actor, *, email: str, name: str, roles: Sequence[str], ends_on: date | None = None) -> Invitation:
    """Offer roles to an address. The answer is the same whether the address has an account in the portal or not.

    Raises Invalid, also when it is invited already or belongs to a colleague, and Conflict when a hundred are open.
    """
    wanted = [role for role in ROLES if role in set(roles)]
    if not wanted:
        raise Invalid(_("Choose at least one role."), "roles")
    if ends_on is not None and ends_on < timezone.localdate():
        raise Invalid(_("This day is over. Choose today or a later day."), "ends_on")
    if any(one.user.email == email.lower() for one in selectors.members(actor)):
        raise Invalid(_("This address belongs to a colleague already. Change the roles there."), "email")
    waiting = selectors.invitations(actor)
    if any(one.email == email.lower() for one in waiting):
        raise Invalid(_("This address is invited already. Send the mail again, or withdraw it first."), "email")
    if len(waiting) >= MOST_OPEN:
        raise Conflict(_("Too many invitations are open. Withdraw some first."))
    languages = tenancy.settings(actor).languages or [settings.LANGUAGE_CODE]
    return _invite(actor, email=email, name=name, roles=wanted, ends_on=ends_on, language=languages[0])


def invite_first_manager(staff: Staff, agency_id: int, *, email: str, name: str, language: str) -> None:
    """The platform's offer to the person who will run a new agency, in the caller's transaction; raises Conflict if it is open already."""
    actor = Actor.system(agency_id)
    with tenant_scope(agency_id):
        row = _invite(actor, email=email, name=name, roles=[Role.MANAGER], ends_on=None, language=language)
    audit.record_platform(
        staff, "people.invite", subject_kind="invitation", subject_id=row.pk, agency_id=agency_id, roles=row.roles
    )


def _invite(
    actor: Actor, *, email: str, name: str, roles: Sequence[str], ends_on: date | None, language: str
) -> Invitation:
    try:
        with transaction.atomic():
            row = Invitation.objects.create(
                agency_id=actor.agency_id, email=email.lower(), name=name, roles=[str(role) for role in roles],
                ends_on=ends_on, language=language, invited_by=actor.user_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("This address is invited already. Send the mail again, or withdraw it first.")) from error
    audit.record(actor, "people.invite", subject_kind="invitation", subject_id=row.pk, roles=row.roles)
    events.emit(actor, "people.invited", subject_id=row.pk)
    return row


def _open(actor: Actor, invitation_id: int) -> Invitation:
    row = Invitation.objects.visible_to(actor).filter(id=invitation_id).first()
    if row is None:
        raise NotFound
    if row.state != InvitationState.OPEN:
        raise Conflict(_("This invitation is not open any more."))
    return row


@verb("people.invite")
def invitation_send(actor: Actor, *, invitation_id: int) -> None:
    """A new mail with a new link; the old link stops working. Raises NotFound, Conflict."""
    row = _open(actor, invitation_id)
    audit.record(actor, "people.invite", subject_kind="invitation", subject_id=row.pk, again=True)
    events.emit(actor, "people.invited", subject_id=row.pk)


@verb("people.invite")
def invitation_withdraw(actor: Actor, *, invitation_id: int) -> None:
    """The link stops working at once. Raises NotFound, Conflict."""
    row = _open(actor, invitation_id)
    rows = Invitation.objects.visible_to(actor).filter(id=row.pk, state=InvitationState.OPEN)
    if not rows.update(state=InvitationState.WITHDRAWN, digest=None):
        raise Conflict(_("This invitation is not open any more."))
    audit.record(actor, "people.withdraw", subject_kind="invitation", subject_id=row.pk)


def invitation_mail(actor: Actor, *, invitation_id: int) -> None:
    """Job: make a new link, keep its digest, send the mail. A mail that is tried again carries a new link."""
    rights.require(actor, "people.mail")
    token = secrets.token_urlsafe(32)
    with tenant_scope(actor.agency_id):
        rows = Invitation.objects.visible_to(actor).filter(id=invitation_id, state=InvitationState.OPEN)
        until = timezone.now() + timedelta(days=DAYS)
        if not rows.update(digest=digest(token), expires_at=until, failed=False):
            return
        row, agency = rows.get(), tenancy.agency(actor.agency_id)
    message = _message(row, agency.name, f"{settings.PUBLIC_URL}{reverse('invitation', args=[token])}")
    server = tenancy.mail_server()
    failed = False
    try:
        mail.send(message, sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1], recipients=[row.email], server=server)
    except mail.NotSent as error:
        if not error.permanent:
            raise events.Later("NotSent") from error
        failed = True
    except mail.OutcomeUnknown:
        pass  # it may have arrived; a manager who hears nothing sends it again
    with tenant_scope(actor.agency_id):
        Invitation.objects.visible_to(actor).filter(id=invitation_id).update(sent_at=Now(), failed=failed)


def _message(row: Invitation, agency: str, link: str) -> bytes:
    """The mail, in the agency's language, with no name of a machine in its head."""
    message = EmailMessage()
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    with override(row.language):
        context = {"agency": agency, "name": row.name, "link": link, "days": DAYS}
        message["Subject"] = _("Invitation of %(agency)s") % {"agency": agency}
        message.set_content(render_to_string("people/invitation_mail.txt", context))
    message["From"], message["To"] = settings.DEFAULT_FROM_EMAIL, row.email
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    return message.as_bytes()


def digest(token: str) -> str:
    """What is kept of a link's token; it has 256 random bits, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def opened(token: str) -> Opened:
    """The invitation behind a link; raises NotFound when it is used, withdrawn, replaced or older than a week."""
    found = lookup.invitation(digest(token))
    if found is None:
        raise NotFound
    agency_id, invitation_id = found
    with tenant_scope(agency_id):
        row = Invitation.objects.visible_to(Actor.system(agency_id)).get(id=invitation_id)
    known = User.objects.filter(email=row.email).exists()
    name = tenancy.agency(agency_id).name
    return Opened(agency_id, name, invitation_id, row.email, row.name, tuple(row.roles), known)


def invitation_accept(token: str, *, user: User | None = None, name: str = "", password: str = "") -> User:
    """Take the offered roles: the signed-in person whose address was invited, or a new account with this name and password.

    Raises NotFound (no such link any more) and Conflict (another account, or somebody was first).
    """
    offer = opened(token)
    if (user is None and offer.known) or (user is not None and user.email != offer.email):
        raise Conflict(_("This invitation is for another account. Sign in with the address that it was sent to."))
    with tenant_scope(offer.agency_id):
        system = Actor.system(offer.agency_id)
        rows = Invitation.objects.visible_to(system).filter(id=offer.invitation_id, state=InvitationState.OPEN)
        row = rows.get()
        if not rows.filter(digest=digest(token)).update(state=InvitationState.ACCEPTED, digest=None):
            raise Conflict(_("This invitation was used meanwhile."))
        user = user or _account(offer.email, name, password)
        give(system, user, row.roles, row.ends_on)
        Invitation.objects.visible_to(system).filter(id=row.pk).update(accepted_by=user.pk)
        actor = Actor(agency_id=offer.agency_id, roles=frozenset(row.roles), user_id=user.pk)
        audit.record(actor, "people.join", subject_kind="invitation", subject_id=row.pk, roles=row.roles)
        events.emit(actor, "people.joined", subject_id=user.pk)
    return user


def _account(email: str, name: str, password: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name)
    except IntegrityError as error:
        raise Conflict(
            _("This invitation is for another account. Sign in with the address that it was sent to.")
        ) from error
