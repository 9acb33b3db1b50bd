"""Who answers for an address, and which of its contacts still lives."""

import hashlib
import hmac
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from takedowns.recipients import rules
from takedowns.recipients.models import ContactDoubt, Provider, ProviderHost, Recipient, Relay
from takedowns.recipients.states import DoubtWhy, FoundState, Source

CHAIN = 5  # providers behind each other
ENOUGH = 2  # agencies whose word counts for all


def host_of(url: str) -> str:
    """Host of an address in lower case, with its port if one is written."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def provider_for(url: str) -> Provider | None:
    """The provider of the host itself, else of the nearest parent domain, else None."""
    whole = host_of(url)
    name = bare(whole)
    labels = name.split(".")
    candidates = [whole, name, *(".".join(labels[i:]) for i in range(1, len(labels) - 1))]
    rows = ProviderHost.objects.filter(host__in=candidates).select_related("provider__parent")
    found = {row.host: row.provider for row in rows}
    return next((found[host] for host in candidates if host in found), None)


def ways(actor: Actor, provider: Provider | None) -> list[str]:
    """The ways that lead to a provider now, in its order: "email" unless that is known to be dead, "form"."""
    if provider is None:
        return []
    return rules.ways(
        provider.channels, email=provider.abuse_email, form=provider.form_url, dead=dead(actor, provider.abuse_email)
    )


def reachable(actor: Actor, provider: Provider | None) -> Provider | None:
    """The first in the chain that some way leads to; the provider itself when none does."""
    here, seen = provider, 0
    while here is not None and seen < CHAIN:
        if ways(actor, here):
            return here
        here, seen = here.parent, seen + 1
    return provider


def contributor(agency_id: int) -> str:
    """An agency's mark on what all agencies share: the same each time, and nobody can tell whose it is."""
    text = f"contact:{agency_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def dead(actor: Actor, address: str) -> bool:
    """Whether a contact is known to be dead: this agency or the platform's staff said so, or two other agencies."""
    rows = ContactDoubt.objects.filter(address=address.lower()) if address else ContactDoubt.objects.none()
    sums = rows.aggregate(
        all=Count("id"),
        known=Count("id", filter=Q(contributor=contributor(actor.agency_id)) | Q(why=DoubtWhy.STAFF)),
    )
    return bool(sums["known"] or sums["all"] >= ENOUGH)


def own_word(actor: Actor, address: str) -> bool:
    """Whether this agency itself said that a contact is dead."""
    rows = ContactDoubt.objects.filter(address=address.lower(), contributor=contributor(actor.agency_id))
    return bool(address) and rows.exists()


def providers() -> QuerySet[Provider]:
    """The directory by name as agencies see it: what is listed.

    A host that was looked up or proposed is not listed by itself: its name may tell of a person, and that it stands there
    tells that somebody found something.
    """
    hosts = Prefetch("hosts", ProviderHost.objects.filter(listed=True).order_by("host"))
    rows = Provider.objects.filter(listed=True).select_related("parent")
    return rows.prefetch_related(hosts).order_by("name", "id")


def provider(provider_id: int) -> Provider:
    """One of them; raises NotFound."""
    found = providers().filter(id=provider_id).first()
    if found is None:
        raise NotFound
    return found


def found_for(url: str) -> list[Recipient]:
    """What registries said about the host of an address and nobody has refused; nothing that an agency proposed."""
    rows = Recipient.objects.filter(host=bare(host_of(url))).exclude(source=Source.OFFICER)
    return list(rows.exclude(state=FoundState.REFUSED).order_by("scope", "id"))


def bare(host: str) -> str:
    """A host without its port."""
    return host if host.endswith("]") else host.rsplit(":", 1)[0] if host.count(":") == 1 or "]" in host else host


def relay(actor: Actor) -> Relay | None:
    """The partner through whom this agency reaches dangerous recipients, or None."""
    return Relay.objects.visible_to(actor).filter(active=True).first()


def relay_for(actor: Actor, provider: Provider | None) -> tuple[bool, Relay | None]:
    """Whether this provider must not learn the agency's name, and the partner who writes to it, if there is one.

    A partner writes to whoever is dangerous, and as a trusted flagger to everybody where that counts.
    """
    if provider is None:
        return False, None
    danger, found = rules.through_relay(provider.sender, provider.risk), relay(actor)
    priority = found is not None and rules.has_priority(found.flagger, {provider.country, *provider.jurisdictions})
    return danger, found if danger or priority else None


def relay_at(actor: Actor, provider: Provider | None, address: str) -> Relay | None:
    """The partner, of today or a former one, who has this address; None for the provider's own address."""
    if not address or (provider is not None and address == provider.abuse_email):
        return None
    return Relay.objects.visible_to(actor).filter(email=address).order_by("-active", "-id").first()


def obstacles(actor: Actor, provider: Provider | None, recipient: str) -> list[str]:
    """Named reasons why nothing may go to this address of a provider now; asked again before anything is sent."""
    if provider is None:
        return []
    danger, found = relay_for(actor, provider)
    relayed = found is not None and recipient == found.email
    partner = None if relayed else relay_at(actor, provider, recipient)
    checks = {
        "recipient_unverified": provider.verified_on is None,
        "needs_relay": danger and not relayed,
        "relay_changed": partner is not None and not partner.active,
    }
    return [name for name, holds in checks.items() if holds]
