"""Keep the provider directory: load what is shipped, take proposals, settle what was found."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors import address as names
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.services import verb
from takedowns.recipients import directory, rdap, selectors
from takedowns.recipients.models import ContactDoubt, Provider, ProviderHost, Recipient, Relay
from takedowns.recipients.states import DoubtWhy, Scope, Source


def provider_set(
    *, name: str, hosts: list[str], country: str, language: str, abuse_email: str, verified_on: date | None,
    listed: bool = True,
) -> Provider:  # fmt: skip
    """Add a provider or change it, listed for all unless said otherwise; the platform's act, hosts in lower case."""
    values = {"country": country, "language": language, "abuse_email": abuse_email, "verified_on": verified_on}
    row, _made = Provider.objects.update_or_create(name=name, defaults={**values, "listed": listed})
    for host in hosts:
        ProviderHost.objects.update_or_create(host=host.lower(), defaults={"provider": row, "listed": listed})
    return row


@transaction.atomic
def directory_load() -> int:
    """Bring the shipped directory into the database; returns how many rows are new or changed.

    What staff verified or entered stays as it is: a row that somebody checked is never overwritten by a file.
    """
    _version, rows = directory.load()
    written = 0
    for row in rows:
        known = Provider.objects.filter(code=row.code).first()
        if known is not None and known.verified_on is not None:
            continue
        values = {
            "name": row.name, "kind": row.kind, "country": row.country, "jurisdictions": list(row.jurisdictions),
            "language": row.languages[0], "languages": list(row.languages), "networks": list(row.networks),
            "capabilities": list(row.capabilities), "channels": list(row.channels), "abuse_email": row.abuse_email,
            "form_url": row.form_url, "risk": row.risk, "lumen": row.lumen, "forwards": row.forwards,
            "csam_policy": row.csam_policy, "max_addresses": row.max_addresses, "source": row.source,
            "source_date": date.fromisoformat(row.source_date), "status": row.status, "listed": True,
        }  # fmt: skip
        if known is None or any(getattr(known, name) != value for name, value in values.items()):
            known, _made = Provider.objects.update_or_create(code=row.code, defaults=values)
            written += 1
        for host in row.hosts:
            ProviderHost.objects.get_or_create(host=host, defaults={"provider": known, "listed": True})
    _parents({row.code: row.parent for row in rows if row.parent})
    return written


def _parents(parents: dict[str, str]) -> None:
    for code, parent in parents.items():
        above = Provider.objects.get(code=parent)
        Provider.objects.filter(code=code, verified_on=None).update(parent=above)


@verb("recipient.propose")
def contact_propose(actor: Actor, *, host: str, address: str) -> Recipient:
    """Propose an abuse contact for a host to the platform's staff, who check it before anybody writes to it.

    Other agencies are not told who proposed it. Raises Invalid for what is no host or no address.
    """
    try:
        name = names.normalise(selectors.bare(selectors.host_of(host if "://" in host else f"//{host.strip()}")))
    except ValueError:  # BadHost is one
        name = ""
    if "." not in name or rdap.is_address(name) or len(name) > 253:
        raise Invalid(_("Write the host, such as pictures.example.org."), "host")
    if not (right := rdap.usable(address)):
        raise Invalid(
            _("This is no address that somebody answers for. Write the abuse contact's own address."), "address"
        )
    row, _made = Recipient.objects.get_or_create(
        host=name, scope=Scope.SITE, address=right, form_url="", defaults={"source": Source.OFFICER}
    )
    audit.record(actor, "recipient.propose", subject_kind="recipient", subject_id=row.pk)
    return row


@verb("recipient.propose")
def contact_dead(actor: Actor, *, provider_id: int, dead: bool = True) -> None:
    """Say that a provider's contact is dead: at once for this agency, for all when a second agency or the staff says so.

    Or take one's own word back (`dead` False). Raises NotFound, Conflict.
    """
    found = Provider.objects.filter(id=provider_id).first()
    if found is None:
        raise NotFound
    if not found.abuse_email:
        raise Conflict(_("No mail address is known here, so none can be dead."))
    if dead:
        _doubt(actor, found.abuse_email, DoubtWhy.OFFICER)
    else:
        mark = selectors.contributor(actor.agency_id)
        ContactDoubt.objects.filter(address=found.abuse_email.lower(), contributor=mark).delete()
    audit.record(
        actor, "recipient.dead" if dead else "recipient.alive", subject_kind="provider", subject_id=found.pk
    )  # fmt: skip


def contact_bounced(actor: Actor, *, provider: Provider | None, address: str) -> None:
    """A mail server said for good that nobody is there, in the caller's transaction; counts as this agency's word.

    An address that is not the provider's own, such as a relay's, is nobody else's business.
    """
    if provider is not None and address and address.lower() == provider.abuse_email.lower():
        _doubt(actor, address, DoubtWhy.BOUNCED)


def _doubt(actor: Actor, address: str, why: DoubtWhy) -> None:
    ContactDoubt.objects.get_or_create(
        address=address.lower(), contributor=selectors.contributor(actor.agency_id), defaults={"why": why}
    )


@verb("relay.set")
def relay_set(actor: Actor, *, name: str, email: str, flagger: bool = False) -> Relay | None:
    """Name the partner who passes notices on to dangerous recipients in its own name; empty words end it.

    `flagger`: it is a trusted flagger in the European Union and writes to all recipients there. Raises Invalid.
    """
    AgencySettings.objects.visible_to(actor).select_for_update().get()  # two managers at once: one after the other
    before = selectors.relay(actor)
    wanted, right = name.strip()[:150], rdap.usable(email)
    if (wanted or email.strip()) and not (wanted and right):
        raise Invalid(_("Write the partner's name and the address that takes notices."), "email")
    if before and (before.name, before.email, before.flagger) == (wanted, right, flagger):
        return before
    Relay.objects.visible_to(actor).filter(active=True).update(active=False)
    made = None
    if wanted:
        made = Relay.objects.create(agency_id=actor.agency_id, name=wanted, email=right, flagger=flagger)
    audit.record(actor, "relay.set", subject_kind="relay", subject_id=made.pk if made else None)
    return made
