"""The agency's own sign-in service: which one, and which colleague is meant by what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.people import selectors
from agencies.people.adapters import GuardedSession
from agencies.people.models import SignInProvider, User
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb

PROVIDER = "agency-{}"  # how allauth's rows name the service of an agency


@dataclass(frozen=True, slots=True)
class SignIn:
    """A service that is in use."""

    agency_id: int
    agency: str
    slug: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    domains: tuple[str, ...]
    trusts_second_step: bool

    @property
    def provider_id(self) -> str:
        """Its name in allauth's rows."""
        return PROVIDER.format(self.agency_id)


def guarded_session() -> GuardedSession:
    """What talks with a sign-in service: our door, in the shape that allauth asks for."""
    return GuardedSession()


def sign_in_service(slug: str) -> SignIn:
    """The service behind a start address; raises NotFound, also for an agency without one."""
    agency = tenancy.agency_by_slug(slug)
    with tenant_scope(agency.pk):
        row = selectors.provider(Actor.system(agency.pk))
        if row is None or not row.enabled:
            raise NotFound
        return SignIn(
            agency.pk, agency.name, agency.slug, row.issuer, row.client_id, row.secret, tuple(row.domains),
            row.trusts_second_step,
        )  # fmt: skip


@verb("sign_in.update")
def provider_set(
    actor: Actor,
    *,
    issuer: str,
    client_id: str,
    secret: str,
    domains: Sequence[str],
    trusts_second_step: bool,
    enabled: bool,
) -> None:
    """Set or change the service; an empty secret keeps the one from before. Another issuer forgets who was known by the old one.

    Raises Invalid for an address without TLS, without a domain, or without a secret.
    """
    row = selectors.provider(actor) or SignInProvider(agency_id=actor.agency_id)
    if urlsplit(issuer).scheme != "https" and not settings.SIGN_IN_ALLOWED_NETWORKS:
        raise Invalid(_("The address must begin with https://."), "issuer")
    if not domains:
        raise Invalid(_("Name at least one domain, such as agency.example."), "domains")
    if not secret and row.pk is None:
        raise Invalid(_("Copy the secret from the sign-in service."), "secret")
    if row.pk is not None and row.issuer != issuer:
        SocialAccount.objects.filter(provider=PROVIDER.format(actor.agency_id)).delete()
    row.issuer, row.client_id, row.enabled = issuer, client_id, enabled
    row.domains = [domain.lower() for domain in domains]
    row.trusts_second_step = trusts_second_step
    row.changed_at = Now()
    if secret:
        row.secret = secret
    row.save()
    audit.record(
        actor, "sign_in.update", subject_kind="signinprovider", subject_id=row.pk, enabled=enabled,
        trusts_second_step=trusts_second_step, new_secret=bool(secret),
    )  # fmt: skip
    events.emit(actor, "sign_in.changed", subject_id=row.pk)


@verb("sign_in.update")
def provider_remove(actor: Actor) -> None:
    """Forget the service and whom it named; people sign in with their passwords. Raises NotFound."""
    row = selectors.provider(actor)
    if row is None:
        raise NotFound
    SocialAccount.objects.filter(provider=PROVIDER.format(actor.agency_id)).delete()
    number = row.pk
    row.delete()
    audit.record(actor, "sign_in.remove", subject_kind="signinprovider", subject_id=number)
    events.emit(actor, "sign_in.changed", subject_id=number)


def sign_in_match(service: SignIn, *, subject: str, email: str, verified: bool) -> User:
    """The colleague whom the service means: by its own number for the person, or once by a verified address of its domains.

    Raises NotFound for everybody else: no account is ever made here, the platform's administrators are never meant, and a person
    who is known by one number is not found by address under another.
    """
    rows = SocialAccount.objects.filter(provider=service.provider_id)
    known = rows.filter(uid=subject).select_related("user").first()
    found = known.user if known else _by_address(service, email if verified else "")
    if found is None or not found.is_active or found.is_staff or found.is_superuser:
        raise NotFound
    if service.agency_id not in {place.agency_id for place in selectors.places(found.pk)}:
        raise NotFound
    if known is None:
        if rows.filter(user=found).exists():
            raise NotFound
        SocialAccount.objects.create(provider=service.provider_id, uid=subject, user=found, extra_data={})
    actor = Actor(agency_id=service.agency_id, roles=frozenset(), user_id=found.pk)
    with tenant_scope(service.agency_id):
        audit.record(actor, "sign_in.use", subject_kind="user", subject_id=found.pk, first=known is None)
    return found


def _by_address(service: SignIn, email: str) -> User | None:
    if email.rpartition("@")[2].lower() not in service.domains:
        return None
    return User.objects.filter(email=email.lower()).first()
