"""Give people accounts and roles."""

from django.db.models import Max

from agencies.audit import services as audit
from agencies.people.models import Membership, User
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope


def member_add(actor: Actor, *, email: str, name: str, role: str, password: str | None = None) -> User:
    """Give a role in the actor's agency to a person, creating the account when there is none.

    Called by the platform's commands and the demo; invitations by managers come with onboarding.
    """
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email, password, name=name)
    with tenant_scope(actor.agency_id):
        held = Membership.objects.visible_to(actor).filter(role=role)
        number = (held.aggregate(top=Max("number"))["top"] or 0) + 1
        member, created = Membership.objects.get_or_create(
            agency_id=actor.agency_id, user=user, role=role, defaults={"number": number}
        )
        if created:
            audit.record(actor, "people.add", subject_kind="membership", subject_id=member.pk, role=role)
    return user
